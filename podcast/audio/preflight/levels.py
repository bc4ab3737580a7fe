"""Levels of a recording along its time: pauses, passages that are too quiet, and how its channels stand to each other.

All is reckoned from the power of every tenth of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.preflight.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

_FLOOR = 1e-14  # power: -140 dBFS
_TENTHS = 10  # to a second
_HEARD = 20.0  # dB below the loud tenths that still count as sound
_QUIETER = 30.0  # dB below the loud tenths is a pause …
_QUIET = -42.0  # dBFS … if it is quiet besides
_LONG_PAUSE = 5.0  # seconds
_LONG_SILENCE = 3.0  # seconds: a noise gate makes shorter ones
_DEAD = 30.0  # dB between the channels
_UNEVEN = 4.0  # dB between the channels
_SAME_SIDE = 0.8  # of the tenths with sound lean to one side, by half of that
_UPSIDE_DOWN = -0.5  # correlation of the channels
_OFFSET = 0.005  # full scale 1.0, as mastering takes it away
_CHUNK = 50  # tenths: passages are looked for in steps of five seconds
_PASSAGE = 8.0  # dB
_AT_LEAST, _STEADY = 4, 4.0  # chunks of a passage; dB that they may differ


@dataclass(frozen=True, slots=True)
class Tenths:
    """A recording in tenths of a second.

    Shapes: `power` (channels, n), without what is constant; `silent` (n,): not one sample is other than zero; `product`
    (n,): of both channels, what correlates. `offset` is the mean of each channel; `hop` is how long a tenth is, in
    seconds.
    """

    power: NDArray[np.float64]
    silent: NDArray[np.bool_]
    product: NDArray[np.float64]
    offset: NDArray[np.float64]
    hop: float


class Levels:
    """Gathers the tenths; of a recording that changes its channels half-way, those of the beginning."""

    def __init__(self, sample_rate: int) -> None:
        self._rate, self._hop = sample_rate, sample_rate // 10
        self._rows: list[NDArray[np.float64]] = []
        self._samples = 0
        self.channels = 0

    @property
    def seconds(self) -> float:
        """How long it was."""
        return self._samples / self._rate

    def add(self, block: NDArray[np.float32]) -> None:
        """The next samples, shape (channels, n)."""
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

    def seen(self) -> Tenths:
        """All of it."""
        import numpy as np

        table = np.concatenate(self._rows, axis=1) if self._rows else np.zeros((4, 0))
        count = (table.shape[0] - 2) // 2
        means, powers, (product, silent) = table[:count], table[count : 2 * count], table[2 * count :]
        offset = means.mean(axis=1) if means.size else np.zeros(count)
        return Tenths(np.maximum(powers, 0.0), silent > 0, product, offset, self._hop / self._rate)


def levels_judged(tenths: Tenths) -> Iterator[Fault]:
    """What the levels tell."""
    if tenths.power.shape[1] < _TENTHS or not tenths.power.any():
        return
    yield from _pauses(tenths)
    yield from _channels(tenths)
    yield from _offset(tenths)
    yield from _quiet_passages(tenths)


def _decibel(power: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    decibels: NDArray[np.float64] = 10 * np.log10(np.maximum(power, _FLOOR))
    return decibels


def _level(tenths: Tenths) -> NDArray[np.float64]:
    """The level of each tenth in dBFS, of all channels together."""
    return _decibel(tenths.power.mean(axis=0))


def _loud(level: NDArray[np.float64]) -> float:
    """The level of the loud tenths."""
    import numpy as np

    return float(np.percentile(level, 95))


def _runs(mask: NDArray[np.bool_], least: int) -> list[tuple[int, int]]:
    """From where to where a mask holds, `least` in a row."""
    import numpy as np

    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(first), int(end)) for first, end in edges.reshape(-1, 2) if end - first >= least]


def _pauses(tenths: Tenths) -> Iterator[Fault]:
    """Silence between sound and sound: of a recorder that stopped, or of a room where nobody speaks."""
    import numpy as np

    level = _level(tenths)
    loud = _loud(level)
    heard = np.flatnonzero(level > loud - _HEARD)
    quiet = level < min(loud - _QUIETER, _QUIET)
    within = [run for run in _runs(quiet, round(_LONG_SILENCE / tenths.hop)) if heard[0] < run[0] < heard[-1]]
    least = round(_LONG_SILENCE / tenths.hop)
    dead = [(a + lo, a + hi) for a, b in within for lo, hi in _runs(tenths.silent[a:b], least)]
    rest = [
        run
        for run in within
        if run[1] - run[0] >= _LONG_PAUSE / tenths.hop and not any(run[0] <= lo < run[1] for lo, _ in dead)
    ]
    if dead:
        yield Fault("digital silence", 0.0, _spans(dead, tenths))
    if rest:
        yield Fault("pause", 0.0, _spans(rest, tenths))


def _spans(runs: list[tuple[int, int]], tenths: Tenths) -> tuple[tuple[float, float], ...]:
    return tuple((round(first * tenths.hop, 1), round(end * tenths.hop, 1)) for first, end in runs)


def _channels(tenths: Tenths) -> Iterator[Fault]:
    """One of two channels is silent, quieter, or the other upside down."""
    import numpy as np

    level = _level(tenths)
    if tenths.power.shape[0] < 2:
        return
    sound = level > _loud(level) - _HEARD
    sides = _decibel(tenths.power[:, sound])
    apart = sides[0] - sides[1]
    middle = float(np.median(apart))
    leaning = float(np.mean(apart * np.sign(middle) >= min(abs(middle) / 2, _DEAD)))
    if abs(middle) >= _DEAD and leaning >= _SAME_SIDE:
        yield Fault("dead channel", round(middle, 1))
        return
    both = float(np.sqrt(np.prod(tenths.power.sum(axis=1))))
    together = float(tenths.product.sum()) / both if both else 0.0
    if together <= _UPSIDE_DOWN:
        yield Fault("inverted", round(together, 2))
    if abs(middle) >= _UNEVEN and leaning >= _SAME_SIDE:
        yield Fault("imbalance", round(middle, 1))


def _offset(tenths: Tenths) -> Iterator[Fault]:
    """A constant in all samples, which a faulty sound card adds."""
    largest = max(tenths.offset, key=abs)
    if abs(largest) >= _OFFSET:
        yield Fault("offset", round(float(largest), 4))


def _quiet_passages(tenths: Tenths) -> Iterator[Fault]:
    """Passages that are evenly quieter than an otherwise even programme, and begin and end at once.

    Music that rises and falls is no even programme, and nothing is said of it.
    """
    import numpy as np

    level = _level(tenths)
    count = level.size // _CHUNK
    if count < 3 * _AT_LEAST:
        return
    chunks = np.percentile(level[: count * _CHUNK].reshape(count, _CHUNK), 90, axis=1)
    usual = float(np.median(chunks))
    low = (chunks < usual - _PASSAGE) & (chunks > usual - _QUIETER)
    runs = [run for run in _runs(low, _AT_LEAST) if float(np.ptp(chunks[run[0] + 1 : run[1] - 1])) <= 2 * _STEADY]
    passages = [run for run in runs if _abrupt(chunks, run, usual)]
    others = chunks[~low & (chunks > usual - _QUIETER)]
    if not passages or float(np.mean(np.abs(others - usual) <= _STEADY)) < 0.8:
        return
    inside = float(np.median(np.concatenate([chunks[first:end] for first, end in passages])))
    loud = np.flatnonzero(level > (usual + inside) / 2)
    edges = [_edges(loud, first * _CHUNK, end * _CHUNK, level.size) for first, end in passages]
    yield Fault("quiet passage", round(usual - inside, 1), _spans(edges, tenths))


def _abrupt(chunks: NDArray[np.float64], run: tuple[int, int], usual: float) -> bool:
    """Whether it is loud again two chunks away from both ends; the recording's own ends count as loud."""
    beside = [chunks[at] for at in (run[0] - 2, run[1] + 1) if 0 <= at < chunks.size]
    return bool(beside) and all(level > usual - _STEADY for level in beside)


def _edges(loud: NDArray[np.intp], first: int, end: int, size: int) -> tuple[int, int]:
    """A passage from the last of the `loud` tenths before it to the first one after it, each within a chunk of it."""
    before, after = loud[loud < first + _CHUNK], loud[loud >= end - _CHUNK]
    return int(before[-1]) + 1 if before.size else 0, int(after[0]) if after.size else size
