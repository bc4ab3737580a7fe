"""Tables of bits: columns in, rows out. A column is a number whose bit n is its row n, written lowest byte first."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Warren, Hacker's Delight, 7-3: an 8 × 8 matrix in 64 bits is transposed by swapping ever larger squares of it.
_SQUARES = ((7, 0x00AA00AA00AA00AA), (14, 0x0000CCCC0000CCCC), (28, 0x00000000F0F0F0F0))


def column(rows: Iterable[int], size: int) -> bytes:
    """A column of `size` rows with these set."""
    digits = bytearray(b"0") * size
    for row in rows:
        digits[~row] = 49  # "1"; the last digit is row 0
    return int(digits, 2).to_bytes(size // 8, "little")


def folded(column: bytes, size: int) -> bytes:
    """A column with fewer rows (a power of two): a row is set if one of those with its last bits was."""
    found = 0
    for at in range(0, len(column), size // 8):
        found |= int.from_bytes(column[at : at + size // 8], "little")
    return found.to_bytes(size // 8, "little")


def count(column: bytes) -> int:
    """How many rows are set."""
    return int.from_bytes(column, "little").bit_count()


def table(columns: Iterable[bytes], width: int, size: int) -> bytes:
    """The rows one after the other, `width` bytes each: bit n of a row's byte m is that of column 8m + n.

    Args:
        columns: each of `size` rows, up to 8 × `width` of them.
        width: bytes of a row.
        size: how many rows there are, a multiple of 8.
    """
    found, left = bytearray(size * width), iter(columns)
    for place in range(width):
        found[place::width] = _eight(list(islice(left, 8)), size)
    return bytes(found)


def _eight(columns: list[bytes], size: int) -> bytes:
    """Up to eight columns as one byte of each row, the first in the lowest bit."""
    squares = bytearray(size)  # eight bytes each: eight rows of every column
    for place, one in enumerate(columns):
        squares[place::8] = one
    found = int.from_bytes(squares, "little")
    for step, mask in _SQUARES:  # all squares at once
        every = int.from_bytes(mask.to_bytes(8, "little") * (size // 8), "little")
        swapped = (found ^ found >> step) & every
        found ^= swapped ^ swapped << step
    return found.to_bytes(size, "little")
