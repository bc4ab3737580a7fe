"""What a CDN has still to drop: a note on the target, for the next publish to make up for a failure or a kill.

The note is an object of its own, `.podcast/cdn-pending.json`, outside of the protocol of a publish, written before that
changes anything. It is written without a condition: of two publishers at once, one may lose its note, which matters
only if it is killed as well.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.publish.protocol.own_objects.write_objects import OWN_HEADERS
from podcast.publish.protocol.state import CDN_PENDING
from podcast.publish.targets.body import body_of
from podcast.publish.targets.target import Capabilities

if TYPE_CHECKING:
    from podcast.publish.protocol.prepare import PreparedPublish

_FORMAT = 1


class PendingKeys:
    """The keys of files that a CDN has still to drop, as the target knows them.

    Args:
        prepared: a publish that is not carried out yet.
    """

    def __init__(self, prepared: PreparedPublish) -> None:
        head = prepared.state.head
        self._has_cache = head.generation > 0  # before the first publish, nothing was there to be cached
        self._target = prepared.target.for_writing(lambda: None, head.capabilities or Capabilities())
        self._data = self._read() if self._has_cache else b""
        self.keys = _parse(self._data)

    def add(self, keys: frozenset[str]) -> None:
        """Add keys, before any of these files is changed.

        Raises:
            PublishError: the target refuses.
        """
        before, self.keys = self.keys, self.keys | keys
        if self._has_cache and self.keys != before:
            self._data = json.dumps({"format": _FORMAT, "keys": sorted(self.keys)}, ensure_ascii=False).encode()
            self._target.put(CDN_PENDING, body_of(self._data), OWN_HEADERS, None)

    def clear(self) -> None:
        """Delete the note, after the CDN has dropped these files, unless another publisher has changed it meanwhile."""
        with contextlib.suppress(PublishError):  # the next publish lets the CDN drop them once more
            if self._data and self._read() == self._data:
                self._target.delete(CDN_PENDING)

    def _read(self) -> bytes:
        stored = self._target.get(CDN_PENDING)
        return stored[0] if stored else b""


def _parse(data: bytes) -> frozenset[str]:
    """The keys of a note; none if there is none, or it is damaged."""
    with contextlib.suppress(ValueError, LookupError, TypeError):
        return frozenset(key for key in json.loads(data)["keys"] if isinstance(key, str))
    return frozenset()
