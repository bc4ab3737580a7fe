"""A recording looked at before anybody hears it: what is wrong with the sound itself, and where.

Everything is judged on the recording as it came, at its own sample rate and with its own channels: mastering resamples,
mixes and turns down, and hides what happened. One pass, in blocks of a second; what is kept of a second are some
hundred figures. The verdicts are hints and are meant to be calm: rather nothing than a false alarm.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from podcast.audio import decode
from podcast.audio.preflight.fault import Fault
from podcast.errors import AudioError
from podcast.files import atomic

if TYPE_CHECKING:
    from pathlib import Path

EXAMINATION = 1  # raise it when the same recordings shall be looked at anew


@dataclass(frozen=True, slots=True)
class Quality:
    """What was found in a recording, and how long it is."""

    seconds: float
    faults: tuple[Fault, ...]


def examined(path: Path) -> Quality:
    """Listens to a recording once.

    Raises:
        AudioError: it cannot be read.
    """
    from podcast.audio.preflight.clipping import Clipping
    from podcast.audio.preflight.levels import Levels, levels_judged
    from podcast.audio.preflight.spectrum import Spectrum, spectrum_judged

    sound = decode.probe(path)
    rate = sound.sample_rate
    levels, clipping = Levels(rate), Clipping(rate)
    spectrum = Spectrum(rate, sound.seconds)
    for block in decode.as_recorded(path, rate):
        levels.add(block)
        clipping.add(block)
        spectrum.add(block)
    heard = (*clipping.judged(), *levels_judged(levels.seen()), *spectrum_judged(spectrum.seen()))
    seconds = levels.seconds
    poor = _poor(sound.codec, path.stat().st_size, seconds, levels.channels)
    found = (one for one in heard if one.kind != "lossy" or sound.codec.startswith(_LOSSLESS))
    return Quality(round(seconds, 3), (*found, *poor))


# kbit/s for each channel, from which on speech is encoded without loss that many would hear
_ENOUGH = {"mp3": 49.0, "aac": 29.0, "vorbis": 25.0, "opus": 17.0}


_LOSSLESS = ("pcm", "flac", "alac")  # of others it is known that they were compressed


def _poor(codec: str, size: int, seconds: float, channels: int) -> tuple[Fault, ...]:
    """A recording that is kept at a low bit rate itself."""
    rate = size * 8 / 1000 / seconds if seconds else 0.0
    enough = next((least for name, least in _ENOUGH.items() if codec.startswith(name)), 0.0)
    return (Fault("low bit rate", round(rate)),) if seconds > 1 and rate < enough * channels else ()


def known(cache: Path) -> Quality | None:
    """What was found earlier; None where nobody has looked yet."""
    try:
        raw = json.loads(cache.read_text("utf-8"))
        if raw["examination"] != EXAMINATION:
            return None
        faults = (Fault(one["kind"], one["value"], tuple((a, b) for a, b in one["spans"])) for one in raw["faults"])
        return Quality(raw["seconds"], tuple(faults))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def examine(path: Path, cache: Path) -> None:
    """Listens to a recording and keeps what was found; of one that cannot be read, mastering tells.

    Raises:
        FileError: the disk refuses.
    """
    try:
        found = examined(path)
    except AudioError:
        return
    atomic.write(cache, json.dumps({"examination": EXAMINATION, **asdict(found)}).encode())
