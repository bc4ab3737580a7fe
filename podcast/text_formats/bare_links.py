r"""Web and e-mail addresses that stand bare in a text, without the brackets of Markdown. Pure.

What is an address follows GitHub Flavored Markdown 6.9 (extended autolinks), with these differences: quotation marks of
any language and an ellipsis end an address, `www.` means https, e-mail addresses may have any alphabetic top-level
domain, and names such as `Datei.md` or `example.org` without `www.` are no addresses. Invisible characters that
programs insert into long addresses (soft hyphens, zero-width spaces) stay in the text and are not in the target.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ADDRESS_CHARACTERS = 2000

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_STOPS = '\\s<>"`„“”«»‹›…|\\\\^\u3001\u3002\uff0c\uff09\uff5c'
_ESCAPE = r"\\[!-/:-@\[-`{-~]"
_WEB = (
    r"(?<![^\W_])(?:https?://|(?<![./@-])www\.(?=[^\W_][\w-]*\.[^\W\d_]))(?=[^\W_]|\[)"
    rf"(?:[^{_STOPS}]|{_ESCAPE}){{1,{MAX_ADDRESS_CHARACTERS}}}"
)
_LABEL = r"[^\W_](?:[\w\u00ad-]{0,61}[^\W_])?"
_PICTURE_NAME = r"(?:png|jpe?g|gif|svg|webp|avif|heic)\b"  # bild@2x.png
_EMAIL = (
    r"(?<![^\W_])(?<![@/.%+\\-])(?:mailto:)?[^\W_](?:[\w.%+\u00ad-]|\\[_.+-]){0,63}"
    rf"@(?:{_LABEL}\.)+(?!{_PICTURE_NAME})(?:xn--[a-z0-9-]{{2,59}}|[^\W\d_]{{2,24}})(?!-?(?:[^\W_]|@))"
)
_ADDRESS = re.compile(rf"(?P<web>{_WEB})|(?P<email>{_EMAIL})", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TRAILING = frozenset("?!.,:;*_~'’‘‚–—([{" + _INVISIBLE)
_NEXT_ADDRESS = re.compile(r"[,;](?=https?://|www\.)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[xX]?)?[A-Za-z0-9]{1,31};")
_TRAILING_ENTITY = re.compile(r"&[A-Za-z][A-Za-z0-9]{1,30};\Z")
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_DELETE_INVISIBLE = dict.fromkeys(map(ord, _INVISIBLE))


@dataclass(frozen=True, slots=True)
class BareLink:
    """An address in a Markdown text: its span there, its text as the page shows it, and its target."""

    start: int
    end: int
    text: str
    target: str  # https:, http: or mailto:


def may_have_links(text: str) -> bool:
    """Whether a text has the characters that every address has: a fast test for the many that have none."""
    return "://" in text or "@" in text or "www." in text.lower()


@lru_cache(maxsize=32)  # the parser asks again at each word of a paragraph
def find_bare_links(source: str) -> tuple[BareLink, ...]:
    r"""Return the addresses of a Markdown text in order, also those in code and in links.

    Args:
        source: Markdown; of escapes (`a\_b`) and entities (`&amp;`) in an address, the text and the target have the
            characters that they stand for.
    """
    return tuple(_links(source)) if may_have_links(source) else ()


def _links(source: str) -> Iterator[BareLink]:
    position = 0
    while match := _ADDRESS.search(source, position):
        length = len(match[0]) if match["email"] else _address_length(match[0])
        end = match.start() + length
        text = _ENTITY.sub(lambda entity: unescape(entity[0]), _ESCAPED.sub(r"\1", match[0][:length]))
        if _is_url(target := _target(text)):
            yield BareLink(match.start(), end, text, target)
        position = max(end, match.start() + 1)


def _is_url(text: str) -> bool:
    """Whether a text is a URL that other programs take apart without an error."""
    try:
        parts = urlsplit(text)
    except ValueError:  # brackets around something else than an IPv6 address, or characters that stand for / and @
        return False
    return parts.scheme == "mailto" or bool(parts.netloc)


def _target(text: str) -> str:
    visible = text.translate(_DELETE_INVISIBLE)
    lower = visible[:8].lower()
    if lower.startswith("www."):
        return f"https://{visible}"
    if lower.startswith(("http://", "https://", "mailto:")):
        scheme, colon, rest = visible.partition(":")
        return scheme.lower() + colon + rest
    return f"mailto:{visible}"


def _address_length(address: str) -> int:
    """Return the length of a web address without what follows it: another address, brackets, punctuation, entities."""
    joined = _NEXT_ADDRESS.search(address)
    return _trimmed(address, _end_of_brackets(address[: joined.start()] if joined else address))


def _end_of_brackets(address: str) -> int:
    """Return the position of the first closing bracket that the address does not open; else its length."""
    open_brackets: list[str] = []
    for at, character in enumerate(address):
        if character in "([{":
            open_brackets.append(character)
        elif character in _BRACKETS and (not open_brackets or open_brackets.pop() != _BRACKETS[character]):
            return at
    return len(address)


def _trimmed(address: str, end: int) -> int:
    """Return the position before punctuation and entities (`&quot;`) at the end of `address[:end]`."""
    while end:
        if entity := _TRAILING_ENTITY.search(address, max(0, end - 33), end):
            end = entity.start()
        elif address[end - 1] in _TRAILING or address[end - 1] == "\\":
            end -= 1
        else:
            break
    return end
