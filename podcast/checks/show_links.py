"""Every address on the web that a show names, and where it names it. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from podcast.checks.markdown_references import mentions
from podcast.show.locations import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.checks.facts import Facts
    from podcast.show.load import Loaded
    from podcast.show.yaml_errors import Loc

_WEB = re.compile(r"https?://[^\s]+", re.IGNORECASE)
OURS = frozenset({"link", "moved_from", "publish"})  # fields of podcast.yaml that name the show's own places


def links(loaded: Loaded, facts: Facts) -> Mapping[str, tuple[Finding, ...]]:
    """Every http(s) address without its fragment, sorted -> where it stands, as findings without words."""
    found: dict[str, set[Finding]] = defaultdict(set)
    for path in sorted(loaded.places.texts):
        fields = loaded.places.document(path).fields or {}
        for loc, text in _texts({name: value for name, value in fields.items() if name not in OURS}, ()):
            for address, line in _addresses(text):
                found[address].add(Finding(path, loc, "", "", line=line))
    for episode in loaded.show.episodes if loaded.show else ():
        if notes := facts.notes.get(episode.slug):
            for address, line in _addresses(episode.notes or ""):
                found[address].add(Finding(notes, (), "", "", line=line))
    return {address: tuple(sorted(found[address], key=_order)) for address in sorted(found)}


def _order(finding: Finding) -> tuple[str, str, int]:
    return finding.path, str(finding.loc), finding.line


def _texts(value: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(value, str):
        yield loc, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, (*loc, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _texts(one, (*loc, number))


def _addresses(text: str) -> Iterator[tuple[str, int]]:
    """A text that is an address, or the links of a Markdown text, each with its line."""
    if _WEB.fullmatch(text.strip()):
        yield urldefrag(text.strip())[0], 0
        return
    for mention in mentions(text):
        if mention.kind == "link" and _WEB.fullmatch(mention.target):
            yield urldefrag(mention.target)[0], mention.line
