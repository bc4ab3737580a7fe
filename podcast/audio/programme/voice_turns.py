"""Tell two voices apart by their level, where nothing else says who speaks: for the pre-flight and for the report.

Neighbouring phrases of like level are one turn. Where the turns fall into two groups of steady level, with several
changes from one to the other, there are two voices; a reader's or an actor's levels lie everywhere between: one voice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TURN_STEPS = 200  # of 20 ms, to either side: phrases that are nearer may be of the same turn …
_TURN_DB = 5.0  # … if their levels are less than this apart
_MIN_PHRASES = 6
_MIN_GAP_SPREADS = 3.0  # the gap is at least so many times the spread within the groups
_MAX_SPREAD_DB = 1.7
_MIN_SHARE = 0.12  # of the time, of the smaller group
_MIN_CHANGES = 3  # from one group to the other
_MIN_GAP_DB = 3.0  # voices that are nearer to one another need no leveling


@dataclass(frozen=True, slots=True)
class VoiceGroups:
    """Two groups of turns: the gap between their levels in dB, and which phrases are of the quieter one.

    `spread` is the standard deviation of the levels in both groups, in dB; `share` the smaller group's share of the
    time; `changes` how often the group changes.
    """

    gap: float
    spread: float
    share: float
    changes: int
    is_quiet: NDArray[np.bool_]

    def are_two_voices(self, min_gap_db: float) -> bool:
        """Whether two voices speak whose levels are so far apart."""
        is_steady = self.spread <= min(_MAX_SPREAD_DB, self.gap / _MIN_GAP_SPREADS)
        return self.gap >= min_gap_db and is_steady and self.share >= _MIN_SHARE and self.changes >= _MIN_CHANGES


def voice_groups(levels: NDArray[np.float64], phrases: NDArray[np.int64]) -> VoiceGroups | None:
    """Return the two groups into which the turns fall best; None if there are too few phrases.

    Args:
        levels: of the phrases, in dB.
        phrases: first step of 20 ms and end (exclusive) of each, shape (n, 2).
    """
    import numpy as np

    if len(phrases) < _MIN_PHRASES:
        return None
    lengths = (phrases[:, 1] - phrases[:, 0]).astype(np.float64)
    turns = _turn_levels(levels, phrases, lengths)
    order = np.argsort(turns, kind="stable")
    weights, moments = np.cumsum(lengths[order]), np.cumsum(lengths[order] * turns[order])
    lower = moments[:-1] / weights[:-1]
    upper = (moments[-1] - moments[:-1]) / (weights[-1] - weights[:-1])
    split = int(np.argmax(weights[:-1] * (weights[-1] - weights[:-1]) * np.square(upper - lower)))
    is_quiet = turns <= turns[order][split]
    means = np.where(is_quiet, lower[split], upper[split])
    return VoiceGroups(
        gap=float(upper[split] - lower[split]),
        spread=float(np.sqrt((lengths * np.square(turns - means)).sum() / lengths.sum())),
        share=float(min(weights[split], weights[-1] - weights[split]) / weights[-1]),
        changes=int(np.count_nonzero(np.diff(is_quiet.astype(np.int8)))),
        is_quiet=is_quiet,
    )


def _turn_levels(
    levels: NDArray[np.float64], phrases: NDArray[np.int64], lengths: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return for each phrase the mean level of the phrases of its turn."""
    import numpy as np

    middles = phrases.mean(axis=1)
    starts = np.searchsorted(middles, middles - _TURN_STEPS)
    ends = np.searchsorted(middles, middles + _TURN_STEPS, side="right")
    turns = np.empty(levels.size)
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        weights = lengths[start:end] * (np.abs(levels[start:end] - levels[number]) < _TURN_DB)
        turns[number] = (weights * levels[start:end]).sum() / weights.sum()
    return turns


def quiet_phrases(levels: NDArray[np.floating], phrases: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each phrase whether the quieter of two voices speaks; none, if there are not two.

    Args:
        levels: in dB, of each step of 20 ms, before any leveling.
        phrases: first step and end (exclusive) of each, shape (n, 2).
    """
    import numpy as np

    groups = voice_groups(phrase_means(10 ** (levels / 10), phrases), phrases)
    are_two = groups is not None and groups.are_two_voices(_MIN_GAP_DB)
    return groups.is_quiet if groups and are_two else np.zeros(len(phrases), np.bool_)


def phrase_means(powers: NDArray[np.floating], phrases: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean power of each phrase in dB, from the power of each step."""
    import numpy as np

    sums = np.concatenate([[0.0], np.cumsum(powers, dtype=np.float64)])
    means = (sums[phrases[:, 1]] - sums[phrases[:, 0]]) / np.maximum(phrases[:, 1] - phrases[:, 0], 1)
    decibels: NDArray[np.float64] = 10 * np.log10(np.maximum(means, 1e-12))
    return decibels
