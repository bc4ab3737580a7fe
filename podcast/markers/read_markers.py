"""Reader of files of markers. The format follows from the content of the file, not from its name."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from podcast.errors import Problem, ShowError
from podcast.i18n import _, gettext_noop
from podcast.markers import csv_formats, json_xml_formats, text_formats
from podcast.markers.marker import Marker, MarkerProblem, MarkerResult

if TYPE_CHECKING:
    from collections.abc import Callable

# The readers of text formats, in the order in which they are tried; each returns None for a text of another format.
_READERS: tuple[Callable[[str], list[MarkerResult] | None], ...] = (
    json_xml_formats.parse_json,
    lambda text: text_formats.parse_audacity(text.splitlines()),
    lambda text: text_formats.parse_ogm(text.splitlines()),
    csv_formats.parse_table,
    lambda text: text_formats.parse_typed_list(text.splitlines()),
)
_SUPPORTED = gettext_noop(
    "export labels from Audacity, a CSV from REAPER or Ultraschall, chapters as text, JSON or XML, "
    "or name a Hindenburg session"
)


def read_markers(data: bytes, path: str) -> tuple[Marker, ...]:
    """Return the markers of a file, sorted by time.

    Args:
        data: its bytes.
        path: for problems.

    Raises:
        ShowError: with all problems; `line` says where.
    """
    results = _parse(data)
    problems = [result for result in results if isinstance(result, MarkerProblem)]
    if problems:
        raise ShowError(
            tuple(
                Problem(path, problem.line, int(problem.line > 0), "", problem.what, problem.remedy)
                for problem in problems
            )
        )
    markers = (result for result in results if isinstance(result, Marker))
    return tuple(sorted(markers, key=lambda marker: marker.start))


def _parse(data: bytes) -> list[MarkerResult]:
    if (results := json_xml_formats.parse_xml(data.removeprefix(codecs.BOM_UTF8))) is not None:
        return results
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return [MarkerProblem(line, _("contains a byte that is not UTF-8"), _("save the file as UTF-8"))]
    for reader in _READERS:
        if (results := reader(text)) is not None:
            return results or [_no_markers()]
    return [
        _no_markers() if not text.strip() else MarkerProblem(1, _("is not a supported marker format"), _(_SUPPORTED))
    ]


def _no_markers() -> MarkerProblem:
    return MarkerProblem(0, _("contains no markers"), _("set some in your audio editor and export them again"))
