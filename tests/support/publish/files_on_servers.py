"""The ways of reaching web space: a fixture for each, which yields its files, in an empty folder of a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from podcast.publish.targets.web_space.addresses import parse_address
from podcast.publish.targets.web_space.ftp.ftp_files import FtpFiles
from podcast.publish.targets.web_space.ssh.sftp import SftpFiles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.publish.ftp_server import FtpServer
    from tests.support.publish.ssh_server import SshServer

# Each way, and the name of its fixture.
WEB_SPACE: Final = {"sftp": "sftp_files", "ftps, vsftpd": "vsftpd_files", "ftps, proftpd": "proftpd_files"}


@pytest.fixture
def sftp_files(ssh_server: SshServer, ssh_home: Path, ssh_folder: Path) -> Iterator[SftpFiles]:  # noqa: ARG001 -- the home has the key
    """Files by SFTP."""
    ssh_folder.mkdir()
    files = SftpFiles(parse_address(ssh_server.address(ssh_folder)))
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
