"""The order of a publish, such that whoever reads the target finds a feed whose every file is there, whole.

prepare    read the head (and what a dead publisher left), plan, hold the feed against the build; writes nothing
carry out  intent; head names it and our lease -> copy of what is replaced -> audio, assets, pages, each whole before
           the next; new audio is looked at -> feeds, each held against what is confirmed, the feed last
           -> manifest, head names it -> delete what is due -> head names no intent and no lease
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import PodcastError
from podcast.files.digest import digest_of
from podcast.publish import headers
from podcast.publish.protocol import state
from podcast.publish.protocol import undo_copies as copies
from podcast.publish.protocol.jobs import all_of
from podcast.publish.protocol.objects import Deleted, LeftAlone, Uploaded, delete, heard, upload
from podcast.publish.protocol.prepare import Prepared, Site, held
from podcast.publish.protocol.session import Turn, discard, keep, kept, probed
from podcast.publish.protocol.state import Intent, Manifest, Past
from podcast.publish.protocol.state_json import intent_json, manifest_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor

    from podcast.publish.protocol.lease import Publisher
    from podcast.publish.protocol.plan import Upload
    from podcast.publish.protocol.state import Row

__all__ = ["Committed", "Deleted", "Done", "LeftAlone", "Prepared", "Site", "Uploaded", "carry_out"]


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


SPENT = 8  # objects of the publisher's own that may lie about
Event = Uploaded | Deleted | LeftAlone | Committed


@dataclass(frozen=True, slots=True)
class _Means:
    """What a publish is carried out with."""

    executor: Executor
    say: Callable[[Event], None]
    flow: Callable[[int], None]


def carry_out(
    prepared: Prepared,
    publisher: Publisher,
    executor: Executor,
    say: Callable[[Event], None],
    flow: Callable[[int], None] = lambda _: None,
) -> Done:
    """Makes the target what was planned. Killed anywhere, the next publish goes on from there.

    Args:
        prepared: from `prepare.prepare`, or `undo.prepare`.
        publisher: who we are.
        executor: threads, each of which uploads one object at a time.
        say: is told of every effect, in the order of the plan, in the calling thread.
        flow: is told of bytes as they go up, in any thread; of a negative number when they must go up once more.

    Raises:
        PublishError: the target refuses, another publisher has begun, a file changed, or something foreign is in the
            way. What readers see is true all the same.
    """
    known = prepared.known
    if prepared.settled:
        return Done(known.head.gen, 0, 0, 0)
    probe = probed(prepared.target, known, publisher, single_writer=prepared.allowed.single_writer)
    turn = Turn(prepared.target, known, publisher, probe)
    try:
        return _carried_out(prepared, turn, _Means(executor, say, flow))
    except (PodcastError, KeyboardInterrupt):
        turn.leave()
        raise


def _carried_out(prepared: Prepared, turn: Turn, means: _Means) -> Done:
    copied = _begun(prepared, turn, means.executor)
    rows = dict(prepared.plan.kept)
    for phase in headers.PHASES:
        uploads = [job for job in prepared.plan.uploads if job.what.phase == phase]
        if uploads and phase in headers.FEEDS:
            held(prepared.site, _sizes(prepared, rows))
            turn.confirm()
        rows |= _uploaded(prepared.site, turn, uploads, means)
        if phase == "audio":
            _heard(prepared.site, turn, uploads, means.executor)
    _committed(prepared, turn, rows, copied)
    means.say(Committed(turn.head.gen))
    deleted = _deleted(prepared, turn, means.say)
    return Done(turn.head.gen, len(prepared.plan.uploads), prepared.plan.size, deleted)


def _begun(prepared: Prepared, turn: Turn, executor: Executor) -> tuple[str, ...]:
    """Writes down what we are about to write, before the first of it; returns the key of the copy of what it replaces.

    The copy is read before it is our turn: if somebody else begins meanwhile, our turn never comes.
    """
    plan, before = prepared.plan, turn.known.head
    copied = copies.copy(prepared.target, turn.known, copies.replaced(turn.known, plan), executor)
    objects = {job.key: job.what for job in plan.uploads} | {key: plan.kept[key].what for key in plan.revived}
    intent = Intent(before.gen + 1, prepared.now, "writes", objects, copied[0] if copied else "")
    key = kept(prepared.target, state.INTENTS, intent.gen, intent_json(intent))
    turn.swap(open=tuple(dict.fromkeys((*before.open, key))))
    return (keep(turn.target, *copied),) if copied else ()


def _uploaded(site: Site, turn: Turn, uploads: list[Upload], means: _Means) -> dict[str, Row]:
    """Uploads what belongs to one phase: all of it, or an error."""
    rows = {}
    with all_of(means.executor, lambda job: upload(turn, site.folder, job, means.flow), uploads, turn.renew) as results:
        for job, row in zip(uploads, results, strict=True):
            rows[job.key] = row
            means.say(Uploaded(job.key, job.what.digest.size, job.reason))
    return rows


def _heard(site: Site, turn: Turn, audio: list[Upload], executor: Executor) -> None:
    """Looks at new audio as apps will, before anything names it."""
    with all_of(executor, lambda job: heard(turn.target, site.folder, job), audio, turn.renew) as results:
        for _ in results:
            pass


def _sizes(prepared: Prepared, rows: Mapping[str, Row]) -> dict[str, int]:
    """What the target has confirmed in this publish and before, and the feeds themselves, which name each other."""
    feeds = {job.key: job.what.digest.size for job in prepared.plan.uploads if job.what.phase in headers.FEEDS}
    return feeds | {key: row.what.digest.size for key, row in rows.items()}


def _committed(prepared: Prepared, turn: Turn, rows: Mapping[str, Row], copied: tuple[str, ...]) -> None:
    """Makes the new manifest the one that holds, and opens an intent for what is due to be deleted."""
    head, before, plan = turn.head, turn.known.written, prepared.plan
    spent = [key for key in (*before.spent, *turn.known.left) if key not in head.open]
    left = discard(turn.target, spent) if len(spent) > SPENT else spent  # not a request for each in each publish
    due = Intent(head.gen + 1, prepared.now, "deletes", {job.key: job.row.what for job in plan.deletions})
    opened = (kept(turn.target, state.INTENTS, due.gen, intent_json(due)),) if due.objects else ()
    dead = tuple(intent.copy for intent in turn.known.intents if intent.copy)
    past = (Past(head.gen, head.manifest, tuple(dict.fromkeys((*dead, *copied)))),) if head.gen else ()
    history = (*before.history, *past)
    forgotten = [key for one in history[: -state.GENERATIONS] for key in (one.manifest, *one.copies)]
    manifest = Manifest(
        gen=head.gen + 1,
        rows=rows,
        tombstones={**plan.waiting, **plan.retired},
        history=history[-state.GENERATIONS :],
        spent=(*left, *head.open, *opened, *forgotten),
        at=prepared.now,
        built_at=prepared.site.built_at,
        same_as=prepared.same_as,
    )
    data = manifest_json(manifest)
    key = kept(turn.target, state.MANIFESTS, manifest.gen, data)
    change = turn.swap if opened else turn.end
    sha = digest_of(data).sha256
    change(gen=manifest.gen, manifest=key, sha=sha, built_at=manifest.built_at, open=opened)


def _deleted(prepared: Prepared, turn: Turn, say: Callable[[Event], None]) -> int:
    """Deletes what is due, then closes the intent and gives our turn back; returns how many went."""
    deleted = 0
    for job in prepared.plan.deletions:
        event = delete(turn, job)
        deleted += isinstance(event, Deleted)
        say(event)
    if prepared.plan.deletions:
        turn.end(open=())
    return deleted
