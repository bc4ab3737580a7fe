"""A store of passwords in memory, as a backend of keyring."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import PasswordSetError


class PasswordStore(KeyringBackend):
    """Keeps passwords as long as it lives; a locked one takes none."""

    priority = 1  # type: ignore[assignment]  # of a backend that is chosen by hand

    def __init__(self, *, locked: bool = False) -> None:
        super().__init__()
        self.passwords: dict[tuple[str, str], str] = {}
        self.locked = locked

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise PasswordSetError("it is locked")
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.passwords[service, username]
