"""FFmpeg's `ebur128`, fed and read: momentary and short-term loudness ten times a second."""

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

HOP = 10  # readings a second
_WAITING = 8  # pieces that wait for a meter apart at most
_LAYOUTS = {1: "mono", 2: "stereo"}


class Meter:
    """Reads the loudness of a programme that it is given piece by piece.

    `apart` gives it a thread of its own; it reads the same then, but tells it later.
    """

    def __init__(self, sample_rate: int, *, apart: bool = False) -> None:
        """`sample_rate` in Hz."""
        self._sample_rate, self._samples, self._read = sample_rate, 0, 0
        self._graph: Any = None
        self._pool = ThreadPoolExecutor(1) if apart else None
        self._waiting: deque[Future[NDArray[np.float64]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def hears(self, piece: NDArray[np.float32]) -> list[NDArray[np.float64]]:
        """Takes the next samples, shape (channels, n), and gives what it has read: rows of momentary and short-term."""
        self._samples += piece.shape[1]
        if self._pool is None:
            return [self._pushed(piece)]
        self._waiting.append(self._pool.submit(self._pushed, piece))
        return self._told(_WAITING)

    def ended(self) -> list[NDArray[np.float64]]:
        """Gives what is left when the programme is over; a tenth of a second that is not whole has no reading."""
        readings = self._told(0)
        if self._graph is not None:
            readings.append(self._pushed(None))
        return readings

    def _told(self, waiting: int) -> list[NDArray[np.float64]]:
        readings = []
        while len(self._waiting) > waiting:
            readings.append(self._waiting.popleft().result())
        return readings

    def _pushed(self, piece: NDArray[np.float32] | None) -> NDArray[np.float64]:
        import numpy as np
        from av import AudioFrame

        frame = None
        if piece is not None:
            layout = _LAYOUTS[piece.shape[0]]
            self._graph = self._graph or _graph(self._sample_rate, layout)
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(piece), format="fltp", layout=layout)
            frame.sample_rate = self._sample_rate
        self._graph.push(frame)
        rows = np.array(list(_said(self._graph))).reshape(-1, 2)
        rows = rows[: self._samples * HOP // self._sample_rate - self._read]
        self._read += len(rows)
        return rows


def _said(graph: Any) -> Iterator[tuple[float, float]]:
    """What the meter reads, as far as it has heard."""
    from av.error import BlockingIOError as NothingYet
    from av.error import EOFError as Ended

    while True:
        try:
            said = graph.pull().metadata
        except (NothingYet, Ended):
            return
        if "lavfi.r128.M" in said:
            yield float(said["lavfi.r128.M"]), float(said["lavfi.r128.S"])


def _graph(sample_rate: int, layout: str) -> Any:
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=sample_rate, format="fltp", layout=layout, time_base=Fraction(1, sample_rate)
    )
    graph.link_nodes(source, graph.add("ebur128", "metadata=1:framelog=quiet"), graph.add("abuffersink"))
    graph.configure()
    return graph
