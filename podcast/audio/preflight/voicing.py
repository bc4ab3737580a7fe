"""How much of a recording is voiced: periodic like vowels, and of a pitch that moves.

Looked at in some seconds only. Noise has no pitch, and an instrument's does not glide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.preflight.thresholds import VOICING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class VoicingDetector:
    """Collector of pitches."""

    def __init__(self, sample_rate: int, seconds: float) -> None:
        self._interval = max(1, int(seconds) // VOICING.max_seconds) if seconds else 8
        self._factor = max(1, round(sample_rate / 4000))
        self._rate = sample_rate / self._factor
        self._number = 0
        self._rows: list[NDArray[np.float64]] = []

    def add(self, block: NDArray[np.float32]) -> None:
        """Add the next second, shape (channels, n)."""
        import numpy as np

        self._number += 1
        size = int(0.06 * self._rate)
        if self._number % self._interval or block.shape[1] < 4 * size * self._factor:
            return
        channel = block[int(np.argmax(np.einsum("cn,cn->c", block, block)))]
        count = channel.size // self._factor
        low = channel[: count * self._factor].reshape(count, self._factor).mean(axis=1)
        low = np.diff(low[:-2] + 2 * low[1:-1] + low[2:])
        frames = low[: low.size // size * size].reshape(-1, size)
        frames = frames - frames.mean(axis=1, keepdims=True)
        spectrum = np.abs(np.fft.rfft(frames, 2 * size, axis=1)) ** 2
        correlation = np.fft.irfft(spectrum, axis=1)[:, :size]
        correlation = correlation / np.maximum(correlation[:, :1], 1e-12) / (1 - np.arange(size) / size)
        lags = slice(int(self._rate / VOICING.max_hz), int(self._rate / VOICING.min_hz))
        lag = lags.start + np.argmax(correlation[:, lags], axis=1)
        strength = correlation[np.arange(lag.size), lag]
        self._rows.append(np.stack([strength, self._rate / lag]))

    def pitches(self) -> NDArray[np.float64]:
        """Return strength (0 to 1) and pitch (Hz) of all frames, shape (2, n)."""
        import numpy as np

        return np.concatenate(self._rows, axis=1) if self._rows else np.zeros((2, 0))

    def voiced_share(self) -> float:
        """Return the share of voiced frames; 0.0 if their pitch stays where it is."""
        import numpy as np

        strength, pitch = self.pitches()
        voiced = np.round(strength, 3) >= VOICING.min_strength
        if int(voiced.sum()) < VOICING.min_frames:
            return 0.0
        semitones = 12 * np.log2(pitch[voiced])
        spread = float(np.percentile(semitones, 75) - np.percentile(semitones, 25))
        return float(voiced.mean()) if spread >= VOICING.min_spread_semitones else 0.0
