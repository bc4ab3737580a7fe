"""Segments of the search index: the words of successive episodes, found by any three letters of a word.

Episodes are numbered from the oldest one on, and a segment ends at a multiple of its size: a new episode changes the
last segments only, which are small. The newest episodes are a block, which is loaded as a whole: each word is in it
once. A larger segment has a bucket for each sequence of three letters (by its hash, see `podcast.pages.search.tokens`),
which lists the words with these letters. The browser loads one bucket of a search term by HTTP Range. Buckets are in
many files, so that another title changes few of them.

A bucket, and the block, is the size of a text, the text, and the postings of each word
(`podcast.pages.search.postings`). A line of the text is a digit in base 36, the number of letters that the word shares
with the one of the line before, and the rest of the word; words are in alphabetical order.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from podcast.files.digest import bytes_digest
from podcast.pages.search import tokens
from podcast.pages.search.episode_file import FORM_SEPARATOR
from podcast.pages.search.postings import PostingsBuilder, varint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

SEGMENT_SIZES: Final = (2048, 128, 8)  # episodes: a segment has at most the first, the rest as many of the next ones
BUCKETS_PER_FILE: Final = 16
MANTISSA_BITS: Final = 3  # of the size of a bucket, which is a byte; see `size_code`
DIGEST_BYTES: Final = 4  # of the digest in the name of a file
_BITS: Final = ((512, 12), (128, 11), (0, 10))  # of the number of a bucket, in segments of so many episodes or more
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_MAX_SHARED_LETTERS: Final = len(_DIGITS) - 1
_BASIC_PLANE: Final = 0xFFFF  # letters beyond it are two for JavaScript


@dataclass(frozen=True, slots=True)
class SegmentRange:
    """Which episodes a segment has.

    Attributes:
        first: the number of its first episode.
        end: the number after its last one.
        bits: of the number of a bucket; 0 is a block.
    """

    first: int
    end: int
    bits: int


def segment_ranges(count: int) -> Iterator[SegmentRange]:
    """Yield the segments of so many episodes, from the oldest ones on; the last is a block."""
    large, middle, small = SEGMENT_SIZES
    first = 0
    for end in (*range(large, count + 1, large), count // middle * middle, count // small * small):
        if end > first:
            yield SegmentRange(first, end, next(bits for least, bits in _BITS if end - first >= least))
            first = end
    if count > first:
        yield SegmentRange(first, count, 0)


def segment_files(
    segment: SegmentRange, episodes: Iterable[Mapping[int, Iterable[str]]], records: bytearray
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a segment by name, whose episodes are given by their words by fields.

    `records` is read when the episodes have been.

    That is one file with the records and the block, or files with buckets, and at last the directory and the records:
    the directory has the size of each bucket (see `size_code`), and the digest of each file.
    """
    words, postings = _sorted_words(episodes)
    if not segment.bits:
        data = bytes(records) + _bucket(words, postings, _shared_letters(words))
        yield f"block-{segment.first}.{name_digest(data)}.bin", data
        return
    buckets = _Buckets(words, postings, segment.bits)
    codes = bytearray()
    digests = bytearray()
    for number in range(buckets.count // BUCKETS_PER_FILE):
        file_buckets = [*buckets.of_file(number)]
        file_codes = [size_code(len(bucket)) for bucket in file_buckets]
        codes += bytes(file_codes)
        pairs = zip(file_buckets, file_codes, strict=True)
        data = b"".join(bucket.ljust(coded_size(code), b"\0") for bucket, code in pairs)
        digest = name_digest(data)
        digests += bytes.fromhex(digest)
        if data:
            yield f"words-{segment.first}-{number}.{digest}.bin", data
    directory = codes + digests + records
    yield f"segment-{segment.first}.{name_digest(directory)}.bin", bytes(directory)


def size_code(size: int) -> int:
    """Return the smallest code of a size that is not smaller: a byte, for sizes of up to 2 GB.

    The upper five bits are an exponent, the lower three a mantissa after a leading one; 0 is an empty bucket.
    """
    exponent = max(0, (size - 1).bit_length() - MANTISSA_BITS - 1) if size else 0
    mantissa = -(-size >> exponent)
    code = (exponent << MANTISSA_BITS) + mantissa - (1 << MANTISSA_BITS)
    return max(code, 1) if size else 0


def coded_size(code: int) -> int:
    """Return the size that a code stands for, to which a bucket is filled up with zeros."""
    leading = 1 << MANTISSA_BITS
    return (leading + code % leading) << code // leading if code else 0


def name_digest(data: bytes | bytearray) -> str:
    """Return the digest of bytes for the name of their file."""
    return bytes_digest(bytes(data)).sha256[: 2 * DIGEST_BYTES]


class _Buckets:
    """The buckets of a segment, made when they are asked for."""

    def __init__(self, words: Sequence[str], postings: Sequence[bytes], bits: int) -> None:
        """Find the buckets of each word."""
        self.count = 1 << bits
        self._words, self._postings = words, postings
        hashes, owners = tokens.trigrams([word.partition(FORM_SEPARATOR)[0] for word in words])
        pairs = np.unique(tokens.buckets(hashes, bits).astype(np.int64) * (len(words) or 1) + owners)
        self._owners = pairs % (len(words) or 1)
        self._bounds = np.searchsorted(pairs, np.arange(self.count + 1) * (len(words) or 1))

    def of_file(self, number: int) -> Iterator[bytes]:
        """Yield the buckets of a file."""
        bounds = self._bounds[number * BUCKETS_PER_FILE : (number + 1) * BUCKETS_PER_FILE + 1].tolist()
        owners = self._owners[bounds[0] : bounds[-1]].tolist()
        words, postings = [self._words[owner] for owner in owners], [self._postings[owner] for owner in owners]
        shared = _shared_letters(words)
        for start, end in pairwise(bound - bounds[0] for bound in bounds):
            first_is_whole = [0, *shared[start + 1 : end]]
            yield _bucket(words[start:end], postings[start:end], first_is_whole) if end > start else b""


def _sorted_words(episodes: Iterable[Mapping[int, Iterable[str]]]) -> tuple[list[str], list[bytes]]:
    """Return the words of the episodes in alphabetical order, and their postings."""
    builder = PostingsBuilder()
    for words_by_fields in episodes:
        builder.add(words_by_fields)
    postings = [*builder.postings()]
    words = sorted(builder.numbers)
    return words, [postings[builder.numbers[word]] for word in words]


def _bucket(words: Sequence[str], postings: Iterable[bytes], shared_letters: Iterable[int]) -> bytes:
    text = "\n".join(
        [_DIGITS[shared] + word[shared:] for word, shared in zip(words, shared_letters, strict=True)]
    ).encode()
    return b"".join((varint(len(text)), text, *postings))


def _shared_letters(words: Sequence[str]) -> list[int]:
    """Return how many letters each word has in common with the one before from the first on, at most 35.

    Letters beyond the Basic Multilingual Plane end the count.
    """
    if not words:
        return []
    letters = _letters(words)
    same = (letters[1:] == letters[:-1]) & (letters[1:] <= _BASIC_PLANE)
    counts = np.where(same.all(axis=1), _MAX_SHARED_LETTERS, same.argmin(axis=1))
    lengths = np.fromiter(map(len, words), np.intp)
    return [0, *np.minimum(counts, np.minimum(lengths[1:], lengths[:-1])).tolist()]


def _letters(words: Sequence[str]) -> NDArray[np.uint32]:
    """Return the code points of the words' first letters, a row for each word."""
    array = np.array(words, dtype=f"<U{_MAX_SHARED_LETTERS}")
    return array.view(np.uint32).reshape(len(words), _MAX_SHARED_LETTERS)
