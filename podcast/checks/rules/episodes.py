"""Rules for episodes, the show and its seasons."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from podcast.checks.rules.corrections import MAX_DESCRIPTION_BYTES
from podcast.checks.rules.sound.late_times import late_chapters
from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE
from podcast.show.locations import Finding
from podcast.text import format_time, strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Episode, Show


def required_fields(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Only a draft may lack date or summary (RSS: pubDate and description; stores refuse items without them)."""
    for episode in show.episodes:
        if episode.draft:
            continue
        if episode.date is None:
            yield Finding(
                episode.file, ("date",), _("is missing"), _("add one, such as 2021-11-23 09:00, or set draft: true")
            )
        if episode.summary is None and not episode.withdrawn:
            yield Finding(
                episode.file, ("summary",), _("is missing"), _("add one or two sentences, or set draft: true")
            )


def serial_episode_numbers(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Every full episode of a serial show has a number: apps order it by number (Apple)."""
    for episode in show.episodes:
        if show.type == "serial" and episode.type == "full" and not episode.draft and episode.episode is None:
            yield Finding(episode.file, ("episode",), _("is missing although the show is serial"), _("add its number"))


def unique_episode_numbers(show: Show, _facts: Facts) -> Iterator[Finding]:
    """No two full episodes share season and number: apps would show one of them twice."""
    full = [episode for episode in show.episodes if episode.type == "full" and episode.episode is not None]
    yield from _duplicates(
        full, lambda episode: (episode.season, episode.episode), "episode", _("number its episodes in order")
    )


def unique_guids(show: Show, _facts: Facts) -> Iterator[Finding]:
    """A guid identifies one episode for ever (RSS); capitals count (Apple). Of two with the same, apps drop one."""
    remedy = _("create a new one for the newer episode")
    yield from _duplicates(show.episodes, lambda episode: " ".join(episode.guid.split()), "guid", remedy)


def unique_dates(show: Show, _facts: Facts) -> Iterator[Finding]:
    """No two episodes share a date: each app would order them differently."""
    dated = [episode for episode in show.episodes if episode.date is not None]
    yield from _duplicates(dated, lambda episode: episode.date, "date", _("publish one of them a minute later"))


def _duplicates(
    episodes: Iterable[Episode], key: Callable[[Episode], Hashable], name: str, remedy: str
) -> Iterator[Finding]:
    """A finding for each episode whose key another one has, too: one that is out already, or has an earlier slug."""
    first: dict[Hashable, str] = {}
    for episode in sorted(episodes, key=lambda episode: (not episode.is_passthrough, episode.slug)):
        other = first.setdefault(key(episode), episode.file)
        if other != episode.file:
            yield Finding(episode.file, (name,), _("is the same as in {other}").format(other=other), remedy)


def listed_seasons(show: Show, facts: Facts) -> Iterator[Finding]:
    """Every season of an episode is listed in podcast.yaml, once: it has a page."""
    counted = Counter(season.number for season in show.seasons)
    seen: set[int] = set()
    for number, season in enumerate(show.seasons):
        if season.number in seen:
            yield Finding(
                SHOW_FILE,
                ("seasons", number, "number"),
                _("{number} is listed twice").format(number=season.number),
                _("number it anew"),
            )
        seen.add(season.number)
    if facts.incomplete & {"seasons", "seasons.number"}:  # the season may be the one that cannot be read
        return
    for episode in show.episodes:
        if episode.season is not None and episode.season not in counted:
            what = _("{season} is not one of the seasons in {show}").format(season=episode.season, show=SHOW_FILE)
            remedy = _("add it to its seasons, such as {example}")
            example = f"{{number: {episode.season}, title: …}}"
            yield Finding(episode.file, ("season",), what, remedy.format(example=example))


def chapter_order(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Chapters start at 0 and ascend (Podcasting 2.0, JSON chapters)."""
    for episode in show.episodes:
        if episode.chapters and episode.chapters[0].start > 0:
            what = _("starts at {start}, not at 0:00").format(start=format_time(episode.chapters[0].start))
            yield Finding(episode.file, ("chapters", 0), what, _("start with one such as 0:00 Begrüßung"))
        starts = [(number, chapter.start) for number, chapter in enumerate(episode.chapters)]
        readable_starts = [(number, start) for number, start in starts if not math.isnan(start)]
        for (_number, before), (number, start) in pairwise(readable_starts):
            if start <= before:
                what = _("starts at {start}, not after the previous one ({before})").format(
                    start=format_time(start), before=format_time(before)
                )
                yield Finding(episode.file, ("chapters", number), what, _("put the chapters in order"))


def chapters_within_audio(show: Show, facts: Facts) -> Iterator[Finding]:
    """No chapter starts after the end of the audio (Podlove Simple Chapters)."""
    for episode in show.episodes:
        if not episode.is_passthrough:  # a hint says so
            yield from late_chapters(episode, facts)


def description_length(show: Show, _facts: Facts) -> Iterator[Finding]:
    """A description or summary has at most 4000 bytes (Apple)."""
    texts = [(SHOW_FILE, "description", show.description)]
    texts += [(episode.file, "summary", episode.summary) for episode in show.episodes if episode.summary]
    for file, name, text in texts:
        if (size := len(strip_soft_hyphens(text).encode())) > MAX_DESCRIPTION_BYTES:
            what = _("is {size} bytes long; stores cut it off at {longest_text}").format(
                size=size, longest_text=MAX_DESCRIPTION_BYTES
            )
            yield Finding(file, (name,), what, _("shorten it (ä, ö, ü, ß count twice)"))


def unique_categories(show: Show, _facts: Facts) -> Iterator[Finding]:
    """No category is listed twice."""
    for number, name in enumerate(show.categories):
        if name in show.categories[:number]:
            yield Finding(
                SHOW_FILE, ("categories", number), _("{name} is listed twice").format(name=name), _("remove it")
            )


RULES = (
    required_fields,
    serial_episode_numbers,
    unique_episode_numbers,
    unique_guids,
    unique_dates,
    listed_seasons,
    chapter_order,
    chapters_within_audio,
    description_length,
    unique_categories,
)
