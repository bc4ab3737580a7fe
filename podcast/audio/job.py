"""The job of mastering one recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.groups import AudioTargets


@dataclass(frozen=True, slots=True)
class MasterJob:
    """A recording to be mastered into `path`, and why.

    `expected` is about how many bytes that will be (0: unknown), `threads` on how many cores it may run: the master is
    the same.
    """

    slug: str
    recording: Path
    targets: AudioTargets
    intro: Path | None
    outro: Path | None
    path: Path
    reason: str
    expected: int = 0  # bytes
    threads: int = 1
    formats: tuple[str, ...] = ()  # besides MP3, by their names in `podcast.audio.opus_m4a`

    def other(self, name: str) -> Path:
        """Where another format goes, beside the MP3."""
        return self.path.with_suffix(f".{name}")
