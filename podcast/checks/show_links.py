"""The http(s) URLs that a show names, with the places that name them. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from podcast.checks.markdown_references import find_references
from podcast.i18n import _
from podcast.show.locations import Finding
from podcast.text_formats.word_file import is_word_file
from podcast.text_formats.word_markdown import paragraph_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.checks.facts import Facts
    from podcast.show.load import LoadedShow
    from podcast.show.yaml_errors import Loc

_WEB = re.compile(r"https?://[^\s]+", re.IGNORECASE)
# Fields with URLs that no page links to: the show's own, those that it had, identifiers, namespaces.
UNLINKED_FIELDS = frozenset({"link", "moved_from", "publish", "guid", "redirects", "extra_xml"})


def find_links(loaded: LoadedShow, facts: Facts) -> Mapping[str, tuple[Finding, ...]]:
    """Return the URLs without fragments, sorted, each with its places as findings without a message."""
    places: dict[str, set[Finding]] = defaultdict(set)
    for path in sorted(loaded.source_map.texts):
        fields = loaded.source_map.document(path).fields or {}
        for loc, text in _texts({name: value for name, value in fields.items() if name not in UNLINKED_FIELDS}, ()):
            for address, line in _addresses(text):
                places[address].add(Finding(path, loc, "", "", line=line))
    for episode in loaded.show.episodes if loaded.show else ():
        if notes := facts.notes_files.get(episode.slug):
            for address, line in _addresses(episode.notes or ""):
                places[address].add(_notes_place(notes, episode.notes or "", line))
    return {address: tuple(sorted(places[address], key=_order)) for address in sorted(places)}


def _notes_place(path: str, notes: str, line: int) -> Finding:
    """Return the place of a link in notes; a Word file has no lines, so the message begins with the paragraph."""
    if not is_word_file(path):
        return Finding(path, (), "", "", line=line)
    return Finding(path, (), _("paragraph {number}: {what}").format(number=paragraph_number(notes, line), what=""), "")


def _order(finding: Finding) -> tuple[str, str, int]:
    return finding.path, str(finding.loc), finding.line


def _texts(value: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(value, str):
        yield loc, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*loc, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, (*loc, number))


def _addresses(text: str) -> Iterator[tuple[str, int]]:
    """The URL that a text is, or the links of a Markdown text, each with its line."""
    if _WEB.fullmatch(text.strip()):
        yield urldefrag(text.strip())[0], 0
        return
    for reference in find_references(text):
        if reference.kind == "link" and _WEB.fullmatch(reference.target):
            yield urldefrag(reference.target)[0], reference.line
