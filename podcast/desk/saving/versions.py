"""Versions of files that pages were loaded from; they show what was changed elsewhere since."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import Final

MAX_VERSIONS: Final = 1000
MAX_VERSION_BYTES: Final = 64 << 20  # of all versions together


class Versions:
    """Bytes of files by their digest (SHA-256, hex); the oldest leave when there are too many."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._data: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def add(self, data: bytes) -> str:
        """Keep the bytes of a file, and return their digest."""
        digest = hashlib.sha256(data).hexdigest()
        with self._lock:
            if digest not in self._data:
                self._size += len(data)
            self._data[digest] = data
            self._data.move_to_end(digest)
            while self._data and (len(self._data) > MAX_VERSIONS or self._size > MAX_VERSION_BYTES):
                self._size -= len(self._data.popitem(last=False)[1])
        return digest

    def data(self, digest: str) -> bytes | None:
        """Return the bytes of a version; None if it is no longer there."""
        with self._lock:
            return self._data.get(digest)
