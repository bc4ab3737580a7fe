"""One document of a feed: its bytes, its repaired channel, and what had to be repaired."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.importing.findings import ImportFinding
from podcast.importing.source.broken_items import raise_misplaced_children, repair_items
from podcast.importing.source.broken_markup import cut_after_end, declare_prefixes, escape_inner_markup
from podcast.importing.source.doctype import remove_doctype
from podcast.importing.source.document_encoding import decode_document
from podcast.importing.source.feed_kind import check_root, check_text, missing_channel_reason
from podcast.importing.source.lost_items import find_lost_items, gather_items
from podcast.importing.source.name_capitals import repair_names
from podcast.importing.source.namespace_spelling import repair_namespaces
from podcast.importing.source.references import (
    has_windows_references,
    remove_forbidden_characters,
    repair_references,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Repair = Callable[[str], tuple[str, tuple[ImportFinding, ...]]]

_DECLARATION: Final = re.compile(r"<\?xml\s.*?\?>", re.DOTALL)
_START: Final = re.compile(r"<\?xml\s|<(?:rss|channel|feed|rdf:RDF|opml|html|!DOCTYPE)\b", re.IGNORECASE)
_COMMENTS: Final = re.compile(r"(?:\s++|<!--.*?-->|<\?.*?\?>)*+", re.DOTALL)
_TEXTS: Final = ("title", "description", "{http://purl.org/rss/1.0/modules/content/}encoded")


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document of a feed.

    `location` is its path, or its address after permanent redirects; `base` is the address that answered.
    """

    location: str
    base: str
    data: bytes
    channel: Any
    findings: tuple[ImportFinding, ...]


def parse_source_document(data: bytes, location: str, charset: str = "") -> SourceDocument:
    """Parse the document of a feed, whatever state it is in.

    Args:
        data: the bytes, not compressed.
        location: for messages, and to resolve addresses.
        charset: the encoding that the server names; empty without one.

    Raises:
        PodcastError: it is no feed in RSS, for one clear reason.
    """
    decoded = decode_document(data, charset)
    check_text(decoded.text, location)
    text, head = _without_text_before(decoded.text)
    without = remove_doctype(text, location)
    text = without.text
    root, text, repaired = _repaired_root(text, without.entities, location)
    check_root(root, text, location)
    channel = next((element for element in root.iter("*") if str(element.tag).lower() == "channel"), None)
    if channel is None:
        raise PodcastError(missing_channel_reason(root, location))
    if any(finding.rule == "broken-xml" for finding in repaired):
        raise_misplaced_children(channel)
    misplaced = tuple(gather_items(root, channel))
    findings = (*decoded.findings, *head, *without.findings, *repaired, *misplaced)
    findings += (*repair_names(channel), *find_lost_items(channel, text))
    return SourceDocument(location, location, data, channel, findings)


def _without_text_before(text: str) -> tuple[str, tuple[ImportFinding, ...]]:
    """Return a document without its XML declaration and the text before; its lines keep their numbers."""
    start = _START.search(text)
    before = text[: start.start()] if start else ""
    declaration = _DECLARATION.match(text, len(before))
    comments = _COMMENTS.match(before)
    bare = text[declaration.end() if declaration else len(before) :]
    if not before or (not declaration and comments and comments.end() == len(before)):
        return "\n" * (text.count("\n") - bare.count("\n")) + bare, ()
    sentence = _("there is text before the XML declaration, which many apps refuse; it was left out")
    finding = ImportFinding("text-before-declaration", "", sentence, "repaired")
    return "\n" * (text.count("\n") - bare.count("\n")) + bare, (finding,)


def _repaired_root(text: str, entities: Mapping[str, str], location: str) -> tuple[Any, str, tuple[ImportFinding, ...]]:
    """Return the root element, the text from which it was read, and what was repaired in the text before."""
    references: Repair = partial(repair_references, entities=entities)
    text, findings = _with_repairs(text, (remove_forbidden_characters, repair_namespaces))
    if has_windows_references(text):
        text, more_findings = references(text)
        findings += more_findings
    root, _error = _parse(text, location)
    if root is not None and not _has_inner_markup(root):
        return root, text, findings
    repairs: tuple[Repair, ...] = (cut_after_end, escape_inner_markup, references)
    text, more_findings = _with_repairs(text, repairs if root is not None else (*repairs, declare_prefixes))
    findings += more_findings
    root, _error = _parse(text, location)
    if root is not None:
        return root, text, findings
    text, more_findings = repair_items(text)
    findings += more_findings
    root, error = _parse(text, location)
    if root is not None:
        return root, text, findings
    root, _error = _parse(text, location, recover=True)
    return root, text, (*findings, error)


def _with_repairs(text: str, repairs: tuple[Repair, ...]) -> tuple[str, tuple[ImportFinding, ...]]:
    findings: tuple[ImportFinding, ...] = ()
    for repair in repairs:
        text, more_findings = repair(text)
        findings += more_findings
    return text, findings


def _parse(text: str, location: str, *, recover: bool = False) -> tuple[Any, ImportFinding]:
    """Return the root element (None: the XML is broken) and the finding that says where it is broken."""
    from lxml import etree

    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    parser = etree.XMLParser(**options, recover=recover, encoding="utf-8")
    root, line, reason = None, 0, ""
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        line, reason = error.lineno or 0, str(error).partition(", line ")[0]
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        sentence = _("{file}: its elements are nested deeper, or are larger, than those of any feed; it is not read")
        raise PodcastError(sentence.format(file=location))
    sentence = _("the XML is broken in line {line} ({reason}); it was read as far as it can be understood")
    return root, ImportFinding("broken-xml", "", sentence.format(line=line, reason=reason), "repaired")


def _has_inner_markup(root: Any) -> bool:
    """Whether an element that holds text has elements in it: HTML that is not escaped."""
    return any(len(element) and any(isinstance(child.tag, str) for child in element) for element in root.iter(*_TEXTS))
