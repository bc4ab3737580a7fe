"""Frames to samples of one rate, and channels to mono or stereo.

What is the same in both channels of a stereo recording is the same, and as loud, in mono, and the other way round: a
recording that changes from one to the other half-way stays as loud. Mono is the mean of both, both are mono's copies.
Surround sound is mixed to stereo as ITU-R BS.775 has it; channels that do not say where they belong (a recorder's
microphones) count alike, so that none of them is lost.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from podcast.audio.cpu_flags import plain
from podcast.errors import AudioError
from podcast.i18n import _, format_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


_CANCELLED = 10**-1.5  # -15 dB: what is left of two channels' power when one is the other's inverse, or nearly so
_OFFSET = 0.005  # full scale 1.0: less of a constant offset (-46 dB) costs no headroom worth the while
_GRAIN = 1 << 20  # offsets are rounded to this part: sums differ in their last bit between CPUs
_GRAINS = {"s16": 2.0**-15, "s32": 2.0**-31, "flt": 1}  # what a sample's unit is, full scale 1.0
_THIN = 17  # one sample in so many tells a programme's power


def as_it_is(frame: Any, sample_rate: int) -> NDArray[np.float32] | None:
    """A frame of one or two channels whose samples only have to be written as floats; None: it needs a graph."""
    import numpy as np

    grain = _GRAINS.get(frame.format.name.removesuffix("p"))
    if grain is None or frame.sample_rate != sample_rate or frame.layout.nb_channels > 2:
        return None
    whole = array(frame)
    return np.multiply(whole, np.float32(grain), dtype=np.float32, casting="unsafe", order="C") if grain != 1 else whole


def graph(frame: Any, sample_rate: int) -> Any:
    """A filter graph that frames like this one are pushed into; float32 frames of a second come out.

    It resamples in double precision, and mixes surround sound to stereo where it knows how.
    """
    from av.error import FFmpegError

    if frame.layout.nb_channels > 2 and not _nameless(frame):
        try:
            return _graph(frame, sample_rate, "fltp:channel_layouts=stereo")
        except FFmpegError:
            pass  # speakers that FFmpeg has no rule for: they count alike
    # PyAV reads no more than eight planes of a frame: channels in any number come interleaved.
    return _graph(frame, sample_rate, "fltp" if frame.layout.nb_channels <= 2 else "flt")


def _nameless(frame: Any) -> bool:
    """Whether a frame's channels do not say where they belong: FFmpeg then names them "4 channels"."""
    name: str = frame.layout.name
    return name == f"{frame.layout.nb_channels} channels"


def _graph(frame: Any, sample_rate: int, form: str) -> Any:
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate,
        format=frame.format.name,
        layout=frame.layout.name,
        time_base=Fraction(1, frame.sample_rate),
    )
    steps = (
        graph.add("aresample", f"{sample_rate}:internal_sample_fmt=dblp"),
        graph.add("aformat", f"sample_fmts={form}"),
        graph.add("asetnsamples", f"n={sample_rate}:p=0"),
        graph.add("abuffersink"),
    )
    graph.link_nodes(source, *steps)
    with plain():
        graph.configure()
    return graph


def array(frame: Any) -> NDArray[Any]:
    """A frame's samples as they are, shape (channels, samples)."""
    flat: NDArray[Any] = frame.to_ndarray()
    return flat if frame.format.is_planar else flat.reshape(frame.samples, -1).T


def to(channels: int, array: NDArray[np.float32]) -> NDArray[np.float32]:
    """Samples of any shape (n, samples) as (`channels`, samples), `channels` being 1 or 2."""
    import numpy as np

    if array.shape[0] == channels:
        return array
    middle = array.mean(axis=0, dtype=np.float32, keepdims=True)
    return np.repeat(middle, channels, axis=0)


def numbers(path: Path, arrays: Iterable[NDArray[np.float32]], sample_rate: int) -> Iterator[NDArray[np.float32]]:
    """The same arrays, as long as all of their samples are numbers.

    Raises:
        AudioError: one is not (a faulty plug-in writes such into float WAVs); it says where.
    """
    import numpy as np

    passed = 0
    for array in arrays:
        if not np.isfinite(array).all():
            at = (passed + int(np.argmin(np.isfinite(array).all(axis=0)))) / sample_rate
            raise AudioError(
                path,
                _("holds samples that are not numbers, first at {at} s").format(at=format_number(at, 3)),
                _("export it anew without them"),
            )
        passed += array.shape[1]
        yield array


def centred(
    arrays: Iterable[NDArray[np.float32]], found: Callable[[], None] = lambda: None
) -> Iterator[NDArray[np.float32]]:
    """The same arrays without the constant offset that a faulty sound card adds; where one is, `found` is told.

    It would be no louder, but take the headroom that loudness needs, and hide silence. It is reckoned as the mean of
    all that was heard so far, and moves to a new value as slowly as an array is long. Arrays without it are untouched.
    """
    import numpy as np

    total, count, last = np.zeros(0), 0, np.zeros(0)
    for array in arrays:
        begins = total.size != array.shape[0]
        total, count = (np.zeros(array.shape[0]), 0) if begins else (total, count)
        total, count = total + array.sum(axis=1, dtype=np.float64), count + array.shape[1]
        offset = np.round(total / count * _GRAIN) / _GRAIN
        offset[np.abs(offset) < _OFFSET] = 0
        last = offset if begins else last
        if offset.any() or last.any():
            found()
            way = np.arange(1, array.shape[1] + 1) / array.shape[1]
            yield (array - (last[:, None] + (offset - last)[:, None] * way)).astype(np.float32)
        else:
            yield array
        last = offset


def in_phase(path: Path, arrays: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """The same arrays; when they end, a verdict on the power of both channels together.

    Raises:
        AudioError: the channels cancel each other out: on one loudspeaker, a telephone's, nothing would be heard.
    """
    import numpy as np

    sides = middle = 0.0
    for array in arrays:
        thin = array[:, ::_THIN].astype(np.float64)
        power = float(np.square(thin.mean(axis=0)).sum())
        middle += power
        sides += float(np.square(thin).mean(axis=0).sum()) if array.shape[0] == 2 else power
        yield array
    if middle < sides * _CANCELLED:
        raise AudioError(
            path,
            _(
                "its channels cancel each other out, one is the other upside down: on one loudspeaker it "
                "would be silent"
            ),
            _("invert one of the two in your editor, or export only one of them"),
        )


def _resampled(frames: Iterator[Any], sample_rate: int) -> Iterator[NDArray[np.float32]]:
    """Frames of any kind as float32 arrays of one rate. A source may change its kind half-way (MP3, chained Ogg)."""
    filters: Any = None
    kind, waiting = None, 0
    for frame in frames:
        if kind != (seen := (frame.format.name, frame.layout.name, frame.sample_rate)):
            yield from _pulled(filters, ended=True)
            filters, kind, waiting = None, seen, 0
        if (array := as_it_is(frame, sample_rate)) is not None:
            yield array
            continue
        filters = filters or graph(frame, sample_rate)
        frame.pts = None  # a gap in time stamps is not silence
        filters.push(frame)
        waiting += frame.samples
        if waiting >= frame.sample_rate:  # asking after each frame would take longer than decoding it
            yield from _pulled(filters)
            waiting = 0
    yield from _pulled(filters, ended=True)


def _pulled(graph: Any, *, ended: bool = False) -> Iterator[NDArray[np.float32]]:
    """What a graph has ready; all that is left in it when the source has `ended`."""
    from av.error import BlockingIOError as NothingYet
    from av.error import EOFError as Ended

    if graph is None:
        return
    if ended:
        graph.push(None)
    while True:
        try:
            yield array(graph.pull())
        except (NothingYet, Ended):
            return
