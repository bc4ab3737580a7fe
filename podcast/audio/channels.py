"""Resample frames to one rate, and mix channels to mono or stereo.

A signal that both channels of a stereo recording share is as loud in mono as in stereo, so a recording that changes
from one to the other half-way stays as loud: mono is the mean of both channels, stereo from mono is two copies.
Surround sound is mixed to stereo by ITU-R BS.775; channels that do not state their position (a recorder's microphones)
are weighted alike, so that none of them is lost.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from podcast.audio.cpu_flags import baseline_cpu
from podcast.errors import AudioError
from podcast.i18n import _, format_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


_CANCELLATION_RATIO = 10**-1.5  # -15 dB: power of the mono mix against both channels, when one inverts the other
_MIN_OFFSET = 0.005  # full scale 1.0: a smaller constant offset (-46 dB) costs no headroom worth removing
_OFFSET_STEPS = 1 << 20  # offsets are rounded to 1 / this: sums differ in their last bit between CPUs
_SAMPLE_SCALES = {"s16": 2.0**-15, "s32": 2.0**-31, "flt": 1}  # factor to full scale 1.0, by FFmpeg's sample format
_POWER_SUBSAMPLING = 17  # one sample in so many is enough to estimate a programme's power


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
    return np.multiply(samples, np.float32(scale), dtype=np.float32, casting="unsafe", order="C")


def filter_graph(frame: Any, sample_rate: int) -> Any:
    """Return a filter graph for frames like this one; it gives interleaved or planar float32 frames of one second.

    It resamples in double precision, and mixes surround sound to stereo if FFmpeg has a rule for its channel layout.
    """
    from av.error import FFmpegError

    if frame.layout.nb_channels > 2 and not _has_unnamed_layout(frame):
        try:
            return _resampling_graph(frame, sample_rate, "fltp:channel_layouts=stereo")
        except FFmpegError:
            pass  # FFmpeg has no rule for this layout: all channels are weighted alike
    # PyAV reads at most eight planes of a frame: more than two channels are requested interleaved.
    return _resampling_graph(frame, sample_rate, "fltp" if frame.layout.nb_channels <= 2 else "flt")


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


def mix_to(channels: int, array: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mix samples of shape (n, samples) to (`channels`, samples), `channels` being 1 or 2."""
    import numpy as np

    if array.shape[0] == channels:
        return array
    mono = array.mean(axis=0, dtype=np.float32, keepdims=True)
    return np.repeat(mono, channels, axis=0)


def require_finite(
    path: Path, arrays: Iterable[NDArray[np.float32]], sample_rate: int
) -> Iterator[NDArray[np.float32]]:
    """Yield the same arrays, and check that every sample is a finite number.

    Raises:
        AudioError: a sample is NaN or infinite (a faulty plug-in writes such into float WAVs); the message has its
            time.
    """
    import numpy as np

    start = 0
    for array in arrays:
        if not np.isfinite(array).all():
            seconds = (start + int(np.argmin(np.isfinite(array).all(axis=0)))) / sample_rate
            raise AudioError(
                path,
                _("contains samples that are not numbers (NaN), first at {at} s").format(at=format_number(seconds, 3)),
                _("export it again without them"),
            )
        start += array.shape[1]
        yield array


def remove_offset(
    arrays: Iterable[NDArray[np.float32]], on_offset: Callable[[], None] = lambda: None
) -> Iterator[NDArray[np.float32]]:
    """Yield the same arrays without the constant (DC) offset that a faulty sound card adds.

    The offset is inaudible, but takes the headroom that loudness needs, and hides silence. It is estimated as the mean
    of all samples so far, and moves to a new value along one array. Arrays without an offset are passed through
    unchanged.

    Args:
        arrays: float32, shape (channels, n).
        on_offset: called for each array from which an offset is removed.
    """
    import numpy as np

    total, count, previous = np.zeros(0), 0, np.zeros(0)
    for array in arrays:
        is_new = total.size != array.shape[0]
        total, count = (np.zeros(array.shape[0]), 0) if is_new else (total, count)
        total, count = total + array.sum(axis=1, dtype=np.float64), count + array.shape[1]
        offset = np.round(total / count * _OFFSET_STEPS) / _OFFSET_STEPS
        offset[np.abs(offset) < _MIN_OFFSET] = 0
        previous = offset if is_new else previous
        if offset.any() or previous.any():
            on_offset()
            ramp = np.arange(1, array.shape[1] + 1) / array.shape[1]
            yield (array - (previous[:, None] + (offset - previous)[:, None] * ramp)).astype(np.float32)
        else:
            yield array
        previous = offset


def require_in_phase(path: Path, arrays: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """Yield the same arrays; when they end, check the power of both channels mixed together.

    Raises:
        AudioError: the channels cancel each other out: on one loudspeaker, as in a telephone, nothing would be audible.
    """
    import numpy as np

    channel_power = mono_power = 0.0
    for array in arrays:
        sampled = array[:, ::_POWER_SUBSAMPLING].astype(np.float64)
        power = float(np.square(sampled.mean(axis=0)).sum())
        mono_power += power
        channel_power += float(np.square(sampled).mean(axis=0).sum()) if array.shape[0] == 2 else power
        yield array
    if mono_power < channel_power * _CANCELLATION_RATIO:
        raise AudioError(
            path,
            _("its channels cancel each other out because one is inverted: on a single loudspeaker it would be silent"),
            _("invert one of the two in your editor, or export only one of them"),
        )


def resample(frames: Iterator[Any], sample_rate: int) -> Iterator[NDArray[np.float32]]:
    """Convert frames of any kind to float32 arrays of one rate.

    A source may change its kind half-way (MP3, chained Ogg).
    """
    graph: Any = None
    kind, pending = None, 0
    for frame in frames:
        if kind != (frame_kind := (frame.format.name, frame.layout.name, frame.sample_rate)):
            yield from pull_samples(graph, ended=True)
            graph, kind, pending = None, frame_kind, 0
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
