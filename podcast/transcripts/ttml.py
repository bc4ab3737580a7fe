"""TTML transcripts (W3C, Timed Text Markup Language 2), as Apple Podcasts, Trint and broadcasters write them.

Times may be nested: those of a paragraph are relative to what it stands in. What needs a frame rate or a clock outside
of the file, and elements that follow each other by themselves, are problems.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.transcripts.cue import Cue, TranscriptProblem, normalize_spaces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from podcast.transcripts.cue import ParsedCues

MAX_DEPTH = 60  # of elements; a transcript has five
_NAMESPACES = ("http://www.w3.org/ns/ttml", "http://www.w3.org/2006/10/ttaf1", "http://www.w3.org/2006/04/ttaf1")
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d\d(?:\.\d{1,9})?)")  # Apple leaves out the hours: 1:02.5
_OFFSET = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)(h|ms|m|s|t)?")
_TOLERANCE_SECONDS = 0.05
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, None: 1.0}


@dataclass(frozen=True, slots=True)
class _Times:
    """Begin and end of an element in seconds from the start of the file; None where it states none."""

    begin: float | None
    end: float | None


_START = _Times(0.0, None)


def parse_ttml(text: str) -> ParsedCues:
    """Return the cues of a TTML file: its paragraphs, with their agents as speakers."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_without_declaration(text).encode(), parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        return [], [TranscriptProblem(line, _("is not XML: {msg}").format(msg=error.msg), _("export it again"))]
    if problem := _form_problem(root):
        return [], [problem]
    if problems := [*_time_problems(root)]:
        return [], problems
    names = _agents(root)
    results = [_cue(element, outer, names.get(agent, agent)) for element, outer, agent in _paragraphs(root, _START, "")]
    cues = [result for result in results if isinstance(result, Cue) and result.text]
    return cues, [result for result in results if isinstance(result, TranscriptProblem)]


def _without_declaration(text: str) -> str:
    """Return XML without its declaration: the encoding that it states is no longer that of the text."""
    return re.sub(r"\A\s*<\?xml[^>]*\?>", lambda match: "\n" * match[0].count("\n"), text)


def _form_problem(root: _Element) -> TranscriptProblem | None:
    if root.getroottree().docinfo.doctype:
        return TranscriptProblem(1, _("has a document type"), _("remove the line <!DOCTYPE …>"))
    tag = str(root.tag)
    if not any(tag.startswith(f"{{{name}") and tag.endswith("}tt") for name in _NAMESPACES):
        return TranscriptProblem(1, _("is not TTML"), _("export it as .vtt or .srt"))
    for element in root.iter("*"):
        if sum(1 for _ancestor in element.iterancestors()) > MAX_DEPTH:
            return TranscriptProblem(_line(element), _("is nested too deeply"), _("export it again"))
        if element.get("timeContainer") == "seq":
            what = _("has elements that follow each other (timeContainer)")
            return TranscriptProblem(_line(element), what, _("export it as .vtt or .srt"))
    if (_parameter(root, "timeBase") or "media") != "media":
        return TranscriptProblem(
            _line(root), _("counts the time by another clock (timeBase)"), _("export it as .vtt or .srt")
        )
    return None


def _line(element: _Element) -> int:
    return int(element.sourceline or 0)


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


def _parameter(element: _Element, name: str) -> str | None:
    """Return an attribute by its local name, in any namespace of TTML."""
    return next((str(value) for key, value in element.attrib.items() if _local(key) == name), None)


def _agents(root: _Element) -> dict[str, str]:
    """Return the names of the speakers by the id of their agent (ttm:agent with ttm:name)."""
    agents = [element for element in root.iter("*") if _local(element.tag) == "agent" and element.get(_XML_ID)]
    names = {
        str(agent.get(_XML_ID)): normalize_spaces("".join(map(str, name.itertext())))
        for agent in agents
        for name in agent
        if _local(name.tag) == "name"
    }
    return {key: name for key, name in names.items() if name}


def _time_problems(root: _Element) -> Iterator[TranscriptProblem]:
    remedy = _("write times like 00:01:02.500 or 62.5s")
    for element in root.iter("*"):
        for value in filter(None, map(element.get, ("begin", "end", "dur"))):
            if _seconds(value, element) is None:
                yield TranscriptProblem(_line(element), _('"{time}" is not a time').format(time=value[:40]), remedy)


def _paragraphs(element: _Element, outer: _Times, agent: str) -> Iterator[tuple[_Element, _Times, str]]:
    """Yield the paragraphs with the times of what they stand in, and the agent of it or their own."""
    for child in element.iterchildren("*"):
        name = _local(child.tag)
        own = _parameter(child, "agent") or agent
        if name == "p":
            yield child, outer, own
        elif name in {"body", "div"}:
            times = _times(child, outer)
            begin = outer.begin if times.begin is None else times.begin
            yield from _paragraphs(child, _Times(begin, outer.end if times.end is None else times.end), own)


def _cue(element: _Element, outer: _Times, speaker: str) -> Cue | TranscriptProblem:
    times = _cue_times(element, outer)
    words = normalize_spaces("".join(_words(element)))
    if not words:
        return Cue(0.0, 0.0, None, "")
    if times.begin is None or times.end is None:
        remedy = _("write times like 00:01:02.500 or 62.5s")
        return TranscriptProblem(_line(element), _("a paragraph has no begin and end"), remedy)
    if times.end < times.begin:
        return TranscriptProblem(_line(element), _("ends before it starts"), _("put the two times in order"))
    if outer.begin and outer.end is not None and times.end > outer.end + _TOLERANCE_SECONDS:
        # Some programs write times from the start of the file here; by the standard they would be added up.
        what = _("a paragraph ends after the part that it stands in")
        return TranscriptProblem(_line(element), what, _("export it as .vtt or .srt"))
    return Cue(times.begin, times.end, speaker or None, words)


def _cue_times(element: _Element, outer: _Times) -> _Times:
    """Return the times of a paragraph; if it has none, the first and the last of its spans."""
    own = _times(element, outer)
    if own.begin is not None or own.end is not None:
        return own
    spans = [_times(span, outer) for span in element.iter("*")]
    begins = [span.begin for span in spans if span.begin is not None]
    ends = [span.end for span in spans if span.end is not None]
    return _Times(min(begins, default=None), max(ends, default=None))


def _times(element: _Element, outer: _Times) -> _Times:
    base = outer.begin or 0.0
    begin, end, length = (_seconds(element.get(name), element) for name in ("begin", "end", "dur"))
    start = None if begin is None else round(base + begin, 3)
    if end is not None:
        return _Times(start, round(base + end, 3))
    return _Times(start, None if length is None else round((base if start is None else start) + length, 3))


def _seconds(text: str | None, element: _Element) -> float | None:
    """Return a time expression in seconds (TTML2, 12.3.1); None if it is none, or needs a frame rate."""
    text = (text or "").strip()
    if match := _CLOCK.fullmatch(text):
        hours, minutes, seconds = match.groups()
        return round(int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds), 3)
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    if match[2] != "t":
        return round(float(match[1]) * _UNITS[match[2]], 3)
    rate = _parameter(element.getroottree().getroot(), "tickRate") or ""
    return round(float(match[1]) / int(rate), 3) if re.fullmatch(r"[1-9]\d{0,9}", rate) else None


def _words(element: _Element) -> Iterator[str]:
    """Yield the words of an element; a line break is a space, and so is the end of a span that is a word (Apple)."""
    yield element.text or ""
    for child in element.iterchildren("*"):
        name = _local(child.tag)
        if name == "br":
            yield " "
        elif name == "span":
            yield from _words(child)
            yield " " if _parameter(child, "unit") in {"word", "sentence"} else ""
        yield child.tail or ""
