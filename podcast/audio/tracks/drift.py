"""Correct the drift of a recorder's clock: resample by a ratio next to one, in double precision.

A sound whose clock is wrong by some parts per million is late by a little more from block to block. Overlapping blocks
are delayed by fractions of a sample each (by the phases of their spectrum), and faded into one another. Between two
neighbours the delay changes by hundredths of a sample, so that the fade's error is below -80 dB. The same samples come
out on every machine: sums and products alone, phases from a table.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

_HOP = 512  # samples from block to block; each is two hops long
_MARGIN = 64  # silence around a block, into which a delay may ring
_SIZE = 2 * _HOP + 2 * _MARGIN
_FRACTIONS, _FINE_FRACTIONS = 4096, 64  # steps of a sample's delay


def resample_drift(blocks: Iterable[NDArray[np.float32]], start: float, rate: float) -> Iterator[NDArray[np.float32]]:
    """Yield the samples of a track as a recorder with the right clock would have taken them.

    Args:
        blocks: the track's samples, shape (channels, n).
        start: the position in the track, in samples, of the first one to be returned; may be negative: silence.
        rate: samples of the track for each one to be returned.
    """
    import numpy as np

    reader = _Reader(blocks)
    previous: NDArray[np.float64] | None = None
    number = 0
    while True:
        grains = []
        for _count in range(64):
            position = start + number * _HOP * rate - _HOP  # exact in the middle of the block
            first = math.floor(position)
            grain = reader.read(first, 2 * _HOP)
            if grain is None:
                break
            grains.append(_delayed(grain, position - first))
            number += 1
        if not grains:
            break
        joined, previous = _overlap_add(grains, previous)
        yield joined.astype(np.float32)
        if len(grains) < 64:
            break


def _overlap_add(
    grains: list[NDArray[np.float64]], previous: NDArray[np.float64] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the sum of overlapping blocks as far as it is complete, and what the next ones are added to."""
    import numpy as np

    channels = grains[0].shape[0]
    total = np.zeros((channels, len(grains) * _HOP + _SIZE))
    if previous is not None:
        total[:, : previous.shape[1]] += previous
    for number, grain in enumerate(grains):
        total[:, number * _HOP : number * _HOP + _SIZE] += grain
    complete = len(grains) * _HOP
    # The first hop of all is only faded in: it lies before the first sample. The margin shifts all by as much.
    skipped = 0 if previous is not None else _HOP + _MARGIN
    return total[:, skipped:complete], total[:, complete:]


def _delayed(grain: NDArray[np.float32], fraction: float) -> NDArray[np.float64]:
    """Return a block with a window, `fraction` of a sample earlier, with a margin on both sides.

    Real and imaginary parts are multiplied one by one: numpy's product of complex numbers rounds differently from one
    CPU to the next.
    """
    import numpy as np

    fraction = round(fraction * _FRACTIONS) / _FRACTIONS
    padded = np.pad(grain.astype(np.float64) * _window(fraction), ((0, 0), (_MARGIN, _MARGIN)))
    spectrum = np.fft.rfft(padded)
    cosine, sine = _rotation(round(fraction * _FRACTIONS))
    rotated = np.empty_like(spectrum)
    rotated.real = spectrum.real * cosine - spectrum.imag * sine
    rotated.imag = spectrum.real * sine + spectrum.imag * cosine
    shifted: NDArray[np.float64] = np.fft.irfft(rotated, _SIZE)
    return shifted


def _window(fraction: float) -> NDArray[np.float64]:
    """Return a triangular window that lies `fraction` of a sample late, as it will be made earlier by as much.

    The halves of two neighbours add up to 1, and the delay moves evenly from one block's to the next one's.
    """
    import numpy as np

    distance = np.abs(np.arange(2 * _HOP) + (0.5 - fraction) - _HOP)
    window: NDArray[np.float64] = np.maximum(1 - distance / _HOP, 0.0)
    return window


def _rotation(fraction: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return cosine and sine of the phases that make a block earlier by this many `_FRACTIONS` of a sample."""
    (coarse_cosine, coarse_sine), (fine_cosine, fine_sine) = (
        _phases(fraction // _FINE_FRACTIONS * _FINE_FRACTIONS),
        _phases(fraction % _FINE_FRACTIONS),
    )
    cosine = coarse_cosine * fine_cosine - coarse_sine * fine_sine
    sine = coarse_cosine * fine_sine + coarse_sine * fine_cosine
    sine[-1] = 0.0
    return cosine, sine


@cache
def _phases(fraction: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return cosine and sine of the phases, rounded to 24 bits: that hides the last bits of other machines' sines."""
    import numpy as np

    angles = [2 * math.pi * number * fraction / (_FRACTIONS * _SIZE) for number in range(_SIZE // 2 + 1)]
    cosine, sine = (np.array([function(angle) for angle in angles]) for function in (math.cos, math.sin))
    return cosine.astype(np.float32).astype(np.float64), sine.astype(np.float32).astype(np.float64)


class _Reader:
    """Reads a stream by position, forward; silence lies before it, and behind it as long as a block touches it."""

    def __init__(self, blocks: Iterable[NDArray[np.float32]]) -> None:
        self._source = iter(blocks)
        self._held: NDArray[np.float32] | None = next(self._source, None)
        self._position = 0

    def read(self, start: int, length: int) -> NDArray[np.float32] | None:
        """Return the samples from `start` on; None behind the end."""
        import numpy as np

        if self._held is None:
            return None
        while self._position + self._held.shape[1] < start + length:
            block = next(self._source, None)
            if block is None:
                break
            dropped = min(max(0, start - self._position), self._held.shape[1])
            self._held = np.concatenate([self._held[:, dropped:], block], axis=1)
            self._position += dropped
        end = self._position + self._held.shape[1]
        if start >= end:
            return None
        result = np.zeros((self._held.shape[0], length), np.float32)
        first, last = max(start, self._position), min(start + length, end)
        if first < last:
            result[:, first - start : last - start] = self._held[:, first - self._position : last - self._position]
        return result
