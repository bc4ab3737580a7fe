"""Markers in documents: JSON (Podcast Namespace, Auphonic) and XML (Podlove Simple Chapters, Hindenburg's sessions).

Sources: JSON Chapters Format 1.2 (Podcast Namespace), Auphonic's productions, Podlove Simple Chapters 1.2, and what
Hindenburg writes into its .nhsx files.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from podcast.i18n import _
from podcast.markers.marker import MarkerProblem, MarkerResult, parse_marker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STARTS = ("startTime", "start_output", "start", "time")  # Auphonic's recording is its output
_TITLES = ("title", "name")
_CHAPTERS = {"chapter": ("start", "title"), "marker": ("time", "name")}  # element -> its attributes


def parse_json(text: str) -> list[MarkerResult] | None:
    """The chapters of a JSON document; None where it is none."""
    if not re.match(r"\s*(\{|\[\s*[{\]])", text):  # `[0:00] Name` is none
        return None
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        return [MarkerProblem(error.lineno, _("is not complete JSON"), _("export the chapters again"))]
    except RecursionError:
        return [MarkerProblem(0, _("is not complete JSON"), _("export the chapters again"))]
    rows = _chapter_list(document)
    if rows is None:
        return [MarkerProblem(0, _("is JSON without chapters"), _('export the chapters in the form {"chapters": […]}'))]
    return [_json_marker(number, row) for number, row in enumerate(rows, 1) if not _is_hidden(row)]


def _chapter_list(document: Any) -> list[Any] | None:
    """The list of chapters, wherever the programs keep it."""
    if isinstance(document, list):
        return document
    inner = document.get("data") if isinstance(document.get("data"), dict) else {}
    return next((one["chapters"] for one in (document, inner) if isinstance(one.get("chapters"), list)), None)


def _is_hidden(row: Any) -> bool:
    """Whether a chapter is not shown in the table of contents (`toc: false`)."""
    return isinstance(row, dict) and row.get("toc") is False


def _json_marker(number: int, row: Any) -> MarkerResult:
    if not isinstance(row, dict):
        return MarkerProblem(
            0, _("chapter {number} is not a group of fields").format(number=number), _("export it again")
        )
    start = next((row[name] for name in _STARTS if isinstance(row.get(name), int | float | str)), "")
    title = next((row[name] for name in _TITLES if isinstance(row.get(name), str)), "")
    found = parse_marker(
        0, f"{start:f}" if isinstance(start, float) else str(start), title, *_links(row, ("url", "href"))
    )
    if isinstance(found, MarkerProblem):
        what = _("chapter {number}: {what}").format(number=number, what=found.what)
        return MarkerProblem(0, what, found.remedy)
    return found


def _links(row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str | None, str | None]:
    address = next((row[name] for name in names if isinstance(row.get(name), str)), None)
    picture = next((row[name] for name in ("img", "image") if isinstance(row.get(name), str)), None)
    return address, picture


def parse_xml(data: bytes) -> list[MarkerResult] | None:
    """The chapters of an XML document; None where it is none."""
    if not data.lstrip().startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<")):
        return None
    try:
        elements = list(_elements(data))
    except expat.ExpatError as error:
        return [MarkerProblem(error.lineno, _("is not complete XML"), _("export the chapters again"))]
    found = [_xml_marker(*one) for one in elements if one[1] in _CHAPTERS]
    return found or [MarkerProblem(0, _("is XML without chapters"), _("export the chapters again"))]


def _elements(data: bytes) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Each element's line, name and attributes, in lower case and without prefixes.

    Raises:
        ExpatError: it is no XML, or it declares entities, which chapters have no need of.
    """
    parser, found = expat.ParserCreate(), list[tuple[int, str, dict[str, str]]]()

    def begun(name: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(":")[2].lower(): value for key, value in attributes.items()}
        found.append((parser.CurrentLineNumber, name.rpartition(":")[2].lower(), plain))

    def declared(*_declaration: object) -> None:
        error = expat.ExpatError("entities are not read")
        error.lineno = parser.CurrentLineNumber
        raise error

    parser.StartElementHandler = begun
    parser.EntityDeclHandler = declared
    parser.Parse(data, True)  # noqa: FBT003 - expat takes it by its place only
    return iter(found)


def _xml_marker(line: int, name: str, attributes: dict[str, str]) -> MarkerResult:
    start, title = (attributes.get(key, "") for key in _CHAPTERS[name])
    return parse_marker(line, start, title, *_links(attributes, ("href", "url")))
