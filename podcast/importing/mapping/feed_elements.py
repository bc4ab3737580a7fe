"""Child elements of an item or a channel, by name, and their texts."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from podcast.model.imported.feed_namespaces import DECLARED_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE_BREAKS: Final = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr|/blockquote)\b[^>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL)
_SCRIPT: Final = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_MARKUP: Final = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]\w+);")
_SPACES: Final = re.compile(r"[^\S\n]+")
_EMPTY_LINES: Final = re.compile(r"\n\s*\n\s*")


@cache
def clark_name(name: str) -> str:
    """Return a name with one of the usual prefixes (`itunes:title`) in Clark notation, as lxml has it."""
    prefix, colon, local = name.partition(":")
    return f"{{{DECLARED_NAMESPACES[prefix]}}}{local}" if colon else name


class FeedElements:
    """The child elements of an item, or of a channel without its items.

    Names are written with the usual prefixes: `itunes:title`.
    """

    __slots__ = ("_by_name", "element")

    def __init__(self, element: Any) -> None:
        """Sort the children by name; comments are left out."""
        self.element = element
        self._by_name: dict[str, list[Any]] = {}
        for child in element:
            if isinstance(child.tag, str) and child.tag != "item":
                self._by_name.setdefault(child.tag, []).append(child)

    def all(self, name: str) -> list[Any]:
        """Return all elements of a name."""
        return self._by_name.get(clark_name(name), [])

    def texts(self, name: str) -> Iterator[str]:
        """Yield the texts of all elements of a name that are not empty."""
        for element in self.all(name):
            if text := element_text(element):
                yield text

    def text(self, name: str) -> str:
        """Return the first text of a name that is not empty; empty if there is none."""
        return next(self.texts(name), "")

    def line(self, name: str) -> str:
        """Return the same on one line."""
        return one_line(self.text(name))

    def first_line(self, *names: str) -> str:
        """Return the first text of several names that is not empty, on one line."""
        return next((line for name in names if (line := self.line(name))), "")

    def attribute(self, name: str, attribute: str) -> str:
        """Return the first value of an attribute in elements of a name; empty if there is none."""
        values = (attribute_value(element, attribute) for element in self.all(name))
        return next((value for value in values if value), "")


def element_text(element: Any) -> str:
    """Return the text of an element without white space around it; HTML that was not escaped as its source."""
    if not len(element):
        return (element.text or "").strip()
    from lxml.etree import tostring

    inner = "".join(str(tostring(child, encoding="unicode")) for child in element)
    return f"{html.escape(element.text or '', quote=False)}{inner}".strip()


def attribute_value(element: Any, name: str) -> str:
    """Return the value of an attribute, without white space around it; empty if it is missing."""
    return str(element.get(name) or "").strip()


def one_line(text: str) -> str:
    """Return a text with single spaces for all white space."""
    return " ".join(text.split())


def has_markup(text: str) -> bool:
    """Whether a text has tags or entities of HTML."""
    return ("<" in text or "&" in text) and _MARKUP.search(text) is not None


def plain_text(text: str) -> str:
    """Return HTML, or plain text, as plain text: paragraphs separated by empty lines, entities as characters."""
    if has_markup(text):
        without_scripts = _SCRIPT.sub("", text)
        flowing = " ".join(without_scripts.split()) if "<" in without_scripts else without_scripts
        text = html.unescape(_TAG.sub("", _LINE_BREAKS.sub("\n\n", flowing)))
    lines = (_SPACES.sub(" ", line).strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()
