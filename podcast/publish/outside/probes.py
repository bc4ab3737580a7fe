"""Probes of the public site after a publish; checks.py has the check of each.

feed                     GET and HEAD: 200, its type, the bytes that were published (decompressed), the newest episode
each new audio file      HEAD: 200, its type, its exact length, not compressed; GET of two bytes: 206
transcript, chapters     GET from another web site: 200, its type, Access-Control-Allow-Origin
home, newest episode     GET: 200, a page; hints on security headers
embedded player          GET: a hint if other sites cannot show it
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from podcast import urls
from podcast.publish.outside import checks
from podcast.publish.outside.feed_items import parse_items, parse_language
from podcast.publish.protocol.feed_gate import public_key
from podcast.strings import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.publish.outside.checks import ExpectedSite, ProbeResult
    from podcast.publish.outside.feed_items import PublishedItem


@dataclass(frozen=True, slots=True)
class Probe:
    """A check of a URL; `kind` is feed, audio, file, page or embed."""

    kind: str
    url: str
    check: Callable[[str], ProbeResult]
    is_newest: bool = False  # whether the newest episode's audio depends on it


def probes(expected: ExpectedSite) -> tuple[Probe, ...]:
    """All probes: of the newest episode everything, of the others what this publish has written."""
    feed_url = expected.link + urls.FEED
    result = [
        Probe("feed", feed_url, partial(checks.check_feed_get, expected)),
        Probe("feed", feed_url, partial(checks.check_feed_head, expected)),
        Probe("page", expected.link, checks.check_page),
    ]
    items = parse_items(expected.feed)
    if items and items[0].page.startswith(expected.link) and items[0].page.endswith("/"):
        folder = translator(parse_language(expected.feed))("path_embed")
        result.append(Probe("embed", f"{items[0].page}{folder}/index.html", checks.check_embed))
    for number, item in enumerate(items):
        result += _item_probes(item, expected, is_newest=number == 0)
    return tuple(result)


def _item_probes(item: PublishedItem, expected: ExpectedSite, *, is_newest: bool) -> Iterator[Probe]:
    def is_checked(url: str) -> bool:
        key = public_key(url, expected.link, expected.audio)
        return key is not None and (is_newest or key in expected.uploaded)

    if is_newest and item.page.startswith(expected.link):
        yield Probe("page", item.page, checks.check_page)
    for number, (url, length, media_type) in enumerate(item.audio):
        if is_checked(url):
            is_main = is_newest and number == 0
            yield Probe("audio", url, partial(checks.check_audio_head, length, media_type), is_newest=is_main)
            yield Probe("audio", url, partial(checks.check_range, length), is_newest=is_main)
    for url, media_type in item.files:
        if is_checked(url):
            yield Probe("file", url, partial(checks.check_cors, media_type))
