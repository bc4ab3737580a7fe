"""A page before its template is rendered, and the inputs of all pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.artifacts import Audio, Picture
    from podcast.transcripts.cue import Cue

_MAX_DESCRIPTION_CHARACTERS = 160  # what search engines show of a description


@dataclass(frozen=True, slots=True)
class RenderInputs:
    """The show's files that pages need: audio and transcripts by slug, pictures by `<source path>@<use>`.

    With a `root`, the show's folder, the episodes' transcripts are read from there, each where it is needed;
    `transcript_digests` are the SHA-256 of their files, by slug, as far as known. `waveforms` are those of
    `podcast.pages.waveform.waveform_bars`, by slug.
    """

    audio: Mapping[str, Audio]
    pictures: Mapping[str, Picture]
    transcripts: Mapping[str, tuple[Cue, ...]]
    root: Path | None = None
    waveforms: Mapping[str, str] = field(default_factory=dict)
    transcript_digests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address, its template, and the variables of the template.

    `values` are the variables of this template alone. `title` is the title of the window, without soft hyphens.
    """

    address: str
    template: str
    title: str
    description: str
    og_type: str = "website"  # Open Graph
    season_colour: int = 0
    season: int | None = None  # whose tab is marked as current
    listed: bool = True  # whether search engines may list it
    image: Picture | None = None  # shown where the page is shared
    image_alt: str = ""
    json_ld: Mapping[str, Any] | None = None  # schema.org
    values: Mapping[str, Any] = field(default_factory=dict)
    shared_page: Page | None = None  # the page that social cards describe instead of this one
    share_title: str = ""  # where the page is shared; empty for `title` without the show's


def excerpt(text: str) -> str:
    """Return the beginning of a text on one line, cut between words: as long as search engines show it.

    A single word that is longer than that is cut; some languages write without spaces.
    """
    line = " ".join(text.split())
    if len(line) <= _MAX_DESCRIPTION_CHARACTERS:
        return line
    cut = line[: _MAX_DESCRIPTION_CHARACTERS - 1]
    words = cut.rpartition(" ")[0].rstrip(" ,;:–-")
    return (words if len(words) >= _MAX_DESCRIPTION_CHARACTERS // 2 else cut) + "…"
