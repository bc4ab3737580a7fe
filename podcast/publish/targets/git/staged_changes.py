"""What a publish has written so far, on this computer: its end makes one commit of it, or nothing.

A publish begins with a head that has its lease, and ends with one that has none (podcast/publish/protocol/session.py).
If the head that ends it has the generation with which it began, it failed: then everything is dropped, because on a
branch there are no half-finished uploads to remember. What is written without a lease (the notes of `podcast verify`)
is committed with its head.

Where the audio is on another target, the first head with a new generation is pushed as well, although its lease is
still held: audio that is due is deleted there only after the commit that no longer needs it.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.protocol.state import HEAD_KEY, OWN_PREFIX
from podcast.publish.protocol.state_json import parse_head
from podcast.publish.targets.git.repository import NO_JEKYLL
from podcast.publish.targets.target import EXIT_FAILED, EXIT_LEASE_LOST, ConflictError, ObjectInfo, check_condition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.publish.protocol.state import Head
    from podcast.publish.targets.git.repository import Blob, Repository
    from podcast.publish.targets.retry import Retrier

MAX_PUSHES: Final = 5  # as long as only commits of others, to other files, come in between


class Staging:
    """The files of a branch, as a publish sees them: those of its last commit, and what was written since. Thread-safe.

    Args:
        repository: of the branch.
        retrier: of requests to the server.
        has_audio_elsewhere: whether the audio is on another target.
    """

    def __init__(self, repository: Repository, retrier: Retrier, *, has_audio_elsewhere: bool) -> None:
        self._repository, self._retrier, self._has_audio_elsewhere = repository, retrier, has_audio_elsewhere
        self._lock = threading.RLock()
        self._base: str | None = None  # the commit; empty if there is none, None if the server was not asked yet
        self._changes: dict[str, Blob | None] = {}
        self._has_lease = self._is_superseded = False
        self._is_committed = False  # whether the session that holds the lease has pushed its generation

    def begin(self) -> None:
        """Begin anew after another publisher was first."""
        with self._lock:
            self._is_superseded = False

    def refresh(self) -> None:
        """Ask the server which commit the branch has.

        If another publisher has changed what this publish relies on, everything that was written is dropped.
        """
        with self._lock:
            tip = self._fetch_tip()
            if self._base is not None and self._changes and not self._accept(tip):
                self._supersede(tip)
            self._base = tip

    def require_push(self) -> None:
        """Ask the server whether it would accept a push.

        Raises:
            PublishError: it would not.
        """
        with self._lock:
            self.refresh()
            self._retrier.call(lambda: self._repository.try_push(self._base or ""), _("testing the branch"))

    def files(self) -> dict[str, Blob]:
        """Return all files."""
        with self._lock:
            changed = {key: blob for key, blob in self._changes.items() if blob}
            unchanged = {key: blob for key, blob in self._tree().items() if key not in self._changes}
            return {key: blob for key, blob in {**unchanged, **changed}.items() if key != NO_JEKYLL}

    def file(self, key: str) -> Blob | None:
        """Return one file; None if it does not exist."""
        with self._lock:
            return self._changes[key] if key in self._changes else self._tree().get(key)

    def write(self, key: str, blob: Blob | None, expected_etag: str | None) -> None:
        """Write a file, or delete it (None).

        Raises:
            ConflictError: another than the expected one is there.
            PublishError: another publisher was first.
        """
        with self._lock:
            if self._is_superseded:
                raise _superseded_error()
            current = self.file(key)
            check_condition(key, ObjectInfo(key, current.size, current.object_id) if current else None, expected_etag)
            if blob or key in self._tree():
                self._changes[key] = blob
            else:
                self._changes.pop(key, None)

    def write_head(self, blob: Blob, data: bytes, expected_etag: str | None) -> None:
        """Write the head; if it ends a publish, commit and push everything, or drop it.

        Raises:
            ConflictError: another head is there, here or on the server.
            PublishError: the server refuses.
        """
        with self._lock:
            self.write(HEAD_KEY, blob, expected_etag)
            head, before = _parse(data), self._head_before()
            is_same_generation = head and head.generation == (before.generation if before else 0)
            if head and head.lease and (is_same_generation or not self._has_audio_elsewhere):
                self._has_lease = True
            elif self._has_lease and is_same_generation and not self._is_committed:
                self._drop()
            else:
                try:
                    self._push(head)
                except BaseException:
                    self._drop()  # the branch has nothing of it, or the next look at it shows that it has
                    raise
                self._is_committed = bool(head and head.lease)

    def _push(self, head: Head | None) -> None:
        """Commit what was written, and make the commit public."""
        for _attempt in range(MAX_PUSHES):
            base, message = self._base or "", self._message(head)
            commit = self._repository.commit(base, self._changes, message)
            if self._retrier.call(lambda c=commit, b=base: self._repository.push(c, b), "git push"):  # type: ignore[misc]
                self._committed(commit)
                return
            tip = self._fetch_tip()
            if tip == commit:  # an answer was lost
                self._committed(commit)
                return
            if not self._accept(tip):
                self._supersede(tip)
                raise ConflictError(HEAD_KEY)
            self._base = tip
        raise PublishError(
            _(
                "the branch was changed {count} times while this was published, so it was given up; nothing was "
                "changed. Run the same command again"
            ).format(count=MAX_PUSHES),
            EXIT_FAILED,
        )

    def _committed(self, commit: str) -> None:
        self._base = commit
        self._drop()

    def _drop(self) -> None:
        self._changes.clear()
        self._has_lease = False

    def _supersede(self, tip: str) -> None:
        self._drop()
        self._base, self._is_superseded = tip, True

    def _accept(self, tip: str) -> bool:
        """Whether another commit leaves everything alone that was written: then this publish can follow it."""
        if tip == self._base:
            return True
        before, now = self._tree(), self._repository.tree(tip)
        return all(before.get(key) == now.get(key) for key in {HEAD_KEY, *self._changes})

    def _tree(self) -> Mapping[str, Blob]:
        if self._base is None:
            self._base = self._fetch_tip()
        return self._repository.tree(self._base)

    def _fetch_tip(self) -> str:
        return self._retrier.call(self._repository.fetch_tip, "git fetch")

    def _head_before(self) -> Head | None:
        """The head of the commit that this publish began with."""
        blob, data = self._tree().get(HEAD_KEY), bytearray()
        if blob is None:
            return None
        self._repository.objects.read(blob.object_id, data.extend)
        return _parse(bytes(data))

    def _message(self, head: Head | None) -> str:
        """The message of the commit: what the publish did, for those who read the branch's history."""
        before, site = (
            self._tree(),
            {key: blob for key, blob in self._changes.items() if not key.startswith(OWN_PREFIX)},
        )
        if not site or not head:
            return _("Note what podcast verify found")
        return _("Publish {number}: {new} new, {changed} changed, {removed} removed").format(
            number=head.generation,
            new=sum(blob is not None and key not in before for key, blob in site.items()),
            changed=sum(blob is not None and key in before for key, blob in site.items()),
            removed=sum(blob is None for blob in site.values()),
        )


def _parse(data: bytes) -> Head | None:
    """The head; None if it is damaged, which its readers report."""
    with contextlib.suppress(PublishError):
        return parse_head(data)
    return None


def _superseded_error() -> PublishError:
    return PublishError(
        _(
            "another publisher has changed the branch in the meantime, so this publish stopped; the public site is "
            "intact. Run `podcast publish` again if yours is newer"
        ),
        EXIT_LEASE_LOST,
    )
