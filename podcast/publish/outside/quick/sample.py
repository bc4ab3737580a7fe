"""The audio files that a run of the quick check asks for: all, or the newest and a moving part of the others. Pure."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

T = TypeVar("T")

NEWEST: Final = 20  # files that every run asks for
MOVING: Final = 80  # older files of a run


def sample(files: Sequence[T], day: date) -> tuple[T, ...]:
    """Return the files to ask for on a day: of few all, of many the newest and the next part of the others.

    On consecutive days the parts follow each other, so that every file is asked for within `len(files) / MOVING` days.

    Args:
        files: the newest first.
        day: of the run.
    """
    newest, older = files[:NEWEST], files[NEWEST:]
    if len(older) <= MOVING:
        return tuple(files)
    start = day.toordinal() * MOVING % len(older)
    around = islice([*older, *older], start, start + MOVING)
    return (*newest, *around)
