"""Any recording to samples: the door to FFmpeg's decoders, which come with PyAV.

Samples are float32 arrays of shape (channels, samples), full scale 1.0, in blocks of `BLOCK` samples (the last one
shorter), whatever the source's own frames are: everything after this module sees the same grid on every machine.
"""

from __future__ import annotations

import contextlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from podcast.artifacts import Sound
from podcast.audio.header import AGAIN, TOLERANCE, cut_off, promised_seconds
from podcast.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

BLOCK = 1 << 16  # samples

# What a recording may be kept in. Playlists are left out on purpose: they would read other files.
_FORMATS = "wav,w64,flac,mp3,mov,ogg,aac"
_LAYOUTS = {1: "mono", 2: "stereo"}


def probe(path: Path) -> Sound:
    """What the header says of a recording, without decoding it.

    Raises:
        AudioError: no sound is in it, or the file ends before its header says so.
    """
    with _opened(path) as container:
        stream = _stream(container, path)
        promised = promised_seconds(path, container, stream)
        context = stream.codec_context
        return Sound(context.name, promised, stream.rate or context.sample_rate, context.channels)


def blocks(path: Path, sample_rate: int, channels: int) -> Iterator[NDArray[np.float32]]:
    """The recording's samples at `sample_rate` (Hz), mixed to `channels` (1 or 2), block by block.

    Broken frames in an MP3 are passed over, as players do.

    Raises:
        AudioError: no sound is in it, more is broken than whole, or it ends before its header says so.
    """
    heard = 0
    with _opened(path) as container:
        stream = _stream(container, path)
        promised = promised_seconds(path, container, stream)
        frames = _frames(container, stream, path, promised)
        for block in even(_resampled(frames, sample_rate, channels), channels):
            heard += block.shape[1]
            yield block
    if not heard:
        raise AudioError(path, "no sound is in it", AGAIN)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The file as a container; FFmpeg's refusals in our words."""
    import av

    av.logging.set_level(av.logging.PANIC)
    try:
        if path.stat().st_size == 0:
            raise AudioError(path, "is empty", AGAIN)
        with av.open(str(path), options={"protocol_whitelist": "file", "format_whitelist": _FORMATS}) as container:
            yield container
    except av.error.InvalidDataError as error:
        raise AudioError(path, "is not audio that can be read", AGAIN) from error
    except (av.error.FFmpegError, OSError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise AudioError(path, f"cannot be read ({reason})", AGAIN) from error


def _stream(container: Any, path: Path) -> Any:
    """The sound in a container: an M4A may hold a picture or a film as well."""
    stream = container.streams.best("audio")
    if stream is None:
        raise AudioError(path, "no sound is in it", AGAIN)
    if not stream.codec_context.sample_rate or not stream.codec_context.channels:
        raise AudioError(path, "is not audio that can be read", AGAIN)
    return stream


def _frames(container: Any, stream: Any, path: Path, promised: float) -> Iterator[Any]:
    """Decoded frames; what cannot be decoded is passed over as long as more is whole than broken.

    The packets' own times tell a file that ends too early from one with holes.
    """
    whole = broken = 0
    end = 0.0  # seconds
    for packet, frames in _packets(container, stream):
        if packet is not None and packet.pts is not None:
            end = float((packet.pts - (stream.start_time or 0) + (packet.duration or 0)) * stream.time_base)
        if frames is None:
            broken += 1
        else:
            whole += len(frames)
            yield from frames
        if broken > max(whole, 100):
            break
    if broken > whole:
        raise AudioError(path, "more of it is broken than whole", AGAIN)
    if whole and end < promised - TOLERANCE:
        raise cut_off(path, promised, end)


def _packets(container: Any, stream: Any) -> Iterator[tuple[Any, list[Any] | None]]:
    """Each packet with its frames; None in place of what is broken."""
    from av.error import FFmpegError

    packets = container.demux(stream)
    while True:
        packet = None
        try:
            packet = next(packets, None)
            if packet is None:
                return
            yield packet, packet.decode()
        except FFmpegError:
            yield packet, None
            if packet is None:  # the container itself is broken from here on
                return


def _resampled(frames: Iterator[Any], sample_rate: int, channels: int) -> Iterator[NDArray[np.float32]]:
    """Frames of any kind as float32 arrays of one kind. A source may change its kind half-way (chained Ogg)."""
    graph, kind = None, None
    for frame in frames:
        if kind != (seen := (frame.format.name, frame.layout.name, frame.sample_rate)):
            yield from _pushed(graph, None)
            graph, kind = _graph(frame, sample_rate, _LAYOUTS[channels]), seen
        frame.pts = None  # a gap in time stamps is not silence
        yield from _pushed(graph, frame)
    yield from _pushed(graph, None)


def _graph(frame: Any, sample_rate: int, layout: str) -> Any:
    """Resampling and mixing; in double precision, because swresample's float code differs between CPUs."""
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate,
        format=frame.format.name,
        layout=frame.layout.name,
        time_base=Fraction(1, frame.sample_rate),
    )
    resample = graph.add("aresample", f"{sample_rate}:internal_sample_fmt=dblp")
    form = graph.add("aformat", f"sample_fmts=fltp:channel_layouts={layout}")
    sink = graph.add("abuffersink")
    for one, other in ((source, resample), (resample, form), (form, sink)):
        one.link_to(other)
    graph.configure()
    return graph


def _pushed(graph: Any, frame: Any) -> Iterator[NDArray[np.float32]]:
    from av.error import BlockingIOError as NothingYet
    from av.error import EOFError as Ended

    if graph is None:
        return
    graph.push(frame)
    while True:
        try:
            yield graph.pull().to_ndarray()
        except (NothingYet, Ended):
            return


def even(arrays: Iterable[NDArray[np.float32]], channels: int) -> Iterator[NDArray[np.float32]]:
    """The same samples in blocks of `BLOCK`."""
    import numpy as np

    block, filled = np.empty((channels, BLOCK), np.float32), 0
    for array in arrays:
        taken = 0
        while taken < array.shape[1]:
            count = min(BLOCK - filled, array.shape[1] - taken)
            block[:, filled : filled + count] = array[:, taken : taken + count]
            filled, taken = filled + count, taken + count
            if filled == BLOCK:
                yield block
                block, filled = np.empty((channels, BLOCK), np.float32), 0
    if filled:
        yield block[:, :filled]
