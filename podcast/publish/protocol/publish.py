"""The order of a publish: at every moment the target has a feed whose every file is there, whole.

prepare    read the head (and what an interrupted publish left), plan, check the feeds against the build; writes nothing
carry out  write an intent; the head names it, with the lease -> copy what will be replaced -> upload audio, assets and
           pages, each phase whole before the next; verify new audio -> upload feeds, each checked against what is
           confirmed, the show's feed last -> write the manifest, the head names it -> delete what is due -> the head
           names no intent and no lease
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.errors import PodcastError
from podcast.files.digest import bytes_digest
from podcast.publish.headers import FEEDS, PHASES
from podcast.publish.protocol.jobs import run_all
from podcast.publish.protocol.objects import delete_object, upload_object, verify_audio
from podcast.publish.protocol.prepare import PreparedPublish, Site, check_feeds
from podcast.publish.protocol.publish_events import Committed, Deleted, PublishEvent, Uploaded
from podcast.publish.protocol.session import (
    PublishSession,
    delete_garbage,
    put_immutable,
    put_json,
    require_capabilities,
)
from podcast.publish.protocol.state import INTENTS, MANIFESTS, MAX_HISTORY, Intent, Manifest, PastGeneration
from podcast.publish.protocol.state_json import intent_json, manifest_json
from podcast.publish.protocol.undo_copies import copy_objects, replaced_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor

    from podcast.publish.protocol.lease import Publisher
    from podcast.publish.protocol.plan import Upload
    from podcast.publish.protocol.state import PublishedObject

MAX_GARBAGE: Final = 8  # own objects without use that are left on the target: a publish need not delete each time


@dataclass(frozen=True, slots=True)
class PublishResult:
    """Result of a publish: the generation that is live, and how many objects were uploaded and deleted."""

    generation: int
    uploaded: int
    uploaded_bytes: int
    deleted: int


@dataclass(frozen=True, slots=True)
class _Execution:
    """The threads of a publish, and its two callbacks."""

    executor: Executor
    report: Callable[[PublishEvent], None]
    report_bytes: Callable[[int], None]


def carry_out(
    prepared: PreparedPublish,
    publisher: Publisher,
    executor: Executor,
    report: Callable[[PublishEvent], None],
    report_bytes: Callable[[int], None] = lambda _: None,
) -> PublishResult:
    """Carry out a planned publish. If it is interrupted anywhere, the next publish continues from there.

    Args:
        prepared: from `prepare.prepare`, or `undo.prepare_undo`.
        publisher: this process.
        executor: threads, each of which uploads one object at a time.
        report: called with every effect, in the order of the plan, in the calling thread.
        report_bytes: called with the number of bytes that were sent, in any thread; with a negative number when they
            must be sent once more.

    Raises:
        PublishError: the target refuses, another publisher has begun, a file changed, or a foreign object is in the
            way. What readers see is true all the same.
    """
    state = prepared.state
    if prepared.is_up_to_date:
        return PublishResult(state.head.generation, 0, 0, 0)
    single_writer = prepared.options.single_writer
    capabilities = require_capabilities(prepared.target, state, publisher, single_writer=single_writer)
    session = PublishSession(prepared.target, state, publisher, capabilities)
    try:
        return _carry_out(prepared, session, _Execution(executor, report, report_bytes))
    except (PodcastError, KeyboardInterrupt):
        session.abandon()
        raise


def _carry_out(prepared: PreparedPublish, session: PublishSession, execution: _Execution) -> PublishResult:
    copy_keys = _begin(prepared, session, execution.executor)
    objects = dict(prepared.plan.unchanged)
    for phase in PHASES:
        uploads = [upload for upload in prepared.plan.uploads if upload.spec.phase == phase]
        if uploads and phase in FEEDS:
            check_feeds(prepared.site, _confirmed_sizes(prepared, objects))
            session.confirm_lease()
        objects |= _upload_phase(prepared.site, session, uploads, execution)
        if phase == "audio":
            _verify_audio(prepared.site, session, uploads, execution.executor)
    _commit(prepared, session, objects, copy_keys)
    execution.report(Committed(session.head.generation))
    deleted = _delete_due(prepared, session, execution.report)
    return PublishResult(session.head.generation, len(prepared.plan.uploads), prepared.plan.upload_size, deleted)


def _begin(prepared: PreparedPublish, session: PublishSession, executor: Executor) -> tuple[str, ...]:
    """Write the intent and acquire the lease; return the key of the copy of what will be replaced.

    The objects of the copy are read before the lease is held: if another publisher begins meanwhile, it never is.
    """
    plan, head = prepared.plan, session.state.head
    copy = copy_objects(prepared.target, session.state, replaced_keys(session.state, plan), executor)
    objects = {upload.key: upload.spec for upload in plan.uploads}
    objects |= {key: plan.unchanged[key].spec for key in plan.reinstated}
    intent = Intent(head.generation + 1, prepared.now, "writes", objects, copy[0] if copy else "")
    key = put_json(prepared.target, INTENTS, intent.generation, intent_json(intent))
    session.compare_and_swap(open_intents=tuple(dict.fromkeys((*head.open_intents, key))))
    return (put_immutable(session.target, *copy),) if copy else ()


def _upload_phase(
    site: Site, session: PublishSession, uploads: list[Upload], execution: _Execution
) -> dict[str, PublishedObject]:
    """Upload what belongs to one phase: all of it, or raise an error."""

    def run(upload: Upload) -> PublishedObject:
        return upload_object(session, site.folder, upload, execution.report_bytes)

    objects = {}
    with run_all(execution.executor, run, uploads, session.renew_if_due) as results:
        for upload, published in zip(uploads, results, strict=True):
            objects[upload.key] = published
            execution.report(Uploaded(upload.key, upload.spec.digest.size, upload.reason))
    return objects


def _verify_audio(site: Site, session: PublishSession, uploads: list[Upload], executor: Executor) -> None:
    """Verify new audio before any page or feed names it."""

    def run(upload: Upload) -> None:
        verify_audio(session.target, site.folder, upload)

    with run_all(executor, run, uploads, session.renew_if_due) as results:
        for _ in results:
            pass


def _confirmed_sizes(prepared: PreparedPublish, objects: Mapping[str, PublishedObject]) -> dict[str, int]:
    """The sizes of all confirmed objects, and of the feeds themselves, which name each other."""
    feeds = [upload for upload in prepared.plan.uploads if upload.spec.phase in FEEDS]
    sizes = {upload.key: upload.spec.digest.size for upload in feeds}
    return sizes | {key: published.spec.digest.size for key, published in objects.items()}


def _commit(
    prepared: PreparedPublish,
    session: PublishSession,
    objects: Mapping[str, PublishedObject],
    copy_keys: tuple[str, ...],
) -> None:
    """Make the new manifest the current one, and open an intent for what is due to be deleted."""
    head, before, plan = session.head, session.state.manifest, prepared.plan
    garbage = [key for key in (*before.garbage, *session.state.orphans) if key not in head.open_intents]
    if len(garbage) > MAX_GARBAGE:
        garbage = delete_garbage(session.target, garbage)
    deletions = {deletion.key: deletion.object.spec for deletion in plan.deletions}
    intent = Intent(head.generation + 1, prepared.now, "deletes", deletions)
    opened = (put_json(session.target, INTENTS, intent.generation, intent_json(intent)),) if deletions else ()
    history, forgotten = _history(session, copy_keys)
    manifest = Manifest(
        generation=head.generation + 1,
        objects=objects,
        retired={**plan.awaiting_deletion, **plan.retired},
        history=history,
        garbage=(*garbage, *head.open_intents, *opened, *forgotten),
        published_at=prepared.now,
        content_time=prepared.site.content_time,
        restored_generation=prepared.restored_generation,
    )
    data = manifest_json(manifest)
    key = put_json(session.target, MANIFESTS, manifest.generation, data)
    change_head = session.compare_and_swap if opened else session.finish
    change_head(
        generation=manifest.generation,
        manifest_key=key,
        manifest_sha256=bytes_digest(data).sha256,
        content_time=manifest.content_time,
        open_intents=opened,
    )


def _history(session: PublishSession, copy_keys: tuple[str, ...]) -> tuple[tuple[PastGeneration, ...], list[str]]:
    """The earlier generations that can be restored from now on, and the keys of those that no longer can."""
    head, history = session.head, session.state.manifest.history
    if head.generation:
        interrupted = [intent.copy_key for intent in session.state.intents if intent.copy_key]
        keys = tuple(dict.fromkeys((*interrupted, *copy_keys)))
        history = (*history, PastGeneration(head.generation, head.manifest_key, keys))
    forgotten = [key for past in history[:-MAX_HISTORY] for key in (past.manifest_key, *past.copy_keys)]
    return history[-MAX_HISTORY:], forgotten


def _delete_due(prepared: PreparedPublish, session: PublishSession, report: Callable[[PublishEvent], None]) -> int:
    """Delete what is due, then close the intent and release the lease; return how many objects were deleted."""
    deleted = 0
    for deletion in prepared.plan.deletions:
        event = delete_object(session, deletion)
        deleted += isinstance(event, Deleted)
        report(event)
    if prepared.plan.deletions:
        session.finish(open_intents=())
    return deleted
