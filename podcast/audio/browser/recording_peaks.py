"""The peaks of a recording along its time, fine enough to set chapters by; in memory that does not grow with it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

MAX_PEAKS: Final = 1 << 18  # 44 minutes at the finest step, three hours at four times that
FULL_SCALE: Final = 255  # of a sample peak of 1.0 (0 dBFS)
_FINEST_PER_SECOND: Final = 100
_STEP_DECIMALS: Final = 9
_TOLERANCE: Final = 1e-6  # of a step: times are rounded
CACHE_KIND: Final = "recording peaks"  # of rows by the digest of the recording; they stay as long as it is in the show


@dataclass(frozen=True, slots=True)
class RecordingPeaks:
    """Sample peaks, a byte each (255: full scale): each is the highest of its part, `step` seconds long.

    The last part may be shorter. `samples` and `sample_rate` are those of the decoded recording.
    """

    values: bytes
    step: float
    samples: int
    sample_rate: int

    @property
    def seconds(self) -> float:
        """The length of the recording."""
        return round(self.samples / self.sample_rate, 3)

    def to_bytes(self) -> bytes:
        """Return the peaks as a row of the cache keeps them."""
        return f"{self.step} {self.samples} {self.sample_rate}\n".encode() + self.values

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return peaks from a row of the cache.

        Raises:
            ValueError: the row has another form.
        """
        head, _newline, values = data.partition(b"\n")
        step, samples, sample_rate = head.decode("ascii").split()
        return cls(values, float(step), int(samples), int(sample_rate))

    def window(self, start: float, end: float, count: int) -> bytes:
        """Return at most `count` peaks of a span, equally spaced; each is the highest of its part.

        Args:
            start: of the span, in seconds.
            end: of the span, in seconds.
            count: of the peaks; fewer where the span has fewer.
        """
        first = min(max(math.floor(start / self.step + _TOLERANCE), 0), len(self.values))
        last = min(max(math.ceil(end / self.step - _TOLERANCE), first), len(self.values))
        parts = min(max(count, 1), last - first)
        limits = [first + (last - first) * number // max(parts, 1) for number in range(parts + 1)]
        return bytes(max(self.values[begin:stop]) for begin, stop in pairwise(limits))


def recording_peaks(blocks: Iterable[NDArray[np.float32]], sample_rate: int) -> RecordingPeaks:
    """Return the peaks of samples, of all channels together.

    Args:
        blocks: of the samples, shape (channels, n).
        sample_rate: in Hz.
    """
    collector = PeakCollector(sample_rate)
    for block in blocks:
        collector.add(block)
    return collector.result()


class PeakCollector:
    """Collects peaks; where they become too many, each two become one."""

    def __init__(self, sample_rate: int) -> None:
        """`sample_rate` is in Hz."""
        import numpy as np

        self._rate, self._width = sample_rate, max(sample_rate // _FINEST_PER_SECOND, 1)
        self._peaks = np.zeros(MAX_PEAKS, np.uint8)
        self._count = self._samples = 0
        self._rest = np.zeros(0, np.float32)

    @property
    def seconds(self) -> float:
        """The length of the samples so far."""
        return self._samples / self._rate

    def add(self, block: NDArray[np.float32]) -> None:
        """Add samples, shape (channels, n); those that fill no part wait for the next ones."""
        import numpy as np

        self._samples += block.shape[1]
        heights = np.concatenate([self._rest, np.abs(block).max(axis=0)])
        while heights.size >= self._width:
            room = MAX_PEAKS - self._count
            full = min(heights.size // self._width, room)
            parts = heights[: full * self._width].reshape(full, self._width).max(axis=1)
            self._peaks[self._count : self._count + full] = _bytes(parts)
            self._count, heights = self._count + full, heights[full * self._width :]
            if self._count == MAX_PEAKS:
                self._halve()
        self._rest = heights

    def _halve(self) -> None:
        self._count //= 2
        self._peaks[: self._count] = self._peaks.reshape(-1, 2).max(axis=1)
        self._width *= 2

    def result(self) -> RecordingPeaks:
        """Return all peaks."""
        values = self._peaks[: self._count].tobytes()
        if self._rest.size:
            values += _bytes(self._rest.max()).tobytes()
        return RecordingPeaks(values, round(self._width / self._rate, _STEP_DECIMALS), self._samples, self._rate)


def _bytes(heights: NDArray[np.floating] | np.floating) -> NDArray[np.uint8]:
    """Return heights (1.0: full scale) as bytes."""
    import numpy as np

    return np.asarray(np.rint(np.minimum(heights, 1.0) * FULL_SCALE), np.uint8)
