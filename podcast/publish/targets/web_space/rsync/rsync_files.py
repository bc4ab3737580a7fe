"""Files on a server by rsync and ssh: the system's programs, with the user's keys, hosts and jump hosts.

Commands (mkdir, mv, rm, stat) and small files go through shells that stay open. Large files are sent by rsync, which
continues where it was cut; for small ones, starting it costs more time than to begin again.
"""

from __future__ import annotations

import shlex
import subprocess
import tempfile
import threading
from typing import TYPE_CHECKING, BinaryIO, Final

from podcast.errors import PublishError
from podcast.files.digest import BLOCK, Digest
from podcast.i18n import _
from podcast.publish.targets.web_space.connection_pool import ConnectionPool
from podcast.publish.targets.web_space.remote_files import MAX_FOLDER_CREATIONS
from podcast.publish.targets.web_space.rsync.listing import parse_listing
from podcast.publish.targets.web_space.rsync.remote_errors import connection_error, file_error
from podcast.publish.targets.web_space.rsync.remote_shell import RemoteShell
from podcast.publish.targets.web_space.rsync.ssh_command import SshCommand, require_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.publish.targets.web_space.addresses import Address
    from podcast.publish.targets.web_space.remote_files import FileInfo

__all__ = ["RsyncFiles"]

MAX_SHELLS: Final = 5
MAX_COPIES: Final = 3  # at once; with the shells, fewer than the ten that OpenSSH permits on a connection (MaxSessions)
SMALL: Final = 4 << 20  # bytes of a file that is sent at once: to begin again costs less than to start rsync
# In place: a copy that was cut is continued. Always: rsync takes files of one size and second to be the same.
OPTIONS: Final = ("--inplace", "--no-whole-file", "--ignore-times", "--protect-args", "--perms", "--chmod=F644")
RSYNC_TIMEOUT: Final = 60  # seconds without data
CONNECTION_STATUSES: Final = {10, 12, 30, 35, 255}  # of rsync(1), "EXIT VALUES", and of ssh
EXISTS, IS_FOLDER, ABSENT_STATUS = 21, 22, 23  # exit statuses of our commands


class RsyncFiles:
    """Files on a server by rsync and ssh; see `RemoteFiles`.

    Args:
        address: of the folder.
    """

    checks_bytes = True

    def __init__(self, address: Address) -> None:
        self._folder = address.folder
        self._ssh = SshCommand(address)
        self._shells = ConnectionPool(self._open_shell, MAX_SHELLS)
        self._copies = threading.BoundedSemaphore(MAX_COPIES)
        self._skew = 0.0

    def info(self, path: str) -> FileInfo | None:
        """See `RemoteFiles`."""
        name = self._quoted(path)
        status, output = self._run(f'if [ -e {name} ]; then $STAT "$FORMAT" -L {name}; else (exit {ABSENT_STATUS}); fi')
        if status == ABSENT_STATUS:
            return None
        entries = list(parse_listing(output))
        if status or len(entries) != 1:
            raise file_error(path, output, self._ssh.place)
        return entries[0][1]

    def read(self, path: str, file: BinaryIO, size: int | None = None) -> bool:
        """See `RemoteFiles`."""
        name = self._quoted(path)
        command = f"cat {name}" if size is None else f"head -c {size} {name}"
        with self._shells.connection() as shell:
            status, _output = shell.run(f"if [ -f {name} ]; then {command} 2>/dev/null; else false; fi", file)
        if status and self.info(path):
            raise file_error(path, self._run(f"cat {name} >/dev/null")[1], self._ssh.place)
        return status == 0

    def write(self, path: str, source: BinaryIO) -> None:
        """See `RemoteFiles`."""
        start = source.read(SMALL)
        if len(start) < SMALL:
            self._write_small(path, start)
            return
        with tempfile.NamedTemporaryFile() as copy, self._copies:
            while start:
                copy.write(start)
                start = source.read(BLOCK)
            copy.flush()
            self._send(copy.name, path)

    def rename(self, source: str, path: str) -> None:
        """See `RemoteFiles`. `mv` renames within a file system, over a file that exists."""
        old, new = self._quoted(source), self._quoted(path)
        self._change(path, f"if [ -d {new} ]; then (exit {IS_FOLDER}); else mv -f {old} {new}; fi")

    def create_folder(self, path: str) -> bool:
        """See `RemoteFiles`. `mkdir` fails if anything is there."""
        name, output = self._quoted(path), ""
        for _attempt in range(MAX_FOLDER_CREATIONS):
            status, output = self._run(f"mkdir {name} || if [ -e {name} ]; then (exit {EXISTS}); else false; fi")
            if status in {0, EXISTS}:
                return status == 0
        raise file_error(path, output, self._ssh.place)

    def delete(self, path: str) -> None:
        """See `RemoteFiles`."""
        self._change(path, f"rm -f {self._quoted(path)}")

    def delete_folder(self, path: str) -> bool:
        """See `RemoteFiles`."""
        return self._run(f"rmdir {self._quoted(path)}")[0] == 0

    def list(self, path: str) -> Iterator[tuple[str, FileInfo]]:
        """See `RemoteFiles`. A link to a file counts as that file; one to a folder is left out."""
        name = self._quoted(path)
        names = "printf '%s\\0' .[!.]* ..?* *"
        status, output = self._run(
            f'if [ -d {name} ]; then ( cd {name} && {names} | xargs -0 $STAT "$FORMAT" -- 2>/dev/null; true ); fi'
        )
        if status:
            raise file_error(path, output, self._ssh.place)
        for entry_name, info in parse_listing(output):
            if info is not None:
                yield entry_name, info
            elif (target := self.info(f"{path}/{entry_name}" if path else entry_name)) and not target.is_folder:
                yield entry_name, target

    def digest(self, path: str) -> Digest | None:
        """Return the digest of a file, computed by the server; None if it cannot, or the file does not exist."""
        name = self._quoted(path)
        status, output = self._run(f"md5sum < {name} && sha256sum < {name} && wc -c < {name}")
        words = output.split()
        if status or len(words) != 5 or not words[4].isdigit():
            return None
        return Digest(int(words[4]), words[0], words[2])

    def clock_skew(self) -> float:
        """See `RemoteFiles`."""
        return self._skew

    def close(self) -> None:
        """See `RemoteFiles`."""
        self._shells.close()
        self._ssh.close()

    def _open_shell(self) -> RemoteShell:
        shell = RemoteShell(self._ssh)
        self._skew = shell.clock_skew
        return shell

    def _run(self, command: str) -> tuple[int, str]:
        with self._shells.connection() as shell:
            return shell.run(command)

    def _change(self, path: str, command: str) -> None:
        status, output = self._run(command)
        if status:
            words = "Is a directory" if status == IS_FOLDER else output
            raise file_error(path, words, self._ssh.place)

    def _write_small(self, path: str, data: bytes) -> None:
        with self._shells.connection() as shell:
            status, output = shell.write(self._quoted(path), data)
            if status:
                raise file_error(path, output, self._ssh.place)

    def _send(self, name: str, path: str) -> None:
        """Send a file by rsync.

        Raises:
            PublishError: the server refuses.
            TransientError: the connection was cut; a second call continues.
        """
        host = f"[{self._ssh.place.host}]" if ":" in self._ssh.place.host else self._ssh.place.host
        user = f"{self._ssh.place.user}@" if self._ssh.place.user else ""
        options = (*OPTIONS, f"--timeout={RSYNC_TIMEOUT}", f"--rsh={self._ssh.for_rsync()}")
        command = [require_program("rsync"), *options, "--", name, f"{user}{host}:{self._path(path)}"]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603 -- no shell
        words = run.stderr.decode("utf-8", "replace")
        if run.returncode in CONNECTION_STATUSES and "not found" not in words:
            raise connection_error(words, self._ssh.place)
        if run.returncode:
            raise file_error(path, words, self._ssh.place)

    def _path(self, path: str) -> str:
        """The path on the server; a relative one is below the user's own folder, where a shell begins."""
        joined = "/".join(part for part in (self._folder.rstrip("/"), path) if part) or self._folder or "."
        return joined if joined.startswith("/") else f"./{joined}"

    def _quoted(self, path: str) -> str:
        if "\n" in path or "\0" in path:
            raise PublishError(_("the name of {path} has a line break; rename it").format(path=repr(path)))
        return shlex.quote(self._path(path))
