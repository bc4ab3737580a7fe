"""Single objects: uploaded, verified or deleted, with a look at the target whenever a condition does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.protocol.own_objects.write_objects import delete_garbage
from podcast.publish.protocol.publish_events import Deleted, LeftAlone, PublishEvent
from podcast.publish.protocol.state import Intent, ObjectSpec, PublishedObject
from podcast.publish.protocol.undo_copies import forgotten_keys
from podcast.publish.split_audio.audio_keys import place_of
from podcast.publish.split_audio.audio_places import OwnedPlaces
from podcast.publish.targets.body import Body, ByteCounter, body_of
from podcast.publish.targets.target import (
    ABSENT,
    EXIT_FOREIGN,
    EXIT_LEASE_LOST,
    ConflictError,
    ObjectInfo,
    Target,
    has_same_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from podcast.publish.protocol.plan import Deletion, Upload
    from podcast.publish.protocol.prepare import PreparedPublish
    from podcast.publish.protocol.session import PublishSession
    from podcast.publish.protocol.state import Manifest


def upload_object(
    session: PublishSession, path: Path, upload: Upload, report_bytes: Callable[[int], None]
) -> PublishedObject:
    """Write an object over the one that the plan expects there, or over one that turns out to be the show's own.

    Args:
        session: holds the lease.
        path: of the file with its bytes.
        upload: what to write.
        report_bytes: called with the number of bytes that were sent.

    Raises:
        PublishError: a foreign object is there, or another publisher has begun.
    """
    spec = upload.spec
    body = body_of(upload.data) if upload.data else Body(path, spec.digest, ByteCounter(report_bytes))
    try:
        return _verify_digest(session, upload, session.target.put(upload.key, body, spec.headers, upload.expected_etag))
    except ConflictError:
        current = session.target.head(upload.key)
    if current is not None and _is_done(session.target, current, spec):
        return PublishedObject(spec, current.etag)
    session.confirm_lease()  # another publisher, if that has begun meanwhile, is the reason
    if current is not None and not _may_overwrite(session, current, spec):
        raise PublishError(
            _(
                "{key} already exists on the target and does not belong to this show, so it was not "
                "overwritten; move it away, choose another prefix or folder in `publish: target:`, "
                "or take it over with `podcast publish --adopt`"
            ).format(key=upload.key),
            EXIT_FOREIGN,
        )
    etag = current.etag if current else ABSENT
    try:
        return _verify_digest(session, upload, session.target.put(upload.key, body, spec.headers, etag))
    except ConflictError as error:
        raise PublishError(
            _(
                "{key} was changed by another program while it was being published, so this publish "
                "stopped; the public site is intact. Find out what else writes there, then run "
                "`podcast publish` again"
            ).format(key=upload.key)
        ) from error


def _verify_digest(session: PublishSession, upload: Upload, etag: str) -> PublishedObject:
    """Return an object that was uploaded; compare its bytes where the target does not check their MD5.

    Raises:
        PublishError: they are different.
    """
    info, spec = ObjectInfo(upload.key, upload.spec.digest.size, etag), upload.spec
    if not session.checks_md5(upload.key) and not has_same_bytes(session.target, info, spec.digest):
        raise PublishError(
            _(
                "{key} arrived damaged, so the feed was not published; run the same command again. "
                "If it happens again, check the network and the store"
            ).format(key=upload.key)
        )
    return PublishedObject(spec, etag)


def _is_done(target: Target, current: ObjectInfo, spec: ObjectSpec) -> bool:
    """Whether an object is as it should be: a response was lost, or another publisher wrote the same."""
    return current.headers in {None, spec.headers} and has_same_bytes(target, current, spec.digest)


def _may_overwrite(session: PublishSession, current: ObjectInfo, spec: ObjectSpec) -> bool:
    """Whether an object belongs to the show: it is live at its key, or an intent or the plan has its bytes."""
    if session.state.owns_key(current.key):
        return True
    digests = [spec.digest, spec.built, *(possible.digest for possible in session.state.possible_specs(current.key))]
    return any(has_same_bytes(session.target, current, digest) for digest in dict.fromkeys(digests))


def verify_upload(target: Target, upload: Upload) -> None:
    """Verify that an object is there as it was uploaded, before a feed names it: a store may confirm and store nothing.

    Raises:
        PublishError: it is not.
    """
    if problem := header_problem(target.head(upload.key), upload.spec):
        raise PublishError(
            _(
                "{key} is served incorrectly ({wrong}), so the feed was not published; fix this in "
                "the store or in what is in front of it, then run `podcast publish` again"
            ).format(key=upload.key, wrong=problem)
        )


def verify_audio(target: Target, path: Path, upload: Upload) -> None:
    """Verify that new audio is served as apps need it, before a feed names it.

    Args:
        target: where it was uploaded.
        path: of the file with its bytes.
        upload: what was written.

    Raises:
        PublishError: it is not.
    """
    verify_upload(target, upload)
    size = min(2, upload.spec.digest.size)
    with Body(path, upload.spec.digest).open() as file:
        start = file.read(size)
    if size and target.read_start(upload.key, size) != start:
        raise PublishError(
            _(
                "the store does not support range requests for {key} (no 206), so apps could not "
                "skip in it, and the feed was not published; turn range requests on, then run "
                "`podcast publish` again"
            ).format(key=upload.key)
        )


def header_problem(info: ObjectInfo | None, spec: ObjectSpec) -> str:
    """The problem with an object as it is served, except for its bytes; empty if there is none."""
    if info is None:
        return _("missing")
    if info.size != spec.digest.size:
        return _("{found} bytes instead of {wanted}").format(found=info.size, wanted=spec.digest.size)
    if info.encoding:
        return _("has the Content-Encoding {encoding}").format(encoding=info.encoding)
    if info.headers and info.headers != spec.headers:
        kind, cache = info.headers.content_type, info.headers.cache_control
        return _("served as {kind}, {cache}").format(
            kind=kind or _("nothing"), cache=cache or _("without Cache-Control")
        )
    return ""


def deletion_intents(prepared: PreparedPublish) -> Iterator[Intent]:
    """The intents for the deletions: live objects go with any bytes, retired ones only with the show's bytes."""
    live, generation = prepared.state.manifest.objects, prepared.state.head.generation + 1
    specs = {deletion.key: deletion.object.spec for deletion in prepared.plan.deletions}
    removed = {key: spec for key, spec in specs.items() if key in live}
    retired = {key: spec for key, spec in specs.items() if key not in live}
    if removed:
        yield Intent(generation, prepared.now, "removes", removed)
    if retired:
        yield Intent(generation, prepared.now, "deletes", retired)


def delete_due(
    prepared: PreparedPublish, session: PublishSession, live: Manifest, report: Callable[[PublishEvent], None]
) -> int:
    """Delete what is due, then close the intent and release the lease; return how many objects were deleted.

    Args:
        prepared: the publish.
        session: holds the lease.
        live: the manifest that was committed.
        report: called with every deletion.
    """
    deleted, places = 0, OwnedPlaces(session, next(iter(prepared.site.audio_places), ""))
    for deletion in prepared.plan.deletions:
        event = _delete_where_owned(session, deletion, places)
        deleted += isinstance(event, Deleted)
        report(event)
    if prepared.forgets_history:
        delete_garbage(session.target, forgotten_keys(session))
    if prepared.plan.deletions:
        session.finish(open_intents=(), audio_places=places.leave((*live.objects, *live.retired)))
    return deleted


def _delete_where_owned(session: PublishSession, deletion: Deletion, places: OwnedPlaces) -> Deleted | LeftAlone:
    """Delete an object; leave it alone where its place has another owner, or is a former one that gives no answer."""
    place = place_of(deletion.key)
    try:
        return delete_object(session, deletion) if places.may_delete(place) else LeftAlone(deletion.key)
    except PublishError as error:
        if error.exit_status == EXIT_LEASE_LOST or not places.give_up(place):
            raise
        return LeftAlone(deletion.key)


def delete_object(session: PublishSession, deletion: Deletion) -> Deleted | LeftAlone:
    """Delete an object, if it still has the bytes that the show published, or if the show is being taken down.

    What is live then belongs to the show whatever bytes it has, as it does when it is overwritten.

    Raises:
        PublishError: another publisher has begun, and may need it.
    """
    current = session.target.head(deletion.key)
    is_owned, digest = session.state.owns_key(deletion.key), deletion.object.spec.digest
    if current is not None and not is_owned and not has_same_bytes(session.target, current, digest):
        return LeftAlone(deletion.key)
    if current is not None:
        session.confirm_lease()
        session.target.delete(deletion.key)
    return Deleted(deletion.key)
