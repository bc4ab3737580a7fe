"""The job of mastering one recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.audio.limiter import GainPlan
    from podcast.audio.tracks.track import TracksInput
    from podcast.model.audio_settings import AudioTargets


@dataclass(frozen=True, slots=True)
class MasterJob:
    """A recording, or tracks to be mixed, to be mastered into `path`, and the reason.

    Where there are `tracks`, `recording` is the first of them. With `passthrough` nothing is mastered: the recording is
    published as it is, and the job only measures it. Then `path` stands for its measurement, and no file has it.

    `expected_bytes` is the estimated size of the master (0: unknown). `threads` is the number of cores that the job may
    use: the master is the same for any number. Where the master exists and only other formats are to be encoded,
    `gain_plan` is the plan that it was made with.
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
    new_formats: tuple[str, ...] = ()  # those of `formats` that are to be encoded
    gain_plan: GainPlan | None = None
    cuts: tuple[tuple[float, float], ...] = ()  # that are removed: start and end in seconds of the recording
    tracks: TracksInput | None = None
    passthrough: bool = False

    def alternate_path(self, name: str) -> Path:
        """Return the path of another format, beside the MP3."""
        return self.path.with_suffix(f".{name}")

    @property
    def recordings(self) -> tuple[Path, ...]:
        """The recording, or all tracks."""
        return self.tracks.paths if self.tracks else (self.recording,)

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that it reads."""
        return tuple(path for path in (*self.recordings, self.intro, self.outro) if path)

    @property
    def outputs(self) -> dict[str, Path]:
        """The files that it writes, by the name of their format."""
        if self.passthrough:
            return {}
        formats = {name: self.alternate_path(name) for name in self.new_formats}
        return formats if self.gain_plan else {"mp3": self.path, **formats}
