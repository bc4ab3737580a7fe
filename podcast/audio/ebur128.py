"""Wrapper of FFmpeg's filter `ebur128`: momentary and short-term loudness ten times a second (EBU Tech 3341)."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    import numpy as np
    from numpy.typing import NDArray

READINGS_PER_SECOND = 10
_MAX_PENDING = 8  # blocks that wait for a threaded meter
_LAYOUTS = {1: "mono", 2: "stereo"}


class LoudnessMeter:
    """Loudness meter that is fed block by block.

    With `threaded` it measures in a thread of its own: the readings are the same, but are returned some blocks later.
    """

    def __init__(self, sample_rate: int, *, threaded: bool = False) -> None:
        """`sample_rate` in Hz."""
        self._sample_rate, self._samples, self._readings_given = sample_rate, 0, 0
        self._graph: Any = None
        self._pool = ThreadPoolExecutor(1) if threaded else None
        self._pending: deque[Future[NDArray[np.float64]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def push(self, block: NDArray[np.float32]) -> list[NDArray[np.float64]]:
        """Add the next samples, shape (channels, n), and return the new readings.

        A reading is a row of momentary and short-term loudness in LUFS.
        """
        self._samples += block.shape[1]
        if self._pool is None:
            return [self._process(block)]
        self._pending.append(self._pool.submit(self._process, block))
        return self._collect(_MAX_PENDING)

    def flush(self) -> list[NDArray[np.float64]]:
        """Return the remaining readings at the end of the programme; an incomplete tenth of a second has no reading."""
        readings = self._collect(0)
        if self._graph is not None:
            readings.append(self._process(None))
        return readings

    def _collect(self, max_pending: int) -> list[NDArray[np.float64]]:
        readings = []
        while len(self._pending) > max_pending:
            readings.append(self._pending.popleft().result())
        return readings

    def _process(self, block: NDArray[np.float32] | None) -> NDArray[np.float64]:
        import numpy as np
        from av import AudioFrame

        frame = None
        if block is not None:
            layout = _LAYOUTS[block.shape[0]]
            self._graph = self._graph or _graph(self._sample_rate, layout)
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout=layout)
            frame.sample_rate = self._sample_rate
        self._graph.push(frame)
        rows = np.array(list(_pull_readings(self._graph))).reshape(-1, 2)
        rows = rows[: self._samples * READINGS_PER_SECOND // self._sample_rate - self._readings_given]
        self._readings_given += len(rows)
        return rows


def _pull_readings(graph: Any) -> Iterator[tuple[float, float]]:
    """Yield the readings that the filter has ready: momentary and short-term loudness in LUFS."""
    from av.error import BlockingIOError as NothingYet
    from av.error import EOFError as EndOfStream

    while True:
        try:
            metadata = graph.pull().metadata
        except (NothingYet, EndOfStream):
            return
        if "lavfi.r128.M" in metadata:
            yield float(metadata["lavfi.r128.M"]), float(metadata["lavfi.r128.S"])


def _graph(sample_rate: int, layout: str) -> Any:
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=sample_rate, format="fltp", layout=layout, time_base=Fraction(1, sample_rate)
    )
    graph.link_nodes(source, graph.add("ebur128", "metadata=1:framelog=quiet"), graph.add("abuffersink"))
    graph.configure()
    return graph
