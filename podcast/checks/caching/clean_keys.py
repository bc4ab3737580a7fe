"""Keys of what was judged before without a finding, and need not be judged again while its key is the same."""

from __future__ import annotations

import contextlib
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError
from podcast.files.program_state import program_state

if TYPE_CHECKING:
    from podcast.files.cache import Cache

_KIND: Final = "clean"  # of the cache's results
_KEY_BYTES: Final = 16


class CleanKeys:
    """The keys of the last command and of this one: those that this one does not name are forgotten.

    All are one result of the cache, valid for this version of the program: to read a row for each of ten thousand
    episodes would take as long as to judge them. Nothing that depends on a language is kept.

    Args:
        cache: has the result.
        name: of the judgement.
    """

    def __init__(self, cache: Cache, name: str) -> None:
        """Read the keys."""
        self._cache, self._name = cache, name
        self._version = _digest(program_state())
        data = cache.get(_KIND, name) or b""
        keys = (data[start : start + _KEY_BYTES] for start in range(_KEY_BYTES, len(data), _KEY_BYTES))
        self._before = frozenset(keys) if data[:_KEY_BYTES] == self._version else frozenset[bytes]()
        self._now = set[bytes]()

    def has(self, key: str) -> bool:
        """Whether the cache has this key: its input was judged before without a finding. Then the key is kept."""
        digest = _digest(key)
        if digest not in self._before:
            return False
        self._now.add(digest)
        return True

    def add(self, key: str) -> None:
        """Note that something with this key has no finding."""
        self._now.add(_digest(key))

    def store(self) -> None:
        """Store the keys of this command if they are others; on a disk that refuses, all is judged again."""
        if self._now != self._before:
            with contextlib.suppress(FileError):
                self._cache.put(_KIND, self._name, b"".join((self._version, *sorted(self._now))))


def _digest(text: str) -> bytes:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=_KEY_BYTES).digest()
