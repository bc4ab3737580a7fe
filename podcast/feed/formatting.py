"""Format text, URLs and dates for the feed."""

from __future__ import annotations

import re
import unicodedata
from email.utils import format_datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from podcast.text import strip_soft_hyphens
from podcast.urls import absolute_url, ascii_url

if TYPE_CHECKING:
    from datetime import datetime

    from podcast.model.show import Show

__all__ = ["ascii_url", "clean_text", "public_url", "rfc2822_date"]

_INVALID_IN_XML = re.compile("[^\t\n\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean_text(text: str) -> str:
    """Normalise text for feeds: NFC, no soft hyphens, no surrounding white space, no characters that XML forbids.

    Old players draw `a` and U+0308 as two letters. Never empty for a text that is not: words of nothing but soft
    hyphens stay as they are.
    """
    if text.isascii() and text.isprintable():  # as most are
        return text.strip() or text
    lines = strip_soft_hyphens(text).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _INVALID_IN_XML.sub("", lines).strip()) or text


def public_url(show: Show, path: str) -> str:
    """Return the public URL of an address below the show's base URL."""
    return ascii_url(absolute_url(show, path))


def rfc2822_date(date: datetime, show: Show) -> str:
    """Return a date in the format of RFC 2822: English in every locale.

    It is in the show's time zone, with a numeric offset.
    """
    return format_datetime(date.astimezone(ZoneInfo(show.timezone)))
