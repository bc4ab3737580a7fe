"""A page before its template is filled, and what pages are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.artifacts import Audio, Picture
    from podcast.transcripts.cue import Cue

_SHOWN = 160  # characters of a description that search engines show


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of the show before its pages: by slug; pictures by `<source path>@<use>`.

    With a `root`, the show's folder, the episodes' transcripts are read from there, each where it is needed.
    """

    audio: Mapping[str, Audio]
    pictures: Mapping[str, Picture]
    transcripts: Mapping[str, tuple[Cue, ...]]
    root: Path | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page; `values` are what only its own template knows. `title` is the window's, soft hyphens gone."""

    address: str
    template: str
    title: str
    description: str
    kind: str = "website"  # Open Graph's type
    pen: int = 0
    season: int | None = None  # the tab that it hangs on
    listed: bool = True  # whether search engines may list it
    image: Picture | None = None  # shown where the page is shared
    image_alt: str = ""
    data: Mapping[str, Any] | None = None  # schema.org
    values: Mapping[str, Any] = field(default_factory=dict)
    shared: Page | None = None  # the page that is meant where this one is shared


def shortened(text: str) -> str:
    """The beginning of a text, on one line, cut between words: what fits under a link in a list of results."""
    line = " ".join(text.split())
    if len(line) <= _SHOWN:
        return line
    cut = line[: _SHOWN - 1]
    words = cut.rpartition(" ")[0].rstrip(" ,;:–-")
    return (
        words if len(words) >= _SHOWN // 2 else cut
    ) + "…"  # a word may be longer than the room; not all have spaces
