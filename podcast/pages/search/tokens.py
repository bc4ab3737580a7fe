"""Normalised words of the search and their buckets in its index; `assets/search-index.js` computes the same."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

MIN_INNER_LETTERS = 3  # a shorter search term matches whole words only

# Multiplicative hashing (Knuth, The Art of Computer Programming, volume 3, 6.4): 2^32 over the golden ratio, made odd.
# Arrays of numpy.uint32 wrap around at 2^32, as `Math.imul` does in the script.
_MULTIPLIER = 0x9E3779B1
_BLOOM_SHIFT = 15  # bits of a hash below those that a Bloom filter takes

_SPELLED = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))
JOINERS = r"[-*:_/·'’\u00ad\u2010\u2011]"
_JOINERS_BEFORE_LETTER = re.compile(rf"{JOINERS}+(?=[^\W\d_])")
_OTHERS = re.compile(r"[^\w\n]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_FOREIGN = re.compile(r"[^\x00-\u036f\u1e00-\u1eff\u2000-\u20cf]")  # beyond Latin letters and their signs


def fold(text: str) -> str:
    """Normalise a line to lower-case letters and digits: `Bürger*innen-Beteiligung!` is `buergerinnenbeteiligung`.

    Punctuation between two letters joins them, so that `E-Mail` and `Email` match each other. Umlauts are spelled out,
    other accents dropped, words separated by single spaces.
    """
    return _letters_only(_joined(_composed(text))).strip()


def word_tokens(text: str) -> set[str]:
    """Return the normalised words of a text; words joined by punctuation (`KI-Strategie`) both joined and separate."""
    return {word for words in normalised_words({*text.split()}).values() for word in words}


def normalised_words(raw_words: Iterable[str]) -> dict[str, Sequence[str]]:
    """Return the normalised words of each raw word, which has no white space: none, one, or several."""
    listed = [*raw_words]
    if not listed:
        return {}
    text = _composed("\n".join(listed))
    joined_text = _joined(text)
    words: dict[str, Sequence[str]] = dict(
        zip(listed, map(_parts, _letters_only(joined_text).split("\n")), strict=True)
    )
    if joined_text != text:
        lines = zip(listed, text.split("\n"), joined_text.split("\n"), strict=True)
        for raw, separate in [(raw, line) for raw, line, joined in lines if line != joined]:
            words[raw] = [*words[raw], *_letters_only(separate).split()]
    return words


def _parts(line: str) -> Sequence[str]:
    return line.split() if " " in line or not line else (line,)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\u00ad", "").lower()


def _joined(text: str) -> str:
    """Return a text without punctuation between letters.

    The pattern begins with the punctuation, which is rare, and what stands before it is looked at then: a pattern that
    begins with a letter is tried at every one.
    """

    def replacement(match: re.Match[str]) -> str:
        before = text[match.start() - 1 : match.start()]
        return "" if before.isalnum() and not before.isdecimal() else match[0]

    return _JOINERS_BEFORE_LETTER.sub(replacement, text)


def _letters_only(text: str) -> str:
    """Return lower-case letters and digits, with spaces for everything else but line breaks."""
    if not text.isascii():
        for letter, spelled in _SPELLED:
            text = text.replace(letter, spelled)
        text = unicodedata.normalize("NFD", text)
        if _FOREIGN.search(text):  # slower, for the combining marks of every script
            text = "".join(letter for letter in text if unicodedata.category(letter)[0] != "M")
        text = _ACCENTS.sub("", text)
    return _OTHERS.sub(" ", text.replace("_", " "))


def trigrams(words: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """Return a 32-bit hash for each trigram of the words, and the number of its word; a shorter word is one trigram.

    All words are hashed at once, as an array of letters: word by word it takes ten times as long.
    """
    letters = np.frombuffer("\0".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
    if len(letters) < MIN_INNER_LETTERS:
        letters = np.append(letters, np.zeros(MIN_INNER_LETTERS, np.uint32))
    first, second, third = letters[:-2], letters[1:-1], letters[2:]
    is_trigram = (first != 0) & (second != 0) & (third != 0)  # of letters of one word
    numbers = (first * np.uint32(961) + second * np.uint32(31) + third)[is_trigram]
    owners = np.cumsum(first == 0)[is_trigram]
    short = [number for number, word in enumerate(words) if 0 < len(word) < MIN_INNER_LETTERS]
    sums = [sum(31**place * ord(letter) for place, letter in enumerate(reversed(words[number]))) for number in short]
    hashed = np.concatenate([numbers, np.array(sums, np.uint32)]) * np.uint32(_MULTIPLIER)
    return hashed, np.concatenate([owners, np.array(short, np.intp)])


def buckets(hashes: NDArray[np.uint32], bits: int) -> NDArray[np.uint32]:
    """Return for each hash of a trigram the number of its bucket, in an index of 2^`bits` buckets."""
    return hashes >> np.uint32(32 - bits)


def bloom_filters(chunks: Sequence[Collection[str]], size: int) -> list[bytes]:
    """Return a Bloom filter of `size` bits for the words of each chunk: one bit for each trigram.

    The trigrams of a word are hashed once, and the filters are made in one array.
    """
    words = [*set().union(*chunks)]
    hashes, owners = trigrams(words)
    hashes = hashes[np.argsort(owners, kind="stable")]
    counts = np.bincount(owners, minlength=len(words))
    numbers = {word: number for number, word in enumerate(words)}
    chunk_words = np.array([numbers[word] for chunk in chunks for word in chunk], np.intp)
    chunk_numbers = np.repeat(np.arange(len(chunks)), [len(chunk) for chunk in chunks])
    sizes = counts[chunk_words]
    ends = np.cumsum(sizes)
    starts = np.repeat((np.cumsum(counts) - counts)[chunk_words] - (ends - sizes), sizes)
    places = (hashes[starts + np.arange(len(starts))] >> np.uint32(_BLOOM_SHIFT)) % np.uint32(size)
    bits = np.zeros((len(chunks), size), np.uint8)
    bits[np.repeat(chunk_numbers, sizes), places] = 1
    return [row.tobytes() for row in np.packbits(bits, axis=1, bitorder="little")]
