"""Passwords of web space: from the environment, from the computer's own store of passwords, or typed by hand.

The store is that of the system (Windows Credential Manager, macOS Keychain, Secret Service), reached by keyring. A
password is kept there under the server's address and the user's name, and only if the user wants that.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.publish.targets.web_space.addresses import Address

    PasswordPrompt = Callable[[str], "TypedPassword | None"]

__all__ = ["PASSWORD_VARIABLE", "Credentials", "TypedPassword"]

PASSWORD_VARIABLE: Final = "PODCAST_PASSWORD"  # noqa: S105 -- the name of a variable
MAX_PROMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class TypedPassword:
    """A password as it was typed; `keep`: it is to be kept in the computer's store of passwords."""

    password: str
    keep: bool = False


class Credentials:
    """The password of a user of a server. Thread-safe.

    Args:
        address: of the server.
        user: the name to log in with; that of the address if it is empty.
        prompt: asks for a password on the terminal, with a sentence that names user and server; returns None if there
            is no terminal. None if the program must not ask.
    """

    def __init__(self, address: Address, user: str = "", prompt: PasswordPrompt | None = None) -> None:
        self._address, self._prompt = address, prompt
        self.user = user or address.user
        self._lock = threading.RLock()
        self._accepted: str | None = None

    def log_in(self, attempt: Callable[[str], bool]) -> None:
        """Log in with the first password that the server accepts; later calls begin with that one.

        Args:
            attempt: logs in with a password; False if the server refuses it. Other errors are passed on.

        Raises:
            PublishError: no password is known, or the server refuses it.
        """
        with self._lock:
            refused: list[str] = []  # where the refused passwords are from
            for password, source in self._passwords():
                if attempt(password.password):
                    self._accepted = password.password
                    if password.keep:
                        self._store(password.password)
                    return
                refused.append(source)
            raise self._refused_error(refused) if refused else self._missing_error()

    def _passwords(self) -> Iterator[tuple[TypedPassword, str]]:
        """The known passwords with their sources: an accepted one, that of the environment, the stored one, typed ones.

        If the environment has one, it is the only one: it was set for just this.
        """
        if self._accepted is not None:
            yield TypedPassword(self._accepted), ""
        if password := os.environ.get(PASSWORD_VARIABLE):
            yield TypedPassword(password), PASSWORD_VARIABLE
            return
        if stored := self._stored():
            yield TypedPassword(stored), "keyring"
        for _attempt in range(MAX_PROMPTS if self._prompt else 0):
            typed = self._prompt(f"{self.user}, {self._address.server}") if self._prompt else None
            if typed is None:
                return
            yield typed, "typed"

    def _stored(self) -> str | None:
        """The password in the computer's store; None if it has none, or is locked or missing."""
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(self._address.server, self.user)
        except KeyringError:
            return None

    def _store(self, password: str) -> None:
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(self._address.server, self.user, password)
        except KeyringError as error:
            raise PublishError(
                _(
                    "the password was accepted, but this computer has no store of passwords to keep it in; nothing was "
                    "published. Run the same command again without keeping it, or set {variable}"
                ).format(variable=PASSWORD_VARIABLE),
                EXIT_REFUSED,
            ) from error

    def _refused_error(self, sources: list[str]) -> PublishError:
        remedies = {
            PASSWORD_VARIABLE: _("correct PODCAST_PASSWORD, or the user in `publish: target:`"),
            "keyring": _("run the command in a terminal to type the new one"),
        }
        return PublishError(
            _("{server} refuses the password of {user}; {remedy}").format(
                server=self._address.server,
                user=self.user,
                remedy=remedies.get(sources[-1], _("check it, and the user in `publish: target:`")),
            ),
            EXIT_REFUSED,
        )

    def _missing_error(self) -> PublishError:
        return PublishError(
            _(
                "there is no password for {user} at {server}; set it in the environment variable {variable} (in CI, as "
                "a secret), or run the command in a terminal to be asked for it"
            ).format(user=self.user, server=self._address.server, variable=PASSWORD_VARIABLE),
            EXIT_REFUSED,
        )
