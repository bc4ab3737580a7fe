"""How text, addresses and dates stand in the feed."""

from __future__ import annotations

import re
import unicodedata
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from podcast.addresses import absolute
from podcast.show.model import plain

if TYPE_CHECKING:
    from datetime import datetime

    from podcast.show.model import Show

_NOT_XML = re.compile("[^\t\n\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FOREIGN_LABEL = re.compile(r"[^.:@\[\]]*[^\x00-\x7f.:@\[\]][^.:@\[\]]*")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PLAIN = re.compile(r"[A-Za-z0-9:/._~-]*")  # nothing to be encoded
_RESERVED = "!$%&'()*+,/:;=?@~"  # what stands for itself in a path, a query or a fragment (RFC 3986)


def clean(text: str) -> str:
    """Text as feeds hold it: composed (NFC), no soft hyphens, no white space around it, nothing that XML cannot hold.

    Old players draw `a` and U+0308 as two letters. Never empty for a text that is not: words of
    nothing but soft hyphens stay as they are.
    """
    lines = plain(text).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _NOT_XML.sub("", lines).strip()) or text


def web(url: str) -> str:
    """An address in ASCII: host names in Punycode (RFC 3492), all else percent-encoded (RFC 3986).

    `https://kommune.example/größe` and its encoded form are one page to browsers, but feed readers take the former for
    a fault. Other schemes (mailto, tel) are not touched.
    """
    if _PLAIN.fullmatch(url):
        return url
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        return url
    host = _FOREIGN_LABEL.sub(lambda label: _punycode(label[0]), parts.netloc)
    return urlunsplit((parts.scheme, host, _encoded(parts.path), _encoded(parts.query), _encoded(parts.fragment)))


def public(show: Show, path: str) -> str:
    """The public URL of an address below the show's base URL."""
    return web(absolute(show, path))


def stamp(date: datetime, show: Show) -> str:
    """A date as RFC 2822 writes it, in the show's time zone with a numeric offset: English in every locale."""
    return format_datetime(date.astimezone(ZoneInfo(show.timezone)))


def _punycode(label: str) -> str:
    """One label of a host name; IDNA 2008 keeps ß where IDNA 2003, which Python knows, makes it ss."""
    return "xn--" + unicodedata.normalize("NFC", label.lower()).encode("punycode").decode("ascii")


def _encoded(text: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=_RESERVED)
