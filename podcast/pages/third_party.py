"""Third-party requests: everything in pages and assets that would make a browser ask another host.

The policy in each page (`pages.csp`) stops such a request in the browser, where a part of the page would be missing;
this stops it in the build. Links that a reader follows are fine. The tables list what makes a browser send a request;
their sources: HTML Standard ("fetch" in the index of attributes), SVG 2 (linking), CSS Syntax and Cascading (url,
@import).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Attributes with addresses that browsers fetch, and the elements on which they do; `*` stands for all.
FETCHED_ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
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
LIST_ATTRIBUTES: Final = {"srcset", "imagesrcset", "ping", "archive"}  # several addresses in one attribute
# On these elements readers follow href, on all others browsers fetch it; on `link` they do for these relations.
LINK_ELEMENTS: Final = {"a", "area", "link"}
FETCHED_RELATIONS: Final = {
    *("stylesheet", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "prerender", "icon"),
    *("apple-touch-icon", "apple-touch-icon-precomposed", "apple-touch-startup-image", "mask-icon", "manifest"),
    *("search", "fluid-icon", "image_src", "expect", "import", "compression-dictionary"),
}
_SCHEMES: Final = {"http", "https", "ws", "wss", "ftp"}


def _css_name_pattern(name: str) -> str:
    """Return a pattern for a CSS name in all its spellings: any letter may be an escape (CSS Syntax 3, 4.3.7)."""
    codes = ((letter, f"{ord(letter):x}|{ord(letter.upper()):x}") for letter in name)
    return "".join(rf"(?:{re.escape(letter)}|\\{re.escape(letter)}|\\0{{0,4}}(?:{code})\s?)" for letter, code in codes)


# A string ends with its line or the file at the latest, as it does for browsers, so each is matched once.
_CSS_STRING: Final = r"\"(?:\\.|[^\"\\\n])*(?:\"|\\?\Z)?|'(?:\\.|[^'\\\n])*(?:'|\\?\Z)?"
_CSS: Final = re.compile(
    rf"{_css_name_pattern('url')}\(\s*[\"']?([^\"')]*)|@{_css_name_pattern('import')}\s*[\"']([^\"']*)"
    rf"|{_css_name_pattern('image-set')}\((?=((?:{_CSS_STRING}|[^()\"']|\([^()]*\))*))",
    re.IGNORECASE | re.DOTALL,
)
_CSS_SET: Final = re.compile(_CSS_STRING, re.DOTALL)
# What is skipped: comments, except in strings and addresses; XML namespaces, which are never requested.
_CSS_COMMENT: Final = re.compile(
    rf"({_CSS_STRING}|{_css_name_pattern('url')}\(\s*[^\s\"')][^)]*)|/\*.*?(?:\*/|\Z)|@namespace\b[^;{{}}]*",
    re.IGNORECASE | re.DOTALL,
)
_CSS_ESCAPE: Final = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(\n)|\\(.)")
# What a script requests: a module, a request, or an element that fetches; the address as a literal.
_JS: Final = re.compile(
    r"(?:\b(?:import|export)\b[^;\"'`]*?\bfrom\s*|\bimport\s*\(?\s*|\b(?:fetch|importScripts|sendBeacon|Request|URL)\s*\(\s*"
    r"|\bnew\s+(?:Worker|SharedWorker|EventSource|WebSocket|Audio|Request)\s*\(\s*"
    r"|\.open\s*\(\s*[\"'`][A-Za-z]+[\"'`]\s*,\s*|\.(?:src|srcset|poster|action|data)\s*=\s*"
    r"|\.setAttribute\s*\(\s*[\"'`](?:src|srcset|poster|action|data)[\"'`]\s*,\s*|\.register\s*\(\s*)[\"'`]([^\"'`]*)",
)
_JS_COMMENT: Final = re.compile(r"/\*.*?\*/|(?<![:\"'`/])//[^\n]*", re.DOTALL)
_REFRESH: Final = re.compile(r"^[\s\d.]*[;,]\s*(?:url\s*=\s*)?[\"']?(.*?)[\"']?$", re.IGNORECASE | re.DOTALL)
_XML_STYLESHEET: Final = re.compile(r"<\?xml-stylesheet\b[^>]*?\bhref\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
# Whether a page needs to be parsed: outside of links it has something that may name a host, as text or with an entity
# (of a slash, a backslash, a colon, a line end). Two patterns that begin with few letters are faster than one.
_MAY_FETCH: Final = re.compile(
    r"<(?!a[\s>]|area\s)(?:[a-zA-Z?][^>]*?(?:[\\/]\s*[\\/]|(?i:https?|wss?|ftp):"
    r"|(?i:src|href|data|action)\s*=\s*(?:[\"'][^\"'>]*|[^\s\"'>&]*)&#(?!34;|39;)"
    r"|(?i:&#x?0*(?:2f|5c|3a|47|92|58|9|10|13|a|d);|&(?:sol|bsol|colon|Tab|NewLine);))"
    r"|(?i:style|base|script(?![^>]*(?:\bsrc=|ld\+json))))"
)
# Pages repeat their tags, so each one is examined once. No pattern crosses a `>`, and links need not be examined.
_TAG: Final = re.compile(r"<(?!a[\s>]|area\s)[a-zA-Z?][^>]*")
# The characters without which the two patterns match nothing: those are faster to find than to begin with a letter.
_MAY_NAME_HOST: Final = re.compile(
    r"[\\/]\s*[\\/]|:(?<=[tTpPwWsS][pPsS]:)|&(?!amp;|quot;|lt;|gt;|#34;|#39;)"
    r"|<(?i:sty|ba|script(?![^>]*(?:\bsrc=|ld\+json)))"
)
_MAY_BE_ATTRIBUTE: Final = re.compile(
    r"=(?:(?<=(?i:ping)=)|(?<=(?i:style)=)[^>]*?(?:(?i:url\(|image-set)|\\)|(?<=\s=))"
)
_MAY_FETCH_FROM_ATTRIBUTE: Final = re.compile(r"[pPsS](?:(?i:ing)\s*=|(?i:tyle)\s*=[^>]*?(?:(?i:url\(|image-set)|\\))")


@dataclass(frozen=True, slots=True, order=True)
class ThirdPartyRequest:
    """A request to another host: the line, counted from 1; the form (`img src`), and the address."""

    line: int
    form: str
    url: str


def is_third_party(url: str, own_host: str) -> bool:
    """Return whether a URL leads to another host than `own_host`, as browsers parse it.

    They remove tabs and line ends, and read a backslash as a slash and what follows two slashes as a host.
    """
    plain = re.sub(r"[\t\n\r]", "", url).strip("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x1a\x1b\x1f ")
    plain = plain.replace("\\", "/")
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain, re.IGNORECASE)
    if scheme is None:
        return plain.startswith("//") and _host(plain) != own_host
    return scheme[1].lower() in _SCHEMES and _host(re.sub(r"^[^:]*:/*", "//", plain)) != own_host


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:  # unbalanced brackets: not a valid host
        return url


def page_requests(text: str, own_host: str) -> tuple[ThirdPartyRequest, ...]:
    """Return the third-party requests of an HTML page."""
    return tuple(sorted(_RequestParser(text, own_host).requests)) if _may_fetch(text, own_host) else ()


def _may_fetch(text: str, own_host: str) -> bool:
    """Return whether a page may have third-party requests, so that it needs to be parsed."""
    without_own = text.replace(f"https://{own_host}/", "")
    tags = ">".join(dict.fromkeys(_TAG.findall(without_own)))
    if _MAY_NAME_HOST.search(tags) and _MAY_FETCH.search(tags):
        return True
    may_be_attribute = _MAY_BE_ATTRIBUTE.search(without_own) is not None
    return may_be_attribute and _MAY_FETCH_FROM_ATTRIBUTE.search(without_own) is not None


@lru_cache(maxsize=64)  # previews build again and again, and assets seldom change
def asset_requests(name: str, data: bytes, own_host: str) -> tuple[ThirdPartyRequest, ...]:
    """Return the third-party requests of a style sheet, a script, an SVG file or a page among the assets."""
    parse = _PARSERS_BY_SUFFIX.get(name.rpartition(".")[2].lower())
    return tuple(sorted(parse(data.decode("utf-8", "replace"), own_host))) if parse else ()


def _css_requests(text: str, own_host: str, first_line: int = 1) -> Iterator[ThirdPartyRequest]:
    code = _CSS_COMMENT.sub(lambda match: match[1] or _line_breaks(match), text)
    for match in _CSS.finditer(code):
        address, imported, image_set = match.groups()
        form = "@import" if imported is not None else "url()"
        strings = [string.strip("\"'") for string in _CSS_SET.findall(image_set or "")]
        for string in strings if image_set is not None else [address or imported or ""]:
            url = _CSS_ESCAPE.sub(_unescape, string)
            if is_third_party(url, own_host):
                yield ThirdPartyRequest(first_line + code.count("\n", 0, match.start()), form, url)


def _script_requests(text: str, own_host: str, first_line: int = 1) -> Iterator[ThirdPartyRequest]:
    code = _JS_COMMENT.sub(_line_breaks, text)
    for match in _JS.finditer(code):
        if is_third_party(match[1], own_host):
            yield ThirdPartyRequest(first_line + code.count("\n", 0, match.start(1)), "script", match[1])


def _svg_requests(text: str, own_host: str) -> Iterator[ThirdPartyRequest]:
    yield from _RequestParser(text, own_host).requests
    for match in _XML_STYLESHEET.finditer(text):
        if is_third_party(match[1], own_host):
            yield ThirdPartyRequest(1 + text.count("\n", 0, match.start()), "xml-stylesheet", match[1])


def _html_requests(text: str, own_host: str) -> Iterator[ThirdPartyRequest]:
    yield from page_requests(text, own_host)


_PARSERS_BY_SUFFIX: Final[dict[str, Callable[[str, str], Iterator[ThirdPartyRequest]]]] = {
    "css": _css_requests,
    "js": _script_requests,
    "mjs": _script_requests,
    "svg": _svg_requests,
    "html": _html_requests,
    "htm": _html_requests,
    "xml": _svg_requests,
}


def _line_breaks(match: re.Match[str]) -> str:
    """Return the line ends of a comment, so that later lines keep their numbers."""
    return "\n" * match[0].count("\n")


def _unescape(match: re.Match[str]) -> str:
    if match[1]:
        code = int(match[1], 16)
        return chr(code) if 0 < code < 0x110000 else "\ufffd"
    return match[3] or ""


class _RequestParser(HTMLParser):
    """Parser that collects the third-party requests of a page."""

    def __init__(self, text: str, own_host: str) -> None:
        super().__init__()
        self.own_host, self.requests = own_host, list[ThirdPartyRequest]()
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check the element's attributes."""
        attributes = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        line = self.getpos()[0]
        for name, value in attributes.items():
            for url in _fetched_urls(tag, name, value, attributes):
                if is_third_party(url, self.own_host):
                    self.requests.append(ThirdPartyRequest(line, f"{tag} {name}", url))
        self.requests += _css_requests(attributes.get("style", ""), self.own_host, line)
        if "srcdoc" in attributes:
            self.requests += [
                ThirdPartyRequest(line, request.form, request.url)
                for request in _RequestParser(attributes["srcdoc"], self.own_host).requests
            ]
        self._inside = tag if tag in {"style", "script"} and attributes.get("type") != "application/ld+json" else ""

    def handle_endtag(self, tag: str) -> None:
        """Leave a style sheet or a script."""
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        """Check a style sheet or a script in the page."""
        parse = {"style": _css_requests, "script": _script_requests}.get(self._inside)
        self.requests += parse(data, self.own_host, self.getpos()[0]) if parse else ()


def _fetched_urls(tag: str, name: str, value: str, attributes: dict[str, str]) -> Iterator[str]:
    """Yield the URLs that a browser fetches because of an attribute."""
    if name in FETCHED_ATTRIBUTES and FETCHED_ATTRIBUTES[name] & {"*", tag}:
        yield from _list_items(value) if name in LIST_ATTRIBUTES else (value,)
    elif name == "href" and (tag not in LINK_ELEMENTS or _link_relations(tag, attributes) & FETCHED_RELATIONS):
        yield value
    elif name == "content" and tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        match = _REFRESH.match(value)
        yield match[1] if match else ""


def _link_relations(tag: str, attributes: dict[str, str]) -> set[str]:
    return set(attributes.get("rel", "").lower().split()) if tag == "link" else set()


def _list_items(value: str) -> Iterator[str]:
    """Yield the items of a list: a picture's candidates are separated by commas, each with a width after a space."""
    yield from re.split(r"[\s,]+", value.strip())
