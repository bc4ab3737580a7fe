"""Our turn at a target: from writing our lease into the head until it is given back, or another publisher takes it.

The head is one small object, changed only by compare-and-swap: whoever's change succeeds knows that nobody else has
begun since the last one.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish import headers
from podcast.publish.protocol import state
from podcast.publish.protocol.lease import LASTS, RENEWED, Since, lease, lost, since
from podcast.publish.protocol.state_json import head_json, head_of
from podcast.publish.targets.body import Body, body_of
from podcast.publish.targets.target import ABSENT, LOST, REFUSED, ConflictError, Headers, Probe, Target

if TYPE_CHECKING:
    from podcast.publish.protocol.lease import Publisher
    from podcast.publish.protocol.recovery import Known
    from podcast.publish.protocol.state import Head

OWN_HEADERS: Final = Headers("application/json", headers.OWN)


class Turn:
    """Our turn; it changes as the head does, and may be used from several threads.

    `target` is for all writes but the head's: before each attempt it sees to it that it is still our turn.

    Args:
        target: where to.
        known: what is there.
        publisher: who we are.
        probe: what the target honours.
    """

    def __init__(self, target: Target, known: Known, publisher: Publisher, probe: Probe) -> None:
        self._target = target.writing(lambda: None, probe)
        self.target = target.writing(self.check, probe)
        self.known, self.probe, self._publisher = known, probe, publisher
        self._lock = threading.Lock()
        self._head, self._etag = replace(known.head, probe=probe), known.etag
        self._began = publisher.clock.wall()
        self._sent: Since | None = None

    @property
    def head(self) -> Head:
        """The head as we wrote it last."""
        return self._head

    def swap(self, **changes: Any) -> None:
        """Changes fields of the head, and begins our minute anew.

        Raises:
            PublishError: it is no longer the head that we knew: another publisher has begun.
        """
        with self._lock:
            self._write(replace(self._head, **changes), ours=True)

    def end(self, **changes: Any) -> None:
        """Changes fields of the head for the last time, and gives our turn back; raises as `swap` does."""
        with self._lock:
            self._write(replace(self._head, **changes), ours=False)

    def leave(self) -> None:
        """Gives our turn back after an error, so that nobody waits for us; what we began stays written down."""
        with contextlib.suppress(PublishError):  # the error that made us leave is the one to be told
            if self._sent:
                self.end()

    def check(self) -> None:
        """Before each write: within our minute it is our turn. After it we ask, for we may have slept.

        Raises:
            PublishError: another publisher has begun.
        """
        with self._lock:
            if self._older(LASTS):
                self._write(self._head, ours=True)

    def renew(self) -> None:
        """Begins our minute anew if a third of it is over; raises as `check` does."""
        with self._lock:
            if self._older(RENEWED):
                self._write(self._head, ours=True)

    def confirm(self) -> None:
        """Before what cannot be taken back: looks at the head itself; raises as `check` does."""
        self.renew()
        with self._lock:
            found = self._target.get(state.HEAD)
            if found is None or found[1] != self._etag:
                raise _lost(found)

    def _older(self, than: Any) -> bool:
        return self._sent is None or self._sent.elapsed(self._publisher.clock) >= than

    def _write(self, head: Head, *, ours: bool) -> None:
        sent = since(self._publisher.clock)
        mine = lease(self._publisher, self._began, sent, self._target.ahead())
        head = replace(head, lease=mine if ours else None)
        data = head_json(head)
        try:
            etag = self._target.put(state.HEAD, body_of(data), OWN_HEADERS, self._etag)
        except ConflictError as error:
            found = self._target.get(state.HEAD)  # our own write may have succeeded, and its answer been lost
            if found is None or found[0] != data:
                raise _lost(found) from error
            etag = found[1]
        self._head, self._etag, self._sent = head, etag, sent


def _lost(found: tuple[bytes, str] | None) -> PublishError:
    return lost(head_of(found[0]).lease if found else None)


def probed(target: Target, known: Known, publisher: Publisher, *, single_writer: bool) -> Probe:
    """What the target honours: as the head remembers it, else found out now.

    Raises:
        PublishError: it does not honour enough to publish there.
    """
    found = known.head.probe or target.probe(f"{state.PROBE}-{publisher.owner}")
    if not found.plain:
        raise PublishError(
            _(
                "the store does not give back what was written to it (its answers have a "
                "Content-Encoding), so apps could not play what is published there; nothing was published. "
                "Ask its operator, or choose another store"
            ),
            REFUSED,
        )
    if not found.conditions and not single_writer:
        raise PublishError(
            _(
                "the store ignores the conditions of a write (If-Match, If-None-Match), so two who publish "
                "at once could overwrite each other; nothing was published. If this show is only ever "
                "published from one place, write `single_writer: true` into `publish:` of podcast.yaml; "
                "else choose another store"
            ),
            REFUSED,
        )
    return found


def keep(target: Target, key: str, body: Body) -> str:
    """Writes one of the publisher's own immutable objects, whose key holds the digest of its bytes; returns the key."""
    try:
        target.put(key, body, OWN_HEADERS, ABSENT)
    except ConflictError as error:
        found = target.digest(key)
        if found != body.digest:
            raise state.damaged(key, _("something else stands there")) from error
    return key


def kept(target: Target, folder: str, gen: int, data: bytes) -> str:
    """Writes a manifest or an intent of a generation; returns its key."""
    return keep(target, state.name(folder, gen, data), body_of(data))


def discard(target: Target, keys: list[str]) -> list[str]:
    """Deletes objects of the publisher's own that nothing needs any more; returns those that stay for the next time."""
    for number, key in enumerate(keys):
        try:
            target.delete(key)
        except PublishError as error:  # no right to delete is no reason not to publish
            if error.exit_status == LOST:
                raise
            return keys[number:]
    return []
