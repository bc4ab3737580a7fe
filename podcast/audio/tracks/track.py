"""The tracks of a mastering job, and what is found out about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_DUCK_DB = 15.0  # music under speech stays audible, and every word clear
STEPS_PER_SECOND = 50  # levels, activity and gains are known every 20 ms; divides 44,100 and 48,000 Hz


@dataclass(frozen=True, slots=True)
class TrackInput:
    """A track to be mixed.

    `speaker` numbers the speakers in the order in which they first appear; None for music. `offset` is when the track
    begins in the episode, in seconds (negative: its beginning lies before the episode's); None: to be found out.
    """

    path: Path
    speaker: int | None
    offset: float | None = None
    gain: float = 0.0  # dB, on top of the gain that brings it to the level of the others

    @property
    def settings(self) -> dict[str, Any]:
        """What decides about the mix besides the file, as JSON; what is not set is left out: fields may be added."""
        settings = {"speaker": self.speaker, "offset": self.offset, "gain": self.gain or None}
        return {name: value for name, value in settings.items() if value is not None}


@dataclass(frozen=True, slots=True)
class TracksInput:
    """The tracks of a job. `duck` is by how many dB music goes down under speech; None: by `DEFAULT_DUCK_DB`."""

    tracks: tuple[TrackInput, ...]
    duck: float | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files of all tracks, each once."""
        return tuple(dict.fromkeys(track.path for track in self.tracks))

    @property
    def settings(self) -> list[Any]:
        """What decides about the mix besides the files, as JSON."""
        return [self.duck, *(track.settings for track in self.tracks)]

    @property
    def duck_depth(self) -> float:
        """By how many dB music goes down under speech."""
        return DEFAULT_DUCK_DB if self.duck is None else self.duck


@dataclass(frozen=True, slots=True)
class TrackClock:
    """How the time of a track follows from the time of the episode: `track = episode × rate + start`, in seconds.

    `rate` is 1 where both recorders' clocks ran alike.
    """

    start: float = 0.0
    rate: float = 1.0

    def then(self, other: TrackClock) -> TrackClock:
        """Return the clock of a track whose `other` clock is relative to this one's track."""
        return TrackClock(self.start * other.rate + other.start, self.rate * other.rate)

    def inverse(self) -> TrackClock:
        """Return the clock of the episode relative to the track."""
        return TrackClock(-self.start / self.rate, 1 / self.rate)

    @property
    def drift(self) -> float:
        """How much faster the track's clock ran, in parts per million; a faster clock made a longer file."""
        return (self.rate - 1) * 1e6
