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
from podcast.markers.marker import MarkerProblem, MarkerResult, parse_marker, with_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STARTS = ("startTime", "start_output", "start", "time")  # Auphonic's recording is its output
TITLES = ("title", "name")
ENDS = ("endTime", "end_output", "end")
LENGTHS = ("length", "duration")
ELEMENTS = {"chapter": ("start", "title"), "marker": ("time", "name")}  # element -> its attributes


def parse_json(text: str) -> list[MarkerResult] | None:
    """Return the chapters of a JSON document; None if the text is none."""
    if not re.match(r"\s*(\{|\[\s*[{\]])", text):  # `[0:00] Name` is a line of text
        return None
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        return [MarkerProblem(error.lineno, _("is not complete JSON"), _("export the chapters again"))]
    except RecursionError:
        return [MarkerProblem(0, _("is not complete JSON"), _("export the chapters again"))]
    chapters = _chapter_list(document)
    if chapters is None:
        return [MarkerProblem(0, _("is JSON without chapters"), _('export the chapters in the form {"chapters": […]}'))]
    return [_json_marker(number, chapter) for number, chapter in enumerate(chapters, 1) if not _is_hidden(chapter)]


def _chapter_list(document: Any) -> list[Any] | None:
    """Return the list of chapters, whose place differs between programs."""
    if isinstance(document, list):
        return document
    data = document.get("data") if isinstance(document.get("data"), dict) else {}
    return next((group["chapters"] for group in (document, data) if isinstance(group.get("chapters"), list)), None)


def _is_hidden(chapter: Any) -> bool:
    """Whether a chapter is left out of the table of contents (`toc: false`)."""
    return isinstance(chapter, dict) and chapter.get("toc") is False


def _json_marker(number: int, chapter: Any) -> MarkerResult:
    if not isinstance(chapter, dict):
        return MarkerProblem(
            0, _("chapter {number} is not a group of fields").format(number=number), _("export it again")
        )
    start = next((chapter[name] for name in STARTS if isinstance(chapter.get(name), int | float | str)), "")
    title = next((chapter[name] for name in TITLES if isinstance(chapter.get(name), str)), "")
    marker = parse_marker(0, _time_text(start), title, *_links(chapter, ("url", "href")))
    if isinstance(marker, MarkerProblem):
        what = _("chapter {number}: {what}").format(number=number, what=marker.what)
        return MarkerProblem(0, what, marker.remedy)
    end = next((chapter[name] for name in ENDS if isinstance(chapter.get(name), int | float | str)), "")
    return with_end(marker, _time_text(end))


def _time_text(value: float | str) -> str:
    return f"{value:f}" if isinstance(value, float) else str(value)


def _links(fields: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str | None, str | None]:
    """Return the address and the picture of a chapter."""
    address = next((fields[name] for name in names if isinstance(fields.get(name), str)), None)
    picture = next((fields[name] for name in ("img", "image") if isinstance(fields.get(name), str)), None)
    return address, picture


def parse_xml(data: bytes) -> list[MarkerResult] | None:
    """Return the chapters of an XML document; None if the data is none."""
    if not data.lstrip().startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<")):
        return None
    try:
        elements = list(_elements(data))
    except expat.ExpatError as error:
        return [MarkerProblem(error.lineno, _("is not complete XML"), _("export the chapters again"))]
    markers = [_xml_marker(line, name, attributes) for line, name, attributes in elements if name in ELEMENTS]
    return markers or [MarkerProblem(0, _("is XML without chapters"), _("export the chapters again"))]


def _elements(data: bytes) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Return the line, name and attributes of each element, in lower case and without prefixes.

    Raises:
        ExpatError: the data is no XML, or declares entities, which chapters do not need.
    """
    parser, elements = expat.ParserCreate(), list[tuple[int, str, dict[str, str]]]()

    def add_element(name: str, attributes: dict[str, str]) -> None:
        local_attributes = {key.rpartition(":")[2].lower(): value for key, value in attributes.items()}
        elements.append((parser.CurrentLineNumber, name.rpartition(":")[2].lower(), local_attributes))

    def refuse_entity(*_declaration: object) -> None:
        error = expat.ExpatError("entities are not read")
        error.lineno = parser.CurrentLineNumber
        raise error

    parser.StartElementHandler = add_element
    parser.EntityDeclHandler = refuse_entity
    parser.Parse(data, True)  # noqa: FBT003 - expat takes it as a positional argument only
    return iter(elements)


def _xml_marker(line: int, name: str, attributes: dict[str, str]) -> MarkerResult:
    start, title = (attributes.get(key, "") for key in ELEMENTS[name])
    end, length = attributes.get("end", ""), next((attributes[key] for key in LENGTHS if key in attributes), "")
    return with_end(parse_marker(line, start, title, *_links(attributes, ("href", "url"))), end, length)
