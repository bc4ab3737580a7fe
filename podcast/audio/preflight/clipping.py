"""Clipping: tops cut flat, also where somebody has turned the recording down afterwards.

A converter that is driven too far repeats its highest value. Turned down, the flat tops stay, at a lower level: so what
is looked for is not full scale, but several equal samples at the highest level of a second, reached and left by a step
that a wave which turns round by itself does not have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.preflight.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

_NEAR = 0.985  # of the highest sample of a second: its tops
_EQUAL = 4e-5  # full scale 1.0: samples that differ by a bit of sixteen are equal
_LEAST_LEVEL = 0.05  # full scale 1.0: what is below nobody has clipped
_STEP = 0.004  # of the level, at 44.1 kHz: how steeply a clipped wave comes and goes
_COARSE = 1e-3  # full scale 1.0: samples of eight bits, which make flat tops of everything
_LEAST_TOPS = 3  # in a second
_LEAST_IN_ALL = 10
_SYNTHETIC = 0.8  # of a second that is flat: a square wave is meant to be
_AROUND = 1 << 12  # samples
_APART = 5.0  # seconds: closer places are one


class Clipping:
    """Counts flat tops, second by second."""

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._step = _STEP * 44100 / sample_rate
        self._passed = 0
        self._found: list[tuple[float, int]] = []

    def add(self, block: NDArray[np.float32]) -> None:
        """The next samples, shape (channels, n)."""
        tops = [one for side in block for one in self._tops(side)]
        if len(tops) >= _LEAST_TOPS and sum(length for _, length in tops) < _SYNTHETIC * block.size:
            first = min(start for start, _ in tops)
            self._found.append(((self._passed + first) / self._rate, len(tops)))
        self._passed += block.shape[1]

    def judged(self) -> Iterator[Fault]:
        """Clipping, where it was found."""
        if sum(count for _, count in self._found) < _LEAST_IN_ALL:
            return
        spans: list[tuple[float, float]] = []
        for at, _ in self._found:
            joined = bool(spans) and at - spans[-1][1] < _APART
            start = spans.pop()[0] if joined else at
            spans.append((round(start, 2), round(at, 2)))
        yield Fault("clipping", float(sum(count for _, count in self._found)), tuple(spans))

    def _tops(self, side: NDArray[np.float32]) -> Iterator[tuple[int, int]]:
        """Where tops are cut flat on one side of zero or the other: first sample and number of samples."""
        if _grain(side) > _COARSE:
            return
        for wave in (side, -side):
            level = float(wave.max(initial=0.0))
            if level >= _LEAST_LEVEL:
                yield from self._flat(wave, level, self._step * level)

    @staticmethod
    def _flat(wave: NDArray[np.float32], level: float, step: float) -> Iterator[tuple[int, int]]:
        import numpy as np

        high = np.flatnonzero(wave >= level * _NEAR)
        equal = (np.diff(high) == 1) & (np.abs(np.diff(wave[high])) <= _EQUAL)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], equal, [False]]).astype(np.int8)))
        for begin, end in edges.reshape(-1, 2):
            first, last = int(high[begin]), int(high[end])
            if last - first < 2 or not 0 < first <= last < wave.size - 1:
                continue
            if min(wave[first] - wave[first - 1], wave[last] - wave[last + 1]) >= step:
                yield first, last - first + 1


def _grain(side: NDArray[np.float32]) -> float:
    """The smallest step from one sample to the next, around the highest."""
    import numpy as np

    highest = int(np.argmax(side))
    steps = np.abs(np.diff(side[max(0, highest - _AROUND) : highest + _AROUND]))
    return float(steps[steps > 0].min(initial=1.0)) if steps.any() else 0.0
