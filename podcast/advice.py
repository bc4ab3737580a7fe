"""What could be better: the hints of the show's words, and the speakers of its transcripts whom nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.errors import Problem, ShowError
from podcast.show import hints, load
from podcast.show.places import located
from podcast.transcripts.episode import strangers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.show.model import Show


def advice(show: Show, root: Path) -> tuple[Problem, ...]:
    """Every hint with its place, sorted; none of them is in the way of anything."""
    findings = hints.hints(show)
    placed = located(findings, load.load(root).places) if findings else ()
    return tuple(sorted({*placed, *_strangers(show, root)}))


def _strangers(show: Show, root: Path) -> Iterator[Problem]:
    for one in show.episodes:
        if not one.transcript or not one.people:  # who names nobody has not begun to
            continue
        try:
            found = strangers(show, one, (root / one.transcript).read_bytes())
        except (ShowError, OSError):  # a problem, told as one
            continue
        for name, remedy in found.items():
            yield Problem(one.transcript, 0, 0, "", f'"{name}" is none of the people of the episode', remedy)
