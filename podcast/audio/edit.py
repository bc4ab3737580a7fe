"""Edit the edges of a recording: trim silence, fade in and out, join intro and outro by a crossfade.

Only the edges are ever held as pydub segments, a few seconds (a minute to look for silence); the body streams between
them unchanged. Segments hold 32-bit samples with 12 dB of headroom, so that a recording above full scale survives.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from podcast.audio import true_peak
from podcast.audio.blocks import forward_reader, skip_samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.blocks import ForwardReader

SILENCE_SEARCH_SECONDS = 60  # at either end
_EDGE_SECONDS = 5  # at either end: the part that is edited
_HEADROOM_FACTOR = 4.0  # 12 dB
_SILENCE_STEP_MS = 10  # resolution of the search for silence
_SILENCE_BELOW_LOUDNESS_DB = 30.0  # silence at the edges is this much quieter than the recording's loudness …
_MIN_SILENCE_THRESHOLD_DBFS = -60.0  # … but everything below this is silence
_MAX_SILENCE_THRESHOLD_DBFS = -40.0  # … and nothing above this is
_KEPT_SILENCE_MS = {"before": 200, "after": 500}
_FADE_MS = {"in": 10, "out": 100}
CROSSFADE_MS = 1000  # between intro, recording and outro


@dataclass(frozen=True, slots=True)
class TrimRange:
    """The part of a recording that is kept: the samples from `start` up to `end`."""

    start: int
    end: int


def find_trim_range(
    head: NDArray[np.float32], tail: NDArray[np.float32], total: int, sample_rate: int, loudness: float
) -> TrimRange:
    """Return where the sound begins and ends, with a little silence kept around it.

    Args:
        head: the first samples, at most `SILENCE_SEARCH_SECONDS`, of the louder channel (see `mono_envelope`).
        tail: the last samples.
        total: length of the recording in samples.
        sample_rate: in Hz.
        loudness: of the recording, in LUFS: the threshold of silence depends on it.
    """
    _segment_class()
    from pydub.silence import detect_leading_silence

    threshold = max(loudness - _SILENCE_BELOW_LOUDNESS_DB, _MIN_SILENCE_THRESHOLD_DBFS)
    threshold = min(threshold, _MAX_SILENCE_THRESHOLD_DBFS) - 20 * math.log10(_HEADROOM_FACTOR)
    leading_ms = detect_leading_silence(samples_to_segment(head, sample_rate), threshold, _SILENCE_STEP_MS)
    trailing_ms = detect_leading_silence(samples_to_segment(tail[:, ::-1], sample_rate), threshold, _SILENCE_STEP_MS)
    start = max(0, leading_ms - _KEPT_SILENCE_MS["before"]) * sample_rate // 1000
    end = total - max(0, trailing_ms - _KEPT_SILENCE_MS["after"]) * sample_rate // 1000
    return TrimRange(start, end) if start < end else TrimRange(0, total)


def mono_envelope(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the magnitude of the louder channel at each sample, shape (1, n).

    One channel is enough to find silence.
    """
    louder: NDArray[np.float32] = true_peak.channel_maximum(array)[None]
    return louder


def edited_blocks(
    read_recording: Callable[[int], Iterable[NDArray[np.float32]]],
    trim: TrimRange,
    sample_rate: int,
    jingles: tuple[Any, Any] = (None, None),
    start: int = 0,
) -> Iterator[NDArray[np.float32]]:
    """Return the samples of the trimmed recording, faded in and out, between intro and outro.

    Args:
        read_recording: returns the recording's samples from a given sample on.
        trim: the part of it that is kept.
        sample_rate: in Hz.
        jingles: intro and outro as segments, see `samples_to_segment`.
        start: the first sample of the edited programme to return.
    """
    edge = min(_EDGE_SECONDS * sample_rate, trim.end - trim.start)
    body = max(0, trim.end - trim.start - 2 * edge)
    before = edge + _intro_samples(trim, sample_rate, jingles[0])
    skipped = max(0, min(start - before, body))
    read_next = forward_reader(read_recording(trim.start + edge + skipped if skipped else trim.start))
    rest = _body_and_tail(read_next, body - skipped, trim.end - trim.start - edge - body, (sample_rate, jingles[1]))
    if skipped:
        return skip_samples(start - before - skipped, rest)
    return skip_samples(start, _from_beginning(read_next, edge, rest, (sample_rate, *jingles)))


def _from_beginning(
    read_next: ForwardReader, edge: int, rest: Iterator[NDArray[np.float32]], settings: tuple[int, Any, Any]
) -> Iterator[NDArray[np.float32]]:
    """Yield the programme from its beginning; a recording as short as its `edge` is all head."""
    sample_rate, intro, outro = settings
    head = _with_intro(samples_to_segment(_concatenate(read_next(edge)), sample_rate), intro)
    following = next(rest, None)
    if following is None:
        yield segment_to_samples(_with_outro(head, outro))
        return
    yield segment_to_samples(head)
    yield following
    yield from rest


def _body_and_tail(
    read_next: ForwardReader, body: int, tail: int, settings: tuple[int, Any]
) -> Iterator[NDArray[np.float32]]:
    """Yield the `body` unchanged, in samples, then the edited `tail`; nothing follows if there is no tail."""
    sample_rate, outro = settings
    yield from read_next(body)
    if tail:
        yield segment_to_samples(_with_outro(samples_to_segment(_concatenate(read_next(tail)), sample_rate), outro))


def time_shift(trim: TrimRange, sample_rate: int, intro: Any = None) -> float:
    """Return how far a time of the recording moves in the edited programme, in seconds, exact to the sample."""
    return (_intro_samples(trim, sample_rate, intro) - trim.start) / sample_rate


def _intro_samples(trim: TrimRange, sample_rate: int, intro: Any) -> int:
    """Return the number of samples that the intro adds."""
    import numpy as np

    edge = min(_EDGE_SECONDS * sample_rate, trim.end - trim.start)
    head = np.zeros((intro.channels if intro else 1, edge), np.float32)
    joined: float = _with_intro(samples_to_segment(head, sample_rate), intro).frame_count()
    return round(joined) - int(head.shape[1])


def edited_length(trim: TrimRange, sample_rate: int, jingles: tuple[Any, Any] = (None, None)) -> int:
    """Return the length of the edited programme in samples.

    It is found by editing silence, which takes neither time nor memory.
    """
    import numpy as np

    channels = next((jingle.channels for jingle in jingles if jingle), 1)

    def silence(start: int) -> list[NDArray[np.float32]]:
        return [np.broadcast_to(np.zeros(1, np.float32), (channels, trim.end - start))]

    return sum(part.shape[1] for part in edited_blocks(silence, trim, sample_rate, jingles))


def samples_to_segment(array: NDArray[np.float32], sample_rate: int) -> Any:
    """Convert samples, shape (channels, n), to a pydub segment."""
    import numpy as np

    scaled = array.T.astype(np.float64)
    np.clip(np.divide(scaled, _HEADROOM_FACTOR, out=scaled), -1, 1, out=scaled)
    np.multiply(scaled, 0x7FFFFFFF, out=scaled)
    data = np.ascontiguousarray(scaled.astype("<i4")).tobytes()
    return _segment_class()(data=data, sample_width=4, frame_rate=sample_rate, channels=array.shape[0])


@cache
def _segment_class() -> Any:
    """Import pydub without its warning that no FFmpeg is installed: it decodes nothing here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        from pydub import AudioSegment
    return AudioSegment


def segment_to_samples(segment: Any) -> NDArray[np.float32]:
    """Convert a pydub segment to samples, shape (channels, n)."""
    import numpy as np

    values = np.frombuffer(segment.raw_data, "<i4").reshape(-1, segment.channels)
    return np.ascontiguousarray((values.T * (_HEADROOM_FACTOR / 0x7FFFFFFF)).astype(np.float32))


def _with_intro(head: Any, intro: Any) -> Any:
    if intro is not None:
        return intro.append(head, crossfade=_crossfade_ms(intro, len(head)))
    first, rest = _split(head, head.frame_rate * _FADE_MS["in"] // 1000)
    return first.fade_in(_FADE_MS["in"]).append(rest, crossfade=0)


def _with_outro(tail: Any, outro: Any) -> Any:
    if outro is not None:
        return tail.append(outro, crossfade=_crossfade_ms(outro, len(tail)))
    body, last = _split(tail, int(tail.frame_count()) - tail.frame_rate * _FADE_MS["out"] // 1000)
    return body.append(last.fade_out(_FADE_MS["out"]), crossfade=0)


def _split(segment: Any, frames: int) -> tuple[Any, Any]:
    """Split a segment in two.

    The part to be faded is cut off first, because pydub rounds a segment's length to whole milliseconds.
    """
    position = min(max(frames, 0), int(segment.frame_count()))
    return segment.get_sample_slice(0, position), segment.get_sample_slice(position)


def _crossfade_ms(jingle: Any, length: int) -> int:
    """Return the length of the crossfade in ms: never more than half of either part that it joins."""
    return min(CROSSFADE_MS, len(jingle) // 2, length // 2)


def _concatenate(parts: Iterable[NDArray[np.float32]]) -> NDArray[np.float32]:
    import numpy as np

    return np.concatenate(list(parts), axis=1)
