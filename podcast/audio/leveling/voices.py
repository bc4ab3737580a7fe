"""Loudness of the voices in a recording, and the gain that brings each of them to the same loudness.

Phrases that are near each other and about as loud are taken for one voice: it is moved as one, and keeps its emphasis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.leveling.kinds import Kind
from podcast.audio.leveling.phrases import STEPS_PER_SECOND, to_levels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_GAIN_DB = 12.0
_VOICE_SECONDS = 4.0  # phrases of one voice are about as near …
_VOICE_DB = 2.5  # … and about as loud
_SHORT_VOICE_DB_SECONDS = 1.0  # divided by its length: dB by which a short phrase may differ in addition
_WHISPER_SECONDS = 15.0
_RESERVE_DB = 0.5  # that a quiet voice may need in addition, for what the limiter takes from it
_QUIET_SHARE = 0.05  # so much of the speech may need more than the highest gain
_GATE_RATIO = 0.1  # steps 10 dB below the mean of a phrase do not count


class Voices:
    """The voices of a recording: which phrases of speech belong together, and how much."""

    def __init__(self, powers: NDArray[np.float32], phrases: NDArray[np.int64], kinds: NDArray[np.int64]) -> None:
        """Find the voices.

        Args:
            powers: of each step.
            phrases: of speech, as [begin, end) in steps.
            kinds: of the phrases: voice or whisper.
        """
        self._phrases, self._kinds = phrases, kinds
        self._lengths = (phrases[:, 1] - phrases[:, 0]) / STEPS_PER_SECOND
        self._middles = phrases.mean(axis=1) / STEPS_PER_SECOND
        loudness = phrase_levels(powers, phrases)
        self._neighbours = [self._weights(number, loudness) for number in range(len(phrases))]

    def _weights(self, number: int, loudness: NDArray[np.float64]) -> tuple[slice, NDArray[np.float64]]:
        """Return the phrases near a phrase, and how much each of them counts for its voice."""
        import numpy as np

        middle, length = self._middles[number], self._lengths[number]
        reach = min(_VOICE_SECONDS, 1 + 3 * length)
        first, last = np.searchsorted(self._middles, (middle - 2 * reach, middle + 2 * reach))
        near = slice(int(first), int(last))
        distance = (self._middles[near] - middle) / reach
        difference = (loudness[near] - loudness[number]) / (_VOICE_DB + _SHORT_VOICE_DB_SECONDS / length)
        weights = self._lengths[near] * np.exp(-np.square(distance) - np.square(difference))
        return near, weights / weights.sum()

    def loudness(self, powers: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the loudness of the voice of each phrase in dB, for these powers of the steps."""
        import numpy as np

        loudness = phrase_levels(powers, self._phrases)
        return np.array([(loudness[near] * weights).sum() for near, weights in self._neighbours])

    def mean(self, values: NDArray[np.float64]) -> float:
        """Return the mean of values of the phrases, weighted by their lengths."""
        return float((values * self._lengths).sum() / self._lengths.sum())

    def target(self, loudness: NDArray[np.float64]) -> float:
        """Return the loudness for all voices: that of all speech together, or less if quiet ones would not reach it.

        So speech keeps its loudness against music, which is left as it is.
        """
        import numpy as np

        together = float(10 * np.log10((10 ** (loudness / 10) * self._lengths).sum() / self._lengths.sum()))
        order = np.argsort(loudness, kind="stable")
        shares = np.cumsum(self._lengths[order]) / self._lengths.sum()
        quiet = float(loudness[order][np.searchsorted(shares, _QUIET_SHARE)])
        return min(together, quiet + MAX_GAIN_DB - _RESERVE_DB)

    def allowed_gains(self, gains: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return gains in dB that are in bounds: a whisper is lifted no more than the voices around it."""
        import numpy as np

        allowed = np.clip(gains, -MAX_GAIN_DB, MAX_GAIN_DB)
        for number in np.flatnonzero(self._kinds == Kind.WHISPER).tolist():
            first, last = np.searchsorted(
                self._middles, (self._middles[number] - _WHISPER_SECONDS, self._middles[number] + _WHISPER_SECONDS)
            )
            voices = allowed[first:last][self._kinds[first:last] == Kind.VOICE]
            allowed[number] = min(allowed[number], voices.max(initial=0.0))
        return allowed


def phrase_levels(powers: NDArray[np.float32], phrases: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the level of each phrase in dB: the mean of its steps, without those 10 dB below that."""
    import numpy as np

    means = np.empty(len(phrases))
    for number, (begin, end) in enumerate(phrases.tolist()):
        steps = powers[begin:end].astype(np.float64)
        means[number] = steps[steps >= steps.mean() * _GATE_RATIO].mean()
    return to_levels(means)
