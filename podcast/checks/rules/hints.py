"""Hints: what is allowed, and yet not what apps and listeners like best. Nobody has to follow them.

Pure, like `check`; a new hint is a function and a line of `HINTS`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from podcast.checks.rules.feed import is_language
from podcast.checks.rules.site import legal_details
from podcast.i18n import _
from podcast.model.show import SHOW_FILE
from podcast.show.locations import Finding
from podcast.strings import languages
from podcast.text import format_time, strip_soft_hyphens
from podcast.urls import slugged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podcast.model.show import Show

    Hint = Callable[[Show], Iterable[Finding]]


FEWEST = 3  # chapters: fewer timestamps are not taken for chapters (Apple Podcasts, YouTube)


def hints(show: Show) -> tuple[Finding, ...]:
    """All that could be better, by the order of the hints."""
    return tuple(finding for hint in HINTS for finding in hint(show))


def enough_chapters(show: Show) -> Iterator[Finding]:
    """Apple Podcasts, YouTube: chapters are read from a description if there are three at least."""
    for one in show.episodes:
        if 0 < len(one.chapters) < FEWEST:
            what = _("are {count}: Apple Podcasts and YouTube read at least {fewest} from a description").format(
                count=len(one.chapters), fewest=FEWEST
            )
            yield Finding(one.file, ("chapters",), what, _("add more, or leave it so"))


def chapters_told_apart(show: Show) -> Iterator[Finding]:
    """Listeners choose a chapter by its title."""
    for one in show.episodes:
        seen: set[str] = set()
        for number, chapter in enumerate(one.chapters):
            title = " ".join(strip_soft_hyphens(chapter.title).casefold().split())
            if title in seen:
                what = _('"{title}" is the title of an earlier chapter, too').format(title=chapter.title)
                yield Finding(one.file, ("chapters", number), what, _("say what is special about each"))
            seen.add(title)


def reviewed_transcript(show: Show) -> Iterator[Finding]:
    """Only a transcript can have been reviewed; only who speaks in one can be named."""
    for one in show.episodes:
        for name, said in (("reviewed", one.reviewed), ("speakers", one.speakers)):
            if said and not one.transcript:
                yield Finding(
                    one.file, (name,), _("stands there without a transcript"), _("put the transcript beside it")
                )


SHORTEST = 10.0  # seconds of a chapter (YouTube)


ALWAYS_THERE = frozenset({"host", "co-host"})  # roles that the feed names for the show as a whole


LONG_ENOUGH = 6  # letters of a topic: in shorter ones a letter makes another word


def language_of_the_site(show: Show) -> Iterator[Finding]:
    """WCAG 3.1.2: a screen reader reads English words as if they were the show's language."""
    code = show.language.partition("-")[0]
    if code not in languages() and is_language(code):
        what = _("is {language}; what the site says by itself is English there").format(language=show.language)
        yield Finding(
            SHOW_FILE, ("language",), what, _("leave it so, or write templates of your own: see docs/themes.md")
        )


def seasons_in_use(show: Show) -> Iterator[Finding]:
    """A season without episodes is an empty page."""
    used = {one.season for one in show.episodes}
    for number, season in enumerate(show.seasons):
        if season.number not in used:
            what = _("is the number of a season without episodes")
            yield Finding(SHOW_FILE, ("seasons", number, "number"), what, _("leave it so if some will follow"))


def people_in_use(show: Show) -> Iterator[Finding]:
    """Somebody in the registry whom no episode names appears nowhere; hosts are named for the whole show."""
    heard = {person.name for one in show.episodes for person in one.people}
    heard |= {who for said in (show.speakers, *(one.speakers for one in show.episodes)) for who in said.values()}
    for key, person in show.people.items():
        if not {key, person.name} & heard and person.role not in ALWAYS_THERE:
            remedy = _("name {key} under people: of an episode, or leave it so").format(key=key)
            yield Finding(SHOW_FILE, ("people", key), _("is named by no episode"), remedy)


def portraits_described(show: Show) -> Iterator[Finding]:
    """WCAG 1.1.1: without image_alt a portrait is announced by the person's name alone."""
    for key, person in show.people.items():
        if person.image and not person.image_alt:
            what = _("is missing beside the image")
            yield Finding(
                SHOW_FILE, ("people", key, "image_alt"), what, _("say what the picture shows, or leave it so")
            )


def topics_told_apart(show: Show) -> Iterator[Finding]:
    """Each topic has its page: one that is spelt in two ways has two, and listeners find half on each."""
    first: dict[str, str] = {}
    for one in sorted(show.episodes, key=lambda one: one.slug):
        for number, topic in enumerate(one.topics):
            keys = _spellings(topic)
            near = next((first[key] for key in keys if first.get(key, topic) != topic), None)
            if near is not None:
                what = _('"{topic}" is much like "{near}" elsewhere').format(topic=topic, near=near)
                yield Finding(one.file, ("topics", number), what, _("write one of the two, if they mean the same"))
            for key in keys:
                first.setdefault(key, topic)


def _spellings(topic: str) -> tuple[str, ...]:
    """What topics have in common that differ in case, hyphens, umlauts or one letter; figures always tell apart."""
    plain = slugged(topic).replace("-", "")
    if len(plain) < LONG_ENOUGH:
        return (plain,)
    without = (plain[:at] + plain[at + 1 :] for at, letter in enumerate(plain) if not letter.isdigit())
    return (plain, *without)


def chapters_apart(show: Show) -> Iterator[Finding]:
    """YouTube: a chapter lasts ten seconds at least, or none of them is shown. One hint is enough for an episode."""
    for one in show.episodes:
        gaps = enumerate((after.start - before.start for before, after in pairwise(one.chapters)), start=1)
        number, gap = next(((number, gap) for number, gap in gaps if 0 < gap < SHORTEST), (0, 0.0))
        if not number:
            continue
        what = _("starts {time} after the one before; YouTube asks for 10 seconds").format(time=format_time(gap))
        yield Finding(one.file, ("chapters", number), what, _("join the two, or leave it so"))


HINTS: tuple[Hint, ...] = (
    enough_chapters,
    chapters_told_apart,
    reviewed_transcript,
    legal_details,
    language_of_the_site,
    seasons_in_use,
    people_in_use,
    portraits_described,
    topics_told_apart,
    chapters_apart,
)
