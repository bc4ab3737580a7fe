"""All detectors of the pre-flight as one: it takes the blocks of a recording, and gives its faults at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.preflight.clicks import ClickDetector
from podcast.audio.preflight.clipping import ClippingDetector
from podcast.audio.preflight.echo import EchoDetector
from podcast.audio.preflight.frames import Curvature, FrameMeter
from podcast.audio.preflight.hum import hum_faults
from podcast.audio.preflight.level_readings import LevelMeter, level_faults
from podcast.audio.preflight.level_track import encode_levels
from podcast.audio.preflight.partial_faults import dead_part_faults, telephone_part_faults
from podcast.audio.preflight.speaker_levels import speaker_faults
from podcast.audio.preflight.spectrum import SpectrumAnalyser, spectrum_faults
from podcast.audio.preflight.speech import map_speech
from podcast.audio.preflight.speech_faults import speech_faults
from podcast.audio.preflight.thresholds import ECHO
from podcast.audio.preflight.voicing import VoicingDetector

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.preflight.fault import RecordingFault

# A fault that explains another one: of the second, nothing is said.
_EXPLAINED = (
    ("telephone", "lossy"),
    ("clipping", "soft clipping"),
    ("speakers apart", "quiet passage"),
    ("digital silence", "dropouts"),
)


class RecordingAnalyser:
    """Analyser of one recording: `add` every block of a second (the last one may be shorter), then ask for `faults`."""

    def __init__(self, sample_rate: int, seconds: float) -> None:
        """Prepare for a recording.

        Args:
            sample_rate: its own, in Hz.
            seconds: its length as its header states it; 0.0: unknown. Only some of a long recording's seconds are
                looked at for some faults.
        """
        self.levels = LevelMeter(sample_rate)
        self._curvature = Curvature()
        self._clipping, self._clicks = ClippingDetector(sample_rate), ClickDetector(sample_rate)
        self._frames, self._voicing = FrameMeter(sample_rate), VoicingDetector(sample_rate, seconds)
        self._spectrum, self._echo = SpectrumAnalyser(sample_rate, seconds), EchoDetector(seconds)

    def add(self, block: NDArray[np.float32]) -> None:
        """Add the next samples, shape (channels, n)."""
        curvature = self._curvature.of(block)
        self.levels.add(block)
        self._clipping.add(block)
        self._clicks.add(block, curvature)
        self._frames.add(block, curvature)
        self._voicing.add(block)
        power = self._spectrum.add(block)
        if power is not None:
            self._echo.add(power, self._spectrum.bin_width)

    def faults(self) -> tuple[RecordingFault, ...]:
        """Return all faults, without those that another one explains."""
        faults = tuple(self._all_faults())
        kinds = {fault.kind for fault in faults}
        explained = {kind for reason, kind in _EXPLAINED if reason in kinds}
        return tuple(fault for fault in faults if fault.kind not in explained)

    def level_track(self) -> str:
        """Return the level of the recording along its time, see `level_track`."""
        frames = self._frames.frames()
        return encode_levels(frames)

    def loudest_second(self) -> float:
        """Return where the highest sample is, in seconds."""
        frames = self._frames.frames()
        return round(float(frames.peak.argmax() * frames.duration), 1) if frames.peak.size else 0.0

    def _all_faults(self) -> Iterator[RecordingFault]:
        yield from self._clipping.faults()
        readings = self.levels.readings()
        level = tuple(level_faults(readings))
        yield from level
        if all(fault.kind != "dead channel" for fault in level):
            yield from dead_part_faults(readings.power, readings.duration)
        yield from self._spectrum_faults()
        yield from self._clicks.faults()
        frames = self._frames.frames()
        speech = map_speech(frames)
        voiced = self._voicing.voiced_share()
        if ECHO.min_voiced_share <= voiced <= ECHO.max_voiced_share:  # what repeats in music is intended
            yield from self._echo.faults()
        yield from speaker_faults(frames, speech)
        yield from speech_faults(frames, speech, voiced)

    def _spectrum_faults(self) -> Iterator[RecordingFault]:
        spectra = self._spectrum.spectra()
        bandwidth_faults = tuple(spectrum_faults(spectra))
        yield from bandwidth_faults
        if not len(spectra.low):
            return
        yield from hum_faults(spectra)
        if all(fault.kind != "telephone" for fault in bandwidth_faults):
            yield from telephone_part_faults(spectra.bands, spectra.hop)
