"""Tokens of the publishers that want to replace a head: folders, of which each can be created once.

.podcast/swaps/<MD5 of the head>          the token: the publisher that creates it may replace that head
.podcast/swaps/<MD5>/<pid>.<identity>     the process that holds it
.podcast/swaps/<MD5>.2, .3 …              tokens that supersede those of publishers that died

A response may be lost: then a publisher does not know whether it has created a token. It enters itself all the same,
and holds the token if no other publisher has entered itself and none has superseded it. The one that certainly created
it waits until the others have gone.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.protocol.lease import Clock, Instant, instant
from podcast.publish.protocol.process_id import is_dead_process, process_identity
from podcast.publish.protocol.state import OWN_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.publish.targets.web_space.retried_files import RetriedFiles

__all__ = ["SWAPS", "TOKEN_LIFETIME", "HeadToken", "HeadTokens", "too_slow_error"]

SWAPS: Final = f"{OWN_PREFIX}swaps"
TOKEN_LIFETIME: Final = 60.0  # seconds after which a token is superseded; its holder acts within half of them


@dataclass(frozen=True, slots=True)
class HeadToken:
    """A token that this process holds; `requested_at` is before the request that created it."""

    path: str
    requested_at: Instant

    def is_safe(self, clock: Clock) -> bool:
        """Whether no other publisher can have superseded it yet."""
        return self.requested_at.elapsed(clock).total_seconds() <= TOKEN_LIFETIME / 2

    def require_safe(self, clock: Clock) -> None:
        """Require that no other publisher can have superseded it yet.

        Raises:
            PublishError: one can.
        """
        if not self.is_safe(clock):
            raise too_slow_error()


class HeadTokens:
    """The tokens of one head. Not thread-safe.

    Args:
        files: on the server.
        name: of the head.
        server_time: seconds since 1970 by the server's clock, just now; 0 if it is not known.
        clock: of this process.
    """

    def __init__(self, files: RetriedFiles, name: str, server_time: float, clock: Clock) -> None:
        self._files, self._base, self._clock = files, f"{SWAPS}/{name}", clock
        self._server_time, self._started = server_time, clock.monotonic()
        self._owner = f"{os.getpid()}.{process_identity(secrets.token_hex(4))}"
        self._own: HeadToken | None = None  # certainly created by this process, but others have entered themselves
        self._first_seen: dict[tuple[object, ...], float] = {}  # tokens of others, by the monotonic clock

    def take(self) -> HeadToken | None:
        """Take the token, or supersede those of the dead; None if another publisher has it."""
        if self._own and self._own.is_safe(self._clock):
            return self._own if self._is_alone(self._own.path) else None
        if token := self._create(self._base):
            return token
        tokens = self._tokens()
        if not tokens or not all(self._is_abandoned(path, modified) for path, modified in tokens.items()):
            return None
        token = self._create(f"{self._base}.{max(map(_number, tokens)) + 1}")
        # Since the tokens were listed, this process may have slept, and another may have begun anew.
        if token and not all(self._is_abandoned(path, at) for path, at in self._tokens().items() if path != token.path):
            self.give_back(token)
            return None
        return token

    def give_back(self, token: HeadToken) -> None:
        """Delete a token, but first those that it superseded: while it exists, a new one of them is harmless.

        Raises:
            PublishError: it may have been superseded; nothing more is deleted.
        """
        if token.path != self._base:
            for path in sorted(self._tokens(), key=_number):
                if _number(path) < _number(token.path):
                    self._delete(token, path, self._holders(path))
        self._delete(token, token.path, [self._owner])

    def give_up(self) -> None:
        """Delete the token that this process created while others entered themselves, if there is one."""
        if self._own:
            self.give_back(self._own)

    def _create(self, path: str) -> HeadToken | None:
        """Create a token and enter this process as its holder; None if another one is."""
        token = HeadToken(path, instant(self._clock))
        is_created = self._files.create_folder(path)  # None: the response was lost
        if is_created is False or not self._enter(path):
            return None
        if self._is_alone(path) and (is_created or not self._is_superseded(path)):
            return token
        if is_created:
            self._own = token
        else:
            self._files.delete_folder(f"{path}/{self._owner}")
        return None

    def _is_superseded(self, path: str) -> bool:
        """Whether a token may have been taken for abandoned before this process has entered itself."""
        return any(_number(other) > _number(path) for other in self._tokens())

    def _enter(self, path: str) -> bool:
        """Enter this process as a holder of a token; False if the token was deleted meanwhile."""
        try:
            self._files.create_folder(f"{path}/{self._owner}")
        except PublishError:
            if self._files.info(path) is not None:
                raise
            return False
        return True

    def _is_alone(self, path: str) -> bool:
        return [*self._holders(path)] == [self._owner]

    def _delete(self, token: HeadToken, path: str, holders: Iterable[str]) -> None:
        """Delete a token and its holders, as long as another token is safe."""
        for folder in (*(f"{path}/{holder}" for holder in holders), path):
            self._files.delete_folder(folder, lambda: token.require_safe(self._clock))

    def _holders(self, path: str) -> dict[str, float]:
        """The holders of a token, with their times by the server's clock (0: not known)."""
        return {name: info.modified for name, info in self._files.list(path) if info.is_folder}

    def _tokens(self) -> dict[str, float]:
        """The tokens of this head, with their times by the server's clock (0: not known)."""
        name = self._base.rpartition("/")[2]
        entries = {entry: info.modified for entry, info in self._files.list(SWAPS)}
        return {f"{SWAPS}/{entry}": at for entry, at in entries.items() if entry.partition(".")[0] == name}

    def _is_abandoned(self, path: str, modified: float) -> bool:
        """Whether a token is too old for its holder to be at work, or its holder is dead."""
        now, holders = self._clock.monotonic(), self._holders(path)
        age = now - self._first_seen.setdefault((path, modified, *holders), now)
        if modified and self._server_time:
            age = max(age, self._server_time + now - self._started - max(modified, *holders.values(), 0))
        return age > TOKEN_LIFETIME or (bool(holders) and all(map(_is_dead, holders)))


def too_slow_error() -> PublishError:
    """The error for a token that was not used in time."""
    return PublishError(
        _(
            "the server was too slow to record the state of the publish safely; the public site is intact. Run the "
            "same command again"
        )
    )


def _number(path: str) -> int:
    """The number of a token; that of the first is 1."""
    suffix = path.rpartition("/")[2].partition(".")[2]
    return int(suffix) if suffix.isdecimal() else 1


def _is_dead(holder: str) -> bool:
    pid, _dot, identity = holder.partition(".")
    return pid.isdecimal() and is_dead_process(identity, int(pid))
