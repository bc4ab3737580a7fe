"""Rules for episodes, the show and its seasons: what is wrong although each field is well formed."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from podcast.artifacts import Sound
from podcast.checks.rules.corrections import LONGEST_TEXT
from podcast.i18n import _
from podcast.model.show import SHOW_FILE
from podcast.show.locations import Finding
from podcast.text import clock, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Episode, Show


def complete(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Only a draft may lack its date or its summary. RSS: pubDate and description; stores refuse items without."""
    for one in show.episodes:
        if one.draft:
            continue
        if one.date is None:
            yield Finding(
                one.file, ("date",), _("is missing"), _("add one, as in 2021-11-23 09:00, or write draft: true")
            )
        if one.summary is None and not one.withdrawn:
            yield Finding(one.file, ("summary",), _("is missing"), _("add one or two sentences, or write draft: true"))


def numbered(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Apple: a serial show is ordered by its episode numbers."""
    for one in show.episodes:
        if show.type == "serial" and one.type == "full" and not one.draft and one.episode is None:
            yield Finding(one.file, ("episode",), _("is missing, and the show is serial"), _("add its number"))


def one_number_each(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Two full episodes do not share season and number: listeners would see one of them twice."""
    full = [one for one in show.episodes if one.type == "full" and one.episode is not None]
    yield from _shared(full, lambda one: (one.season, one.episode), "episode", _("number its episodes in order"))


def one_guid_each(show: Show, _facts: Facts) -> Iterator[Finding]:
    """RSS, Apple: a guid means one episode for ever; of two with the same one is lost."""
    remedy = _("make a new one for the newer episode")
    yield from _shared(show.episodes, lambda one: " ".join(one.guid.casefold().split()), "guid", remedy)


def one_date_each(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Distinct dates: with equal ones every app orders the episodes differently."""
    dated = [one for one in show.episodes if one.date is not None]
    yield from _shared(dated, lambda one: one.date, "date", _("let one of them appear a minute later"))


def _shared(
    episodes: Iterable[Episode], key: Callable[[Episode], Hashable], name: str, remedy: str
) -> Iterator[Finding]:
    """A finding for each episode whose key another one, earlier in the alphabet, has already."""
    first: dict[Hashable, str] = {}
    for one in sorted(episodes, key=lambda one: one.slug):
        other = first.setdefault(key(one), one.file)
        if other != one.file:
            yield Finding(one.file, (name,), _("is the same as in {other}").format(other=other), remedy)


def known_seasons(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Each season has its page, so it must be known, and only once."""
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
    for one in show.episodes:
        if one.season is not None and one.season not in counted:
            what = _("{season} is not among the seasons of {show}").format(season=one.season, show=SHOW_FILE)
            yield Finding(one.file, ("season",), what, _("add it there, with its title"))


def chapters_in_order(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Podcasting 2.0, JSON chapters: ascending starts, the first at 0."""
    for one in show.episodes:
        if one.chapters and one.chapters[0].start:
            what = _("starts at {start}, not at 0:00").format(start=clock(one.chapters[0].start))
            yield Finding(one.file, ("chapters", 0), what, _("begin with one such as 0:00 Begrüßung"))
        for number, (before, chapter) in enumerate(pairwise(one.chapters), start=1):
            if chapter.start <= before.start:
                what = _("starts at {start}, not after the one before ({before})").format(
                    start=clock(chapter.start), before=clock(before.start)
                )
                yield Finding(one.file, ("chapters", number), what, _("put the chapters in order"))


def chapters_before_the_end(show: Show, facts: Facts) -> Iterator[Finding]:
    """Podlove simple chapters: a chapter starts while there is something to hear."""
    for one in show.episodes:
        sound = facts.sounds.get(one.recording or "")
        if not isinstance(sound, Sound) or not sound.seconds:
            continue
        for number, chapter in enumerate(one.chapters):
            if chapter.start >= sound.seconds:
                what = _("starts at {start}, after the audio ends ({length})").format(
                    start=clock(chapter.start), length=clock(sound.seconds // 1)
                )
                yield Finding(one.file, ("chapters", number), what, _("correct the time, or remove the chapter"))


def short_texts(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Apple: at most 4000 bytes of description."""
    texts = [(SHOW_FILE, "description", show.description)]
    texts += [(one.file, "summary", one.summary) for one in show.episodes if one.summary]
    for file, name, text in texts:
        if (size := len(plain(text).encode())) > LONGEST_TEXT:
            what = _("is {size} bytes long, stores cut it at {longest_text}").format(
                size=size, longest_text=LONGEST_TEXT
            )
            yield Finding(file, (name,), what, _("shorten it (ä, ö, ü, ß count twice)"))


def categories_once(show: Show, _facts: Facts) -> Iterator[Finding]:
    """A category that is listed twice is a slip of the hand."""
    for number, name in enumerate(show.categories):
        if name in show.categories[:number]:
            yield Finding(
                SHOW_FILE, ("categories", number), _("{name} is listed twice").format(name=name), _("remove it")
            )


RULES = (
    complete,
    numbered,
    one_number_each,
    one_guid_each,
    one_date_each,
    known_seasons,
    chapters_in_order,
    chapters_before_the_end,
    short_texts,
    categories_once,
)
