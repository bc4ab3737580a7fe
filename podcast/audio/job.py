"""The job of mastering one recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.groups import AudioTargets


@dataclass(frozen=True, slots=True)
class MasterJob:
    """A recording to be mastered into `path`, and the reason.

    `expected_bytes` is the estimated size of the master (0: unknown). `threads` is the number of cores that the job may
    use: the master is the same for any number.
    """

    slug: str
    recording: Path
    targets: AudioTargets
    intro: Path | None
    outro: Path | None
    path: Path
    reason: str
    expected_bytes: int = 0
    threads: int = 1
    formats: tuple[str, ...] = ()  # besides MP3, keys of `podcast.audio.opus_m4a.FORMATS`

    def alternate_path(self, name: str) -> Path:
        """Return the path of another format, beside the MP3."""
        return self.path.with_suffix(f".{name}")
