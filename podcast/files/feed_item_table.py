"""Table of the cache for the items of feeds, as bytes: `feed_items` of `.podcast/cache.db`.

The rows are many and large, and a build reads the bytes of those alone whose document changes. So they have a table of
their own, whose rows say without their bytes what they were made from, and a checksum for each of the two.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any, Final

from podcast.errors import FileError
from podcast.files.cache_database import row_checksum

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.files.cache import Cache

_TABLE: Final = """CREATE TABLE IF NOT EXISTS feed_items (
    site TEXT, slug TEXT, fingerprint TEXT, facts TEXT, checksum BLOB, value_checksum BLOB, value BLOB,
    PRIMARY KEY (site, slug)
)"""  # the value last: what stands behind it is slow to reach


class FeedItemTable:
    """The items of the feeds of one site, by the slug of their episode.

    Args:
        cache: whose file has the table; it is created with the first row.
        site: its name; a preview has items of its own.
    """

    def __init__(self, cache: Cache, site: str) -> None:
        """Read nothing yet."""
        self._cache, self._site = cache, site

    def facts(self, slug: str, fingerprint: str) -> Any:
        """Return the JSON facts about an item; None if there is none with this fingerprint, or its row is damaged."""
        query = "SELECT fingerprint, facts, value_checksum, checksum FROM feed_items WHERE site = ? AND slug = ?"
        row = self._fetch(query, slug)
        if row is None or row[0] != fingerprint or row[3] != row_checksum(self._site, slug, *row[:3]):
            return None
        return json.loads(row[1])

    def value(self, slug: str, fingerprint: str) -> bytes | None:
        """Return the bytes of an item; None if there is none with this fingerprint, or if it is damaged."""
        query = "SELECT fingerprint, value_checksum, value FROM feed_items WHERE site = ? AND slug = ?"
        row = self._fetch(query, slug)
        if row is None or row[0] != fingerprint or row[1] != row_checksum(row[2]):
            return None
        return bytes(row[2])

    def put(self, slug: str, fingerprint: str, facts: Any, value: bytes) -> None:
        """Store an item.

        Raises:
            FileError: the disk refuses.
        """
        text, value_checksum = json.dumps(facts), row_checksum(value)
        checksum = row_checksum(self._site, slug, fingerprint, text, value_checksum)
        row = (self._site, slug, fingerprint, text, checksum, value_checksum, value)
        with self._cache.connection() as connection:
            connection.execute(_TABLE)
            connection.execute("INSERT OR REPLACE INTO feed_items VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def forget(self, slug: str) -> None:
        """Delete an item, if there is one.

        Raises:
            FileError: the disk refuses.
        """
        with self._cache.connection() as connection:
            connection.execute(_TABLE)
            connection.execute("DELETE FROM feed_items WHERE site = ? AND slug = ?", (self._site, slug))

    def forget_other_items(self, slugs: Iterable[str]) -> None:
        """Delete the items of all other episodes.

        Raises:
            FileError: the disk refuses.
        """
        with self._cache.connection() as connection:
            connection.execute(_TABLE)
            rows = connection.execute("SELECT slug FROM feed_items WHERE site = ?", (self._site,))
            unused = {slug for (slug,) in rows}.difference(slugs)
        for slug in unused:
            self.forget(slug)

    def _fetch(self, query: str, slug: str) -> Any:
        """Return the row of an episode; None where there is none, no table yet, or where it is damaged."""
        with contextlib.suppress(FileError), self._cache.connection() as connection:
            return connection.execute(query, (self._site, slug)).fetchone()
        return None
