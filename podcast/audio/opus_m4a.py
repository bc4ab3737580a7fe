"""The other formats that a show asks for, from the same limited samples as the MP3, in one pass.

Opus and AAC come with PyAV. Their bit rates are those at which speech sounds as good as in the MP3 or better; both are
told to leave out the version of the program and whatever else changes from one machine to another.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is written: container and codec by FFmpeg's names, samples' form, sample rate (Hz; None: as it is).

    `bitrates` are in bit/s, for one channel and for two.
    """

    container: str
    codec: str
    samples: str
    sample_rate: int | None
    bitrates: tuple[int, int]
    media_type: str
    options: tuple[tuple[str, str], ...] = ()


FORMATS: dict[str, Format] = {
    "opus": Format("ogg", "libopus", "flt", 48000, (48_000, 80_000), "audio/ogg; codecs=opus"),
    "m4a": Format(
        "ipod", "aac", "fltp", None, (64_000, 112_000), "audio/mp4", (("movflags", "+faststart"), ("brand", "M4A "))
    ),
}
_LAYOUTS = {1: "mono", 2: "stereo"}
_FRAMES = 1 << 14  # samples handed to an encoder at once


def bitrate(name: str, channels: int) -> int:
    """The bit rate of a format in kbit/s."""
    return FORMATS[name].bitrates[channels - 1] // 1000


def write(blocks: Iterable[NDArray[np.float32]], sample_rate: int, channels: int, paths: dict[str, Path]) -> None:
    """Encodes the samples into every format at once.

    Args:
        blocks: float32, shape (channels, n), full scale 1.0.
        sample_rate: in Hz.
        channels: 1 or 2.
        paths: where each format goes, by its name in `FORMATS`.
    """
    with contextlib.ExitStack() as stack:
        writers = [
            stack.enter_context(_Writer(FORMATS[name], path, sample_rate, channels)) for name, path in paths.items()
        ]
        for block in blocks:
            for writer in writers:
                writer.write(block)


class _Writer:
    """A file that samples are written into."""

    def __init__(self, form: Format, path: Path, sample_rate: int, channels: int) -> None:
        import av

        rate, layout = form.sample_rate or sample_rate, _LAYOUTS[channels]
        flags = {"fflags": "+bitexact", **dict(form.options)}
        self._file: Any = av.open(str(path), "w", format=form.container, options=flags)
        stream: Any = self._file.add_stream(form.codec, rate=rate, layout=layout, format=form.samples)
        self._stream = stream
        stream.codec_context.bit_rate = form.bitrates[channels - 1]
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        stream.codec_context.open()
        self._graph = _graph(sample_rate, rate, layout, form.samples, stream.frame_size)
        self._rate, self._layout, self._at = sample_rate, layout, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._push(None)
            self._file.mux(self._stream.encode(None))
        self._file.close()

    def write(self, block: NDArray[np.float32]) -> None:
        import numpy as np
        from av import AudioFrame

        for at in range(0, block.shape[1], _FRAMES):
            samples = np.ascontiguousarray(block[:, at : at + _FRAMES])
            frame = AudioFrame.from_ndarray(samples, format="fltp", layout=self._layout)
            frame.sample_rate, frame.time_base, frame.pts = self._rate, Fraction(1, self._rate), self._at
            self._at += samples.shape[1]
            self._push(frame)

    def _push(self, frame: Any) -> None:
        from av.error import BlockingIOError as NothingYet
        from av.error import EOFError as Ended

        self._graph.push(frame)
        with contextlib.suppress(NothingYet, Ended):
            while True:
                self._file.mux(self._stream.encode(self._graph.pull()))


def _graph(rate: int, wanted: int, layout: str, samples: str, frame: int) -> Any:
    """Resampling in double precision, as when decoding, and frames of the size that the encoder wants."""
    from av.filter import Graph

    graph = Graph()
    nodes = [
        graph.add_abuffer(sample_rate=rate, format="fltp", layout=layout, time_base=Fraction(1, rate)),
        graph.add("aresample", f"{wanted}:internal_sample_fmt=dblp"),
        graph.add("aformat", f"sample_fmts={samples}:channel_layouts={layout}"),
        graph.add("asetnsamples", f"n={frame or 1024}:p=0"),
        graph.add("abuffersink"),
    ]
    for one, other in pairwise(nodes):
        one.link_to(other)
    graph.configure()
    return graph
