"""Coarse alignment of two tracks: to a hundredth of a second, by the envelopes of the sound that is in both.

Some passages of one track are looked for in the other one. Where clocks differ, later passages lie elsewhere than the
first one does, so a straight line is laid through the places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.audio.tracks.envelopes import FRAMES_PER_SECOND, fluctuations
from podcast.audio.tracks.track import TrackClock

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEARCH_SECONDS = 900  # a recorder that was started earlier or later than this is not found
_PASSAGE_SECONDS = 180
_MAX_PASSAGES = 6
_MIN_PASSAGE_SECONDS = 5
_MIN_SCORE = 8.0  # peak of the correlation, in its standard deviations at all other places
_MAX_DRIFT = 500e-6  # clocks of recorders are within 100 ppm
_TOLERANCE_SECONDS = 0.03


@dataclass(frozen=True, slots=True)
class CoarseMatch:
    """How two tracks lie to one another: the clock of the second relative to the first, and how clear that is.

    `score` is the sum of the scores of all passages that fit.
    """

    clock: TrackClock
    score: float


def find_coarse_match(reference: NDArray[Any], other: NDArray[Any]) -> CoarseMatch | None:
    """Return how `other` lies to `reference`; None if they have nothing in common, or it is not clear.

    Args:
        reference: envelopes of a track, see `EnvelopeRecorder`.
        other: of another track.
    """
    places = [
        place for start, end in _passages(len(reference)) if (place := _find_passage(reference, other, start, end))
    ]
    if not places:
        return None
    anchor = max(places, key=lambda place: place[2])
    fitting = [place for place in places if _fits(place, anchor)]
    rate = _slope(fitting)
    first, lag, _score = anchor
    middle = first / FRAMES_PER_SECOND
    return CoarseMatch(
        TrackClock(lag / FRAMES_PER_SECOND - middle * (rate - 1), rate), sum(score for *_, score in fitting)
    )


def _passages(frames: int) -> list[tuple[int, int]]:
    """Return up to six passages of three minutes, spread over the whole length."""
    length = min(frames, _PASSAGE_SECONDS * FRAMES_PER_SECOND)
    if length < _MIN_PASSAGE_SECONDS * FRAMES_PER_SECOND:
        return []
    count = max(1, min(_MAX_PASSAGES, frames // length))
    starts = [(frames - length) * number // max(1, count - 1) for number in range(count)]
    return [(start, start + length) for start in starts]


def _find_passage(
    reference: NDArray[Any], other: NDArray[Any], start: int, end: int
) -> tuple[float, float, float] | None:
    """Return the middle of a passage, its lag (both in frames), and its score; None if it is not found."""
    import numpy as np

    search = SEARCH_SECONDS * FRAMES_PER_SECOND
    first, last = max(0, start - search), min(len(other), end + search)
    if last - first < _MIN_PASSAGE_SECONDS * FRAMES_PER_SECOND:
        return None
    passage, around = fluctuations(reference[start:end]), fluctuations(other[first:last])
    size = 1 << (passage.shape[1] + around.shape[1]).bit_length()
    spectrum = np.conj(np.fft.rfft(passage, size)) * np.fft.rfft(around, size)
    correlation = np.fft.irfft(spectrum.sum(axis=0), size)
    correlation = np.roll(correlation, passage.shape[1])[: passage.shape[1] + around.shape[1]]
    lags = np.arange(-passage.shape[1], around.shape[1])
    overlap = np.minimum(lags + passage.shape[1], around.shape[1]) - np.maximum(lags, 0)
    scaled = correlation / np.sqrt(np.maximum(overlap, 0.1 * passage.shape[1]))
    peak = int(np.argmax(scaled))
    apart = np.abs(np.arange(scaled.size) - peak) > FRAMES_PER_SECOND
    score = float(scaled[peak] / (scaled[apart].std() + 1e-12)) if apart.any() else 0.0
    if score < _MIN_SCORE:
        return None
    return (start + end) / 2, float(lags[peak] + first - start), score


def _fits(place: tuple[float, float, float], anchor: tuple[float, float, float]) -> bool:
    distance = abs(place[0] - anchor[0])
    return abs(place[1] - anchor[1]) <= _TOLERANCE_SECONDS * FRAMES_PER_SECOND + _MAX_DRIFT * distance


def _slope(places: list[tuple[float, float, float]]) -> float:
    """Return the rate of the second track's clock, by a straight line through the places."""
    import numpy as np

    if len(places) < 2:
        return 1.0
    middles, lags = np.array([place[0] for place in places]), np.array([place[1] for place in places])
    apart = middles - middles.mean()
    return 1 + float((apart * (lags - lags.mean())).sum() / np.square(apart).sum())
