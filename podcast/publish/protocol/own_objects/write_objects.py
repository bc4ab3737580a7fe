"""Writing and deleting the publisher's own objects other than the head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.headers import NO_STORE
from podcast.publish.protocol.state import damaged_error, immutable_key
from podcast.publish.targets.body import body_of
from podcast.publish.targets.target import ABSENT, EXIT_LEASE_LOST, ConflictError, Headers

if TYPE_CHECKING:
    from podcast.publish.targets.body import Body
    from podcast.publish.targets.target import Target

OWN_HEADERS: Final = Headers("application/json", NO_STORE)


def put_immutable(target: Target, key: str, body: Body) -> str:
    """Write one of the publisher's own immutable objects, whose key holds its digest, and return the key.

    Raises:
        PublishError: an object with other bytes is there.
    """
    try:
        target.put(key, body, OWN_HEADERS, ABSENT)
    except ConflictError as error:
        if target.digest(key) != body.digest:
            raise damaged_error(key, _("a different object is there")) from error
    return key


def put_json(target: Target, folder: str, generation: int, data: bytes) -> str:
    """Write a manifest or an intent of a generation, and return its key."""
    return put_immutable(target, immutable_key(folder, generation, data), body_of(data))


def delete_garbage(target: Target, keys: list[str]) -> list[str]:
    """Delete the publisher's own objects that nothing needs any more; return the keys that stay for the next time."""
    for number, key in enumerate(keys):
        try:
            target.delete(key)
        except PublishError as error:  # without the right to delete one can still publish
            if error.exit_status == EXIT_LEASE_LOST:
                raise
            return keys[number:]
    return []
