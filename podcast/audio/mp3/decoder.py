"""Decode the package's own MP3 files as a player does.

FFmpeg reads the file by itself, which takes half the time of decoding frame by frame. Recordings are decoded by
`podcast.audio.decode`, which has to find broken frames.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podcast.audio.blocks import skip_samples
from podcast.audio.cpu_flags import baseline_cpu
from podcast.audio.mp3.info_frame import ENCODER_DELAY, FRAME_SAMPLES, GRID_FRAMES, frame_bytes, grid_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.model.audio_settings import AudioTargets

_LAYOUTS = {1: "mono", 2: "stereo"}
_DECODER_DELAY = 529  # samples by which every decoder delays its output: its filters look ahead
_WARM_UP_FRAMES = 24  # frames until a decoder's output no longer depends on where it started


def decode_mp3(path: Path, targets: AudioTargets, channels: int, start: int = 0) -> Iterator[NDArray[np.float32]]:
    """Yield the file's samples from `start` on, float32, shape (channels, n), at its own rate.

    Some more samples than the file's own follow at the end: a player cuts them off.
    """
    rate, bitrate = targets.sample_rate, targets.bitrate
    delayed_start = start + ENCODER_DELAY + _DECODER_DELAY
    first = max(0, delayed_start // FRAME_SAMPLES - _WARM_UP_FRAMES) // GRID_FRAMES * GRID_FRAMES
    position = frame_bytes(bitrate, rate) + first // GRID_FRAMES * grid_bytes(bitrate, rate)
    yield from skip_samples(delayed_start - first * FRAME_SAMPLES, _decode_from(path, position, rate, channels))


def _decode_from(path: Path, position: int, sample_rate: int, channels: int) -> Iterator[NDArray[np.float32]]:
    """Yield the decoder's output of the file from a byte on."""
    from av.error import BlockingIOError as NothingYet
    from av.error import EOFError as EndOfStream
    from av.filter import Graph

    graph = Graph()
    source = f"subfile,,start,{position},end,{path.stat().st_size},,:file:{path}"
    with baseline_cpu():  # the source opens its decoder when it is added
        graph.link_nodes(
            graph.add("amovie", filename=source, format_name="mp3"),
            graph.add("aformat", f"sample_fmts=fltp:sample_rates={sample_rate}:channel_layouts={_LAYOUTS[channels]}"),
            graph.add("asetnsamples", f"n={sample_rate}:p=0"),
            graph.add("abuffersink"),
        )
        graph.configure()
    while True:
        try:
            frame: Any = graph.pull()
        except NothingYet:
            continue
        except EndOfStream:
            return
        yield frame.to_ndarray()
