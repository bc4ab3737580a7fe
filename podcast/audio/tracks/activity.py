"""Who speaks when: from the levels of all tracks, without taking bleed for speech."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.audio.tracks.track import STEPS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

MAX_GATED_BLEED = -9.0  # dB: a track that hears another speaker louder than this against his own track is not gated
_LOUD_PERCENTILE, _NOISE_PERCENTILE = 99.5, 10
_LOUD_RANGE = 15.0  # dB below the loudest: surely speech
_MIN_LEAD = 3.0  # dB by which a track has to be nearer to its loudest level than the others
_MIN_STEPS = 10  # of a speaker who dominates: fewer tell nothing
_BLEED_MARGIN = 8.0  # dB above the bleed that is expected: own speech
_NOISE_MARGIN = 9.0  # dB above the noise
_SPEECH_RANGE, _MIN_RANGE = 40.0, 6.0  # dB below the loudest: the lowest and the highest threshold
_SMOOTHING_STEPS = 5
_MAX_GAP_SECONDS, _MIN_RUN_SECONDS = 0.4, 0.06  # shorter gaps belong to the speech, shorter runs do not


@dataclass(frozen=True, slots=True)
class Activity:
    """Who speaks when. `speaking` is an array of booleans for each track, shape (tracks, steps).

    `bleed` is how loud each track (row) hears the speaker of each other one (column), in dB against his own track;
    infinite where that is not known.
    """

    speaking: NDArray[np.bool_]
    bleed: NDArray[np.float64]


def find_activity(levels: NDArray[np.float32], speakers: Sequence[int]) -> Activity:
    """Find who speaks when.

    Args:
        levels: in dB, shape (tracks, steps).
        speakers: the speaker of each track: tracks of one speaker do not hear another one in him.
    """
    import numpy as np

    smooth = np.stack([_smoothed(row) for row in levels])
    loud: NDArray[np.float64] = np.percentile(smooth, _LOUD_PERCENTILE, axis=1).astype(np.float64)
    bleed = _find_bleed(smooth, loud, speakers)
    speaking = [_speech_of(smooth, bleed, track, loud[track]) for track in range(len(smooth))]
    return Activity(np.stack(speaking), bleed)


def _find_bleed(smooth: NDArray[np.float32], loud: NDArray[np.float64], speakers: Sequence[int]) -> NDArray[np.float64]:
    """Return how loud each other speaker is in each track; infinite where that one never dominates.

    A track dominates where it is nearer to its own loudest level than all others are to theirs: so the levels at which
    the recorders were set do not matter.
    """
    import numpy as np

    relative = smooth - loud[:, None].astype(np.float32)
    bleed = np.full((len(smooth), len(smooth)), np.inf)
    for other in range(len(smooth)):
        rivals = [row for row in range(len(smooth)) if speakers[row] != speakers[other]]
        if not rivals:
            continue
        ahead = relative[other] - relative[rivals].max(axis=0)
        dominates = (ahead >= _MIN_LEAD) & (relative[other] > -_LOUD_RANGE)
        if dominates.sum() >= _MIN_STEPS:
            for track in rivals:
                bleed[track, other] = np.median((smooth[track] - smooth[other])[dominates])
    return bleed


def _speech_of(smooth: NDArray[np.float32], bleed: NDArray[np.float64], track: int, loud: float) -> NDArray[np.bool_]:
    """Find when the speaker of a track speaks."""
    import numpy as np

    lowest = min(max(_noise_level(smooth[track]) + _NOISE_MARGIN, loud - _SPEECH_RANGE), loud - _MIN_RANGE)
    threshold = np.full(smooth.shape[1], lowest, np.float32)
    for other in range(len(smooth)):
        if bleed[track, other] <= MAX_GATED_BLEED:
            threshold = np.maximum(threshold, smooth[other] + np.float32(bleed[track, other] + _BLEED_MARGIN))
    speech = with_gaps_closed(smooth[track] > threshold, _MAX_GAP_SECONDS)
    return without_short_runs(speech, _MIN_RUN_SECONDS)


def _noise_level(levels: NDArray[np.float32]) -> float:
    """Return the level of a track's pauses; where the recorder or a gate was silent does not count."""
    import numpy as np

    audible = levels[levels > -100]
    return float(np.percentile(audible, _NOISE_PERCENTILE)) if audible.size else -100.0


def _smoothed(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the level of the 100 ms around each step."""
    import numpy as np

    power = 10 ** (levels.astype(np.float64) / 10)
    padded = np.pad(power, _SMOOTHING_STEPS // 2, mode="edge")
    total = padded[: power.size].copy()
    for step in range(1, _SMOOTHING_STEPS):
        total += padded[step : step + power.size]
    return np.round(10 * np.log10(total / _SMOOTHING_STEPS), 2).astype(np.float32)


def runs(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return begin and end of every run of true values, shape (runs, 2)."""
    import numpy as np

    return np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))).reshape(-1, 2)


def with_gaps_closed(flags: NDArray[np.bool_], seconds: float) -> NDArray[np.bool_]:
    """Return the flags with gaps between two runs closed that are shorter than this."""
    return ~_without_runs(~flags, seconds, keep_edges=True)


def without_short_runs(flags: NDArray[np.bool_], seconds: float) -> NDArray[np.bool_]:
    """Return the flags without runs that are shorter than this."""
    return _without_runs(flags, seconds, keep_edges=False)


def _without_runs(flags: NDArray[np.bool_], seconds: float, *, keep_edges: bool) -> NDArray[np.bool_]:
    result = flags.copy()
    limit: Any = round(seconds * STEPS_PER_SECOND)
    for start, end in runs(flags):
        is_edge = start == 0 or end == flags.size
        if end - start < limit and not (keep_edges and is_edge):
            result[start:end] = False
    return result


def widened(flags: NDArray[np.bool_], before: float, after: float) -> NDArray[np.bool_]:
    """Return the flags with every run longer by some seconds on both sides."""
    result = flags.copy()
    first, last = round(before * STEPS_PER_SECOND), round(after * STEPS_PER_SECOND)
    for start, end in runs(flags):
        result[max(0, start - first) : end + last] = True
    return result
