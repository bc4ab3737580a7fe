"""How far a half-made master has come, told by its file: at a constant bit rate, bytes are time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.audio.master import ToMaster

EVERY = 0.2  # seconds between two looks at the files that grow


@dataclass(frozen=True, slots=True)
class Grown:
    """How far a half-made master has come: `seconds` of sound since `start`, when its file was first seen growing.

    Times are of one steady clock, in seconds. Where a master is encoded once more, its file begins anew, and so does
    this.
    """

    seconds: float
    start: float
    now: float

    def at(self, seconds: float, now: float) -> Grown:
        """The same file looked at again."""
        return Grown(seconds, now if seconds < self.seconds else self.start, now)

    @property
    def speed(self) -> float:
        """How many times faster than real time; 0 as long as nobody can tell."""
        return self.seconds / (self.now - self.start) if self.now - self.start > EVERY else 0.0


def expected(job: ToMaster) -> float:
    """About how many seconds the master will have; 0 unknown."""
    return job.expected / (job.targets.bitrate * 125)


def written(job: ToMaster) -> float | None:
    """How many seconds of the master are written; None while nobody writes it."""
    sizes = [_size(part) for part in job.path.parent.glob(f".{job.path.name}.*.part")]
    return max(sizes) / (job.targets.bitrate * 125) if sizes else None


def _size(path: Path) -> int:
    """What is written of a file, in bytes: it is written in several places at once, with holes between them."""
    try:
        there = path.stat()
    except OSError:
        return 0
    return min(there.st_size, there.st_blocks * 512 or there.st_size)
