"""Files on a server that is reached by FTP, over TLS or, where the show allows it, without.

Paths are sent whole, from the server's root: a connection has a current folder, and only LIST depends on it.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, BinaryIO, Final

from podcast.i18n import _
from podcast.publish.targets.web_space.connection_pool import ConnectionPool
from podcast.publish.targets.web_space.credentials import Credentials
from podcast.publish.targets.web_space.ftp.ftp_client import FtpServer
from podcast.publish.targets.web_space.ftp.ftp_connection import open_connection
from podcast.publish.targets.web_space.ftp.ftp_errors import RefusalError, login_error, refusal_error
from podcast.publish.targets.web_space.ftp.ftp_lookup import entries, info_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.publish.targets.web_space.addresses import Address
    from podcast.publish.targets.web_space.credentials import PasswordPrompt
    from podcast.publish.targets.web_space.ftp.ftp_connection import FtpConnection
    from podcast.publish.targets.web_space.remote_files import FileInfo

__all__ = ["FtpFiles"]

MAX_CONNECTIONS: Final = 8  # at once, if the server does not allow fewer
DEFAULT_PORT: Final = 21
ANONYMOUS: Final = "anonymous"  # the user of an address without one (RFC 1635)


class FtpFiles:
    """Files on an FTP server, see `RemoteFiles`.

    Args:
        address: of the folder, `ftps://` or `ftp://`.
        prompt: asks for a password, see `Credentials`.
    """

    def __init__(self, address: Address, prompt: PasswordPrompt | None = None) -> None:
        self._server = FtpServer(address.host, address.port or DEFAULT_PORT, address.scheme == "ftps")
        self._address, self._credentials = address, Credentials(address, address.user or ANONYMOUS, prompt)
        self._pool = ConnectionPool(self._connect, MAX_CONNECTIONS)
        self._lock = threading.Lock()
        self._base: str | None = None  # the folder's absolute path, once it is known
        self._features: frozenset[str] = frozenset()
        self.checks_bytes = self._server.is_encrypted

    def info(self, path: str) -> FileInfo | None:
        """See `RemoteFiles`."""
        try:
            with self._pool.connection() as connection:
                return info_at(connection, self._path(path), has_facts=self._has_facts)
        except RefusalError as error:
            raise refusal_error(error, _("to look for {path}").format(path=path or "/")) from error

    def read(self, path: str, file: BinaryIO, size: int | None = None) -> bool:
        """See `RemoteFiles`."""
        try:
            with self._pool.connection() as connection:
                connection.retrieve(self._path(path), file, size)
        except RefusalError as error:
            if self.info(path) is None:
                return False
            raise refusal_error(error, _("to read {path}").format(path=path)) from error
        return True

    def write(self, path: str, source: BinaryIO) -> None:
        """See `RemoteFiles`."""
        try:
            with self._pool.connection() as connection:
                connection.store(self._path(path), source)
        except RefusalError as error:
            raise refusal_error(error, _("to write {path}").format(path=path)) from error

    def rename(self, source: str, path: str) -> None:
        """See `RemoteFiles`. Servers on Unix replace the file atomically; others refuse if there is one."""
        try:
            with self._pool.connection() as connection:
                connection.command("RNFR", self._path(source))
                connection.command("RNTO", self._path(path))
        except RefusalError as error:
            raise refusal_error(error, _("to rename {source} to {path}").format(source=source, path=path)) from error

    def create_folder(self, path: str) -> bool:
        """See `RemoteFiles`."""
        try:
            self._command("MKD", path)
        except RefusalError as error:
            if self.info(path) is not None:
                return False
            raise refusal_error(error, _("to create the folder {path}").format(path=path or "/")) from error
        return True

    def delete(self, path: str) -> None:
        """See `RemoteFiles`."""
        try:
            self._command("DELE", path)
        except RefusalError as error:
            if self.info(path) is not None:
                raise refusal_error(error, _("to delete {path}").format(path=path)) from error

    def delete_folder(self, path: str) -> bool:
        """See `RemoteFiles`."""
        try:
            self._command("RMD", path)
        except RefusalError:
            return False
        return True

    def list(self, path: str) -> Iterator[tuple[str, FileInfo]]:
        """See `RemoteFiles`. Without MLSD, the server is asked for the time of each file, which LIST does not tell."""
        try:
            with self._pool.connection() as connection:
                place = self._path(path)
                folder = info_at(connection, place, has_facts=self._has_facts)
                if folder is None or not folder.is_folder:
                    return iter(())
                return iter(entries(connection, place, has_facts=self._has_facts))
        except RefusalError as error:
            raise refusal_error(error, _("to list the folder {path}").format(path=path or "/")) from error

    def clock_skew(self) -> float:
        """See `RemoteFiles`. FTP does not tell the server's time."""
        return 0.0

    def close(self) -> None:
        """See `RemoteFiles`."""
        self._pool.close()

    def _connect(self) -> FtpConnection:
        """Open a connection with the password that the server accepts."""
        opened: list[FtpConnection] = []

        def log_in(password: str) -> bool:
            try:
                opened.append(open_connection(self._server, self._credentials.user, password))
            except RefusalError as error:
                failure = login_error(
                    error, has_logged_in=self._base is not None, is_encrypted=self._server.is_encrypted
                )
                if failure is None:
                    return False
                raise failure from error
            return True

        self._credentials.log_in(log_in)
        (connection,) = opened
        try:
            self._prepare(connection)
        except RefusalError as error:
            connection.close()
            raise refusal_error(error, _("the login")) from error
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: FtpConnection) -> None:
        """Ask once what the server supports and where the user's own folder is; say that names are UTF-8."""
        with self._lock:
            if self._base is None:
                self._features = connection.features()
                folder = self._address.folder
                home = connection.folder().rstrip("/") if self._address.has_home else ""
                self._base = f"{home}/{folder.strip('/')}".rstrip("/")
        if "UTF8" in self._features:  # some servers use it only if it is turned on
            with contextlib.suppress(RefusalError):
                connection.command("OPTS UTF8 ON")

    @property
    def _has_facts(self) -> bool:
        return "MLST" in self._features  # stands for MLSD, too (RFC 3659, 7.8)

    def _path(self, path: str) -> str:
        """The absolute path of a file, once a connection was opened."""
        return (f"{self._base}/{path}" if path else self._base) or "/"

    def _command(self, command: str, path: str) -> str:
        with self._pool.connection() as connection:
            return connection.command(command, self._path(path))
