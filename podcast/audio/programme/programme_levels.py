"""Levels of a programme before and after mastering, small enough to be kept with its master.

The loudness of any part of it follows from them without decoding again: of a speaker, of all speech, of the pauses.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from podcast.audio.k_weighting import WINDOWS_PER_SECOND
from podcast.audio.leveling.phrases import STEPS_PER_SECOND, find_phrases, step_levels
from podcast.audio.loudness import READINGS_PER_SECOND, reading_powers, to_ratio
from podcast.audio.programme.voice_turns import quiet_phrases

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.encoding.to_target import EncodingResult
    from podcast.audio.first_pass import EditedRecording
    from podcast.audio.limiter import GainPlan
    from podcast.audio.loudness import LoudnessMeasurement

_VERSION: Final = 1  # of the stored form
_STEPS_PER_DB: Final = 10  # of gains
_LEVEL_STEPS_PER_DB: Final = 2  # the errors of rounding cancel out: they are below 0.01 LU in a second
_MIN_LEVEL_DB: Final = -120.0


@dataclass(frozen=True, slots=True)
class ProgrammeLevels:
    """Levels along the time of a master.

    `before` and `after` are the K-weighted power of each tenth of a second (BS.1770, without its offset of -0.691 LU):
    of what was recorded, where the master has it, and of the decoded master; in half dB above -120. `limiter` is the
    limiter's lowest gain and `leveler` the leveler's mean gain in each second, in tenths of dB; it is empty where there
    is none. `phrases` are the stretches of sound between pauses, shape (n, 3): first tenth, end (exclusive), whether
    the quieter of two voices speaks.
    `trimmed` are the seconds of silence that are left out at the recording's beginning and end.
    """

    before: NDArray[np.uint8]
    after: NDArray[np.uint8]
    limiter: NDArray[np.int16]
    leveler: NDArray[np.int16]
    phrases: NDArray[np.int32]
    trimmed: tuple[float, float]

    def __eq__(self, other: object) -> bool:
        """Compare the stored form: arrays have no truth value."""
        return isinstance(other, ProgrammeLevels) and self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment]

    def to_json(self) -> dict[str, Any]:
        """Return a form for JSON: some 30,000 characters for an hour."""
        arrays = {name: _packed(getattr(self, name), kind) for name, kind in _ARRAYS.items()}
        return {"version": _VERSION, "trimmed": list(self.trimmed), **arrays}

    @classmethod
    def from_json(cls, value: Any) -> Self | None:
        """Return levels from JSON; None if they are of another version or damaged."""
        import numpy as np

        try:
            if value["version"] != _VERSION:
                return None
            arrays = {
                name: np.frombuffer(zlib.decompress(base64.b64decode(value[name])), kind)
                for name, kind in _ARRAYS.items()
            }
            start, end = value["trimmed"]
            arrays["phrases"] = arrays["phrases"].reshape(-1, 3)
            return cls(**arrays, trimmed=(float(start), float(end)))
        except (KeyError, TypeError, ValueError, zlib.error):
            return None

    def power_before(self) -> NDArray[np.float64]:
        """The power of each tenth of a second before mastering, at most as many as there are after it."""
        return _powers(self.before[: self.after.size])

    def power_after(self) -> NDArray[np.float64]:
        """The power of each tenth of a second after mastering, at most as many as there are before it."""
        return _powers(self.after[: self.before.size])


_ARRAYS: Final = {"before": "u1", "after": "u1", "limiter": "<i2", "leveler": "<i2", "phrases": "<i4"}


def _packed(array: NDArray[Any], kind: str) -> str:
    """Return an array as text, compressed."""
    return base64.b64encode(zlib.compress(array.astype(kind).tobytes(), 6)).decode("ascii")


def _powers(levels: NDArray[np.uint8]) -> NDArray[np.float64]:
    powers: NDArray[np.float64] = 10 ** ((levels / _LEVEL_STEPS_PER_DB + _MIN_LEVEL_DB) / 10)
    return powers


def programme_levels(
    recording: EditedRecording,
    recorded_seconds: float,
    before: LoudnessMeasurement,
    result: EncodingResult,
) -> ProgrammeLevels:
    """Return the levels of a programme from measurements at hand.

    Args:
        recording: the edited recording.
        recorded_seconds: the length of all that was recorded.
        before: the measurement before gain and limiter, but with the leveler's gain: of the edited recording where that
            is rearranged, else of all that was recorded.
        result: of encoding.
    """
    import numpy as np

    rate = recording.sample_rate
    skipped = 0 if recording.is_rearranged else round(recording.trim.start * WINDOWS_PER_SECOND / rate)
    span = slice(skipped, skipped - (-recording.sample_count * WINDOWS_PER_SECOND // rate))
    leveler = recording.leveler_gains(before.powers.size)
    powers, recorded = before.powers[span], recorded_measurement(recording, before).powers[span]
    spliced_count = recording.splice.sample_count if recording.splice else round(recorded_seconds * rate)
    return ProgrammeLevels(
        before=_levels(reading_powers(recorded.astype(np.float32))),
        after=_levels(reading_powers(result.measurement.powers)),
        limiter=_limiter_gains(before.peaks[span], result.plan),
        leveler=_in_tenths(_means(np.zeros(0) if leveler is None else leveler[span])),
        phrases=_phrases(powers, recorded),
        trimmed=(round(recording.trim.start / rate, 3), round(max(0, spliced_count - recording.trim.end) / rate, 3)),
    )


def recorded_measurement(recording: EditedRecording, before: LoudnessMeasurement) -> LoudnessMeasurement:
    """Return the measurement without the leveler's gain; see `programme_levels`."""
    gains = recording.leveler_gains(before.powers.size)
    return before if gains is None else before.with_window_gains(10 ** (-gains / 20))


def _phrases(powers: NDArray[Any], recorded: NDArray[Any]) -> NDArray[np.int32]:
    """Return the phrases of a programme: first tenth of a second, end, and whether the quieter of two voices speaks.

    Args:
        powers: of its windows; with a leveler, quiet voices are easier to find.
        recorded: the same without a leveler, which makes all voices alike.
    """
    import numpy as np

    phrases = find_phrases(step_levels(powers.astype(np.float32)))
    is_quiet = quiet_phrases(step_levels(recorded.astype(np.float32)), phrases)
    tenths = np.round(phrases * (READINGS_PER_SECOND / STEPS_PER_SECOND))
    return np.column_stack([tenths, is_quiet]).astype(np.int32).reshape(-1, 3)


def _levels(powers: NDArray[np.float64]) -> NDArray[np.uint8]:
    import numpy as np

    steps = (10 * np.log10(np.maximum(powers, 10 ** (_MIN_LEVEL_DB / 10))) - _MIN_LEVEL_DB) * _LEVEL_STEPS_PER_DB
    levels: NDArray[np.uint8] = np.minimum(np.round(steps), 255).astype(np.uint8)
    return levels


def _in_tenths(decibels: NDArray[np.float64]) -> NDArray[np.int16]:
    import numpy as np

    tenths: NDArray[np.int16] = np.round(decibels * _STEPS_PER_DB).astype(np.int16)
    return tenths


def _limiter_gains(peaks: NDArray[np.float16], plan: GainPlan) -> NDArray[np.int16]:
    """Return the gain in each second by which the limiter brings the highest true peak under the ceiling."""
    import numpy as np

    padded = np.pad(peaks.astype(np.float64), (0, -peaks.size % WINDOWS_PER_SECOND))
    highest = padded.reshape(-1, WINDOWS_PER_SECOND).max(axis=1, initial=0.0) * to_ratio(plan.gain)
    over = np.maximum(highest / to_ratio(plan.ceiling), 1.0)
    return _in_tenths(np.minimum(-20 * np.log10(over), 0.0))


def _means(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of each second; the last one may be shorter."""
    import numpy as np

    starts = np.arange(0, gains.size, WINDOWS_PER_SECOND)
    lengths = np.diff(np.append(starts, gains.size))
    means: NDArray[np.float64] = np.add.reduceat(gains, starts) / lengths if gains.size else np.zeros(0)
    return means


def gain_in_decibels(tenths: int) -> float:
    """Return a stored gain in dB."""
    return float(tenths) / _STEPS_PER_DB
