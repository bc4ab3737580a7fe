"""Read the XML of a feed of any origin, without trusting it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from podcast.model.imported.feed_namespaces import DECLARED_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL_NAMESPACES: Final = DECLARED_NAMESPACES
_DECLARED = re.compile(r"""\sxmlns:([\w.-]+)\s*=\s*["']([^"']*)["']""")
_ROOT_TAG = re.compile(r"<rss\b[^>]*>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a document, its text (None: no UTF-8), its root (None: no XML) and why it cannot be read."""

    data: bytes
    text: str | None
    root: Any
    error: str

    @property
    def channel(self) -> Any:
        """The channel, None if there is none."""
        return None if self.root is None else self.root.find("channel")

    @property
    def declared(self) -> tuple[tuple[str, str], ...]:
        """The prefixes and the namespaces that `<rss>` declares."""
        tag = _ROOT_TAG.search(self.text or "")
        return tuple(_DECLARED.findall(tag.group())) if tag else ()


def parse_document(data: bytes) -> Document:
    """Parse a document: no entity is expanded, nothing is loaded, and the limits of libxml2 stay in force."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    try:
        return Document(data, text, etree.fromstring(data, parser), "")
    except (etree.XMLSyntaxError, ValueError) as error:
        return Document(data, text, None, str(error).partition(" (<string>")[0])


def qualified_name(name: str) -> str:
    """Return a name with its usual prefix in the notation of lxml: `{namespace}name`."""
    prefix, colon, local_name = name.partition(":")
    return f"{{{ALL_NAMESPACES[prefix]}}}{local_name}" if colon else name


def text_of(parent: Any, name: str) -> str:
    """Return the text of the first child of that name, as it stands; empty if there is none."""
    return str(parent.findtext(qualified_name(name)) or "")


def attribute_of(parent: Any, name: str, key: str) -> str:
    """Return an attribute of the first child of that name; empty if there is none."""
    child = parent.find(qualified_name(name))
    return "" if child is None else str(child.get(key, ""))


def children(parent: Any, name: str) -> list[Any]:
    """Return the children of that name."""
    return list(parent.findall(qualified_name(name)))


def link_targets(channel: Any, rel: str) -> list[str]:
    """Return the addresses of the channel's atom:links of a relation."""
    return [str(link.get("href", "")) for link in children(channel, "atom:link") if link.get("rel") == rel]


def elements(parent: Any) -> Iterator[Any]:
    """Yield an element and everything below it; no comments, entities and processing instructions."""
    return (element for element in parent.iter() if isinstance(element.tag, str))


def prefixed_name(element: Any) -> str:
    """Return the name of an element with the usual prefix of its namespace, else with its own."""
    from lxml import etree

    name = etree.QName(element)
    if not name.namespace:
        return str(name.localname)
    usual = {namespace: prefix for prefix, namespace in ALL_NAMESPACES.items()}
    prefix = usual.get(name.namespace) or element.prefix
    return f"{prefix}:{name.localname}" if prefix else str(name.localname)
