"""The ways of reaching web space: a fixture for each, which yields its files, in an empty folder of a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from podcast.publish.targets.web_space.addresses import parse_address
from podcast.publish.targets.web_space.ftp.ftp_files import FtpFiles
from podcast.publish.targets.web_space.rsync.rsync_files import RsyncFiles
from podcast.publish.targets.web_space.ssh.sftp import SftpFiles
from podcast.publish.targets.web_space.webdav.webdav_files import WebDavFiles
from tests.support.programs import installed_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.publish.ftp_server import FtpServer
    from tests.support.publish.ssh_server import SshServer
    from tests.support.publish.webdav_servers import WebDavServer

# Each way, and the name of its fixture.
WEB_SPACE: Final = {
    "sftp": "sftp_files",
    "ftps, vsftpd": "vsftpd_files",
    "ftps, proftpd": "proftpd_files",
    "rsync": "rsync_files",
    "webdav, apache": "apache_files",
    "webdav, nginx": "nginx_files",
    "webdav, wsgidav": "wsgidav_files",
}


@pytest.fixture
def sftp_files(ssh_server: SshServer, ssh_home: Path, ssh_folder: Path) -> Iterator[SftpFiles]:  # noqa: ARG001 -- the home has the key
    """Files by SFTP."""
    ssh_folder.mkdir()
    files = SftpFiles(parse_address(ssh_server.address(ssh_folder)))
    yield files
    files.close()


@pytest.fixture
def rsync_files(ssh_server: SshServer, ssh_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RsyncFiles]:
    """Files by rsync and ssh."""
    installed_program("rsync")
    monkeypatch.setenv("RSYNC_RSH", f"ssh -F {ssh_server.client_config}")
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    ssh_folder.mkdir()
    files = RsyncFiles(parse_address(ssh_server.address(ssh_folder, "rsync+ssh")))
    yield files
    files.close()


@pytest.fixture
def vsftpd_files(vsftpd: FtpServer, ftp_credentials: None, tmp_path: Path) -> Iterator[FtpFiles]:  # noqa: ARG001 -- environment
    """Files by FTPS, on a server without MLSD."""
    yield from _ftp_files(vsftpd, tmp_path)


@pytest.fixture
def proftpd_files(proftpd: FtpServer, ftp_credentials: None, tmp_path: Path) -> Iterator[FtpFiles]:  # noqa: ARG001 -- environment
    """Files by FTPS, on a server with MLSD."""
    yield from _ftp_files(proftpd, tmp_path)


def _ftp_files(server: FtpServer, tmp_path: Path) -> Iterator[FtpFiles]:
    server.folder(tmp_path.name).mkdir()
    files = FtpFiles(parse_address(server.address(tmp_path.name)))
    yield files
    files.close()


@pytest.fixture
def apache_files(apache: WebDavServer, webdav_login: None) -> Iterator[WebDavFiles]:  # noqa: ARG001 -- environment
    """Files by WebDAV, on Apache's mod_dav."""
    yield from _webdav_files(apache)


@pytest.fixture
def nginx_files(nginx: WebDavServer, webdav_login: None) -> Iterator[WebDavFiles]:  # noqa: ARG001 -- environment
    """Files by WebDAV, on nginx."""
    yield from _webdav_files(nginx)


@pytest.fixture
def wsgidav_files(wsgidav: WebDavServer, webdav_login: None) -> Iterator[WebDavFiles]:  # noqa: ARG001 -- environment
    """Files by WebDAV, on wsgidav, with digest authentication."""
    yield from _webdav_files(wsgidav)


def _webdav_files(server: WebDavServer) -> Iterator[WebDavFiles]:
    files = WebDavFiles(parse_address(server.address(server.folder())))
    yield files
    files.close()
