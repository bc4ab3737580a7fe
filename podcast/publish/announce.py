"""Around a publish: what is due, the proof from outside, who is told of the new feed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.publish import outside
from podcast.publish.outside import Patience
from podcast.publish.outside import notify as pings
from podcast.publish.outside.checks import Published

if TYPE_CHECKING:
    from podcast.model.show import Show
    from podcast.publish.outside import Seen
    from podcast.publish.protocol.prepare import Prepared

THREADS = 8


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
