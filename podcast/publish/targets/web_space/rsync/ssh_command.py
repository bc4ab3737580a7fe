"""Starts the system's `ssh` for one server: all commands share one connection, where the system's ssh can do that."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.ssh_program import SshPlace, with_options
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from podcast.publish.targets.web_space.addresses import Address

__all__ = ["SSH_VARIABLE", "SshCommand", "require_program"]

SSH_VARIABLE: Final = "RSYNC_RSH"  # with which rsync itself is told another command for ssh
CLOSE_TIMEOUT: Final = 3.0  # seconds
MAX_SOCKET_PATH: Final = 80  # bytes; systems allow about 104, and ssh adds a random end while it creates one


class SshCommand:
    """How commands are run on a server. Thread-safe.

    The shared connection is that of a command that waits for the end of its input: when this process ends, however it
    does, so does the connection.

    Args:
        address: of the folder.
    """

    def __init__(self, address: Address) -> None:
        self.place = SshPlace(address.host, address.user, address.port)
        self._command = with_options(os.environ.get(SSH_VARIABLE) or "ssh")
        self._lock = threading.Lock()
        self._master: subprocess.Popen[bytes] | None = None
        self._socket = ""
        if hasattr(socket, "AF_UNIX"):  # not on Windows, whose ssh opens a connection for each command
            folder = tempfile.mkdtemp(prefix="podcast-")
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            path = f"{folder}/s"
            self._socket = path if len(path) <= MAX_SOCKET_PATH and " " not in path else ""

    def for_rsync(self) -> str:
        """The command for ssh, as rsync takes it: it adds the server and the command there."""
        self._share_connection()
        port = f" -p {self.place.port}" if self.place.port else ""
        return f"{self._command}{port} {' '.join(self._sharing(master=False))}".rstrip()

    def start(self, remote: str, *, errors: int) -> subprocess.Popen[bytes]:
        """Start a command on the server, with pipes to it.

        Args:
            remote: the command, for the user's shell there.
            errors: where what it says on errors goes, the number of a file.
        """
        self._share_connection()
        return self._start(remote, errors, master=False)

    def close(self) -> None:
        """Close the shared connection."""
        with self._lock:
            master, self._master = self._master, None
        if master is None:
            return
        for stream in (master.stdin, master.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        try:
            master.wait(CLOSE_TIMEOUT)
        except subprocess.TimeoutExpired:
            master.kill()
            master.wait()

    def _share_connection(self) -> None:
        """Open the connection that all commands share. If that fails, each opens its own, whose error is shown."""
        with self._lock:
            require_program("ssh")
            if not self._socket or (self._master and self._master.poll() is None):
                return
            Path(self._socket).unlink(missing_ok=True)
            self._master = self._start("echo ready; exec cat", subprocess.DEVNULL, master=True)
            weakref.finalize(self, _end, self._master)
            if self._master.stdout is not None:
                self._master.stdout.readline()  # of any greeting, or an error

    def _start(self, remote: str, errors: int, *, master: bool) -> subprocess.Popen[bytes]:
        words = [*shlex.split(self._command), *self._sharing(master=master), "-T"]
        words += ["-p", str(self.place.port)] if self.place.port else []
        words += ["-l", self.place.user] if self.place.user else []
        words += ["--", self.place.host, remote]
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)  # noqa: S603 -- no shell here

    def _sharing(self, *, master: bool) -> list[str]:
        if not self._socket:
            return []
        mode = "yes" if master else "no"
        return [f"-oControlMaster={mode}", f"-oControlPath={self._socket}", "-oControlPersist=no"]


def _end(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            if stream is not None:
                stream.close()
    process.kill()
    process.wait()


def require_program(name: str) -> str:
    """Return the path of a program of the system.

    Raises:
        PublishError: it is not installed.
    """
    path = shutil.which(name)
    if path is None:
        raise PublishError(
            _(
                "the program {name} is not installed, and publishing to rsync+ssh:// needs it; nothing was changed. "
                "Install it, or write sftp:// instead, which needs no other program"
            ).format(name=name),
            EXIT_REFUSED,
        )
    return path
