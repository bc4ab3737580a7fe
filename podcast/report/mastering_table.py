"""The mastering report as a table for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _, format_number, gettext_noop
from podcast.report.text_table import Column, table, translate_head
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from podcast.report.entry import ReportEntry

_NONE = "–"

# A column of the table, and the text of its cells.
COLUMNS: tuple[tuple[Column, Callable[[ReportEntry], str]], ...] = (
    (Column(gettext_noop("episode"), shrinks=True), lambda entry: entry.episode.slug),
    (Column(gettext_noop("length"), align_right=True), lambda entry: format_time(round(entry.master.seconds))),
    (
        Column(gettext_noop("loudness LUFS"), align_right=True),
        lambda entry: f"{format_number(entry.master.before.loudness)} → {format_number(entry.master.after.loudness)}",
    ),
    (Column(gettext_noop("peak dBTP"), align_right=True), lambda entry: format_number(entry.master.after.true_peak)),
    (Column(gettext_noop("gain dB"), align_right=True), lambda entry: _gain(entry)),  # noqa: PLW0108 it stands below
    (
        Column(gettext_noop("limiter dB"), align_right=True),
        lambda entry: format_number(-entry.master.limited) if entry.master.limited else _NONE,
    ),
    (
        Column(gettext_noop("range LU"), align_right=True),
        lambda entry: format_number(entry.master.after.loudness_range),
    ),
    (
        Column(gettext_noop("× real time"), align_right=True),
        lambda entry: f"{entry.speed:.0f}" if entry.speed else _NONE,
    ),
)


def mastering_lines(entries: Sequence[ReportEntry], width: int | None = None) -> list[str]:
    """Return the table of the masters, a line each, then a line for each master that misses its targets.

    Args:
        entries: in the order in which they are shown.
        width: of the terminal, in characters; None: nothing is shortened.
    """
    rows = [[cell(entry) for _column, cell in COLUMNS] for entry in entries]
    warnings = [f"{entry.episode.slug}: {_missed_target(entry)}" for entry in entries if not entry.is_on_target]
    return [*table([translate_head(column) for column, _cell in COLUMNS], rows, width), *warnings]


def _gain(entry: ReportEntry) -> str:
    return _NONE if entry.episode.is_passthrough else format_number(entry.master.gain, sign=True)


def _missed_target(entry: ReportEntry) -> str:
    peak, ceiling = entry.master.after.true_peak, entry.targets.true_peak
    if peak > ceiling:
        sentence = _("its true peak of {peak} dBTP exceeds the ceiling of {ceiling:g} dBTP")
        return sentence.format(peak=format_number(peak), ceiling=ceiling)
    below, above = _("{off} LU below the target of {target:g} LUFS"), _("{off} LU above the target of {target:g} LUFS")
    sentence = below if entry.deviation < 0 else above
    return sentence.format(off=format_number(abs(entry.deviation)), target=entry.targets.loudness)
