"""Pings: notify a WebSub hub and the Podcast Index of a new feed, and search engines of pages, if the show asks for it.

WebSub leaves the form of a ping to the hubs; all public ones accept that of PubSubHubbub 0.4, section 7.1. The Podcast
Index: https://podcastindex-org.github.io/docs-api/ (hub/pubnotify), no key needed. IndexNow, which Bing, Yandex and
others share: https://www.indexnow.org/documentation.

A ping that fails is only a warning: apps, directories and search engines find what is new by themselves, only later.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from podcast import urls
from podcast.i18n import _, gettext_noop
from podcast.pages.metadata.index_now import index_now_key, key_address
from podcast.publish.outside.site_client import MAX_REPLY, NoResponse, fetch, post

if TYPE_CHECKING:
    from podcast.model.groups import Publish
    from podcast.model.show import Show
    from podcast.publish.outside import ExternalCheckResult

PODCAST_INDEX: Final = "https://api.podcastindex.org/api/1.0/hub/pubnotify"
INDEX_NOW: Final = "https://api.indexnow.org/indexnow"
MAX_INDEX_NOW_URLS: Final = 10_000  # of a single ping
_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json; charset=utf-8"
_FEED_WARNING: Final = gettext_noop(
    "warning: could not notify {name} ({why}); it will find the new feed by itself, only later"
)
_PAGES_WARNING: Final = gettext_noop(
    "warning: could not notify {name} ({why}); they will find the new pages by themselves, only later"
)


@dataclass(frozen=True, slots=True)
class Ping:
    """A notification: the receiver's name for people, its URL, and the body to send; with an empty body it is a GET.

    `warning` says that it failed.
    """

    name: str
    url: str
    body: bytes = b""
    media_type: str = _FORM
    warning: str = _FEED_WARNING


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


def index_now_pings(show: Show, changed_pages: tuple[str, ...], endpoint: str = INDEX_NOW) -> tuple[Ping, ...]:
    """The pings of search engines, if the show asks for them.

    Args:
        show: whose site has the file with the key.
        changed_pages: the public URLs of the pages.
        endpoint: the URL of IndexNow.
    """
    if show.publish is None or not show.publish.indexnow:
        return ()
    site = {
        "host": urlsplit(urls.ascii_url(show.link)).netloc,
        "key": index_now_key(show),
        "keyLocation": urls.ascii_url(urls.absolute_url(show, key_address(show))),
    }
    batches = (changed_pages[at : at + MAX_INDEX_NOW_URLS] for at in range(0, len(changed_pages), MAX_INDEX_NOW_URLS))
    return tuple(
        Ping(
            _("the search engines of IndexNow"),
            endpoint,
            json.dumps({**site, "urlList": batch}).encode(),
            _JSON,
            _PAGES_WARNING,
        )
        for batch in batches
    )


def are_pages_readable(result: ExternalCheckResult) -> bool:
    """Whether search engines that come at once can read the pages."""
    pages = [probe.result.fault for probe in result.probes if probe.probe.kind == "page"]
    return bool(pages) and not any(pages)


def is_due(result: ExternalCheckResult) -> bool:
    """Whether there is a reason for a ping: this publish has written another feed, and apps get it."""
    return urls.FEED in result.expected.uploaded and result.is_feed_current


def send(pings: tuple[Ping, ...]) -> list[str]:
    """Send each ping once; return a line for each, with the reason if it failed."""
    return [_send(ping) for ping in pings]


def _send(ping: Ping) -> str:
    response = post(ping.url, ping.body, ping.media_type) if ping.body else fetch("GET", ping.url, max_body=MAX_REPLY)
    if isinstance(response, NoResponse):
        reason = response.detail
    elif 200 <= response.status < 300:
        return _("notified {name}").format(name=ping.name)
    else:
        reason = _("status {status}").format(status=response.status)
    return _(ping.warning).format(name=ping.name, why=reason)
