"""Hints: what is allowed, and yet not what apps and listeners like best. Nobody has to follow them.

Pure, like `check`; a new hint is a function and a line of `HINTS`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from podcast.show.model import clock, plain
from podcast.show.places import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podcast.show.model import Show

    Hint = Callable[[Show], Iterable[Finding]]

FEWEST = 3  # chapters: fewer timestamps are not taken for chapters (Apple Podcasts, YouTube)
SHORTEST = 10.0  # seconds of a chapter (YouTube)


def hints(show: Show) -> tuple[Finding, ...]:
    """All that could be better, by the order of the hints."""
    return tuple(finding for hint in HINTS for finding in hint(show))


def enough_chapters(show: Show) -> Iterator[Finding]:
    """Apple Podcasts, YouTube: chapters are read from a description if there are three at least."""
    for one in show.episodes:
        if 0 < len(one.chapters) < FEWEST:
            what = f"are {len(one.chapters)}: Apple Podcasts and YouTube read at least {FEWEST} from a description"
            yield Finding(one.file, ("chapters",), what, "add more, or leave it so")


def chapters_apart(show: Show) -> Iterator[Finding]:
    """YouTube: a chapter lasts ten seconds at least, or none of them is shown."""
    for one in show.episodes:
        for number, (before, chapter) in enumerate(pairwise(one.chapters), start=1):
            if 0 < chapter.start - before.start < SHORTEST:
                what = f"starts {clock(chapter.start - before.start)} after the one before; YouTube asks for 10 seconds"
                yield Finding(one.file, ("chapters", number), what, "join the two, or leave it so")


def chapters_told_apart(show: Show) -> Iterator[Finding]:
    """Listeners choose a chapter by its title."""
    for one in show.episodes:
        seen: set[str] = set()
        for number, chapter in enumerate(one.chapters):
            title = " ".join(plain(chapter.title).casefold().split())
            if title in seen:
                what = f'"{chapter.title}" is the title of an earlier chapter, too'
                yield Finding(one.file, ("chapters", number), what, "say what is special about each")
            seen.add(title)


def reviewed_transcript(show: Show) -> Iterator[Finding]:
    """Only a transcript can have been reviewed; only who speaks in one can be named."""
    for one in show.episodes:
        for name, said in (("reviewed", one.reviewed), ("speakers", one.speakers)):
            if said and not one.transcript:
                yield Finding(one.file, (name,), "stands there without a transcript", "put the transcript beside it")


HINTS: tuple[Hint, ...] = (enough_chapters, chapters_apart, chapters_told_apart, reviewed_transcript)
