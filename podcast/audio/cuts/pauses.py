"""Find the parts of long pauses that can go: of silence between speech, never of music."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from podcast.audio.leveling.features import TONALITIES_PER_SECOND
from podcast.audio.leveling.kinds import Kind, phrase_kinds
from podcast.audio.leveling.phrases import STEPS_PER_SECOND, find_phrases, runs, step_levels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.cuts.splice import Span, Splice
    from podcast.audio.leveling.features import SpectralFeatures

_MARGIN_STEPS = STEPS_PER_SECOND // 4  # that stay at either end of a steady stretch: breath and the onset of speech
_STEADY_DB = 5.0  # above the room: louder is no room tone
_MAX_SOUND_STEPS = STEPS_PER_SECOND  # of a pause that are louder, as words die away: with more, something is heard
_FLOOR_PERCENTILE = 5
_CONTEXT_STEPS = 30 * STEPS_PER_SECOND
_NEIGHBOUR_STEPS = 2
_MAX_TONALITY = 5.0  # as in music: a chord that is held is no room tone
_TONALITY_VALUES = 2 * TONALITIES_PER_SECOND  # a value describes the two seconds after it
_MIN_REMOVED_STEPS = STEPS_PER_SECOND // 10


@dataclass(frozen=True, slots=True)
class RecordedSpeech:
    """Measurements of a recording: the K-weighted power of each window, its features, and its sample rate in Hz."""

    powers: NDArray[np.float32]
    features: SpectralFeatures
    sample_rate: int


def removable_pauses(recorded: RecordedSpeech, remainder: Splice, longest: float) -> list[Span]:
    """Return the spans of a recording by which its pauses are too long, in samples.

    A pause is what is between two phrases of speech; one that a cut shortens is as long as the cut leaves it. As much
    of it stays before the removed part as after it, if both sides are room tone.

    Args:
        recorded: the recording.
        remainder: what cuts leave of it.
        longest: length of a pause that stays as it is, in seconds.
    """
    step_samples = recorded.sample_rate // STEPS_PER_SECOND
    levels = step_levels(recorded.powers)
    phrases = find_phrases(levels)
    kinds = phrase_kinds(phrases, levels, recorded.features)
    spoken = [
        (span, int(kind) != Kind.OTHER)
        for (begin, end), kind in zip(phrases.tolist(), kinds, strict=True)
        for span in remainder.result_spans(begin * step_samples, end * step_samples)
    ]
    smooth_levels = _smooth_levels(levels)
    allowed = round(longest * STEPS_PER_SECOND) * step_samples
    removed: list[Span] = []
    for ((_start, begin), is_speech), ((end, _end), is_next_speech) in pairwise(spoken):
        if is_speech and is_next_speech and end - begin > allowed:
            piece = max(remainder.source_spans(begin, end), key=lambda span: span[1] - span[0])
            first, last = -(-piece[0] // step_samples), piece[1] // step_samples
            surplus = -(-(end - begin - allowed) // step_samples)
            span = _removable(smooth_levels, recorded.features, (first, last), surplus)
            removed += [(span[0] * step_samples, span[1] * step_samples)] if span else []
    return removed


def _removable(levels: NDArray[np.float64], features: SpectralFeatures, pause: Span, surplus: int) -> Span | None:
    """Return the steps of a pause that can go, at most `surplus` of them; None if there are too few."""
    first, last = pause
    if last <= first or _tonality(features, pause) > _MAX_TONALITY:
        return None
    steady = runs(levels[first:last] <= _floor(levels, pause) + _STEADY_DB)
    begin, end = max(steady.tolist(), key=lambda run: run[1] - run[0], default=(0, 0))
    low, high = first + begin + _MARGIN_STEPS, first + end - _MARGIN_STEPS
    surplus = min(surplus, high - low)
    if surplus < _MIN_REMOVED_STEPS or last - first - (end - begin) > _MAX_SOUND_STEPS:
        return None
    start = min(max((first + last - surplus) // 2, low), high - surplus)
    return start, start + surplus


def _floor(levels: NDArray[np.float64], pause: Span) -> float:
    """Return the level of the room in dB: that of the quietest steps of a pause, or of what is around it."""
    import numpy as np

    first, last = pause
    around = (levels[max(0, first - _CONTEXT_STEPS) : first], levels[last : last + _CONTEXT_STEPS])
    parts = (levels[first:last], np.concatenate(around))
    return float(min(np.percentile(part, _FLOOR_PERCENTILE) for part in parts if part.size))


def _tonality(features: SpectralFeatures, pause: Span) -> float:
    """Return how tonal the middle of a pause is."""
    import numpy as np

    first, last = (step * TONALITIES_PER_SECOND // STEPS_PER_SECOND for step in pause)
    inside = features.tonality[first : max(first + 1, last - _TONALITY_VALUES)]
    return float(np.median(inside)) if inside.size else 0.0


def _smooth_levels(levels: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean of each level and its neighbours: noise moves less."""
    import numpy as np

    padded = np.pad(levels.astype(np.float64), _NEIGHBOUR_STEPS, mode="edge")
    means: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOUR_STEPS + 1).mean(axis=1)
    return means
