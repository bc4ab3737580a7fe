"""Postings of the search index: of each word the episodes that it stands in, and the fields, in few bytes.

The postings of a word are a number, then as many bytes as its upper bits say. Numbers have seven bits in a byte, the
lowest ones first; the eighth bit says that another byte follows. The lower five bits of the first number:

- `HAS_FIELDS`: a number says how many pairs follow, of a gap and a byte with the fields, for the episodes in which the
  word does not stand in speech alone.
- `_RICE_BITS`: k of the Rice code, in which the gaps of the other episodes follow: the gap divided by 2^k as so many
  zeros and a one, then its k lower bits. Rare words take little more than the logarithm of their gaps, frequent ones
  two or three bits an episode. (R. F. Rice, Some practical universal noiseless coding techniques, JPL 79-22, 1979.)

A gap is the number of episodes between two, and before the first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from podcast.pages.search.passages import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

HAS_FIELDS: Final = 16
_RICE_BITS: Final = 15
_HEAD_BITS: Final = 5
_SPEECH_ONLY: Final = 1 << Field.SPEECH
_WORDS_AT_ONCE: Final = 4096
_EPISODE_BITS: Final = 16
_EPISODE_MASK: Final = (1 << _EPISODE_BITS) - 1


@dataclass
class PostingsBuilder:
    """The words of successive episodes; memory grows with how many words they have."""

    numbers: dict[str, int] = field(default_factory=dict)
    _spoken: list[NDArray[np.int32]] = field(default_factory=list)
    _other_fields: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def add(self, words_by_fields: Mapping[int, Iterable[str]]) -> None:
        """Add the next episode: its words by their fields."""
        episode, numbers = len(self._spoken), self.numbers
        spoken: NDArray[np.int32] = np.zeros(0, np.int32)
        for fields, words in words_by_fields.items():
            word_numbers = [numbers.setdefault(word, len(numbers)) for word in words]
            if fields == _SPEECH_ONLY:
                spoken = np.array(word_numbers, np.int32)
                continue
            for number in word_numbers:
                self._other_fields.setdefault(number, []).append((episode, fields))
        self._spoken.append(spoken)

    def postings(self) -> Iterator[bytes]:
        """Yield the postings of each word, in the order of its number; some words at a time, to save memory."""
        pairs = np.concatenate([np.zeros(0, np.int64), *map(_pairs_of_episode, self._spoken, range(len(self._spoken)))])
        pairs.sort()  # by word, of one word by episode
        count = len(self.numbers)
        for start in range(0, count, _WORDS_AT_ONCE):
            end = min(start + _WORDS_AT_ONCE, count)
            bounds = np.searchsorted(pairs, np.arange(start, end + 1) << _EPISODE_BITS)
            some = pairs[bounds[0] : bounds[-1]]
            words, episodes = (some >> _EPISODE_BITS) - start, some & _EPISODE_MASK
            rows = zip(*_rice_codes(_gaps(words, episodes), words, bounds - bounds[0]), strict=True)
            for number, row in enumerate(rows, start):
                yield _with_fields(*row, self._other_fields.get(number, ()))


def _pairs_of_episode(words: NDArray[np.int32], episode: int) -> NDArray[np.int64]:
    """Return a number for each word of an episode, by which they are sorted."""
    return words.astype(np.int64) << _EPISODE_BITS | episode


def varint(number: int) -> bytes:
    """Return a number with seven bits in a byte, the lowest ones first."""
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


_VARINTS: Final = tuple(map(varint, range(1 << 10)))


def _gaps(words: NDArray[np.int64], episodes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the gap before each posting; postings are sorted by word, then by episode."""
    before = np.full(len(words), -1, np.int64)
    before[1:] = np.where(words[1:] == words[:-1], episodes[:-1], -1)
    return episodes - before - 1


def _rice_codes(
    gaps: NDArray[np.int64], words: NDArray[np.int64], bounds: NDArray[np.intp]
) -> tuple[list[int], list[bytes]]:
    """Return k of the Rice code and the codes of each word, whose gaps are between two of the bounds.

    The bits of all words are set in one array; those of a word begin with a byte.
    """
    counts = np.diff(bounds)
    sums = np.diff(np.concatenate([[0], np.cumsum(gaps, dtype=np.int64)])[bounds])
    means = sums // np.maximum(counts, 1)
    parameters = sum(((means >> shift) > 1).astype(np.int32) for shift in range(_RICE_BITS)) + np.zeros_like(counts)
    k = parameters[words]
    quotients = gaps >> k
    code_ends = np.cumsum(quotients + 1 + k, dtype=np.int64)
    word_ends = np.concatenate([[0], code_ends])[bounds]
    byte_ends = np.concatenate([[0], np.cumsum((np.diff(word_ends) + 7) // 8)])
    ends = code_ends + (8 * byte_ends[:-1] - word_ends[:-1])[words]
    bits = np.zeros(8 * int(byte_ends[-1]), np.uint8)
    bits[ends - k - 1] = 1
    for place in range(int(k.max(initial=0))):
        has_place = k > place
        bits[(ends - k + place)[has_place]] = gaps[has_place] >> place & 1
    data = np.packbits(bits, bitorder="little").tobytes()
    limits = byte_ends.tolist()
    return parameters.tolist(), [data[start:end] for start, end in pairwise(limits)]


def _with_fields(parameter: int, codes: bytes, other_fields: Sequence[tuple[int, int]]) -> bytes:
    """Return the postings of a word: their size and flags, the episodes with other fields, those with speech alone."""
    if other_fields:
        codes = b"".join((varint(len(other_fields)), *_pairs(other_fields), codes))
    head = len(codes) << _HEAD_BITS | HAS_FIELDS * bool(other_fields) | parameter
    return (_VARINTS[head] if head < len(_VARINTS) else varint(head)) + codes


def _pairs(other_fields: Iterable[tuple[int, int]]) -> Iterator[bytes]:
    last = -1
    for episode, fields in other_fields:
        yield varint(episode - last - 1) + bytes((fields,))
        last = episode
