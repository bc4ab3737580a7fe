"""Files on a server by SFTP: one connection by SSH with a few channels, each used by one thread at a time."""

from __future__ import annotations

import contextlib
import errno
import stat
import threading
from typing import TYPE_CHECKING, BinaryIO, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.credentials import Credentials
from podcast.publish.targets.web_space.remote_files import FileInfo
from podcast.publish.targets.web_space.ssh.settings import ssh_settings
from podcast.publish.targets.web_space.ssh.sftp_channels import SftpChannels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paramiko import SFTPAttributes, SFTPClient

    from podcast.publish.targets.web_space.addresses import Address
    from podcast.publish.targets.web_space.credentials import PasswordPrompt

__all__ = ["SftpFiles"]

BLOCK: Final = 256 * 1024  # bytes that are read at a time from a file to send
REQUEST: Final = 32 * 1024  # bytes; servers may refuse larger reads
MAX_PREFETCH_REQUESTS: Final = 64
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
        self._channels = SftpChannels(settings, Credentials(address, settings.user, prompt))
        self._renames_over = True  # until the server turns out not to know how
        self._lock = threading.Lock()

    def info(self, path: str) -> FileInfo | None:
        """See `RemoteFiles`."""
        with self._session(path) as sftp, _none_if_absent():
            return _file_info(sftp.stat(self._path(path)))
        return None

    def read(self, path: str, file: BinaryIO, size: int | None = None) -> bool:
        """See `RemoteFiles`."""
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
                    if error.errno is not None:
                        raise
                else:
                    return
            sftp.rename(self._path(source), self._path(path))
            self._renames_over = False

    def create_folder(self, path: str) -> bool:
        """See `RemoteFiles`."""
        with self._session(path) as sftp:
            try:
                sftp.mkdir(self._path(path))
            except OSError as error:
                if error.errno == errno.ENOENT or not _exists(sftp, self._path(path)):
                    raise
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
        """See `RemoteFiles`. By SFTP, no server tells the time."""
        return 0.0

    def close(self) -> None:
        """See `RemoteFiles`."""
        self._channels.close()

    def _path(self, path: str) -> str:
        """The path on the server; one that is relative is below the user's own folder."""
        return "/".join(part for part in (self._folder.rstrip("/"), path) if part) or (self._folder or ".")

    @contextlib.contextmanager
    def _session(self, path: str) -> Iterator[SFTPClient]:
        """Use a channel; refusals of the server are raised as errors that name the path."""
        with self._channels.use() as sftp:
            try:
                yield sftp
            except OSError as error:
                if error.errno in {None, errno.ENOENT, errno.EACCES} and not self._channels.is_cut(sftp):
                    raise _refusal(self._path(path), error) from error
                raise


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


def _exists(sftp: SFTPClient, path: str) -> bool:
    with _none_if_absent():
        sftp.stat(path)
        return True
    return False


def _make_public(sftp: SFTPClient, path: str, attributes: SFTPAttributes, mode: int) -> None:
    """Make a file or a folder readable for everyone, if the server tells that it is not and lets us."""
    current = attributes.st_mode
    if current is not None and stat.S_IMODE(current) & mode != mode:
        with contextlib.suppress(PermissionError):
            sftp.chmod(path, stat.S_IMODE(current) | mode)


def _refusal(path: str, error: OSError) -> PublishError:
    """The error for a refusal of the server."""
    if error.errno == errno.EACCES:
        sentence = _("the server does not permit the access to {path}; give the user the right to write there")
    elif error.errno == errno.ENOENT:
        sentence = _("the folder of {path} does not exist on the server; create it, or correct `publish: target:`")
    else:
        sentence = _(
            "the server cannot do this with {path}; check that the web space is not full, and that nothing else is in "
            "the way"
        )
    return PublishError(sentence.format(path=path), EXIT_REFUSED)
