"""Encode the other formats of a show, Opus and M4A, from the same limited samples as the MP3, in one pass.

The encoders for Opus and AAC come with PyAV. At their bit rates speech sounds as good as in the MP3 or better; both are
configured to leave out the program's version and everything else that differs from one machine to another.
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
class EncodingFormat:
    """Settings of a format.

    Container, codec and sample format have FFmpeg's names. `sample_rate` is in Hz (None: unchanged). `bitrates` are in
    bit/s, for one channel and for two.
    """

    container: str
    codec: str
    sample_format: str
    sample_rate: int | None
    bitrates: tuple[int, int]
    media_type: str
    options: tuple[tuple[str, str], ...] = ()


FORMATS: dict[str, EncodingFormat] = {
    "opus": EncodingFormat("ogg", "libopus", "flt", 48000, (48_000, 80_000), "audio/ogg; codecs=opus"),
    "m4a": EncodingFormat(
        "ipod", "aac", "fltp", None, (64_000, 112_000), "audio/mp4", (("movflags", "+faststart"), ("brand", "M4A "))
    ),
}
_LAYOUTS = {1: "mono", 2: "stereo"}
_MAX_SAMPLES_AT_ONCE = 1 << 14  # passed to an encoder in one frame


def format_bitrate(name: str, channels: int) -> int:
    """Return the bit rate of a format in kbit/s."""
    return FORMATS[name].bitrates[channels - 1] // 1000


def write_formats(
    blocks: Iterable[NDArray[np.float32]], sample_rate: int, channels: int, paths: dict[str, Path]
) -> None:
    """Encode the samples to several formats at once.

    Args:
        blocks: float32, shape (channels, n), full scale 1.0.
        sample_rate: in Hz.
        channels: 1 or 2.
        paths: the path of each format, by its name in `FORMATS`.
    """
    with contextlib.ExitStack() as stack:
        writers = [
            stack.enter_context(_Writer(FORMATS[name], path, sample_rate, channels)) for name, path in paths.items()
        ]
        for block in blocks:
            for writer in writers:
                writer.write(block)


class _Writer:
    """Encoder of samples into one file."""

    def __init__(self, format_: EncodingFormat, path: Path, sample_rate: int, channels: int) -> None:
        import av

        rate, layout = format_.sample_rate or sample_rate, _LAYOUTS[channels]
        flags = {"fflags": "+bitexact", **dict(format_.options)}
        self._file: Any = av.open(str(path), "w", format=format_.container, options=flags)
        stream: Any = self._file.add_stream(format_.codec, rate=rate, layout=layout, format=format_.sample_format)
        self._stream = stream
        stream.codec_context.bit_rate = format_.bitrates[channels - 1]
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        stream.codec_context.open()
        self._graph = _graph(sample_rate, rate, layout, format_.sample_format, stream.frame_size)
        self._rate, self._layout, self._position = sample_rate, layout, 0

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

        for start in range(0, block.shape[1], _MAX_SAMPLES_AT_ONCE):
            samples = np.ascontiguousarray(block[:, start : start + _MAX_SAMPLES_AT_ONCE])
            frame = AudioFrame.from_ndarray(samples, format="fltp", layout=self._layout)
            frame.sample_rate, frame.time_base, frame.pts = self._rate, Fraction(1, self._rate), self._position
            self._position += samples.shape[1]
            self._push(frame)

    def _push(self, frame: Any) -> None:
        from av.error import BlockingIOError as NothingYet
        from av.error import EOFError as EndOfStream

        self._graph.push(frame)
        with contextlib.suppress(NothingYet, EndOfStream):
            while True:
                self._file.mux(self._stream.encode(self._graph.pull()))


def _graph(rate: int, target_rate: int, layout: str, sample_format: str, frame_size: int) -> Any:
    """Return a graph that resamples in double precision, as decoding does, and gives frames of the encoder's size."""
    from av.filter import Graph

    graph = Graph()
    nodes = [
        graph.add_abuffer(sample_rate=rate, format="fltp", layout=layout, time_base=Fraction(1, rate)),
        graph.add("aresample", f"{target_rate}:internal_sample_fmt=dblp"),
        graph.add("aformat", f"sample_fmts={sample_format}:channel_layouts={layout}"),
        graph.add("asetnsamples", f"n={frame_size or 1024}:p=0"),
        graph.add("abuffersink"),
    ]
    for node, following in pairwise(nodes):
        node.link_to(following)
    graph.configure()
    return graph
