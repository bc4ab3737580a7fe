"""Level the samples of a job, and compute what that does to their measurement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.leveling.curve import WINDOWS_PER_SECOND
from podcast.audio.leveling.gain_planning import plan_leveling
from podcast.audio.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.leveling.curve import GainCurve
    from podcast.audio.leveling.features import SpectralFeatures
    from podcast.audio.loudness import LoudnessMeasurement
    from podcast.timeline.time_map import TimeMap


class LeveledSource(Source):
    """The samples of another source, with the leveler's gain."""

    def __init__(self, source: Source, curve: GainCurve) -> None:
        super().__init__(source.path, source.sample_rate, source.channels)
        self._source, self.curve, self.tracks = source, curve, source.tracks

    def first_blocks(self) -> Iterator[NDArray[np.float32]]:
        """Read all samples for the first time; see `Source.first_blocks`."""
        return self.curve.apply(self._source.first_blocks(), self.sample_rate)

    def blocks(self, start: int = 0) -> Iterator[NDArray[np.float32]]:
        """Read the same samples from the sample `start` on."""
        return self.curve.apply(self._source.blocks(start), self.sample_rate, start)


def level_source(
    source: Source, measurement: LoudnessMeasurement, features: SpectralFeatures, headroom: float
) -> tuple[LeveledSource, LoudnessMeasurement]:
    """Return a source with the leveler's gain, and its measurement.

    Args:
        source: what is leveled.
        measurement: of all its samples.
        features: of the same.
        headroom: of the limiter, see `plan_leveling`.
    """
    curve = plan_leveling(measurement.powers, measurement.peaks, features, headroom)
    return LeveledSource(source, curve), measurement.with_window_gains(curve.window_gains(measurement.powers.size))


def programme_gains(curve: GainCurve, time_map: TimeMap, count: int) -> NDArray[np.float64]:
    """Return the leveler's gain in dB in the middle of each window of the edited programme; 0 in intro and outro.

    Args:
        curve: along the recording.
        time_map: where the recording's times are in the programme.
        count: number of windows.
    """
    import numpy as np

    gains = np.zeros(count)
    windows = np.arange(count) + 0.5
    for start, end, master_start in time_map.segments:
        first, begin = master_start * WINDOWS_PER_SECOND, start * WINDOWS_PER_SECOND
        last = curve.end if end is None else end * WINDOWS_PER_SECOND
        inside = (windows >= first) & (windows < first + last - begin)
        gains[inside] = curve.decibels(windows[inside] - first + begin)
    return gains
