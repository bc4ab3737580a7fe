"""Channels for SFTP: several of one SSH connection, each used by one thread at a time."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Final

from podcast.i18n import _
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.web_space.connection_pool import TooManyConnectionsError
from podcast.publish.targets.web_space.ssh.ssh_connection import connect

if TYPE_CHECKING:
    from paramiko import SFTPClient, SSHClient

    from podcast.publish.targets.web_space.credentials import Credentials
    from podcast.publish.targets.web_space.ssh.settings import SshSettings

__all__ = ["MAX_CHANNELS", "SftpChannel", "SharedConnection"]

MAX_CHANNELS: Final = 4  # OpenSSH permits ten per connection, some providers fewer
ANSWER_TIMEOUT: Final = 60.0  # seconds without an answer of the server


class SftpChannel:
    """A channel, as a connection of a pool.

    Args:
        client: for its requests.
    """

    def __init__(self, client: SFTPClient) -> None:
        self.client = client
        self._channel = client.get_channel()
        self._channel.settimeout(ANSWER_TIMEOUT)

    def is_alive(self) -> bool:
        """Whether the channel is open; its connection is kept alive by packets of its own."""
        transport = self._channel.get_transport()
        return not self._channel.closed and transport is not None and transport.is_active()

    def close(self) -> None:
        """Close the channel."""
        with contextlib.suppress(Exception):  # the connection may be gone
            self._channel.close()


class SharedConnection:
    """The SSH connection that all channels share. Thread-safe.

    Args:
        settings: of the connection.
        credentials: to log in with.
    """

    def __init__(self, settings: SshSettings, credentials: Credentials) -> None:
        self._settings, self._credentials = settings, credentials
        self._lock = threading.Lock()
        self._client: SSHClient | None = None

    def open_channel(self) -> SftpChannel:
        """Open a channel, and the connection before if there is none.

        Raises:
            TooManyConnectionsError: the server permits no further channel.
            TransientError: the connection was cut, or could not be made.
            PublishError: the server does not let the user in.
        """
        from paramiko import ChannelException, SSHException

        with self._lock:
            transport = self._client.get_transport() if self._client else None
            if self._client is None or transport is None or not transport.is_active():
                self._client = connect(self._settings, self._credentials)
            client = self._client
        try:
            return SftpChannel(client.open_sftp())
        except ChannelException as error:
            raise TooManyConnectionsError(_("the server permits no further SFTP channel")) from error
        except (SSHException, EOFError, OSError) as error:
            client.close()  # a line that stalls looks alive, so the next attempt needs a connection of its own
            reason = _("{host} opens no SFTP channel").format(host=self._settings.host)
            raise TransientError(reason) from error

    def close(self) -> None:
        """Close the connection; a later call opens a new one."""
        with self._lock:
            if self._client:
                self._client.close()
            self._client = None
