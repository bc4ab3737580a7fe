"""First pass over a track: its level along the time, and the envelopes by which it is aligned."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.decode import probe, read_blocks
from podcast.audio.k_weighting import WINDOWS_PER_SECOND, PowerMeter
from podcast.audio.tracks.envelopes import EnvelopeRecorder
from podcast.audio.tracks.track import STEPS_PER_SECOND
from podcast.audio.tracks.track_leveling import SpeechRecorder
from podcast.errors import AudioError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.tracks.track import TrackClock
    from podcast.audio.tracks.track_leveling import SpeechMeasurement

SILENCE = -120.0  # dB; lower levels count as this
_LUFS_OFFSET = -0.691  # loudness of a power of 1 (BS.1770-4, equation 2)
_MAX_SILENT_LUFS = -70.0
_WINDOWS_PER_STEP = WINDOWS_PER_SECOND // STEPS_PER_SECOND


@dataclass(frozen=True, slots=True)
class TrackLevels:
    """A track as the first pass found it.

    `levels` is its K-weighted level of every 20 ms in hundredths of a dB (LUFS), `envelopes` those of
    `podcast.audio.tracks.envelopes`. `has_offset` says whether a constant offset was removed; `speech` is what the
    leveler needs, where it is asked for.
    """

    path: Path
    sample_rate: int
    channels: int
    sample_count: int
    has_offset: bool
    levels: NDArray[np.int16]
    envelopes: NDArray[np.float16]
    speech: SpeechMeasurement | None = None

    @property
    def seconds(self) -> float:
        """The length of the track by its own clock."""
        return self.sample_count / self.sample_rate


def measure_track(path: Path, sample_rate: int, mix_channels: int, *, with_speech: bool = False) -> TrackLevels:
    """Read a track once, and measure it as it is in a mix of so many channels: a mono track is in all of them.

    Args:
        path: of the track.
        sample_rate: in Hz, 44100 or 48000.
        mix_channels: 1 or 2.
        with_speech: measure what the leveler needs, too.

    Raises:
        AudioError: it cannot be used.
    """
    import numpy as np

    channels = min(probe(path).channels, mix_channels)
    offsets, spread = list[bool](), 10 * math.log10(mix_channels / channels)
    levels, envelopes, sample_count = bytearray(), EnvelopeRecorder(sample_rate), 0
    speech = SpeechRecorder(sample_rate) if with_speech else None
    with PowerMeter(sample_rate) as meter:
        for block in read_blocks(path, sample_rate, channels, lambda: offsets.append(True)):
            powers = meter.push(block)
            levels += step_levels(powers, spread).tobytes()
            envelopes.add(block)
            sample_count += block.shape[1]
            if speech:
                speech.add(block, powers)
    measured = np.frombuffer(levels, np.int16)
    if not (measured > _MAX_SILENT_LUFS * 100).any():
        raise AudioError(path, _("is silent"), _("check that it is the right recording, or remove the track"))
    return TrackLevels(
        path,
        sample_rate,
        channels,
        sample_count,
        bool(offsets),
        measured,
        envelopes.envelopes(),
        speech.measurement() if speech else None,
    )


def step_levels(powers: Iterable[NDArray[np.float32]], spread: float = 0.0) -> NDArray[np.int16]:
    """Return the level of each step of 20 ms in hundredths of a dB, from powers of 6.7 ms; see `PowerMeter.push`.

    `spread` in dB is added, for the other channels of a mix.
    """
    import numpy as np

    power = np.concatenate([np.zeros(0, np.float32), *powers]).astype(np.float64)
    padded = np.pad(power, (0, -power.size % _WINDOWS_PER_STEP)).reshape(-1, _WINDOWS_PER_STEP)
    decibels = 10 * np.log10(padded.mean(axis=1) + 1e-13) + _LUFS_OFFSET + spread
    levels: NDArray[np.int16] = np.round(np.maximum(decibels, SILENCE) * 100).astype(np.int16)
    return levels


def levels_in_episode(track: TrackLevels, clock: TrackClock, steps: int) -> NDArray[np.float32]:
    """Return a track's level in dB at each of the episode's steps; silence before and behind it."""
    import numpy as np

    middles = (np.arange(steps) + 0.5) / STEPS_PER_SECOND
    index = np.floor((middles * clock.rate + clock.start) * STEPS_PER_SECOND).astype(np.int64)
    inside = (index >= 0) & (index < track.levels.size)
    chosen = track.levels[np.clip(index, 0, track.levels.size - 1)]
    levels = chosen.astype(np.float32) / np.float32(100)
    levels[~inside] = SILENCE
    return levels


def gated_loudness(levels: NDArray[np.float32]) -> float | None:
    """Return the mean loudness of the steps above -70 LUFS, of these the ones above 10 LU below their mean.

    None: all of them are silent. That is BS.1770-4 with steps of 20 ms in place of blocks of 400 ms.
    """
    import numpy as np

    loud = levels[levels > _MAX_SILENT_LUFS]
    if not loud.size:
        return None
    power = 10 ** (loud.astype(np.float64) / 10)
    return float(10 * np.log10(power[power >= power.mean() / 10].mean()))
