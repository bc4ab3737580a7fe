"""Elements of a page, as a tree that escapes by itself what it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias
from xml.etree.ElementTree import Element, tostring

if TYPE_CHECKING:
    from collections.abc import Iterable

    Content: TypeAlias = "Element | str | Iterable[Element | str | None] | None"

__all__ = ["Element", "document", "node"]


def node(name: str, attributes: dict[str, str] | None = None, *content: Content) -> Element:
    """An element: `node("td", {"class": "figure"}, "−16,0")`. What is None is left out."""
    element = Element(name, attributes or {})
    for part in content:
        for one in (part,) if part is None or isinstance(part, str | Element) else part:
            _add(element, one)
    return element


def _add(element: Element, content: Element | str | None) -> None:
    if isinstance(content, Element):
        element.append(content)
    elif content and len(element):
        element[-1].tail = (element[-1].tail or "") + content
    elif content:
        element.text = (element.text or "") + content


def document(root: Element) -> bytes:
    """A whole page in HTML."""
    return f"<!doctype html>\n{tostring(root, 'unicode', method='html')}\n".encode()
