"""Tables become elements of the feed: the part of feedgen's extension mechanism that we use.

A table has one row per element: its name with the usual prefix, a function that says what it holds, and the rules it
answers to (docs/decisions/feed.md). What holds nothing is not written: no element of the feed is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from podcast.feed.formatting import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

# Byte for byte as each owner publishes it: readers compare them as strings.
NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
    "atom": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
}

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Content:
    """What one element holds: text, attributes (None: not written) and elements inside it, by name.

    A `bare` element says all that it has to say by being there.
    """

    text: str = ""
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    inside: tuple[tuple[str, Content], ...] = ()
    bare: bool = False


Row = tuple[str, Callable[[Subject], Iterable[Content]], str]
Table = tuple[Row[Subject], ...]


def said(value: object) -> tuple[Content, ...]:
    """One element with this text, in lower case where it is true or false; none for None."""
    if value is None:
        return ()
    return (Content(str(value).lower() if isinstance(value, bool) else str(value)),)


def where(holds: object, content: Content) -> tuple[Content, ...]:
    """The element, if something holds; else none."""
    return (content,) if holds else ()


def having(**attributes: str | None) -> Content:
    """An element of attributes alone."""
    return Content(attributes=attributes)


@dataclass(frozen=True, slots=True)
class Elements(Generic[Subject]):
    """An extension as feedgen wants it (`extend_ns`, `extend_rss`): the rows of a table, said of one subject.

    feedgen calls a class without arguments to make an extension; `partial(Elements, table, subject)` is such a thing.
    """

    table: Table[Subject]
    subject: Subject

    def extend_ns(self) -> dict[str, str]:
        """The namespaces to declare on `<rss>`, with their usual prefixes."""
        return NAMESPACES

    def extend_rss(self, element: Any) -> Any:
        """Adds the table's elements to the channel (feedgen hands over `<rss>`) or to the item."""
        parent = element[0] if element.tag == "rss" else element
        for name, contents, _ in self.table:
            for content in contents(self.subject):
                _grow(parent, name, content)
        return element


def _grow(parent: Any, name: str, content: Content) -> None:
    """Adds an element of that name, and what is inside it."""
    from lxml.etree import SubElement

    attributes = {key: clean(value) for key, value in content.attributes.items() if value}
    text = clean(content.text)
    if not (text or attributes or content.inside or content.bare):
        return
    element = SubElement(parent, _qualified(name), attributes)
    element.text = text or None
    for inner, held in content.inside:
        _grow(element, inner, held)


def _qualified(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else name
