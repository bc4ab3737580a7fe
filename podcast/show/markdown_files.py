"""Texts that a show has as Markdown files: about, Leichte Sprache, and the pages that the law requires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.errors import FileProblem
from podcast.show import media_files
from podcast.show.locations import Finding
from podcast.show.notes_file import decode_markdown
from podcast.show.yaml_reader import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.model.fields import ShowFields
    from podcast.show.yaml_errors import Loc


def markdown_pages(show: ShowFields) -> Iterator[tuple[Loc, str]]:
    """Yield every page that `podcast.yaml` names: its field, and the file's name."""
    for name in ("about", "easy_language"):
        if page := getattr(show, name):
            yield (name,), page
    for name in ("imprint", "privacy", "accessibility"):
        if page := getattr(show.legal, name):
            yield ("legal", name), page


def read_pages(root: Path, show: ShowFields) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Read the Markdown of those pages, by the field's name, and its problems; a file that is missing is left out.

    Args:
        root: of the show, resolved.
        show: its files as paths from the root.
    """
    pages: dict[str, str] = {}
    findings = []
    for loc, path in markdown_pages(show):
        if isinstance(media_files.check_usable(root, path), FileProblem):
            continue  # reported for podcast.yaml
        text = read_markdown(root, path)
        if isinstance(text, FileProblem):
            findings.append(Finding(path, (), text.what, text.remedy))
        else:
            pages[str(loc[-1])] = text
    return pages, tuple(findings)


def read_markdown(root: Path, path: str) -> str | FileProblem:
    """Return the text of a Markdown file at `path`, relative to `root`, or its problem."""
    data = media_files.read_content(root, path, MAX_BYTES)
    return data if isinstance(data, FileProblem) else decode_markdown(data)
