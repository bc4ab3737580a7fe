"""Alignment of two tracks by a clap: for tracks that have nothing else in common.

A clap is a sudden rise of all bands at once. The places of the largest rises of both tracks are compared with one
another, by their samples: only the same clap has the same wave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podcast.audio.decode import reread
from podcast.audio.tracks.coarse_alignment import CoarseMatch
from podcast.audio.tracks.envelopes import FRAMES_PER_SECOND
from podcast.audio.tracks.fine_alignment import correlate, window_spectrum, windows_at
from podcast.audio.tracks.track import TrackClock

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.tracks.track_levels import TrackLevels

_SEARCH_SECONDS = 600  # a clap is made at the beginning
_MAX_CANDIDATES = 10
_MIN_RISE_DB = 12.0  # of every band
_RISE_FRAMES = 3  # in which a band reaches its height
_APART_FRAMES = 20  # claps are as far from one another
_BEFORE_SECONDS = 0.1  # of a window of half a second
_MIN_SCORE, _MIN_RATIO = 14.0, 1.4  # of the best pair, and against pairs that say something else


def find_clap_match(first: TrackLevels, second: TrackLevels) -> CoarseMatch | None:
    """Return how the second track lies to the first, by a clap that is in both; None if it is not clear."""
    places = [_candidates(track.envelopes, track.sample_rate) for track in (first, second)]
    spectra = [_spectra(track, starts) for track, starts in zip((first, second), places, strict=True)]
    pairs = []
    for start, spectrum in zip(places[0], spectra[0], strict=True):
        for other_start, other in zip(places[1], spectra[1], strict=True):
            lag, score = correlate(spectrum, other)
            pairs.append((score, (other_start - start) / first.sample_rate + lag))
    if not pairs:
        return None
    score, lag = max(pairs)
    rival_scores = [other for other, other_lag in pairs if abs(other_lag - lag) > 0.01]
    if score < _MIN_SCORE or score < _MIN_RATIO * max(rival_scores, default=0.0):
        return None
    return CoarseMatch(TrackClock(lag, 1.0), score)


def _candidates(envelopes: NDArray[Any], sample_rate: int) -> list[int]:
    """Return where windows around the largest rises begin, in samples, ascending."""
    import numpy as np

    levels = envelopes[: _SEARCH_SECONDS * FRAMES_PER_SECOND].astype(np.float64)
    if len(levels) <= 2 * _RISE_FRAMES:
        return []
    shifted = np.stack([levels[step : len(levels) - 2 * _RISE_FRAMES + step + 1] for step in range(2 * _RISE_FRAMES)])
    rises = (shifted[_RISE_FRAMES:].max(axis=0) - shifted[:_RISE_FRAMES].max(axis=0)).min(axis=1)
    claps: list[int] = []
    for frame in np.argsort(-rises, kind="stable")[: 50 * _MAX_CANDIDATES]:
        if len(claps) == _MAX_CANDIDATES or rises[frame] < _MIN_RISE_DB:
            break
        if all(abs(int(frame) - other) >= _APART_FRAMES for other in claps):
            claps.append(int(frame))
    offset = _RISE_FRAMES / FRAMES_PER_SECOND - _BEFORE_SECONDS
    return sorted(round((frame / FRAMES_PER_SECOND + offset) * sample_rate) for frame in claps)


def _spectra(track: TrackLevels, starts: list[int]) -> list[NDArray[np.complex128]]:
    """Return the whitened spectra of the windows that begin at these samples."""
    blocks = reread(track.path, track.sample_rate, track.channels, 0, has_offset=track.has_offset)
    windows = windows_at(blocks, starts, track.sample_rate // 2)
    return [window_spectrum(window, track.sample_rate) for window in windows]
