"""K-weighted power of a programme along its time, 150 values a second: loudness follows from it (ITU-R BS.1770-4)."""

from __future__ import annotations

import math
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

from podcast.audio.cpu_flags import baseline_cpu

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    import numpy as np
    from numpy.typing import NDArray

WINDOWS_PER_SECOND = 150  # 6.7 ms each: a whole number of samples at 44.1 and 48 kHz
# The two filters of BS.1770-4, annex 1, are given there for 48 kHz only. These figures of the analogue filters, from
# libebur128, give the same coefficients at 48 kHz, and the same response at any other rate.
_BOOST_HZ, _BOOST_Q, _BOOST_GAIN_DB, _BOOST_BAND_EXPONENT = (
    1681.974450955533,
    0.7071752369554196,
    3.999843853973347,
    0.4996667741545416,
)
_HIGH_PASS_HZ, _HIGH_PASS_Q = 38.13547087602444, 0.5003270373238773
_COEFFICIENT_DIGITS = 12  # after the point: tangents and powers differ in their last bit between CPUs
_MAX_PENDING = 8  # blocks that wait for a threaded meter
_LAYOUTS = {1: "mono", 2: "stereo"}


class PowerMeter:
    """Meter of K-weighted power that is fed block by block.

    With `threaded` it works in a thread of its own: the powers are the same, but are returned some blocks later.
    """

    def __init__(self, sample_rate: int, *, threaded: bool = False) -> None:
        """`sample_rate` in Hz."""
        self._sample_rate = sample_rate
        self._graph: Any = None
        self._pool = ThreadPoolExecutor(1) if threaded else None
        self._pending: deque[Future[NDArray[np.float32]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def push(self, block: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Add the next samples, shape (channels, n), and return the new powers.

        A power is the mean square of the weighted samples of a window of `sample_rate` / `WINDOWS_PER_SECOND` samples,
        summed over the channels. Every block but the last one has to be whole windows long.
        """
        if self._pool is None:
            return [self._process(block)]
        self._pending.append(self._pool.submit(self._process, block))
        return self._collect(_MAX_PENDING)

    def flush(self) -> list[NDArray[np.float32]]:
        """Return the remaining powers at the end of the programme."""
        return self._collect(0)

    def _collect(self, max_pending: int) -> list[NDArray[np.float32]]:
        powers = []
        while len(self._pending) > max_pending:
            powers.append(self._pending.popleft().result())
        return powers

    def _process(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        import numpy as np
        from av import AudioFrame

        layout, width = _LAYOUTS[block.shape[0]], self._sample_rate // WINDOWS_PER_SECOND
        self._graph = self._graph or _graph(self._sample_rate, layout)
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout=layout)
        frame.sample_rate = self._sample_rate
        self._graph.push(frame)
        powers = [window_powers(weighted, width) for weighted in _pull_weighted(self._graph)]
        return np.concatenate(powers) if powers else np.zeros(0, np.float32)


def window_powers(samples: Sequence[NDArray[np.float64]], width: int) -> NDArray[np.float32]:
    """Return the mean square of each `width` samples, summed over the channels: an array of each in, (windows,) out.

    A last window that is shorter is padded with silence.
    """
    import numpy as np

    squares = np.square(samples[0])
    for channel in samples[1:]:
        squares += np.square(channel)
    powers: NDArray[np.float32] = (np.add.reduceat(squares, np.arange(0, squares.size, width)) / width).astype("f4")
    return powers


def _pull_weighted(graph: Any) -> Iterator[list[NDArray[np.float64]]]:
    """Yield the filtered samples that the graph has ready, one array for each channel: FFmpeg's memory, not a copy."""
    import numpy as np
    from av.error import BlockingIOError as NothingYet

    while True:
        try:
            frame = graph.pull()
        except NothingYet:
            return
        yield [np.frombuffer(plane, np.float64, frame.samples) for plane in frame.planes]


def _graph(sample_rate: int, layout: str) -> Any:
    """Return a filter graph that K-weights samples in double precision."""
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=sample_rate, format="fltp", layout=layout, time_base=Fraction(1, sample_rate)
    )
    filters = [
        graph.add("biquad", f"b0={b0}:b1={b1}:b2={b2}:a0=1:a1={a1}:a2={a2}:normalize=0:precision=f64")
        for b0, b1, b2, a1, a2 in weighting_coefficients(sample_rate)
    ]
    graph.link_nodes(source, *filters, graph.add("abuffersink"))
    with baseline_cpu():
        graph.configure()
    return graph


def weighting_coefficients(sample_rate: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return b0, b1, b2, a1 and a2 of the two filters, with an a0 of 1: the boost above 1.7 kHz, and the high-pass."""
    high = 10 ** (_BOOST_GAIN_DB / 20)
    band = high**_BOOST_BAND_EXPONENT
    warped = math.tan(math.pi * _BOOST_HZ / sample_rate)
    damped, square = warped / _BOOST_Q, warped * warped
    scale = 1 + damped + square
    boost = (
        (high + band * damped + square) / scale,
        2 * (square - high) / scale,
        (high - band * damped + square) / scale,
        2 * (square - 1) / scale,
        (1 - damped + square) / scale,
    )
    warped = math.tan(math.pi * _HIGH_PASS_HZ / sample_rate)
    damped, square = warped / _HIGH_PASS_Q, warped * warped
    scale = 1 + damped + square
    high_pass = (1.0, -2.0, 1.0, 2 * (square - 1) / scale, (1 - damped + square) / scale)
    rounded_boost, rounded_high_pass = (
        tuple(round(value, _COEFFICIENT_DIGITS) for value in filter_) for filter_ in (boost, high_pass)
    )
    return rounded_boost, rounded_high_pass
