"""Marker of a recording, and the functions that all readers of markers share."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from podcast.i18n import _


@dataclass(frozen=True, slots=True)
class Marker:
    """A place in a recording with its name; `href` and `image` where the editor keeps an address and a picture.

    `end` is that of a region, None for a point.
    """

    start: float  # seconds
    title: str
    href: str | None = None
    image: str | None = None
    end: float | None = None  # seconds


@dataclass(frozen=True, slots=True)
class MarkerProblem:
    """The reason why markers cannot be read, and the remedy; `line` counts from 1 (0: the file as a whole)."""

    line: int
    what: str
    remedy: str


MarkerResult = Marker | MarkerProblem

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,9}))?")
_SECONDS = re.compile(r"\d+(?:[.,]\d{1,12})?")
_FRAMES = re.compile(r"\d+:\d\d?:\d\d?[:;]\d\d?")
TIME_PATTERN = r"(?:\d{1,3}:)?\d{1,4}:\d{1,2}(?:[.,]\d{1,9})?"


def parse_seconds(text: str) -> float | None:
    """Return the seconds of a time as editors write it: `1:02:03.456`, `62:03.456` or seconds, to the thousandth.

    None if the text is no time.
    """
    text = text.strip()
    if match := _CLOCK.fullmatch(text):
        hours, minutes, seconds, fraction = match.groups()
        if int(seconds) > 59 or (hours and int(minutes) > 59):
            return None
        return round(int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}"), 3)
    return round(float(text.replace(",", ".")), 3) if _SECONDS.fullmatch(text) else None


def with_end(marker: MarkerResult, end: str = "", length: str = "") -> MarkerResult:
    """Return a marker as a region, if its end or its length is stated and is later than its start."""
    if isinstance(marker, MarkerProblem):
        return marker
    last, seconds = parse_seconds(end), parse_seconds(length)
    last = round(marker.start + seconds, 3) if last is None and seconds is not None else last
    return replace(marker, end=last) if last is not None and last > marker.start else marker


def parse_marker(line: int, time: str, title: str, href: str | None = None, image: str | None = None) -> MarkerResult:
    """Return a marker, or the problem that it has.

    Args:
        line: its line in the file, from 1.
        time: as it is written.
        title: as it is written; white space is normalized.
        href: an address.
        image: a picture; one of the web is left out, as chapters show files of the episode's folder.
    """
    start, name = parse_seconds(time), " ".join(title.split())
    if start is None and _FRAMES.fullmatch(time.strip()):
        return MarkerProblem(
            line, _('"{time}" is in frames').format(time=time), _("export the times as minutes and seconds")
        )
    if start is None:
        remedy = _("export the times as minutes and seconds, such as 1:02:03.456")
        return MarkerProblem(line, _('"{time}" is not a time').format(time=time), remedy)
    if not name:
        return MarkerProblem(line, _("a marker has no name"), _("name it in your editor, or remove it"))
    return Marker(start, name, href or None, image if image and "://" not in image else None)
