"""IndexNow: the key with which a site notifies search engines of changed pages.

The protocol: https://www.indexnow.org/documentation.

Search engines accept notifications from those who can publish a key on the site. It is no secret, so it is derived from
the show's guid: there is nothing to configure or to keep.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Show

_KEY_CHARACTERS = 32  # the protocol wants 8 to 128 of a-z, A-Z, 0-9 and -


def index_now_key(show: Show) -> str:
    """Return the key of a show, which stays the same as long as its guid."""
    return hashlib.sha256(f"IndexNow {show.guid}".encode()).hexdigest()[:_KEY_CHARACTERS]


def key_address(show: Show) -> str:
    """Return the address of the key's file; it stands at the root, so that the key is good for all pages."""
    return f"{index_now_key(show)}.txt"


def key_files(show: Show) -> Iterator[tuple[str, bytes]]:
    """Yield the key's file with its path below site/, if the show asks for IndexNow."""
    if show.publish and show.publish.indexnow:
        yield key_address(show), index_now_key(show).encode()
