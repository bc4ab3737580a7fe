"""A real SSH server, OpenSSH on 127.0.0.1: for SFTP, and for programs that are started by SSH.

It lets the user in who runs the tests, with a key that is made for them. Each test has a folder of its own on it.
"""

from __future__ import annotations

import getpass
import itertools
import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.programs import installed_program
from tests.support.publish.s3_server import WATCHED, free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/authorized_keys
PidFile none
PermitRootLogin yes
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
MaxSessions 10
LogLevel VERBOSE
Subsystem sftp internal-sftp {options}
"""
CLIENT_CONFIG = """\
Host 127.0.0.1
    IdentityFile {folder}/user_key
    IdentitiesOnly yes
    UserKnownHostsFile {folder}/known_hosts
"""
FOLDERS = itertools.count()


@dataclass(frozen=True)
class SshServer:
    """A running server; `folder` has keys, `known_hosts` and `client_config` (for `ssh -F`), `files` is for tests."""

    port: int
    folder: Path
    user: str

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def client_config(self) -> Path:
        return self.folder / "client_config"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    def address(self, path: Path, scheme: str = "sftp") -> str:
        return f"{scheme}://{self.user}@127.0.0.1:{self.port}{path}"


def make_key(path: Path, passphrase: str = "", kind: str = "ed25519") -> str:
    """Make a pair of keys, and return the public one."""
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "tests", "-f", str(path)], check=True)
    return path.with_name(f"{path.name}.pub").read_text("ascii")


@contextmanager
def running_ssh_server(folder: Path, options: str = "", more: str = "") -> Iterator[SshServer]:
    """Run a server.

    Args:
        folder: for its files.
        options: of its part for SFTP, see sftp-server(8).
        more: lines of its configuration, see sshd_config(5), that go before the others.
    """
    program = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or installed_program("sshd")
    (port,) = free_ports(1)
    server = SshServer(port, folder, getpass.getuser())
    server.files.mkdir()
    host_key, user_key = make_key(folder / "host_key"), make_key(folder / "user_key")
    (folder / "authorized_keys").write_text(user_key, "ascii")
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {host_key}", "ascii")
    server.client_config.write_text(CLIENT_CONFIG.format(folder=folder), "utf-8")
    (folder / "sshd_config").write_text(more + CONFIG.format(port=port, folder=folder, options=options), "utf-8")
    if os.geteuid() == 0:  # as the service does when it starts
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    command = ["sh", "-c", WATCHED, "sh", program, "-D", "-e", "-f", str(folder / "sshd_config")]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log) as process,
    ):
        wait_for(port, process, server)
        yield server


def wait_for(port: int, process: subprocess.Popen[bytes], server: SshServer) -> None:
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as attempt:
            attempt.settimeout(1)
            if attempt.connect_ex(("127.0.0.1", port)) == 0 and attempt.recv(4) == b"SSH-":
                return
        time.sleep(0.05)
    pytest.fail(f"sshd did not start:\n{server.log}")


@pytest.fixture(scope="session")
def ssh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    """A running server; each worker of a parallel run has its own."""
    with running_ssh_server(tmp_path_factory.mktemp("ssh")) as server:
        yield server


@pytest.fixture
def ssh_home(ssh_server: SshServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The home of a user who knows the server and has its key, but no agent and no password."""
    return use_home(monkeypatch, tmp_path / "home", ssh_server)


def use_home(monkeypatch: pytest.MonkeyPatch, home: Path, server: SshServer) -> Path:
    """Make a home for a user who knows a server and has its key."""
    (home / ".ssh").mkdir(parents=True)
    shutil.copy(server.folder / "known_hosts", home / ".ssh" / "known_hosts")
    shutil.copy(server.folder / "user_key", home / ".ssh" / "id_ed25519")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    for name in ("SSH_AUTH_SOCK", "PODCAST_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def ssh_folder(ssh_server: SshServer) -> Path:
    """A folder of the server that no other test has; it does not exist yet."""
    return ssh_server.files / f"test-{next(FOLDERS)}"
