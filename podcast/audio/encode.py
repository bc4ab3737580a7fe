"""Samples to a constant-bit-rate MP3, by LAME on all cores, with a correct Info header.

The sound is cut into chunks on a fixed grid of frames, each encoded by an encoder of its own that starts some seconds
earlier. By the time its chunk begins it has forgotten that it did: around each seam its frames are held, bit for bit,
against those that the neighbour made for the same place. Where they differ, the chunk is encoded again with the whole
neighbour before it. What comes out is what one encoder would have made of it all, whatever the number of threads.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from podcast.audio.info import FRAME, frame_bytes, info_frame, scan
from podcast.audio.stuffing import frame_starts, without_stuffing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.show.model import AudioTargets

    Source = Callable[[int], Iterable[NDArray[np.float32]]]

_QUALITY = 3  # LAME's -q: 2 takes a third longer and nobody hears it at these rates
GRID = 49  # frames: at 44.1 kHz the pattern of longer and shorter frames repeats after so many, at every bit rate
CHUNK = 71 * GRID  # frames: a minute and a half at 44.1 kHz
PREROLL = (
    5 * GRID
)  # frames: 6.4 s; of 29 encoders on half an hour of talk and music 5 needed more than 3.8 s, none more
_BEFORE, _AFTER = 16, 8  # frames that are held against the neighbour's on either side of a seam
_BEYOND = 12  # frames further: LAME looks ahead, and holds frames back that later ones may still fill
_SPARE = 4  # frames of those that must have come, so that the last ones compared are as they will be
_FEED = 64 * FRAME  # samples that LAME is given at once: it makes floats of all that it is given
_TRIES = 4  # passes over the sound until every seam fits


@dataclass(frozen=True, slots=True)
class Chunk:
    """Frames `first` up to `last` (None: the end), by an encoder that starts at frame `start`; all on the grid."""

    number: int
    first: int
    last: int | None
    start: int


@dataclass(frozen=True, slots=True)
class Seams:
    """A chunk's frames around its two ends, to be held against its neighbours'."""

    head: bytes
    tail: bytes


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
    threads: int
    chunk: int = CHUNK  # frames
    preroll: int = PREROLL  # frames
    seams: dict[int, Seams] = field(default_factory=dict)


def attenuation(bitrate: int) -> float:
    """The factor by which LAME turns down what it encodes at a constant bit rate (kbit/s), without saying so.

    Measured with sines on LAME 3.100, mono and stereo; the figures are those of its presets.
    """
    if bitrate <= 160:
        return 0.95
    return {192: 0.97, 224: 0.98}.get(bitrate, 1.0)


def chunks(samples: int, chunk: int = CHUNK, preroll: int = PREROLL) -> tuple[Chunk, ...]:
    """The grid for a sound of so many samples, chunks and pre-roll in frames: it depends on nothing else."""
    count = max(1, round(samples / FRAME / chunk))
    firsts = [number * chunk for number in range(count)]
    lasts = [*firsts[1:], None]
    return tuple(
        Chunk(number, first, last, max(0, first - preroll))
        for number, (first, last) in enumerate(zip(firsts, lasts, strict=True))
    )


def touched(samples: int, places: Iterable[int], reach: int) -> tuple[int, ...]:
    """The chunks whose encoders hear a change of the sound at one of the places (in samples), `reach` around it."""
    grid = chunks(samples)
    ends = [samples if one.last is None else (one.last + _AFTER + _BEYOND) * FRAME for one in grid]
    heard = {
        one.number
        for place in places
        for one, end in zip(grid, ends, strict=True)
        if one.start * FRAME - reach <= place <= end + reach
    }
    return tuple(sorted(heard))


def encode(job: Encoding, only: Iterable[int] | None = None) -> None:
    """Encodes into `job.path`; players hear exactly the samples that went in.

    Args:
        job: its `seams` are filled, and needed again when `only` is given.
        only: numbers of the chunks whose sound has changed since the last call; None: all.
    """
    grid = chunks(job.samples, job.chunk, job.preroll)
    if only is None:
        job.path.write_bytes(info_frame(job.targets.bitrate, job.targets.sample_rate, job.channels))
    wanted = [grid[number] for number in sorted(only if only is not None else range(len(grid)))]
    for _ in range(_TRIES):
        _encode(job, wanted)
        wanted = [_longer(grid, number) for number in _misfits(job, len(grid))]
        if not wanted:
            break
    else:
        _encode(job, [Chunk(0, 0, None, 0)])  # one encoder for all: slow, and right by definition
    _complete(job)


def _longer(grid: tuple[Chunk, ...], number: int) -> Chunk:
    """The chunk with the whole one before it as pre-roll."""
    chunk = grid[number]
    return Chunk(number, chunk.first, chunk.last, grid[number - 1].first)


def _misfits(job: Encoding, count: int) -> list[int]:
    """The chunks whose first frames are not what the chunk before them made for the same place."""
    return [number for number in range(1, count) if job.seams[number].head != job.seams[number - 1].tail]


def _encode(job: Encoding, wanted: list[Chunk]) -> None:
    """One pass over the sound: each chunk is encoded as soon as its samples are there."""
    base = frame_bytes(job.targets.bitrate, job.targets.sample_rate)
    per_grid = GRID * 144_000 * job.targets.bitrate // job.targets.sample_rate
    with ThreadPoolExecutor(job.threads) as pool, job.path.open("r+b") as file:
        running: deque[tuple[Chunk, Future[tuple[bytes, Seams]]]] = deque()

        def settle() -> None:
            chunk, future = running.popleft()
            data, job.seams[chunk.number] = future.result()
            file.seek(base + chunk.first // GRID * per_grid)
            file.write(data)

        for chunk, pcm in _cut(job, wanted):
            if len(running) >= job.threads:
                settle()
            running.append((chunk, pool.submit(_chunk, pcm, chunk, job.targets, job.channels)))
        while running:
            settle()


def _cut(job: Encoding, wanted: list[Chunk]) -> Iterator[tuple[Chunk, bytes]]:
    """Each chunk's samples, 16 bits and interleaved, pre-roll and what the encoder wants to see beyond included."""
    import numpy as np

    scale = attenuation(job.targets.bitrate)
    held: deque[NDArray[np.int16]] = deque()
    at = there = wanted[0].start * FRAME  # samples: where what is held begins and ends
    blocks = iter(job.source(at))
    for chunk in wanted:
        begin = chunk.start * FRAME
        end = job.samples if chunk.last is None else min(job.samples, (chunk.last + _AFTER + _BEYOND) * FRAME)
        while there < end and (block := next(blocks, None)) is not None:
            there += block.shape[1]
            held.append(_pcm(block, scale) if there > begin else np.empty((block.shape[1], block.shape[0]), np.int16))
        while held and at + held[0].shape[0] <= begin:
            at += held.popleft().shape[0]
        yield chunk, _bytes(held, begin - at, end - at)


def _bytes(held: Iterable[NDArray[np.int16]], begin: int, end: int) -> bytes:
    """The samples from `begin` up to `end` of what is held, copied once."""
    parts, at = [], 0
    for block in held:
        if (part := block[max(0, begin - at) : max(0, end - at)]).size:
            parts.append(part.data.cast("B"))
        at += block.shape[0]
    return b"".join(parts)


def _pcm(block: NDArray[np.float32], attenuation: float) -> NDArray[np.int16]:
    """16-bit samples, shape (n, channels), louder by what LAME takes away."""
    import numpy as np

    scaled = block.T * np.float32(32768 / attenuation)
    np.rint(scaled, out=scaled)
    np.clip(scaled, -32768, 32767, out=scaled)
    return scaled.astype("<i2", order="C")


def _chunk(pcm: bytes, chunk: Chunk, targets: AudioTargets, channels: int) -> tuple[bytes, Seams]:
    """Encodes a chunk: its own frames, and those around its ends."""
    encoder = _encoder(targets, channels)
    step = _FEED * 2 * channels
    parts = [bytes(encoder.encode(pcm[at : at + step])) for at in range(0, len(pcm), step)]
    if chunk.last is None:
        parts.append(bytes(encoder.flush()))
    data = b"".join(parts)
    starts = frame_starts(data, frame_bytes(targets.bitrate, targets.sample_rate))
    if chunk.last is not None and starts.size <= chunk.last - chunk.start + _AFTER + _SPARE:
        raise ValueError(f"LAME held back more frames than expected at {chunk}")
    data = without_stuffing(data, starts, channels)

    def frames(first: int, last: int | None) -> bytes:
        begin = starts[first - chunk.start]
        return data[begin : starts[last - chunk.start] if last is not None else None]

    head = frames(chunk.first - _BEFORE, chunk.first + _AFTER) if chunk.first else b""
    tail = frames(chunk.last - _BEFORE, chunk.last + _AFTER) if chunk.last is not None else b""
    return frames(chunk.first, chunk.last), Seams(head, tail)


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


def _complete(job: Encoding) -> None:
    """Puts the true figures into the Info frame."""
    figures = (job.samples, *scan(job.path))
    frame = info_frame(job.targets.bitrate, job.targets.sample_rate, job.channels, figures)
    with job.path.open("r+b") as file:
        file.write(frame)
