"""After a publish: the proof from outside, and pings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from podcast import urls
from podcast.publish import outside
from podcast.publish.outside import WaitPolicy, notify
from podcast.publish.outside.checks import ExpectedSite

if TYPE_CHECKING:
    from podcast.model.show import Show
    from podcast.publish.outside import ExternalCheckResult
    from podcast.publish.protocol.prepare import PreparedPublish

THREADS = 8


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
    expected = ExpectedSite(
        link=show.link,
        feed=(prepared.site.folder / urls.FEED).read_bytes(),
        uploaded=frozenset(upload.key for upload in prepared.plan.uploads),
        target=target or own_target,
        endpoint=endpoint,
        previous_sha256=previous.spec.digest.sha256 if previous else "",
    )
    with ThreadPoolExecutor(THREADS) as threads:
        return outside.verify_until_ok(expected, wait or WaitPolicy(), threads)


def send_pings(show: Show, result: ExternalCheckResult) -> list[str]:
    """Notify the configured hubs (WebSub, Podcast Index) if apps get another feed; return one line for each."""
    if not notify.is_due(result):
        return []
    return notify.send(notify.configured_pings(show.publish, urls.absolute_url(show, urls.FEED)))
