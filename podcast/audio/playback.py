"""Our own MP3 as a player decodes it: FFmpeg reads it by itself, which takes half the time of doing it frame by frame.

For what a producer gave us see `decode`: there, what is broken has to be found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podcast.audio.decode import BLOCK
from podcast.audio.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_LAYOUTS = {1: "mono", 2: "stereo"}


def played(path: Path, sample_rate: int, channels: int) -> Iterator[NDArray[np.float32]]:
    """The file's samples, float32, shape (channels, n), in blocks of `BLOCK`; its own rate (Hz) and channels."""
    from av.error import BlockingIOError as NothingYet
    from av.error import EOFError as Ended
    from av.filter import Graph

    graph = Graph()
    graph.link_nodes(
        graph.add("amovie", filename=str(path), format_name="mp3"),
        graph.add("aformat", f"sample_fmts=fltp:sample_rates={sample_rate}:channel_layouts={_LAYOUTS[channels]}"),
        graph.add("asetnsamples", f"n={BLOCK}:p=0"),
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
