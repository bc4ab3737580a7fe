"""Addresses at the old host in elements that are kept as they are: they end when the old host does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from podcast.hosts import host_of
from podcast.i18n import _
from podcast.importing.mapping.feed_elements import FeedElements, clark_name
from podcast.importing.mapping.items.item_identity import enclosure_url
from podcast.importing.source.tracking import resolve_tracking
from podcast.model.imported.feed_namespaces import DECLARED_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.importing.mapping.finding_log import FindingLog
    from podcast.importing.source.read_source import SourceFeed

# Links in these texts are for readers.
_TEXTS: Final = frozenset(map(clark_name, ("description", "content:encoded", "itunes:summary", "itunes:subtitle")))
_PREFIXES: Final = {uri: prefix for prefix, uri in DECLARED_NAMESPACES.items()}


def old_hosts(source: SourceFeed, link: str) -> frozenset[str]:
    """Return the hosts of the feed and of its audio, without that of the show.

    Args:
        source: the feed.
        link: the address that the show will have.
    """
    audio = (resolve_tracking(enclosure_url(FeedElements(item.element)))[0] for item in source.items)
    hosts = {host_of(address) for address in (source.location, source.requested, *audio)}
    return frozenset(hosts - {"", host_of(link)})


def log_old_addresses(elements: Iterable[Any], hosts: frozenset[str], log: FindingLog) -> None:
    """Say which elements lead to the old host, each kind of them once.

    Args:
        elements: that are kept as they are.
        hosts: the old ones.
        log: for the findings.
    """
    for element in elements:
        address = next((value for value in _values(element) if host_of(value) in hosts), "")
        if address:
            name = _typed_name(element)
            sentence = _(
                "{element} is kept as it is and leads to the old host, where it will end: {address}; see extra_xml"
            )
            log.add_once(name, "old-address", "to do", sentence.format(element=name, address=address))


def _values(element: Any) -> Iterator[str]:
    if element.tag in _TEXTS:
        return
    for part in element.iter():
        yield from (str(value).strip() for value in part.attrib.values())
        yield (part.text or "").strip()


def _typed_name(element: Any) -> str:
    """Return the name of an element with its usual prefix."""
    uri, _brace, local = str(element.tag).removeprefix("{").rpartition("}")
    prefix = _PREFIXES.get(uri, element.prefix or "")
    return f"{prefix}:{local}" if prefix else local
