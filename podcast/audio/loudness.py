"""How loud a programme is: EBU R 128 / ITU-R BS.1770-4, by FFmpeg's `ebur128`.

Unlike the output of FFmpeg's `loudnorm`, its readings do not depend on the CPU. A programme may be heard in parts, side
by side; each begins some seconds early, so that filters and windows are filled when its own time comes. What is kept is
the momentary loudness of every tenth of a second: from it follow loudness and range, and what a limiter takes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from podcast.artifacts import Measured
from podcast.audio import true_peak as truepeak
from podcast.audio.blocks import even
from podcast.audio.ebur128 import HOP, Meter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

SILENCE = -70.0  # LUFS: the absolute gate; nothing below it counts
PARTS = 15  # windows of the maps to a reading: 6.7 ms each
_FORMS = {"readings": "f8", "tops": "f4", "peaks": "f2", "means": "f2"}  # numpy's names of what is kept
_FLOOR = 1e-7  # full scale 1.0: -140 dBTP
_EARLY = 4  # seconds: a short-term window is 3 s, and the filters have to forget


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard of a programme; all arrays run along its time.

    `momentary` and `short` are the loudness in LUFS of the last 400 ms and 3 s, one value for each tenth of a second;
    `tops` the highest true peak of each. Where a ceiling was asked for, `over` are the places (in samples) where the
    true peak passes it, with its height in dBTP; where not, `peaks` and `means` tell what a limiter would take: the
    highest sample and the root mean square of each fifteenth of those tenths, the loudest channel's and all channels'.
    Eleven bits of these are enough to reckon with, and a day of them has to fit into the memory.
    """

    momentary: NDArray[np.float64]
    short: NDArray[np.float64]
    tops: NDArray[np.float32]
    peaks: NDArray[np.float16]
    means: NDArray[np.float16]
    over: tuple[tuple[int, float], ...]

    @property
    def measured(self) -> Measured:
        """The three figures of it."""
        top = decibel(float(self.tops.max(initial=0.0)))
        return Measured(integrated(self.momentary), round(top, 2), loudness_range(self.short))

    def with_part(self, second: int, part: Hearing, sample_rate: int) -> Hearing:
        """The same where a part has been heard anew, from a second on; `sample_rate` in Hz."""
        first, last = second * sample_rate, (second * HOP + part.tops.size) * (sample_rate // HOP)
        kept = [(place, height) for place, height in self.over if not first <= place < last]
        return Hearing(
            _replaced(self.momentary, second * HOP, part.momentary),
            _replaced(self.short, second * HOP, part.short),
            _replaced(self.tops, second * HOP, part.tops),
            self.peaks,
            self.means,
            tuple(sorted((*kept, *part.over))),
        )


def _replaced(whole: NDArray[Any], at: int, part: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    return np.concatenate([whole[:at], part, whole[at + part.size :]])


def joined(parts: Sequence[Hearing]) -> Hearing:
    """Parts of a programme, one after the other, as one."""
    import numpy as np

    return Hearing(
        np.concatenate([part.momentary for part in parts]),
        np.concatenate([part.short for part in parts]),
        np.concatenate([part.tops for part in parts]),
        np.concatenate([part.peaks for part in parts]),
        np.concatenate([part.means for part in parts]),
        tuple(place for part in parts for place in part.over),
    )


def decibel(ratio: float) -> float:
    """A ratio of amplitudes in dB; silence is -140."""
    return 20 * math.log10(max(ratio, _FLOOR))


def ratio(decibels: float) -> float:
    """Decibels as a ratio of amplitudes."""
    return float(10 ** (decibels / 20))


def measure(blocks: Iterable[NDArray[np.float32]], sample_rate: int) -> Measured:
    """Integrated loudness with both gates, loudness range and true peak of a programme; see `hear`."""
    return hear(blocks, sample_rate).measured


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a programme, in whole seconds from its beginning; `last` None: to its end."""

    first: int = 0
    last: int | None = None

    @property
    def early(self) -> int:
        """How many seconds before it the filters and windows want to hear already."""
        return min(_EARLY, self.first)


def hear(
    blocks: Iterable[NDArray[np.float32]],
    sample_rate: int,
    threads: int = 1,
    ceiling: float = math.inf,
    span: Span = Span(),
) -> Hearing:
    """Listens to a programme, or to a part of it.

    Args:
        blocks: float32, shape (channels, n), full scale 1.0; of a part: from `span.early` seconds before it, and to
            some samples behind it.
        sample_rate: in Hz.
        threads: with two, the meter has one of its own; the result is the same.
        ceiling: in dBTP; where it is passed is told.
        span: the part; the whole if not given.

    Returns:
        Loudness -70 LUFS where all is silent or shorter than the 400 ms that a measurement takes.
    """
    log = _Log()
    top, end = 0.0, None if span.last is None else span.last - span.first + span.early
    windows = truepeak.windows(even(blocks, sample_rate), truepeak.REACH)
    with Meter(sample_rate, apart=threads > 1) as meter:
        for number, (piece, window) in enumerate(islice(windows, end)):
            log.add("readings", *meter.hears(piece))
            if number < span.early:
                continue
            peaks, means = _maps(piece, sample_rate // HOP // PARTS)
            top = max(top, float(peaks.max()))
            limit = (ratio(ceiling), truepeak.ABOVE) if ceiling < math.inf else (top, truepeak.SELDOM_ABOVE)
            steps, heights = truepeak.near(window, *limit)
            log.add("tops", _tops(peaks, steps * truepeak.STEP // (sample_rate // HOP), heights))
            if ceiling == math.inf:
                log.add("peaks", peaks)
                log.add("means", means)
            else:
                at = (span.first - span.early + number) * sample_rate
                log.over += _over(at, steps, heights, ratio(ceiling))
        log.add("readings", *meter.ended())
    return log.hearing(span.early * HOP)


class _Log:
    """What is heard, second by second; kept as plain bytes, without an array for each of a day's seconds."""

    def __init__(self) -> None:
        self._columns = {name: bytearray() for name in _FORMS}
        self.over: list[tuple[int, float]] = []

    def add(self, name: str, *arrays: NDArray[Any]) -> None:
        """What comes next in a column."""
        for array in arrays:
            self._columns[name] += array.astype(_FORMS[name]).tobytes()

    def hearing(self, early: int) -> Hearing:
        """All of it but for the first readings, which were `early`."""
        import numpy as np

        columns = {name: np.frombuffer(data, _FORMS[name]) for name, data in self._columns.items()}
        momentary, short = columns["readings"].reshape(-1, 2)[early:].T
        return Hearing(momentary, short, columns["tops"], columns["peaks"], columns["means"], tuple(self.over))


def _over(at: int, steps: NDArray[Any], heights: NDArray[np.float32], ceiling: float) -> list[tuple[int, float]]:
    """Where the true peak passes the ceiling (a ratio): the highest place of each step, and its height in dBTP."""
    high = heights.max(axis=1, initial=0.0) > ceiling
    return [
        (at + int(step) * truepeak.STEP + int(row.argmax()), decibel(float(row.max())))
        for step, row in zip(steps[high], heights[high], strict=True)
    ]


def _maps(piece: NDArray[np.float32], width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The highest sample and the root mean square of each `width` samples, silence following the last ones."""
    import numpy as np

    count = -(-piece.shape[1] // width)
    if missing := count * width - piece.shape[1]:
        piece = np.pad(piece, ((0, 0), (0, missing)))
    whole = piece.reshape(piece.shape[0], count, width)
    peaks = np.maximum.reduceat(truepeak.loudest(piece), np.arange(0, piece.shape[1], width))
    return peaks, np.sqrt(np.einsum("cnw,cnw->n", whole, whole) / np.float32(width))


def _tops(peaks: NDArray[np.float32], hops: NDArray[Any], heights: NDArray[np.float32]) -> NDArray[np.float32]:
    """The highest true peak of each tenth of a second: of its samples, and of what was reckoned between them."""
    import numpy as np

    padded = np.pad(peaks, (0, -peaks.size % PARTS))
    tops: NDArray[np.float32] = padded.reshape(-1, PARTS).max(axis=1)
    np.maximum.at(tops, hops, heights.max(axis=1, initial=0.0))
    return tops


def integrated(momentary: NDArray[np.float64]) -> float:
    """Loudness of the whole in LUFS: blocks above -70, then above 10 LU below their mean (BS.1770-4, equations 5-7)."""
    import numpy as np

    loud = momentary[momentary > SILENCE]
    if not loud.size:
        return SILENCE
    gate = _mean(loud) - 10
    return round(float(_mean(loud[loud > gate])), 3) if np.isfinite(gate) else SILENCE


def loudness_range(short: NDArray[np.float64]) -> float:
    """LRA in LU: from the 10th to the 95th percentile, above -70 and 20 LU below the mean (EBU Tech 3342)."""
    import numpy as np

    loud = short[short > SILENCE]
    if loud.size < 2:
        return 0.0
    loud = np.sort(loud[loud > _mean(loud) - 20])
    low, high = (loud[int((loud.size - 1) * part + 0.5)] for part in (0.10, 0.95))
    return round(float(high - low), 2)


def _mean(loudness: NDArray[np.float64]) -> float:
    """The mean of powers, as loudness."""
    import numpy as np

    return float(10 * np.log10(np.mean(10 ** (loudness / 10))))
