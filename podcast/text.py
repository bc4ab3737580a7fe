"""Functions on text: similar words, host names in ASCII, slugs, times as people read them. Imports nothing heavy."""

from __future__ import annotations

import math
import re
import unicodedata
from difflib import get_close_matches

from podcast.i18n import _

SOFT_HYPHEN = "\u00ad"

# Letters that Unicode does not decompose into one of a-z and a mark; German umlauts and å, which become two letters.
_TRANSLITERATION = str.maketrans({
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "œ": "oe", "ð": "d", "þ": "th",
    "ł": "l", "đ": "d", "ı": "i", SOFT_HYPHEN: None, "\u2019": "'",
})  # fmt: skip
_INNER_PUNCTUATION = re.compile(r"(?<=[a-z])['*:_](?=[a-z])")
_FINAL_SIGNS = re.compile(r"(?<=[a-z])[+#]+(?![a-z0-9+#])")
_SIGN_NAMES = {"+": "-plus", "#": "-sharp"}


def did_you_mean(word: str, choices: list[str]) -> str:
    """Return `did you mean "title"?` or, if no choice is similar, the list of choices."""
    if match := closest_match(word, choices):
        return _('did you mean "{near}"?').format(near=match)
    return _("known: {names}").format(names=", ".join(choices)) if choices else _("none are known yet")


def closest_match(word: str, choices: list[str]) -> str:
    """Return the choice that is most similar to the word; empty if none is."""
    for spelling in (word.casefold(), word):
        if matches := get_close_matches(spelling, choices, n=1, cutoff=0.6):
            return matches[0]
    return ""


def normalized_topic(topic: str) -> str:
    """Return the form in which all spellings of a topic are equal."""
    return " ".join(strip_soft_hyphens(topic).casefold().split())


def punycode(label: str) -> str:
    """Return a label of a host name in ASCII (RFC 3492).

    IDNA 2008 keeps ß; the codec of Python, which follows IDNA 2003, makes it ss.
    """
    normalized = unicodedata.normalize("NFC", label.lower())
    return label if label.isascii() else "xn--" + normalized.encode("punycode").decode("ascii")


def slugify(text: str) -> str:
    """Return text as a part of an address: a-z, 0-9 and single hyphens; empty if no letter or digit is left.

    The one rule for episodes, people, topics and files:

    - Letters become a-z: ä is ae, ö oe, ü ue, ß ss, æ ae, ø oe, å aa; accents are dropped, as are other scripts.
    - `'`, `*`, `:` and `_` between two letters are dropped: Bürger*innen is buergerinnen.
    - `+` and `#` after a letter, at the end of a word, are spelled out: C# is c-sharp, C++ c-plus-plus.
    - Everything else separates words.
    """
    characters = (" " if _is_foreign_symbol(character) else character for character in _decompose(text))
    letters = _FINAL_SIGNS.sub(
        lambda signs: "".join(_SIGN_NAMES[sign] for sign in signs[0]), _ascii("".join(characters))
    )
    return _hyphenate(letters)


def former_slug(text: str) -> str:
    """Return the slug that a person or topic had in earlier versions, which dropped `+`, `#` and dashes like –.

    C, C# and C++ all had c. Where it differs from `slugify`, a page at the former address has to lead to the new one.
    """
    return _hyphenate(_ascii(_decompose(text)))


def _decompose(text: str) -> str:
    lower = unicodedata.normalize("NFC", text).casefold().translate(_TRANSLITERATION)
    return unicodedata.normalize("NFKD", lower)


def _is_foreign_symbol(character: str) -> bool:
    """Whether a character is punctuation or a symbol outside of ASCII."""
    return not character.isascii() and unicodedata.category(character)[0] in "PS"


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode("ascii")


def _hyphenate(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _INNER_PUNCTUATION.sub("", text)).strip("-")


def format_time(seconds: float) -> str:
    """Return a time as people read it: 58:12, 1:01:00, 0:00.5; the inverse of `recording_times.parse_time`."""
    total, thousandths = divmod(round(seconds * 1000), 1000)
    minutes, rest = divmod(total, 60)
    text = f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"
    return f"{text}.{thousandths:03}".rstrip("0") if thousandths else text


def format_whole_time(seconds: float) -> str:
    """Return a time of a chapter or a passage as people read it, to the nearest second, as they would have typed it."""
    return format_time(nearest_second(seconds))


def nearest_second(seconds: float) -> int:
    """Round to whole seconds, halves up."""
    return math.floor(round(seconds, 3) + 0.5)


def strip_soft_hyphens(text: str) -> str:
    """Return text without soft hyphens: for feed, tags, search and window titles, that is, all but the page."""
    return text.replace(SOFT_HYPHEN, "")
