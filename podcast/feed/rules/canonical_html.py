"""Canonical form of HTML in a feed: equal for two texts that a browser reads the same, whatever their notation."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

# A tag or a comment; quoted values of attributes may have `>` in them.
MARKUP: Final = re.compile(r"""<!--.*?-->|</?[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*+>""", re.DOTALL)
_TAG_NAME: Final = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_ATTRIBUTE: Final = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>=`]+))?""")
# End tags that HTML may leave out, and those of elements that have none.
_OPTIONAL_ENDS: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "option",
    ]
)


def canonical_html(text: str) -> str:
    """Return HTML with its tags in one notation and its entities as characters.

    Args:
        text: HTML, or plain text: without `<` and `&` it comes back as it is.
    """
    if "<" not in text and "&" not in text:
        return text
    pieces = []
    position = 0
    for markup in MARKUP.finditer(text):
        pieces += [unescape(text[position : markup.start()]), _canonical_tag(markup[0])]
        position = markup.end()
    pieces.append(unescape(text[position:]))
    return "".join(pieces).strip()


def _canonical_tag(markup: str) -> str:
    """Return a tag in lower case with its attributes sorted and quoted; nothing for a comment or an optional end."""
    if markup.startswith("<!"):
        return ""
    name = _tag_name(markup)
    if markup.startswith("</"):
        return "" if name in _OPTIONAL_ENDS else f"</{name}>"
    attributes = sorted(
        (attribute[1].lower(), unescape((attribute[2] or "").strip("\"'")))
        for attribute in _ATTRIBUTE.finditer(markup, len(name) + 1)
    )
    return "".join([f"<{name}", *(f' {key}="{value}"' for key, value in attributes), ">"])


def _tag_name(markup: str) -> str:
    match = _TAG_NAME.match(markup)
    return match[1].lower() if match else ""
