"""Keep the audio of a film where the film has it: a later start and gaps become silence.

Chapters and transcripts have the times of the film, so later audio must not move to the front where some is missing: a
camera that was paused, a browser that lost its connection, a track that begins after the picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podcast.audio.containers.open_recording import film_start, has_film_timeline
from podcast.timeline.recording_notes import TimeJump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.timeline.recording_notes import NoteCollector

MIN_GAP_SECONDS = 0.1  # times in WebM, Windows Media and Flash are rounded to ms, and vary by some more
_LOST_PACKET_SHARE = 0.9  # of a frame's length: a jump of this much is a lost packet, not a clock that is not exact
_MAX_JITTER_SECONDS = 0.005  # of times that are rounded, where frames are even shorter
_MAX_GAP_SECONDS = 3600.0  # a longer one is a clock that was set, not a gap
_BLOCK_SECONDS = 1  # of silence, at most
_UNSIGNED_SILENCE = 128  # of 8-bit samples


def fill_gaps(frames: Iterator[Any], container: Any, notes: NoteCollector) -> Iterator[Any]:
    """Yield the frames of an audio track, with silence where its times say that none is there.

    A clock that is slightly fast or slow is not corrected, only gaps between two frames. Short ones, of single lost
    packets, are filled as soon as `MIN_GAP_SECONDS` are missing altogether: a call over the network may lose a minute
    in an hour, 20 ms at a time. Where times go back, or forward by an hour, a clock was set: the sound just continues.

    Args:
        frames: decoded, in the order of the track.
        container: that they are from; a film begins with the earliest of all its tracks.
        notes: takes the jumps.
    """
    timeline = FrameTimeline(film_start(container) if has_film_timeline(container) else None)
    for frame in frames:
        jump = timeline.add(frame)
        if jump is not None:
            notes.add_jump(jump)
            if jump.is_filled:
                yield from _silence(frame, round(jump.seconds * frame.sample_rate))
        yield frame
    notes.add_drift(timeline.missing)


class FrameTimeline:
    """Compares the times of frames with the length of the frames before."""

    def __init__(self, origin: float | None) -> None:
        """`origin` is the time at which the first frame should begin, in seconds; None: when it does."""
        self._origin = self._end = origin
        self._seconds = 0.0  # length of all frames and of the silence between them
        self._unit = 0.0  # of the frames' times, in seconds: the same for a whole track

    @property
    def missing(self) -> float:
        """The seconds by which the frames are shorter than their times say; negative if they are longer."""
        return 0.0 if self._end is None or self._origin is None else self._end - self._origin - self._seconds

    def add(self, frame: Any) -> TimeJump | None:
        """Take the next frame; return the jump before it, if there is one."""
        length = frame.samples / frame.sample_rate
        self._unit = self._unit or float(frame.time_base or 0)
        start = self._end if frame.pts is None else frame.pts * self._unit
        start = 0.0 if start is None else start
        if self._end is None or self._origin is None:
            self._origin = self._end = start
        jump = self._jump(start - self._end, length)
        self._end = start
        if jump and jump.is_filled:
            jump = TimeJump(self._seconds, round(self.missing * frame.sample_rate) / frame.sample_rate, is_filled=True)
            self._seconds += jump.seconds
        elif jump:
            self._origin += jump.seconds
        self._end, self._seconds = start + length, self._seconds + length
        return jump

    def _jump(self, seconds: float, length: float) -> TimeJump | None:
        """Return the jump of time between two frames; `length` is that of the second one."""
        if seconds < -MIN_GAP_SECONDS:
            return TimeJump(self._seconds, seconds, is_filled=False)
        missing = self.missing + seconds
        has_lost_packets = seconds > max(_LOST_PACKET_SHARE * length, _MAX_JITTER_SECONDS) and missing > MIN_GAP_SECONDS
        if seconds <= MIN_GAP_SECONDS and not has_lost_packets:
            return None
        return TimeJump(self._seconds, seconds, is_filled=0 < missing <= _MAX_GAP_SECONDS)


def _silence(like: Any, samples: int) -> Iterator[Any]:
    """Yield frames of silence of the same kind as a frame."""
    import numpy as np
    from av import AudioFrame

    pattern = like.to_ndarray()
    values_per_sample = pattern.shape[1] // like.samples
    for start in range(0, samples, like.sample_rate * _BLOCK_SECONDS):
        count = min(like.sample_rate * _BLOCK_SECONDS, samples - start)
        silence = _UNSIGNED_SILENCE if pattern.dtype == np.uint8 else 0
        array = np.full((pattern.shape[0], count * values_per_sample), silence, pattern.dtype)
        frame = AudioFrame.from_ndarray(array, format=like.format.name, layout=like.layout.name)
        frame.sample_rate = like.sample_rate
        yield frame
