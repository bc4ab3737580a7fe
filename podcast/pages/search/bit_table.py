"""Bit matrices: columns in, rows out. A column is an integer whose bit n is row n, stored in little-endian order."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Warren, Hacker's Delight, 7-3: an 8 × 8 matrix in 64 bits is transposed by swapping ever larger squares of it.
_SWAPS = ((7, 0x00AA00AA00AA00AA), (14, 0x0000CCCC0000CCCC), (28, 0x00000000F0F0F0F0))  # shift, mask


def bit_column(rows: Iterable[int], size: int) -> bytes:
    """Return a column of `size` rows, a multiple of 8, in which `rows` are set."""
    digits = bytearray(b"0") * size
    for row in rows:
        digits[~row] = 49  # "1"; the last digit is row 0
    return int(digits, 2).to_bytes(size // 8, "little")


def fold_column(column: bytes, size: int) -> bytes:
    """Reduce a column to `size` rows (a power of two): row n is set if a row with the same last bits was set."""
    folded = 0
    for at in range(0, len(column), size // 8):
        folded |= int.from_bytes(column[at : at + size // 8], "little")
    return folded.to_bytes(size // 8, "little")


def count_bits(column: bytes) -> int:
    """Return the number of rows that are set."""
    return int.from_bytes(column, "little").bit_count()


def transpose(columns: Iterable[bytes], width: int, size: int) -> bytes:
    """Return the rows one after another, `width` bytes each: bit n of byte m of a row is that of column 8m + n.

    Args:
        columns: each of `size` rows, up to 8 × `width` of them.
        width: bytes of a row.
        size: the number of rows, a multiple of 8.
    """
    rows, remaining = bytearray(size * width), iter(columns)
    for place in range(width):
        rows[place::width] = _transpose_eight(list(islice(remaining, 8)), size)
    return bytes(rows)


def _transpose_eight(columns: list[bytes], size: int) -> bytes:
    """Return up to eight columns as one byte for each row, the first column in the lowest bit."""
    blocks = bytearray(size)  # eight bytes each: eight rows of every column
    for place, column in enumerate(columns):
        blocks[place::8] = column
    bits = int.from_bytes(blocks, "little")
    for shift, mask in _SWAPS:  # in all blocks at once
        repeated_mask = int.from_bytes(mask.to_bytes(8, "little") * (size // 8), "little")
        differing = (bits ^ bits >> shift) & repeated_mask
        bits ^= differing ^ differing << shift
    return bits.to_bytes(size, "little")
