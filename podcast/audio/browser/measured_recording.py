"""A recording that is decoded once as a whole: its peaks, its loudness, and whether it can be used to its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.browser.recording_peaks import PeakCollector
from podcast.audio.decode import probe, read_blocks
from podcast.audio.meter import measure_readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.artifacts import LoudnessValues
    from podcast.audio.browser.recording_peaks import RecordingPeaks
    from podcast.model.audio_settings import AudioTargets


@dataclass(frozen=True, slots=True)
class RecordingMeasurement:
    """The peaks of a recording, as `measure_peaks` returns them, and its loudness as it was recorded."""

    peaks: RecordingPeaks
    loudness: LoudnessValues


def measure_recording(path: Path, targets: AudioTargets, watch: Callable[[float], None]) -> RecordingMeasurement:
    """Decode and measure a recording.

    Args:
        path: of the recording.
        targets: of the show, for sample rate and channels.
        watch: called after each second with the seconds that are decoded; what it raises ends the reading.

    Raises:
        AudioError: the recording cannot be used.
    """
    channels = targets.channel_count(probe(path).channels)
    collector = PeakCollector(targets.sample_rate)

    def blocks() -> Iterator[NDArray[np.float32]]:
        for block in read_blocks(path, targets.sample_rate, channels):
            collector.add(block)
            watch(collector.seconds)
            yield block

    readings = measure_readings(blocks(), targets.sample_rate)
    return RecordingMeasurement(collector.result(), readings.values)
