"""A shell on the server that runs one command after the other: each costs one round trip, and no new process of ours.

It is started with a script that reads commands line by line, because that is the same in every POSIX shell; one that
reads its own script from a pipe may read too far. The user's login shell may be another one, and may greet: what comes
before the first answer is skipped. A command's output ends with a mark that no one can guess, so the bytes of a file
need no other frame. Bytes for a command follow its line, and the next line is sent when it has answered: it cannot read
too far. If a command leaves some of them, the shell ends before it could take them for commands.
"""

from __future__ import annotations

import contextlib
import secrets
import subprocess
import tempfile
import time
from typing import TYPE_CHECKING, Final, Protocol, cast

from podcast.errors import PublishError
from podcast.files.digest import BLOCK
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.web_space.rsync.remote_errors import connection_error, no_commands_error

if TYPE_CHECKING:
    import io
    from collections.abc import Callable

    from podcast.publish.targets.web_space.rsync.ssh_command import SshCommand

__all__ = ["RemoteShell"]

# No quotes of its own, no line breaks: any login shell hands it on as it is. New files are readable for web servers.
SCRIPT: Final = (
    "LC_ALL=C; export LC_ALL; LEFT=; umask 022; exec 3<&0; "
    'while IFS= read -r line; do eval "$line" 2>&1 </dev/null; printf "\\n/%s/%s\\n" {mark} "$?"; '
    '[ -z "$LEFT" ] || exit; done'
)
# Numbers and times of files: GNU and BusyBox name the format -c, BSD and macOS -f.
PROBE: Final = (
    'if stat -c %s / >/dev/null; then STAT="stat -c"; FORMAT="/%s %Y %i %f %y %n"; '
    'else STAT="stat -f"; FORMAT="/%z %m %i %Xp - %Fm - %N"; fi; date +%s'
)
CLOSE_TIMEOUT: Final = 3.0  # seconds


class Writer(Protocol):
    """Takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Write bytes."""


class RemoteShell:
    """A shell on the server. Not thread-safe.

    Args:
        ssh: starts it.

    Raises:
        PublishError: the server does not let the user in, or runs no commands.
        TransientError: it cannot be reached.
    """

    def __init__(self, ssh: SshCommand) -> None:
        self._place, self._mark = ssh.place, secrets.token_hex(8)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the shell
        remote = f"exec sh -c '{SCRIPT.format(mark=self._mark)}'"
        self._process = ssh.start(remote, errors=self._errors.fileno())
        self._has_answered = False
        try:
            started = time.time()
            status, output = self.run(PROBE)
            self.clock_skew = self._skew(status, output, (started + time.time()) / 2)
        except BaseException:
            self.close()
            raise

    def _skew(self, status: int, output: str, now: float) -> float:
        """The seconds by which the server's clock is ahead of ours."""
        last = output.strip().rpartition("\n")[2]
        if status or not last.isdigit():
            raise no_commands_error(output, self._place)
        return float(last) - now if abs(float(last) - now) > 1 else 0.0  # it tells whole seconds

    def run(self, command: str, output: Writer | None = None) -> tuple[int, str]:
        """Run a command, and return its exit status and what it printed, errors included.

        Args:
            command: a line for a POSIX shell.
            output: takes what it prints, as bytes; then nothing of that is returned.

        Raises:
            PublishError: the server runs no commands.
            TransientError: the connection was cut.
        """
        return self._run(command, b"", output)

    def write(self, name: str, data: bytes) -> tuple[int, str]:
        """Write bytes to a file; see `run`. If that fails, the shell ends.

        Args:
            name: of the file, quoted for a shell.
            data: its bytes.
        """
        return self._run(f"head -c {len(data)} <&3 > {name} || {{ LEFT=1; false; }}", data, None)

    def _run(self, command: str, data: bytes, output: Writer | None) -> tuple[int, str]:
        printed = bytearray()
        self._send(f"{command}\n".encode("utf-8", "surrogateescape") + data)
        status = self._answer(printed.extend if output is None else output.write)
        if status is None:
            raise self._ended(bytes(printed))
        self._has_answered = True
        return status, printed.decode("utf-8", "surrogateescape")

    def _send(self, data: bytes) -> None:
        """Send bytes; if the shell has ended, the answer will tell."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.write(data)
                self._process.stdin.flush()

    def _answer(self, write: Callable[[bytes], object]) -> int | None:
        """Pass on what a command prints, and return its exit status; None if the shell has ended."""
        stdout, mark, rest = cast("io.BufferedReader", self._process.stdout), b"\n/" + self._mark.encode() + b"/", b""
        while mark not in rest or not rest.endswith(b"\n"):
            if not (block := stdout.read1(BLOCK)):
                write(rest)
                return None
            rest += block
            if mark not in rest:
                done = max(0, len(rest) - len(mark) + 1)  # what is left may be the beginning of the mark
                write(rest[:done])
                rest = rest[done:]
        last, _mark, status = rest.rpartition(mark)
        write(last)
        return int(status)

    def is_alive(self) -> bool:
        """Whether the server still answers."""
        try:
            return self.run("true")[0] == 0
        except (PublishError, TransientError):
            return False

    def close(self) -> None:
        """End the shell."""
        for stream in (self._process.stdin, self._process.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                continue
        try:
            self._process.wait(CLOSE_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def _ended(self, output: bytes) -> Exception:
        """The error for a shell that has ended, with the reason that it or ssh printed."""
        status = self._process.wait()
        self._errors.seek(0)
        words = self._errors.read().decode("utf-8", "replace")
        if status == 255 or self._has_answered:
            return connection_error(words, self._place)
        return no_commands_error(words.strip() or output.decode("utf-8", "replace"), self._place)
