"""The pages that a show brings as Markdown files: what it is about, what the law asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.errors import FileProblem
from podcast.show import media_files as folder
from podcast.show.episode_folder import markdown
from podcast.show.locations import Finding
from podcast.show.yaml_reader import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.model.show import ShowFields
    from podcast.show.yaml_errors import Loc


def pages_of(show: ShowFields) -> Iterator[tuple[Loc, str]]:
    """Every page that `podcast.yaml` names: its field, and the file's name."""
    if show.about:
        yield ("about",), show.about
    for name in ("imprint", "privacy", "accessibility"):
        if page := getattr(show.legal, name):
            yield ("legal", name), page


def texts(root: Path, show: ShowFields) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """The Markdown of those pages by the field's name, and what is wrong with it; a file that is missing is left out.

    Args:
        root: of the show, resolved.
        show: its files as paths from the root.
    """
    found: dict[str, str] = {}
    findings = []
    for loc, path in pages_of(show):
        if isinstance(folder.usable(root, path), FileProblem):
            continue  # said where its name stands
        data = folder.content(root, path, MAX_BYTES)
        text = data if isinstance(data, FileProblem) else markdown(data)
        if isinstance(text, FileProblem):
            findings.append(Finding(path, (), text.what, text.remedy))
        else:
            found[str(loc[-1])] = text
    return found, tuple(findings)
