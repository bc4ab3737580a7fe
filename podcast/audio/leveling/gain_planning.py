"""Plan the leveler's gain: a function of a whole recording, from its powers, peaks and features alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.leveling.curve import GainCurve
from podcast.audio.leveling.kinds import Kind, phrase_kinds
from podcast.audio.leveling.pause_gains import gain_steps, held_spans, room_beside, slope_limits
from podcast.audio.leveling.peaks import Peaks, step_heights
from podcast.audio.leveling.phrases import WINDOWS_PER_STEP, find_phrases, runs, step_levels, step_powers
from podcast.audio.leveling.programme_loudness import amplified, programme_loudness
from podcast.audio.leveling.voices import MAX_GAIN_DB, Voices, phrase_levels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.leveling.features import SpectralFeatures

_ROUNDS = 7  # loudness depends on the reduction of peaks, and that on loudness
_MAX_EXCESS_DB = 6.0  # peaks of a voice that would be left behind may be so much higher …
_MAX_LAG_DB = 1.0  # … where it is so much behind
_MAX_MAKEUP_DB = 2.2  # a voice that the limiter will take more from than from others is lifted by so much
_MAX_GAIN = round(MAX_GAIN_DB * 100)


def plan_leveling(
    powers: NDArray[np.float32], peaks: NDArray[np.float16], features: SpectralFeatures, headroom: float
) -> GainCurve:
    """Return the gain that brings every voice of a recording to one loudness.

    Args:
        powers: K-weighted power of each window of a 150th of a second, summed over channels.
        peaks: the highest peak of each window, as a ratio.
        features: of the same recording.
        headroom: how far the limiter's ceiling is above the loudness of the master, in dB; see `limiter_headroom`.

    Returns:
        The curve; without knots if there is no speech.
    """
    import numpy as np

    if powers.size < WINDOWS_PER_STEP:
        return GainCurve()
    levels = step_levels(powers)
    phrases = find_phrases(levels)
    kinds = phrase_kinds(phrases, levels, features, absorbs_doubtful=True)
    is_speech = kinds != Kind.OTHER
    if not is_speech.any():
        return GainCurve()
    sounds, heights = _Sounds(phrases, is_speech), step_heights(peaks, levels.size)
    programme = _Programme(step_powers(powers), levels, sounds, heights, headroom)
    del levels
    voices = Voices(programme.powers, phrases[is_speech], kinds[is_speech])
    loudness = voices.loudness(programme.powers)
    wanted_gains = voices.target(loudness) - loudness
    makeup = excess = np.zeros(wanted_gains.size)
    for _ in range(_ROUNDS):
        programme.set_gains(voices.allowed_gains(wanted_gains + makeup), excess)
        missing = loudness + wanted_gains - voices.loudness(programme.limited_powers())
        lag = missing - voices.mean(missing)
        makeup = np.clip(makeup + lag, -_MAX_MAKEUP_DB, _MAX_MAKEUP_DB)
        excess = np.clip(excess + lag - _MAX_LAG_DB, 0, _MAX_EXCESS_DB)
    return GainCurve(_knots(np.clip(programme.gains, -_MAX_GAIN, _MAX_GAIN)))


@dataclass(frozen=True, slots=True)
class _Sounds:
    """The phrases of a recording as [begin, end) in steps, shape (n, 2), and which of them are speech."""

    phrases: NDArray[np.int64]
    is_speech: NDArray[np.bool_]

    def speech_steps(self, count: int) -> NDArray[np.bool_]:
        """Return for each of `count` steps whether it belongs to speech."""
        import numpy as np

        is_speech = np.zeros(count, bool)
        for begin, end in self.phrases[self.is_speech].tolist():
            is_speech[begin:end] = True
        return is_speech

    def other_spans(self) -> NDArray[np.int64]:
        """Return the spans of other sounds than speech, with the pauses in them."""
        import numpy as np

        firsts, ends = runs(~self.is_speech).T
        return np.stack([self.phrases[firsts, 0], self.phrases[ends - 1, 1]], axis=1)

    def are_beside_others(self) -> NDArray[np.bool_]:
        """Return for each pause whether another sound than speech is beside it, shape (n + 1,)."""
        import numpy as np

        is_other = ~self.is_speech
        beside: NDArray[np.bool_] = np.append(is_other, is_other[-1]) | np.append(is_other[0], is_other)
        return beside


class _Programme:
    """Powers and peaks of a recording, and the gain of each of its steps in hundredths of dB."""

    def __init__(
        self,
        powers: NDArray[np.float32],
        levels: NDArray[np.float32],
        sounds: _Sounds,
        heights: NDArray[np.int16],
        headroom: float,
    ) -> None:
        import numpy as np

        self.powers, self._sounds = powers, sounds
        self._spans = held_spans(sounds.phrases, powers.size)
        limits = slope_limits(levels, self._spans, phrase_levels(powers, sounds.phrases))
        room = room_beside(sounds.other_spans(), limits)
        self._peaks = Peaks(heights, sounds.speech_steps(powers.size), limits, room, round(100 * headroom))
        self._first_loudness = self._loudness = programme_loudness(powers)
        self.gains = np.zeros(powers.size, np.int16)

    def set_gains(self, speech_gains: NDArray[np.float64], excess: NDArray[np.float64]) -> None:
        """Give the phrases of speech these gains in dB, less where peaks would be too high.

        `excess` is by how many dB the peaks of a phrase may be higher than those of others.

        A pause is as loud against the programme as it was, unless its neighbours are lifted and it is short.
        """
        import numpy as np

        sounds, peaks = self._sounds, self._peaks
        gains = np.zeros(len(sounds.phrases), np.int64)
        gains[sounds.is_speech] = np.round(speech_gains * 100).astype(np.int64)
        pause_gain = min(0, programme_loudness(amplified(self.powers, self.gains)) - self._first_loudness)
        steps = gain_steps(self._spans, gains, peaks.limits, np.where(sounds.are_beside_others(), 0, pause_gain))
        steps = np.clip(steps, -peaks.room, peaks.room)
        allowed = self._step_values(np.round(excess * 100).astype(np.int16))
        for _ in range(2):
            self.gains = peaks.lower_gains(steps, self._loudness, allowed)
            self._loudness = programme_loudness(self.limited_powers())

    def _step_values(self, values: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return values of the phrases of speech for each step; 0 elsewhere."""
        import numpy as np

        spans = self._spans[self._sounds.is_speech]
        interleaved = np.zeros(2 * values.size + 1, np.int16)
        interleaved[1::2] = values
        return np.repeat(interleaved, np.diff(np.concatenate([[0], spans.ravel(), [self.powers.size]])))

    def limited_powers(self) -> NDArray[np.float32]:
        """Return the powers of the steps with their gain, and about as the limiter will leave them."""
        return amplified(self.powers, self.gains - self._peaks.limiter_reduction(self.gains, self._loudness))


def _knots(gains: NDArray[np.int16]) -> tuple[tuple[int, int], ...]:
    """Return the gains of the steps as knots, where their slope changes."""
    import numpy as np

    bends = np.flatnonzero(np.diff(gains, 2)) + 1
    steps = np.unique(np.concatenate([[0], bends, [gains.size - 1]]))
    return tuple(zip((steps * WINDOWS_PER_STEP).tolist(), gains[steps].tolist(), strict=True))
