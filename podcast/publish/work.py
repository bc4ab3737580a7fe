"""One object: up or away, with a look at what is really there whenever it is not what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.publish.state import Row, Wanted
from podcast.publish.store import ABSENT, FOREIGN, Body, ConflictError, Stored, Target, same_bytes
from podcast.publish.turn import Turn, lost, still_ours

if TYPE_CHECKING:
    from podcast.publish.plan import Deletion, Upload


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


def upload(turn: Turn, job: Upload) -> Row:
    """Writes one object over what the plan expects there, or over what turns out to be ours.

    Raises:
        PublishError: something foreign is there, or another publisher has begun.
    """
    body = Body(turn.folder / job.key, job.what.digest)
    try:
        return Row(job.what, turn.target.put(job.key, body, job.what.headers, job.expected))
    except ConflictError:
        there = turn.target.head(job.key)
    if there is not None and _done(turn.target, there, job.what):
        return Row(job.what, there.etag)
    if there is not None and not _ours(turn, there, job.what):
        raise PublishError(
            f"{job.key} is on the target already and is not ours, so it was not overwritten; "
            "move it away, or choose another prefix or folder in `publish: target:`",
            FOREIGN,
        )
    still_ours(turn)
    try:
        return Row(job.what, turn.target.put(job.key, body, job.what.headers, there.etag if there else ABSENT))
    except ConflictError as error:
        raise lost() from error


def _done(target: Target, there: Stored, what: Wanted) -> bool:
    """Whether an object is what we were about to make it: an answer got lost, or somebody else did it."""
    return there.headers in {None, what.headers} and same_bytes(target, there, what.digest)


def _ours(turn: Turn, there: Stored, what: Wanted) -> bool:
    """Whether an object may be overwritten: the manifest lists it, or its bytes are some that we wrote or are to."""
    if there.key in turn.known.written.rows:
        return True
    return any(same_bytes(turn.target, there, own.digest) for own in (what, *turn.known.owned(there.key)))


def delete(turn: Turn, job: Deletion) -> Deleted | LeftAlone:
    """Deletes one object, if it is still as we left it.

    Raises:
        PublishError: another publisher has begun, and may want it.
    """
    there = turn.target.head(job.key)
    if there is not None and not same_bytes(turn.target, there, job.row.what.digest):
        return LeftAlone(job.key)
    if there is not None:
        still_ours(turn)
        turn.target.delete(job.key)
    return Deleted(job.key)
