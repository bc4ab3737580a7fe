"""The one clear reason why a document is no podcast feed in RSS: a web page, Atom, JSON, a list of feeds, audio."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from podcast.errors import PodcastError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

_HTML: Final = re.compile(r"(?:\s++|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b", re.DOTALL | re.IGNORECASE)
_RSS: Final = re.compile(r"<(?:rss|channel)\b", re.IGNORECASE)
_JSON_FEED: Final = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')
_HEAD_CHARACTERS: Final = 100_000  # of a web page, in which its feed is looked for
_MAX_BINARY_SHARE: Final = 0.01  # of the characters that no text has
_LINK: Final = re.compile(r"<link\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TYPES: Final = ("application/rss+xml", "application/xml", "text/xml")
_BINARY: Final = re.compile("[\0-\x08\x0e-\x1a\ufffd]")


def check_text(text: str, location: str) -> None:
    """Refuse a document that is no XML.

    Args:
        text: the document.
        location: for the message.

    Raises:
        PodcastError: with the reason.
    """
    if not text.strip():
        raise PodcastError(_("{file}: is empty; check the address of the feed").format(file=location))
    if _HTML.match(text) and not _RSS.search(text, 0, _HEAD_CHARACTERS):
        raise PodcastError(_html_reason(text, location))
    if text.lstrip()[0] in "{[":
        raise PodcastError(_json_reason(text, location))
    head = text[:_HEAD_CHARACTERS]
    if len(_BINARY.findall(head)) > _MAX_BINARY_SHARE * len(head) and not _RSS.search(head):
        sentence = _("{file}: is no text, but audio, a picture or an archive; name the feed of the podcast")
        raise PodcastError(sentence.format(file=location))
    if "<" not in text:
        raise PodcastError(_("{file}: is plain text; name the feed of the podcast").format(file=location))


def check_root(root: Any, text: str, location: str) -> None:
    """Refuse XML that is no RSS.

    Args:
        root: the root element; None if there is none.
        text: the document.
        location: for the message.

    Raises:
        PodcastError: with the reason.
    """
    name = "" if root is None else str(root.tag).rpartition("}")[2]
    if name.lower() in {"rss", "channel"}:
        return
    if name.lower() == "html":
        raise PodcastError(_html_reason(text, location))
    raise PodcastError(_root_reason(name, text, location))


def missing_channel_reason(root: Any, location: str) -> str:
    """Return why RSS without a channel cannot be read: it names another address, or it is none."""
    url = str(root.findtext("redirect/newLocation") or "").strip()
    sentence = (
        _("{file}: says only that the feed is at {url}; import that")
        if url
        else _("{file}: has no <channel>; it is no feed that can be read")
    )
    return sentence.format(file=location, url=url)


def _root_reason(name: str, text: str, location: str) -> str:
    if name.lower() == "feed":
        other = next(feed_links(text, location), "")
        sentence = (
            _("{file}: is an Atom feed, podcasts are published in RSS; import its RSS feed: {url}")
            if other
            else _("{file}: is an Atom feed, podcasts are published in RSS; look for the RSS feed at the host")
        )
        return sentence.format(file=location, url=other)
    if name == "RDF":
        sentence = _("{file}: is RSS 1.0 (RDF), which has no episodes; look for the RSS 2.0 feed at the host")
        return sentence.format(file=location)
    if name.lower() == "opml":
        return _("{file}: is a list of feeds (OPML); import one of the feeds in it").format(file=location)
    if not name:
        return _("{file}: has no XML that could be read; check the address of the feed").format(file=location)
    sentence = _("{file}: is XML, but no podcast feed: it begins with <{name}>; name the feed of the podcast")
    return sentence.format(file=location, name=name)


def _html_reason(text: str, location: str) -> str:
    """Return that a document is a web page, and the address of its feed if it names one."""
    url = next(feed_links(text, location), "")
    sentence = (
        _("{file}: is a web page, no feed; import the feed that it names: {url}")
        if url
        else _("{file}: is a web page, no feed, and names none; look for the address of the RSS feed at the host")
    )
    return sentence.format(file=location, url=url)


def _json_reason(text: str, location: str) -> str:
    sentence = (
        _("{file}: is a JSON Feed, which apps for podcasts do not read; look for the RSS feed at the host")
        if _JSON_FEED.search(text, 0, _HEAD_CHARACTERS)
        else _("{file}: is JSON, no feed; name the RSS feed of the podcast")
    )
    return sentence.format(file=location)


def feed_links(text: str, location: str) -> Iterator[str]:
    """Yield the addresses of the RSS feeds that the head of a web page or an Atom feed names (rel=alternate)."""
    from html import unescape

    for link in _LINK.finditer(text, 0, _HEAD_CHARACTERS):
        values = {
            match[1].lower(): unescape(match[2] or match[3] or match[4] or "")
            for match in _ATTRIBUTE.finditer(link.group())
        }
        if "alternate" in values.get("rel", "").lower().split() and values.get("type", "").lower() in _TYPES:
            yield urljoin(location, values.get("href", "").strip())
