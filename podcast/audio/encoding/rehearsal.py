"""Find the gain for recordings whose loudness after limiter and encoder cannot be predicted from measurements alone.

That is where the limiter takes much, or little in few places (pops, claps), and where there is much treble, of which an
encoder leaves out a part. Gain and limiter then run without the encoder, in those seconds in which the limiter takes
nearly all that it takes. Where there is much treble, the seconds that have most of it are encoded on their own: what
they lose tells what the whole will lose.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.audio.encoding.verification import measure_file
from podcast.audio.gain import limited_powers, plan_gain, predict_loudness
from podcast.audio.k_weighting import WINDOWS_PER_SECOND, PowerMeter
from podcast.audio.loudness import integrated_loudness, reading_powers, to_ratio
from podcast.audio.mp3.encode import encode
from podcast.audio.treble import treble_share

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.encoding.limited_recording import LimitedRecording
    from podcast.audio.gain import LoudnessTarget
    from podcast.audio.limiter import GainPlan
    from podcast.audio.loudness import LoudnessMeasurement
    from podcast.audio.mp3.encode import EncodingJob

_MAX_PREDICTED_LOSS = 6.0  # LU that the limiter takes: the prediction errs by about a hundredth of it
_MAX_CONCENTRATED_LOSS = 0.6  # LU, where it takes nearly all from few windows: then it may err by a tenth of it
_FEW_WINDOWS, _NEARLY_ALL = 0.045, 0.9
# Share of the power that may be treble: encoders take less than 0.05 LU from it, more of it with fewer bits.
_MAX_TREBLE, _MAX_TREBLE_AT_LOW_BITRATE, _LOW_BITRATE = 0.04, 0.015, 112  # kbit/s
_EXCERPT_SHARE = 8  # a second out of so many …
_MIN_EXCERPTS, _MAX_EXCERPTS = 4, 30  # … within these limits
_EDGE_WINDOWS = 15  # at either end of an excerpt: its neighbours affect them
_LEAD_IN_WINDOWS = 15  # before a second that is rehearsed: filters forget within them what they were given before
_REHEARSED_SHARE = 0.95  # of what the limiter takes: it lies in a third of the seconds of speech
_MAX_LOST = 0.9  # share of the power
_MIN_POWER = 1e-12
_MAX_REHEARSALS = 6
_SETTLED_DB = 0.3  # a smaller change of the gain needs no further rehearsal


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Inputs of a rehearsal: the measurement before, its target, and functions for samples and job of a plan."""

    before: LoudnessMeasurement
    target: LoudnessTarget
    limited: Callable[[GainPlan], LimitedRecording]
    job: Callable[[LimitedRecording], EncodingJob]


def rehearsed_plan(rehearsal: Rehearsal) -> tuple[GainPlan, int]:
    """Return the plan by which the encoded file reaches its loudness, and the samples that were encoded to find it."""
    before, target, encoded_samples = rehearsal.before, rehearsal.target, 0
    plan = plan_gain(before, target)
    lowest, highest = -math.inf, math.inf  # gains with which the file is too quiet, and too loud
    for _ in range(_MAX_REHEARSALS):
        excerpts = _excerpt_seconds(before, plan, target.bitrate)
        seconds = _limited_seconds(before, plan) if is_doubtful(before, plan) else []
        if not excerpts and not seconds:
            break
        playback = _Playback(rehearsal, plan, seconds, excerpts)
        encoded_samples += playback.encoded_samples
        loudness = playback.loudness
        lowest, highest = (plan.gain, highest) if loudness < target.loudness else (lowest, plan.gain)
        offset = loudness - predict_loudness(before, plan.gain, plan.ceiling)
        gain = plan_gain(before, target, offset).gain
        if not lowest < gain < highest and math.isfinite(lowest + highest):
            gain = round((lowest + highest) / 2, 2)
        change, plan = abs(gain - plan.gain), replace(plan, gain=gain)
        if change <= _SETTLED_DB:
            break
    return plan, encoded_samples


def is_doubtful(before: LoudnessMeasurement, plan: GainPlan) -> bool:
    """Whether the prediction of what the limiter takes is not certain enough."""
    import numpy as np

    loss = before.values.loudness + plan.gain - predict_loudness(before, plan.gain, plan.ceiling)
    if loss <= _MAX_CONCENTRATED_LOSS or loss > _MAX_PREDICTED_LOSS:
        return loss > _MAX_PREDICTED_LOSS
    after = limited_powers(before, plan.gain, plan.ceiling)
    reductions = before.powers[: after.size] * np.float32(to_ratio(plan.gain) ** 2) - after
    few = max(1, round(reductions.size * _FEW_WINDOWS))
    return float(np.partition(reductions, -few)[-few:].sum()) > _NEARLY_ALL * float(reductions.sum())


def counting_seconds(powers: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean power of each whole second; 0 for those that are too quiet to count for the loudness."""
    import numpy as np

    seconds = powers.size // WINDOWS_PER_SECOND
    means = powers[: seconds * WINDOWS_PER_SECOND].reshape(seconds, -1).mean(axis=1, dtype=np.float64)
    counting: NDArray[np.float64] = np.where(means > 0.1 * means.sum() / max(1, seconds), means, 0)
    return counting


def _excerpt_seconds(before: LoudnessMeasurement, plan: GainPlan, bitrate: int) -> Sequence[int]:
    """Return the seconds to be encoded as excerpts, spread evenly over the treble; none where there is little."""
    import numpy as np

    seconds = counting_seconds(limited_powers(before, plan.gain, plan.ceiling))
    treble = np.cumsum(seconds * before.treble[: seconds.size])
    max_treble = _MAX_TREBLE if bitrate >= _LOW_BITRATE else _MAX_TREBLE_AT_LOW_BITRATE
    if not treble.size or treble[-1] <= max_treble * seconds.sum():
        return ()
    count = min(max(treble.size // _EXCERPT_SHARE, _MIN_EXCERPTS), _MAX_EXCERPTS)
    return sorted({int(second) for second in np.searchsorted(treble, treble[-1] * (np.arange(count) + 0.5) / count)})


def _limited_seconds(before: LoudnessMeasurement, plan: GainPlan) -> Sequence[int]:
    """Return the seconds in which the limiter takes `_REHEARSED_SHARE` of what it takes, by prediction."""
    import numpy as np

    after = limited_powers(before, plan.gain, plan.ceiling)
    reductions = before.powers[: after.size] * np.float32(to_ratio(plan.gain) ** 2) - after
    seconds = np.add.reduceat(reductions.astype(np.float64), np.arange(0, reductions.size, WINDOWS_PER_SECOND))
    order = np.argsort(-seconds, kind="stable")
    count = int(np.searchsorted(np.cumsum(seconds[order]), _REHEARSED_SHARE * seconds.sum())) + 1
    return sorted(order[:count].tolist())


class _Playback:
    """A limited programme of which some seconds are played: its powers, the share of treble of each second, excerpts.

    Powers and treble of all other seconds are those that are predicted.
    """

    def __init__(
        self, rehearsal: Rehearsal, plan: GainPlan, seconds: Sequence[int], excerpt_seconds: Sequence[int]
    ) -> None:
        """Run gain and limiter of a plan in some seconds; excerpts are the seconds to be encoded."""
        limited = rehearsal.limited(plan)
        self._job, rate = rehearsal.job(limited), limited.recording.sample_rate
        self._powers = limited_powers(rehearsal.before, plan.gain, plan.ceiling).copy()
        self._treble = rehearsal.before.treble.copy()
        self.excerpts: list[NDArray[np.float32]] = []
        lead_in = _LEAD_IN_WINDOWS * (rate // WINDOWS_PER_SECOND)
        with PowerMeter(rate) as meter:
            for number, samples in limited.seconds({*seconds, *excerpt_seconds}, lead_in):
                [powers] = meter.push(samples)
                first, block = number * WINDOWS_PER_SECOND, samples[:, lead_in:]
                predicted = self._powers[first : first + WINDOWS_PER_SECOND]
                predicted[:] = powers[_LEAD_IN_WINDOWS:][: predicted.size]
                self._treble[number : number + 1] = treble_share(block, rate)
                if number in excerpt_seconds:
                    self.excerpts.append(block)

    @property
    def encoded_samples(self) -> int:
        """The samples of all excerpts."""
        return sum(block.shape[1] for block in self.excerpts)

    @property
    def loudness(self) -> float:
        """The loudness in LUFS that the encoded file will have."""
        loudness = integrated_loudness(reading_powers(self._powers))
        return loudness + (10 * math.log10(1 - min(_MAX_LOST, self._lost_share())) if self.excerpts else 0)

    def _lost_share(self) -> float:
        """Return the share of the power that the encoder will leave out: as much of the treble as of the excerpts'."""
        seconds = counting_seconds(self._powers)
        shares = self._treble[: seconds.size]
        return self._lost_per_treble() * float((seconds * shares).sum()) / float(seconds.sum())

    def _lost_per_treble(self) -> float:
        """Encode the excerpts, and return the power that they lose, in relation to the power of their treble."""
        import numpy as np

        rate, sound = self._job.targets.sample_rate, np.concatenate(self.excerpts, axis=1)
        job = replace(self._job, read_samples=lambda start: [sound[:, start:]], sample_count=sound.shape[1])
        encode(job)
        with PowerMeter(rate) as meter:
            before = np.concatenate([part for block in self.excerpts for part in meter.push(block)])
        before, after = (_inner_powers(powers, len(self.excerpts)) for powers in (before, measure_file(job).powers))
        shares = np.concatenate([treble_share(block, rate) for block in self.excerpts])
        return float((before - after).sum()) / max(float((before * shares).sum()), _MIN_POWER)


def _inner_powers(powers: NDArray[np.float32], seconds: int) -> NDArray[np.float64]:
    """Return the mean power of each second without its ends, which its neighbours affect."""
    rows = powers[: seconds * WINDOWS_PER_SECOND].reshape(seconds, -1)[:, _EDGE_WINDOWS:-_EDGE_WINDOWS]
    means: NDArray[np.float64] = rows.mean(axis=1, dtype="f8")
    return means
