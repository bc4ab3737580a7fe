"""Problems of meaning that only the feed has: what stores, directories and apps take amiss."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from podcast.artifacts import Sound
from podcast.i18n import _
from podcast.model.show import SHOW_FILE
from podcast.show.locations import Finding
from podcast.text import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Show

LONGEST_NAME = 128  # characters of a season's name: Podcast Namespace
AT_HOME = {"localhost", "127.0.0.1", "[::1]", "::1"}

_NOTICE = re.compile(r"©|\(c\)|\bcopyright\b|\b(19|20)\d\d\b", re.IGNORECASE)

# ISO 639-1, the codes of two letters
_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st "
    "su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)


def secure_link(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Podcast Namespace, Apple: every address of the feed begins with https; at home, http does to try things out."""
    parts = urlsplit(show.link)
    if parts.scheme != "https" and parts.hostname not in AT_HOME:
        what = _("begins with http: some apps refuse to play from there")
        yield Finding(
            SHOW_FILE, ("link",), what, _("write {link}").format(link=show.link.replace("http:", "https:", 1))
        )


def is_language(code: str) -> bool:
    """Whether a code may be one of ISO 639; of those with three letters we have no list."""
    return len(code) != 2 or code in _LANGUAGES.split()


def known_language(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Apple, RSS: the language is a code of ISO 639."""
    code = show.language.partition("-")[0]
    if not is_language(code):
        yield Finding(
            SHOW_FILE,
            ("language",),
            _('"{code}" is the code of no language').format(code=code),
            _("write de, en or de-AT"),
        )


def holder_alone(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Podcast Standards Project: copyright is the holder's name; apps put the sign and the year in front of it."""
    if show.copyright and (notice := _NOTICE.search(show.copyright)):
        what = _('has "{notice}" in it, which apps add themselves').format(notice=notice[0])
        yield Finding(SHOW_FILE, ("copyright",), what, _("write the holder's name alone"))


def short_season_names(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Podcast Namespace: the name of a season has at most 128 characters."""
    for number, season in enumerate(show.seasons):
        if len(season.title) > LONGEST_NAME:
            what = _("has {count} characters, apps show {longest_name}").format(
                count=len(season.title), longest_name=LONGEST_NAME
            )
            yield Finding(SHOW_FILE, ("seasons", number, "title"), what, _("shorten it"))


def moved_here(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Apple: a move leads from another address to this one."""
    if show.moved_from and show.moved_from.rstrip("/").startswith(show.link.rstrip("/")):
        what = _("lies below the link, so the show has not moved")
        yield Finding(SHOW_FILE, ("moved_from",), what, _("write the old feed's address, or remove the field"))


def soundbites_within(show: Show, facts: Facts) -> Iterator[Finding]:
    """Podcast Namespace: a soundbite is a passage of the episode."""
    for one in show.episodes:
        sound = facts.sounds.get(one.recording or "")
        end = sound.seconds if isinstance(sound, Sound) else 0.0
        for number, bite in enumerate(one.soundbites):
            if end and bite.start + bite.duration > end:
                what = _("ends at {end}, after the audio ends ({length})").format(
                    end=clock(bite.start + bite.duration), length=clock(end // 1)
                )
                yield Finding(one.file, ("soundbites", number), what, _("correct its start or its duration"))


def talked_of_or_not(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Podcast Namespace: where comments are not wanted, no place for them is named."""
    for file, posts in ((SHOW_FILE, show.social_interact), *((one.file, one.social_interact) for one in show.episodes)):
        for number, post in enumerate(posts):
            if post.protocol == "disabled" and len(posts) > 1:
                what = _("says that comments are not wanted, and another says where they are")
                yield Finding(file, ("social_interact", number), what, _("keep one of them"))


RULES = (secure_link, known_language, holder_alone, short_season_names, moved_here, soundbites_within, talked_of_or_not)
