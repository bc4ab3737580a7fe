"""Splice the remaining spans of a recording, with crossfades at the joints.

A joint lies in the middle of its crossfade. So the sound around it that is removed is heard for some milliseconds, and
everything else stays at the sample that the lengths of the spans give it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from podcast.audio.blocks import forward_reader, skip_samples
from podcast.timeline.time_map import TimeMap, TimeSegment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.blocks import ForwardReader

_DECIMALS = 6  # of the seconds of a time map
Span = tuple[int, int]  # samples of a recording: from the first up to the second


class _Piece(NamedTuple):
    """A part of the result: the samples from `start` up to `end`, or half a joint, whose other half is `other`."""

    start: int
    end: int
    other: int | None = None  # where the sound that fades in begins

    @property
    def length(self) -> int:
        """In samples."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Splice:
    """Remaining spans, ascending, none of them empty, and the crossfade between each and the next in samples.

    A crossfade is even, and no longer than what is removed at its joint or than a span that it joins. `total` is the
    length of the recording.
    """

    spans: tuple[Span, ...]
    crossfades: tuple[int, ...]
    total: int

    @property
    def sample_count(self) -> int:
        """The length of the result in samples."""
        return sum(end - start for start, end in self.spans)

    @property
    def offsets(self) -> tuple[int, ...]:
        """The sample of the result at which each span begins."""
        return tuple(accumulate((end - start for start, end in self.spans[:-1]), initial=0))

    def blocks(
        self, read_recording: Callable[[int], Iterable[NDArray[np.float32]]], start: int = 0
    ) -> Iterator[NDArray[np.float32]]:
        """Yield the result from the sample `start` on, in blocks of shape (channels, n).

        Args:
            read_recording: returns the recording's samples from a given sample on.
            start: below `sample_count`.
        """
        position, pieces = 0, list(self._pieces())
        while pieces and position + pieces[0].length <= start:
            position += pieces.pop(0).length
        if not pieces:
            return
        skipped = start - position if pieces[0].other is None else 0
        first = pieces[0].start + skipped
        pieces[0] = pieces[0]._replace(start=first)
        yield from skip_samples(start - position - skipped, _joined(forward_reader(read_recording(first)), pieces))

    def kept_samples(self, block: NDArray[np.float32], start: int) -> list[NDArray[np.float32]]:
        """Return the remaining samples of a block that begins at the sample `start`, without crossfades."""
        end = start + block.shape[1]
        near = (span for span in self.spans if span[0] < end and span[1] > start)
        return [block[:, max(0, first - start) : last - start] for first, last in near]

    def source_spans(self, start: int, end: int) -> list[Span]:
        """Return the spans of the recording that are from the sample `start` of the result up to `end`."""
        placed = zip(self.offsets, self.spans, strict=True)
        spans = [(first + max(0, start - at), min(last, first + end - at)) for at, (first, last) in placed]
        return [span for span in spans if span[0] < span[1]]

    def result_spans(self, start: int, end: int) -> list[Span]:
        """Return where the samples of the recording from `start` up to `end` are in the result, as far as they are."""
        placed = zip(self.offsets, self.spans, strict=True)
        spans = [(at + max(first, start) - first, at + min(last, end) - first) for at, (first, last) in placed]
        return merged_spans(spans)

    def time_map(self, sample_rate: int, shift: float = 0.0) -> TimeMap:
        """Return where the times of the recording are when the result begins at `shift` seconds of the master."""
        segments = [
            TimeSegment(
                round(start / sample_rate, _DECIMALS),
                None if end == self.total else round(end / sample_rate, _DECIMALS),
                round(offset / sample_rate + shift, _DECIMALS),
            )
            for offset, (start, end) in zip(self.offsets, self.spans, strict=True)
        ]
        return TimeMap(tuple(segments))

    def _pieces(self) -> Iterator[_Piece]:
        """Yield the parts of the result: spans without the halves of crossfades, and joints."""
        halves = [0, *(crossfade // 2 for crossfade in self.crossfades), 0]
        for number, (start, end) in enumerate(self.spans):
            yield _Piece(start + halves[number], end - halves[number + 1])
            if half := halves[number + 1]:
                yield _Piece(end - half, end + half, self.spans[number + 1][0] - half)


def splice(spans: Iterable[Span], total: int, removed_fades: Callable[[Span], int]) -> Splice:
    """Return the splice of a recording without some spans.

    Args:
        spans: those that are removed, in any order; they may overlap.
        total: length of the recording in samples.
        removed_fades: the length of the crossfade in samples where a span is removed.
    """
    removed = merged_spans((max(0, start), min(end, total)) for start, end in spans)
    remaining = kept_spans(removed, total)
    crossfades = []
    for before, after in pairwise(remaining):
        gap = (before[1], after[0])
        shortest = min(before[1] - before[0], after[1] - after[0], gap[1] - gap[0], removed_fades(gap))
        crossfades.append(shortest // 2 * 2)
    return Splice(tuple(remaining), tuple(crossfades), total)


def merged_spans(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap or touch as one, without empty ones."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def kept_spans(removed: Iterable[Span], total: int) -> list[Span]:
    """Return what is left of `total` samples without some spans, which are in order and do not overlap."""
    edges = [0, *(edge for span in removed for edge in span), total]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _joined(read_next: ForwardReader, pieces: list[_Piece]) -> Iterator[NDArray[np.float32]]:
    """Yield the samples of the pieces; `read_next` is at the beginning of the first one."""
    import numpy as np

    position = pieces[0].start

    def skip_to(sample: int) -> None:
        nonlocal position
        for _block in read_next(sample - position):
            pass
        position = sample

    for start, end, other in pieces:
        skip_to(start)
        position = end
        if other is None:
            yield from read_next(end - start)
            continue
        leaving = np.concatenate(list(read_next(end - start)), axis=1)
        skip_to(other)
        position = other + end - start
        coming = np.concatenate(list(read_next(end - start)), axis=1)
        fade_out, fade_in = _crossfade(end - start)
        yield np.add(leaving * fade_out, coming * fade_in)


@cache
def _crossfade(length: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the gains of both sounds of a crossfade of equal power: the sum of their squares is always 1.

    Their squares are the polynomial 3t² − 2t³ and its mirror image; the square root is exact on every machine.
    """
    import numpy as np

    share = (np.arange(length) + 0.5) / length
    fade_in = (share * np.sqrt(3 - 2 * share)).astype(np.float32)
    return fade_in[::-1].copy(), fade_in
