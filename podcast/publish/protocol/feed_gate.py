"""The check of a feed before it is published: every file that it names exists, with the length that it says. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from podcast import urls
from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.split_audio.audio_keys import WITH_PAGES, AudioLocation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

# The attributes in which a feed names files, by the element's name without its namespace (RSS 2.0, iTunes, Podcast
# Namespace, Podlove).
FILE_ATTRIBUTES: Final = {
    "chapter": "image",
    "chapters": "url",
    "enclosure": "url",
    "image": "href",
    "person": "img",
    "source": "uri",
    "trailer": "url",
    "transcript": "url",
}
TEXT_ELEMENTS: Final = {"link", "url"}  # elements whose text is a URL: RSS 2.0's <link>, and <url> in <image>
JSON_FIELDS: Final = {"avatar", "feed_url", "home_page_url", "icon", "image", "next_url", "url"}  # JSON Feed 1.1


def check_feed(feed: bytes, link: str, sizes: Mapping[str, int], audio: AudioLocation = WITH_PAGES) -> None:
    """Check that every URL of a feed below `link`, and of its audio, exists.

    Args:
        feed: the bytes of feed.xml, or of feed.json.
        link: the show's base URL, with a slash at its end.
        sizes: the size in bytes of each object that exists, by its key.
        audio: where the audio is.

    Raises:
        PublishError: it names an object that does not exist or has another length, or it cannot be parsed.
    """
    problems = sorted(set(_problems(feed, link, sizes, audio)))
    if problems:
        sentence = _(
            "the feed was not published because it would be wrong:\n{lines}\nRun `podcast build`, "
            "then `podcast publish` again"
        )
        raise PublishError(sentence.format(lines="\n".join(problems)))


def _problems(feed: bytes, link: str, sizes: Mapping[str, int], audio: AudioLocation) -> Iterator[str]:
    for url, length in feed_references(feed):
        key = public_key(url, link, audio)
        if key is None:
            continue
        if key not in sizes:
            yield _("{url}: {key} does not exist in site/").format(url=url, key=key)
        elif not length and length is not None:
            yield _("{url}: the feed gives no size; the file has {size} bytes").format(url=url, size=sizes[key])
        elif length is not None and length != str(sizes[key]):
            sentence = _("{url}: the feed says {length} bytes; the file has {size}")
            yield sentence.format(url=url, length=length, size=sizes[key])


def feed_references(feed: bytes) -> Iterator[tuple[str, str | None]]:
    """Yield every URL that a feed names, with the length that it says, if it says one (an enclosure must).

    Raises:
        PublishError: the feed cannot be parsed.
    """
    from xml.etree import ElementTree as ET

    if feed.lstrip().startswith(b"{"):
        yield from _json_references(_parse_json(feed))
        return
    try:
        root = ET.fromstring(feed)  # noqa: S314 -- our own feed, made a moment ago
    except ET.ParseError as error:
        sentence = _("site/{feed} is not XML ({error}); run `podcast build` again")
        raise PublishError(sentence.format(feed=urls.FEED, error=error)) from error
    for element in root.iter():
        yield from _element_references(element)


def _element_references(element: Element) -> Iterator[tuple[str, str | None]]:
    name = element.tag.rpartition("}")[2]
    if url := element.get(FILE_ATTRIBUTES.get(name, ""), "").strip():
        yield url, element.get("length", "" if name == "enclosure" else None)
    text = (element.text or "").strip()
    if name in TEXT_ELEMENTS and text:
        yield text, None


def _parse_json(feed: bytes) -> Any:
    try:
        return json.loads(feed)
    except ValueError as error:
        sentence = _("site/{feed} is not JSON ({error}); run `podcast build` again")
        raise PublishError(sentence.format(feed=urls.JSON_FEED, error=error)) from error


def _json_references(value: Any) -> Iterator[tuple[str, str | None]]:
    """The URLs in a JSON feed; an attachment's (it has a `mime_type`) with its size."""
    if isinstance(value, list):
        for item in value:
            yield from _json_references(item)
    elif isinstance(value, dict):
        length = str(value.get("size_in_bytes", "")) if "mime_type" in value else None
        for name, member in value.items():
            if name == "hubs":  # they are notified of the feed, they are not part of it
                continue
            if name in JSON_FIELDS and isinstance(member, str):
                yield member, length if name == "url" else None
            else:
                yield from _json_references(member)


def named_keys(feed: bytes, link: str, audio: AudioLocation = WITH_PAGES) -> set[str]:
    """The keys of all objects of the show that a feed names; for the arguments and errors see `check_feed`."""
    keys = (public_key(url, link, audio) for url, _length in feed_references(feed))
    return {key for key in keys if key is not None}


def public_key(url: str, link: str, audio: AudioLocation = WITH_PAGES) -> str | None:
    """The key of the object behind a public URL; None if it is no URL of the show.

    Args:
        url: in a feed.
        link: the show's base URL, with a slash at its end.
        audio: where the audio is. Its base URL may be below the show's, or the other way round.
    """
    base = audio.link or link
    if url.startswith(f"{base}audio/") and urls.is_audio(path := object_key(url, base)):
        return audio.key(path)
    return object_key(url, link) if url.startswith(link) else None


def object_key(url: str, link: str) -> str:
    """The key of the object behind a public URL: that of a page is its `index.html`."""
    return urls.file_path(unquote(urlsplit(url).path[len(urlsplit(link).path) :]))
