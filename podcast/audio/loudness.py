"""How loud a programme is: EBU R 128 / ITU-R BS.1770-4, by FFmpeg's `ebur128`.

Unlike the output of FFmpeg's `loudnorm`, its readings do not depend on the CPU. The programme is heard in segments,
side by side; each begins some seconds early, so that filters and windows are filled when its own time comes. What is
kept is the momentary loudness of every tenth of a second: from it follow loudness and range, and what a limiter takes.
"""

from __future__ import annotations

import math
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from podcast.artifacts import Measured
from podcast.audio import truepeak

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    import numpy as np
    from numpy.typing import NDArray

SILENCE = -70.0  # LUFS: the absolute gate; nothing below it counts
HOP = 10  # readings a second
PARTS = 15  # windows of the maps to a reading: 6.7 ms each
_FLOOR = 1e-7  # full scale 1.0: -140 dBTP
_SEGMENT = 30 * HOP  # readings that are heard in one go
_EARLY = 4 * HOP  # readings that a segment begins early: a short-term window is 3 s
_LAYOUTS = {1: "mono", 2: "stereo"}


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard of a programme; all arrays run along its time.

    `momentary` and `short` are the loudness in LUFS of the last 400 ms and 3 s, one value for each tenth of a second;
    `peaks` and `powers` are the highest sample and the mean square of each fifteenth of that, the loudest channel's and
    all channels'. `over` are the places (in samples) where the true peak passes the ceiling that was asked for, with
    its height in dBTP.
    """

    momentary: NDArray[np.float64]
    short: NDArray[np.float64]
    peaks: NDArray[np.float32]
    powers: NDArray[np.float32]
    peak: float  # the highest true peak, full scale 1.0
    over: tuple[tuple[int, float], ...]

    @property
    def measured(self) -> Measured:
        """The three figures of it."""
        return Measured(integrated(self.momentary), round(decibel(self.peak), 2), loudness_range(self.short))


def decibel(ratio: float) -> float:
    """A ratio of amplitudes in dB; silence is -140."""
    return 20 * math.log10(max(ratio, _FLOOR))


def ratio(decibels: float) -> float:
    """Decibels as a ratio of amplitudes."""
    return float(10 ** (decibels / 20))


def measure(blocks: Iterable[NDArray[np.float32]], sample_rate: int, threads: int = 1) -> Measured:
    """Integrated loudness with both gates, loudness range and true peak of a programme; see `hear`."""
    return hear(blocks, sample_rate, threads).measured


def hear(
    blocks: Iterable[NDArray[np.float32]], sample_rate: int, threads: int = 1, ceiling: float = math.inf
) -> Hearing:
    """Listens to a programme.

    Args:
        blocks: float32, shape (channels, n), full scale 1.0.
        sample_rate: in Hz.
        threads: how many segments are heard side by side; the result does not depend on it.
        ceiling: in dBTP; where it is passed is told.

    Returns:
        Loudness -70 LUFS where all is silent or shorter than the 400 ms that a measurement takes.
    """
    import numpy as np

    parts: list[tuple[Any, ...]] = []
    with ThreadPoolExecutor(threads) as pool:
        running: deque[Future[tuple[Any, ...]]] = deque()
        for start, early, segment in _segments(blocks, sample_rate):
            if len(running) >= threads:
                parts.append(running.popleft().result())
            running.append(pool.submit(_hear, segment, start, early, (sample_rate, ceiling)))
        parts += [future.result() for future in running]
    if not parts:
        nothing = np.zeros(0)
        return Hearing(nothing, nothing, nothing.astype(np.float32), nothing.astype(np.float32), 0.0, ())
    columns = list(zip(*parts, strict=True))
    arrays = [np.concatenate(column) for column in columns[:4]]
    over = tuple(place for column in columns[5] for place in column)
    return Hearing(arrays[0], arrays[1], arrays[2], arrays[3], max(columns[4]), over)


def _segments(
    blocks: Iterable[NDArray[np.float32]], sample_rate: int
) -> Iterator[tuple[int, int, NDArray[np.float32]]]:
    """Each segment's place in samples, how many samples early it begins, and its samples with some more behind it."""
    import numpy as np

    length, before = _SEGMENT * sample_rate // HOP, _EARLY * sample_rate // HOP
    held, there, at = np.zeros((1, 0), np.float32), 0, 0
    waiting: list[NDArray[np.float32]] = []
    for block in blocks:
        waiting.append(block)
        there += block.shape[1]
        if there >= length + before + truepeak.REACH:
            held = np.concatenate(waiting, axis=1)
            early = min(before, at)
            yield at, early, held[:, : early + length + truepeak.REACH]
            at += length
            waiting = [held[:, early + length - before :]]
            there = waiting[0].shape[1]
    if waiting:
        held = np.concatenate(waiting, axis=1)
        yield at, min(before, at), held


def _hear(segment: NDArray[np.float32], start: int, early: int, how: tuple[int, float]) -> tuple[Any, ...]:
    """The columns of `Hearing` for a segment."""
    sample_rate, ceiling = how
    readings = _readings(segment[:, : early + _own(segment, early, sample_rate)], sample_rate)[
        :, early * HOP // sample_rate :
    ]
    own = segment[:, early : early + _own(segment, early, sample_rate)]
    peaks, powers = _maps(own, sample_rate // HOP // PARTS)
    window = _with_reach(segment, early, own.shape[1])
    over = truepeak.over(window, ratio(ceiling)) if ceiling < math.inf else []
    peak = max(height for _, height in over) if over else truepeak.highest(window)
    return readings[0], readings[1], peaks, powers, peak, [(start + place, decibel(height)) for place, height in over]


def _own(segment: NDArray[np.float32], early: int, sample_rate: int) -> int:
    """How many samples of a segment are its own: all but what begins early and what only serves as neighbour."""
    return int(min(segment.shape[1] - early, _SEGMENT * sample_rate // HOP))


def _with_reach(segment: NDArray[np.float32], early: int, count: int) -> NDArray[np.float32]:
    """The segment's own samples with their neighbours, zeros at the programme's ends."""
    import numpy as np

    begin, end = early - truepeak.REACH, early + count + truepeak.REACH
    window = segment[:, max(0, begin) : end]
    missing = (max(0, -begin), end - max(0, begin) - window.shape[1])
    return np.pad(window, ((0, 0), missing)) if any(missing) else window


def _maps(own: NDArray[np.float32], width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The highest sample and the mean square of each `width` samples; what is left over at the end is left out."""
    import numpy as np

    count = own.shape[1] // width
    whole = own[:, : count * width].reshape(own.shape[0], count, width)
    peaks = np.maximum(whole.max(axis=2), -whole.min(axis=2)).max(axis=0)
    return peaks, np.einsum("cnw,cnw->n", whole, whole) / np.float32(width)


def _readings(segment: NDArray[np.float32], sample_rate: int) -> NDArray[np.float64]:
    """Momentary and short-term loudness after each tenth of a second: shape (2, n)."""
    import numpy as np
    from av import AudioFrame

    meter, layout = _meter(sample_rate, segment.shape[0]), _LAYOUTS[segment.shape[0]]
    rows: list[tuple[float, float]] = []
    for at in range(0, segment.shape[1] + sample_rate, sample_rate):  # a second at a time stays in the cache
        frame = None
        if at < segment.shape[1]:
            samples = np.ascontiguousarray(segment[:, at : at + sample_rate])
            frame = AudioFrame.from_ndarray(samples, format="fltp", layout=layout)
            frame.sample_rate = sample_rate
        meter.push(frame)
        rows += _said(meter)
        if frame is None:
            break
    return np.array(rows[: segment.shape[1] * HOP // sample_rate]).reshape(-1, 2).T


def _said(meter: Any) -> Iterator[tuple[float, float]]:
    """What the meter reads, as far as it has heard."""
    from av.error import BlockingIOError as NothingYet
    from av.error import EOFError as Ended

    while True:
        try:
            said = meter.pull().metadata
        except (NothingYet, Ended):
            return
        if "lavfi.r128.M" in said:
            yield float(said["lavfi.r128.M"]), float(said["lavfi.r128.S"])


def _meter(sample_rate: int, channels: int) -> Any:
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=sample_rate, format="fltp", layout=_LAYOUTS[channels], time_base=Fraction(1, sample_rate)
    )
    meter = graph.add("ebur128", "metadata=1:framelog=quiet")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    return graph


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
