"""Find the phrases of a recording: stretches of sound between pauses.

Times are steps of 20 ms. Levels are rounded: logarithms differ in their last bit between CPUs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STEPS_PER_SECOND = 50
WINDOWS_PER_STEP = 3  # of 1/150 s
MIN_LEVEL_DB = -120.0
_LEVEL_DECIMALS = 4
_CHUNK_STEPS = STEPS_PER_SECOND  # thresholds are set anew for each chunk …
_FAR_STEPS = 25 * STEPS_PER_SECOND  # … from so much sound before and after it: the noise of the room, the loud speakers
_NEAR_STEPS = 2 * STEPS_PER_SECOND  # … and from so much: the noise of a telephone while its speaker talks
_FLOOR_PERCENTILE, _LOUD_PERCENTILE = 8, 95
_ABOVE_FLOOR_DB = 9.0
_MAX_RANGE_DB = 40.0  # what is quieter than so much below the loud sounds is no speech …
_MIN_RANGE_DB = 12.0  # … and what is louder than so much below them is sound, whatever the floor
_MAX_NEAR_RANGE_DB = 26.0
_MIN_CONTRAST_DB = 15.0  # between floor and loud sounds; with less there are hardly any pauses …
_CONTINUOUS_RANGE_DB = 6.0  # … and the threshold is so much below the loud sounds
_EDGE_DB = 4.5  # a phrase begins and ends so much below the threshold
_MIN_PAUSE_STEPS = 4  # 80 ms: a change of speakers may be as short
_BATCH_STEPS = 1 << 18  # 87 minutes: memory does not grow with a recording's length


def step_levels(powers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the level of each step in dB, from the powers of windows of a 150th of a second."""
    import numpy as np

    levels = np.empty(powers.size // WINDOWS_PER_STEP, np.float32)
    for begin in range(0, levels.size, _BATCH_STEPS):
        batch = slice(begin * WINDOWS_PER_STEP, (begin + _BATCH_STEPS) * WINDOWS_PER_STEP)
        levels[begin : begin + _BATCH_STEPS] = to_levels(step_powers(powers[batch]).astype(np.float64))
    return levels


def step_powers(powers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean power of each step, from the powers of windows of a 150th of a second."""
    import numpy as np

    count = powers.size // WINDOWS_PER_STEP
    first, second, third = powers[: count * WINDOWS_PER_STEP].reshape(count, WINDOWS_PER_STEP).T
    means: NDArray[np.float32] = (first + second + third) / np.float32(WINDOWS_PER_STEP)
    return means


def to_levels(powers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return powers in dB, rounded; silence is -120."""
    import numpy as np

    levels: NDArray[np.float64] = np.round(10 * np.log10(powers + 10 ** (MIN_LEVEL_DB / 10)), _LEVEL_DECIMALS)
    return levels


def find_phrases(levels: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the phrases as [begin, end) in steps, shape (n, 2).

    The thresholds follow the noise and the loud sounds around each place, so a quiet speaker in a quiet room counts.
    """
    import numpy as np

    thresholds = _thresholds(levels)
    begins, ends = runs(levels > thresholds - _EDGE_DB).T
    sure = np.concatenate([np.zeros(1, np.int32), np.cumsum(levels > thresholds, dtype=np.int32)])
    is_phrase = sure[ends] > sure[begins]
    begins, ends = begins[is_phrase], ends[is_phrase]
    if not begins.size:
        return np.zeros((0, 2), np.int64)
    is_apart = begins[1:] - ends[:-1] >= _MIN_PAUSE_STEPS
    edge = np.ones(1, bool)
    return np.stack([begins[np.concatenate([edge, is_apart])], ends[np.concatenate([is_apart, edge])]], axis=1)


def _thresholds(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the level in dB above which a step belongs to a phrase."""
    import numpy as np

    thresholds = np.empty(levels.size, np.float32)
    for begin in range(0, levels.size, _CHUNK_STEPS):
        floor, loud = _floor_and_loud(levels, begin, _FAR_STEPS)
        threshold = loud - _CONTINUOUS_RANGE_DB
        if loud - floor > _MIN_CONTRAST_DB:
            threshold = min(max(floor + _ABOVE_FLOOR_DB, loud - _MAX_RANGE_DB), loud - _MIN_RANGE_DB)
        floor, loud = _floor_and_loud(levels, begin, _NEAR_STEPS)
        threshold = max(threshold, min(floor + _ABOVE_FLOOR_DB, loud - _MAX_NEAR_RANGE_DB))
        thresholds[begin : begin + _CHUNK_STEPS] = threshold
    return thresholds


def _floor_and_loud(levels: NDArray[np.float32], begin: int, reach: int) -> tuple[float, float]:
    """Return the level of pauses and of loud sounds around a chunk, in dB."""
    import numpy as np

    around = levels[max(0, begin - reach) : begin + _CHUNK_STEPS + reach]
    ranks = [round((around.size - 1) * percentile / 100) for percentile in (_FLOOR_PERCENTILE, _LOUD_PERCENTILE)]
    floor, loud = np.partition(around, ranks)[ranks]
    return float(floor), float(loud)


def runs(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return where runs of true values begin and end, shape (n, 2)."""
    import numpy as np

    edges: NDArray[np.int64] = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return edges.reshape(-1, 2)
