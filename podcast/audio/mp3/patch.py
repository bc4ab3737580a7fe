"""An MP3 whose sound has changed at some places, encoded again there and nowhere else.

An encoder begins some seconds before the change. By the time it comes there, it has to make what the file holds, bit
for bit: it has forgotten that it began late. It goes on until it makes that again, behind the change.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from podcast.audio.mp3.encode import alike, complete, frames, place_of
from podcast.audio.mp3.info_frame import FRAME, GRID, frame_bytes, grid_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.audio.mp3.encode import Encoding

_BEFORE = 8 * GRID  # frames that an encoder begins before a change; where that is not enough, eight times as many, …
_AHEAD = 12  # frames before a change that can be touched by it: LAME looks ahead, and fills earlier frames
_BEHIND = 3  # frames after it in which it still sounds
_NEAR = 60 * GRID  # frames: changes that lie nearer than this are mended in one go


def mend(job: Encoding, places: Iterable[int], reach: int) -> list[tuple[int, int]]:
    """Encodes again what hears a change of the sound since it was encoded.

    Args:
        job: the same as it was encoded with, but for the source.
        places: where the sound has changed, in samples.
        reach: how far around them it has, in samples.

    Returns:
        The spans of samples in which the file is new, in order.
    """
    with ThreadPoolExecutor(job.threads) as pool:
        patches = list(pool.map(partial(_mended, job), _spans(places, reach)))
    with job.path.open("r+b") as file:
        for at, data in reversed(patches):  # where one ran on into another, the earlier one is right
            file.seek(at)
            file.write(data)
    complete(job)
    return [_heard(job, at, len(data)) for at, data in patches]


def _spans(places: Iterable[int], reach: int) -> list[tuple[int, int]]:
    """What is to be mended in one go each, in samples."""
    spans: list[tuple[int, int]] = []
    for place in sorted(places):
        low, high = max(0, place - reach), place + reach
        if spans and low - spans[-1][1] < _NEAR * FRAME:
            low, _ = spans.pop()
        spans.append((low, high))
    return spans


def _mended(job: Encoding, span: tuple[int, int]) -> tuple[int, bytes]:
    """The frames that hear a change, and where they belong in the file."""
    first = max(0, span[0] // FRAME - _AHEAD)
    for before in (_BEFORE, 8 * _BEFORE):
        start = max(0, (first - before) // GRID * GRID)
        if patch := _patch(job, start, span):
            return patch
    return _patch(job, 0, span) or (0, b"")


def _patch(job: Encoding, start: int, span: tuple[int, int]) -> tuple[int, bytes] | None:
    """The same by an encoder that begins at a frame; None when it has not forgotten that before the change."""
    low = place_of(job, max(0, span[0] // FRAME - _AHEAD) // GRID * GRID)
    high = place_of(job, (span[1] // FRAME + _BEHIND) // GRID * GRID + GRID)
    at, agreed, kept = place_of(job, start), start == 0, list[bytes]()
    with job.path.open("rb") as file:
        for data in frames(job, start):
            file.seek(at)
            same = alike(job, data, file.read(len(data)))
            at += len(data)
            if at <= low and not kept:
                agreed = start == 0 or same
                continue
            if not agreed:
                return None
            kept.append(data)
            if same and at - len(data) >= high:
                break
    return at - sum(map(len, kept)), b"".join(kept)


def _heard(job: Encoding, at: int, length: int) -> tuple[int, int]:
    """The samples that bytes of the file sound in."""
    rate, bitrate = job.targets.sample_rate, job.targets.bitrate
    first, last = ((at - frame_bytes(bitrate, rate)) * GRID // grid_bytes(bitrate, rate) for at in (at, at + length))
    return max(0, (first - 2) * FRAME), min(job.samples, (last + 2) * FRAME)
