"""Text without a model: times as people read them, names in ASCII, near words. Imports nothing heavy."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches

from podcast.i18n import _

SOFT_HYPHEN = "\u00ad"


def did_you_mean(word: str, choices: list[str]) -> str:
    """`did you mean "title"?` or, when nothing is near, the list of what is known."""
    if near := closest_match(word, choices):
        return _('did you mean "{near}"?').format(near=near)
    return _("known: {names}").format(names=", ".join(choices)) if choices else _("none are known yet")


def closest_match(word: str, choices: list[str]) -> str:
    """The known word that is most like the given one; empty when none is."""
    near = get_close_matches(word.casefold(), choices, n=1, cutoff=0.6) or get_close_matches(
        word, choices, n=1, cutoff=0.6
    )
    return near[0] if near else ""


def punycode(label: str) -> str:
    """A label of a host name in ASCII (RFC 3492): IDNA 2008 keeps ß where Python, after IDNA 2003, makes it ss."""
    plain = unicodedata.normalize("NFC", label.lower())
    return label if label.isascii() else "xn--" + plain.encode("punycode").decode("ascii")


def format_time(seconds: float) -> str:
    """A time as people read it: 58:12, 1:01:00, 0:00.5 — the inverse of `seconds_of`."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    minutes, rest = divmod(whole, 60)
    text = f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"
    return f"{text}.{thousandths:03}".rstrip("0") if thousandths else text


def strip_soft_hyphens(text: str) -> str:
    """Text without soft hyphens, for everywhere but a page: feed, tags, search, titles of windows."""
    return text.replace(SOFT_HYPHEN, "")
