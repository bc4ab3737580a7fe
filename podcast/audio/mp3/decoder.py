"""Our own MP3 as a player decodes it: FFmpeg reads it by itself, which takes half the time of doing it frame by frame.

For what a producer gave us see `decode`: there, what is broken has to be found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podcast.audio.blocks import without_first
from podcast.audio.cpu_flags import plain
from podcast.audio.mp3.info_frame import DELAY, FRAME, GRID, frame_bytes, grid_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.model.groups import AudioTargets

_LAYOUTS = {1: "mono", 2: "stereo"}
_DECODER = 529  # samples by which every decoder is late: its filters look ahead
_BEFORE = 24  # frames until a decoder has all that sounds on from those before


def played(path: Path, targets: AudioTargets, channels: int, start: int = 0) -> Iterator[NDArray[np.float32]]:
    """The file's samples from `start` on, float32, shape (channels, n), at its own rate.

    At the end come some more than its own: a player cuts them off.
    """
    rate, bitrate = targets.sample_rate, targets.bitrate
    late = start + DELAY + _DECODER
    first = max(0, late // FRAME - _BEFORE) // GRID * GRID
    at = frame_bytes(bitrate, rate) + first // GRID * grid_bytes(bitrate, rate)
    yield from without_first(late - first * FRAME, _decoded(path, at, rate, channels))


def _decoded(path: Path, at: int, sample_rate: int, channels: int) -> Iterator[NDArray[np.float32]]:
    """What a decoder makes of the file from a byte on."""
    from av.error import BlockingIOError as NothingYet
    from av.error import EOFError as Ended
    from av.filter import Graph

    graph = Graph()
    graph.link_nodes(
        graph.add("amovie", filename=f"subfile,,start,{at},end,{path.stat().st_size},,:file:{path}", format_name="mp3"),
        graph.add("aformat", f"sample_fmts=fltp:sample_rates={sample_rate}:channel_layouts={_LAYOUTS[channels]}"),
        graph.add("asetnsamples", f"n={sample_rate}:p=0"),
        graph.add("abuffersink"),
    )
    with plain():
        graph.configure()
    while True:
        try:
            frame: Any = graph.pull()
        except NothingYet:
            continue
        except Ended:
            return
        yield frame.to_ndarray()
