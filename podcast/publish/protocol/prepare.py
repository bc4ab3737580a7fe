"""Before a publish: what is there, what is to be done, and whether it may be done. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.errors import PublishError
from podcast.files.digest import digest_of
from podcast.i18n import _
from podcast.publish.headers import FEEDS, phase
from podcast.publish.protocol.feed_gate import gate
from podcast.publish.protocol.lease import holds, taken
from podcast.publish.protocol.plan import plan, vanishing, wanted
from podcast.publish.protocol.recovery import known, unknown
from podcast.publish.protocol.state import Row
from podcast.publish.targets.body import changed
from podcast.publish.targets.target import REFUSED, same_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from podcast.files.digest import Digest
    from podcast.publish.protocol.plan import Plan
    from podcast.publish.protocol.recovery import Known
    from podcast.publish.protocol.state import Wanted
    from podcast.publish.targets.target import Target


@dataclass(frozen=True, slots=True)
class Site:
    """A build: the folder, the digest of every file in it by its key, and whose it is.

    `built_at` is how new its content is (see docs/decisions/publish.md); None if nobody knows.
    """

    folder: Path
    files: Mapping[str, Digest]
    guid: str  # of the show
    link: str  # the base URL of everything that is published, with a slash at its end
    built_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is usually refused, and was asked for.

    `max_delete` files may vanish even if they are more than half of all; `adopt`: what stands where our files are to
    be is taken over; `older`: what is live may be newer than what is published; `single_writer`: nobody else publishes
    this show, so the store need not keep two publishers apart.
    """

    max_delete: int = 0
    adopt: bool = False
    older: bool = False
    single_writer: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A publish that is planned, and everything that it was planned from.

    `same_as` is the generation that it brings back (an undo), else 0; `since` when that was published.
    """

    site: Site
    target: Target
    now: datetime
    known: Known
    plan: Plan
    allowed: Allowed = Allowed()
    same_as: int = 0
    since: datetime | None = None

    @property
    def settled(self) -> bool:
        """Whether there is nothing to do, and nothing that a dead publisher left to put right."""
        return self.plan.empty and not self.known.head.open


def prepare(site: Site, target: Target, now: datetime, allowed: Allowed = Allowed()) -> Prepared:
    """Reads what the target has confirmed and plans; writes nothing.

    Args:
        site: the build.
        target: where to.
        now: for leases, and the grace times of what is no longer wanted; with a time zone.
        allowed: what is usually refused.

    Raises:
        PublishError: the target is not ours, damaged or unreachable; somebody else is publishing; the feed names what
            the build lacks; more than half of what is published would vanish; or what is live is newer.
    """
    if addresses.FEED not in site.files:
        raise PublishError(
            _("there is no {feed} in {folder}; run `podcast build` first").format(
                feed=addresses.FEED, folder=site.folder
            )
        )
    objects = wanted(site.files)
    held(site, {key: what.digest.size for key, what in objects.items()})
    found = ours(target, site.guid, now)
    adopted = _adopted(target, objects, found) if allowed.adopt else {}
    planned = plan(objects, found.confirmed, now, adopted)
    _not_too_much(planned, found, allowed)
    _not_older(site, planned, found, allowed)
    return Prepared(site, target, now, found, planned, allowed)


def ours(target: Target, guid: str, now: datetime) -> Known:
    """What is known of the target, if it is this show's and nobody else is at it.

    Raises:
        PublishError: it is another's, damaged or unreachable, or somebody else is publishing.
    """
    found = known(target, guid)
    if (lease := found.head.lease) and holds(lease, now, target.ahead()):
        raise taken(lease)
    return found


def held(site: Site, there: Mapping[str, int]) -> None:
    """Holds every feed of a build against what is there.

    Args:
        site: the build.
        there: the size in bytes of each object, by its key.

    Raises:
        PublishError: a feed names what is not there, or is no longer what was built.
    """
    for key in sorted(site.files):
        if phase(key) in FEEDS:
            path = site.folder / key
            data = path.read_bytes() if path.is_file() else b""
            if digest_of(data) != site.files[key]:
                raise changed(path)
            gate(data, site.link, there)


def _adopted(target: Target, objects: Mapping[str, Wanted], found: Known) -> dict[str, Row]:
    """What stands where our files are to be, and is not ours; files that are just what they are to be stay."""
    mine = {**found.confirmed.rows, **found.confirmed.tombstones}
    rows = {}
    for stored in target.list(""):
        if stored.key in objects and stored.key not in mine:
            what, there = objects[stored.key], target.head(stored.key) or stored
            same = there.headers in {None, what.headers} and not there.encoding
            rows[stored.key] = (
                Row(what, there.etag) if same and same_bytes(target, there, what.digest) else unknown(there)
            )
    return rows


def _not_too_much(planned: Plan, found: Known, allowed: Allowed) -> None:
    gone, before = vanishing(planned), len(found.confirmed.rows)
    if len(gone) * 2 > before and len(gone) > allowed.max_delete:
        raise PublishError(
            _(
                "{count} of {before} published files would vanish, among them {gone}; nothing was changed. "
                "If that is meant, say so with --max-delete {count}"
            ).format(count=len(gone), before=before, gone=gone[0]),
            REFUSED,
        )


def _not_older(site: Site, planned: Plan, found: Known, allowed: Allowed) -> None:
    live, here = found.head.built_at, site.built_at
    if not allowed.older and not planned.empty and live and here and here < live:
        raise PublishError(
            _(
                "what is published is newer than what is here: it was made from files of {live:%Y-%m-%d "
                "%H:%M}, the newest here is of {here:%Y-%m-%d %H:%M}; nothing was changed. Get the newer "
                "files first; if the older ones are meant, say so with --allow-older"
            ).format(live=live.astimezone(), here=here.astimezone()),
            REFUSED,
        )
