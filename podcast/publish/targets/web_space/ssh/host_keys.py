"""Host keys of SSH servers: the key of a server that is not known yet, and the file that keeps the one accepted."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError
from podcast.files import os_errors
from podcast.publish.targets.web_space.ssh.settings import SSH_PORT, ssh_settings, user_known_hosts

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.publish.targets.web_space.addresses import Address
    from podcast.publish.targets.web_space.ssh.settings import SshSettings

__all__ = ["HostKey", "remember_host_key", "unknown_host_key"]

SCAN_TIMEOUT: Final = 10.0  # seconds
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600


@dataclass(frozen=True, slots=True)
class HostKey:
    """A key of a server: its host as a person writes it, the server's name in files of known hosts, the key itself."""

    host: str
    name: str
    kind: str  # such as ssh-ed25519
    data: str  # in base64
    fingerprint: str  # such as SHA256:…

    @property
    def line(self) -> str:
        """The line of a file of known hosts, see sshd(8)."""
        return f"{self.name} {self.kind} {self.data}"


def unknown_host_key(address: Address) -> HostKey | None:
    """Return the key that a server shows if this computer does not know the server; None if it does, or cannot tell.

    The server is asked for its key only. Behind a jump host it cannot be asked.

    Args:
        address: of the server; `~/.ssh/config` completes it.
    """
    settings = ssh_settings(address)
    key = None if settings.jump_hosts else _shown_key(settings)
    return key if key and not _is_known(key, settings) else None


def _shown_key(settings: SshSettings) -> HostKey | None:
    from paramiko import SSHException, Transport

    try:
        connection = socket.create_connection((settings.host, settings.port), SCAN_TIMEOUT)
        with contextlib.closing(connection), contextlib.closing(Transport(connection)) as transport:
            transport.start_client(timeout=SCAN_TIMEOUT)
            key = transport.get_remote_server_key()
    except (OSError, SSHException, EOFError):
        return None
    name = settings.host if settings.port == SSH_PORT else f"[{settings.host}]:{settings.port}"
    return HostKey(settings.host, name, key.get_name(), key.get_base64(), key.fingerprint)


def _is_known(key: HostKey, settings: SshSettings) -> bool:
    """Whether a file of known hosts has any key of the server: another one than it shows is no unknown one."""
    from paramiko import HostKeys

    host_keys = HostKeys()
    for path in settings.known_hosts:
        with contextlib.suppress(OSError):
            host_keys.load(path)
    return host_keys.lookup(key.name) is not None


def remember_host_key(key: HostKey) -> Path:
    """Add the key of a server to the user's file of known hosts, and return that.

    Raises:
        FileError: the disk refuses.
    """
    path = user_known_hosts(key.host)
    try:
        path.parent.mkdir(_FOLDER_MODE, parents=True, exist_ok=True)
        path.touch(_FILE_MODE)
        before = path.read_bytes()
        separator = b"" if not before or before.endswith(b"\n") else b"\n"
        with path.open("ab") as file:
            file.write(separator + f"{key.line}\n".encode())
    except OSError as error:
        raise FileError(os_errors.os_error_message(path, error)) from error
    return path
