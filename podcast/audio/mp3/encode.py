"""Samples to a constant-bit-rate MP3, by LAME on all cores, with a correct Info header.

The sound is cut into as many parts as there are cores, on a fixed grid of frames; each has an encoder that begins there
as if nothing had been before. So that nobody hears it, the encoder of the part before does not stop at its end: it
goes on over the frames of the next part until its own are, bit for bit, those that stand there: the next encoder has
forgotten its cold start by then, after a second or two. What comes out is what one encoder would have made of it all.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from podcast.audio.mp3.ancillary_bits import Cleared
from podcast.audio.mp3.info_frame import FRAME, GRID, frame_bytes, grid_bytes, info_frame, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.model.groups import AudioTargets

    Source = Callable[[int], Iterable[NDArray[np.float32]]]

_QUALITY = 3  # LAME's -q: 2 takes a third longer and nobody hears it at these rates
_FEED = 128  # frames' worth of samples that LAME is given at once: it makes floats of all that it is given
_AGREED = 32  # frames that two encoders make alike before they are believed to be one
_SHORTEST = 16 * GRID  # frames of a part: 20 s at 44.1 kHz


@dataclass(frozen=True, slots=True)
class Encoding:
    """What is encoded and how.

    The source can be read again, from any sample on, and gives the same samples each time.
    """

    source: Source
    samples: int
    targets: AudioTargets
    channels: int
    path: Path
    threads: int = 1
    shortest: int = _SHORTEST  # frames


@dataclass(frozen=True, slots=True)
class _Part:
    """An encoder that has come to the end of its part, at byte `at` of the file, and can go on from there.

    What it has made beyond waits in `made`.
    """

    at: int
    made: bytes
    encoder: Iterator[bytes]


def attenuation(bitrate: int) -> float:
    """The factor by which LAME turns down what it encodes at a constant bit rate (kbit/s), without saying so.

    Measured with sines on LAME 3.100, mono and stereo; the figures are those of its presets.
    """
    if bitrate <= 160:
        return 0.95
    return {192: 0.97, 224: 0.98}.get(bitrate, 1.0)


def encode(job: Encoding) -> None:
    """Encodes into `job.path`; players hear exactly the samples that went in."""
    job.path.write_bytes(info_frame(job.targets.bitrate, job.targets.sample_rate, job.channels))
    borders = [*_parts(job), None]
    with ThreadPoolExecutor(job.threads) as pool:
        parts = list(pool.map(partial(_encoded, job), borders[:-1], borders[1:]))
    end: int | None = 0
    for part in parts[:-1]:
        if end is not None and part.at >= end:  # else the encoder of an earlier part has come this far
            end = _joined(job, part)
    complete(job)


def _parts(job: Encoding) -> list[int]:
    """The frames that the parts begin with."""
    total = -(-job.samples // FRAME)
    count = max(1, min(job.threads, total // job.shortest))
    return [total * number // count // GRID * GRID for number in range(count)]


def place_of(job: Encoding, frame: int) -> int:
    """The byte at which a frame of the grid begins."""
    rate, bitrate = job.targets.sample_rate, job.targets.bitrate
    return frame_bytes(bitrate, rate) + frame // GRID * grid_bytes(bitrate, rate)


def _encoded(job: Encoding, first: int, following: int | None) -> _Part:
    """Encodes from a frame on up to the beginning of the following part."""
    at, encoder = place_of(job, first), frames(job, first)
    end = None if following is None else place_of(job, following)
    with job.path.open("r+b") as file:
        file.seek(at)
        for data in encoder:
            if end is not None and at + len(data) >= end:
                file.write(data[: end - at])
                return _Part(end, data[end - at :], encoder)
            file.write(data)
            at += len(data)
    return _Part(at, b"", encoder)


def _joined(job: Encoding, part: _Part) -> int | None:
    """Lets a part's encoder go on until it makes what stands in the file already.

    Returns:
        The byte at which it does; None: never, the rest is all its own.
    """
    at = part.at
    with job.path.open("r+b") as file:
        for data in chain([part.made], part.encoder):
            file.seek(at)
            same = alike(job, data, file.read(len(data)))
            file.seek(at)
            file.write(data)
            at += len(data)
            if same:
                return at
    return None


def alike(job: Encoding, data: bytes, there: bytes) -> bool:
    """Whether two stretches of frames end alike, for long enough."""
    size = _AGREED * (frame_bytes(job.targets.bitrate, job.targets.sample_rate) + 1)
    return len(data) == len(there) and size <= len(data) and data[-size:] == there[-size:]


def frames(job: Encoding, first: int) -> Iterator[bytes]:
    """What an encoder makes that begins at a frame: some whole frames at a time, without stuffing."""
    encoder = _encoder(job.targets, job.channels)
    cleared = Cleared(frame_bytes(job.targets.bitrate, job.targets.sample_rate), job.channels)
    for pcm in _pcm(job, first * FRAME):
        yield cleared.settled(encoder.encode(pcm))
    yield cleared.settled(encoder.flush(), ended=True)


def _pcm(job: Encoding, start: int) -> Iterator[bytes]:
    """The samples from one on: 16 bits, interleaved, louder by what LAME takes away, a feed at a time."""
    import numpy as np

    scale = np.float32(32768 / attenuation(job.targets.bitrate))
    feed, filled = np.empty((_FEED * FRAME, job.channels), "<i2"), 0
    for block in job.source(start):
        scaled = block * scale
        np.rint(scaled, out=scaled)
        np.clip(scaled, -32768, 32767, out=scaled)
        taken = 0
        while taken < scaled.shape[1]:
            count = min(len(feed) - filled, scaled.shape[1] - taken)
            feed[filled : filled + count] = scaled[:, taken : taken + count].T
            filled, taken = filled + count, taken + count
            if filled == len(feed):
                yield feed.tobytes()
                filled = 0
    if filled:
        yield feed[:filled].tobytes()


def _encoder(targets: AudioTargets, channels: int) -> Any:
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(targets.bitrate)
    encoder.set_in_sample_rate(targets.sample_rate)
    encoder.set_out_sample_rate(targets.sample_rate)
    encoder.set_channels(channels)
    encoder.set_quality(_QUALITY)
    return encoder


def complete(job: Encoding) -> None:
    """Puts the true figures into the Info frame."""
    figures = (job.samples, *scan(job.path))
    frame = info_frame(job.targets.bitrate, job.targets.sample_rate, job.channels, figures)
    with job.path.open("r+b") as file:
        file.write(frame)
