"""Files on a server by SFTP: one connection by SSH with a few channels, each used by one thread at a time."""

from __future__ import annotations

import contextlib
import errno
import stat
from typing import TYPE_CHECKING, BinaryIO, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.connection_pool import ConnectionPool, UsableConnectionError
from podcast.publish.targets.web_space.credentials import Credentials
from podcast.publish.targets.web_space.remote_files import MAX_FOLDER_CREATIONS, FileInfo
from podcast.publish.targets.web_space.ssh.settings import ssh_settings
from podcast.publish.targets.web_space.ssh.sftp_channel import MAX_CHANNELS, SharedConnection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paramiko import SFTPAttributes, SFTPClient

    from podcast.publish.targets.web_space.addresses import Address
    from podcast.publish.targets.web_space.credentials import PasswordPrompt

__all__ = ["SftpFiles"]

BLOCK: Final = 256 * 1024  # bytes that are read at a time from a file to send
REQUEST: Final = 32 * 1024  # bytes; servers may refuse larger reads
MAX_PREFETCH_REQUESTS: Final = 256  # 8 MB on their way
STATUSES: Final = {None, errno.ENOENT, errno.EACCES}  # of answers of the server, not of sockets
PUBLIC_FILE: Final = 0o444
PUBLIC_FOLDER: Final = 0o555


class SftpFiles:
    """Files on a server by SFTP; see `RemoteFiles`.

    Files and folders are made readable for everyone if the server does not do so by itself: its web server often is
    another user.

    Args:
        address: of the folder.
        prompt: asks for a password, see `Credentials`.
    """

    checks_bytes = True

    def __init__(self, address: Address, prompt: PasswordPrompt | None = None) -> None:
        settings = ssh_settings(address)
        self._folder = address.folder
        self._host = settings.host
        self._connection = SharedConnection(settings, Credentials(address, settings.user, prompt))
        self._channels = ConnectionPool(self._connection.open_channel, MAX_CHANNELS)
        self._renames_over = True  # until the server turns out not to know how

    def info(self, path: str) -> FileInfo | None:
        """See `RemoteFiles`."""
        with self._session(path) as sftp, _none_if_absent():
            return _file_info(sftp.stat(self._path(path)))
        return None

    def read(self, path: str, file: BinaryIO, size: int | None = None) -> bool:
        """See `RemoteFiles`.

        Raises:
            TransientError: the file ends too early.
        """
        with self._session(path) as sftp, _none_if_absent(), sftp.open(self._path(path), "rb") as remote:
            rest = remote.stat().st_size or 0
            rest = rest if size is None else min(rest, size)
            remote.prefetch(rest, MAX_PREFETCH_REQUESTS)
            while rest:
                if not (data := remote.read(min(rest, REQUEST))):
                    raise TransientError(_("the file ended too early"))
                file.write(data)
                rest -= len(data)
            return True
        return False

    def write(self, path: str, source: BinaryIO) -> None:
        """See `RemoteFiles`."""
        with self._session(path) as sftp, sftp.open(self._path(path), "wb") as remote:
            remote.set_pipelined(True)
            while data := source.read(BLOCK):
                remote.write(data)
            _make_public(sftp, self._path(path), remote.stat(), PUBLIC_FILE)

    def rename(self, source: str, path: str) -> None:
        """See `RemoteFiles`. `posix-rename` of OpenSSH replaces atomically; the plain one replaces nothing."""
        with self._session(path) as sftp:
            if self._renames_over:
                try:
                    sftp.posix_rename(self._path(source), self._path(path))
                except OSError as error:
                    if error.errno not in {None, errno.EACCES} or isinstance(error, TimeoutError):
                        raise
                else:
                    return
            sftp.rename(self._path(source), self._path(path))
            self._renames_over = False

    def create_folder(self, path: str) -> bool:
        """See `RemoteFiles`."""
        with self._session(path) as sftp:
            if not _create_folder(sftp, self._path(path)):
                return False
            _make_public(sftp, self._path(path), sftp.stat(self._path(path)), PUBLIC_FOLDER)
            return True

    def delete(self, path: str) -> None:
        """See `RemoteFiles`."""
        with self._session(path) as sftp, _none_if_absent():
            sftp.remove(self._path(path))

    def delete_folder(self, path: str) -> bool:
        """See `RemoteFiles`."""
        with self._session(path) as sftp:
            try:
                sftp.rmdir(self._path(path))
            except OSError as error:
                if error.errno not in {None, errno.ENOENT, errno.EACCES}:
                    raise
                return False
            return True

    def list(self, path: str) -> Iterator[tuple[str, FileInfo]]:
        """See `RemoteFiles`. A link to a file counts as that file; one to a folder is left out."""
        with self._session(path) as sftp:
            entries: list[SFTPAttributes] = []
            with _none_if_absent():
                entries = sftp.listdir_attr(self._path(path))
            for entry in entries:
                info = _file_info(entry)
                if stat.S_ISLNK(entry.st_mode or 0):
                    target = None
                    with _none_if_absent():
                        target = sftp.stat(f"{self._path(path)}/{entry.filename}")
                    if target is None or stat.S_ISDIR(target.st_mode or 0):
                        continue
                    info = _file_info(target)
                yield entry.filename, info

    def clock_skew(self) -> float:
        """See `RemoteFiles`. SFTP has no way to ask for the time."""
        return 0.0

    def close(self) -> None:
        """See `RemoteFiles`."""
        self._channels.close()
        self._connection.close()

    def _path(self, path: str) -> str:
        """The path on the server; one that is relative is below the user's own folder."""
        return "/".join(part for part in (self._folder.rstrip("/"), path) if part) or (self._folder or ".")

    @contextlib.contextmanager
    def _session(self, path: str) -> Iterator[SFTPClient]:
        """Use a channel; what the server refuses is raised as an error that names the path."""
        from paramiko import SSHException

        with self._channels.connection() as channel:
            try:
                yield channel.client
            except (SSHException, EOFError, OSError) as error:
                if _is_status(error) and channel.is_alive():
                    raise _refusal(self._path(path), error) from error
                raise TransientError(_("the connection to {host} was cut").format(host=self._host)) from error


def _is_status(error: Exception) -> bool:
    """Whether an error is a status that the server answered with, not one of the connection."""
    return isinstance(error, OSError) and not isinstance(error, TimeoutError) and error.errno in STATUSES


class _RefusedError(PublishError, UsableConnectionError):
    """The server refuses a request, and waits for the next one."""


@contextlib.contextmanager
def _none_if_absent() -> Iterator[None]:
    """Leave the block if the file does not exist."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise


def _file_info(attributes: SFTPAttributes) -> FileInfo:
    size, modified = attributes.st_size or 0, attributes.st_mtime or 0
    if stat.S_ISDIR(attributes.st_mode or 0):
        return FileInfo(0, modified, "", is_folder=True)
    return FileInfo(size, modified, f"{size}-{modified}")


def _create_folder(sftp: SFTPClient, path: str) -> bool:
    """Create a folder; False if something is there: the server's status does not tell."""
    for attempt in range(MAX_FOLDER_CREATIONS):
        try:
            sftp.mkdir(path)
        except OSError as error:
            if error.errno == errno.ENOENT or isinstance(error, TimeoutError):
                raise
            if _exists(sftp, path):
                return False
            if attempt == MAX_FOLDER_CREATIONS - 1:
                raise
        else:
            return True  # or it was deleted between the two requests: then it is created by the second
    return False


def _exists(sftp: SFTPClient, path: str) -> bool:
    with _none_if_absent():
        sftp.stat(path)
        return True
    return False


def _make_public(sftp: SFTPClient, path: str, attributes: SFTPAttributes, mode: int) -> None:
    """Make a file or a folder readable for everyone, if it is not and the server permits it."""
    current = attributes.st_mode
    if current is not None and stat.S_IMODE(current) & mode != mode:
        with contextlib.suppress(PermissionError):
            sftp.chmod(path, stat.S_IMODE(current) | mode)


def _refusal(path: str, error: Exception) -> PublishError:
    """The error for a refusal of the server."""
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EACCES:
        sentence = _("the server denies access to {path}; give the user permission to read and write there")
    elif number == errno.ENOENT:
        sentence = _("the folder of {path} does not exist on the server; create it, or correct `publish: target:`")
    else:
        sentence = _(
            "the server refused to change {path} without a reason; check that the web space is not full, and that no "
            "file or folder of that name is in the way"
        )
    return _RefusedError(sentence.format(path=path), EXIT_REFUSED)
