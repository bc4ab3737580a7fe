"""Two processes of git that stay: one reads objects, the other stores files. Starting one for each takes milliseconds.

`git cat-file --batch` answers each name with `<id> <type> <size>`, the bytes and a line feed; `git hash-object
--stdin-paths` answers each path with its id.
"""

from __future__ import annotations

import subprocess
import threading
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.files.digest import BLOCK
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.publish.targets.git.git_program import GitProgram

READING: Final = ("cat-file", "--batch")
STORING: Final = ("hash-object", "-w", "--no-filters", "--stdin-paths")
STOP_TIMEOUT: Final = 5.0  # seconds


class _Pipe:
    """A process of git that answers one question after the other. Thread-safe."""

    def __init__(self, git: GitProgram, arguments: tuple[str, ...]) -> None:
        self._git, self._arguments, self.lock = git, arguments, threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, line: str) -> bytes:
        """Write a line, and return the first line of the answer, without its end; the lock must be held.

        Raises:
            PublishError: the process has ended.
        """
        if self._process is None:
            self._process = self._git.start(self._arguments, keep_errors=False)
        assert self._process.stdin is not None  # noqa: S101 -- for the type checker
        assert self._process.stdout is not None  # noqa: S101 -- for the type checker
        try:
            self._process.stdin.write(line.encode("utf-8", "surrogateescape") + b"\n")
            self._process.stdin.flush()
        except OSError:
            answer = b""
        else:
            answer = self._process.stdout.readline()
        if not answer:
            self.close()
            raise _ended_error(self._arguments[0])
        return answer.rstrip(b"\n")

    def read(self, size: int) -> bytes:
        """Read a part of the answer; the lock must be held."""
        assert self._process is not None  # noqa: S101 -- for the type checker
        assert self._process.stdout is not None  # noqa: S101 -- for the type checker
        block = self._process.stdout.read(size)
        if size and not block:
            self.close()
            raise _ended_error(self._arguments[0])
        return block

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _close_quietly(stream.close)
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class ObjectPipes:
    """Reads and stores objects of a repository. Thread-safe."""

    def __init__(self, git: GitProgram) -> None:
        self._reading, self._storing = _Pipe(git, READING), _Pipe(git, STORING)

    def read(self, object_id: str, write: Callable[[bytes], object], size: int | None = None) -> bool:
        """Read an object, in blocks.

        Args:
            object_id: its hash.
            write: called with each block.
            size: number of bytes of its beginning that are needed; None for all.

        Returns:
            Whether the object is there.
        """
        with self._reading.lock:
            answer = self._reading.ask(object_id).split(b" ")
            if len(answer) != 3:  # `<id> missing`
                return False
            left, rest = int(answer[2]), int(answer[2]) if size is None else size
            while left:
                block = self._reading.read(min(BLOCK, left))
                left -= len(block)
                write(block[:rest])
                rest = max(0, rest - len(block))
            self._reading.read(1)
        return True

    def store(self, path: Path) -> str:
        """Store the bytes of a file, and return their object's hash."""
        name = str(path.absolute())
        line = '"' + name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        with self._storing.lock:
            return self._storing.ask(line if "\n" in name else name).decode()

    def close(self) -> None:
        """End both processes."""
        self._reading.close()
        self._storing.close()


def _close_quietly(close: Callable[[], None]) -> None:
    try:
        close()
    except OSError:
        return


def _ended_error(command: str) -> PublishError:
    return PublishError(
        _(
            "git ended unexpectedly (git {command}); nothing was changed. Run the same command again; if it happens "
            "again, delete .podcast/git in the show's folder"
        ).format(command=command)
    )
