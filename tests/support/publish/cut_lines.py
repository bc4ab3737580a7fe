"""Lines to web space that can be cut: for each way of reaching it, a real server behind a cutting proxy."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pytest

from podcast.publish.targets.web_space.addresses import parse_address
from podcast.publish.targets.web_space.ftp import ftp_client, ftp_connection
from podcast.publish.targets.web_space.ftp.ftp_files import FtpFiles
from podcast.publish.targets.web_space.rsync.rsync_files import RsyncFiles
from podcast.publish.targets.web_space.ssh import sftp_channel, ssh_connection
from podcast.publish.targets.web_space.ssh.sftp import SftpFiles
from podcast.publish.targets.web_space.webdav.webdav_files import WebDavFiles
from tests.support.programs import installed_program
from tests.support.publish.cutting_proxy import CuttingProxy, cutting_proxy
from tests.support.publish.ftp_server import running_proftpd, running_vsftpd
from tests.support.publish.s3_server import free_ports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import trustme

    from podcast.publish.targets.web_space.remote_files import RemoteFiles
    from tests.support.publish.ftp_server import FtpServer
    from tests.support.publish.ssh_server import SshServer
    from tests.support.publish.webdav_servers import WebDavServer

# Each way of reaching web space, and the name of the fixture that yields a line to it.
LINES: Final = {
    "sftp": "sftp_line",
    "ftps, vsftpd": "vsftpd_line",
    "ftps, proftpd": "proftpd_line",
    "rsync": "rsync_line",
    "webdav, apache": "apache_line",
    "webdav, nginx": "nginx_line",
    "webdav, wsgidav": "wsgidav_line",
}
FTP_TIMEOUTS: Final = ((ftp_client, "TIMEOUT"), (ftp_connection, "FAREWELL_TIMEOUT"))
SFTP_TIMEOUTS: Final = (
    (sftp_channel, "ANSWER_TIMEOUT"),
    (ssh_connection, "CONNECT_TIMEOUT"),
    (ssh_connection, "LOGIN_TIMEOUT"),
)
BEHIND: Final = "127.0.0.2"  # servers of several ports listen there, the proxy on the same ports of 127.0.0.1


@dataclass(frozen=True)
class Line:
    """A line to a server."""

    proxy: CuttingProxy
    connect: Callable[[], RemoteFiles]  # through the proxy
    folder: Path  # that is published to, as the disk has it
    timeouts: tuple[tuple[object, str], ...] = ()  # where the seconds stand after which it gives up a connection
    replaces_whole: bool = True  # whether readers see the old file or the new one, never a part


@pytest.fixture
def sftp_line(ssh_server: SshServer, ssh_home: Path, ssh_folder: Path) -> Iterator[Line]:
    """A line to OpenSSH, for SFTP."""
    ssh_folder.mkdir()
    with proxy_of_one_port(ssh_server.port) as (port, proxy):
        know_host(ssh_home / ".ssh" / "known_hosts", ssh_server, port)
        address = parse_address(f"sftp://{ssh_server.user}@127.0.0.1:{port}{ssh_folder}")
        yield Line(proxy, lambda: SftpFiles(address), ssh_folder, SFTP_TIMEOUTS)


@pytest.fixture
def rsync_line(
    ssh_server: SshServer, ssh_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Line]:
    """A line to OpenSSH, for rsync and ssh."""
    installed_program("rsync")
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    ssh_folder.mkdir()
    with proxy_of_one_port(ssh_server.port) as (port, proxy):
        know_host(tmp_path / "known_hosts", ssh_server, port)
        config = ssh_server.client_config.read_text("utf-8")
        (tmp_path / "client_config").write_text(
            config.replace(str(ssh_server.folder / "known_hosts"), str(tmp_path / "known_hosts")), "utf-8"
        )
        monkeypatch.setenv("RSYNC_RSH", f"ssh -F {tmp_path / 'client_config'}")
        address = parse_address(f"rsync+ssh://{ssh_server.user}@127.0.0.1:{port}{ssh_folder}")
        yield Line(proxy, lambda: RsyncFiles(address), ssh_folder)


@pytest.fixture
def apache_line(apache: WebDavServer, webdav_login: None) -> Iterator[Line]:  # noqa: ARG001 -- environment
    """A line to Apache's mod_dav."""
    yield from webdav_line(apache)


@pytest.fixture
def nginx_line(nginx: WebDavServer, webdav_login: None) -> Iterator[Line]:  # noqa: ARG001 -- environment
    """A line to nginx."""
    yield from webdav_line(nginx)


@pytest.fixture
def wsgidav_line(wsgidav: WebDavServer, webdav_login: None) -> Iterator[Line]:  # noqa: ARG001 -- environment
    """A line to wsgidav, which copies a file that is moved over another into it."""
    yield from webdav_line(wsgidav, replaces_whole=False)


def webdav_line(server: WebDavServer, *, replaces_whole: bool = True) -> Iterator[Line]:
    folder = server.folder()
    with proxy_of_one_port(server.port) as (port, proxy):
        address = parse_address(replace(server, port=port).address(folder))
        yield Line(proxy, lambda: WebDavFiles(address), server.data / folder, replaces_whole=replaces_whole)


@contextmanager
def proxy_of_one_port(server_port: int) -> Iterator[tuple[int, CuttingProxy]]:
    [port] = free_ports(1)
    with cutting_proxy({port: ("127.0.0.1", server_port)}) as proxy:
        yield port, proxy


def know_host(known_hosts: Path, server: SshServer, port: int) -> None:
    """Writes the file by which the server is known at the proxy's port."""
    known_hosts.write_text(f"[127.0.0.1]:{port} {(server.folder / 'host_key.pub').read_text('ascii')}", "ascii")


@pytest.fixture(scope="session")
def vsftpd_behind_proxy(
    tmp_path_factory: pytest.TempPathFactory, ftp_authority: trustme.CA
) -> Iterator[tuple[FtpServer, CuttingProxy]]:
    """vsftpd, its commands and its data behind a proxy."""
    folder = tmp_path_factory.mktemp("vsftpd-behind")
    with running_vsftpd(folder, ftp_authority, host=BEHIND) as server, ftp_proxy(server) as proxy:
        yield server, proxy


@pytest.fixture(scope="session")
def proftpd_behind_proxy(
    tmp_path_factory: pytest.TempPathFactory, ftp_authority: trustme.CA
) -> Iterator[tuple[FtpServer, CuttingProxy]]:
    """ProFTPD, its commands and its data behind a proxy."""
    folder = tmp_path_factory.mktemp("proftpd-behind")
    with running_proftpd(folder, ftp_authority, host=BEHIND) as server, ftp_proxy(server) as proxy:
        yield server, proxy


@contextmanager
def ftp_proxy(server: FtpServer) -> Iterator[CuttingProxy]:
    """A proxy on the same ports as the server, whose responses to PASV name them."""
    with cutting_proxy({port: (server.host, port) for port in (server.port, *server.passive_ports)}) as proxy:
        yield proxy


@pytest.fixture
def vsftpd_line(vsftpd_behind_proxy: tuple[FtpServer, CuttingProxy], ftp_credentials: None, tmp_path: Path) -> Line:  # noqa: ARG001 -- environment
    """A line to vsftpd."""
    return ftp_line(*vsftpd_behind_proxy, tmp_path.name)


@pytest.fixture
def proftpd_line(proftpd_behind_proxy: tuple[FtpServer, CuttingProxy], ftp_credentials: None, tmp_path: Path) -> Line:  # noqa: ARG001 -- environment
    """A line to ProFTPD."""
    return ftp_line(*proftpd_behind_proxy, tmp_path.name)


def ftp_line(server: FtpServer, proxy: CuttingProxy, name: str) -> Line:
    server.folder(name).mkdir()
    proxy.repair()
    address = parse_address(server.address(name))
    return Line(proxy, lambda: FtpFiles(address), server.folder(name), FTP_TIMEOUTS)
