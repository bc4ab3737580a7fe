"""Canonical form of the elements of a feed: equal for two elements that mean the same, whatever their notation.

The order of attributes, the white space around values and between elements, comments and the prefixes of namespaces
have no meaning. Dates are compared with their offset, durations in seconds, texts that readers show as HTML by their
tags and their text. The order of elements of one name has a meaning (people, chapters), that of different names none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from podcast.importing.proof.canonical_values import ATTRIBUTE_DEFAULTS, ATTRIBUTES, SPACE, TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class CanonicalElement:
    """An element: name and attributes in Clark notation (`{namespace}name`), attributes sorted.

    `children` are elements and the texts behind them, those of white space alone left out.
    """

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    text: str = ""
    children: tuple[CanonicalElement | str, ...] = ()


def as_written(value: str) -> str:
    """Return a value as it is: the `content` of feeds whose addresses do not change."""
    return value


def canonical_element(element: Any, content: Callable[[str], str] = as_written) -> CanonicalElement:
    """Return the canonical form of an lxml element.

    Args:
        element: the element.
        content: replaces the address of a file by what identifies its content, and returns other values as they are.
            It is given the attributes, and texts that are an address.
    """
    name = str(element.tag)
    text = (element.text or "").strip(SPACE)
    canonical_text = TEXTS.get(name)
    if canonical_text and text:
        text = canonical_text(text)
    elif text.startswith("http"):
        text = content(text)
    return CanonicalElement(
        name,
        _attributes(element, name, content),
        text,
        tuple(_children(element, content)) if len(element) else (),
    )


def is_same_element(element: Any, other: Any) -> bool:
    """Whether two lxml elements mean the same without their canonical form; False where that is needed.

    Most elements are the same to the letter, or differ in the notation of a time or a number alone. Addresses count as
    they are written.
    """
    return (
        element.tag == other.tag
        and len(element) == len(other)
        and (element.text == other.text or (element.text or "").strip(SPACE) == (other.text or "").strip(SPACE))
        and _are_same_attributes(str(element.tag), element.attrib, other.attrib)
        and all(
            is_same_element(child, own) and (child.tail or "").strip(SPACE) == (own.tail or "").strip(SPACE)
            for child, own in zip(element, other, strict=True)
        )
    )


def _are_same_attributes(name: str, attributes: Any, own_attributes: Any) -> bool:
    if len(attributes) != len(own_attributes):
        return False
    for key, value in attributes.items():
        own_value = own_attributes.get(key)
        if value == own_value:
            continue
        canonical_value = _canonical_attribute(name, key)
        if own_value is None or canonical_value is None:
            return False
        if canonical_value(value.strip(SPACE)) != canonical_value(own_value.strip(SPACE)):
            return False
    return True


def canonical_children(
    parent: Any, content: Callable[[str], str] = as_written
) -> dict[str, tuple[CanonicalElement, ...]]:
    """Return the canonical children of an item, or of a channel without its items, by name in their order.

    Args:
        parent: `<item>` or `<channel>`, an lxml element.
        content: see `canonical_element`.
    """
    children: dict[str, list[CanonicalElement]] = {}
    for child in compared_children(parent):
        children.setdefault(str(child.tag), []).append(canonical_element(child, content))
    return {name: tuple(elements) for name, elements in children.items()}


def compared_children(parent: Any) -> Iterator[Any]:
    """Yield the child elements, without comments, processing instructions and the items of a channel."""
    return (child for child in parent if isinstance(child.tag, str) and child.tag != "item")


def _attributes(element: Any, name: str, content: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Return the attributes of an element, sorted, with those that are not written but have a default."""
    attributes = dict(ATTRIBUTE_DEFAULTS.get(name, {}))
    for key, text in element.items():
        value = text.strip(SPACE)
        canonical_value = _canonical_attribute(name, key)
        attributes[key] = canonical_value(value) if canonical_value else content(value)
    return tuple(sorted(attributes.items()))


@lru_cache(maxsize=4096)  # names of attributes are the feed's
def _canonical_attribute(name: str, key: str) -> Callable[[str], str] | None:
    """Return what makes the canonical form of an attribute; None for one that counts as it is written."""
    return ATTRIBUTES.get((name, key)) or ATTRIBUTES.get(("", key))


def _children(element: Any, content: Callable[[str], str]) -> Iterator[CanonicalElement | str]:
    for child in element:
        if isinstance(child.tag, str):
            yield canonical_element(child, content)
        if tail := (child.tail or "").strip(SPACE):
            yield tail
