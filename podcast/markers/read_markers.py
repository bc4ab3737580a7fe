"""A file of markers, whatever program has written it: what it is is told by what is in it, not by its name."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from podcast.errors import Problem, ShowError
from podcast.i18n import _, gettext_noop
from podcast.markers import csv_formats as tables
from podcast.markers import json_xml_formats as documents
from podcast.markers import text_formats as lines
from podcast.markers.marker import Marker, MarkerProblem, MarkerResult

if TYPE_CHECKING:
    from collections.abc import Callable

# The forms of text, in the order in which they are tried; each says None to what it is not.
_READERS: tuple[Callable[[str], list[MarkerResult] | None], ...] = (
    documents.parse_json,
    lambda text: lines.parse_audacity(text.splitlines()),
    lambda text: lines.parse_ogm(text.splitlines()),
    tables.parse_table,
    lambda text: lines.parse_typed_list(text.splitlines()),
)
_SUPPORTED = gettext_noop(
    "export labels from Audacity, a CSV from REAPER or Ultraschall, chapters as text, JSON or XML, "
    "or name a Hindenburg session"
)


def read_markers(data: bytes, path: str) -> tuple[Marker, ...]:
    """The markers of a file, by their times.

    Args:
        data: its bytes.
        path: for problems.

    Raises:
        ShowError: with all problems; `line` says where.
    """
    found = _parse(data)
    faults = [one for one in found if isinstance(one, MarkerProblem)]
    if faults:
        raise ShowError(
            tuple(Problem(path, one.line, 1 if one.line else 0, "", one.what, one.remedy) for one in faults)
        )
    return tuple(sorted((one for one in found if isinstance(one, Marker)), key=lambda one: one.start))


def _parse(data: bytes) -> list[MarkerResult]:
    if (read := documents.parse_xml(data.removeprefix(codecs.BOM_UTF8))) is not None:
        return read
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return [MarkerProblem(line, _("contains a byte that is not UTF-8"), _("save the file as UTF-8"))]
    for reader in _READERS:
        if (read := reader(text)) is not None:
            return read or [_no_markers()]
    return [
        _no_markers() if not text.strip() else MarkerProblem(1, _("is not a supported marker format"), _(_SUPPORTED))
    ]


def _no_markers() -> MarkerProblem:
    return MarkerProblem(0, _("contains no markers"), _("set some in your audio editor and export them again"))
