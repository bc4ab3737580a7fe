"""How text, addresses and dates stand in the feed."""

from __future__ import annotations

import re
import unicodedata
from email.utils import format_datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from podcast.text import plain
from podcast.urls import absolute, web

if TYPE_CHECKING:
    from datetime import datetime

    from podcast.model.show import Show

__all__ = ["clean", "public", "stamp", "web"]

_NOT_XML = re.compile("[^\t\n\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Text as feeds hold it: composed (NFC), no soft hyphens, no white space around it, nothing that XML cannot hold.

    Old players draw `a` and U+0308 as two letters. Never empty for a text that is not: words of
    nothing but soft hyphens stay as they are.
    """
    lines = plain(text).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _NOT_XML.sub("", lines).strip()) or text


def public(show: Show, path: str) -> str:
    """The public URL of an address below the show's base URL."""
    return web(absolute(show, path))


def stamp(date: datetime, show: Show) -> str:
    """A date as RFC 2822 writes it, in the show's time zone with a numeric offset: English in every locale."""
    return format_datetime(date.astimezone(ZoneInfo(show.timezone)))
