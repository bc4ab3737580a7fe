"""Detection of clipping: peaks cut flat, also in recordings that were turned down afterwards.

A converter that is driven too far repeats its highest value. Turned down, the flat tops stay, at a lower level: so the
search is not for full scale, but for several equal samples at the highest level of a second, reached and left by a step
that an unclipped wave does not have at its turning points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.preflight.fault import RecordingFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

_TOP_RATIO = 0.985  # of the highest sample of a second: its tops
_MAX_FLAT_STEP = 4e-5  # full scale 1.0: samples that differ by a bit of sixteen are equal
_MIN_LEVEL = 0.05  # full scale 1.0: quieter tops are never clipped
_MIN_EDGE_STEP = 0.004  # of the level, at 44.1 kHz: how steeply a clipped wave comes and goes
_MAX_QUANTISATION_STEP = 1e-3  # full scale 1.0: samples of eight bits, which make flat tops of everything
_MIN_TOPS_PER_SECOND = 3
_MIN_TOPS = 10
_MAX_FLAT_RATIO = 0.8  # of a second that is flat: a square wave is flat on purpose
_NEIGHBOURHOOD_SAMPLES = 1 << 12
_MERGE_SECONDS = 5.0  # closer places are reported as one


class ClippingDetector:
    """Counter of flat tops, second by second."""

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._step = _MIN_EDGE_STEP * 44100 / sample_rate
        self._passed = 0
        self._clipped_seconds: list[tuple[float, int]] = []

    def add(self, block: NDArray[np.float32]) -> None:
        """Add the next samples, shape (channels, n)."""
        tops = [top for channel in block for top in self._flat_tops(channel)]
        if len(tops) >= _MIN_TOPS_PER_SECOND and sum(length for _, length in tops) < _MAX_FLAT_RATIO * block.size:
            first = min(start for start, _ in tops)
            self._clipped_seconds.append(((self._passed + first) / self._rate, len(tops)))
        self._passed += block.shape[1]

    def faults(self) -> Iterator[RecordingFault]:
        """Yield the fault "clipping" with its places, if the recording is clipped."""
        if sum(count for _, count in self._clipped_seconds) < _MIN_TOPS:
            return
        spans: list[tuple[float, float]] = []
        for seconds, _ in self._clipped_seconds:
            is_near = bool(spans) and seconds - spans[-1][1] < _MERGE_SECONDS
            start = spans.pop()[0] if is_near else seconds
            spans.append((round(start, 2), round(seconds, 2)))
        yield RecordingFault("clipping", float(sum(count for _, count in self._clipped_seconds)), tuple(spans))

    def _flat_tops(self, channel: NDArray[np.float32]) -> Iterator[tuple[int, int]]:
        """Yield the flat tops of a channel, above and below zero: first sample and number of samples."""
        tops: list[tuple[int, int]] = []
        for wave in (channel, -channel):
            level = float(wave.max(initial=0.0))
            if level >= _MIN_LEVEL:
                tops += self._flat_runs(wave, level, self._step * level)
        if tops and _smallest_step(channel) <= _MAX_QUANTISATION_STEP:
            yield from tops

    @staticmethod
    def _flat_runs(wave: NDArray[np.float32], level: float, step: float) -> Iterator[tuple[int, int]]:
        import numpy as np

        high = np.flatnonzero(wave >= level * _TOP_RATIO)
        equal = (np.diff(high) == 1) & (np.abs(np.diff(wave[high])) <= _MAX_FLAT_STEP)
        if np.count_nonzero(equal) < 2:  # the usual case, and three equal samples are needed
            return
        edges = np.flatnonzero(np.diff(np.concatenate([[False], equal, [False]]).astype(np.int8)))
        for begin, end in edges.reshape(-1, 2):
            first, last = int(high[begin]), int(high[end])
            if last - first < 2 or not 0 < first <= last < wave.size - 1:
                continue
            if min(wave[first] - wave[first - 1], wave[last] - wave[last + 1]) >= step:
                yield first, last - first + 1


def _smallest_step(channel: NDArray[np.float32]) -> float:
    """Return the smallest step from one sample to the next, around the highest sample."""
    import numpy as np

    highest = int(np.argmax(channel))
    steps = np.abs(np.diff(channel[max(0, highest - _NEIGHBOURHOOD_SAMPLES) : highest + _NEIGHBOURHOOD_SAMPLES]))
    return float(steps[steps > 0].min(initial=1.0)) if steps.any() else 0.0
