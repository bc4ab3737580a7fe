"""After a publish: the proof from outside, and pings."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import TYPE_CHECKING, Final

from podcast import urls
from podcast.publish import outside
from podcast.publish.outside import WaitPolicy, notify
from podcast.publish.outside.checks import ExpectedSite
from podcast.publish.protocol.generation_mark import generation_mark, mark_feed

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.show import Show
    from podcast.publish.outside import ExternalCheckResult
    from podcast.publish.protocol.prepare import PreparedPublish

THREADS = 8
_LOCATION: Final = re.compile(r"<loc>(.*?)</loc>")


def verify_public(
    show: Show, prepared: PreparedPublish, target: str | None = None, wait: WaitPolicy | None = None
) -> ExternalCheckResult:
    """Verify what was just published, by its public address.

    Args:
        show: that was published.
        prepared: the publish that was carried out.
        target: if it is not the show's own.
        wait: for faults that may be temporary; half a minute if None.
    """
    own_target, endpoint = (show.publish.target, show.publish.endpoint) if show.publish else ("", None)
    previous = prepared.state.confirmed.objects.get(urls.FEED)
    uploaded = frozenset(upload.key for upload in prepared.plan.uploads)
    spec = previous.spec if previous else None
    mark_length = spec.digest.size - spec.built.size if spec else 0
    if urls.FEED in uploaded:
        mark_length = len(
            mark_feed(urls.FEED, b"", generation_mark(prepared.state.head.generation + 1, "", prepared.now))
        )
    places = tuple(prepared.site.audio_places.values())
    expected = ExpectedSite(
        link=show.link,
        feed=(prepared.site.folder / urls.FEED).read_bytes(),
        uploaded=uploaded,
        mark_length=mark_length,
        target=target or own_target,
        endpoint=endpoint,
        previous_sha256=spec.digest.sha256 if spec else "",
        changed_pages=_changed_pages(show, prepared.site.folder, uploaded),
        audio=prepared.site.audio_location,
        audio_target=places[0].target if places else "",
        audio_endpoint=places[0].endpoint if places else None,
    )
    with ThreadPoolExecutor(THREADS) as threads:
        return outside.verify_until_ok(expected, wait or WaitPolicy(), threads)


def send_pings(show: Show, result: ExternalCheckResult) -> list[str]:
    """Send the configured notices; return one line for each.

    Hubs (WebSub, Podcast Index) are notified if apps get another feed, search engines (IndexNow) of changed pages.
    """
    pings: tuple[notify.Ping, ...] = ()
    if notify.is_due(result):
        pings = notify.configured_pings(show.publish, urls.absolute_url(show, urls.FEED))
    if result.expected.changed_pages and notify.are_pages_readable(result):
        pings += notify.index_now_pings(show, result.expected.changed_pages)
    return notify.send(pings)


def _changed_pages(show: Show, site: Path, uploaded: frozenset[str]) -> tuple[str, ...]:
    """The URLs of the pages among these keys that the sitemap lists, in its order."""
    if show.publish is None or not show.publish.indexnow:
        return ()
    locations = [
        unescape(location)
        for path in sorted(site.glob("sitemap*.xml"))
        for location in _LOCATION.findall(path.read_text("utf-8"))
    ]
    keys = (key for key in uploaded if key == "index.html" or key.endswith("/index.html"))
    pages = {urls.ascii_url(urls.absolute_url(show, key.removesuffix("index.html"))) for key in keys}
    return tuple(location for location in locations if location in pages)
