"""Frames of 20 ms: level, peak, treble and bass of a recording, from which most faults of speech are read.

A frame costs 16 bytes: 26 hours take 75 MB. Nothing is stored that depends on where a block ends, except the bass at
its edges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FRAMES_PER_SECOND = 50
_MIN_POWER = 1e-12  # -120 dBFS


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames of a recording, all channels together; every array has shape (n,).

    `level` and `treble` are dBFS, of the samples and of their second difference (which rises by 12 dB an octave: the
    difference of both tells sibilants from vowels). `peak` and `bass` are amplitudes, full scale 1.0, of the samples
    and of what lies below some 60 Hz. `duration` is the length of a frame in seconds.
    """

    level: NDArray[np.float32]
    treble: NDArray[np.float32]
    peak: NDArray[np.float32]
    bass: NDArray[np.float32]
    duration: float


class FrameMeter:
    """Meter of frames, block by block."""

    def __init__(self, sample_rate: int) -> None:
        self._tenth = sample_rate // 10
        self._size = self._tenth // 5 // 4 * 4  # four parts of equal length, of which the bass is computed
        self._rate = sample_rate
        self._rows: list[NDArray[np.float32]] = []

    def add(self, block: NDArray[np.float32], curvature: NDArray[np.float32]) -> None:
        """Add the next samples.

        Args:
            block: the samples, shape (channels, n), a tenth of a second or a multiple of it; others are left out.
            curvature: their second difference, the same shape.
        """
        import numpy as np

        tenths = block.shape[1] // self._tenth
        if not tenths:
            return
        samples, treble = (self._split(array, tenths) for array in (block, curvature))
        power = np.einsum("ctfn,ctfn->tf", samples, samples) / (self._size * block.shape[0])
        treble_power = np.einsum("ctfn,ctfn->tf", treble, treble) / (self._size * block.shape[0])
        peak = np.maximum(samples.max(axis=(0, 3)), -samples.min(axis=(0, 3)))
        low = samples.reshape(block.shape[0], tenths * 20, -1).mean(axis=2).mean(axis=0)
        padded = np.pad(low, 1, mode="edge")
        bass = np.abs(padded[:-2] + 2 * low + padded[2:]) / 4
        bass = bass.reshape(-1, 4).max(axis=1)
        self._rows.append(np.stack([power.ravel(), treble_power.ravel(), peak.ravel(), bass]).astype(np.float32))

    def _split(self, array: NDArray[np.float32], tenths: int) -> NDArray[np.float32]:
        """Return an array of shape (channels, tenths, 5, samples of a frame); what is left of a tenth is cut off."""
        whole_tenths = array[:, : tenths * self._tenth].reshape(array.shape[0], tenths, self._tenth)
        return whole_tenths[:, :, : 5 * self._size].reshape(array.shape[0], tenths, 5, self._size)

    def frames(self) -> Frames:
        """Return all frames."""
        import numpy as np

        self._rows = [np.concatenate(self._rows, axis=1) if self._rows else np.zeros((4, 0), np.float32)]
        power, treble, peak, bass = self._rows[0]
        level, treble_level = (10 * np.log10(np.maximum(row, _MIN_POWER)) for row in (power, treble))
        return Frames(level, treble_level, peak, bass, self._tenth / 5 / self._rate)


class Curvature:
    """Second difference of samples; its memory is used again for the next block."""

    def __init__(self) -> None:
        self._buffer: NDArray[np.float32] | None = None

    def of(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the second difference, the same shape; zero at both ends. It is valid until the next call."""
        import numpy as np

        if self._buffer is None or self._buffer.shape != block.shape:
            self._buffer = np.zeros(block.shape, np.float32)
        if block.shape[1] > 2:
            inner = self._buffer[:, 1:-1]
            np.add(block[:, :-2], block[:, 2:], out=inner)
            inner -= block[:, 1:-1]
            inner -= block[:, 1:-1]
        return self._buffer
