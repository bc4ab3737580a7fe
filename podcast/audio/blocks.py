"""Streams of samples: iterables of arrays of shape (channels, n), one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    ForwardReader = Callable[[int], Iterator[NDArray[np.float32]]]


def equal_blocks(arrays: Iterable[NDArray[np.float32]], size: int) -> Iterator[NDArray[np.float32]]:
    """Yield the same samples in blocks of `size` samples.

    The last block may be shorter, and so may the last one before the number of channels changes.
    """
    import numpy as np

    pending: list[NDArray[np.float32]] = []
    count = 0
    for array in arrays:
        if pending and pending[0].shape[0] != array.shape[0]:
            yield np.concatenate(pending, axis=1)
            pending, count = [], 0
        offset = 0
        while count + array.shape[1] - offset >= size:
            piece = array[:, offset : offset + size - count]
            yield np.concatenate([*pending, piece], axis=1) if pending else piece
            offset += piece.shape[1]
            pending, count = [], 0
        if offset < array.shape[1]:
            pending.append(array[:, offset:])
            count += array.shape[1] - offset
    if pending:
        yield np.concatenate(pending, axis=1)


def skip_samples(count: int, arrays: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """Yield the same samples without the first `count`."""
    for array in arrays:
        if count < array.shape[1]:
            yield array[:, count:] if count else array
        count = max(0, count - array.shape[1])


def take_samples(count: int, arrays: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """Yield the first `count` samples."""
    for array in arrays:
        if count <= 0:
            return
        yield array[:, :count]
        count -= array.shape[1]


def forward_reader(blocks: Iterable[NDArray[np.float32]]) -> ForwardReader:
    """Return a function that reads a stream forward: each call yields the next `count` samples, in pieces."""
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
