"""Read the feed of another host as it is: repaired where it is broken, with its older pages, every repair said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.i18n import _
from podcast.importing.findings import ImportFinding
from podcast.importing.source.capped_feeds import capped_feed_findings
from podcast.importing.source.date_findings import date_findings
from podcast.importing.source.load_document import MOVED_ADDRESS, load_document
from podcast.importing.source.older_documents import follow_new_address, load_older_documents
from podcast.importing.source.repeated_items import enclosure_url, unique_items
from podcast.importing.source.tracking import tracking_findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.importing.downloads.policy import NetworkPolicy
    from podcast.importing.source.source_document import SourceDocument


@dataclass(frozen=True, slots=True)
class SourceItem:
    """An item of a feed.

    Args:
        element: `<item>` as an lxml element, repaired, with the usual names and namespaces.
        document: number of its document in `SourceFeed.documents`.
        line: line of the document where the item begins, from 1.
    """

    element: Any
    document: int
    line: int


@dataclass(frozen=True, slots=True)
class SourceFeed:
    """A feed with its older pages.

    Args:
        location: the path, or the address after permanent redirects and `itunes:new-feed-url`.
        requested: the path or the address that the user named.
        channel: `<channel>` of the first document as an lxml element, repaired, with its items.
        items: all items, the first document's first, each guid once; see docs/decisions/import.md for duplicates.
        documents: the bytes of all documents as they were served, without compression.
        findings: what was repaired, kept or lost, and what is left to do.
    """

    location: str
    requested: str
    channel: Any
    items: tuple[SourceItem, ...]
    documents: tuple[bytes, ...]
    findings: tuple[ImportFinding, ...]


def read_source(location: str, network: NetworkPolicy) -> SourceFeed:
    """Read a feed with its older pages.

    Args:
        location: a path, or an address for the web.
        network: the limits of all requests.

    Raises:
        FileError: there is no such file, or it cannot be read.
        PodcastError: the server does not answer with a feed; or the document is no feed in RSS, for one clear reason.
    """
    document, moves = follow_new_address(load_document(location, network), network)
    older, pages = load_older_documents(document, network)
    numbered_items, duplicates = unique_items(document.channel for document in (document, *older))
    items = tuple(SourceItem(element, number, int(element.sourceline or 0)) for number, element in numbered_items)
    elements = [item.element for item in items]
    findings = (
        *moves,
        *_distinct_findings((document, *older)),
        *pages,
        *duplicates,
        *date_findings(elements),
        *tracking_findings(enclosure_url(element) for element in elements),
        *_missing_items(document.channel, elements, document.location),
    )
    documents = tuple(document.data for document in (document, *older))
    return SourceFeed(document.location, location, document.channel, items, documents, findings)


def _distinct_findings(documents: tuple[SourceDocument, ...]) -> Iterator[ImportFinding]:
    """Yield the findings of all documents, those that pages have in common once."""
    seen: set[tuple[str, str]] = set()
    for number, document in enumerate(documents):
        for finding in document.findings:
            key = (finding.rule, finding.sentence)
            if key not in seen and not (number and finding.rule == MOVED_ADDRESS):
                yield finding
            seen.add(key)


def _missing_items(channel: Any, elements: list[Any], location: str) -> tuple[ImportFinding, ...]:
    """Return that the feed is empty, or that it seems to lack its older episodes."""
    if elements:
        return capped_feed_findings(channel, elements, location)
    sentence = _("the feed has no episodes; the show was imported without any")
    return (ImportFinding("no-items", "", sentence, kind="to do"),)
