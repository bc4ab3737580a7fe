"""Plan of a document of a feed: its items, and the bytes before and after them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podcast.feed.documents.feed_item import ItemForm, ItemRecord

    ReadItem: TypeAlias = Callable[[ItemRecord, ItemForm], bytes]


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """A document of a feed, without the bytes of its items.

    Attributes:
        address: of the document, below the base URL.
        full_form: of its items.
        short_form: of its `short_count` oldest items.
        head: the bytes before the items.
        tail: the bytes after them.
        items: newest first.
        short_count: how many of the oldest items go without their long texts.
        separator: the bytes between two items.
    """

    address: str
    full_form: ItemForm
    short_form: ItemForm
    head: bytes
    tail: bytes
    items: Sequence[ItemRecord]
    short_count: int = 0
    separator: bytes = b""

    def forms(self) -> Iterator[tuple[ItemRecord, ItemForm]]:
        """Yield the items, newest first, and the form of each."""
        first_short = len(self.items) - self.short_count
        for index, item in enumerate(self.items):
            yield item, self.short_form if index >= first_short else self.full_form

    def fingerprint(self) -> str:
        """Return the fingerprint of the document's bytes."""
        digest = sha256(repr((self.full_form, self.head, self.tail, self.separator)).encode())
        for item, form in self.forms():
            digest.update(f"\n{item.fingerprint} {form}".encode())
        return digest.hexdigest()

    def chunks(self, read_item: ReadItem) -> Iterator[bytes]:
        """Yield the bytes of the document, one item at a time.

        Args:
            read_item: returns the bytes of an item in a form.

        Raises:
            ValueError: the document is no well-formed XML.
        """
        chunks = self._joined(read_item)
        return _well_formed(chunks, self.address) if self.full_form == "rss" else chunks

    def _joined(self, read_item: ReadItem) -> Iterator[bytes]:
        yield self.head
        for number, (item, form) in enumerate(self.forms()):
            data = read_item(item, form)
            yield self.separator + data if number else data
        yield self.tail


def _well_formed(chunks: Iterator[bytes], address: str) -> Iterator[bytes]:
    """Yield the same bytes while they are parsed, so that a document is well-formed, with all its prefixes declared.

    Raises:
        ValueError: it is not.
    """
    parser: Any = expat.ParserCreate(namespace_separator=" ")
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 -- expat takes no keywords
            yield chunk
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise ValueError(f"{address}: {error}") from error
