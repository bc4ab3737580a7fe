"""How the episodes were mastered, as lines for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.report.table import Column, table
from podcast.show.model import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from podcast.report.entry import Entry

NONE = "–"

# A column of the table, and what stands in it.
COLUMNS: tuple[tuple[Column, Callable[[Entry], str]], ...] = (
    (Column("episode", cut=True), lambda one: one.episode.slug),
    (Column("length", right=True), lambda one: clock(round(one.master.seconds))),
    (
        Column("loudness LUFS", right=True),
        lambda one: f"{one.master.before.loudness:.1f} → {one.master.after.loudness:.1f}",
    ),
    (Column("peak dBTP", right=True), lambda one: f"{one.master.after.true_peak:.1f}"),
    (Column("gain dB", right=True), lambda one: f"{one.master.gain:+.1f}"),
    (Column("limiter dB", right=True), lambda one: f"-{one.master.limited:.1f}" if one.master.limited else NONE),
    (Column("range LU", right=True), lambda one: f"{one.master.after.loudness_range:.1f}"),
    (Column("× real time", right=True), lambda one: f"{one.speed:.0f}" if one.speed else NONE),
)


def lines(entries: Sequence[Entry], width: int | None = None) -> list[str]:
    """The table of the masters, a line each, and a line for each that is not what it was to be."""
    rows = [[cell(one) for _, cell in COLUMNS] for one in entries]
    missed = [f"{one.episode.slug}: {missed_by(one)}" for one in entries if not one.fits]
    return [*table([column for column, _ in COLUMNS], rows, width), *missed]


def missed_by(entry: Entry) -> str:
    """What is not as it was to be."""
    peak, ceiling = entry.master.after.true_peak, entry.targets.true_peak
    if peak > ceiling:
        return f"its true peak of {peak:.1f} dBTP is over the ceiling of {ceiling:g} dBTP"
    where = "below" if entry.off < 0 else "above"
    return f"{abs(entry.off):.1f} LU {where} the target of {entry.targets.loudness:g} LUFS"
