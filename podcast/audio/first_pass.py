"""First pass over a recording: its loudness, its edges, and how it is edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.audio import edit
from podcast.audio.decode import probe, read_blocks, reread
from podcast.audio.loudness import ABSOLUTE_GATE_LUFS, measure, measure_blocks
from podcast.errors import AudioError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.job import MasterJob
    from podcast.audio.loudness import LoudnessMeasurement

_MAX_JINGLE_SECONDS = 180  # of an intro or outro


@dataclass(frozen=True, slots=True)
class EditedRecording:
    """A recording and its edits; can be read any number of times, with the same samples each time."""

    path: Path
    sample_rate: int
    channels: int
    trim: edit.TrimRange
    jingles: tuple[Any, Any] = (None, None)  # intro and outro
    has_offset: bool = True  # whether a constant offset was found in it and is removed

    @property
    def sample_count(self) -> int:
        """Length after editing, in samples."""
        return edit.edited_length(self.trim, self.sample_rate, self.jingles)

    def blocks(self, start: int = 0) -> Iterator[NDArray[np.float32]]:
        """Return the edited samples from the sample `start` on, in blocks of shape (channels, n)."""
        return edit.edited_blocks(self._read_recording, self.trim, self.sample_rate, self.jingles, start)

    def _read_recording(self, start: int) -> Iterator[NDArray[np.float32]]:
        return reread(self.path, self.sample_rate, self.channels, start, has_offset=self.has_offset)


def analyse(job: MasterJob) -> tuple[EditedRecording, float, LoudnessMeasurement]:
    """Read the recording once: find its edges, measure its length (seconds) and its loudness.

    Returns:
        The edited recording, the recording's own length in seconds, and the loudness of the edited recording.

    Raises:
        AudioError: the recording, the intro or the outro cannot be used.
    """
    targets, info = job.targets, probe(job.recording)
    rate = targets.sample_rate
    channels = targets.channel_count(info.channels)
    edges, offsets = _HeadAndTail(edit.SILENCE_SEARCH_SECONDS * rate), list[bool]()
    recorded = read_blocks(job.recording, rate, channels, lambda: offsets.append(True))
    before = measure_blocks(edges.watch(recorded), rate, job.threads)
    loudness = before.values.loudness
    if loudness <= ABSOLUTE_GATE_LUFS:
        raise AudioError(
            job.recording, _("is silent, or shorter than 0.4 s"), _("check that it is the right recording")
        )
    trim = edit.TrimRange(0, edges.total)
    if targets.trim_silence:
        trim = edit.find_trim_range(*edges.take(), edges.total, rate, loudness)
    intro, outro = (_read_jingle(path, rate, channels, loudness) for path in (job.intro, job.outro))
    recording = EditedRecording(job.recording, rate, channels, trim, (intro, outro), bool(offsets))
    edited = measure_blocks(recording.blocks(), rate, job.threads) if intro or outro else before
    return recording, edges.total / rate, edited


class _HeadAndTail:
    """The first and the last samples of a stream, collected to find silence in them."""

    def __init__(self, length: int) -> None:
        self.length, self.total = length, 0
        self.head: list[NDArray[np.float32]] = []
        self.tail: list[NDArray[np.float32]] = []

    def watch(self, stream: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        for block in stream:
            if self.total < self.length:
                self.head.append(edit.mono_envelope(block[:, : self.length - self.total]))
            self.total += block.shape[1]
            self.tail.append(block)
            while sum(part.shape[1] for part in self.tail[1:]) >= self.length:
                del self.tail[0]
            yield block

    def take(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the first and the last samples, shape (1, n), and release them."""
        import numpy as np

        head = np.concatenate(self.head, axis=1)
        tail = np.concatenate([edit.mono_envelope(self.tail.pop(0)) for _ in range(len(self.tail))], axis=1)
        self.head.clear()
        return head, tail[:, -self.length :]


def _read_jingle(path: Path | None, rate: int, channels: int, loudness: float) -> Any:
    """Return an intro or outro as a segment, brought to the loudness of the recording; None if `path` is None."""
    import numpy as np

    if path is None:
        return None
    parts = list(read_blocks(path, rate, channels))
    if sum(part.shape[1] for part in parts) > _MAX_JINGLE_SECONDS * rate:
        raise AudioError(
            path,
            _("is longer than {longest} s").format(longest=_MAX_JINGLE_SECONDS),
            _("make the intro or outro shorter"),
        )
    own_loudness = measure(parts, rate).loudness
    segment = edit.samples_to_segment(np.concatenate(parts, axis=1), rate)
    return segment.apply_gain(round(loudness - own_loudness, 1)) if own_loudness > ABSOLUTE_GATE_LUFS else segment
