"""Markers in lines of text: Audacity's labels, mp4chaps (also Ultraschall, Auphonic), OGM's, lists that people type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.markers.marker import TIME_PATTERN, MarkerProblem, MarkerResult, parse_marker, with_end

if TYPE_CHECKING:
    from collections.abc import Iterator

AUDACITY = re.compile(r"\s*(\d+[.,]\d+)\t(\d+[.,]\d+)(?:\t(.*))?")
TYPED_LINE = re.compile(rf"\s*[\[(]?({TIME_PATTERN})[\])]?(?:\s*[-–—|]\s*|\s+|$)(.*)")
LINK = re.compile(r"(.*?)\s*<([^<>\s]+)>\s*")
OGM = re.compile(r"\s*CHAPTER(\d{2,3})\s*=\s*(\S+)\s*", re.IGNORECASE)
OGM_NAME = re.compile(r"\s*CHAPTER(\d{2,3})NAME\s*=(.*)", re.IGNORECASE)


def parse_audacity(lines: list[str]) -> list[MarkerResult] | None:
    """Return Audacity's labels: start, end and name, with tabs between them; None if the lines are none.

    Source: Audacity manual, "Importing and exporting labels". A second line with a backslash holds frequencies.
    """
    rows = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("\\")]
    if not rows or not AUDACITY.fullmatch(rows[0][1]):
        return None
    return list(_labels(rows))


def _labels(rows: list[tuple[int, str]]) -> Iterator[MarkerResult]:
    for number, line in rows:
        if match := AUDACITY.fullmatch(line):
            yield with_end(parse_marker(number, match[1], match[3] or ""), match[2])
        else:
            yield _unexpected_line(number, line)


def parse_ogm(lines: list[str]) -> list[MarkerResult] | None:
    """Return chapters like `CHAPTER01=…`, `CHAPTER01NAME=…` (OGM tools, mkvextract, Vorbis comments), or None."""
    rows = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows or not OGM.fullmatch(rows[0][1]):
        return None
    names = {int(match[1]): match[2] for _number, line in rows if (match := OGM_NAME.fullmatch(line))}
    results: list[MarkerResult] = []
    for number, line in rows:
        if match := OGM.fullmatch(line):
            results.append(parse_marker(number, match[2], names.get(int(match[1]), "")))
        elif not re.match(r"\s*CHAPTER\d{2,3}\w", line, re.IGNORECASE):
            results.append(_unexpected_line(number, line))
    return results


def parse_typed_list(lines: list[str]) -> list[MarkerResult] | None:
    """Return chapters with a time and a name in each line, such as `00:12:34.567 Name <https://…>`, or None."""
    rows = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not rows or not TYPED_LINE.fullmatch(rows[0][1]):
        return None
    results: list[MarkerResult] = []
    for number, line in rows:
        if match := TYPED_LINE.fullmatch(line):
            link = LINK.fullmatch(match[2])
            results.append(parse_marker(number, match[1], *((link[1], link[2]) if link else (match[2],))))
        else:
            results.append(_unexpected_line(number, line))
    return results


def _unexpected_line(number: int, line: str) -> MarkerProblem:
    what = _('"{line}" is not a marker like the lines before').format(line=line.strip()[:60])
    return MarkerProblem(number, what, _("correct the line, or remove it"))
