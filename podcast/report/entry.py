"""The mastering of one episode, as the report shows it: a row of its tables and a section of its page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from podcast.report.sound_details import SoundDetails

if TYPE_CHECKING:
    from podcast.artifacts import Levels, Master
    from podcast.model.audio_settings import AudioTargets
    from podcast.model.show import Episode

TOLERANCE: Final = 1.0  # LU, either way (Apple's audio requirements)


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """An episode, the targets of its master, and the master.

    `levels` is None if they were not recorded. `elapsed` is the time that mastering took, in seconds; None if the
    master existed before this build.
    """

    episode: Episode
    targets: AudioTargets
    master: Master
    levels: Levels | None = None
    elapsed: float | None = None
    details: SoundDetails = field(default_factory=SoundDetails)

    @property
    def deviation(self) -> float:
        """The distance of the master's loudness from the target, in LU; negative if it is too quiet."""
        return self.master.after.loudness - self.targets.loudness

    @property
    def is_on_target(self) -> bool:
        """Whether loudness (within `TOLERANCE`) and true peak meet the targets.

        A recording that is published as it is has none to meet.
        """
        if self.episode.is_passthrough:
            return True
        return abs(self.deviation) <= TOLERANCE and self.master.after.true_peak <= self.targets.true_peak

    @property
    def speed(self) -> float | None:
        """The speed of mastering in multiples of real time; None if the master existed before this build."""
        return self.master.seconds / self.elapsed if self.elapsed else None
