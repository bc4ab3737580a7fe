"""How the episodes were mastered, as lines for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _, format_number, gettext_noop
from podcast.report.text_table import Column, table, translated
from podcast.text import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from podcast.report.entry import Entry

NONE = "–"

# A column of the table, and what stands in it.
COLUMNS: tuple[tuple[Column, Callable[[Entry], str]], ...] = (
    (Column(gettext_noop("episode"), cut=True), lambda one: one.episode.slug),
    (Column(gettext_noop("length"), right=True), lambda one: clock(round(one.master.seconds))),
    (
        Column(gettext_noop("loudness LUFS"), right=True),
        lambda one: f"{format_number(one.master.before.loudness)} → {format_number(one.master.after.loudness)}",
    ),
    (Column(gettext_noop("peak dBTP"), right=True), lambda one: format_number(one.master.after.true_peak)),
    (Column(gettext_noop("gain dB"), right=True), lambda one: format_number(one.master.gain, sign=True)),
    (
        Column(gettext_noop("limiter dB"), right=True),
        lambda one: format_number(-one.master.limited) if one.master.limited else NONE,
    ),
    (Column(gettext_noop("range LU"), right=True), lambda one: format_number(one.master.after.loudness_range)),
    (Column(gettext_noop("× real time"), right=True), lambda one: f"{one.speed:.0f}" if one.speed else NONE),
)


def lines(entries: Sequence[Entry], width: int | None = None) -> list[str]:
    """The table of the masters, a line each, and a line for each that is not what it was to be."""
    rows = [[cell(one) for _column, cell in COLUMNS] for one in entries]
    missed = [f"{one.episode.slug}: {missed_by(one)}" for one in entries if not one.fits]
    return [*table([translated(column) for column, _cell in COLUMNS], rows, width), *missed]


def missed_by(entry: Entry) -> str:
    """What is not as it was to be."""
    peak, ceiling = entry.master.after.true_peak, entry.targets.true_peak
    if peak > ceiling:
        sentence = _("its true peak of {peak} dBTP is over the ceiling of {ceiling:g} dBTP")
        return sentence.format(peak=format_number(peak), ceiling=ceiling)
    below, above = _("{off} LU below the target of {target:g} LUFS"), _("{off} LU above the target of {target:g} LUFS")
    sentence = below if entry.off < 0 else above
    return sentence.format(off=format_number(abs(entry.off)), target=entry.targets.loudness)
