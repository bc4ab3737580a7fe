"""Tokens of well-formed XML without a document type, with their places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from podcast.transcripts.editing.source_text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN: Final = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?P<data>.*?)\]\]>"
    r"|<(?P<slash>/?)(?P<name>[^\s/>]+)(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>|(?P<text>[^<]+)",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


class XmlToken(NamedTuple):
    """A start tag, an end tag, text or character data; `name` is the local name of a tag, empty for text."""

    kind: str  # "start", "end", "empty", "text" or "data"
    name: str
    span: Span


def xml_tokens(text: str) -> Iterator[XmlToken]:
    """Yield the tokens of a document; comments and instructions are left out."""
    for match in _TOKEN.finditer(text):
        if match["text"]:
            yield XmlToken("text", "", Span(*match.span()))
        elif match["data"] is not None:
            yield XmlToken("data", "", Span(*match.span("data")))
        elif match["name"]:
            kind = "end" if match["slash"] else "empty" if match[0].endswith("/>") else "start"
            yield XmlToken(kind, match["name"].rpartition(":")[2], Span(*match.span()))


def attribute(text: str, tag: Span, name: str) -> tuple[Span, Span] | None:
    """Return the places of an attribute and of its value by its local name; None if a tag does not have it."""
    for match in _ATTRIBUTE.finditer(text, *tag):
        if match[1].rpartition(":")[2] == name:
            group = 2 if match[2] is not None else 3
            return Span(*match.span()), Span(*match.span(group))
    return None
