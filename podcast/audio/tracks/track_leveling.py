"""The leveler on a single track: what it needs of the first pass, and its gain at the episode's steps.

Only the track's own speech is leveled: bleed would be taken for a quiet voice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio import true_peak
from podcast.audio.k_weighting import WINDOWS_PER_SECOND
from podcast.audio.leveling.features import SpeechFeatures
from podcast.audio.leveling.gain_planning import plan_leveling
from podcast.audio.tracks.track import STEPS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.leveling.features import SpectralFeatures
    from podcast.audio.tracks.track import TrackClock

_MASKED_POWER, _MASKED_PEAK = 1e-6, 1e-3  # -60 dB


@dataclass(frozen=True, slots=True)
class SpeechMeasurement:
    """What the leveler needs of a track: powers and peaks of each 150th of a second, and features."""

    powers: NDArray[np.float32]
    peaks: NDArray[np.float16]
    features: SpectralFeatures


class SpeechRecorder:
    """Collects what the leveler needs while a track is read."""

    def __init__(self, sample_rate: int) -> None:
        self._width = sample_rate // WINDOWS_PER_SECOND
        self._features = SpeechFeatures(sample_rate)
        self._powers, self._peaks = bytearray(), bytearray()

    def add(self, block: NDArray[np.float32], powers: Iterable[NDArray[np.float32]]) -> None:
        """Add a block of a second, shape (channels, n), and its powers; see `PowerMeter.push`."""
        import numpy as np

        self._features.add(block)
        for array in powers:
            self._powers += array.astype(np.float32).tobytes()
        level = true_peak.channel_maximum(block)
        peaks = np.maximum.reduceat(level, np.arange(0, level.size, self._width))
        self._peaks += peaks.astype(np.float16).tobytes()

    def measurement(self) -> SpeechMeasurement:
        """Return all that was collected."""
        import numpy as np

        powers, peaks = np.frombuffer(self._powers, np.float32), np.frombuffer(self._peaks, np.float16)
        return SpeechMeasurement(powers, peaks, self._features.result())


def leveling_gains(
    speech: SpeechMeasurement, clock: TrackClock, own_speech: NDArray[np.bool_], headroom: float
) -> NDArray[np.float64]:
    """Return the leveler's gain of a track in dB at each of the episode's steps.

    Args:
        speech: what was measured.
        clock: of the track.
        own_speech: whether the track's own speaker speaks, for each step.
        headroom: of the limiter, see `plan_leveling`.
    """
    import numpy as np

    times = (np.arange(speech.powers.size) + 0.5) / WINDOWS_PER_SECOND
    steps = np.floor((times - clock.start) / clock.rate * STEPS_PER_SECOND).astype(np.int64)
    inside = (steps >= 0) & (steps < own_speech.size)
    is_own = inside & own_speech[np.clip(steps, 0, own_speech.size - 1)]
    powers = np.where(is_own, speech.powers, speech.powers * np.float32(_MASKED_POWER))
    peaks = np.where(is_own, speech.peaks, speech.peaks * np.float16(_MASKED_PEAK))
    curve = plan_leveling(powers, peaks, speech.features, headroom)
    in_track = np.arange(own_speech.size) / STEPS_PER_SECOND * clock.rate + clock.start
    return curve.decibels(in_track * WINDOWS_PER_SECOND) if curve.knots else np.zeros(own_speech.size)
