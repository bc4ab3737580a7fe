"""Encode an MP3 again at the places where its audio has changed, and nowhere else.

An encoder starts a second or two before the change. By the time it gets there, its output has to equal the file, bit
for bit: then it no longer depends on its late start. If not, another encoder starts twice as early. It continues until
its output equals the file again, after the change.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from podcast.audio.mp3.ancillary_bits import frame_starts
from podcast.audio.mp3.encode import MIN_EQUAL_FRAMES, encode_frames, frame_position, write_info_frame
from podcast.audio.mp3.info_frame import FRAME_SAMPLES, GRID_FRAMES, frame_bytes, grid_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.audio.mp3.encode import EncodingJob

_WARM_UP_FRAMES = GRID_FRAMES  # before a change: 1.3 s at 44.1 kHz
_LOOKAHEAD_FRAMES = 12  # frames before a change that it can affect: LAME looks ahead, and fills earlier frames
_TRAILING_FRAMES = 3  # frames after a change that it still affects
_FRAMES_PER_FEED = 8  # few, so that an encoder stops soon after its output equals the file
# Closer changes are encoded in one go: the encoder of a second one needs as long to settle.
_MERGE_DISTANCE_FRAMES = 3 * GRID_FRAMES


@dataclass(frozen=True, slots=True)
class PatchResult:
    """Result of patching: the spans of samples in which the file has changed, and the samples that were encoded."""

    changed_spans: tuple[tuple[int, int], ...] = ()
    encoded_samples: int = 0


@dataclass(frozen=True, slots=True)
class _Patch:
    """New bytes of the file at `position`, and how many frames were encoded for them."""

    position: int
    data: bytes
    encoded_frames: int


def patch_mp3(job: EncodingJob, changed_samples: Iterable[int], reach: int) -> PatchResult:
    """Encode again every frame that a change of the audio affects.

    Args:
        job: the job of the first encoding, with another `read_samples`.
        changed_samples: where the audio has changed.
        reach: how far around them it has, in samples.
    """
    with ThreadPoolExecutor(job.threads) as pool:
        patches = list(pool.map(partial(_encode_span, job), _merged_spans(changed_samples, reach)))
    with job.path.open("r+b") as file:
        for patch in reversed(patches):  # where one continues into another, the earlier one is correct
            file.seek(patch.position)
            file.write(patch.data)
    write_info_frame(job)
    return PatchResult(
        tuple(_affected_samples(job, patch) for patch in patches),
        sum(patch.encoded_frames for patch in patches) * FRAME_SAMPLES,
    )


def expected_samples(changed_samples: Iterable[int], reach: int) -> int:
    """Return about how many samples `patch_mp3` will encode: twice the warm-up for each span, and until it agrees."""
    around = (2 * _WARM_UP_FRAMES + _LOOKAHEAD_FRAMES + 2 * MIN_EQUAL_FRAMES) * FRAME_SAMPLES
    return sum(high - low + around for low, high in _merged_spans(changed_samples, reach))


def _merged_spans(changed_samples: Iterable[int], reach: int) -> list[tuple[int, int]]:
    """Return the spans that are encoded in one go each, in samples."""
    spans: list[tuple[int, int]] = []
    for sample in sorted(changed_samples):
        low, high = max(0, sample - reach), sample + reach
        if spans and low - spans[-1][1] < _MERGE_DISTANCE_FRAMES * FRAME_SAMPLES:
            low, _ = spans.pop()
        spans.append((low, high))
    return spans


def _encode_span(job: EncodingJob, span: tuple[int, int]) -> _Patch:
    """Encode the frames that a change affects, from as late as possible."""
    first = max(0, span[0] // FRAME_SAMPLES - _LOOKAHEAD_FRAMES)
    warm_up, encoded_frames = _WARM_UP_FRAMES, 0
    while True:
        start = max(0, (first - warm_up) // GRID_FRAMES * GRID_FRAMES)
        patch = _try_encode_span(job, start, (first, span[1] // FRAME_SAMPLES + _TRAILING_FRAMES))
        encoded_frames += patch.encoded_frames
        if patch.data or not start:
            return _Patch(patch.position, patch.data, encoded_frames)
        warm_up *= 2


def _try_encode_span(job: EncodingJob, start: int, affected: tuple[int, int]) -> _Patch:
    """Encode the `affected` frames, with an encoder that begins at the frame `start`.

    Returns:
        A patch without data if the encoder still depends on its start when it reaches them.
    """
    first, last = affected
    position, parts, equal_frames, encoded_frames = 0, list[bytes](), 0, 0
    for number, frame in enumerate(_compared_frames(job, start), start):
        encoded_frames = frame.encoded_frames
        if start and not frame.is_equal and first - MIN_EQUAL_FRAMES <= number < first:
            break
        equal_frames = equal_frames + 1 if frame.is_equal else 0
        if number >= first:
            position = position or frame.position
            parts.append(frame.data)
        if number >= last + MIN_EQUAL_FRAMES and equal_frames >= MIN_EQUAL_FRAMES:
            break
    return _Patch(position, b"".join(parts), encoded_frames)


@dataclass(frozen=True, slots=True)
class _ComparedFrame:
    """A frame at `position` of the file, whether the file has it, and the frames that were encoded so far."""

    position: int
    data: bytes
    is_equal: bool
    encoded_frames: int


def _compared_frames(job: EncodingJob, start: int) -> Iterator[_ComparedFrame]:
    """Encode from the frame `start` on, and compare each frame with the file."""
    size, position = frame_bytes(job.targets.bitrate, job.targets.sample_rate), frame_position(job, start)
    encoded_frames, total = 0, -(-job.sample_count // FRAME_SAMPLES) - start
    with job.path.open("rb") as file:
        for data in encode_frames(job, start, _FRAMES_PER_FEED):
            encoded_frames = min(encoded_frames + _FRAMES_PER_FEED, total)
            file.seek(position)
            before = file.read(len(data))
            for begin, end in pairwise(frame_starts(data, size).tolist()):
                is_equal = data[begin:end] == before[begin:end]
                yield _ComparedFrame(position + begin, data[begin:end], is_equal, encoded_frames)
            position += len(data)


def _affected_samples(job: EncodingJob, patch: _Patch) -> tuple[int, int]:
    """Return the samples that the bytes of a patch affect."""
    rate, bitrate = job.targets.sample_rate, job.targets.bitrate
    first, last = (
        (byte - frame_bytes(bitrate, rate)) * GRID_FRAMES // grid_bytes(bitrate, rate)
        for byte in (patch.position, patch.position + len(patch.data))
    )
    return max(0, (first - 2) * FRAME_SAMPLES), min(job.sample_count, (last + 2) * FRAME_SAMPLES)
