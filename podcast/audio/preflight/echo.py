"""An echo of tens of milliseconds: a ripple that lies in every spectrum at the same distance.

A sound and its echo after t seconds cancel each other out at every 1/t Hz. The spectrum of a logarithmic spectrum (a
cepstrum) shows that as a single line, whatever is said; a room has many, and the pitch of a voice moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.preflight.fault import RecordingFault
from podcast.audio.preflight.thresholds import ECHO

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray


class EchoDetector:
    """Collector of cepstra of some of a recording's seconds."""

    def __init__(self, seconds: float) -> None:
        self._interval = max(1, int(seconds) // ECHO.max_cepstra) if seconds else 8
        self._number = 0
        self._cepstra: list[NDArray[np.complex64]] = []
        self._levels: list[float] = []
        self._hz = 1.0

    def add(self, power: NDArray[np.float32], bin_width: float) -> None:
        """Add the next power spectrum, of a second, in steps of `bin_width` Hz."""
        import numpy as np

        self._number += 1
        if self._number % self._interval:
            return
        low, high = int(ECHO.low_hz / bin_width), int(min(ECHO.high_hz, 0.42 * power.size * bin_width * 2) / bin_width)
        band = np.log(np.maximum(power[low:high], 1e-17))
        width = int(ECHO.smooth_hz / bin_width)
        sums = np.cumsum(np.pad(band, (width, width), mode="reflect"), dtype=np.float64)
        ripple = (band[: band.size] - (sums[2 * width :] - sums[: -2 * width]) / (2 * width)) * np.hanning(band.size)
        spectrum = np.fft.rfft(ripple) * (2 / band.size)  # a Hann window has half of the amplitude: gain of the echo
        self._hz = bin_width * band.size
        self._cepstra.append(spectrum[: int(ECHO.max_seconds * self._hz) + 1].astype(np.complex64))
        self._levels.append(float(power[low:high].sum()))

    def faults(self) -> Iterator[RecordingFault]:
        """Yield the fault "echo"; its value is the delay in milliseconds."""
        delay, gain, clearness, agreement = self.strongest()
        if gain >= ECHO.min_gain and clearness >= ECHO.min_clearness and agreement >= ECHO.min_agreement:
            yield RecordingFault("echo", round(1000 * delay, 1))

    def strongest(self) -> tuple[float, float, float, float]:
        """Return the strongest line: delay in s, gain, its ratio to the others, share of the seconds that have it."""
        import numpy as np

        levels = np.asarray(self._levels)
        if levels.size < ECHO.min_cepstra:
            return 0.0, 0.0, 0.0, 0.0
        cepstra = np.asarray(self._cepstra)[levels >= np.percentile(levels, 95) * 10**-2.0]
        mean = cepstra.mean(axis=0)
        strength = np.abs(mean)
        first = int(ECHO.min_seconds * self._hz)
        if cepstra.shape[0] < ECHO.min_cepstra or strength.size <= first + 2:
            return 0.0, 0.0, 0.0, 0.0
        line = first + int(np.argmax(strength[first:]))
        other_lines = np.concatenate([strength[first : max(first, line - 3)], strength[line + 4 :]])
        along = (cepstra[:, line] * np.conj(mean[line] / max(float(strength[line]), 1e-9))).real
        clearness = float(strength[line]) / max(float(np.sort(other_lines)[-max(1, other_lines.size // 100)]), 1e-6)
        return line / self._hz, float(strength[line]), clearness, float(np.mean(along > strength[line] / 3))
