"""Pre-flight analysis of a recording before it is mastered: its faults and their places.

Everything is judged on the recording itself, at its own sample rate and with its own channels: mastering resamples,
mixes and limits, and hides faults. One pass, in blocks of a second; some hundred values of each second are kept.
Results are hints; where a fault is doubtful it is not reported, to avoid false alarms.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from podcast.audio import decode
from podcast.audio.preflight.fault import RecordingFault
from podcast.timeline.recording_notes import NoteCollector, RecordingNotes

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.files.cache import Cache

CACHE_KIND = "preflight"  # kind of the results in the cache
ANALYSIS_VERSION = 3  # raise it when the same recordings shall be analysed anew
# kbit/s for each channel, from which on speech is encoded without an obvious loss
_MIN_BITRATE_PER_CHANNEL = {"mp3": 49.0, "aac": 29.0, "vorbis": 25.0, "opus": 17.0}


@dataclass(frozen=True, slots=True)
class PreflightResult:
    """The faults of a recording, its length in seconds, and notes on how it was decoded.

    `loudest` is where its highest sample is, in seconds; `levels` its level along its time, see `level_track`.
    """

    seconds: float
    faults: tuple[RecordingFault, ...]
    notes: RecordingNotes = field(default_factory=RecordingNotes)
    loudest: float = 0.0
    levels: str = ""


def analyse(path: Path) -> PreflightResult:
    """Decode a recording once and find its faults.

    Raises:
        AudioError: the recording cannot be read.
    """
    from podcast.audio.preflight.detectors import RecordingAnalyser

    info = decode.probe(path)
    analyser, notes = RecordingAnalyser(info.sample_rate, info.seconds), NoteCollector()
    for block in decode.read_original(path, info.sample_rate, notes):
        analyser.add(block)
    faults, seconds = analyser.faults(), analyser.levels.seconds
    poor = _low_bitrate(info.codec, path.stat().st_size, seconds, analyser.levels.channels)
    # Of a lossy codec it goes without saying that the recording was compressed.
    relevant = (fault for fault in faults if fault.kind != "lossy" or info.is_lossless)
    return PreflightResult(
        round(seconds, 3), (*relevant, *poor), notes.notes(), analyser.loudest_second(), analyser.level_track()
    )


def _low_bitrate(codec: str, size: int, seconds: float, channels: int) -> tuple[RecordingFault, ...]:
    """Return a fault if the recording itself is encoded at a low bit rate."""
    bitrate = size * 8 / 1000 / seconds if seconds else 0.0
    min_bitrate = next((limit for name, limit in _MIN_BITRATE_PER_CHANNEL.items() if codec.startswith(name)), 0.0)
    return (RecordingFault("low bit rate", round(bitrate)),) if seconds > 1 and bitrate < min_bitrate * channels else ()


def read_cached(cache: Cache, sha256: str) -> PreflightResult | None:
    """Return a cached result; None if there is none, or one of another version.

    Args:
        cache: of the show.
        sha256: of the recording.
    """
    try:
        row = cache.get_json(CACHE_KIND, sha256)
        if row is None or row["version"] != ANALYSIS_VERSION:
            return None
        faults = (
            RecordingFault(fault["kind"], fault["value"], tuple((a, b) for a, b in fault["spans"]))
            for fault in row["faults"]
        )
        return PreflightResult(
            row["seconds"], tuple(faults), RecordingNotes.from_json(row["notes"]), row["loudest"], row["levels"]
        )
    except (KeyError, TypeError):
        return None


def store_result(cache: Cache, sha256: str, result: PreflightResult) -> None:
    """Store the result of a recording with this SHA-256; it stays as long as the recording lies in the show.

    Raises:
        FileError: the disk refuses.
    """
    cache.put_json(CACHE_KIND, sha256, {"version": ANALYSIS_VERSION, **asdict(result)})
