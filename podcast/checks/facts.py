"""Facts about a show's files that rules need and do not read themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from podcast.artifacts import Pixels, Sound
    from podcast.model.show import Show
    from podcast.show.locations import Finding

    Rule: TypeAlias = Callable[["Show", "Facts"], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the files are, by their paths below the root, as the show has them.

    A text stands for a file that cannot be read and says why, as `what; remedy`. A file that nobody looked at is left
    out, and nothing is said about it.
    """

    sounds: Mapping[str, Sound | str] = field(default_factory=dict)
    pictures: Mapping[str, Pixels | str] = field(default_factory=dict)
    transcripts: Mapping[str, float] = field(default_factory=dict)  # when the last cue begins, in seconds
    notes: Mapping[str, str] = field(default_factory=dict)  # slug -> notes.md, where the notes stand in a file
    lost: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # slug, picture -> what, remedy
