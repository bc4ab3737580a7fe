"""Envelopes of a track in some bands of frequency: by them two recordings of one conversation are recognised.

A band's power rises and falls with the syllables, at every microphone that hears the voice, however quietly. Its
logarithm without the slow part is the same for a near and a distant microphone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FRAMES_PER_SECOND = 100
BANDS = ((150, 400), (400, 800), (800, 1500), (1500, 2600), (2600, 4200), (4200, 7000))  # Hz
_MIN_POWER_DB = -120.0
_SLOW_SECONDS = 0.4  # slower changes than this are removed: turns, not syllables
_FLOOR_PERCENTILE = 20  # of a band's levels: noise


class EnvelopeRecorder:
    """Collects the power of each band, every 10 ms, in dB, with half precision: 12 bytes each time."""

    def __init__(self, sample_rate: int) -> None:
        self._hop = sample_rate // FRAMES_PER_SECOND
        self._sample_rate = sample_rate
        self._rows = bytearray()

    def add(self, block: NDArray[np.float32]) -> None:
        """Add the next samples, shape (channels, n): whole hundredths of a second, except for the last time."""
        import numpy as np

        mono = block.mean(axis=0, dtype=np.float32)
        frames = mono[: mono.size // self._hop * self._hop].reshape(-1, self._hop)
        power = np.square(np.abs(np.fft.rfft(frames, axis=1))) / self._hop**2
        frequency = np.fft.rfftfreq(self._hop, 1 / self._sample_rate)
        bands = [power[:, (frequency >= low) & (frequency < high)].sum(axis=1) for low, high in BANDS]
        levels = np.maximum(10 * np.log10(np.stack(bands, axis=1) + 1e-20), _MIN_POWER_DB)
        self._rows += levels.astype(np.float16).tobytes()

    def envelopes(self) -> NDArray[np.float16]:
        """Return the levels in dB, shape (frames, bands)."""
        import numpy as np

        return np.frombuffer(self._rows, np.float16).reshape(-1, len(BANDS))


def fluctuations(envelopes: NDArray[Any]) -> NDArray[np.float64]:
    """Return how the bands' levels change from syllable to syllable, shape (bands, frames).

    Levels near the noise count as that noise: its own fluctuations are not those of a voice.
    """
    import numpy as np

    levels = envelopes.T.astype(np.float64)
    noise = np.percentile(levels, _FLOOR_PERCENTILE, axis=1, keepdims=True)
    soft = 10 * np.log10(10 ** (levels / 10) + 4 * 10 ** (noise / 10))
    width = int(_SLOW_SECONDS * FRAMES_PER_SECOND)
    sums = np.cumsum(np.pad(soft, ((0, 0), (width // 2 + 1, width // 2)), mode="edge"), axis=1)
    slow = (sums[:, width:] - sums[:, :-width]) / width
    result: NDArray[np.float64] = np.clip(soft - slow[:, : soft.shape[1]], -15, 15)
    return result
