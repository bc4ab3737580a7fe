"""Resample frames to one rate, and mix surround sound to stereo.

Surround sound is mixed to stereo by ITU-R BS.775; channels that do not state their position (a recorder's microphones)
are weighted alike, so that none of them is lost.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from podcast.audio.channels.downmix import equal_mix, measure_mix
from podcast.audio.cpu_flags import baseline_cpu

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from podcast.timeline.recording_notes import ChannelMix

_SAMPLE_SCALES = {"s16": 2.0**-15, "s32": 2.0**-31, "flt": 1}  # factor to full scale 1.0, by FFmpeg's sample format


def direct_samples(frame: Any, sample_rate: int) -> NDArray[np.float32] | None:
    """Return the samples of a mono or stereo frame that needs no filter graph, only conversion to float32.

    None: the frame needs a graph, because it has another sample rate, more channels or another sample format.
    """
    import numpy as np

    scale = _SAMPLE_SCALES.get(frame.format.name.removesuffix("p"))
    if scale is None or frame.sample_rate != sample_rate or frame.layout.nb_channels > 2:
        return None
    samples: NDArray[np.float32] = frame_samples(frame)
    if scale == 1:
        return samples
    converted = samples.astype(np.float32, order="C")  # in two steps: twice as fast as to multiply into another type
    return np.multiply(converted, np.float32(scale), out=converted)


def filter_graph(frame: Any, sample_rate: int) -> Any:
    """Return a filter graph for frames like this one; it gives interleaved or planar float32 frames of one second.

    It resamples in double precision, and mixes surround sound to stereo if FFmpeg has a rule for its channel layout.
    """
    if (graph := _surround_graph(frame, sample_rate)) is not None:
        return graph
    # PyAV reads at most eight planes of a frame: more than two channels are requested interleaved.
    return _resampling_graph(frame, sample_rate, "fltp" if frame.layout.nb_channels <= 2 else "flt")


def _surround_graph(frame: Any, sample_rate: int) -> Any:
    """Return a graph that mixes the frame's channels to stereo; None if FFmpeg has no rule for their layout."""
    from av.error import FFmpegError

    if frame.layout.nb_channels <= 2 or _has_unnamed_layout(frame):
        return None
    try:
        return _resampling_graph(frame, sample_rate, "fltp:channel_layouts=stereo")
    except FFmpegError:
        return None


def channel_mix(frame: Any, start: float) -> ChannelMix | None:
    """Return how the channels of frames like this one are mixed to stereo, from the time `start` on (seconds).

    None: there are one or two.
    """
    if frame.layout.nb_channels <= 2:
        return None
    if _surround_graph(frame, frame.sample_rate) is None:
        return equal_mix(frame.layout.nb_channels, start)
    return measure_mix(frame, start, _mix_alone)


def _mix_alone(frame: Any) -> Iterator[NDArray[np.float32]]:
    """Mix a single frame to stereo."""
    graph = _surround_graph(frame, frame.sample_rate)
    graph.push(frame)
    return pull_samples(graph, ended=True)


def _has_unnamed_layout(frame: Any) -> bool:
    """Whether a frame's channels do not state their position: FFmpeg then names the layout "4 channels"."""
    name: str = frame.layout.name
    return name == f"{frame.layout.nb_channels} channels"


def _resampling_graph(frame: Any, sample_rate: int, sample_format: str) -> Any:
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate,
        format=frame.format.name,
        layout=frame.layout.name,
        time_base=Fraction(1, frame.sample_rate),
    )
    filters = (
        graph.add("aresample", f"{sample_rate}:internal_sample_fmt=dblp"),
        graph.add("aformat", f"sample_fmts={sample_format}"),
        graph.add("asetnsamples", f"n={sample_rate}:p=0"),
        graph.add("abuffersink"),
    )
    graph.link_nodes(source, *filters)
    with baseline_cpu():
        graph.configure()
    return graph


def frame_samples(frame: Any) -> NDArray[Any]:
    """Return a frame's samples unconverted, shape (channels, samples)."""
    samples: NDArray[Any] = frame.to_ndarray()
    return samples if frame.format.is_planar else samples.reshape(frame.samples, -1).T


def resample(
    frames: Iterator[Any],
    sample_rate: int,
    on_mix: Callable[[ChannelMix], None] = lambda mix: None,  # noqa: ARG005 the default ignores it
) -> Iterator[NDArray[np.float32]]:
    """Convert frames of any kind to float32 arrays of one rate.

    A source may change its kind half-way (MP3, chained Ogg). `on_mix` is called where more than two channels begin.
    """
    graph: Any = None
    kind, pending, seconds = None, 0, 0.0
    for frame in frames:
        if kind != (frame_kind := (frame.format.name, frame.layout.name, frame.sample_rate)):
            yield from pull_samples(graph, ended=True)
            graph, kind, pending = None, frame_kind, 0
            if (mix := channel_mix(frame, seconds)) is not None:
                on_mix(mix)
        seconds += frame.samples / frame.sample_rate
        if (samples := direct_samples(frame, sample_rate)) is not None:
            yield samples
            continue
        graph = graph or filter_graph(frame, sample_rate)
        frame.pts = None  # a gap in time stamps is not silence
        graph.push(frame)
        pending += frame.samples
        if pending >= frame.sample_rate:  # pulling after each frame would take longer than decoding it
            yield from pull_samples(graph)
            pending = 0
    yield from pull_samples(graph, ended=True)


def pull_samples(graph: Any, *, ended: bool = False) -> Iterator[NDArray[np.float32]]:
    """Yield the samples that a graph has ready; with `ended`, flush the graph and yield all that is left in it."""
    from av.error import BlockingIOError as NothingYet
    from av.error import EOFError as EndOfStream

    if graph is None:
        return
    if ended:
        graph.push(None)
    while True:
        try:
            yield frame_samples(graph.pull())
        except (NothingYet, EndOfStream):
            return
