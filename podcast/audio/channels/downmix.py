"""How FFmpeg mixes a layout of channels to stereo: each channel's gain into the left and the right.

The gains are measured: a sample of each channel goes through the same filters as the recording.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from podcast.timeline.recording_notes import ChannelGain, ChannelMix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np
    from numpy.typing import NDArray

_MIN_GAIN = 1e-4  # a ratio of amplitudes: what is 80 dB weaker is not there


def measure_mix(frame: Any, start: float, mix: Callable[[Any], Iterable[NDArray[np.float32]]]) -> ChannelMix:
    """Return how the channels of frames like this one are mixed.

    Args:
        frame: of more than two channels, with positions that FFmpeg has a rule for.
        start: the time from which they are mixed, in seconds of the recording.
        mix: returns the stereo samples of a frame.
    """
    import numpy as np
    from av import AudioFrame

    count = frame.layout.nb_channels
    impulses = np.eye(count, dtype=np.float64).reshape(1, -1)  # sample n: channel n alone is at full scale
    probe = AudioFrame.from_ndarray(impulses, format="dbl", layout=frame.layout.name)
    probe.sample_rate = frame.sample_rate
    matrix = np.concatenate(list(mix(probe)), axis=1)
    names = (channel.name for channel in frame.layout.channels)
    gains = (
        ChannelGain(name, *(_decibels(float(gain)) for gain in sides))
        for name, sides in zip(names, matrix.T, strict=True)
    )
    return ChannelMix(round(start, 3), frame.layout.name, tuple(gains))


def equal_mix(count: int, start: float) -> ChannelMix:
    """Return the mix of channels that all have the same weight."""
    gain = _decibels(1 / count)
    names = (str(number + 1) for number in range(count))
    return ChannelMix(round(start, 3), "", tuple(ChannelGain(name, gain, gain) for name in names))


def _decibels(ratio: float) -> float | None:
    return round(20 * math.log10(ratio), 1) + 0.0 if ratio > _MIN_GAIN else None
