"""The recording of a master as it was before mastering, on the master's time axis: to hear one after the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from podcast.audio.meter import measure
from podcast.audio.mp3.encode import EncodingJob, encode, lame_attenuation
from podcast.audio.source import open_unfiltered_source
from podcast.files import atomic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.artifacts import Master
    from podcast.audio.job import MasterJob
    from podcast.audio.source import Source


def write_listening_copy(job: MasterJob, master: Master, path: Path) -> float:
    """Encode the recording of a master as MP3, completely or not at all.

    It has the master's bit rate, so that a listener compares the sound and not two encoders. Nothing is done to it but
    what moves it in time: what the master leaves out is left out, and an intro is silence. Of tracks, it is their mix.

    Args:
        job: that the master was made by.
        master: its facts.
        path: of the MP3.

    Returns:
        Its loudness in LUFS.

    Raises:
        AudioError: the recording cannot be read.
        FileError: the disk refuses.
    """
    with open_unfiltered_source(job) as source, atomic.atomic_path(path) as temporary:
        read_samples = partial(aligned_blocks, source, master)
        loudness = measure(read_samples(0), source.sample_rate).loudness
        gain = 1 / lame_attenuation(job.targets.bitrate)
        count = round(master.seconds * source.sample_rate)
        encode(
            EncodingJob(
                lambda start: (block * gain for block in read_samples(start)),
                count,
                job.targets,
                source.channels,
                temporary,
                job.threads,
            )
        )
    return loudness


def aligned_blocks(source: Source, master: Master, start: int = 0) -> Iterator[NDArray[np.float32]]:
    """Yield the samples of a source at the times that they have in a master, in blocks of at most a second.

    Args:
        source: of the recording.
        master: made from it.
        start: the first sample to yield, on the master's time axis.
    """
    rate, position = source.sample_rate, start
    total = round(master.seconds * rate)
    spans = [span for span in _spans(master, rate, total) if span[1] + span[2] > start]
    first = spans[0][0] + max(0, start - spans[0][1]) if spans else 0
    reader = _ForwardReader(source, first)
    for source_start, master_start, count in spans:
        yield from _silence(source, master_start - position)
        position = max(position, master_start)
        for block in reader.read(source_start + position - master_start, count - position + master_start):
            yield block
            position += block.shape[1]
    yield from _silence(source, total - position)


def _spans(master: Master, rate: int, total: int) -> Iterator[tuple[int, int, int]]:
    """Yield the spans of a recording that its master holds: start in the recording and in the master, and length.

    All are in samples.
    """
    for segment in master.time_map.segments:
        source_start, master_start = round(segment.start * rate), round(segment.master_start * rate)
        source_start, master_start = source_start - min(master_start, 0), max(master_start, 0)
        end = total - master_start + source_start if segment.end is None else round(segment.end * rate)
        if (count := min(end - source_start, total - master_start)) > 0:
            yield source_start, master_start, count


def _silence(source: Source, count: int) -> Iterator[NDArray[np.float32]]:
    import numpy as np

    while count > 0:
        yield np.zeros((source.channels, min(count, source.sample_rate)), np.float32)
        count -= source.sample_rate


class _ForwardReader:
    """Reads a source once, forward: spans of it, one behind the other."""

    def __init__(self, source: Source, start: int) -> None:
        self._blocks, self._position = source.blocks(start), start
        self._rest: NDArray[np.float32] | None = None

    def read(self, start: int, count: int) -> Iterator[NDArray[np.float32]]:
        """Yield `count` samples from `start` on; fewer at the end of the source."""
        for _block in self._next(start - self._position):
            pass
        yield from self._next(count)

    def _next(self, count: int) -> Iterator[NDArray[np.float32]]:
        while count > 0:
            block = self._rest if self._rest is not None else next(self._blocks, None)
            if block is None:
                return
            piece, rest = block[:, :count], block[:, count:]
            self._rest = rest if rest.shape[1] else None
            self._position += piece.shape[1]
            count -= piece.shape[1]
            yield piece
