"""The order of a publish, such that whoever reads the target finds a feed whose every file is there, whole.

prepare    read the head (and what a dead publisher left), plan, hold the feed against the build; writes nothing
carry out  intent, head names it -> audio, assets, pages, feed, each whole before the next
           -> manifest, head names it -> delete what is due -> head names no intent
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from podcast import addresses
from podcast.errors import PublishError
from podcast.files import digest_of
from podcast.publish import headers, state
from podcast.publish.gate import gate
from podcast.publish.plan import Plan, Upload, plan, vanishing, wanted
from podcast.publish.recovery import Known, known
from podcast.publish.state import Intent, Manifest
from podcast.publish.store import REFUSED, Target, changed
from podcast.publish.turn import Turn, discard, keep, still_ours, swap
from podcast.publish.work import Deleted, LeftAlone, Uploaded, delete, upload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor
    from datetime import datetime
    from pathlib import Path

    from podcast.files import Digest


@dataclass(frozen=True, slots=True)
class Site:
    """A build: the folder, the digest of every file in it by its key, and whose it is."""

    folder: Path
    files: Mapping[str, Digest]
    guid: str  # of the show
    link: str  # the base URL of everything that is published, with a slash at its end


@dataclass(frozen=True, slots=True)
class Prepared:
    """A publish that is planned, and everything that it was planned from."""

    site: Site
    target: Target
    now: datetime
    known: Known
    plan: Plan

    @property
    def settled(self) -> bool:
        """Whether there is nothing to do, and nothing that a dead publisher left to put right."""
        return self.plan.empty and not self.known.head.open


@dataclass(frozen=True, slots=True)
class Committed:
    """From here on the target confirms this generation."""

    generation: int


@dataclass(frozen=True, slots=True)
class Done:
    """What was done."""

    generation: int
    uploaded: int
    size: int  # bytes uploaded
    deleted: int


Event = Uploaded | Deleted | LeftAlone | Committed


def prepare(site: Site, target: Target, now: datetime, max_delete: int = 0) -> Prepared:
    """Reads what the target has confirmed and plans; writes nothing.

    Args:
        site: the build.
        target: where to.
        now: for the grace times of what is no longer wanted; with a time zone.
        max_delete: how many files may vanish even if they are more than half of all.

    Raises:
        PublishError: the target is not ours, damaged or unreachable; the feed names what the build lacks; or more than
            half of what is published would vanish.
    """
    if addresses.FEED not in site.files:
        raise PublishError(f"there is no {addresses.FEED} in {site.folder}; run `podcast build` first")
    objects = wanted(site.files)
    gate(_feed(site), site.link, {key: what.digest.size for key, what in objects.items()})
    found = known(target, site.guid)
    planned = plan(objects, found.confirmed, now)
    gone, before = vanishing(planned), len(found.confirmed.rows)
    if len(gone) * 2 > before and len(gone) > max_delete:
        raise PublishError(
            f"{len(gone)} of {before} published files would vanish, among them {gone[0]}; nothing was changed. "
            f"If that is meant, say so with --max-delete {len(gone)}",
            REFUSED,
        )
    return Prepared(site, target, now, found, planned)


def carry_out(prepared: Prepared, executor: Executor, say: Callable[[Event], None]) -> Done:
    """Makes the target what was planned. Killed anywhere, the next publish goes on from there.

    Args:
        prepared: from `prepare`.
        executor: threads, each of which uploads one object at a time.
        say: is told of every effect, in the order of the plan, in the calling thread.

    Raises:
        PublishError: the target refuses, another publisher has begun, a file changed, or something foreign is in the
            way. What readers see is true all the same.
    """
    if prepared.settled:
        return Done(prepared.known.head.gen, 0, 0, 0)
    turn = _begun(prepared)
    for phase in headers.PHASES:
        uploads = [job for job in prepared.plan.uploads if job.what.phase == phase]
        if uploads and phase == "feed":
            still_ours(turn)
            _gate(prepared.site, turn)
        turn = _uploaded(turn, uploads, executor, say)
    turn = _committed(prepared, turn)
    say(Committed(turn.head.gen))
    deleted = _deleted(prepared, turn, say)
    return Done(turn.head.gen, len(prepared.plan.uploads), prepared.plan.size, deleted)


def _feed(site: Site) -> bytes:
    path = site.folder / addresses.FEED
    data = path.read_bytes() if path.is_file() else b""
    if digest_of(data) != site.files[addresses.FEED]:
        raise changed(path)
    return data


def _gate(site: Site, turn: Turn) -> None:
    """Holds the feed against what the target has confirmed in this publish and before."""
    there = {key: row.what.digest.size for key, row in turn.rows.items()}
    gate(_feed(site), site.link, there | {addresses.FEED: site.files[addresses.FEED].size})


def _begun(prepared: Prepared) -> Turn:
    """Writes down what we are about to write, before the first of it."""
    plan, before = prepared.plan, prepared.known.head
    uploads = {job.key: job.what for job in plan.uploads}
    revived = {key: plan.kept[key].what for key in plan.revived}
    intent = Intent(before.gen + 1, prepared.now, deletes=False, objects=uploads | revived)
    key = keep(prepared.target, state.INTENTS, intent.gen, state.intent_json(intent))
    turn = Turn(prepared.target, prepared.site.folder, prepared.known, before, prepared.known.etag, plan.kept)
    return swap(turn, replace(before, open=tuple(dict.fromkeys((*before.open, key)))))


def _uploaded(turn: Turn, uploads: list[Upload], executor: Executor, say: Callable[[Event], None]) -> Turn:
    """Uploads what belongs to one phase: all of it, or an error."""
    rows = dict(turn.rows)
    for job, row in zip(uploads, executor.map(partial(upload, turn), uploads), strict=True):
        rows[job.key] = row
        say(Uploaded(job.key, job.what.digest.size, job.reason))
    return replace(turn, rows=rows)


def _committed(prepared: Prepared, turn: Turn) -> Turn:
    """Makes the new manifest the one that holds, and opens an intent for what is due to be deleted."""
    gen, before = turn.head.gen + 1, turn.known.written
    left = discard(turn.target, [key for key in before.spent if key not in turn.head.open])
    due = {job.key: job.row.what for job in prepared.plan.deletions}
    intent = state.intent_json(Intent(gen, prepared.now, deletes=True, objects=due))
    opened = (keep(turn.target, state.INTENTS, gen, intent),) if due else ()
    history = (*before.history, turn.head.manifest) if turn.head.manifest else before.history
    manifest = Manifest(
        gen=gen,
        rows=turn.rows,
        tombstones={**prepared.plan.waiting, **prepared.plan.retired},
        history=history[1 - state.GENERATIONS :],
        spent=(*left, *turn.head.open, *opened, *history[: 1 - state.GENERATIONS]),
    )
    data = state.manifest_json(manifest)
    key = keep(turn.target, state.MANIFESTS, gen, data)
    return swap(turn, replace(turn.head, gen=gen, manifest=key, sha=digest_of(data).sha256, open=opened))


def _deleted(prepared: Prepared, turn: Turn, say: Callable[[Event], None]) -> int:
    """Deletes what is due, then closes the intent; returns how many went."""
    deleted = 0
    for job in prepared.plan.deletions:
        event = delete(turn, job)
        deleted += isinstance(event, Deleted)
        say(event)
    if prepared.plan.deletions:
        swap(turn, replace(turn.head, open=()))
    return deleted
