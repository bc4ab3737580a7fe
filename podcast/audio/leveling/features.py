"""Features that tell speech from other sounds, collected while a recording is decoded.

They are computed from a mono mix at a fifth of the sample rate: voices and tones are below 4.4 kHz. Only sums, products
and FFTs decide their values, so they are the same on every CPU of an architecture, and wherever a block ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

FRAMES_PER_SECOND = 10  # of voicing and bands
TONALITIES_PER_SECOND = 2
_DECIMATION = 5
_HOPS_PER_SECOND = 20  # spectra
_HOPS_PER_WINDOW = 4  # a spectrum of 200 ms: its bins are 5 Hz apart
_BINS = 840  # 0 to 4200 Hz
_NEIGHBOURHOOD = 10  # bins on either side of one that a partial has to rise above
_PARTIAL_RATIO = (
    1.7  # … by this factor (Seyerlehner et al. 2007, "Automatic music detection in television productions")
)
_MIN_PARTIAL_BIN = 20  # 100 Hz
_TONALITY_PARTS = 4  # half seconds over which a partial has to stay
_STRONGEST_PARTIALS = 8
_PITCH_LAGS = (22, 111)  # samples at a fifth of 44.1 kHz: 400 to 80 Hz
_BAND_EDGES = (20, 36, 60, 90, 130, 190, 280, 400, 580, 840)  # bins: 100, 180, 300, 450 … 4200 Hz


@dataclass(frozen=True, slots=True)
class SpectralFeatures:
    """Features of a recording along its time.

    `voicing` (0 to 1) is the highest normalised autocorrelation at the period of a voice; `bands` the power in nine
    bands, shape (n, 9); both `FRAMES_PER_SECOND` times a second, the window of 200 ms beginning at the frame's time.
    `tonality` (0 to 8) is how steadily the eight strongest partials keep their frequency over two seconds,
    `TONALITIES_PER_SECOND` times a second, the two seconds beginning at that time.
    """

    voicing: NDArray[np.float32]
    bands: NDArray[np.float32]
    tonality: NDArray[np.float32]


class SpeechFeatures:
    """Collector of spectral features, fed with blocks of samples."""

    def __init__(self, sample_rate: int) -> None:
        """`sample_rate` in Hz, a multiple of 100."""
        import numpy as np

        self._hop = sample_rate // _DECIMATION // _HOPS_PER_SECOND
        self._size = self._hop * _HOPS_PER_WINDOW
        self._taper = np.hanning(self._size).astype(np.float32)
        self._pending: list[NDArray[np.float32]] = []
        self._left = np.zeros(0, np.float32)
        self._count = 0
        self._partials = np.zeros((0, _BINS), np.float32)
        self._columns = {name: bytearray() for name in ("voicing", "bands", "tonality")}

    def watch(self, blocks: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        """Yield the same blocks, and collect their features."""
        for block in blocks:
            self.add(block)
            yield block

    def add(self, block: NDArray[np.float32]) -> None:
        """Add the next samples, shape (channels, n)."""
        self._pending.append(block[0] if block.shape[0] == 1 else (block[0] + block[1]) * 0.5)
        self._count += block.shape[1]
        if self._count >= _DECIMATION * self._hop * _HOPS_PER_SECOND:
            self._process()

    def _process(self) -> None:
        """Compute the features of all half seconds that are complete."""
        import numpy as np

        mono = np.concatenate(self._pending)
        usable = mono.size // _DECIMATION * _DECIMATION
        self._pending, self._count = [mono[usable:]], mono.size - usable
        low = mono[:usable:_DECIMATION].copy()
        for offset in range(1, _DECIMATION):
            low += mono[offset:usable:_DECIMATION]
        low = np.concatenate([self._left, low])
        hops_per_part = _HOPS_PER_SECOND // TONALITIES_PER_SECOND
        parts = max(0, (low.size - self._size) // self._hop + 1) // hops_per_part
        frames = np.lib.stride_tricks.sliding_window_view(low, self._size)[:: self._hop] if parts else low[None]
        for part in range(parts):
            self._add_part(frames[part * hops_per_part : (part + 1) * hops_per_part])
        self._left = low[parts * hops_per_part * self._hop :]

    def _add_part(self, frames: NDArray[np.float32]) -> None:
        """Add the features of half a second; its frames have the shape (10, n)."""
        import numpy as np

        spectra = np.fft.rfft(frames * self._taper, axis=1)
        powers = np.square(spectra.real) + np.square(spectra.imag)
        step = _HOPS_PER_SECOND // FRAMES_PER_SECOND
        powers[:, : _MIN_PARTIAL_BIN // 2] = 0
        self._columns["voicing"] += _voicing(powers[::step]).tobytes()
        self._columns["bands"] += np.add.reduceat(powers[::step], _BAND_EDGES, axis=1)[:, :-1].tobytes()
        self._partials = np.concatenate([self._partials, _partial_counts(np.sqrt(powers[:, :_BINS]))[None]])
        if self._partials.shape[0] == _TONALITY_PARTS:
            steadiness = self._partials.sum(axis=0) / (frames.shape[0] * _TONALITY_PARTS)
            self._columns["tonality"] += np.float32(_tonality(steadiness)).tobytes()
            self._partials = self._partials[1:]

    def result(self) -> SpectralFeatures:
        """Return the features of all samples that were added."""
        import numpy as np

        columns = {name: np.frombuffer(data, np.float32) for name, data in self._columns.items()}
        return SpectralFeatures(
            columns["voicing"], columns["bands"].reshape(-1, len(_BAND_EDGES) - 1), columns["tonality"]
        )


def _voicing(powers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the highest normalised autocorrelation at the period of a voice, for each spectrum of powers."""
    import numpy as np

    correlation = np.fft.irfft(powers, axis=1)
    highest: NDArray[np.float32] = correlation[:, slice(*_PITCH_LAGS)].max(axis=1) / np.maximum(
        correlation[:, 0], 1e-12
    )
    return highest.astype(np.float32)


def _partial_counts(magnitudes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return in how many spectra each bin rises above its neighbours."""
    import numpy as np

    width = 2 * _NEIGHBOURHOOD + 1
    sums = np.cumsum(np.pad(magnitudes, ((0, 0), (_NEIGHBOURHOOD + 1, _NEIGHBOURHOOD))), axis=1, dtype=np.float64)
    rises = magnitudes * width > _PARTIAL_RATIO * (sums[:, width:] - sums[:, :-width])
    rises[:, :_MIN_PARTIAL_BIN] = False
    counts: NDArray[np.float32] = rises.sum(axis=0).astype(np.float32)
    return counts


def _tonality(steadiness: NDArray[np.float32]) -> float:
    """Return the sum of the strongest peaks of the share of time in which a bin is a partial.

    The height of a peak is measured from the lowest of its four neighbours on the side where that is higher.
    """
    import numpy as np

    middle = steadiness[4:-4]
    below = np.minimum.reduce([steadiness[4 - distance : -4 - distance] for distance in range(1, 5)])
    above = np.minimum.reduce([steadiness[4 + distance : steadiness.size - 4 + distance] for distance in range(1, 5)])
    is_peak = (middle >= steadiness[3:-5]) & (middle >= steadiness[5:-3])
    heights = np.sort((middle - np.maximum(below, above))[is_peak])[-_STRONGEST_PARTIALS:]
    return float(heights.sum())
