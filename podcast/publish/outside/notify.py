"""Telling others that there is a new feed, for those who wish it: a WebSub hub, and the Podcast Index.

WebSub leaves to hubs how they are told; all public ones take the form of PubSubHubbub 0.4, section 7.1. The Podcast
Index: https://podcastindex-org.github.io/docs-api/ (hub/pubnotify), no key needed.

A ping that fails is a warning and no more: apps and directories look by themselves, only later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from podcast import urls as addresses
from podcast.i18n import _
from podcast.publish.outside.client import Answer, ask, tell

if TYPE_CHECKING:
    from podcast.model.groups import Publish
    from podcast.publish.outside import Seen

PODCAST_INDEX: Final = "https://api.podcastindex.org/api/1.0/hub/pubnotify"


@dataclass(frozen=True, slots=True)
class Ping:
    """Somebody to tell: `name` for people, `url` to ask, `form` to send (empty: nothing is sent, the URL says it)."""

    name: str
    url: str
    form: bytes = b""


def pings(publish: Publish | None, feed: str, index: str = PODCAST_INDEX) -> tuple[Ping, ...]:
    """Whom the show wishes to be told of a new feed.

    Args:
        publish: `publish:` of podcast.yaml.
        feed: the public address of the feed.
        index: where the Podcast Index listens.
    """
    if publish is None:
        return ()
    form = urlencode({"hub.mode": "publish", "hub.url": feed}).encode()
    hub = (Ping(_("the WebSub hub"), publish.websub, form),) if publish.websub else ()
    podcasts = (Ping(_("the Podcast Index"), f"{index}?{urlencode({'url': feed})}"),) if publish.podcast_index else ()
    return (*hub, *podcasts)


def due(seen: Seen) -> bool:
    """Whether there is anything to tell: this publish has written another feed, and the world reads it."""
    return addresses.FEED in seen.published.uploaded and seen.readable


def send(wanted: tuple[Ping, ...]) -> list[str]:
    """Tells each of them, once; a line for each, and why where it failed."""
    return [_sent(one) for one in wanted]


def _sent(ping: Ping) -> str:
    answer = tell(ping.url, ping.form) if ping.form else ask("GET", ping.url, most=4096)
    if isinstance(answer, Answer) and 200 <= answer.status < 300:
        return _("{name} was told of the new feed").format(name=ping.name)
    why = _("answered {status}").format(status=answer.status) if isinstance(answer, Answer) else answer.words
    sentence = _("warning: {name} was not told of the new feed ({why}); it looks by itself, only later")
    return sentence.format(name=ping.name, why=why)
