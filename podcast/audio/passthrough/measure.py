"""Measure a recording that is published as it is: its length, its loudness, its waveform. It is decoded once.

Players have the file as it is, so nothing about it is refused that they would play: a file that ends too early or has
damaged parts is measured as far as it can be decoded.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.artifacts import Levels, Master
from podcast.audio import decode
from podcast.audio.containers.wav_length import RECOPY_REMEDY
from podcast.audio.meter import measure_readings
from podcast.audio.passthrough.file_format import UNSUPPORTED_FORMAT, recognise_format
from podcast.audio.programme.level_curves import loudness_curve, waveform_peaks
from podcast.errors import AudioError
from podcast.files.digest import bytes_digest
from podcast.i18n import _
from podcast.timeline.time_map import TimeMap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.artifacts import AudioInfo
    from podcast.audio.job import MasterJob
    from podcast.audio.loudness import LoudnessReadings

MEASUREMENT_VERSION: Final = 1  # raise it when the same recordings shall be measured anew
_RATES: Final = (44100, 48000)  # Hz, that the meter has filters for
_BITS_PER_BYTE: Final = 8


@dataclass(frozen=True, slots=True)
class MeasuredRecording:
    """Facts of a recording as those of a master, and its levels."""

    master: Master
    levels: Levels


def fingerprint(recording: str) -> str:
    """Return the fingerprint of a measurement: the hash of the recording's SHA-256 and `MEASUREMENT_VERSION`."""
    made_from = json.dumps(["passthrough", MEASUREMENT_VERSION, recording])
    return bytes_digest(made_from.encode()).sha256[:32]


def measure_recording(job: MasterJob) -> MeasuredRecording:
    """Decode a recording once, and measure it.

    Raises:
        AudioError: it holds no sound, or has a format that apps do not play.
    """
    path = job.recording
    info = decode.probe(path)
    file_format = recognise_format(info, path.name)
    if file_format is None:
        what, remedy = UNSUPPORTED_FORMAT
        raise AudioError(path, _(what), _(remedy))
    rate = info.sample_rate if info.sample_rate in _RATES else _RATES[1]
    samples = _DecodableSamples(path, rate)
    measurement = measure_readings(samples.blocks(), rate, job.threads)
    seconds = round(samples.count / rate, 3)
    values = measurement.values
    master = Master(
        path=path.name,
        recording_seconds=seconds,
        seconds=seconds,
        sample_rate=info.sample_rate,
        channels=min(info.channels, 2),
        bitrate=round(path.stat().st_size * _BITS_PER_BYTE / 1000 / seconds),
        time_map=TimeMap(),
        before=values,
        after=values,
        gain=0.0,
        limited=0.0,
        format=file_format.ending,
        stated_seconds=_stated_seconds(samples, info, seconds),
    )
    return MeasuredRecording(master, _levels(measurement))


class _DecodableSamples:
    """The samples of a recording up to the place where it can no longer be decoded.

    `count` is their number, `error` the reason why they end; None: it was decoded to its end.
    """

    def __init__(self, path: Path, sample_rate: int) -> None:
        self._path, self._sample_rate = path, sample_rate
        self.count = 0
        self.error: AudioError | None = None

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Yield the samples in blocks of a second, of one or two channels.

        Raises:
            AudioError: there are none.
        """
        try:
            for block in decode.read_original(self._path, self._sample_rate, on_error=self._note_error):
                self.count += block.shape[1]
                yield block
        except AudioError as error:
            if not self.count:
                raise
            self.error = error
        if not self.count:
            raise self.error or AudioError(self._path, _("it contains no audio"), _(RECOPY_REMEDY))

    def _note_error(self, error: AudioError) -> None:
        self.error = error


def _stated_seconds(samples: _DecodableSamples, info: AudioInfo, seconds: float) -> float:
    """Return the length that a recording promises, where it cannot be decoded that far; else 0."""
    return max(round(info.seconds, 3), seconds) if samples.error else 0.0


def _levels(measurement: LoudnessReadings) -> Levels:
    curve = loudness_curve(measurement.short_term)
    return Levels(curve, curve, waveform_peaks(measurement.true_peaks))
