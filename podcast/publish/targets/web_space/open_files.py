"""Opens the files of web space by the scheme of their address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.publish.targets.web_space.addresses import Address
    from podcast.publish.targets.web_space.credentials import PasswordPrompt
    from podcast.publish.targets.web_space.remote_files import RemoteFiles

__all__ = ["open_files"]


def open_files(address: Address, prompt: PasswordPrompt | None) -> RemoteFiles:
    """Open the files at an address; nothing is sent before the first call.

    Args:
        address: of the folder.
        prompt: asks for a password, see `Credentials`.
    """
    return _OPENERS[address.scheme](address, prompt)


def _sftp(address: Address, prompt: PasswordPrompt | None) -> RemoteFiles:
    from podcast.publish.targets.web_space.ssh.sftp import SftpFiles

    return SftpFiles(address, prompt)


def _webdav(address: Address, prompt: PasswordPrompt | None) -> RemoteFiles:
    from podcast.publish.targets.web_space.webdav.webdav_files import WebDavFiles

    return WebDavFiles(address, prompt)


def _ftp(address: Address, prompt: PasswordPrompt | None) -> RemoteFiles:
    from podcast.publish.targets.web_space.ftp.ftp_files import FtpFiles

    return FtpFiles(address, prompt)


def _rsync(address: Address, _prompt: PasswordPrompt | None) -> RemoteFiles:
    from podcast.publish.targets.web_space.rsync.rsync_files import RsyncFiles

    return RsyncFiles(address)


_OPENERS: Final[dict[str, Callable[[Address, PasswordPrompt | None], RemoteFiles]]] = {
    "sftp": _sftp,
    "ftps": _ftp,
    "ftp": _ftp,
    "rsync+ssh": _rsync,
    "webdavs": _webdav,
    "webdav": _webdav,
}
