"""The order of a publish: at every moment the target has a feed whose every file is there, whole.

prepare    read the head (and what an interrupted publish left), plan, check the feeds against the build; writes nothing
carry out  write an intent; the head names it, with the lease -> copy what will be replaced -> upload audio, assets and
           pages, each phase whole before the next; verify the new files that a feed will name -> upload feeds, each
           checked against what is confirmed, the show's feed last -> write the manifest, the head names it -> delete
           what is due -> the head names no intent and no lease
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from podcast.errors import PodcastError, PublishError
from podcast.files.digest import bytes_digest
from podcast.publish.headers import FEEDS, PHASES
from podcast.publish.protocol.generation_mark import generation_mark, with_marked_feeds
from podcast.publish.protocol.jobs import run_all
from podcast.publish.protocol.lease import late_feeds_until
from podcast.publish.protocol.objects import (
    delete_due,
    deletion_intents,
    upload_object,
    verify_audio,
    verify_upload,
)
from podcast.publish.protocol.own_objects.required_capabilities import require_capabilities
from podcast.publish.protocol.own_objects.write_objects import delete_garbage, put_immutable, put_json
from podcast.publish.protocol.prepare import PreparedPublish, Site, check_feeds, named_files
from podcast.publish.protocol.publish_events import Committed, PublishEvent, Uploaded, UploadsBegan
from podcast.publish.protocol.session import PublishSession
from podcast.publish.protocol.state import MANIFESTS, Intent, Manifest
from podcast.publish.protocol.state_json import manifest_json
from podcast.publish.protocol.undo_copies import copy_objects, next_history, replaced_keys
from podcast.publish.sources.privacy import check_privacy
from podcast.publish.split_audio.audio_places import claim_places, prepare_places
from podcast.publish.targets.target import EXIT_LEASE_LOST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor

    from podcast.publish.protocol.lease import Publisher
    from podcast.publish.protocol.plan import Upload
    from podcast.publish.protocol.state import PastGeneration, PublishedObject

MAX_GARBAGE: Final = 8  # own objects without use that are left on the target: a publish need not delete each time


@dataclass(frozen=True, slots=True)
class PublishResult:
    """Result of a publish: the generation that is live, and how many objects were uploaded and deleted.

    `manifest_sha256` is that of the generation's manifest.
    """

    generation: int
    uploaded: int
    uploaded_bytes: int
    deleted: int
    manifest_sha256: str


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
        return PublishResult(state.head.generation, 0, 0, 0, state.head.manifest_sha256)
    single_writer = prepared.options.single_writer
    capabilities = require_capabilities(prepared.target, state, publisher, single_writer=single_writer)
    state = check_privacy(prepared, publisher.owner)
    state = prepare_places(replace(prepared, state=state), publisher.owner)
    session = PublishSession(prepared.target, state, publisher, capabilities)
    mark = generation_mark(state.head.generation + 1, publisher.owner, publisher.clock.wall())
    prepared = replace(prepared, plan=with_marked_feeds(prepared.plan, prepared.site.folder, mark))
    try:
        return _carry_out(prepared, session, _Execution(executor, report, report_bytes))
    except PublishError as error:
        session.abandon()
        if error.exit_status == EXIT_LEASE_LOST:
            session.reopen_intents()
        raise
    except (PodcastError, KeyboardInterrupt):
        session.abandon()
        raise


def _carry_out(prepared: PreparedPublish, session: PublishSession, execution: _Execution) -> PublishResult:
    copy_keys = _begin(prepared, session, execution.executor)
    execution.report(UploadsBegan())
    objects, named = dict(prepared.plan.unchanged), named_files(prepared.site)
    for phase in PHASES:
        uploads = [upload for upload in prepared.plan.uploads if upload.spec.phase == phase]
        if uploads and phase in FEEDS:
            check_feeds(prepared.site, _confirmed_sizes(prepared, objects))
            session.confirm_lease()
        objects |= _upload_phase(prepared.site, session, uploads, execution)
        _verify_phase(prepared.site, session, [upload for upload in uploads if upload.key in named], execution.executor)
    manifest = _commit(prepared, session, objects, copy_keys)
    execution.report(Committed(session.head.generation))
    deleted = delete_due(prepared, session, manifest, execution.report)
    head, plan = session.head, prepared.plan
    return PublishResult(head.generation, len(plan.uploads), plan.upload_size, deleted, head.manifest_sha256)


def _begin(prepared: PreparedPublish, session: PublishSession, executor: Executor) -> tuple[str, ...]:
    """Write the intent and acquire the lease; return the key of the copy of what will be replaced.

    The objects of the copy are read before the lease is held: if another publisher begins meanwhile, it never is.
    """
    plan, head = prepared.plan, session.state.head
    keys = [] if prepared.forgets_history else replaced_keys(session.state, plan)
    copy = copy_objects(prepared.target, session.state, keys, executor)
    objects = {upload.key: upload.spec for upload in plan.uploads}
    objects |= {key: plan.unchanged[key].spec for key in plan.reinstated}
    intent = Intent(head.generation + 1, prepared.now, "writes", objects, copy[0] if copy else "")
    session.compare_and_swap(open_intents=(*head.open_intents, session.put_intent(prepared.target, intent)))
    claim_places(session, prepared)
    return (put_immutable(session.target, *copy),) if copy else ()


def _upload_phase(
    site: Site, session: PublishSession, uploads: list[Upload], execution: _Execution
) -> dict[str, PublishedObject]:
    """Upload what belongs to one phase: all of it, or raise an error."""
    sources = site.sources.paths() if uploads and uploads[0].spec.phase == "sources" else {}

    def run(upload: Upload) -> PublishedObject:
        path = sources.get(upload.key) or site.path(upload.key)
        published = upload_object(session, path, upload, execution.report_bytes)
        if upload.data:  # what is read from a file is counted while it is read
            execution.report_bytes(upload.spec.built.size)
        return published

    objects = {}
    with run_all(execution.executor, run, uploads, session.renew_if_due) as results:
        for upload, published in zip(uploads, results, strict=True):
            objects[upload.key] = published
            execution.report(Uploaded(upload.key, upload.spec.digest.size, upload.reason))
    return objects


def _verify_phase(site: Site, session: PublishSession, uploads: list[Upload], executor: Executor) -> None:
    """Verify the uploads of one phase that a feed will name, before any feed does."""

    def run(upload: Upload) -> None:
        if upload.spec.phase == "audio":
            verify_audio(session.target, site.path(upload.key), upload)
        else:
            verify_upload(session.target, upload)

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
) -> Manifest:
    """Make the new manifest the current one, open an intent for what is due to be deleted, and return the manifest."""
    head, before = session.head, session.state.manifest
    garbage = [key for key in (*before.garbage, *session.state.orphans) if key not in head.open_intents]
    closed = [key for key in head.open_intents if key not in session.late_intents]
    if len(garbage) > MAX_GARBAGE:
        garbage = delete_garbage(session.target, garbage)
    opened = tuple(session.put_intent(session.target, intent) for intent in deletion_intents(prepared))
    history, forgotten = next_history(prepared, session, copy_keys)
    manifest = _next_manifest(prepared, session, objects, history, (*garbage, *closed, *opened, *forgotten))
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
    return manifest


def _next_manifest(
    prepared: PreparedPublish,
    session: PublishSession,
    objects: Mapping[str, PublishedObject],
    history: tuple[PastGeneration, ...],
    garbage: tuple[str, ...],
) -> Manifest:
    before, plan = session.state.manifest, prepared.plan
    return Manifest(
        generation=session.head.generation + 1,
        objects=objects,
        retired={**plan.awaiting_deletion, **plan.retired},
        history=history,
        garbage=garbage,
        published_at=before.published_at if prepared.is_share else prepared.now,
        content_time=prepared.site.content_time,
        restored_generation=before.restored_generation if prepared.is_share else prepared.restored_generation,
        audio=prepared.site.audio,
        late_feeds_until=late_feeds_until(prepared.target, session.state, prepared.now),
        sources=prepared.site.sources.sha256,
        audio_link=prepared.site.audio_location.link,
        shares=prepared.shares,
    )
