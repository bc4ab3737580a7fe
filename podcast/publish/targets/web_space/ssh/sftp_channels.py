"""Channels of one SSH connection, for SFTP: opened when needed, used by one thread at a time, renewed after a cut."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Final

from podcast.i18n import _
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.web_space.ssh.connection import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paramiko import SFTPClient, SSHClient

    from podcast.publish.targets.web_space.credentials import Credentials
    from podcast.publish.targets.web_space.ssh.settings import SshSettings

__all__ = ["SftpChannels"]

MAX_CHANNELS: Final = 4  # OpenSSH permits ten per connection, some providers fewer
ANSWER_TIMEOUT: Final = 60.0  # seconds without an answer of the server


class SftpChannels:
    """Channels of one connection. Thread-safe.

    Args:
        settings: of the connection.
        credentials: to log in with.
    """

    def __init__(self, settings: SshSettings, credentials: Credentials) -> None:
        self._settings, self._credentials = settings, credentials
        self._slots = threading.BoundedSemaphore(MAX_CHANNELS)
        self._lock = threading.Lock()
        self._client: SSHClient | None = None
        self._idle: list[SFTPClient] = []

    @contextlib.contextmanager
    def use(self) -> Iterator[SFTPClient]:
        """Use a channel, alone, while the block runs.

        Raises:
            TransientError: the connection was cut, or could not be made.
            PublishError: the server does not let the user in.
        """
        from paramiko import SSHException

        with self._slots:
            sftp = self._take()
            try:
                yield sftp
            except (SSHException, EOFError, OSError) as error:
                self._discard(sftp)
                raise TransientError(_("the connection to {host} was cut").format(host=self._settings.host)) from error
            except BaseException:
                self._discard(sftp)
                raise
            with self._lock:
                self._idle.append(sftp)

    def is_cut(self, sftp: SFTPClient) -> bool:
        """Whether a channel can no longer be used."""
        channel = sftp.get_channel()
        transport = channel.get_transport() if channel else None
        return channel is None or channel.closed or transport is None or not transport.is_active()

    def close(self) -> None:
        """Close the connection; a later use opens a new one."""
        with self._lock:
            if self._client:
                self._client.close()
            self._client = None
            self._idle.clear()

    def _take(self) -> SFTPClient:
        from paramiko import SSHException

        with self._lock:
            while self._idle:
                sftp = self._idle.pop()
                if not self.is_cut(sftp):
                    return sftp
            transport = self._client.get_transport() if self._client else None
            if self._client is None or transport is None or not transport.is_active():
                self._client = connect(self._settings, self._credentials)
            try:
                sftp = self._client.open_sftp()
            except (SSHException, EOFError, OSError) as error:
                raise TransientError(_("{host} opens no SFTP channel").format(host=self._settings.host)) from error
        channel = sftp.get_channel()
        if channel is not None:
            channel.settimeout(ANSWER_TIMEOUT)
        return sftp

    def _discard(self, sftp: SFTPClient) -> None:
        with contextlib.suppress(Exception):
            sftp.close()
