"""Rules of pictures, formats, licences and links elsewhere, which may be there: their syntax (29 to 36, 71 to 73)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.rules.channel_rules import MAX_TITLE_CHARACTERS
from podcast.feed.rules.feed_xml import attribute_of, children, qualified_name, text_of
from podcast.feed.rules.rule import Rule
from podcast.feed.rules.values import LANGUAGE, UUID, is_web_address
from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PURPOSE_CHARACTERS: Final = 128
MAX_LICENSE_CHARACTERS: Final = 128
MAX_FORMAT_TITLE_CHARACTERS: Final = 32
_RATIO = re.compile(r"\d+(\.\d+)?(\s*/\s*\d+(\.\d+)?)?")  # CSS, aspect-ratio
_PIXELS = re.compile(r"[1-9]\d*")
_BITRATE = re.compile(r"\d+(\.\d+)?")
_LICENSE_IDENTIFIER = re.compile(r"[A-Za-z0-9.+-]+")  # SPDX, idstring
_DIGEST = re.compile(r"sha(256|384|512)-[A-Za-z0-9+/]+=*")


def _images(parent: Any) -> Iterator[str]:
    for image in children(parent, "podcast:image"):
        sizes = (image.get(name, "1") for name in ("width", "height"))
        if (
            not is_web_address(image.get("href", ""))
            or not _RATIO.fullmatch(image.get("aspect-ratio", "1/1").strip())
            or not all(_PIXELS.fullmatch(size) for size in sizes)
            or len(image.get("purpose", "")) > MAX_PURPOSE_CHARACTERS
        ):
            yield image.get("href", "")


def _images_without_words(parent: Any) -> Iterator[str]:
    yield from (
        image.get("href", "") for image in children(parent, "podcast:image") if not image.get("alt", "").strip()
    )


def _thumbnails(item: Any) -> Iterator[str]:
    for thumbnail in children(item, "media:thumbnail"):
        sizes = (thumbnail.get(name, "1") for name in ("width", "height"))
        if not is_web_address(thumbnail.get("url", "")) or not all(_PIXELS.fullmatch(size) for size in sizes):
            yield thumbnail.get("url", "")


def _licenses(parent: Any) -> Iterator[str]:
    for license_ in children(parent, "podcast:license"):
        name, url = (license_.text or "").strip(), license_.get("url", "")
        is_known = _LICENSE_IDENTIFIER.fullmatch(name) and not url
        if not 0 < len(name) <= MAX_LICENSE_CHARACTERS or not (is_known or is_web_address(url)):
            yield name


def _content_links(item: Any) -> Iterator[str]:
    for link in children(item, "podcast:contentLink"):
        if not is_web_address(link.get("href", "")) or not (link.text or "").strip():
            yield link.get("href", "")


def _publishers(channel: Any) -> Iterator[str]:
    for publisher in children(channel, "podcast:publisher"):
        remotes = children(publisher, "podcast:remoteItem")
        if len(remotes) != 1:
            yield f"{len(remotes)} × podcast:remoteItem"
        elif remotes[0].get("medium") != "publisher" or not UUID.fullmatch(remotes[0].get("feedGuid", "")):
            yield f"{remotes[0].get('medium', '')} {remotes[0].get('feedGuid', '')}".strip()


def _other_formats(item: Any) -> Iterator[str]:
    for other in children(item, "podcast:alternateEnclosure"):
        kind = attribute_of(other, "podcast:integrity", "type")
        if (
            not other.get("type")
            or not is_web_address(attribute_of(other, "podcast:source", "uri"))
            or not _BITRATE.fullmatch(other.get("bitrate", "0"))
            or len(other.get("title", "")) > MAX_FORMAT_TITLE_CHARACTERS
            or (kind == "sri" and not _DIGEST.match(attribute_of(other, "podcast:integrity", "value")))
        ):
            yield other.get("type", "")


def _default_formats(item: Any) -> Iterator[str]:
    """Yield formats that claim to be the file of the enclosure and are another, and more than one of them."""
    formats = children(item, "podcast:alternateEnclosure")
    yield from (value for other in formats if (value := other.get("default", "false")) not in {"true", "false"})
    defaults = [other for other in formats if other.get("default") == "true"]
    enclosure = attribute_of(item, "enclosure", "url")
    for number, other in enumerate(defaults):
        sources = [source.get("uri", "") for source in children(other, "podcast:source")]
        if number or enclosure not in sources:
            yield sources[0] if sources else ""


def _languages(item: Any) -> Iterator[str]:
    yield from (
        element.text or "" for element in children(item, "dc:language") if not LANGUAGE.fullmatch(element.text or "")
    )


def _apple_titles(item: Any) -> Iterator[str]:
    for title in children(item, "itunes:title"):
        if not 0 < len((title.text or "").strip()) <= MAX_TITLE_CHARACTERS:
            yield title.text or ""


def _topics(item: Any) -> Iterator[str]:
    topics = [(topic.text or "").strip() for topic in children(item, "category")]
    yield from dict.fromkeys(topic for topic in topics if not topic or topics.count(topic) > 1)


def _displays(item: Any) -> Iterator[str]:
    element = item.find(qualified_name("podcast:episode"))
    if element is not None and element.get("display") and not text_of(item, "podcast:episode").strip():
        yield element.get("display", "")


_IMAGE_RULES: Final = (
    Rule(
        "29-36",
        "SHOULD",
        gettext_noop("podcast:image needs a web address; a ratio like 16/9, its size in whole pixels"),
        _images,
    ),
    Rule(
        "29-36",
        "SHOULD",
        gettext_noop("podcast:image has no `alt`; say what the picture shows, for people who cannot see it"),
        _images_without_words,
    ),
    Rule(
        "29-36",
        "SHOULD",
        gettext_noop("podcast:license needs an SPDX identifier; a licence of your own needs the address of its text"),
        _licenses,
    ),
)
CHANNEL_MEDIA_RULES: Final = (
    *_IMAGE_RULES,
    Rule(
        "29-36",
        "SHOULD",
        gettext_noop('podcast:publisher needs one podcast:remoteItem with medium="publisher" and the guid of its feed'),
        _publishers,
    ),
)
ITEM_MEDIA_RULES: Final = (
    *_IMAGE_RULES,
    Rule(
        "29-36",
        "SHOULD",
        gettext_noop(
            "podcast:alternateEnclosure needs a type and an address; a bit rate in digits, a title of 32 characters"
        ),
        _other_formats,
    ),
    Rule(
        "29-36",
        "SHOULD",
        gettext_noop("only the podcast:alternateEnclosure with the file of the enclosure may be the default"),
        _default_formats,
    ),
    Rule("29-36", "SHOULD", gettext_noop("podcast:contentLink needs a web address and words"), _content_links),
    Rule("42", "SHOULD", gettext_noop("itunes:title needs a text of at most 255 characters"), _apple_titles),
    Rule("64", "SHOULD", gettext_noop("podcast:episode has a display, but no number"), _displays),
    Rule("71", "SHOULD", gettext_noop("a category of an episode needs a name, and each name once"), _topics),
    Rule("72", "SHOULD", gettext_noop("media:thumbnail needs a web address, its size in whole pixels"), _thumbnails),
    Rule("73", "SHOULD", gettext_noop("dc:language must be a code, like `de` or `en-GB`"), _languages),
)
