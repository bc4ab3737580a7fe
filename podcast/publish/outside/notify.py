"""Pings: notify a WebSub hub and the Podcast Index of a new feed, if the show asks for it.

WebSub leaves the form of a ping to the hubs; all public ones accept that of PubSubHubbub 0.4, section 7.1. The Podcast
Index: https://podcastindex-org.github.io/docs-api/ (hub/pubnotify), no key needed.

A ping that fails is only a warning: apps and directories find the new feed by themselves, only later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from podcast import urls
from podcast.i18n import _
from podcast.publish.outside.site_client import MAX_REPLY, NoResponse, fetch, post_form

if TYPE_CHECKING:
    from podcast.model.groups import Publish
    from podcast.publish.outside import ExternalCheckResult

PODCAST_INDEX: Final = "https://api.podcastindex.org/api/1.0/hub/pubnotify"


@dataclass(frozen=True, slots=True)
class Ping:
    """A notification: the receiver's name for people, its URL, and the form to send; with an empty form it is a GET."""

    name: str
    url: str
    form: bytes = b""


def configured_pings(publish: Publish | None, feed: str, index: str = PODCAST_INDEX) -> tuple[Ping, ...]:
    """The pings that a show asks for.

    Args:
        publish: `publish:` of podcast.yaml.
        feed: the public URL of the feed.
        index: the URL of the Podcast Index.
    """
    if publish is None:
        return ()
    form = urlencode({"hub.mode": "publish", "hub.url": feed}).encode()
    websub = (Ping(_("the WebSub hub"), publish.websub, form),) if publish.websub else ()
    query = urlencode({"url": feed})
    podcast_index = (Ping(_("the Podcast Index"), f"{index}?{query}"),) if publish.podcast_index else ()
    return (*websub, *podcast_index)


def is_due(result: ExternalCheckResult) -> bool:
    """Whether there is a reason for a ping: this publish has written another feed, and apps get it."""
    return urls.FEED in result.expected.uploaded and result.is_feed_current


def send(pings: tuple[Ping, ...]) -> list[str]:
    """Send each ping once; return a line for each, with the reason if it failed."""
    return [_send(ping) for ping in pings]


def _send(ping: Ping) -> str:
    response = post_form(ping.url, ping.form) if ping.form else fetch("GET", ping.url, max_body=MAX_REPLY)
    if isinstance(response, NoResponse):
        reason = response.detail
    elif 200 <= response.status < 300:
        return _("notified {name}").format(name=ping.name)
    else:
        reason = _("status {status}").format(status=response.status)
    return _("warning: could not notify {name} ({why}); it will find the new feed by itself, only later").format(
        name=ping.name, why=reason
    )
