"""Our turn at a target: from writing the head until another publisher writes it.

The head is one small object, changed only by compare-and-swap. Between two publishers the later one to begin goes on;
the earlier one finds another head at its next look, and stops.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.publish import headers, state
from podcast.publish.store import ABSENT, LOST, ConflictError, Headers, Target, body_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.publish.recovery import Known
    from podcast.publish.state import Head, Row

OWN_HEADERS: Final = Headers("application/json", headers.OWN)


@dataclass(frozen=True, slots=True)
class Turn:
    """What we know, and how far we are.

    `folder` is the build's, `known` what was there before; `head` is the one that we wrote last, `etag` its ETag;
    `rows` is what the target has confirmed so far.
    """

    target: Target
    folder: Path
    known: Known
    head: Head
    etag: str
    rows: Mapping[str, Row] = field(default_factory=dict)


def swap(turn: Turn, head: Head) -> Turn:
    """Changes the head.

    Raises:
        PublishError: it is no longer the one that we wrote.
    """
    data = state.head_json(head)
    try:
        etag = turn.target.put(state.HEAD, body_of(data), OWN_HEADERS, turn.etag)
    except ConflictError as error:
        found = turn.target.get(state.HEAD)  # our own write may have succeeded, and its answer been lost
        if found is None or found[0] != data:
            raise lost() from error
        etag = found[1]
    return replace(turn, head=head, etag=etag)


def still_ours(turn: Turn) -> None:
    """Looks whether it is still our turn.

    Raises:
        PublishError: somebody else has begun.
    """
    found = turn.target.get(state.HEAD)
    if found is None or found[1] != turn.etag:
        raise lost()


def lost() -> PublishError:
    """Somebody else has begun to publish."""
    return PublishError(
        "somebody else has begun to publish this show meanwhile, so this publish stopped; what is public is whole. "
        "Wait until theirs is done, then run `podcast publish` again if yours is the newer",
        LOST,
    )


def keep(target: Target, folder: str, gen: int, data: bytes) -> str:
    """Writes one of the publisher's own immutable objects.

    Args:
        target: where to.
        folder: state.MANIFESTS or state.INTENTS.
        gen: the generation that it belongs to.
        data: its bytes.

    Returns:
        Its key, which holds the digest of its bytes.
    """
    key = state.name(folder, gen, data)
    try:
        target.put(key, body_of(data), OWN_HEADERS, ABSENT)
    except ConflictError as error:
        found = target.get(key)
        if found is None or found[0] != data:
            raise state.damaged(key, "something else stands there") from error
    return key


def discard(target: Target, keys: list[str]) -> list[str]:
    """Deletes objects of the publisher's own that nothing needs any more; returns those that stay for the next time."""
    for number, key in enumerate(keys):
        try:
            target.delete(key)
        except PublishError:  # no right to delete is no reason not to publish
            return keys[number:]
    return []
