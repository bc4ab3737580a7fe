"""The share of high frequencies in a programme: an encoder leaves a part of these out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TREBLE_HZ = 10_000  # voices have next to nothing above this, cymbals and applause have
_FRAME_SAMPLES = 256
_FRAMES_PER_BLOCK = 32  # one every 31 ms of a second: shorter sounds do not matter for loudness
_MIN_POWER = 1e-12


def treble_share(block: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """Return the share of a block's power that lies above `TREBLE_HZ`, from some frames of it: shape (1,).

    It is 0 in silence. Frequencies below 100 Hz count for nothing, as in K-weighting. A block has shape (channels, n).
    """
    import numpy as np

    if block.shape[1] < _FRAME_SAMPLES:
        return np.zeros(1, np.float32)
    places, window = _frames(block.shape[1])
    frames = block[:, places] * window
    spectrum = np.square(np.abs(np.fft.rfft(frames))).sum(axis=(0, 1), dtype=np.float64)
    low, high = (round(hertz * _FRAME_SAMPLES / sample_rate) for hertz in (100, TREBLE_HZ))
    share: NDArray[np.float64] = spectrum[high:].sum(keepdims=True) / max(spectrum[low:].sum(), _MIN_POWER)
    return share.astype(np.float32)


@lru_cache(maxsize=2)  # whole seconds, and the last one
def _frames(length: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the places of the samples of each frame in a block, shape (frames, samples), and a frame's window."""
    import numpy as np

    starts = np.linspace(0, length - _FRAME_SAMPLES, _FRAMES_PER_BLOCK).astype(int)
    return starts[:, None] + np.arange(_FRAME_SAMPLES), np.hanning(_FRAME_SAMPLES).astype(np.float32)
