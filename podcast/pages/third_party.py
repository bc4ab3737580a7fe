"""No page asks another host: what would make a browser do so is found in what we are about to publish.

The policy in each page (`pages.policy`) stops such a request in the browser; this stops it in the build, so that no
producer ships a hole in a page, and none is sent to a listener's address book. Links that a reader follows are fine.
What makes a browser ask is told by the tables; where they come from: HTML Standard ("fetch" in the attributes' index),
SVG 2 (linking), CSS Syntax and Cascading (url, @import).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Attributes that are fetched, on any element; `*` stands for all.
FETCHED: Final[dict[str, frozenset[str]]] = {
    "src": frozenset("*"),
    "srcset": frozenset("*"),
    "imagesrcset": frozenset("*"),
    "poster": frozenset("*"),
    "background": frozenset("*"),
    "data": frozenset({"object"}),
    "codebase": frozenset({"object", "applet"}),
    "archive": frozenset({"object", "applet"}),
    "classid": frozenset({"object"}),
    "code": frozenset({"applet", "embed"}),
    "manifest": frozenset({"html"}),
    "action": frozenset({"form"}),
    "formaction": frozenset("*"),
    "ping": frozenset("*"),
}
LISTS: Final = {"srcset", "imagesrcset", "ping", "archive"}  # several addresses in one attribute
# href is fetched everywhere but where a reader follows it; of `link` only these relations are.
FOLLOWED: Final = {"a", "area", "link"}
RELATIONS: Final = {
    *("stylesheet", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "prerender", "icon"),
    *("apple-touch-icon", "apple-touch-icon-precomposed", "apple-touch-startup-image", "mask-icon", "manifest"),
    *("search", "fluid-icon", "image_src", "expect", "import", "compression-dictionary"),
}
_SCHEMES: Final = {"http", "https", "ws", "wss", "ftp"}


def _written(name: str) -> str:
    """A pattern for a CSS name in all ways to write it: any letter may be an escape (CSS Syntax 3, 4.3.7)."""
    codes = ((one, f"{ord(one):x}|{ord(one.upper()):x}") for one in name)
    return "".join(rf"(?:{re.escape(one)}|\\{re.escape(one)}|\\0{{0,4}}(?:{code})\s?)" for one, code in codes)


# A text ends at the latest with its line or the file, as it does for browsers: so each is read once.
_CSS_STRING: Final = r"\"(?:\\.|[^\"\\\n])*(?:\"|\\?\Z)?|'(?:\\.|[^'\\\n])*(?:'|\\?\Z)?"
_CSS: Final = re.compile(
    rf"{_written('url')}\(\s*[\"']?([^\"')]*)|@{_written('import')}\s*[\"']([^\"']*)"
    rf"|{_written('image-set')}\((?=((?:{_CSS_STRING}|[^()\"']|\([^()]*\))*))",
    re.IGNORECASE | re.DOTALL,
)
_CSS_SET: Final = re.compile(_CSS_STRING, re.DOTALL)
# What is passed over: comments, but not what looks like one within a text or an address; names of XML, never asked for.
_CSS_COMMENT: Final = re.compile(
    rf"({_CSS_STRING}|{_written('url')}\(\s*[^\s\"')][^)]*)|/\*.*?(?:\*/|\Z)|@namespace\b[^;{{}}]*",
    re.IGNORECASE | re.DOTALL,
)
_CSS_ESCAPE: Final = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(\n)|\\(.)")
# What a script asks for: a module, a request, or an element that fetches; the address as a plain text in it.
_JS: Final = re.compile(
    r"(?:\b(?:import|export)\b[^;\"'`]*?\bfrom\s*|\bimport\s*\(?\s*|\b(?:fetch|importScripts|sendBeacon|Request|URL)\s*\(\s*"
    r"|\bnew\s+(?:Worker|SharedWorker|EventSource|WebSocket|Audio|Request)\s*\(\s*"
    r"|\.open\s*\(\s*[\"'`][A-Za-z]+[\"'`]\s*,\s*|\.(?:src|srcset|poster|action|data)\s*=\s*"
    r"|\.setAttribute\s*\(\s*[\"'`](?:src|srcset|poster|action|data)[\"'`]\s*,\s*|\.register\s*\(\s*)[\"'`]([^\"'`]*)",
)
_JS_COMMENT: Final = re.compile(r"/\*.*?\*/|(?<![:\"'`/])//[^\n]*", re.DOTALL)
_REFRESH: Final = re.compile(r"^[\s\d.]*[;,]\s*(?:url\s*=\s*)?[\"']?(.*?)[\"']?$", re.IGNORECASE | re.DOTALL)
_INSTRUCTION: Final = re.compile(r"<\?xml-stylesheet\b[^>]*?\bhref\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
# Whether it is worth reading a page closely: somewhere but in a link stands what may lead to a host, openly or as an
# entity (of a slash, a backslash, a colon, a line end). Two patterns, each with a few first letters: those are fast.
_SUSPECT: Final = re.compile(
    r"<(?!a[\s>]|area\s)(?:[a-zA-Z?][^>]*?(?:[\\/]\s*[\\/]|(?i:https?|wss?|ftp):"
    r"|(?i:src|href|data|action)\s*=\s*(?:[\"'][^\"'>]*|[^\s\"'>&]*)&#(?!34;|39;)"
    r"|(?i:&#x?0*(?:2f|5c|3a|47|92|58|9|10|13|a|d);|&(?:sol|bsol|colon|Tab|NewLine);))"
    r"|(?i:style|base|script(?![^>]*(?:\bsrc=|ld\+json))))"
)
_SUSPECT_TOO: Final = re.compile(r"[pPsS](?:(?i:ing)\s*=|(?i:tyle)\s*=[^>]*?(?:(?i:url\(|image-set)|\\))")


@dataclass(frozen=True, slots=True, order=True)
class Foreign:
    """A request to another host: the line, counted from 1; the form (`img src`), and the address."""

    line: int
    form: str
    url: str


def foreign(url: str, ours: str) -> bool:
    """Whether an address leads to another host than `ours`, as browsers read addresses.

    They drop tabs and line ends, take a backslash for a slash, and what begins with two slashes for a host.
    """
    plain = re.sub(r"[\t\n\r]", "", url).strip("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x1a\x1b\x1f ")
    plain = plain.replace("\\", "/")
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain, re.IGNORECASE)
    if scheme is None:
        return plain.startswith("//") and _host(plain) != ours
    return scheme[1].lower() in _SCHEMES and _host(re.sub(r"^[^:]*:/*", "//", plain)) != ours


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:  # a bracket too many: nobody's host
        return url


def of_page(text: str, ours: str) -> tuple[Foreign, ...]:
    """What an HTML page would ask others for."""
    bare = text.replace(f"https://{ours}/", "")
    if not _SUSPECT.search(bare) and not _SUSPECT_TOO.search(bare):
        return ()
    return tuple(sorted(_Reader(text, ours).found))


def of_asset(name: str, data: bytes, ours: str) -> tuple[Foreign, ...]:
    """What a style sheet, a script, a drawing or a page among the assets would ask others for."""
    look = _BY_SUFFIX.get(name.rpartition(".")[2].lower())
    return tuple(sorted(look(data.decode("utf-8", "replace"), ours))) if look else ()


def _sheet(text: str, ours: str, first: int = 1) -> Iterator[Foreign]:
    bare = _CSS_COMMENT.sub(lambda match: match[1] or _blank(match), text)
    for match in _CSS.finditer(bare):
        address, imported, several = match.groups()
        form = "@import" if imported is not None else "url()"
        listed = [one.strip("\"'") for one in _CSS_SET.findall(several or "")]
        for one in listed if several is not None else [address or imported or ""]:
            url = _CSS_ESCAPE.sub(_unescaped, one)
            if foreign(url, ours):
                yield Foreign(first + bare.count("\n", 0, match.start()), form, url)


def _script(text: str, ours: str, first: int = 1) -> Iterator[Foreign]:
    bare = _JS_COMMENT.sub(_blank, text)
    for match in _JS.finditer(bare):
        if foreign(match[1], ours):
            yield Foreign(first + bare.count("\n", 0, match.start(1)), "script", match[1])


def _drawing(text: str, ours: str) -> Iterator[Foreign]:
    yield from _Reader(text, ours).found
    for match in _INSTRUCTION.finditer(text):
        if foreign(match[1], ours):
            yield Foreign(1 + text.count("\n", 0, match.start()), "xml-stylesheet", match[1])


def _markup(text: str, ours: str) -> Iterator[Foreign]:
    yield from of_page(text, ours)


_BY_SUFFIX: Final[dict[str, Callable[[str, str], Iterator[Foreign]]]] = {
    "css": _sheet, "js": _script, "mjs": _script, "svg": _drawing, "html": _markup, "htm": _markup, "xml": _drawing,
}  # fmt: skip


def _blank(match: re.Match[str]) -> str:
    """A comment's line ends alone, so that lines keep their numbers."""
    return "\n" * match[0].count("\n")


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        code = int(match[1], 16)
        return chr(code) if 0 < code < 0x110000 else "\ufffd"
    return match[3] or ""


class _Reader(HTMLParser):
    """Reads a page, element by element, and keeps what it would ask others for."""

    def __init__(self, text: str, ours: str) -> None:
        super().__init__()
        self.ours, self.found = ours, list[Foreign]()
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Looks at the element's attributes."""
        known = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        line = self.getpos()[0]
        for name, value in known.items():
            for url in _asked(tag, name, value, known):
                if foreign(url, self.ours):
                    self.found.append(Foreign(line, f"{tag} {name}", url))
        self.found += _sheet(known.get("style", ""), self.ours, line)
        if "srcdoc" in known:
            self.found += [Foreign(line, one.form, one.url) for one in _Reader(known["srcdoc"], self.ours).found]
        self._inside = tag if tag in {"style", "script"} and known.get("type") != "application/ld+json" else ""

    def handle_endtag(self, tag: str) -> None:
        """Leaves the element."""
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        """Looks at a style sheet or a script in the page."""
        look = {"style": _sheet, "script": _script}.get(self._inside)
        self.found += look(data, self.ours, self.getpos()[0]) if look else ()


def _asked(tag: str, name: str, value: str, attributes: dict[str, str]) -> Iterator[str]:
    """The addresses that an attribute makes a browser ask for."""
    if name in FETCHED and FETCHED[name] & {"*", tag}:
        yield from _several(value) if name in LISTS else (value,)
    elif name == "href" and (tag not in FOLLOWED or _relations(tag, attributes) & RELATIONS):
        yield value
    elif name == "content" and tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        match = _REFRESH.match(value)
        yield match[1] if match else ""


def _relations(tag: str, attributes: dict[str, str]) -> set[str]:
    return set(attributes.get("rel", "").lower().split()) if tag == "link" else set()


def _several(value: str) -> Iterator[str]:
    """The addresses of a list: a picture's candidates are parted by commas, with a width behind each."""
    yield from re.split(r"[\s,]+", value.strip())
