"""Real FTP servers on 127.0.0.1, vsftpd and ProFTPD, which know little of each other's commands.

vsftpd has no MLSD, ProFTPD has; both want TLS, with its session resumed on each data connection. Neither needs root.
"""

from __future__ import annotations

import getpass
import os
import random
import socket
import ssl
import subprocess
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from ftplib import FTP_TLS, all_errors
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.support.programs import installed_program
from tests.support.publish.s3_server import WATCHED, free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "geheim-und-lang"  # noqa: S105 -- of the servers of the tests
# `openssl passwd -6 -salt webspace geheim-und-lang`
PASSWORD_HASH = "$6$webspace$TNW7lu4R/mjEArgySoYjIvFAwGjRZCuFumkDs2d8OQGdudImfXHajSfvckSNirtP28x7jMEe/NEsWmzlO6dgm/"  # noqa: S105 -- the same

VSFTPD = """\
listen=YES
listen_address={host}
listen_port={port}
pasv_min_port={first}
pasv_max_port={last}
background=NO
run_as_launching_user=YES
anonymous_enable=YES
local_enable=NO
write_enable=YES
anon_upload_enable=YES
anon_mkdir_write_enable=YES
anon_other_write_enable=YES
anon_world_readable_only=NO
anon_umask=022
anon_root={data}
secure_chroot_dir={data}
secure_email_list_enable=YES
email_password_file={folder}/passwords
ssl_enable=YES
allow_anon_ssl=YES
force_anon_logins_ssl={tls}
force_anon_data_ssl={tls}
require_ssl_reuse=YES
rsa_cert_file={folder}/server.pem
rsa_private_key_file={folder}/server.pem
pasv_address={host}
vsftpd_log_file={folder}/transfers
xferlog_enable=YES
max_per_ip={most}
"""

PROFTPD_TLS = """\
AuthOrder mod_auth_file.c
AuthUserFile {folder}/users
RequireValidShell off
RootLogin on
RootRevoke off
AllowOverwrite {overwrite}
TLSEngine on
TLSRequired on
TLSLog {folder}/tls.log
TLSRSACertificateFile {folder}/server.pem
TLSRSACertificateKeyFile {folder}/server.pem
"""
PROFTPD = """\
LoadModule mod_tls.c
ServerType standalone
DefaultAddress {host}
SocketBindTight on
Port {port}
PassivePorts {first} {last}
User {user}
Group {group}
UseIPv6 off
UseReverseDNS off
PidFile {folder}/pid
ScoreboardFile {folder}/scoreboard
DelayTable none
WtmpLog off
TransferLog none
SystemLog {folder}/system.log
"""


@dataclass(frozen=True)
class FtpServer:
    """Where a server listens, who may log in, and the folder in which it puts that user."""

    name: str
    port: int
    implicit_port: int  # 0 if it has none
    passive_ports: range  # of data connections
    user: str
    data: Path
    authority: Path  # the certificate of whoever signed its own
    log: Path
    host: str = "127.0.0.1"

    def folder(self, name: str) -> Path:
        """Where the disk has a folder of the user."""
        return self.data / name

    def address(self, folder: str = "", port: int = 0, scheme: str = "ftps") -> str:
        """The address of a folder in the user's own."""
        return f"{scheme}://{self.user}@127.0.0.1:{port or self.port}/~/{folder}"


@pytest.fixture(scope="session")
def ftp_authority() -> trustme.CA:
    return trustme.CA(key_type=trustme.KeyType.RSA)


@pytest.fixture(scope="session")
def vsftpd(tmp_path_factory: pytest.TempPathFactory, ftp_authority: trustme.CA) -> Iterator[FtpServer]:
    """A running vsftpd; each worker of a parallel run has its own."""
    with running_vsftpd(tmp_path_factory.mktemp("vsftpd"), ftp_authority) as server:
        yield server


@pytest.fixture(scope="session")
def proftpd(tmp_path_factory: pytest.TempPathFactory, ftp_authority: trustme.CA) -> Iterator[FtpServer]:
    """A running ProFTPD; each worker of a parallel run has its own."""
    with running_proftpd(tmp_path_factory.mktemp("proftpd"), ftp_authority) as server:
        yield server


@pytest.fixture
def ftp_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ftp_authority: trustme.CA) -> None:
    """The password of the servers, and the authority of their certificates, in the environment."""
    ftp_authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("PODCAST_PASSWORD", PASSWORD)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


@contextmanager
def running_vsftpd(
    folder: Path, authority: trustme.CA, *, tls: bool = True, most: int = 0, host: str = "127.0.0.1"
) -> Iterator[FtpServer]:
    """A server that is up while the block runs; with `most`, it accepts so many connections at once."""
    program, server = installed_program("vsftpd"), new_server("vsftpd", folder, authority, host)
    (folder / "passwords").write_text(f"{PASSWORD}\n")
    yes = "YES" if tls else "NO"
    text = VSFTPD.format(
        host=host,
        port=server.port,
        first=server.passive_ports[0],
        last=server.passive_ports[-1],
        data=server.data,
        folder=folder,
        tls=yes,
        most=most,
    )
    (folder / "vsftpd.conf").write_text(text)
    with started(server, [program, str(folder / "vsftpd.conf")]):
        yield server


@contextmanager
def running_proftpd(
    folder: Path,
    authority: trustme.CA,
    *,
    overwrite: bool = True,
    wants_session: bool = True,
    host: str = "127.0.0.1",
) -> Iterator[FtpServer]:
    """A server that is up while the block runs; it also listens where TLS begins at once.

    With `wants_session`, the TLS session of the commands is to be resumed on data connections.
    """
    program, server = installed_program("proftpd"), new_server("proftpd", folder, authority, host)
    users = folder / "users"
    users.write_text(f"redaktion:{PASSWORD_HASH}:{os.getuid()}:{os.getgid()}::{server.data}:/bin/false\n")
    users.chmod(0o600)
    tls = PROFTPD_TLS.format(folder=folder, overwrite="on" if overwrite else "off")
    implicit = f"<VirtualHost {host}>\nPort {server.implicit_port}\nTLSOptions UseImplicitSSL\n{tls}</VirtualHost>\n"
    text = PROFTPD.format(
        host=host,
        port=server.port,
        first=server.passive_ports[0],
        last=server.passive_ports[-1],
        folder=folder,
        user=getpass.getuser(),
        group=group_name(),
    )
    options = "" if wants_session else "TLSOptions NoSessionReuseRequired\n"
    (folder / "proftpd.conf").write_text(text + tls + options + implicit)
    with started(server, [program, "--nodaemon", "--quiet", "--config", str(folder / "proftpd.conf")]):
        yield server


def new_server(name: str, folder: Path, authority: trustme.CA, host: str) -> FtpServer:
    """The place of a server, with its certificate, before it is started."""
    folder.joinpath("data").mkdir()
    certificate = authority.issue_cert("127.0.0.1", "127.0.0.2", "localhost", key_type=trustme.KeyType.RSA)
    certificate.private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    (folder / "server.pem").chmod(0o600)
    authority.cert_pem.write_to_path(folder / "authority.pem")
    (port, implicit_port), user = free_ports(2), {"vsftpd": "anonymous", "proftpd": "redaktion"}[name]
    return FtpServer(
        name,
        port,
        implicit_port,
        free_port_range(),
        user,
        folder / "data",
        folder / "authority.pem",
        folder / "log",
        host,
    )


def free_port_range(count: int = 48) -> range:
    """Ports for data connections, of which none is in use: below those that the system hands out."""
    for first in random.sample(range(15_000, 32_000, count), 100):
        with ExitStack() as held, suppress(OSError):
            for port in range(first, first + count):
                for host in ("127.0.0.1", "127.0.0.2"):
                    held.enter_context(socket.socket()).bind((host, port))
            return range(first, first + count)
    raise AssertionError("no free ports")


def group_name() -> str:
    import grp

    return grp.getgrgid(os.getgid()).gr_name


@contextmanager
def started(server: FtpServer, command: list[str]) -> Iterator[None]:
    with (
        server.log.open("wb") as log,
        subprocess.Popen(
            ["sh", "-c", WATCHED, "sh", *command], stdin=subprocess.PIPE, stdout=log, stderr=log
        ) as process,
    ):
        when_ready(server, process)
        yield
    # Leaving the block closes the pipe and waits for the server's end.


def when_ready(server: FtpServer, process: subprocess.Popen[bytes]) -> None:
    """Waits until the server lets its user in."""
    patience = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < patience:
        try:
            with FTP_TLS(context=ssl.create_default_context(cafile=server.authority), timeout=5) as client:  # noqa: S321 -- what is tested
                client.connect(server.host, server.port)
                client.login(server.user, PASSWORD)
        except all_errors:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"{server.name} did not start:\n{server.log.read_text(errors='replace')[-2000:]}")
