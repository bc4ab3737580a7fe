"""Repairs of a feed's markup as text, before it is parsed once more: HTML that is not escaped, prefixes, ends."""

from __future__ import annotations

import re
from typing import Final

from podcast.i18n import _, ngettext
from podcast.importing.findings import ImportFinding
from podcast.importing.source.namespace_spelling import USUAL_NAMESPACES, undeclared_prefixes

# Elements that hold text; markup in them is HTML that the host forgot to escape.
_TEXT_NAMES: Final = (
    "title|description|copyright|author|content:encoded|"
    "itunes:(?:title|subtitle|summary|author|keywords)|googleplay:(?:description|author)|media:(?:title|description)"
)
_TEXT_START: Final = re.compile(rf"<({_TEXT_NAMES})(?:\s[^<>]*)?(?<!/)>")
# The text of an element ends at the next of these: at its own end tag, or, where that is missing, at another one.
_TEXT_END: Final = re.compile(
    rf"<!\[CDATA\[|(?P<end></(?P<name>{_TEXT_NAMES})\s*>)"
    rf"|</?(?:{_TEXT_NAMES}|item|channel|enclosure|guid|pubDate|itunes:duration|rss)\b"
)
_CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_END: Final = re.compile(r"</rss\s*>", re.IGNORECASE)
_NOTHING: Final = re.compile(r"(?:\s++|<!--.*?-->|<\?.*?\?>)*+\Z", re.DOTALL)
_ROOT: Final = re.compile(r"<(?:rss|channel)\b", re.IGNORECASE)
_ITEM: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|(?P<start><item[\s>])|(?P<stop></item\s*>)", re.DOTALL
)


def escape_inner_markup(text: str) -> tuple[str, tuple[ImportFinding, ...]]:
    """Return a document in which HTML in titles and descriptions is text, and how many of them had to be escaped."""
    parts: list[str] = []
    position = number = 0
    while start := _TEXT_START.search(text, position):
        end, is_own_end = _text_end(text, start.end(), start.group(1))
        content = text[start.end() : end]
        if is_own_end and "<" in _COMMENT.sub("", _CDATA.sub("", content)):
            number += 1
            html = _CDATA.sub(r"\1", content).replace("]]>", "]]]]><![CDATA[>")
            content = f"<![CDATA[{html}]]>"
        parts += (text[position : start.end()], content)
        position = end
    if not number:
        return text, ()
    sentence = ngettext(
        "the HTML of {number} text is not escaped; it was read as the text's HTML",
        "the HTML of {number} texts is not escaped; it was read as the texts' HTML",
        number,
    )
    parts.append(text[position:])
    return "".join(parts), (ImportFinding("inner-markup", "", sentence.format(number=number), "repaired"),)


def _text_end(text: str, start: int, name: str) -> tuple[int, bool]:
    """Return where the text of an element ends, and whether its own end tag follows; each character is read once."""
    while match := _TEXT_END.search(text, start):
        if match.group() != "<![CDATA[":
            return match.start(), match["name"] == name
        end = text.find("]]>", match.end())
        if end < 0:
            break
        start = end + len("]]>")
    return len(text), False


def declare_prefixes(text: str) -> tuple[str, tuple[ImportFinding, ...]]:
    """Return a document whose root declares all prefixes that are used: with the usual namespace, else with a URN."""
    prefixes = sorted(undeclared_prefixes(text))
    root = _ROOT.search(text)
    if not prefixes or not root:
        return text, ()
    uris = ((prefix, USUAL_NAMESPACES.get(prefix, f"urn:undeclared:{prefix}")) for prefix in prefixes)
    declarations = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in uris)
    sentence = _("prefixes that the feed does not declare were read with their usual namespaces: {names}")
    finding = ImportFinding("undeclared-prefix", "", sentence.format(names=", ".join(prefixes)), "repaired")
    return f"{text[: root.end()]}{declarations}{text[root.end() :]}", (finding,)


def cut_after_end(text: str) -> tuple[str, tuple[ImportFinding, ...]]:
    """Return a document without the text behind `</rss>`."""
    ends = [match.end() for match in _END.finditer(text)]
    if not ends or _NOTHING.match(text, ends[-1]):
        return text, ()
    sentence = _("behind the end of the feed there is more text, which was left out")
    return text[: ends[-1]], (ImportFinding("text-after-end", "", sentence, "repaired"),)


def item_counts(text: str) -> tuple[int, int]:
    """Return how many items a document begins and how many it ends, by its tags alone."""
    names = [match.lastgroup for match in _ITEM.finditer(text)]
    return names.count("start"), names.count("stop")


def is_cut_off(text: str) -> bool:
    """Whether a document ends before its channel does."""
    return re.search(r"</(?:rss|channel)\s*>", text[-10_000:], re.IGNORECASE) is None
