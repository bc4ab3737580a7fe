"""First pass over a recording: its loudness, its edges, and how it is edited."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from podcast.audio import edit
from podcast.audio.cuts.pauses import RecordedSpeech, removable_pauses
from podcast.audio.cuts.recording_cuts import RecordingCuts, spliced_loudness
from podcast.audio.decode import read_blocks
from podcast.audio.gain import LoudnessTarget, limiter_headroom
from podcast.audio.leveling.features import SpeechFeatures
from podcast.audio.leveling.leveled_source import LeveledSource, level_source, programme_gains
from podcast.audio.loudness import ABSOLUTE_GATE_LUFS
from podcast.audio.meter import measure, measure_blocks
from podcast.errors import AudioError
from podcast.i18n import _
from podcast.timeline.time_map import TimeMap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.cuts.splice import Span, Splice
    from podcast.audio.job import MasterJob
    from podcast.audio.loudness import LoudnessMeasurement
    from podcast.audio.source import Source

_MAX_JINGLE_SECONDS = 180  # of an intro or outro


@dataclass(frozen=True, slots=True)
class EditedRecording:
    """A recording and its edits; can be read any number of times, with the same samples each time."""

    source: Source
    trim: edit.TrimRange  # of what the splice leaves
    jingles: tuple[Any, Any] = (None, None)  # intro and outro
    splice: Splice | None = None  # if anything is removed from within
    pauses: tuple[Span, ...] = ()  # samples of the recording that are removed from pauses

    @property
    def path(self) -> Path:
        """The file that messages name."""
        return self.source.path

    @property
    def sample_rate(self) -> int:
        """In Hz."""
        return self.source.sample_rate

    @property
    def channels(self) -> int:
        """One or two."""
        return self.source.channels

    @property
    def sample_count(self) -> int:
        """Length after editing, in samples."""
        return edit.edited_length(self.trim, self.sample_rate, self.jingles)

    @property
    def time_map(self) -> TimeMap:
        """Where the recording's times are after editing."""
        shift = edit.time_shift(self.trim, self.sample_rate, self.jingles[0])
        return self.splice.time_map(self.sample_rate, shift) if self.splice else TimeMap.shifted(round(shift, 6))

    @property
    def is_rearranged(self) -> bool:
        """Whether more than the silence at its ends has changed."""
        return self.splice is not None or any(self.jingles)

    def leveler_gains(self, windows: int) -> NDArray[np.float64] | None:
        """The leveler's gain in dB in each window of the recording, or of the programme where that is rearranged.

        None: it is not leveled.
        """
        if not isinstance(self.source, LeveledSource):
            return None
        time_map = self.time_map if self.is_rearranged else TimeMap()
        return programme_gains(self.source.curve, time_map, windows)

    def blocks(self, start: int = 0) -> Iterator[NDArray[np.float32]]:
        """Return the edited samples from the sample `start` on, in blocks of shape (channels, n)."""
        return edit.edited_blocks(self._read_spliced, self.trim, self.sample_rate, self.jingles, start)

    def _read_spliced(self, start: int) -> Iterator[NDArray[np.float32]]:
        return self.splice.blocks(self.source.blocks, start) if self.splice else self.source.blocks(start)


def analyse(job: MasterJob, source: Source) -> tuple[EditedRecording, float, LoudnessMeasurement]:
    """Read the recording once: find its edges, measure its length (seconds) and its loudness.

    Returns:
        The edited recording, the recording's own length in seconds, and the loudness of the edited recording.

    Raises:
        AudioError: the recording, the intro or the outro cannot be used.
    """
    targets, rate = job.targets, source.sample_rate
    cuts = RecordingCuts.from_seconds(job.cuts, rate)
    edges = _HeadAndTail(edit.SILENCE_SEARCH_SECONDS * rate, cuts.splice() if job.cuts else None)
    features = SpeechFeatures(rate) if targets.shorten_pauses or targets.level else None
    blocks = source.first_blocks() if features is None else features.watch(source.first_blocks())
    before = measure_blocks(edges.watch(blocks), rate, job.threads)
    splice = cuts.splice(edges.recorded) if job.cuts else None
    loudness = spliced_loudness(before, splice, rate) if splice else before.values.loudness
    if loudness <= ABSOLUTE_GATE_LUFS:
        raise _silence_error(job.recording, before)
    trim = edit.TrimRange(0, edges.total)
    if targets.trim_silence:
        trim = edit.find_trim_range(*edges.take(), edges.total, rate, loudness)
    leveled = before
    if features and targets.level and not source.tracks:  # tracks are leveled each by itself
        headroom = limiter_headroom(LoudnessTarget(targets.loudness, targets.true_peak, targets.bitrate))
        source, leveled = level_source(source, before, features.result(), headroom)
        loudness = spliced_loudness(leveled, splice, rate) if splice else leveled.values.loudness
    jingles = [_read_jingle(path, rate, source.channels, loudness) for path in (job.intro, job.outro)]
    recording = EditedRecording(source, trim, (jingles[0], jingles[1]), splice)
    if features and targets.shorten_pauses:
        speech = RecordedSpeech(before.powers, features.result(), rate)
        pauses = removable_pauses(speech, cuts.splice(edges.recorded), targets.shorten_pauses)
        recording = _with_shorter_pauses(recording, cuts, edges.recorded, pauses)
    edited = measure_blocks(recording.blocks(), rate, job.threads) if recording.is_rearranged else leveled
    return recording, edges.recorded / rate, edited


def _with_shorter_pauses(
    recording: EditedRecording, cuts: RecordingCuts, total: int, pauses: Iterable[Span]
) -> EditedRecording:
    """Return the recording without parts of its pauses, as far as these are between its edges.

    Args:
        recording: without what is cut out.
        cuts: what is cut out.
        total: length of the recording in samples.
        pauses: the parts to be removed, in samples of the recording.
    """
    trim, remainder = recording.trim, cuts.splice(total)
    inside = tuple(
        pause
        for pause in pauses
        if all(trim.start <= start and end <= trim.end for start, end in remainder.result_spans(*pause))
    )
    if not inside:
        return recording
    removed = sum(end - start for start, end in inside)
    shorter = edit.TrimRange(trim.start, trim.end - removed)
    return replace(recording, trim=shorter, splice=cuts.splice(total, inside), pauses=inside)


def _silence_error(path: Path, recorded: LoudnessMeasurement) -> AudioError:
    """Return the error for a recording that is silent, or of which cuts leave silence."""
    if recorded.values.loudness > ABSOLUTE_GATE_LUFS:
        what = _("has nothing left but silence, or less than 0.4 s, after the cuts")
        return AudioError(path, what, _("correct cuts: in episode.yaml"))
    return AudioError(path, _("is silent, or shorter than 0.4 s"), _("check that it is the right recording"))


class _HeadAndTail:
    """First and last samples of a stream without its cuts, collected to find silence in them.

    `recorded` is the length of the stream, `total` its length without cuts, in samples.
    """

    def __init__(self, length: int, splice: Splice | None) -> None:
        self.length, self.recorded, self.total, self._splice = length, 0, 0, splice
        self._tail_samples = 0
        self.head: list[NDArray[np.float32]] = []
        self.tail: list[NDArray[np.float32]] = []

    def watch(self, stream: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        for block in stream:
            for part in self._splice.kept_samples(block, self.recorded) if self._splice else [block]:
                self._add(part)
            self.recorded += block.shape[1]
            yield block

    def _add(self, block: NDArray[np.float32]) -> None:
        if self.total < self.length:
            self.head.append(edit.mono_envelope(block[:, : self.length - self.total]))
        self.total += block.shape[1]
        self.tail.append(block)
        self._tail_samples += block.shape[1]
        while self._tail_samples - self.tail[0].shape[1] >= self.length:
            self._tail_samples -= self.tail.pop(0).shape[1]

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
