"""Hints: what is allowed, and yet not what apps and listeners like best. Nobody has to follow them.

Pure, like `check`; a new hint is a function and a line of `HINTS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.checks.rules import hints_show
from podcast.checks.rules.site import legal_details
from podcast.i18n import _
from podcast.show.locations import Finding
from podcast.text import plain

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
            title = " ".join(plain(chapter.title).casefold().split())
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


HINTS: tuple[Hint, ...] = (
    enough_chapters,
    chapters_told_apart,
    reviewed_transcript,
    legal_details,
    *hints_show.HINTS,
)
