"""Around a publish: what is due, the proof from outside, who is told of the new feed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.publish import outside
from podcast.publish.outside import Patience
from podcast.publish.outside import notify as pings
from podcast.publish.outside.checks import Published
from podcast.publish.protocol.recovery import known
from podcast.show import schedule

if TYPE_CHECKING:
    from datetime import datetime

    from podcast.model.show import Episode, Show
    from podcast.publish.outside import Seen
    from podcast.publish.protocol.prepare import Prepared
    from podcast.publish.targets.target import Target

THREADS = 8


def due(show: Show, target: Target, now: datetime) -> tuple[Episode, ...]:
    """The episodes that are due and not live, for `podcast publish --due`; none after an undo, which is to last.

    Args:
        show: with all its episodes.
        target: asked for what is live: one request.
        now: with a time zone.

    Raises:
        PublishError: the target refuses, or is not the show's.
    """
    live = known(target, show.guid).confirmed
    return () if live.same_as else schedule.not_live(show, live.rows.keys(), now)


def seen(show: Show, prepared: Prepared, instead: str | None = None, patience: Patience | None = None) -> Seen:
    """What the world sees of what was just published.

    Args:
        show: whose feed it is.
        prepared: what was carried out.
        instead: the target, if it is not the show's own.
        patience: how long to wait for what may pass by itself; half a minute if None.
    """
    target, endpoint = (show.publish.target, show.publish.endpoint) if show.publish else ("", None)
    before = prepared.known.confirmed.rows.get(addresses.FEED)
    published = Published(
        link=show.link,
        feed=(prepared.site.folder / addresses.FEED).read_bytes(),
        uploaded=frozenset(one.key for one in prepared.plan.uploads),
        target=instead or target,
        endpoint=endpoint,
        before=before.what.digest.sha256 if before else "",
    )
    with ThreadPoolExecutor(THREADS) as threads:
        return outside.look(published, patience or Patience(), threads)


def told(show: Show, found: Seen) -> list[str]:
    """Tells whoever the show wishes to be told, if there is anything to tell; a line for each."""
    if not pings.due(found):
        return []
    return pings.send(pings.pings(show.publish, addresses.absolute(show, addresses.FEED)))
