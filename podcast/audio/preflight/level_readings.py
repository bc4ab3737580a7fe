"""Faults in the levels of a recording: pauses, passages that are too quiet, and unequal channels.

All are computed from the power of every tenth of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.preflight.fault import RecordingFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

_MIN_POWER = 1e-14  # power: -140 dBFS
_READINGS_PER_SECOND = 10
_SOUND_BELOW_LOUD_DB = 20.0  # down to this much below the loud readings, a reading counts as sound
_PAUSE_BELOW_LOUD_DB = 30.0  # a pause is this much quieter than the loud readings …
_MAX_PAUSE_LEVEL_DBFS = -42.0  # … and not louder than this
_MIN_PAUSE_SECONDS = 5.0
_MIN_SILENCE_SECONDS = 3.0  # a noise gate makes shorter silences
_DEAD_CHANNEL_DB = 30.0  # between the channels
_MIN_IMBALANCE_DB = 4.0  # between the channels
_MIN_LEANING_RATIO = 0.8  # so many of the readings with sound lean to one side, by at least half of the median
_MAX_INVERTED_CORRELATION = -0.5  # of the channels
_MIN_OFFSET = 0.005  # full scale 1.0, the same offset that mastering removes
_CHUNK_READINGS = 50  # passages are searched in steps of five seconds
_MIN_PASSAGE_DB = 8.0  # below the rest
_MIN_PASSAGE_CHUNKS, _STEADY_DB = 4, 4.0  # the least length of a passage, and how much its chunks may differ


@dataclass(frozen=True, slots=True)
class LevelReadings:
    """Levels of a recording, one reading for each tenth of a second.

    Shapes: `power` (channels, n), without the constant part; `silent` (n,): all samples are zero; `product` (n,): of
    both channels, for their correlation. `offset` is the mean of each channel; `duration` is the length of a reading in
    seconds.
    """

    power: NDArray[np.float64]
    silent: NDArray[np.bool_]
    product: NDArray[np.float64]
    offset: NDArray[np.float64]
    duration: float


class LevelMeter:
    """Level meter; of a recording that changes its channels half-way it measures the beginning."""

    def __init__(self, sample_rate: int) -> None:
        self._rate, self._hop = sample_rate, sample_rate // 10
        self._rows: list[NDArray[np.float64]] = []
        self._samples = 0
        self.channels = 0

    @property
    def seconds(self) -> float:
        """Length of the recording so far."""
        return self._samples / self._rate

    def add(self, block: NDArray[np.float32]) -> None:
        """Add the next samples, shape (channels, n)."""
        import numpy as np

        self._samples += block.shape[1]
        self.channels = self.channels or block.shape[0]
        count = block.shape[1] // self._hop
        if block.shape[0] != self.channels or not count:
            return
        parts = block[:, : count * self._hop].reshape(block.shape[0], count, self._hop)
        means = parts.mean(axis=2, dtype=np.float64)
        powers = np.einsum("cnw,cnw->cn", parts, parts) / self._hop - means**2
        product = np.einsum("nw,nw->n", parts[0], parts[-1]) / self._hop - means[0] * means[-1]
        silent = (powers + means**2).max(axis=0) == 0
        self._rows.append(np.concatenate([means, powers, [product, silent]]))

    def readings(self) -> LevelReadings:
        """Return all readings."""
        import numpy as np

        table = np.concatenate(self._rows, axis=1) if self._rows else np.zeros((4, 0))
        count = (table.shape[0] - 2) // 2
        means, powers, (product, silent) = table[:count], table[count : 2 * count], table[2 * count :]
        offset = means.mean(axis=1) if means.size else np.zeros(count)
        return LevelReadings(np.maximum(powers, 0.0), silent > 0, product, offset, self._hop / self._rate)


def level_faults(readings: LevelReadings) -> Iterator[RecordingFault]:
    """Yield the faults that the levels show."""
    if readings.power.shape[1] < _READINGS_PER_SECOND or not readings.power.any():
        return
    yield from _pauses(readings)
    yield from _channel_faults(readings)
    yield from _offset_fault(readings)
    yield from _quiet_passages(readings)


def _power_to_decibels(power: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    decibels: NDArray[np.float64] = 10 * np.log10(np.maximum(power, _MIN_POWER))
    return decibels


def _levels_dbfs(readings: LevelReadings) -> NDArray[np.float64]:
    """Return the level of each reading in dBFS, of all channels together."""
    return _power_to_decibels(readings.power.mean(axis=0))


def _loud_level(levels: NDArray[np.float64]) -> float:
    """Return the level of the loud readings: the 95th percentile."""
    import numpy as np

    return float(np.percentile(levels, 95))


def _runs(mask: NDArray[np.bool_], min_length: int) -> list[tuple[int, int]]:
    """Return first and end (exclusive) of each run of true values with at least `min_length`."""
    import numpy as np

    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(first), int(end)) for first, end in edges.reshape(-1, 2) if end - first >= min_length]


def _pauses(readings: LevelReadings) -> Iterator[RecordingFault]:
    """Yield silence between sounds.

    "digital silence" comes from a recorder that stopped, "pause" from a room without speech.
    """
    import numpy as np

    levels = _levels_dbfs(readings)
    loud = _loud_level(levels)
    sound = np.flatnonzero(levels > loud - _SOUND_BELOW_LOUD_DB)
    quiet = levels < min(loud - _PAUSE_BELOW_LOUD_DB, _MAX_PAUSE_LEVEL_DBFS)
    pauses = [
        run for run in _runs(quiet, round(_MIN_SILENCE_SECONDS / readings.duration)) if sound[0] < run[0] < sound[-1]
    ]
    min_length = round(_MIN_SILENCE_SECONDS / readings.duration)
    silences = [(a + lo, a + hi) for a, b in pauses for lo, hi in _runs(readings.silent[a:b], min_length)]
    long_pauses = [
        run
        for run in pauses
        if run[1] - run[0] >= _MIN_PAUSE_SECONDS / readings.duration
        and not any(run[0] <= lo < run[1] for lo, _ in silences)
    ]
    if silences:
        yield RecordingFault("digital silence", 0.0, _spans(silences, readings))
    if long_pauses:
        yield RecordingFault("pause", 0.0, _spans(long_pauses, readings))


def _spans(runs: list[tuple[int, int]], readings: LevelReadings) -> tuple[tuple[float, float], ...]:
    return tuple((round(first * readings.duration, 1), round(end * readings.duration, 1)) for first, end in runs)


def _channel_faults(readings: LevelReadings) -> Iterator[RecordingFault]:
    """Yield the fault of a channel that is silent, quieter, or inverted."""
    import numpy as np

    levels = _levels_dbfs(readings)
    if readings.power.shape[0] < 2:
        return
    sound = levels > _loud_level(levels) - _SOUND_BELOW_LOUD_DB
    channels = _power_to_decibels(readings.power[:, sound])
    differences = channels[0] - channels[1]
    median = float(np.median(differences))
    leaning_ratio = float(np.mean(differences * np.sign(median) >= min(abs(median) / 2, _DEAD_CHANNEL_DB)))
    if abs(median) >= _DEAD_CHANNEL_DB and leaning_ratio >= _MIN_LEANING_RATIO:
        yield RecordingFault("dead channel", round(median, 1))
        return
    power = float(np.sqrt(np.prod(readings.power.sum(axis=1))))
    correlation = float(readings.product.sum()) / power if power else 0.0
    if correlation <= _MAX_INVERTED_CORRELATION:
        yield RecordingFault("inverted", round(correlation, 2))
    if abs(median) >= _MIN_IMBALANCE_DB and leaning_ratio >= _MIN_LEANING_RATIO:
        yield RecordingFault("imbalance", round(median, 1))


def _offset_fault(readings: LevelReadings) -> Iterator[RecordingFault]:
    """Yield the fault of a constant (DC) offset, which a faulty sound card adds."""
    largest = max(readings.offset, key=abs)
    if abs(largest) >= _MIN_OFFSET:
        yield RecordingFault("offset", round(float(largest), 4))


def _quiet_passages(readings: LevelReadings) -> Iterator[RecordingFault]:
    """Yield passages that are evenly quieter than an otherwise even programme, and begin and end at once.

    Music that rises and falls is no even programme, and has no such fault.
    """
    import numpy as np

    levels = _levels_dbfs(readings)
    count = levels.size // _CHUNK_READINGS
    if count < 3 * _MIN_PASSAGE_CHUNKS:
        return
    chunks = np.percentile(levels[: count * _CHUNK_READINGS].reshape(count, _CHUNK_READINGS), 90, axis=1)
    usual = float(np.median(chunks))
    low = (chunks < usual - _MIN_PASSAGE_DB) & (chunks > usual - _PAUSE_BELOW_LOUD_DB)
    runs = [
        run
        for run in _runs(low, _MIN_PASSAGE_CHUNKS)
        if float(np.ptp(chunks[run[0] + 1 : run[1] - 1])) <= 2 * _STEADY_DB
    ]
    passages = [run for run in runs if _is_abrupt(chunks, run, usual)]
    other_chunks = chunks[~low & (chunks > usual - _PAUSE_BELOW_LOUD_DB)]
    if not passages or float(np.mean(np.abs(other_chunks - usual) <= _STEADY_DB)) < 0.8:
        return
    passage_level = float(np.median(np.concatenate([chunks[first:end] for first, end in passages])))
    loud = np.flatnonzero(levels > (usual + passage_level) / 2)
    edges = [
        _passage_edges(loud, first * _CHUNK_READINGS, end * _CHUNK_READINGS, levels.size) for first, end in passages
    ]
    yield RecordingFault("quiet passage", round(usual - passage_level, 1), _spans(edges, readings))


def _is_abrupt(chunks: NDArray[np.float64], run: tuple[int, int], usual: float) -> bool:
    """Whether it is loud again two chunks away from both ends; the recording's own ends count as loud."""
    neighbours = [chunks[chunk] for chunk in (run[0] - 2, run[1] + 1) if 0 <= chunk < chunks.size]
    return bool(neighbours) and all(level > usual - _STEADY_DB for level in neighbours)


def _passage_edges(loud: NDArray[np.intp], first: int, end: int, size: int) -> tuple[int, int]:
    """Return a passage from the last of the `loud` readings before it to the first one after it.

    Both are looked for within a chunk of the passage's ends.
    """
    before, after = loud[loud < first + _CHUNK_READINGS], loud[loud >= end - _CHUNK_READINGS]
    return int(before[-1]) + 1 if before.size else 0, int(after[0]) if after.size else size
