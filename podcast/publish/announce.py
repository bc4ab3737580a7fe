"""Around a publish: what is due, the proof from outside, who is told of the new feed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.publish import outside
from podcast.publish.outside import WaitPolicy
from podcast.publish.outside import notify as pings
from podcast.publish.outside.checks import ExpectedSite

if TYPE_CHECKING:
    from podcast.model.show import Show
    from podcast.publish.outside import ExternalCheckResult
    from podcast.publish.protocol.prepare import PreparedPublish

THREADS = 8


def verify_public(
    show: Show, prepared: PreparedPublish, target: str | None = None, wait: WaitPolicy | None = None
) -> ExternalCheckResult:
    """What the world sees of what was just published.

    Args:
        show: whose feed it is.
        prepared: what was carried out.
        instead: the target, if it is not the show's own.
        patience: how long to wait for what may pass by itself; half a minute if None.
    """
    own_target, endpoint = (show.publish.target, show.publish.endpoint) if show.publish else ("", None)
    before = prepared.state.confirmed.objects.get(addresses.FEED)
    published = ExpectedSite(
        link=show.link,
        feed=(prepared.site.folder / addresses.FEED).read_bytes(),
        uploaded=frozenset(one.key for one in prepared.plan.uploads),
        target=target or own_target,
        endpoint=endpoint,
        previous_sha256=before.spec.digest.sha256 if before else "",
    )
    with ThreadPoolExecutor(THREADS) as threads:
        return outside.verify_until_ok(published, wait or WaitPolicy(), threads)


def send_pings(show: Show, result: ExternalCheckResult) -> list[str]:
    """Tells whoever the show wishes to be told, if there is anything to tell; a line for each."""
    if not pings.is_due(result):
        return []
    return pings.send(pings.configured_pings(show.publish, addresses.absolute_url(show, addresses.FEED)))
