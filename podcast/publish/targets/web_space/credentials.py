"""Passwords of web space: from the environment, from the computer's own store of passwords, or typed by hand.

The store is that of the system (Windows Credential Manager, macOS Keychain, Secret Service), reached by keyring. A
password is kept there under the server's address and the user's name, and only if the user wants that.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Final, Protocol

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.publish.targets.web_space.addresses import Address

__all__ = ["PASSWORD_VARIABLE", "Credentials", "PasswordPrompt", "has_password_store"]

PASSWORD_VARIABLE: Final = "PODCAST_PASSWORD"  # noqa: S105 -- the name of a variable
MAX_PROMPTS: Final = 3
ACCEPTED, STORED, TYPED = "accepted", "stored", "typed"  # sources of passwords


def has_password_store() -> bool:
    """Whether this computer has a store of passwords that programs can use."""
    import keyring
    from keyring.backends import fail, null

    return not isinstance(keyring.get_keyring(), (fail.Keyring, null.Keyring))


class PasswordPrompt(Protocol):
    """Asks for a password on the terminal."""

    def ask(self, account: str) -> str | None:
        """Ask for the password of an account, which names user and server; None if there is no terminal."""

    def is_to_be_kept(self) -> bool:
        """Ask whether the password, which was accepted, is to be kept in the computer's store of passwords."""

    def report_not_kept(self) -> None:
        """Report that the store of passwords refused it."""


class Credentials:
    """The password of a user of a server. Thread-safe.

    Args:
        address: of the server.
        user: the name to log in with; that of the address if it is empty.
        prompt: asks for a password on the terminal; None if the program must not ask.
    """

    def __init__(self, address: Address, user: str = "", prompt: PasswordPrompt | None = None) -> None:
        self._address, self._prompt = address, prompt
        self.user = user or address.user
        self._lock = threading.RLock()
        self._accepted: str | None = None

    def log_in(self, attempt: Callable[[str], bool]) -> None:
        """Log in with the first password that the server accepts; later calls begin with that one, at the same time.

        Args:
            attempt: logs in with a password; False if the server refuses it. Other errors are passed on.

        Raises:
            PublishError: no password is known, or the server refuses it.
        """
        accepted = self._accepted
        if accepted is not None and attempt(accepted):
            return
        with self._lock:
            refused: list[str] = []  # where the refused passwords are from
            for password, source in self._passwords():
                if password != accepted and attempt(password):
                    self._accepted = password
                    if source == TYPED:
                        self._offer_to_keep(password)
                    return
                refused.append(source)
            raise self._refused_error(refused[-1]) if refused else self._missing_error()

    def _passwords(self) -> Iterator[tuple[str, str]]:
        """The known passwords with their sources: an accepted one, that of the environment, the stored one, typed ones.

        If the environment has one, it is the only one: it was set for just this.
        """
        if self._accepted is not None:
            yield self._accepted, ACCEPTED
        if password := os.environ.get(PASSWORD_VARIABLE):
            yield password, PASSWORD_VARIABLE
            return
        if stored := self._stored():
            yield stored, STORED
        for _attempt in range(MAX_PROMPTS if self._prompt else 0):
            typed = self._prompt.ask(f"{self.user}, {self._address.server}") if self._prompt else None
            if not typed:
                return
            yield typed, TYPED

    def _offer_to_keep(self, password: str) -> None:
        """Keep a password that was typed, if there is a store of passwords, and the user wants that."""
        import keyring
        from keyring.backends.fail import Keyring as NoStore
        from keyring.errors import KeyringError

        if self._prompt is None or isinstance(keyring.get_keyring(), NoStore) or not self._prompt.is_to_be_kept():
            return
        try:
            keyring.set_password(self._address.server, self.user, password)
        except KeyringError:
            self._prompt.report_not_kept()

    def _stored(self) -> str | None:
        """The password in the computer's store; None if it has none, or is locked or missing."""
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(self._address.server, self.user)
        except KeyringError:
            return None

    def _refused_error(self, source: str) -> PublishError:
        remedies = {
            PASSWORD_VARIABLE: _("correct PODCAST_PASSWORD, or the user in `publish: target:`"),
            STORED: _("run the command in a terminal to type the new one"),
        }
        return PublishError(
            _("{server} refuses the password of {user}; {remedy}").format(
                server=self._address.server,
                user=self.user,
                remedy=remedies.get(source, _("check it, and the user in `publish: target:`")),
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
