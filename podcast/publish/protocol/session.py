"""The publish session: acquires, renews and releases the lease in `head.json`.

The head is one small object, changed only by compare-and-swap: a publisher whose change succeeds knows that no other
has begun since its last one.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from podcast.errors import PublishError
from podcast.publish.protocol.lease import (
    LEASE_DURATION,
    RENEWAL_INTERVAL,
    Instant,
    instant,
    lease_lost_error,
    new_lease,
)
from podcast.publish.protocol.own_objects.write_objects import OWN_HEADERS, put_json
from podcast.publish.protocol.state import HEAD_KEY, INTENTS
from podcast.publish.protocol.state_json import head_json, intent_json, parse_head
from podcast.publish.split_audio.audio_keys import place_of
from podcast.publish.targets.body import body_of
from podcast.publish.targets.target import (
    Capabilities,
    ConflictError,
    Target,
)

if TYPE_CHECKING:
    from datetime import timedelta

    from podcast.publish.protocol.lease import Publisher
    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.protocol.state import Head, Intent

MAX_REOPEN_ATTEMPTS: Final = 8


class PublishSession:
    """A publish session: holds the lease in `head.json` and changes the head by compare-and-swap. Thread-safe.

    `target` is for all writes but the head's: before each attempt it makes sure that the lease is still held.
    `late_intents` are the keys of open intents that another publisher has added since, because it had lost its lease
    (see `reopen_intents`); this session leaves them to the next publish.

    Args:
        target: where to publish.
        state: of the target, as it was read.
        publisher: this process.
        capabilities: of the target.
    """

    def __init__(self, target: Target, state: TargetState, publisher: Publisher, capabilities: Capabilities) -> None:
        self._target = target.for_writing(lambda: None, capabilities)
        self.target = target.for_writing(self.ensure_lease, capabilities)
        self.state, self.capabilities, self._publisher = state, capabilities, publisher
        self._lock = threading.Lock()
        self._head, self._etag = replace(state.head, capabilities=capabilities), state.etag
        self._started_at = publisher.clock.wall()
        self._renewed: Instant | None = None  # None until the head has a lease of this session
        self._intents: list[Intent] = []
        self.late_intents: frozenset[str] = frozenset()

    @property
    def head(self) -> Head:
        """The head as this session wrote it last."""
        return self._head

    def checks_md5(self, key: str) -> bool:
        """Whether the place of an object refuses bytes that do not match their MD5."""
        name = place_of(key)
        capabilities = self._head.audio_places[name].capabilities if name else self.capabilities
        return capabilities is not None and capabilities.checks_md5

    def compare_and_swap(self, **changes: Any) -> None:
        """Change fields of the head, and renew the lease.

        Raises:
            PublishError: it is not the head as it was written last: another publisher has begun.
        """
        with self._lock:
            self._write(replace(self._head, **changes), with_lease=True)

    def finish(self, **changes: Any) -> None:
        """Change fields of the head for the last time, and release the lease; raises as `compare_and_swap` does."""
        with self._lock:
            self._write(replace(self._head, **changes), with_lease=False)

    def abandon(self) -> None:
        """Release the lease after an error, so that others need not wait; open intents stay in the head."""
        with contextlib.suppress(PublishError):  # the error that ended the session is the one to report
            if self._renewed:
                self.finish()

    def put_intent(self, target: Target, intent: Intent) -> str:
        """Write an intent of this session to `target`, and return its key; it is not open before the head names it."""
        self._intents.append(intent)
        return put_json(target, INTENTS, intent.generation, intent_json(intent))

    def reopen_intents(self) -> None:
        """Open this session's intents again, after another publisher has taken over and may have closed them.

        A write of this session that was under way may have taken effect since the other looked. The next publish then
        looks at these objects. The other's lease stays as it is; should it be at work, it leaves the intents open.
        """
        with contextlib.suppress(PublishError):  # the error that ended the session is the one to report
            for intent in self._intents if self._renewed else ():
                self._reopen(replace(intent, started_at=self._publisher.clock.wall(), copy_key=""))

    def _reopen(self, intent: Intent) -> None:
        key = put_json(self._target, INTENTS, intent.generation, intent_json(intent))
        for _attempt in range(MAX_REOPEN_ATTEMPTS):
            current = self._target.get(HEAD_KEY)
            if current is None:
                return
            head = parse_head(current[0])
            data = head_json(replace(head, open_intents=(*head.open_intents, key)))
            with contextlib.suppress(ConflictError):
                self._target.put(HEAD_KEY, body_of(data), OWN_HEADERS, current[1])
                return

    def ensure_lease(self) -> None:
        """Make sure that the lease is held, before each write.

        Within its duration it is. Afterwards the head is asked by a renewal, for this process may have slept.

        Raises:
            PublishError: another publisher has begun.
        """
        with self._lock:
            if self._is_older_than(LEASE_DURATION):
                self._write(self._head, with_lease=True)

    def renew_if_due(self) -> None:
        """Renew the lease if a third of it is over; raises as `ensure_lease` does."""
        with self._lock:
            if self._is_older_than(RENEWAL_INTERVAL):
                self._write(self._head, with_lease=True)

    def confirm_lease(self) -> None:
        """Read the head itself, before what cannot be taken back; raises as `ensure_lease` does."""
        self.renew_if_due()
        with self._lock:
            current = self._target.get(HEAD_KEY)
            if current is None or (current[1] != self._etag and not self._accept_late_intents(current)):
                raise _lease_lost(current)

    def _is_older_than(self, duration: timedelta) -> bool:
        return self._renewed is None or self._renewed.elapsed(self._publisher.clock) >= duration

    def _accept_late_intents(self, current: tuple[bytes, str]) -> bool:
        """Whether the head is this session's, with intents that another publisher added; they are taken over."""
        head = parse_head(current[0])
        added = tuple(key for key in head.open_intents if key not in self._head.open_intents)
        if replace(head, open_intents=self._head.open_intents) != self._head:
            return False
        self._head, self._etag = head, current[1]
        self.late_intents |= set(added)
        return True

    def _write(self, head: Head, *, with_lease: bool) -> None:
        now = instant(self._publisher.clock)  # before the request is sent: the lease never lasts longer than it says
        lease = new_lease(self._publisher, self._started_at, now, self._target.clock_skew())
        intents = (*head.open_intents, *sorted(self.late_intents))
        head = replace(head, lease=lease if with_lease else None, open_intents=tuple(dict.fromkeys(intents)))
        data = head_json(head)
        try:
            etag = self._target.put(HEAD_KEY, body_of(data), OWN_HEADERS, self._etag)
        except ConflictError as error:
            current = self._target.get(HEAD_KEY)  # the write may have succeeded, and its response been lost
            if current is None:
                raise _lease_lost(current) from error
            if current[0] != data:
                if not self._accept_late_intents(current):
                    raise _lease_lost(current) from error
                self._write(head, with_lease=with_lease)
                return
            etag = current[1]
        self._head, self._etag, self._renewed = head, etag, now


def _lease_lost(head: tuple[bytes, str] | None) -> PublishError:
    return lease_lost_error(parse_head(head[0]).lease if head else None)
