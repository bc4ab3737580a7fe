"""The audio in all its formats: podcast:alternateEnclosure, the file of the enclosure first."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from podcast.feed.elements.element import ElementContent, attribute_element
from podcast.feed.formatting import public_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.artifacts import AlternateFormat, Audio
    from podcast.feed.feed_context import ItemContext


def alternate_enclosures(item: ItemContext) -> Iterator[ElementContent]:
    """Yield every format of an episode that has more than one; that of the enclosure is the default."""
    if item.audio.alternate_formats:
        yield _enclosure(item, item.audio, is_default=True)
    yield from (_enclosure(item, alternate, is_default=False) for alternate in item.audio.alternate_formats)


def _enclosure(item: ItemContext, file: Audio | AlternateFormat, *, is_default: bool) -> ElementContent:
    media_type, _separator, codecs = file.media_type.partition("; codecs=")
    attributes = {
        "type": media_type,
        "codecs": codecs or None,
        "length": str(file.size),
        "bitrate": str(file.bitrate * 1000),
        "default": "true" if is_default else None,
        "lang": item.episode.language,
        "title": f"{file.path.rpartition('.')[2].upper()}, {file.bitrate} kbit/s",
    }
    source = ("podcast:source", attribute_element(uri=public_url(item.show, file.path)))
    return ElementContent(attributes=attributes, children=(source, *_integrity(file)))


def _integrity(file: Audio | AlternateFormat) -> Iterator[tuple[str, ElementContent]]:
    """Yield the digest of the file's bytes, in base64 (W3C, Subresource Integrity)."""
    if file.sha256:
        digest = base64.b64encode(bytes.fromhex(file.sha256)).decode("ascii")
        yield "podcast:integrity", attribute_element(type="sri", value=f"sha256-{digest}")
