"""Caches that a test opens, and that are closed when it ends."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from podcast.files.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPEN_CACHES = ExitStack()  # closed after each test, see tests/conftest.py


def open_test_cache(path: Path | None = None, root: Path | None = None, *, verify: bool = False) -> Cache:
    """Open a cache that stays open until the test ends."""
    return OPEN_CACHES.enter_context(Cache(path, root, verify=verify))


@contextmanager
def cache_connection(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a cache's database to read or harm its rows; commit and close it (sqlite3's own context leaves it open)."""
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection
