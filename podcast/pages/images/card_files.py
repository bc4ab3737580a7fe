"""The images of social cards: drawn, or from the cache of an earlier build."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from podcast.files import atomic
from podcast.pages.images import card_drawing, pillow
from podcast.pages.images.social_card import HEIGHT, WIDTH

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.artifacts import StoredFile
    from podcast.pages.images.resize import PictureStore
    from podcast.pages.images.social_card import SocialCard

MAX_CARD_BYTES: Final = 100_000  # some messengers drop more than 300 kB; a show has a card for each episode
CARD_KIND: Final = "card"  # of cache rows


def cached_card(card: SocialCard, store: PictureStore) -> StoredFile | None:
    """Return the image of a card that an earlier build has drawn; None if it has to be drawn.

    Raises:
        FileError: the disk refuses.
    """
    return store.cache.stored_file(CARD_KIND, card.file_name, store.folder / card.file_name)


def draw_to_file(card: SocialCard, folder: Path) -> str:
    """Draw a card into a folder; returns the SHA-256 of its bytes.

    Raises:
        FileError: the disk refuses.
        UnreadableError: one of its pictures is damaged.
    """
    data = pillow.encode_card(card_drawing.draw(card), MAX_CARD_BYTES)
    atomic.write(folder / card.file_name, data, durable=False)  # the row has its digest
    return hashlib.sha256(data).hexdigest()


def store_card(card: SocialCard, store: PictureStore, sha256: str) -> StoredFile:
    """Store the digest of a card that was drawn.

    Raises:
        FileError: the disk refuses.
    """
    path = store.folder / card.file_name
    return store.cache.store_file(CARD_KIND, card.file_name, path, [WIDTH, HEIGHT], sha256)
