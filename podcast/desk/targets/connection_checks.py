"""The check of a connection from the desk, in a thread: `podcast verify --connection` with the settings of a form."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.publish.connection_check import UnknownServerError, check_connection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from podcast.model.groups import Publish
    from podcast.publish.targets.retry import RetryWait
    from podcast.publish.targets.web_space.ssh.host_keys import HostKey

CheckState: TypeAlias = Literal["running", "done", "failed", "unknown"]  # unknown: the server's key is to be accepted
PasswordState: TypeAlias = Literal["", "kept", "refused", "no_store"]


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """Input of a check: the settings, the texts of the form that they come from, the typed password."""

    publish: Publish
    guid: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ConnectionCheck:
    """A check, running or done; `password` says whether the typed password is kept in the password store.

    Checks are numbered, so that one that was overtaken by the next changes nothing.
    """

    number: int
    request: CheckRequest
    state: CheckState = "running"
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    works: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    message: str = ""
    key: HostKey | None = None
    password: PasswordState = ""


class TypedPassword:
    """Password prompt of a form: answers with the typed password, and keeps it after the server has accepted it.

    Args:
        password: empty if none was typed.
    """

    def __init__(self, password: str) -> None:
        self._password = password
        self.state: PasswordState = ""

    def ask(self, account: str) -> str | None:  # noqa: ARG002 -- there is one only
        """Return the password, once."""
        password, self._password = self._password, ""
        return password or None

    def is_to_be_kept(self) -> bool:
        """Return True: a password of the form is always kept."""
        self.state = "kept"
        return True

    def report_not_kept(self) -> None:
        """Remember that the store refused it."""
        self.state = "refused"


class ConnectionChecks:
    """The last check of a desk. Thread-safe.

    Args:
        root: the show's folder.
        notify: tells the open pages that there is something new; called in any thread.
    """

    def __init__(self, root: Path, notify: Callable[[str, Mapping[str, Any]], None]) -> None:
        self._root, self._notify = root, notify
        self._lock = threading.Lock()
        self.last: ConnectionCheck | None = None
        self._thread: threading.Thread | None = None

    def start(self, request: CheckRequest) -> None:
        """Start a check; an earlier one that is still at work no longer counts."""
        with self._lock:
            check = ConnectionCheck(self.last.number + 1 if self.last else 1, request)
            self.last = check
            self._thread = threading.Thread(target=self._run, args=(check,), daemon=True)
            self._thread.start()

    def wait(self, timeout: float) -> bool:
        """Wait until no check is at work; return whether that is so after `timeout` seconds."""
        if self._thread:
            self._thread.join(timeout)
        return self.last is None or self.last.state != "running"

    def accept_key(self, fingerprint: str) -> None:
        """Accept the key that the last check has shown, and check again, unless another one is meant.

        Args:
            fingerprint: that the user has seen.

        Raises:
            FileError: the file of known hosts cannot be written.
        """
        from podcast.publish.targets.web_space.ssh.host_keys import remember_host_key

        check = self.last
        if check and check.key and check.key.fingerprint == fingerprint:
            remember_host_key(check.key)
            self.start(check.request)

    def forget_values(self) -> None:
        """Forget the texts of the form: they are saved, and from now on podcast.yaml has them."""
        with self._lock:
            if self.last:
                self.last = replace(self.last, request=replace(self.last.request, values={}))

    def _run(self, check: ConnectionCheck) -> None:
        prompt = TypedPassword(check.request.password)

        def report_wait(wait: RetryWait) -> None:
            sentence = _("{doing}: {words}; trying again (attempt {times}, after {seconds:.0f} s)")
            words = {"doing": wait.action, "words": wait.reason, "times": wait.attempt, "seconds": wait.seconds}
            self._publish(check, replace(check, message=sentence.format(**words)))

        try:
            report = check_connection(check.request.publish, self._root, check.request.guid, prompt, report_wait)
            done = replace(check, state="done", works=report.works, hints=report.hints)
        except UnknownServerError as error:
            done = replace(check, state="unknown", message=str(error), key=error.key)
        except PodcastError as error:
            done = replace(check, state="failed", message=str(error))
        self._publish(check, replace(done, at=datetime.now(UTC), password=_password_state(prompt, done)))

    def _publish(self, check: ConnectionCheck, now: ConnectionCheck) -> None:
        """Let the pages show a check, unless another one has begun."""
        with self._lock:
            if self.last is None or self.last.number != check.number:
                return
            is_needed = now.state in {"running", "unknown"}  # an unknown server is asked again once it is accepted
            request = self.last.request if is_needed else replace(self.last.request, password="")
            self.last = replace(now, request=request)
        self._notify("publish", {"job": "connection", "status": now.state})


def _password_state(prompt: TypedPassword, check: ConnectionCheck) -> PasswordState:
    from podcast.publish.targets.web_space.credentials import has_password_store

    if check.state == "done" and check.request.password and not prompt.state and not has_password_store():
        return "no_store"
    return prompt.state
