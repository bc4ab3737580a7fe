"""Facts about a show's files that rules need and do not read themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from podcast.artifacts import ImageInfo, AudioInfo
    from podcast.errors import FileProblem
    from podcast.model.show import Show
    from podcast.show.locations import Finding

    Rule: TypeAlias = Callable[["Show", "Facts"], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the files are, by their paths below the root, as the show has them.

    A `FileProblem` stands for a file that cannot be read. Files that were not inspected are left out, and the rules
    report nothing about them.
    """

    sounds: Mapping[str, AudioInfo | FileProblem] = field(default_factory=dict)
    pictures: Mapping[str, ImageInfo | FileProblem] = field(default_factory=dict)
    transcripts: Mapping[str, float] = field(default_factory=dict)  # when the last cue begins, in seconds
    notes: Mapping[str, str] = field(default_factory=dict)  # slug -> notes.md, where the notes stand in a file
    lost: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # slug, picture -> what, remedy
