"""Where the gain may move fast, and where it goes between phrases.

It may move fast in a real pause only: where nothing sounds that is as loud as the softest syllables beside it, or where
what is left is the steady noise of the room. Elsewhere, in speech as in music under speech, it moves slowly. In a real
pause it goes down to that of the quieter neighbour, and further: the noise of a pause is then not lifted with a quiet
speaker. Gains are hundredths of dB, times are steps of 20 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.leveling.phrases import STEPS_PER_SECOND
from podcast.audio.leveling.slopes import curve_through, highest_curve_below

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SPEECH_SLOPE = 550 // STEPS_PER_SECOND  # 5.5 dB a second, wherever there is speech or sound
PAUSE_SLOPE = 24000 // STEPS_PER_SECOND  # 240 dB a second, in silence
NOISE_SLOPE = 6000 // STEPS_PER_SECOND  # 60 dB a second, in noise that is not much quieter than speech
_SILENCE_CONTRAST_DB = 20.0  # by which a pause is quieter than the quieter phrase beside it
_NOISE_CONTRAST_DB = 12.0
_MAX_NOISE_RISE_DB = 3.0  # of a step in a noise above the usual level of its pauses
_HOLD_STEPS, _LEAD_STEPS = 1, 1  # after and before a phrase the gain stays …
_NOISE_MARGIN_STEPS = 1  # … in noise so much longer: a soft syllable may be hidden in it


def held_spans(phrases: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return the phrases with the moments before and after them in which the gain stays, as [begin, end)."""
    import numpy as np

    begins, ends = phrases.T
    spare = np.append(begins[1:], count + _LEAD_STEPS) - ends - 1
    hold = np.clip(spare * 2 // 3, 0, _HOLD_STEPS)
    lead = np.clip(spare - hold, 0, _LEAD_STEPS)
    spans = np.stack([begins - np.append(_LEAD_STEPS, lead[:-1]), ends + hold], axis=1)
    held: NDArray[np.int64] = np.clip(spans, 0, count)
    return held


def slope_limits(
    levels: NDArray[np.float32], spans: NDArray[np.int64], phrase_levels: NDArray[np.float64]
) -> NDArray[np.int16]:
    """Return by how much the gain may change from each step to the next, in hundredths of dB.

    Args:
        levels: of the steps, in dB.
        spans: of the phrases, see `held_spans`, shape (n, 2), n > 0.
        phrase_levels: of the phrases, in dB.
    """
    import numpy as np

    limits = np.full(levels.size, SPEECH_SLOPE, np.int16)
    begins = [0, *spans[:, 1].tolist()]
    ends = [*spans[:, 0].tolist(), levels.size]
    quieter = np.minimum(np.append(phrase_levels[:1], phrase_levels), np.append(phrase_levels, phrase_levels[-1:]))
    for begin, end, level in zip(begins, ends, quieter.tolist(), strict=True):
        if end > begin:
            around = np.pad(
                levels[max(0, begin - 1) : end + 1], (int(begin == 0), int(end == levels.size)), mode="edge"
            )
            limits[begin:end] = _pause_limits(around, level)
    return limits


def _pause_limits(levels: NDArray[np.float32], phrase_level: float) -> NDArray[np.int16]:
    """Return the limits in a pause whose quieter neighbour has the level `phrase_level`.

    `levels` are those of the pause, and of a step before and one after it.
    """
    import numpy as np

    loudest = np.maximum(np.maximum(levels[:-2], levels[1:-1]), levels[2:])
    levels = levels[1:-1]
    limits = np.full(levels.size, SPEECH_SLOPE, np.int16)
    usual = float(np.partition(levels, levels.size // 4)[levels.size // 4])
    if usual <= phrase_level - _NOISE_CONTRAST_DB:
        is_noise = levels <= usual + _MAX_NOISE_RISE_DB
        is_noise[:_NOISE_MARGIN_STEPS] = is_noise[-_NOISE_MARGIN_STEPS:] = False
        limits[is_noise] = NOISE_SLOPE
    limits[loudest <= phrase_level - _SILENCE_CONTRAST_DB] = PAUSE_SLOPE
    return limits


def gain_steps(
    spans: NDArray[np.int64], gains: NDArray[np.int64], limits: NDArray[np.int16], pause_gains: NDArray[np.int64]
) -> NDArray[np.int16]:
    """Return the gain of each step in hundredths of dB.

    Args:
        spans: of the phrases, see `held_spans`, shape (n, 2), n > 0.
        gains: of the phrases.
        limits: of the slope, see `slope_limits`.
        pause_gains: to which it goes down in each pause if the phrases beside it have no lower ones, shape (n + 1,).
    """
    import numpy as np

    rest = np.minimum(pause_gains, np.minimum(np.append(gains[:1], gains), np.append(gains, gains[-1:])))
    borders = np.concatenate([[0], spans.ravel(), [limits.size]])
    lengths = np.diff(borders)
    values = np.repeat(_interleaved(rest, gains), lengths)
    is_set = np.repeat(np.arange(lengths.size) % 2 == 1, lengths)
    return curve_through(values, is_set, values, limits)


def _interleaved(pauses: NDArray[np.int64], phrases: NDArray[np.int64]) -> NDArray[np.int16]:
    """Return values of pauses and phrases in their order in time."""
    import numpy as np

    values = np.empty(pauses.size + phrases.size, np.int16)
    values[::2], values[1::2] = pauses, phrases
    return values


def room_beside(other_spans: NDArray[np.int64], limits: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return how far the gain of each step may be from 0, so that it is 0 in other sounds than speech.

    Args:
        other_spans: spans of other sounds, with the pauses in them, as [begin, end).
        limits: of the slope.
    """
    import numpy as np

    room = np.full(limits.size, 10000, np.int16)
    for begin, end in other_spans.tolist():
        room[max(0, begin - 1) : end + 2] = 0
    return highest_curve_below(room, limits)
