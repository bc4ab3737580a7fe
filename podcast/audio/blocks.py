"""Streams of samples: arrays of shape (channels, n), one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray


def even(arrays: Iterable[NDArray[np.float32]], size: int) -> Iterator[NDArray[np.float32]]:
    """The same samples in blocks of one size; shorter is the last one, and the last before channels come or go."""
    import numpy as np

    held: list[NDArray[np.float32]] = []
    count = 0
    for array in arrays:
        if held and held[0].shape[0] != array.shape[0]:
            yield np.concatenate(held, axis=1)
            held, count = [], 0
        taken = 0
        while count + array.shape[1] - taken >= size:
            part = array[:, taken : taken + size - count]
            yield np.concatenate([*held, part], axis=1) if held else part
            taken += part.shape[1]
            held, count = [], 0
        if taken < array.shape[1]:
            held.append(array[:, taken:])
            count += array.shape[1] - taken
    if held:
        yield np.concatenate(held, axis=1)


def without_first(count: int, arrays: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """The same samples but for the first so many."""
    for array in arrays:
        if count < array.shape[1]:
            yield array[:, count:] if count else array
        count = max(0, count - array.shape[1])


def first(count: int, arrays: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """The first so many samples."""
    for array in arrays:
        if count <= 0:
            return
        yield array[:, :count]
        count -= array.shape[1]
