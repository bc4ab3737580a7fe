"""Times as a transcript writes them: a changed one has the form of the one that it replaces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from podcast.transcripts.cue import TIME_PATTERN
from podcast.transcripts.editing.source_text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOCK: Final = re.compile(TIME_PATTERN)
_MS: Final = 1000


def clock_spans(text: str, span: Span) -> Iterator[Span]:
    """Yield the places of the times of day in a part of a text."""
    yield from (Span(*match.span()) for match in CLOCK.finditer(text, *span))


def clock_like(written: str, seconds: float) -> str:
    """Return a time in the form of another one: hours if that has some, or from one hour on; as many decimals.

    Args:
        written: the other time, see `TIME_PATTERN`.
        seconds: the time; it is rounded to the decimals.

    Raises:
        ValueError: the other one is no time.
    """
    match = CLOCK.fullmatch(written)
    if match is None:
        raise ValueError(written)
    hours, minutes, _seconds, fraction = match.groups()
    step = 10 ** (3 - len(fraction or ""))
    total, thousandths = divmod(round(seconds * _MS / step) * step, _MS)
    hour_digits = len(hours) if hours else 2
    head = f"{total // 3600:0{hour_digits}}:" if hours or total >= 3600 else ""
    minute_digits = 2 if head else len(minutes)
    tail = f"{written[-len(fraction) - 1]}{thousandths:03}"[: len(fraction) + 1] if fraction else ""
    return f"{head}{total // 60 % 60:0{minute_digits}}:{total % 60:02}{tail}"
