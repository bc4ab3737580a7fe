"""Pre-flight analysis of a recording before it is mastered: its faults and their places.

Everything is judged on the recording itself, at its own sample rate and with its own channels: mastering resamples,
mixes and limits, and hides faults. One pass, in blocks of a second; some hundred values of each second are kept.
Results are hints; where a fault is doubtful it is not reported, to avoid false alarms.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from podcast.audio import decode
from podcast.audio.preflight.fault import RecordingFault
from podcast.errors import AudioError
from podcast.files import atomic

if TYPE_CHECKING:
    from pathlib import Path

ANALYSIS_VERSION = 1  # raise it when the same recordings shall be analysed anew
# kbit/s for each channel, from which on speech is encoded without an obvious loss
_MIN_BITRATE_PER_CHANNEL = {"mp3": 49.0, "aac": 29.0, "vorbis": 25.0, "opus": 17.0}
_LOSSLESS_CODECS = ("pcm", "flac", "alac")  # the others are lossy anyway: "lossy" is not reported for them


@dataclass(frozen=True, slots=True)
class PreflightResult:
    """The faults of a recording, and its length in seconds."""

    seconds: float
    faults: tuple[RecordingFault, ...]


def analyse(path: Path) -> PreflightResult:
    """Decode a recording once and find its faults.

    Raises:
        AudioError: the recording cannot be read.
    """
    from podcast.audio.preflight.clipping import ClippingDetector
    from podcast.audio.preflight.levels import LevelMeter, level_faults
    from podcast.audio.preflight.spectrum import SpectrumAnalyser, spectrum_faults

    info = decode.probe(path)
    rate = info.sample_rate
    levels, clipping = LevelMeter(rate), ClippingDetector(rate)
    spectrum = SpectrumAnalyser(rate, info.seconds)
    for block in decode.read_original(path, rate):
        levels.add(block)
        clipping.add(block)
        spectrum.add(block)
    faults = (*clipping.faults(), *level_faults(levels.readings()), *spectrum_faults(spectrum.spectra()))
    seconds = levels.seconds
    poor = _low_bitrate(info.codec, path.stat().st_size, seconds, levels.channels)
    relevant = (fault for fault in faults if fault.kind != "lossy" or info.codec.startswith(_LOSSLESS_CODECS))
    return PreflightResult(round(seconds, 3), (*relevant, *poor))


def _low_bitrate(codec: str, size: int, seconds: float, channels: int) -> tuple[RecordingFault, ...]:
    """Return a fault if the recording itself is encoded at a low bit rate."""
    bitrate = size * 8 / 1000 / seconds if seconds else 0.0
    min_bitrate = next((limit for name, limit in _MIN_BITRATE_PER_CHANNEL.items() if codec.startswith(name)), 0.0)
    return (RecordingFault("low bit rate", round(bitrate)),) if seconds > 1 and bitrate < min_bitrate * channels else ()


def read_cached(cache: Path) -> PreflightResult | None:
    """Return a cached result; None if there is none, or one of another version."""
    try:
        raw = json.loads(cache.read_text("utf-8"))
        if raw["examination"] != ANALYSIS_VERSION:
            return None
        faults = (
            RecordingFault(fault["kind"], fault["value"], tuple((a, b) for a, b in fault["spans"]))
            for fault in raw["faults"]
        )
        return PreflightResult(raw["seconds"], tuple(faults))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def analyse_to_cache(path: Path, cache: Path) -> None:
    """Analyse a recording and cache the result; a recording that cannot be read is skipped, as mastering reports it.

    Raises:
        FileError: the cache cannot be written.
    """
    try:
        result = analyse(path)
    except AudioError:
        return
    atomic.write(cache, json.dumps({"examination": ANALYSIS_VERSION, **asdict(result)}).encode())
