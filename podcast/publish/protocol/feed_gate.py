"""The gate before the feed: whatever the feed names must be there, as long as the feed says. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from podcast import urls as addresses
from podcast.errors import PublishError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

# Where a feed names files, by an element's name without its namespace (RSS 2.0, iTunes, Podcast Namespace, Podlove).
FILES: Final = {
    "chapter": "image",
    "chapters": "url",
    "enclosure": "url",
    "image": "href",
    "person": "img",
    "source": "uri",
    "trailer": "url",
    "transcript": "url",
}
PAGES: Final = {"link", "url"}  # elements whose text is an address: RSS 2.0's <link>, and <url> in <image>
JSON: Final = {"avatar", "feed_url", "home_page_url", "icon", "image", "next_url", "url"}  # JSON Feed 1.1


def gate(feed: bytes, link: str, there: Mapping[str, int]) -> None:
    """Lets a feed pass whose every address under `link` is there.

    Args:
        feed: the bytes of feed.xml, or of feed.json.
        link: the show's base URL, with a slash at its end.
        there: the size in bytes of each object, by its key.

    Raises:
        PublishError: it names something that is not there, or not of that length; or it cannot be read.
    """
    wrong = sorted(set(_wrong(feed, link, there)))
    if wrong:
        sentence = _(
            "the feed was not published, because it would be false:\n{lines}\n"
            "Run `podcast build`, then `podcast publish` again"
        )
        raise PublishError(sentence.format(lines="\n".join(wrong)))


def _wrong(feed: bytes, link: str, there: Mapping[str, int]) -> Iterator[str]:
    for url, length in named(feed):
        if not url.startswith(link):
            continue
        key = key_of(url, link)
        if key not in there:
            yield _("{url}: there is no {key} in site/").format(url=url, key=key)
        elif not length and length is not None:
            yield _("{url}: the feed says no bytes, it has {size}").format(url=url, size=there[key])
        elif length is not None and length != str(there[key]):
            sentence = _("{url}: the feed says {length} bytes, it has {size}")
            yield sentence.format(url=url, length=length, size=there[key])


def named(feed: bytes) -> Iterator[tuple[str, str | None]]:
    """Every address that a feed names, with the length that it says, if it says one (an enclosure must).

    Raises:
        PublishError: the feed cannot be read.
    """
    from xml.etree import ElementTree as ET

    if feed.lstrip().startswith(b"{"):
        yield from _in_json(_json(feed))
        return
    try:
        root = ET.fromstring(feed)  # noqa: S314 -- our own feed, made a moment ago
    except ET.ParseError as error:
        sentence = _("site/{feed} is no XML ({error}); run `podcast build` again")
        raise PublishError(sentence.format(feed=addresses.FEED, error=error)) from error
    for element in root.iter():
        yield from _addresses(element)


def _addresses(element: Element) -> Iterator[tuple[str, str | None]]:
    name = element.tag.rpartition("}")[2]
    if url := element.get(FILES.get(name, ""), "").strip():
        yield url, element.get("length", "" if name == "enclosure" else None)
    text = (element.text or "").strip()
    if name in PAGES and text:
        yield text, None


def _json(feed: bytes) -> Any:
    try:
        return json.loads(feed)
    except ValueError as error:
        sentence = _("site/{feed} is no JSON ({error}); run `podcast build` again")
        raise PublishError(sentence.format(feed=addresses.JSON_FEED, error=error)) from error


def _in_json(value: Any) -> Iterator[tuple[str, str | None]]:
    """The addresses in a JSON feed; an attachment's (it has a `mime_type`) with its size."""
    if isinstance(value, list):
        for one in value:
            yield from _in_json(one)
    elif isinstance(value, dict):
        length = str(value.get("size_in_bytes", "")) if "mime_type" in value else None
        for name, held in value.items():
            if name == "hubs":  # they are told of the feed, they are no part of it
                continue
            if name in JSON and isinstance(held, str):
                yield held, length if name == "url" else None
            else:
                yield from _in_json(held)


def key_of(url: str, link: str) -> str:
    """The key of the object behind a public URL: a page's is its `index.html`."""
    return addresses.file(unquote(urlsplit(url).path[len(urlsplit(link).path) :]))
