"""One object: up, looked at, or away; with a look at what is really there whenever it is not what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.protocol.state import Row, Wanted
from podcast.publish.targets.body import Body, Meter
from podcast.publish.targets.target import ABSENT, FOREIGN, ConflictError, Stored, Target, same_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.publish.protocol.plan import Deletion, Upload
    from podcast.publish.protocol.session import Turn


@dataclass(frozen=True, slots=True)
class Uploaded:
    """An object went up."""

    key: str
    size: int  # bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """An object whose grace time was over is gone."""

    key: str


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """An object that was due was not deleted, because somebody else has replaced it."""

    key: str


def upload(turn: Turn, folder: Path, job: Upload, flow: Callable[[int], None]) -> Row:
    """Writes one object over what the plan expects there, or over what turns out to be ours.

    Args:
        turn: ours.
        folder: of the build.
        job: what goes up.
        flow: is told of bytes as they go up.

    Raises:
        PublishError: something foreign is there, or another publisher has begun.
    """
    body = Body(folder / job.key, job.what.digest, Meter(flow))
    try:
        return _written(turn, job, turn.target.put(job.key, body, job.what.headers, job.expected))
    except ConflictError:
        there = turn.target.head(job.key)
    if there is not None and _done(turn.target, there, job.what):
        return Row(job.what, there.etag)
    if there is not None and not _ours(turn, there, job.what):
        raise PublishError(
            _(
                "{key} is on the target already and is not ours, so it was not overwritten; move it away, "
                "or choose another prefix or folder in `publish: target:`, or take it over with `podcast "
                "publish --adopt`"
            ).format(key=job.key),
            FOREIGN,
        )
    turn.confirm()
    expected = there.etag if there else ABSENT
    try:
        return _written(turn, job, turn.target.put(job.key, body, job.what.headers, expected))
    except ConflictError as error:
        raise PublishError(
            _(
                "{key} was changed by somebody else while it was being published, so this publish stopped; "
                "what is public is whole. See who else writes there, then run `podcast publish` again"
            ).format(key=job.key)
        ) from error


def _written(turn: Turn, job: Upload, etag: str) -> Row:
    """What went up; where the target does not hold bytes against their MD5, they are looked at.

    Raises:
        PublishError: they are others.
    """
    if not turn.probe.md5 and not same_bytes(turn.target, Stored(job.key, job.what.digest.size, etag), job.what.digest):
        raise PublishError(
            _(
                "{key} arrived damaged, so the feed was not published; run the same command again. If it "
                "happens again, see whether the line or the store is at fault"
            ).format(key=job.key)
        )
    return Row(job.what, etag)


def _done(target: Target, there: Stored, what: Wanted) -> bool:
    """Whether an object is what we were about to make it: an answer got lost, or somebody else did it."""
    return there.headers in {None, what.headers} and same_bytes(target, there, what.digest)


def _ours(turn: Turn, there: Stored, what: Wanted) -> bool:
    """Whether an object may be overwritten: the manifest lists it, or its bytes are some that we wrote or are to."""
    if there.key in turn.known.written.rows:
        return True
    return any(same_bytes(turn.target, there, own.digest) for own in (what, *turn.known.owned(there.key)))


def heard(target: Target, folder: Path, job: Upload) -> None:
    """Looks whether new audio is served as apps need it, before a feed names it.

    Raises:
        PublishError: it is not.
    """
    there, what = target.head(job.key), job.what
    if wrong := amiss(there, what):
        raise PublishError(
            _(
                "{key} is served wrongly ({wrong}), so the feed was not published; put that right at the "
                "store or what stands before it, then run `podcast publish` again"
            ).format(key=job.key, wrong=wrong)
        )
    size = min(2, what.digest.size)
    with Body(folder / job.key, what.digest).opened() as file:
        begins = file.read(size)
    if size and target.beginning(job.key, size) != begins:
        raise PublishError(
            _(
                "the store does not give out parts of {key} (no 206 for a Range), so apps could not skip "
                "in it, and the feed was not published; switch range requests on there, then run `podcast "
                "publish` again"
            ).format(key=job.key)
        )


def amiss(there: Stored | None, what: Wanted) -> str:
    """What is wrong with an object as it is served, but for its bytes; empty if nothing is."""
    if there is None:
        return _("missing")
    if there.size != what.digest.size:
        return _("{found} bytes instead of {wanted}").format(found=there.size, wanted=what.digest.size)
    if there.encoding:
        return _("has the Content-Encoding {encoding}").format(encoding=there.encoding)
    if there.headers and there.headers != what.headers:
        kind, cache = there.headers.content_type, there.headers.cache_control
        said = {"kind": kind or _("nothing"), "cache": cache or _("without Cache-Control")}
        return _("served as {kind}, {cache}").format(**said)
    return ""


def delete(turn: Turn, job: Deletion) -> Deleted | LeftAlone:
    """Deletes one object, if it is still as we left it.

    Raises:
        PublishError: another publisher has begun, and may want it.
    """
    there = turn.target.head(job.key)
    if there is not None and not same_bytes(turn.target, there, job.row.what.digest):
        return LeftAlone(job.key)
    if there is not None:
        turn.confirm()
        turn.target.delete(job.key)
    return Deleted(job.key)
