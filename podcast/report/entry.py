"""How one episode was mastered: what the report's table has a row for, and its page a chapter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podcast.artifacts import Levels, Master
    from podcast.model.groups import AudioTargets
    from podcast.model.show import Episode

TOLERANCE = 1.0  # LU, either way, as Apple's audio requirements have it


@dataclass(frozen=True, slots=True)
class Entry:
    """An episode, what its master was to be, and what it is.

    `levels` are None where nobody has written them down, `took` where the master was there before.
    """

    episode: Episode
    targets: AudioTargets
    master: Master
    levels: Levels | None = None
    took: float | None = None  # seconds

    @property
    def off(self) -> float:
        """How far the master's loudness lies from the target, in LU; negative: too quiet."""
        return self.master.after.loudness - self.targets.loudness

    @property
    def fits(self) -> bool:
        """Whether loudness and true peak are what they were to be."""
        return abs(self.off) <= TOLERANCE and self.master.after.true_peak <= self.targets.true_peak

    @property
    def speed(self) -> float | None:
        """How many times faster than real time it was mastered; None where that was not now."""
        return self.master.seconds / self.took if self.took else None
