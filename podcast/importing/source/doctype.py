"""The document type declaration of a feed: left out, with the texts of the simple entities that it defines.

Nothing outside of the document is ever loaded (XXE), and no entity may contain another one, by which a few lines can
become gigabytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.importing.findings import ImportFinding

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_ENTITY_CHARACTERS: Final = 1_000  # of the text of one entity
MAX_EXPANDED_CHARACTERS: Final = 1_000_000  # of all references to entities
_PROLOG: Final = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DOCTYPE: Final = re.compile(
    r"""<!DOCTYPE\b(?:[^\[>"']++|"[^"]*+"|'[^']*+')*+"""
    r"""(?:\[(?P<subset>(?:[^\]"'<]++|"[^"]*+"|'[^']*+'|<!--.*?-->|<(?!!--))*+)\][^>]*+)?>""",
    re.DOTALL | re.IGNORECASE,
)
_ENTITY: Final = re.compile(
    r"""<!ENTITY\s+(?P<parameter>%\s+)?(?P<name>[\w.:-]+)\s+(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|SYSTEM|PUBLIC)"""
)
_REFERENCE: Final = re.compile(r"&([A-Za-z_:][\w.:-]*);")
_PREDEFINED: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})  # XML 1.0, 4.6


@dataclass(frozen=True, slots=True)
class WithoutDoctype:
    """The text of a document without its DOCTYPE, and the texts of its entities (empty: one outside the document)."""

    text: str
    entities: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[ImportFinding, ...] = ()


def remove_doctype(text: str, location: str) -> WithoutDoctype:
    """Return a document without its DOCTYPE; line breaks in it are kept, so that later lines keep their numbers.

    Args:
        text: the document.
        location: for the message.

    Raises:
        PodcastError: its entities multiply.
    """
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog else 0
    doctype = _DOCTYPE.match(text, start)
    if doctype is None:
        return WithoutDoctype(text)
    breaks = "\n" * doctype.group().count("\n")
    rest = f"{text[:start]}{breaks}{text[doctype.end() :]}"
    entities = _entities(doctype.group("subset") or "")
    if _multiply(entities, rest):
        sentence = _(
            "{file}: its DOCTYPE defines entities that multiply, an attack on programs that read XML; "
            "such a document is not read, and no feed needs a DOCTYPE"
        )
        raise PodcastError(sentence.format(file=location))
    return WithoutDoctype(rest, entities, tuple(_doctype_findings(entities)))


def _entities(subset: str) -> dict[str, str]:
    """Return the entities of a subset by their names; those outside of the document have no text."""
    return {
        match["name"]: match["double"] or match["single"] or ""
        for match in _ENTITY.finditer(subset)
        if not match["parameter"] and match["name"] not in _PREDEFINED
    }


def _multiply(entities: Mapping[str, str], text: str) -> bool:
    """Whether an entity contains another one, is too long, or all references together are."""
    for value in entities.values():
        if len(value) > MAX_ENTITY_CHARACTERS or entities.keys() & set(_REFERENCE.findall(value)):
            return True
    size = sum(len(entities.get(match.group(1), "")) for match in _REFERENCE.finditer(text)) if entities else 0
    return size > MAX_EXPANDED_CHARACTERS


def _doctype_findings(entities: Mapping[str, str]) -> list[ImportFinding]:
    sentence = _("the document has a DOCTYPE, which feeds must not have; it was left out")
    findings = [ImportFinding("doctype", "", sentence, "repaired")]
    if names := sorted(name for name, value in entities.items() if not value):
        sentence = _("entities with a text outside of the document are never loaded, and were left out: {names}")
        findings.append(ImportFinding("external-entity", "", sentence.format(names=", ".join(names)), "lost"))
    return findings
