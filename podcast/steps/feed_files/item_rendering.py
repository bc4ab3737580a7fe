"""Rendering of feed items, also in worker processes: values in, the bytes of rows out."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from podcast.feed import json_feed, rss
from podcast.feed.chapters import audible_chapters, chapters_json
from podcast.feed.documents.feed_item import ItemSizes, RenderedItem, item_texts
from podcast.feed.feed_context import item_context
from podcast.files.digest import bytes_digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.artifacts import Audio
    from podcast.feed.pictures import PictureAddresses
    from podcast.model.show import Episode, Show

_COMPRESSION: Final = 1  # of zlib: higher levels take longer and save little


@dataclass(frozen=True, slots=True)
class ItemInput:
    """What an item is made from beside the show; it can be pickled.

    `covers` are the addresses of the pictures that it may name, `notes` its show notes as HTML.
    """

    episode: Episode
    audio: Audio
    covers: PictureAddresses
    notes: str


class ItemRow(NamedTuple):
    """An item as a row of the cache: its sizes, the digest of its chapters as JSON (empty: none), and its bytes."""

    sizes: ItemSizes
    chapters_sha256: str
    value: bytes


def render_items(bare_show: Show, inputs: Iterable[ItemInput]) -> list[ItemRow]:
    """Render items.

    Args:
        bare_show: the show without episodes: no item depends on another one.
        inputs: of the items.
    """
    return [_item_row(bare_show, item_input) for item_input in inputs]


def _item_row(bare_show: Show, item_input: ItemInput) -> ItemRow:
    episode, audio = item_input.episode, item_input.audio
    subject = item_context(bare_show, episode, audio, item_input.covers, item_input.notes)
    texts = item_texts(subject)
    item = RenderedItem(rss.render_item(subject, texts), *json_feed.render_item(subject, texts))
    has_chapters = bool(audible_chapters(episode, audio))
    chapters = chapters_json(episode, bare_show, audio, item_input.covers) if has_chapters else b""
    return ItemRow(item.sizes(), bytes_digest(chapters).sha256 if has_chapters else "", _encoded(item))


def _encoded(item: RenderedItem) -> bytes:
    """Return an item as the value of a row, compressed to a fifth: its forms repeat each other, none contains a NUL."""
    return zlib.compress(b"\0".join((item.rss, item.json, item.short_json)), _COMPRESSION)


def decoded_item(value: bytes) -> RenderedItem:
    """Return the item of the value of a row."""
    return RenderedItem(*zlib.decompress(value).split(b"\0"))
