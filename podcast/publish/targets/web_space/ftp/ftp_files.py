"""Files on a server that is reached by FTP, over TLS or, where the show allows it, without.

Paths are sent whole, from the server's root: a connection has a current folder, and only LIST depends on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

from podcast.files.partial_names import is_partial_file
from podcast.i18n import _
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.web_space.connection_pool import ConnectionPool
from podcast.publish.targets.web_space.ftp.ftp_connection import ConnectionUsedUpError
from podcast.publish.targets.web_space.ftp.ftp_errors import RefusalError, refusal_error
from podcast.publish.targets.web_space.ftp.ftp_login import FtpLogin
from podcast.publish.targets.web_space.ftp.ftp_lookup import entries, info_at
from podcast.publish.targets.web_space.remote_files import MAX_FOLDER_CREATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.publish.targets.web_space.addresses import Address
    from podcast.publish.targets.web_space.credentials import PasswordPrompt
    from podcast.publish.targets.web_space.remote_files import FileInfo

__all__ = ["FtpFiles"]

MAX_CONNECTIONS: Final = 8  # at once, if the server does not allow fewer


class FtpFiles:
    """Files on an FTP server, see `RemoteFiles`.

    Args:
        address: of the folder, `ftps://` or `ftp://`.
        prompt: asks for a password, see `Credentials`.
    """

    def __init__(self, address: Address, prompt: PasswordPrompt | None = None) -> None:
        self._login = FtpLogin(address, prompt)
        self._pool = ConnectionPool(self._login.open_connection, MAX_CONNECTIONS)
        self._interrupted: set[str] = set()  # paths of uploads
        self.checks_bytes = self._login.server.is_encrypted

    def info(self, path: str) -> FileInfo | None:
        """See `RemoteFiles`."""
        try:
            with self._pool.connection() as connection:
                return info_at(connection, self._path(path), has_facts=self._login.has_facts)
        except RefusalError as error:
            raise refusal_error(error, _("to look for {path}").format(path=path or "/")) from error

    def read(self, path: str, file: BinaryIO, size: int | None = None) -> bool:
        """See `RemoteFiles`."""
        try:
            with self._pool.connection() as connection:
                connection.retrieve(self._path(path), file, size)
        except ConnectionUsedUpError:
            return True
        except RefusalError as error:
            if self.info(path) is None:
                return False
            raise refusal_error(error, _("to read {path}").format(path=path)) from error
        return True

    def write(self, path: str, source: BinaryIO) -> None:
        """See `RemoteFiles`. A temporary file whose upload was interrupted is deleted, and created anew.

        vsftpd locks a file while it is written, and keeps it locked until it gives up the connection that broke.
        """
        if path in self._interrupted and is_partial_file(path.rpartition("/")[2]):
            self.delete(path)
        self._interrupted.discard(path)
        try:
            with self._pool.connection() as connection:
                connection.store(self._path(path), source)
        except TransientError:
            self._interrupted.add(path)
            raise
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
        """See `RemoteFiles`. A folder that was there, and is not when it is looked at, is asked for again."""
        refusal = RefusalError("")
        for _attempt in range(MAX_FOLDER_CREATIONS):
            try:
                self._command("MKD", path)
            except RefusalError as error:
                refusal = error
            else:
                return True
            if self.info(path) is not None:
                return False
        raise refusal_error(refusal, _("to create the folder {path}").format(path=path or "/")) from refusal

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
        """See `RemoteFiles`. Without MLSD, the server is asked for the time of each file, which LIST does not tell.

        A folder that others delete and create at the same moment is listed again.
        """
        refusal = RefusalError("")
        for _attempt in range(MAX_FOLDER_CREATIONS):
            try:
                return self._entries(path)
            except RefusalError as error:
                refusal = error
        raise refusal_error(refusal, _("to list the folder {path}").format(path=path or "/")) from refusal

    def clock_skew(self) -> float:
        """See `RemoteFiles`. FTP does not tell the server's time."""
        return 0.0

    def close(self) -> None:
        """See `RemoteFiles`."""
        self._pool.close()

    def _entries(self, path: str) -> Iterator[tuple[str, FileInfo]]:
        """List a folder.

        Raises:
            RefusalError: the server does not list it; it may have been deleted since the server was asked for it.
        """
        with self._pool.connection() as connection:
            place = self._path(path)
            folder = info_at(connection, place, has_facts=self._login.has_facts)
            if folder is None or not folder.is_folder:
                return iter(())
            return iter(entries(connection, place, has_facts=self._login.has_facts))

    def _path(self, path: str) -> str:
        """The absolute path of a file, once a connection was opened."""
        return (f"{self._login.base}/{path}" if path else self._login.base) or "/"

    def _command(self, command: str, path: str) -> str:
        with self._pool.connection() as connection:
            return connection.command(command, self._path(path))
