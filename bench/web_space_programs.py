"""Who brings a folder to web space, on real servers on this computer; each has the command of its own manual."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trustme
from contestants import program

from tests.support.publish import ftp_server, webdav_servers
from tests.support.publish.ssh_server import running_ssh_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.support.publish.ftp_server import FtpServer
    from tests.support.publish.ssh_server import SshServer
    from tests.support.publish.webdav_servers import WebDavServer

PARALLEL = 8  # transfers at once of lftp and rclone, which take 1 and 4 by themselves
RCLONE = ("--transfers", str(PARALLEL), "--checkers", str(PARALLEL))
OURS, LFTP, RCLONE_NAME, RSYNC = "podcast", "lftp mirror", "rclone sync", "rsync"


@dataclass(frozen=True, slots=True)
class WayToServer:
    """A server that is up.

    Attributes:
        data: the folder of the server in which every program gets one of its own.
        commands: by the program's name; each is called with the show's folder and the name of the program's own.
        environment: what the commands need there.
        count_requests: how many requests the server has answered; None if it does not tell.
    """

    data: Path
    commands: Mapping[str, Callable[[Path, str], Sequence[str | Path]]]
    environment: Mapping[str, str]
    count_requests: Callable[[], int] | None = None


def ours(address: Callable[[str], str]) -> Callable[[Path, str], Sequence[str | Path]]:
    """The command for a server."""
    return lambda root, name: publish(root, address(name))


def publish(root: Path, target: str | Path) -> Sequence[str | Path]:
    """The real command; the build that it begins with has nothing to do."""
    return (sys.executable, "-P", "-m", "podcast", "publish", "--yes", "--quiet", "-C", root, "--target", target)


def lftp(settings: str, address: Callable[[str], str]) -> Callable[[Path, str], Sequence[str | Path]]:
    """Mirror the site, and delete what is no longer in it."""
    mirror = f"mirror --reverse --delete --only-newer --parallel={PARALLEL}"
    return lambda root, name: (
        peer("lftp"), "-e", f"set cmd:fail-exit yes; {settings}; open {address(name)}; {mirror} {root}/site/ .; exit"
    )  # fmt: skip


def rclone(options: Sequence[str], remote: Callable[[str], str]) -> Callable[[Path, str], Sequence[str | Path]]:
    """Make the server's folder like the site."""
    return lambda root, name: (peer("rclone"), "sync", *RCLONE, *options, f"{root}/site", remote(name))


def peer(name: str) -> str:
    """Where a program is."""
    return program(name) or name


def obscured(password: str) -> str:
    """A password as rclone wants it."""
    if not program("rclone"):
        return ""
    return subprocess.run(
        [peer("rclone"), "obscure", password], capture_output=True, text=True, check=True
    ).stdout.strip()


@contextlib.contextmanager
def sftp(folder: Path) -> Iterator[WayToServer]:
    """OpenSSH, for SFTP."""
    with running_ssh_server(folder) as server:
        connect = f'set sftp:connect-program "ssh -a -x -F {server.client_config}"'
        options = (
            *("--sftp-host=127.0.0.1", f"--sftp-port={server.port}", f"--sftp-user={server.user}"),
            *(f"--sftp-key-file={folder / 'user_key'}", f"--sftp-known-hosts-file={folder / 'known_hosts'}"),
        )
        commands = {
            OURS: ours(lambda name: server.address(server.files / name)),
            LFTP: lftp(connect, lambda name: f"sftp://{server.user}:@127.0.0.1:{server.port}{server.files / name}"),
            RCLONE_NAME: rclone(options, lambda name: f":sftp:{server.files / name}"),
        }
        yield WayToServer(server.files, commands, _home(folder, server))


def _home(folder: Path, server: SshServer) -> dict[str, str]:
    """The environment of a user who has the key, and whom the server knows."""
    own = folder / "home" / ".ssh"
    own.mkdir(parents=True)
    for name, there in (("known_hosts", "known_hosts"), ("user_key", "id_ed25519")):
        (own / there).write_bytes((server.folder / name).read_bytes())
    (own / "id_ed25519").chmod(0o600)
    return {"HOME": str(own.parent), "RSYNC_RSH": f"ssh -F {server.client_config}", "SSH_AUTH_SOCK": ""}


@contextlib.contextmanager
def rsync(folder: Path) -> Iterator[WayToServer]:
    """OpenSSH, for rsync."""
    with running_ssh_server(folder) as server:

        def by_rsync(root: Path, name: str) -> Sequence[str | Path]:
            there = f"{server.user}@127.0.0.1:{server.files / name}/"
            shell = f"ssh -p {server.port} -F {server.client_config}"
            return (peer("rsync"), "--archive", "--delete", "--exclude=/.podcast", "-e", shell, f"{root}/site/", there)

        commands = {
            OURS: ours(lambda name: server.address(server.files / name, "rsync+ssh")),
            RSYNC: by_rsync,
        }
        yield WayToServer(server.files, commands, _home(folder, server))


@contextlib.contextmanager
def ftps(folder: Path) -> Iterator[WayToServer]:
    """ProFTPD, with TLS on all connections; sessions need not be resumed, which rclone cannot."""
    authority = trustme.CA(key_type=trustme.KeyType.RSA)
    with ftp_server.running_proftpd(folder, authority, wants_session=False) as server:
        settings = (
            f"set ftp:ssl-force yes; set ftp:ssl-protect-data yes; set ssl:ca-file {server.authority}; "
            "set net:connection-limit 0"
        )
        options = (
            *("--ftp-host=127.0.0.1", f"--ftp-port={server.port}", f"--ftp-user={server.user}"),
            *(f"--ftp-pass={obscured(ftp_server.PASSWORD)}", "--ftp-explicit-tls"),
        )
        login = f"{server.user}:{ftp_server.PASSWORD}@127.0.0.1:{server.port}"
        commands = {
            OURS: ours(server.address),
            LFTP: lftp(settings, lambda name: f"ftp://{login}/{name}"),
            RCLONE_NAME: rclone(options, lambda name: f":ftp:{name}"),
        }
        yield WayToServer(server.data, commands, _with_password(server, ftp_server.PASSWORD))


@contextlib.contextmanager
def webdav(folder: Path) -> Iterator[WayToServer]:
    """Apache's mod_dav, over TLS."""
    (folder / "certificates").mkdir()
    with webdav_servers.running_apache(folder, webdav_servers.new_certificates(folder / "certificates")) as server:
        user, password, place = webdav_servers.USER, webdav_servers.PASSWORD, f"https://127.0.0.1:{server.port}/dav"
        options = (
            *("--webdav-url", place, "--webdav-vendor=other", "--webdav-user", user),
            *("--webdav-pass", obscured(password)),
            "--update",  # by the time of the upload: else only sizes are compared, and other bytes are not sent
        )
        commands = {
            OURS: ours(server.address),
            RCLONE_NAME: rclone(options, lambda name: f":webdav:{name}"),
        }
        log = server.log.parent / "requests"
        yield WayToServer(
            server.data, commands, _with_password(server, password), lambda: log.read_bytes().count(b"\n")
        )


def _with_password(server: FtpServer | WebDavServer, password: str) -> dict[str, str]:
    return {"PODCAST_PASSWORD": password, "SSL_CERT_FILE": str(server.authority)}


WAYS: dict[str, Callable[[Path], contextlib.AbstractContextManager[WayToServer]]] = {
    "web-space-sftp": sftp,
    "web-space-ftps": ftps,
    "web-space-webdav": webdav,
    "web-space-rsync": rsync,
}
ENVIRONMENT = {
    "RCLONE_CONFIG": os.devnull,
    "LFTP_HOME": os.devnull,
    "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
}
