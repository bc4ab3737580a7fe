"""Curves of a programme along its time, for charts and the player's waveform; see `podcast.artifacts.Levels`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from podcast.audio.loudness import READINGS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WAVEFORM_VALUES: Final = 1000


def loudness_curve(short_term: NDArray[Any]) -> tuple[float, ...]:
    """Return the loudness of each second in LUFS, from that of each tenth."""
    return tuple(round(float(value), 1) for value in short_term[READINGS_PER_SECOND - 1 :: READINGS_PER_SECOND])


def waveform_peaks(peaks: NDArray[Any]) -> tuple[float, ...]:
    """Return at most 1000 peaks, 0 to 1, equally spaced; each is the highest of its part.

    Args:
        peaks: the highest true peak of each tenth of a second, as a ratio.
    """
    width = max(1, -(-peaks.size // _WAVEFORM_VALUES))
    return tuple(round(min(1.0, float(peaks[start : start + width].max())), 3) for start in range(0, peaks.size, width))
