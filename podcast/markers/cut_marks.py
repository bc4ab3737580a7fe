"""Marks of what is to be cut out of a recording: regions named `cut`, or pairs of `cut start` and `cut end`.

`Schnitt` says the same, and so does an underscore before it, as Ultraschall marks notes to the editor. A number or a
note may follow: `Schnitt 2: Räuspern`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.markers.marker import MarkerProblem
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.markers.marker import Marker

CutSpan = tuple[float, float]  # start and end in seconds

_CUT_TITLE = re.compile(
    r"_?(?:cut|schnitt)(?:[ _-](?P<edge>start|begin|in|anfang|beginn|end|out|ende))?(?:\s*#?\d+)?\s*(?:[:–—-].*)?",
    re.IGNORECASE,
)
_STARTS = {"start", "begin", "in", "anfang", "beginn"}


def is_cut_title(title: str) -> bool:
    """Whether a marker with this name means a cut."""
    return _CUT_TITLE.fullmatch(title.strip()) is not None


def is_cut_mark(marker: Marker) -> bool:
    """Whether a marker says where a cut begins, ends, or both; a point named `cut` is a chapter."""
    match = _CUT_TITLE.fullmatch(marker.title)
    return match is not None and (marker.end is not None or match["edge"] is not None)


def cut_spans(markers: Iterable[Marker]) -> list[CutSpan | MarkerProblem]:
    """Return the cuts that markers mean, in order, or the problems that they have.

    Args:
        markers: sorted by time; those that mean something else are left out.
    """
    marks = [marker for marker in markers if is_cut_title(marker.title)]
    return list(_spans(marks)) or [
        MarkerProblem(0, _("contains no cut marks"), _("name the regions to be removed cut, and export them again"))
    ]


def _spans(marks: Iterable[Marker]) -> Iterator[CutSpan | MarkerProblem]:
    begin: float | None = None
    for mark in marks:
        match = _CUT_TITLE.fullmatch(mark.title)
        edge = (match["edge"] or "").lower() if match else ""
        if mark.end is not None and not edge:
            yield mark.start, mark.end
        elif not edge:
            what = _("the cut mark at {time} has no length").format(time=format_time(mark.start))
            yield MarkerProblem(0, what, _("mark a region, or the two places cut start and cut end"))
        elif edge in _STARTS and begin is None:
            begin = mark.start
        elif edge in _STARTS or begin is None:
            what = _("the mark {title} at {time} has no other end").format(
                title=mark.title, time=format_time(mark.start)
            )
            yield MarkerProblem(0, what, _("set cut start and cut end in turn"))
        else:
            yield begin, mark.start
            begin = None
    if begin is not None:
        what = _("the cut that starts at {time} has no end").format(time=format_time(begin))
        yield MarkerProblem(0, what, _("set a mark named cut end"))
