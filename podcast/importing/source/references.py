"""References in the XML of a feed: bare ampersands, entities of HTML, numbers of characters that XML forbids."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.entities import html5
from typing import TYPE_CHECKING, Final

from podcast.i18n import _, ngettext
from podcast.importing.findings import ImportFinding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# CDATA, comments and processing instructions are skipped: what looks like a reference there is text.
_REFERENCE: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|&#(?P<decimal>\d{1,9});?|&#[xX](?P<hex>[0-9a-fA-F]{1,8});?|&(?P<name>[A-Za-z][\w.:-]*);|(?P<bare>&)",
    re.DOTALL,
)
_PREDEFINED: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})  # XML 1.0, 4.6
_OF_WINDOWS: Final = re.compile(r"&#(?:1(?:2[89]|[345]\d)|[xX](?:0*)[89][0-9a-fA-F]);")
_INVALID_CHARACTER: Final = re.compile("[^\t\n\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PAIR: Final = re.compile(
    r"&#(?:5[5-7]\d{3}|[xX][dD][89abAB][0-9a-fA-F]{2});&#(?:5[5-7]\d{3}|[xX][dD][c-fC-F][0-9a-fA-F]{2});"
)
MAX_NAMES: Final = 5  # of entities in a sentence


@dataclass(slots=True)
class _Counts:
    """Repaired references by their kind, and the names of the entities."""

    bare: int = 0
    numbers: int = 0
    forbidden: int = 0
    html: dict[str, None] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)


def has_windows_references(text: str) -> bool:
    """Whether a text has numbers of characters that are controls in Unicode, but quotes and dashes in Windows-1252."""
    return _OF_WINDOWS.search(text) is not None


def repair_references(text: str, entities: Mapping[str, str]) -> tuple[str, tuple[ImportFinding, ...]]:
    """Return a document in which every reference can be read by an XML parser, and the findings.

    Args:
        text: the document.
        entities: texts of the entities that the document defines itself.
    """
    counts = _Counts()

    def repaired(match: re.Match[str]) -> str:
        if match["bare"]:
            counts.bare += 1
            return "&amp;"
        if match["name"]:
            return _named(match["name"], entities, counts)
        digits = match["decimal"] or match["hex"]
        if not digits:
            return match.group()
        return _numbered(int(digits, 10 if match["decimal"] else 16), match.group(), counts)

    text = _PAIR.sub(lambda match: _joined_pair(match, counts), text)
    return _REFERENCE.sub(repaired, text), tuple(_findings(counts))


def _named(name: str, entities: Mapping[str, str], counts: _Counts) -> str:
    """Return the text of a named reference: of XML, of the document itself, of HTML; else its own characters."""
    if name in _PREDEFINED:
        return f"&{name};"
    if name in entities:
        return entities[name]
    value = html5.get(f"{name};") or html5.get(f"{name.lower()};")
    if value is None:
        counts.unknown[name] = None
        return f"&amp;{name};"
    counts.html[name] = None
    return value.replace("&", "&amp;").replace("<", "&lt;")


def _numbered(code: int, reference: str, counts: _Counts) -> str:
    """Return a reference by number; of 128 to 159 the character of Windows-1252 (HTML, 13.2.5.80)."""
    if 128 <= code < 160:
        counts.numbers += 1
        return bytes([code]).decode("cp1252", "replace")
    if code > 0x10FFFF or _INVALID_CHARACTER.fullmatch(chr(code)):
        counts.forbidden += 1
        return " " if code in {11, 12} else ""
    return reference if reference.endswith(";") else f"{reference};"


def _joined_pair(match: re.Match[str], counts: _Counts) -> str:
    """Return the character that two references to surrogates (UTF-16) stand for."""
    codes = [int(code[1:], 16) if code[0] in "xX" else int(code) for code in re.findall(r"&#(\w+);", match.group())]
    if not (0xD800 <= codes[0] < 0xDC00 <= codes[1] < 0xE000):
        return match.group()
    counts.numbers += 1
    return b"".join(code.to_bytes(2, "big") for code in codes).decode("utf-16-be", "replace")


def _findings(counts: _Counts) -> Iterator[ImportFinding]:
    if number := counts.bare:
        sentence = ngettext(
            "{number} ampersand is not written as &amp;; it was read as text",
            "{number} ampersands are not written as &amp;; they were read as text",
            number,
        )
        yield ImportFinding("bare-ampersand", "", sentence.format(number=number), "repaired")
    if counts.html:
        sentence = _("entities of HTML, which XML does not have, were replaced by their characters: {names}")
        yield ImportFinding("html-entity", "", sentence.format(names=_listed(counts.html)), "repaired")
    if counts.unknown:
        sentence = _("entities that neither XML nor HTML knows were read as text: {names}")
        yield ImportFinding("unknown-entity", "", sentence.format(names=_listed(counts.unknown)), "repaired")
    if number := counts.numbers:
        sentence = ngettext(
            "{number} character is given by its number in Windows-1252 or UTF-16, which XML does not know",
            "{number} characters are given by their numbers in Windows-1252 or UTF-16, which XML does not know",
            number,
        )
        yield ImportFinding("character-number", "", sentence.format(number=number), "repaired")
    if number := counts.forbidden:
        yield forbidden_characters(number)


def _listed(names: Mapping[str, None]) -> str:
    first = [f"&{name};" for name in list(names)[:MAX_NAMES]]
    return ", ".join([*first, "…"] if len(names) > MAX_NAMES else first)


def remove_forbidden_characters(text: str) -> tuple[str, tuple[ImportFinding, ...]]:
    """Return a text without the characters that XML forbids; a line break of Word (U+000B) becomes a space."""
    if not _INVALID_CHARACTER.search(text):
        return text, ()
    text, number = _INVALID_CHARACTER.subn(lambda match: " " if match.group() in "\v\f" else "", text)
    return text, (forbidden_characters(number),)


def forbidden_characters(number: int) -> ImportFinding:
    """Return the finding that so many characters which XML forbids were left out."""
    sentence = ngettext(
        "{number} control character, which XML forbids, was left out",
        "{number} control characters, which XML forbids, were left out",
        number,
    )
    return ImportFinding("control-character", "", sentence.format(number=number), "repaired")
