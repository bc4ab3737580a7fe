"""Facts about a show's files: the input of the rules, which read no files themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from podcast.artifacts import AudioInfo, ImageInfo
    from podcast.errors import FileProblem
    from podcast.model.show import Show
    from podcast.show.locations import Finding

    Rule: TypeAlias = Callable[["Show", "Facts"], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Facts:
    """Results of the file inspection, by path below the show's root.

    A `FileProblem` stands for a file that cannot be read. Files that were not inspected are left out, and the rules
    report nothing about them.
    """

    audio: Mapping[str, AudioInfo | FileProblem] = field(default_factory=dict)
    images: Mapping[str, ImageInfo | FileProblem] = field(default_factory=dict)
    last_cue_starts: Mapping[str, float] = field(default_factory=dict)  # of transcripts, in seconds
    notes_files: Mapping[str, str] = field(default_factory=dict)  # slug -> path of notes.md
    missing_pictures: Mapping[tuple[str, str], tuple[str, str]] = field(
        default_factory=dict
    )  # (slug, picture) -> (what, remedy)
