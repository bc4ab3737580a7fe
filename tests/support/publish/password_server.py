"""An SSH server that accepts a password: OpenSSH asks the system for those, and tests change no users of it.

It lets one user in, and then serves no files.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import paramiko

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

USER, PASSWORD = "anna", "geheim-und-lang"


@dataclass
class PasswordServer(paramiko.ServerInterface):
    """Accepts one password, in one of two ways."""

    port: int
    key: paramiko.PKey
    method: str  # password or keyboard-interactive
    tried: list[str] = field(default_factory=list)

    @property
    def known_host(self) -> str:
        return f"[127.0.0.1]:{self.port} {self.key.get_name()} {self.key.get_base64()}\n"

    def get_allowed_auths(self, username: str) -> str:  # noqa: ARG002 -- the same for all
        return self.method

    def check_auth_password(self, username: str, password: str) -> int:
        if self.method != "password":
            return paramiko.AUTH_FAILED
        return self._check(username, password)

    def check_auth_interactive(self, username: str, submethods: str):  # noqa: ARG002 -- there is only one question
        if self.method != "keyboard-interactive":
            return paramiko.AUTH_FAILED
        self.username = username
        query = paramiko.InteractiveQuery("", "")
        query.add_prompt("Password: ", echo=False)
        return query

    def check_auth_interactive_response(self, responses: list[str]) -> int:
        return self._check(self.username, responses[0])

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002 -- any
        return paramiko.OPEN_SUCCEEDED

    def _check(self, username: str, password: str) -> int:
        self.tried.append(password)
        return paramiko.AUTH_SUCCESSFUL if (username, password) == (USER, PASSWORD) else paramiko.AUTH_FAILED


@contextlib.contextmanager
def running_password_server(key_file: Path, method: str = "password") -> Iterator[PasswordServer]:
    """A server that is up while the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        server = PasswordServer(
            listener.getsockname()[1], paramiko.Ed25519Key.from_private_key_file(str(key_file)), method
        )
        stop, transports = threading.Event(), []

        def serve() -> None:
            while not stop.is_set():
                with contextlib.suppress(TimeoutError, OSError, paramiko.SSHException, EOFError):
                    connection, _ = listener.accept()
                    connection.settimeout(5)
                    transport = paramiko.Transport(connection)
                    transports.append(transport)
                    transport.add_server_key(server.key)
                    transport.start_server(server=server)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server
        finally:
            stop.set()
            thread.join()
            for transport in transports:
                transport.close()
