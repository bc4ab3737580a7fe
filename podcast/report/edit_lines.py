"""Lines about the cuts and the shortened pauses of a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import format_number, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.artifacts import Master

    CutSpans = tuple[tuple[float, float], ...]  # starts and ends in seconds


def edit_lines(cuts: CutSpans, master: Master) -> Iterator[str]:
    """Yield a line for the cuts of a master, and one for the pauses that were shortened."""
    if count := len(cuts):
        sentence = ngettext("cut       {count} part, {seconds} s", "cut       {count} parts, {seconds} s", count)
        yield sentence.format(count=count, seconds=format_number(cut_seconds(cuts)))
    if count := master.shortened_pauses:
        sentence = ngettext(
            "shortened {count} pause by {seconds} s", "shortened {count} pauses by {seconds} s together", count
        )
        yield sentence.format(count=count, seconds=format_number(master.pause_seconds))


def cut_seconds(cuts: CutSpans) -> float:
    """Return how long cuts are together."""
    return round(sum(end - start for start, end in cuts), 3)
