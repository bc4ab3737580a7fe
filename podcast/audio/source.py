"""The samples that a job masters: of its recording as it is, or processed once and kept in a temporary file.

A source gives the same samples each time it is read, from any sample on, and to several threads at once. A recording
that needs no processing is decoded again each time: that takes less time than to write and read it. Samples that are
processed (filtered, mixed) are computed once, into a file beside the master.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from podcast.audio.blocks import equal_blocks, skip_samples
from podcast.audio.decode import probe, read_blocks, reread
from podcast.audio.noise_reduction.process import reduced_blocks
from podcast.audio.tracks.mix import plan_job_mix
from podcast.errors import FileError
from podcast.files import atomic, os_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from io import FileIO
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.job import MasterJob
    from podcast.timeline.track_facts import TrackFacts

_SAMPLE_BYTES = 4  # float32


class Source(ABC):
    """Samples that can be read any number of times.

    `path` is the file that messages name, `sample_rate` is in Hz, `channels` is 1 or 2. `tracks` are facts on the
    tracks that it is mixed from.
    """

    tracks: tuple[TrackFacts, ...] = ()

    def __init__(self, path: Path, sample_rate: int, channels: int) -> None:
        self.path, self.sample_rate, self.channels = path, sample_rate, channels

    @abstractmethod
    def first_blocks(self) -> Iterator[NDArray[np.float32]]:
        """Read all samples for the first time, and check them, in blocks of a second, shape (channels, n).

        Raises:
            AudioError: the recording cannot be used.
            FileError: a temporary file cannot be written.
        """

    @abstractmethod
    def blocks(self, start: int = 0) -> Iterator[NDArray[np.float32]]:
        """Read the same samples as `first_blocks` from the sample `start` on, in blocks of any length.

        It is meant for after the first reading; several threads may read at once.
        """


class RecordingSource(Source):
    """A recording as it is, which is decoded for each reading."""

    def __init__(self, path: Path, sample_rate: int, channels: int) -> None:
        super().__init__(path, sample_rate, channels)
        self._has_offset = True  # whether a constant offset is removed; known after the first reading

    def first_blocks(self) -> Iterator[NDArray[np.float32]]:
        """Decode the recording, and check it; see `decode.read_blocks`."""
        offsets: list[bool] = []
        yield from read_blocks(self.path, self.sample_rate, self.channels, lambda: offsets.append(True))
        self._has_offset = bool(offsets)

    def blocks(self, start: int = 0) -> Iterator[NDArray[np.float32]]:
        """Decode the recording again; see `decode.reread`."""
        return reread(self.path, self.sample_rate, self.channels, start, has_offset=self._has_offset)


@dataclass(frozen=True, slots=True)
class Producer:
    """What computes the samples of a source: `blocks` is called once, and returns all of them.

    `path`, `sample_rate` and `channels` are those of the source.
    """

    path: Path
    sample_rate: int
    channels: int
    blocks: Callable[[], Iterable[NDArray[np.float32]]]


class SpooledSource(Source):
    """Samples that are computed once and spooled in a temporary file until the job is done.

    The file has blocks of a second, each with one channel after the other, in float32.
    """

    def __init__(self, producer: Producer, spool: Path) -> None:
        """`spool` is an empty file that the caller removes."""
        super().__init__(producer.path, producer.sample_rate, producer.channels)
        self._producer, self._spool, self._is_complete = producer, spool, False

    def first_blocks(self) -> Iterator[NDArray[np.float32]]:
        """Compute the samples, and write each block before it is returned."""
        with _disk_errors(self._spool):
            file = self._spool.open("wb", buffering=0)
        with file:
            for block in equal_blocks(self._producer.blocks(), self.sample_rate):
                with _disk_errors(self._spool):
                    _write_fully(file, block.astype("<f4").tobytes())
                yield block
        self._is_complete = True

    def blocks(self, start: int = 0) -> Iterator[NDArray[np.float32]]:
        """Read the file from the sample `start` on."""
        if not self._is_complete:
            for _block in self.first_blocks():
                pass
        skipped = start // self.sample_rate
        return skip_samples(start - skipped * self.sample_rate, self._read_seconds(skipped))

    def _read_seconds(self, first: int) -> Iterator[NDArray[np.float32]]:
        """Read the blocks from the second `first` on."""
        import numpy as np

        size = self.sample_rate * self.channels * _SAMPLE_BYTES
        with _disk_errors(self._spool):
            file = self._spool.open("rb", buffering=0)
        with file:
            file.seek(first * size)
            while True:
                with _disk_errors(self._spool):
                    data = file.read(size)
                if not data:
                    return
                yield np.frombuffer(data, "<f4").reshape(self.channels, -1)


def _write_fully(file: FileIO, data: bytes) -> None:
    """Write all of the data: a nearly full disk takes only a part of it before it refuses the rest."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


@contextlib.contextmanager
def _disk_errors(path: Path) -> Iterator[None]:
    """Translate errors of the file system in this block.

    Raises:
        FileError: one occurred.
    """
    try:
        yield
    except OSError as error:
        raise FileError(os_errors.os_error_message(path, error)) from error


@contextlib.contextmanager
def open_source(job: MasterJob) -> Iterator[Source]:
    """Open the samples of a job; temporary files are removed when the block ends, in whatever way.

    What a killed process leaves is removed by the next build, like a partly written master.

    Raises:
        AudioError: the recording cannot be used.
        FileError: a temporary file cannot be created.
    """
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(open_unfiltered_source(job))
        if job.targets.highpass_hz:
            producer = Producer(source.path, source.sample_rate, source.channels, partial(_filtered, source, job))
            filtered = stack.enter_context(spooled(producer, job))
            filtered.tracks = source.tracks
            source = filtered
        yield source


def _filtered(source: Source, job: MasterJob) -> Iterator[NDArray[np.float32]]:
    """Return the samples of a source without the noise that the job's targets name."""
    return reduced_blocks(source, job.targets, probe(job.recording).seconds)


@contextlib.contextmanager
def open_unfiltered_source(job: MasterJob) -> Iterator[Source]:
    """Open the samples of a job as they were recorded, or mixed from tracks; see `open_source`."""
    if job.tracks:
        mix = plan_job_mix(job, job.tracks)
        with spooled(Producer(job.recording, mix.sample_rate, mix.channels, mix.blocks), job) as source:
            source.tracks = tuple(track.facts for track in mix.tracks)
            yield source
        return
    channels = job.targets.channel_count(probe(job.recording).channels)
    yield RecordingSource(job.recording, job.targets.sample_rate, channels)


@contextlib.contextmanager
def spooled(producer: Producer, job: MasterJob) -> Iterator[Source]:
    """Open a source whose samples are kept in a temporary file beside the master.

    Raises:
        FileError: the file cannot be created.
    """
    with atomic.temporary_path(job.path.with_suffix(".samples")) as spool:
        yield SpooledSource(producer, spool)
