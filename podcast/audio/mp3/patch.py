"""Encode an MP3 again at the places where its audio has changed, and nowhere else.

An encoder starts some seconds before the change. By the time it gets there, its output has to equal the file, bit for
bit: then it no longer depends on its late start. It continues until its output equals the file again, after the change.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from podcast.audio.mp3.encode import encode_frames, ends_equal, frame_position, write_info_frame
from podcast.audio.mp3.info_frame import FRAME_SAMPLES, GRID_FRAMES, frame_bytes, grid_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.audio.mp3.encode import EncodingJob

_WARM_UP_FRAMES = 8 * GRID_FRAMES  # an encoder starts so far before a change; if that is not enough, eight times as far
_LOOKAHEAD_FRAMES = 12  # frames before a change that it can affect: LAME looks ahead, and fills earlier frames
_TRAILING_FRAMES = 3  # frames after a change that it still affects
_MERGE_DISTANCE_FRAMES = 60 * GRID_FRAMES  # closer changes are encoded in one go


def patch_mp3(job: EncodingJob, changed_samples: Iterable[int], reach: int) -> list[tuple[int, int]]:
    """Encode again every frame that a change of the audio affects.

    Args:
        job: the job of the first encoding, with another `read_samples`.
        changed_samples: where the audio has changed.
        reach: how far around them it has, in samples.

    Returns:
        The spans of samples in which the file has changed, in order.
    """
    with ThreadPoolExecutor(job.threads) as pool:
        patches = list(pool.map(partial(_encode_span, job), _merged_spans(changed_samples, reach)))
    with job.path.open("r+b") as file:
        for position, data in reversed(patches):  # where one continues into another, the earlier one is correct
            file.seek(position)
            file.write(data)
    write_info_frame(job)
    return [_affected_samples(job, position, len(data)) for position, data in patches]


def _merged_spans(changed_samples: Iterable[int], reach: int) -> list[tuple[int, int]]:
    """Return the spans that are encoded in one go each, in samples."""
    spans: list[tuple[int, int]] = []
    for sample in sorted(changed_samples):
        low, high = max(0, sample - reach), sample + reach
        if spans and low - spans[-1][1] < _MERGE_DISTANCE_FRAMES * FRAME_SAMPLES:
            low, _ = spans.pop()
        spans.append((low, high))
    return spans


def _encode_span(job: EncodingJob, span: tuple[int, int]) -> tuple[int, bytes]:
    """Return the frames that a change affects, and their position in the file."""
    first = max(0, span[0] // FRAME_SAMPLES - _LOOKAHEAD_FRAMES)
    for warm_up in (_WARM_UP_FRAMES, 8 * _WARM_UP_FRAMES):
        start = max(0, (first - warm_up) // GRID_FRAMES * GRID_FRAMES)
        if patch := _try_encode_span(job, start, span):
            return patch
    return _try_encode_span(job, 0, span) or (0, b"")


def _try_encode_span(job: EncodingJob, start: int, span: tuple[int, int]) -> tuple[int, bytes] | None:
    """Encode a span from the frame `start` on.

    None: the encoder still depends on its start when it reaches the change.
    """
    low = frame_position(job, max(0, span[0] // FRAME_SAMPLES - _LOOKAHEAD_FRAMES) // GRID_FRAMES * GRID_FRAMES)
    high = frame_position(job, (span[1] // FRAME_SAMPLES + _TRAILING_FRAMES) // GRID_FRAMES * GRID_FRAMES + GRID_FRAMES)
    position, has_settled, parts = frame_position(job, start), start == 0, list[bytes]()
    with job.path.open("rb") as file:
        for data in encode_frames(job, start):
            file.seek(position)
            is_equal = ends_equal(job, data, file.read(len(data)))
            position += len(data)
            if position <= low and not parts:
                has_settled = start == 0 or is_equal
                continue
            if not has_settled:
                return None
            parts.append(data)
            if is_equal and position - len(data) >= high:
                break
    return position - sum(map(len, parts)), b"".join(parts)


def _affected_samples(job: EncodingJob, position: int, length: int) -> tuple[int, int]:
    """Return the samples that bytes of the file affect."""
    rate, bitrate = job.targets.sample_rate, job.targets.bitrate
    first, last = (
        (byte - frame_bytes(bitrate, rate)) * GRID_FRAMES // grid_bytes(bitrate, rate)
        for byte in (position, position + length)
    )
    return max(0, (first - 2) * FRAME_SAMPLES), min(job.sample_count, (last + 2) * FRAME_SAMPLES)
