"""Speech in a recording, recognised every ten seconds by the rhythm of the level.

Speech has some three to five syllables a second, none of them on a beat, and vowels change with sibilants. Music has
a beat or long notes; rain, applause and engines have no syllables. Faults of speech are looked for only where these
rules hold, so that music, theatre and field recordings stay without hints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.preflight.frames import FRAMES_PER_SECOND
from podcast.audio.preflight.thresholds import SPEECH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.preflight.frames import Frames

WINDOW = 10 * FRAMES_PER_SECOND  # frames of a window
_WINDOWS_AT_ONCE = 360  # an hour: memory does not grow with a recording's length


@dataclass(frozen=True, slots=True)
class SpeechMap:
    """Windows of ten seconds; every array has shape (windows,).

    `loud` and `floor` are the 95th and the 10th percentile of the level in dBFS. `slow`, `syllables` and `fast` are the
    shares of the level's movement below 1.5 Hz, up to 8 Hz, and above. `beat` is the share of its strongest frequency
    in the movement of 1 to 8 Hz. `colour` is how much the treble varies against the level, in dB (standard deviation).
    """

    loud: NDArray[np.float64]
    floor: NDArray[np.float64]
    slow: NDArray[np.float64]
    syllables: NDArray[np.float64]
    fast: NDArray[np.float64]
    beat: NDArray[np.float64]
    colour: NDArray[np.float64]

    @property
    def sounds(self) -> NDArray[np.bool_]:
        """Windows with sound that is not much below the loudest."""
        import numpy as np

        mask: NDArray[np.bool_] = (
            self.loud > (np.percentile(self.loud, 90) if self.loud.size else 0) - SPEECH.below_loud_db
        )
        return mask

    @property
    def is_speech(self) -> NDArray[np.bool_]:
        """Windows with clear speech and nothing else."""
        colour = (self.colour >= SPEECH.min_colour_db) & (self.colour <= SPEECH.max_colour_db)
        mask: NDArray[np.bool_] = (
            self.sounds & colour & (self.beat <= SPEECH.max_beat) & (self.syllables >= SPEECH.min_syllables)
        )
        return mask & (self.fast <= SPEECH.max_fast)

    def speech_share(self) -> float:
        """Share of clear speech in the windows with sound; 0.0 if there is too little of it."""
        count = int(self.is_speech.sum())
        return count / int(self.sounds.sum()) if count >= SPEECH.min_windows else 0.0


def map_speech(frames: Frames) -> SpeechMap:
    """Return the windows of a recording; what is left after the last whole one is ignored."""
    import numpy as np

    count = frames.level.size // WINDOW
    measures = [
        _measures(frames, first, min(first + _WINDOWS_AT_ONCE, count)) for first in range(0, count, _WINDOWS_AT_ONCE)
    ]
    return SpeechMap(*(np.concatenate(measures, axis=1) if measures else np.zeros((7, 0))))


def _measures(frames: Frames, first: int, end: int) -> NDArray[np.float64]:
    """Return the fields of a `SpeechMap` for some of its windows, shape (7, windows)."""
    import numpy as np

    part = slice(first * WINDOW, end * WINDOW)
    level = frames.level[part].reshape(-1, WINDOW).astype(np.float64)
    treble = frames.treble[part].reshape(-1, WINDOW) - level
    loud, floor = (np.percentile(level, share, axis=1) for share in (95, 10))
    audible = np.maximum(level, np.maximum(loud - 25, floor)[:, None])
    movement = np.abs(np.fft.rfft((audible - audible.mean(axis=1, keepdims=True)) * np.hanning(WINDOW), axis=1)) ** 2
    hertz = np.fft.rfftfreq(WINDOW, 1 / FRAMES_PER_SECOND)
    total = np.maximum(movement[:, hertz >= 0.15].sum(axis=1), 1e-9)
    shares = [
        movement[:, (hertz >= low) & (hertz < high)].sum(axis=1) / total
        for low, high in ((0.15, 1.5), (1.5, 8), (8, 26))
    ]
    rhythm = movement[:, (hertz >= 1) & (hertz < 8)]
    beat = (rhythm[:, :-2] + rhythm[:, 1:-1] + rhythm[:, 2:]).max(axis=1) / np.maximum(rhythm.sum(axis=1), 1e-9)
    is_loud = (level > loud[:, None] - 20) & (level > floor[:, None] + 6)
    return np.stack([loud, floor, *shares, beat, _deviation(treble, is_loud)])


def _deviation(values: NDArray[np.float64], mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the standard deviation of each row's values under the mask."""
    import numpy as np

    count = np.maximum(mask.sum(axis=1), 1)
    mean = (values * mask).sum(axis=1) / count
    spread: NDArray[np.float64] = np.sqrt((np.square(values - mean[:, None]) * mask).sum(axis=1) / count)
    return spread
