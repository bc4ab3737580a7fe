"""Login to an FTP server, and what is known of it since the first one."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Final

from podcast.i18n import _
from podcast.publish.targets.web_space.credentials import Credentials
from podcast.publish.targets.web_space.ftp.ftp_client import FtpServer
from podcast.publish.targets.web_space.ftp.ftp_connection import open_connection
from podcast.publish.targets.web_space.ftp.ftp_errors import RefusalError, login_error, refusal_error

if TYPE_CHECKING:
    from podcast.publish.targets.web_space.addresses import Address
    from podcast.publish.targets.web_space.credentials import PasswordPrompt
    from podcast.publish.targets.web_space.ftp.ftp_connection import FtpConnection

__all__ = ["FtpLogin"]

DEFAULT_PORT: Final = 21
ANONYMOUS: Final = "anonymous"  # the user of an address without one (RFC 1635)


class FtpLogin:
    """Opens connections to an FTP server. Thread-safe.

    Args:
        address: of a folder, `ftps://` or `ftp://`.
        prompt: asks for a password, see `Credentials`.
    """

    def __init__(self, address: Address, prompt: PasswordPrompt | None) -> None:
        self.server = FtpServer(address.host, address.port or DEFAULT_PORT, address.scheme == "ftps")
        self.base = ""  # absolute path of the address's folder, known after the first login; empty for the root
        self._address, self._credentials = address, Credentials(address, address.user or ANONYMOUS, prompt)
        self._lock, self._has_logged_in = threading.Lock(), False
        self._features: frozenset[str] = frozenset()

    @property
    def has_facts(self) -> bool:
        """Whether the server has MLST, which stands for MLSD as well (RFC 3659, 7.8)."""
        return "MLST" in self._features

    def open_connection(self) -> FtpConnection:
        """Open a connection with the password that the server accepts.

        Raises:
            PublishError: there is none, or the server refuses in another way.
            TransientError: the server cannot be reached, or accepts no further connection.
        """
        opened: list[FtpConnection] = []

        def log_in(password: str) -> bool:
            try:
                opened.append(open_connection(self.server, self._credentials.user, password))
            except RefusalError as error:
                failure = login_error(error, has_logged_in=self._has_logged_in, is_encrypted=self.server.is_encrypted)
                if failure is None:
                    return False
                raise failure from error
            return True

        self._credentials.log_in(log_in)
        (connection,) = opened
        try:
            self._prepare(connection)
        except BaseException as error:
            connection.close()
            if isinstance(error, RefusalError):
                raise refusal_error(error, _("to log you in")) from error
            raise
        return connection

    def _prepare(self, connection: FtpConnection) -> None:
        """Ask once what the server supports and where the user's own folder is; say that names are UTF-8."""
        with self._lock:
            if not self._has_logged_in:
                self._features = connection.features()
                home = connection.folder().rstrip("/") if self._address.has_home else ""
                self.base = f"{home}/{self._address.folder.strip('/')}".rstrip("/")
                self._has_logged_in = True
        if "UTF8" in self._features:  # some servers use it only if it is turned on
            with contextlib.suppress(RefusalError):
                connection.command("OPTS UTF8 ON")
