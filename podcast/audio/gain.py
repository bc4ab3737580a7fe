"""Which gain and which ceiling bring a programme to its target: pure arithmetic on what was heard of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.audio.limiter import DIP, Dip, Level
from podcast.audio.loudness import PARTS, integrated, ratio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.loudness import Hearing

MOST_GAIN = 30.0  # dB; a recording that needs more is noise
CLOSE = 0.1  # LU
_DEEP = 6.0  # dB
_ROOM, _MORE_ROOM = 1.8, 2.3  # dB: encoding adds 0.1 to 0.5 to speech, 1.3 to claps, now and then more
_STEP = 50  # gains in a dB
UNSEEN = (
    0.15  # dB that a peak may be higher than four values for each sample show: 0.06 were seen, a meter of 16 saw it
)
_MORE = 0.2  # dB that a dip is deeper than it would have to be
_AT_ONCE = 3000  # readings: five minutes
_NEAR = 2  # windows of the maps whose peaks move the limiter in a window
_TRIES = 20  # until the gain stands still


@dataclass(frozen=True, slots=True)
class Target:
    """What is wanted: loudness in LUFS, the highest true peak in dBTP, and the bit rate (kbit/s) it is encoded with."""

    loudness: float
    true_peak: float
    bitrate: int


def planned(heard: Hearing, target: Target) -> Level:
    """The first try.

    The ceiling leaves room for what encoding adds to the peaks: more at fewer bits. What the limiter will take from the
    loudness is reckoned and made good.
    """
    ceiling = target.true_peak - (_ROOM if target.bitrate >= 112 else _MORE_ROOM)
    return Level(_gain(heard, target.loudness, ceiling), ceiling)


def _gain(heard: Hearing, loudness: float, ceiling: float) -> float:
    """The gain in dB, rounded, by which the limited programme is as loud as wanted, or the most there is."""
    gain = _rounded(loudness - heard.measured.loudness)
    for _ in range(_TRIES):
        better = _rounded(gain + loudness - predicted(heard, gain, ceiling))
        if better == gain:
            break
        gain = better
    return gain


def predicted(heard: Hearing, gain: float, ceiling: float) -> float:
    """About the loudness in LUFS after gain (dB) and limiter (dBTP), from the maps of peaks and levels."""
    import numpy as np

    factor, top = ratio(gain), ratio(ceiling)
    if float(heard.peaks.max(initial=0)) * factor <= top:
        return integrated(heard.momentary + gain)
    hops = min(heard.momentary.size, heard.peaks.size // PARTS)
    sums = [_taken(heard, begin, min(begin + _AT_ONCE, hops), factor, top) for begin in range(0, hops, _AT_ONCE)]
    kept, before = (np.convolve(power, np.ones(4))[:hops] + 1e-20 for power in np.concatenate(sums, axis=1))
    return integrated(heard.momentary[:hops] + gain + 10 * np.log10(kept / before))


def _taken(heard: Hearing, begin: int, end: int, factor: float, top: float) -> NDArray[np.float64]:
    """The power of each reading's time after the limiter, and before it: shape (2, n). `factor`, `top`: ratios."""
    import numpy as np

    first, last = max(0, begin * PARTS - _NEAR), end * PARTS + _NEAR
    peaks = heard.peaks[first:last].astype(np.float64)
    curve = _smooth(np.minimum(1.0, top / np.maximum(peaks * factor, top)))[begin * PARTS - first :]
    before = np.square(heard.means[begin * PARTS : end * PARTS].astype(np.float64)).reshape(-1, PARTS)
    kept = before * np.square(curve[: before.size].reshape(-1, PARTS))
    return np.stack([kept.sum(axis=1), before.sum(axis=1)])


def _smooth(needed: NDArray[np.float64]) -> NDArray[np.float64]:
    """The limiter's way of moving, on the coarse grid of the maps: the lowest around, then their mean."""
    import numpy as np

    padded = np.pad(needed, 2, constant_values=1.0)
    lowest = np.minimum(np.minimum(padded[:-2], padded[1:-1]), padded[2:])
    smooth: NDArray[np.float64] = (lowest[:-2] + 2 * lowest[1:-1] + lowest[2:]) / 4
    return smooth


def corrected(level: Level, before: Hearing, after: Hearing, target: Target, cut: float = 0.0) -> Level:
    """The next try, or the same level when what came out fits.

    Args:
        level: what was done.
        before: what was heard of the programme before it.
        after: what is heard now; `over` are the places above the target's true peak less `UNSEEN`.
        target: what is wanted.
        cut: the limiter's deepest, in dB: past 6 dB twice the deviation is let pass, as another encoding costs more.
    """
    off = target.loudness - after.measured.loudness
    if abs(off) > (CLOSE if cut <= _DEEP else 2 * CLOSE):
        mistaken = after.measured.loudness - predicted(before, level.gain, level.ceiling)
        gain = _gain(before, target.loudness - mistaken, level.ceiling)
        if (gain - level.gain) * off <= 0:  # under heavy limiting the reckoning may point the wrong way
            gain = _rounded(level.gain + math.copysign(max(abs(off), 0.1), off))
        if gain != level.gain:
            return replace(level, gain=gain)
    if not after.over:
        return level
    ceiling = target.true_peak - UNSEEN
    deeper = [Dip(place, round(_depth(level, place) + height - ceiling + _MORE, 2)) for place, height in after.over]
    return replace(level, dips=tuple(sorted((*level.dips, *deeper), key=lambda dip: (dip.place, dip.depth))))


def _depth(level: Level, place: int) -> float:
    """How deep the ceiling lies there already."""
    return max((dip.depth for dip in level.dips if abs(dip.place - place) < DIP), default=0.0)


def _rounded(gain: float) -> float:
    """To 0.02 dB, so that the last bits of a measurement decide nothing."""
    return min(round(gain * _STEP) / _STEP, MOST_GAIN) + 0.0
