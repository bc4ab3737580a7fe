"""Rules for the feed, as stores, directories and apps require it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from podcast import urls
from podcast.artifacts import AudioInfo
from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE
from podcast.show.locations import Finding
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Show

MAX_SEASON_NAME_LENGTH = 128  # characters (Podcast Namespace)
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "::1"}

_COPYRIGHT_NOTICE = re.compile(r"©|\(c\)|\bcopyright\b|\b(19|20)\d\d\b", re.IGNORECASE)

# ISO 639-1, the codes of two letters
_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st "
    "su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)


def https_link(show: Show, _facts: Facts) -> Iterator[Finding]:
    """All URLs of the feed are https (Podcast Namespace, Apple); http is accepted on this computer, for trials."""
    audio = urls.audio_base(show.publish)
    name = "audio_link" if show.publish and show.publish.audio_link else "audio_endpoint"
    for place, link in ((("link",), show.link), (("publish", name), audio)):
        parts = urlsplit(link)
        if link and parts.scheme != "https" and parts.hostname not in LOCAL_HOSTS:
            what = _("starts with http: some apps refuse to play unencrypted audio")
            yield Finding(SHOW_FILE, place, what, _("write {link}").format(link=link.replace("http:", "https:", 1)))


def is_language_code(code: str) -> bool:
    """Whether a code may be one of ISO 639. Codes of three letters are not checked against a list."""
    return len(code) != 2 or code in _LANGUAGES.split()


def valid_language(show: Show, _facts: Facts) -> Iterator[Finding]:
    """The language is a code of ISO 639 (Apple, RSS)."""
    languages = ((SHOW_FILE, show.language), *((episode.file, episode.language) for episode in show.episodes))
    for file, language in languages:
        code = (language or "").partition("-")[0]
        if language and not is_language_code(code):
            what = _('"{code}" is not a language code').format(code=code)
            yield Finding(file, ("language",), what, _("write de, en or de-AT"))


def copyright_holder_only(show: Show, _facts: Facts) -> Iterator[Finding]:
    """The copyright is the holder's name: apps put the sign and the year before it (Podcast Standards Project)."""
    if show.copyright and (notice := _COPYRIGHT_NOTICE.search(show.copyright)):
        what = _('contains "{notice}", which apps add themselves').format(notice=notice[0])
        yield Finding(SHOW_FILE, ("copyright",), what, _("write only the holder's name"))


def season_name_length(show: Show, _facts: Facts) -> Iterator[Finding]:
    """The name of a season has at most 128 characters (Podcast Namespace)."""
    for number, season in enumerate(show.seasons):
        if len(season.title) > MAX_SEASON_NAME_LENGTH:
            what = _("has {count} characters; apps show {longest_name}").format(
                count=len(season.title), longest_name=MAX_SEASON_NAME_LENGTH
            )
            yield Finding(SHOW_FILE, ("seasons", number, "title"), what, _("shorten it"))


def moved_from_elsewhere(show: Show, _facts: Facts) -> Iterator[Finding]:
    """A feed moves here from another URL (Apple)."""
    if show.moved_from and show.moved_from.rstrip("/").startswith(show.link.rstrip("/")):
        what = _("is below link:, so the show has not moved")
        yield Finding(SHOW_FILE, ("moved_from",), what, _("write the old feed's address, or remove the field"))


def soundbites_within_audio(show: Show, facts: Facts) -> Iterator[Finding]:
    """A soundbite is a part of the episode (Podcast Namespace)."""
    for episode in show.episodes:
        audio = facts.audio.get(episode.recording or "")
        end = audio.seconds if isinstance(audio, AudioInfo) else 0.0
        for number, bite in enumerate(episode.soundbites):
            if end and bite.start + bite.duration > end:
                what = _("ends at {end}, after the audio ends ({length})").format(
                    end=format_time(bite.start + bite.duration), length=format_time(end // 1)
                )
                yield Finding(episode.file, ("soundbites", number), what, _("correct its start or its duration"))


def chapter_ends(show: Show, _facts: Facts) -> Iterator[Finding]:
    """A chapter that has an end ends before the next one begins (JSON Chapters)."""
    for episode in show.episodes:
        for number, (chapter, following) in enumerate(pairwise(episode.chapters)):
            if chapter.end is not None and chapter.start < following.start < chapter.end:
                what = _("ends at {end}, after the next chapter starts ({start})").format(
                    end=format_time(chapter.end), start=format_time(following.start)
                )
                yield Finding(episode.file, ("chapters", number, "end"), what, _("correct it, or remove the field"))


def display_of_number(show: Show, _facts: Facts) -> Iterator[Finding]:
    """What apps show instead of the number needs a number (podcast:episode, Podcast Namespace)."""
    for episode in show.episodes:
        if episode.display and (episode.episode is None or episode.type == "trailer"):
            what = _("is shown instead of the number, but the episode has none in the feed")
            yield Finding(episode.file, ("display",), what, _("add its number (episode), or remove the field"))


def publisher_of_another_feed(show: Show, _facts: Facts) -> Iterator[Finding]:
    """The publisher's feed is another feed (podcast:publisher, Podcast Namespace)."""
    if show.publisher and show.publisher.guid == show.guid:
        what = _("is the guid of this show, not of the publisher's feed")
        yield Finding(SHOW_FILE, ("publisher", "guid"), what, _("write the podcast:guid of the publisher's feed"))


def consistent_comment_settings(show: Show, _facts: Facts) -> Iterator[Finding]:
    """A show that wants no comments names no place for them (Podcast Namespace)."""
    for file, posts in (
        (SHOW_FILE, show.social_interact),
        *((episode.file, episode.social_interact) for episode in show.episodes),
    ):
        for number, post in enumerate(posts):
            if post.protocol == "disabled" and len(posts) > 1:
                what = _("asks for no comments, but another entry links to comments")
                yield Finding(file, ("social_interact", number), what, _("keep one of them"))


RULES = (
    https_link,
    valid_language,
    copyright_holder_only,
    season_name_length,
    moved_from_elsewhere,
    soundbites_within_audio,
    consistent_comment_settings,
    chapter_ends,
    display_of_number,
    publisher_of_another_feed,
)
