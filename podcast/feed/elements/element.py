"""Write tables of elements into the feed, by feedgen's extension mechanism.

A table has one row per element: its name with the usual prefix, a function that returns its content, and the rules of
docs/decisions/feed.md that it implements. Elements without content are not written: no element of the feed is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from podcast.feed.formatting import clean_text
from podcast.model.imported.feed_namespaces import NAMESPACES, RARE_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Mapping

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class ElementContent:
    """The content of an element: text, attributes (None: not written) and child elements, by name.

    With `allow_empty` the element is written without content, because its presence alone has a meaning.
    """

    text: str = ""
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    children: tuple[tuple[str, ElementContent], ...] = ()
    allow_empty: bool = False


ElementRow = tuple[str, Callable[[Subject], Iterable[ElementContent]], str]
ElementTable = tuple[ElementRow[Subject], ...]


def text_element(value: object) -> tuple[ElementContent, ...]:
    """Return one element with this text; none for None. True and False are written in lower case."""
    if value is None:
        return ()
    return (ElementContent(str(value).lower() if isinstance(value, bool) else str(value)),)


def element_if(condition: object, content: ElementContent) -> tuple[ElementContent, ...]:
    """Return the element if the condition holds; else none."""
    return (content,) if condition else ()


def attribute_element(**attributes: str | None) -> ElementContent:
    """Return an element that has only attributes."""
    return ElementContent(attributes=attributes)


@dataclass(frozen=True, slots=True)
class TableExtension(Generic[Subject]):
    """A feedgen extension (`extend_ns`, `extend_rss`) that writes the rows of a table for one subject.

    feedgen creates an extension by calling a class without arguments; `partial(TableExtension, table, subject)` is such
    a callable.
    """

    table: ElementTable[Subject]
    subject: Subject

    def extend_ns(self) -> dict[str, str]:
        """Return the namespaces to declare on `<rss>`, by their usual prefixes."""
        return NAMESPACES

    def extend_rss(self, element: Any) -> Any:
        """Add the table's elements to the channel (feedgen passes `<rss>`) or to the item."""
        parent = element[0] if element.tag == "rss" else element
        for name, contents, _ in self.table:
            for content in contents(self.subject):
                _append_element(parent, name, content)
        return element


def _append_element(parent: Any, name: str, content: ElementContent) -> None:
    """Append an element of that name with its children."""
    from lxml.etree import SubElement

    attributes = {key: clean_text(value) for key, value in content.attributes.items() if value}
    text = clean_text(content.text)
    if not (text or attributes or content.children or content.allow_empty):
        return
    element = SubElement(parent, _qualified_name(name), attributes)
    element.text = text or None
    for child_name, child in content.children:
        _append_element(element, child_name, child)


@cache
def _qualified_name(name: str) -> str:
    prefix, colon, local_name = name.partition(":")
    return f"{{{(NAMESPACES | RARE_NAMESPACES)[prefix]}}}{local_name}" if colon else name
