"""Details of an episode's sound in the report: parts, gains, removals and additions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.artifacts import ProgrammeParts
    from podcast.timeline.recording_notes import RecordingNotes
    from podcast.timeline.time_map import TimeMap
    from podcast.timeline.track_facts import TrackFacts

# Silence at the start or the end, a cut of the producer's list, a part of a pause.
RemovalKind: TypeAlias = Literal["start", "end", "cut", "pause"]
_MIN_SECONDS = 0.001  # a shorter removal is rounding


class Removal(NamedTuple):
    """A part of the recording that its master lacks, in seconds of the recording."""

    kind: RemovalKind
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class MixedTrack:
    """A track of the mix: its file below the show's folder, who speaks (None: music), and what was found out."""

    file: str
    speaker: str | None
    facts: TrackFacts


@dataclass(frozen=True, slots=True)
class SoundDetails:
    """Details of an episode's sound.

    `parts` is None if no levels are stored with the master. `notes` are pairs of a recording's file name and what its
    decoding had to do.
    """

    parts: ProgrammeParts | None = None
    removals: tuple[Removal, ...] = ()
    notes: tuple[tuple[str, RecordingNotes], ...] = ()
    tracks: tuple[MixedTrack, ...] = ()


def removals(
    time_map: TimeMap, recording_seconds: float, trimmed: tuple[float, float], cuts: Sequence[tuple[float, float]]
) -> Iterator[Removal]:
    """Yield what the master lacks of its recording, in the order of its times.

    Args:
        time_map: of the master.
        recording_seconds: length of the recording.
        trimmed: seconds of silence that are left out at both ends of what else is kept.
        cuts: the producer's: start and end in seconds of the recording.
    """
    segments = time_map.segments
    first, last = segments[0].start, segments[-1].end
    last = recording_seconds if last is None else min(last, recording_seconds)
    if first > _MIN_SECONDS:
        yield Removal(_kind(0.0, first, cuts), 0.0, first)
    if trimmed[0] > _MIN_SECONDS:
        yield Removal("start", first, first + trimmed[0])
    for segment, following in pairwise(segments):
        if segment.end is not None and following.start - segment.end > _MIN_SECONDS:
            yield Removal(_kind(segment.end, following.start, cuts), segment.end, following.start)
    if trimmed[1] > _MIN_SECONDS:
        yield Removal("end", last - trimmed[1], last)
    if recording_seconds - last > _MIN_SECONDS:
        yield Removal(_kind(last, recording_seconds, cuts), last, recording_seconds)


def _kind(start: float, end: float, cuts: Sequence[tuple[float, float]]) -> RemovalKind:
    """Tell a cut from a shortened pause: where both meet, it is the cut."""
    return "cut" if any(first < end and start < last for first, last in cuts) else "pause"
