"""The edges of a recording, where people edit: silence trimmed, fades, intro and outro joined by a crossfade.

Only the edges are ever held as pydub segments, a few seconds (a minute to look for silence); the body streams between
them untouched. Segments hold 32-bit samples with 12 dB of headroom, so that a recording above full scale survives.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.audio import true_peak as truepeak
from podcast.audio.blocks import without_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    Tape = Callable[[int], Iterator[NDArray[np.float32]]]

LOOK = 60  # seconds at either end in which silence is looked for
_EDGE = 5  # seconds at either end that are edited
_HEADROOM = 4.0  # 12 dB
_STEP = 10  # ms: how finely silence is looked for
_QUIETER = 30.0  # dB below the recording's loudness counts as silence at the edges …
_QUIETEST = -60.0  # dBFS … but nothing above this is ever spoken
_LOUDEST = -40.0  # dBFS … and nothing above this is silence
_AIR = {"before": 200, "after": 500}  # ms of silence that stay
_FADE = {"in": 10, "out": 100}  # ms
CROSSFADE = 1000  # ms between intro, recording and outro


@dataclass(frozen=True, slots=True)
class Cut:
    """What stays of a recording: the samples from `start` up to `end`."""

    start: int
    end: int


def trimmed(head: NDArray[np.float32], tail: NDArray[np.float32], total: int, sample_rate: int, loudness: float) -> Cut:
    """Where the sound begins and ends, with a little air left around it.

    Args:
        head: the first samples, at most `LOOK` seconds, the louder channel's (see `loudest`).
        tail: the last samples.
        total: length of the recording in samples.
        sample_rate: in Hz.
        loudness: of the recording, in LUFS: what is silence depends on it.
    """
    from pydub.silence import detect_leading_silence

    threshold = min(max(loudness - _QUIETER, _QUIETEST), _LOUDEST) - 20 * math.log10(_HEADROOM)
    lead = detect_leading_silence(segment(head, sample_rate), threshold, _STEP)
    trail = detect_leading_silence(segment(tail[:, ::-1], sample_rate), threshold, _STEP)
    start = max(0, lead - _AIR["before"]) * sample_rate // 1000
    end = total - max(0, trail - _AIR["after"]) * sample_rate // 1000
    return Cut(start, end) if start < end else Cut(0, total)


def loudest(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """The louder of the channels at each sample, shape (1, n): one channel is enough to find silence in."""
    louder: NDArray[np.float32] = truepeak.loudest(array)[None]
    return louder


def edited(
    recording: Callable[[int], Iterable[NDArray[np.float32]]],
    cut: Cut,
    sample_rate: int,
    pieces: tuple[Any, Any] = (None, None),
    start: int = 0,
) -> Iterator[NDArray[np.float32]]:
    """The recording from cut to cut, faded in and out, between intro and outro.

    Args:
        recording: gives its samples from any of them on.
        cut: what stays of it.
        sample_rate: in Hz.
        pieces: intro and outro as segments, see `segment`.
        start: the first sample of the edited programme that is wanted.
    """
    edge = min(_EDGE * sample_rate, cut.end - cut.start)
    body = max(0, cut.end - cut.start - 2 * edge)
    before = edge + _added(cut, sample_rate, pieces[0])
    skipped = max(0, min(start - before, body))
    tape = _tape(recording(cut.start + edge + skipped if skipped else cut.start))
    rest = _rest(tape, body - skipped, cut.end - cut.start - edge - body, (sample_rate, pieces[1]))
    if skipped:
        return without_first(start - before - skipped, rest)
    return without_first(start, _whole(tape, edge, rest, (sample_rate, *pieces)))


def _whole(
    tape: Tape, edge: int, rest: Iterator[NDArray[np.float32]], how: tuple[int, Any, Any]
) -> Iterator[NDArray[np.float32]]:
    """The programme from its beginning on: a recording as short as its `edge` is all head."""
    sample_rate, intro, outro = how
    head = _with_intro(segment(_joined(tape(edge)), sample_rate), intro)
    following = next(rest, None)
    if following is None:
        yield samples(_with_outro(head, outro))
        return
    yield samples(head)
    yield following
    yield from rest


def _rest(tape: Tape, body: int, tail: int, how: tuple[int, Any]) -> Iterator[NDArray[np.float32]]:
    """The body, of so many samples, and what follows; nothing where there is no tail."""
    sample_rate, outro = how
    yield from tape(body)
    if tail:
        yield samples(_with_outro(segment(_joined(tape(tail)), sample_rate), outro))


def shift(cut: Cut, sample_rate: int, intro: Any = None) -> float:
    """How far a time of the recording moves in the edited programme, in seconds, to the sample."""
    return (_added(cut, sample_rate, intro) - cut.start) / sample_rate


def _added(cut: Cut, sample_rate: int, intro: Any) -> int:
    """How many samples the intro adds."""
    import numpy as np

    head = np.zeros((intro.channels if intro else 1, min(_EDGE * sample_rate, cut.end - cut.start)), np.float32)
    joined: float = _with_intro(segment(head, sample_rate), intro).frame_count()
    return round(joined) - int(head.shape[1])


def length(cut: Cut, sample_rate: int, pieces: tuple[Any, Any] = (None, None)) -> int:
    """How many samples the edited programme has: silence is edited, which takes neither time nor memory."""
    import numpy as np

    channels = next((piece.channels for piece in pieces if piece), 1)

    def silence(start: int) -> list[NDArray[np.float32]]:
        return [np.broadcast_to(np.zeros(1, np.float32), (channels, cut.end - start))]

    return sum(part.shape[1] for part in edited(silence, cut, sample_rate, pieces))


def segment(array: NDArray[np.float32], sample_rate: int) -> Any:
    """Samples, shape (channels, n), as a pydub segment."""
    import numpy as np
    from pydub import AudioSegment

    whole = array.T.astype(np.float64)
    np.clip(np.divide(whole, _HEADROOM, out=whole), -1, 1, out=whole)
    np.multiply(whole, 0x7FFFFFFF, out=whole)
    data = np.ascontiguousarray(whole.astype("<i4")).tobytes()
    return AudioSegment(data=data, sample_width=4, frame_rate=sample_rate, channels=array.shape[0])


def samples(segment: Any) -> NDArray[np.float32]:
    """A segment's samples, shape (channels, n)."""
    import numpy as np

    whole = np.frombuffer(segment.raw_data, "<i4").reshape(-1, segment.channels)
    return np.ascontiguousarray((whole.T * (_HEADROOM / 0x7FFFFFFF)).astype(np.float32))


def _with_intro(head: Any, intro: Any) -> Any:
    if intro is not None:
        return intro.append(head, crossfade=_crossfade(intro, len(head)))
    first, rest = _parted(head, head.frame_rate * _FADE["in"] // 1000)
    return first.fade_in(_FADE["in"]).append(rest, crossfade=0)


def _with_outro(tail: Any, outro: Any) -> Any:
    if outro is not None:
        return tail.append(outro, crossfade=_crossfade(outro, len(tail)))
    body, last = _parted(tail, int(tail.frame_count()) - tail.frame_rate * _FADE["out"] // 1000)
    return body.append(last.fade_out(_FADE["out"]), crossfade=0)


def _parted(segment: Any, frames: int) -> tuple[Any, Any]:
    """A segment in two. What is faded is cut off first: pydub rounds a segment's length to whole milliseconds."""
    at = min(max(frames, 0), int(segment.frame_count()))
    return segment.get_sample_slice(0, at), segment.get_sample_slice(at)


def _crossfade(piece: Any, length: int) -> int:
    """The crossfade's length in ms: never more than half of what it joins."""
    return min(CROSSFADE, len(piece) // 2, length // 2)


def _tape(blocks: Iterable[NDArray[np.float32]]) -> Tape:
    """A stream that is read forward: each call gives the next so many samples, in pieces."""
    source, left = iter(blocks), None

    def read(count: int) -> Iterator[NDArray[np.float32]]:
        nonlocal left
        while count > 0:
            block = left if left is not None else next(source, None)
            if block is None:
                return
            piece, rest = block[:, :count], block[:, count:]
            count, left = count - piece.shape[1], rest if rest.shape[1] else None
            yield piece

    return read


def _joined(parts: Iterable[NDArray[np.float32]]) -> NDArray[np.float32]:
    import numpy as np

    return np.concatenate(list(parts), axis=1)
