"""Map from the time of a recording to the time of its master: what is removed, and what comes before."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Self

_DECIMALS = 3  # of a time in seconds that is published: milliseconds


class TimeSegment(NamedTuple):
    """A part of a recording that is in its master without a gap.

    `master_start` is negative where the master begins later than the segment: with trimmed silence.
    """

    start: float  # seconds of the recording
    end: float | None  # None: to the end of the recording
    master_start: float  # seconds of the master

    @property
    def shift(self) -> float:
        """How much later a time of the segment is in the master, in seconds."""
        return self.master_start - self.start


_UNCHANGED: Final = (TimeSegment(0.0, None, 0.0),)


@dataclass(frozen=True, slots=True)
class TimeMap:
    """The segments of a recording that its master holds, in order; between them something is removed.

    As JSON it is a list of segments, each a list of three numbers.
    """

    segments: tuple[TimeSegment, ...] = _UNCHANGED

    @classmethod
    def shifted(cls, seconds: float) -> Self:
        """Return the map of a recording of which nothing is removed, `seconds` later."""
        return cls((TimeSegment(0.0, None, seconds),))

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Return the map from JSON.

        Raises:
            KeyError, TypeError, ValueError: the value is damaged.
        """
        segments = tuple(
            TimeSegment(float(start), None if end is None else float(end), float(master_start))
            for start, end, master_start in value["segments"]
        )
        if not segments:
            raise ValueError("a time map has no segments")
        return cls(segments)

    @property
    def is_identity(self) -> bool:
        """Whether every time of the recording is the same in the master."""
        return self.segments == _UNCHANGED

    def to_master(self, seconds: float) -> float:
        """Return a time of the recording in the master, to the millisecond.

        A removed time is that of the joint. The result is negative, or past the end, where the recording has silence
        that the master has not.
        """
        segments = self.segments
        start, end, master_start = segments[self._segment_index(seconds)] if len(segments) > 1 else segments[0]
        inside = max(seconds, start) if end is None else min(max(seconds, start), end)
        return round(master_start + inside - start, _DECIMALS)

    def to_recording(self, seconds: float) -> float:
        """Return the time of the recording that stands at a time of the master, to the millisecond.

        Where something is removed it is the time after it; during an intro it is where the recording begins.
        """
        segments = self.segments
        index = max(0, bisect_right(segments, seconds, key=lambda segment: segment.master_start) - 1)
        start, end, master_start = segments[index]
        inside = max(start, start + seconds - master_start)
        return round(inside if end is None else min(inside, end), _DECIMALS)

    def removes(self, start: float, end: float) -> bool:
        """Whether nothing of a span of the recording is in the master."""
        return end > start and self.to_master(start) == self.to_master(end)

    def _segment_index(self, seconds: float) -> int:
        """Return the number of the last segment that starts at or before a time, or of the first one."""
        return max(0, bisect_right(self.segments, seconds, key=lambda segment: segment.start) - 1)
