"""What is asked of the public addresses after a publish; `judging` judges.

feed                     GET and HEAD: 200, its type, the bytes that were published (unpacked), the newest episode
each new audio file      HEAD: 200, its type, its exact length, not packed; GET of two bytes: 206
transcript, chapters     GET from another web site: 200, its type, Access-Control-Allow-Origin
home, newest episode     GET: 200, a page
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.publish.outside import checks as judging
from podcast.publish.outside.feed_items import items
from podcast.publish.protocol.feed_gate import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.publish.outside.checks import Judgement, Published
    from podcast.publish.outside.feed_items import Item


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to look at: `what` it is (feed, audio, file or page), where, how."""

    what: str
    url: str
    look: Callable[[str], Judgement]
    newest: bool = False  # whether it is part of hearing the newest episode


def questions(published: Published) -> tuple[Question, ...]:
    """All that is asked: of the newest episode everything, of the others what this publish has written."""
    found = items(published.feed)
    feed = published.link + addresses.FEED
    yielded = [
        Question("feed", feed, partial(judging.feed, published)),
        Question("feed", feed, partial(judging.feed_head, published)),
        Question("page", published.link, judging.page),
    ]
    for number, item in enumerate(found):
        yielded += _of_item(item, published, newest=number == 0)
    return tuple(yielded)


def _of_item(item: Item, published: Published, *, newest: bool) -> Iterator[Question]:
    def asked(url: str) -> bool:
        return url.startswith(published.link) and (newest or key_of(url, published.link) in published.uploaded)

    if newest and item.page.startswith(published.link):
        yield Question("page", item.page, judging.page)
    for number, (url, length, kind) in enumerate(item.audio):
        if asked(url):
            heard = newest and number == 0
            yield Question("audio", url, partial(judging.whole, length, kind), newest=heard)
            yield Question("audio", url, partial(judging.part, length), newest=heard)
    for url, kind in item.files:
        if asked(url):
            yield Question("file", url, partial(judging.shared, kind))
