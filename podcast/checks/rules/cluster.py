"""Rules for the cluster that masters the show's recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE
from podcast.publish.targets.bucket_address import is_same_bucket, shared_bucket_message
from podcast.show.locations import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Show


def store_apart_from_target(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Recordings are in another bucket than the one that is published to: most of them are not public yet."""
    store, target = show.cluster, show.publish
    public = (target.target, target.audio or "") if target else ()
    if store and any(is_same_bucket(store.store, address) for address in public):
        yield Finding(SHOW_FILE, ("cluster", "store"), shared_bucket_message(store.store), _("name another bucket"))


RULES = (store_apart_from_target,)
