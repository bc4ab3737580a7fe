"""`podcast` in a process of its own, without the second that its imports cost: forked off one that has made them.

Such a process is as real as any other: arguments, folder, environment, streams, group and exit status are its own, and
it can be killed. What it does not show is what importing costs and says; tests that ask for that start Python anew.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from dataclasses import dataclass, field
from functools import cache
from typing import IO, TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PATIENCE = 300  # seconds after which nobody waits any more
MOST = 200_000  # bytes of a wish
# What the program imports in its functions.
IMPORTED = (
    *("av", "boto3", "botocore.session", "feedgen.feed"),
    *("jinja2", "lameenc", "lxml.etree", "markdown_it", "mutagen.id3", "mutagen.mp3", "nh3"),
    *("keyring", "paramiko"),
    *("numpy", "PIL.Image", "pydub", "rich.progress", "segno", "starlette.applications", "uvicorn", "watchfiles"),
    *("multiprocessing.popen_spawn_posix", "multiprocessing.synchronize", "PIL.ImageDraw", "PIL.ImageFont"),
    *("PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.WebPImagePlugin", "PIL.AvifImagePlugin", "PIL.ImageOps"),
)
HEEDED = {"PYTHONWARNINGS", "PYTHONUNBUFFERED"}  # of what Python reads when it starts


@dataclass
class Running:
    """A process that was started; several threads may wait for it."""

    pid: int
    status_reader: socket.socket  # its exit status, when it has ended
    status: int | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def poll(self, seconds: float | None = 0) -> int | None:
        """The exit status, when there is one within so many seconds; minus the signal's number if one ended it."""
        if self.status is None and select.select([self.status_reader], [], [], seconds)[0]:
            with self.lock:
                if self.status is None:
                    self.status = int(self.status_reader.recv(100))
                    self.status_reader.close()
        return self.status

    def wait(self, seconds: float | None = PATIENCE) -> int:
        status = self.poll(seconds)
        assert status is not None, "it does not come to its end"
        return status


def run(
    *words: str | Path,
    at: str | Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: IO[Any] | int | None = None,
    processes: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Runs the command as a person would, to its end; without `stdin` nobody is there to answer.

    A build does its jobs in a thread, or with `processes` in the processes that it starts.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, open(os.devnull, "rb") as no_input:  # noqa: PTH123 -- no path, a place of the system
        running = start(
            words, streams=(no_input if stdin is None else stdin, out, err), at=at, env=env, threads=not processes
        )
        status = running.wait()
        printed = [file.seek(0) or file.read().decode() for file in (out, err)]
    return subprocess.CompletedProcess(["podcast", *map(str, words)], status, *printed)


def start(
    words: tuple[str | Path, ...],
    *,
    streams: tuple[IO[Any] | int, IO[Any] | int, IO[Any] | int],
    at: str | Path | None = None,
    env: Mapping[str, str] | None = None,
    session: bool = False,
    threads: bool = False,
) -> Running:
    """Starts the command with these three streams.

    With `session` it can be killed with all that it has started; with `threads` a build starts no processes.
    """
    env = os.environ if env is None else env
    odd = {name for name in env if name.startswith("PYTHON") and env[name] != os.environ.get(name)} - HEEDED
    assert not odd, f"only a Python that starts anew heeds {odd}"
    wish = json.dumps([[*map(str, words)], os.fspath(at or os.getcwd()), dict(env), [session, threads]]).encode()  # noqa: PTH109 -- not made absolute, nor resolved
    status_reader, status_sender = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with status_sender:
        numbers = [stream if isinstance(stream, int) else stream.fileno() for stream in streams]
        socket.send_fds(_forker(), [wish], [status_sender.fileno(), *numbers])
    return Running(int(status_reader.recv(100)), status_reader)


def start_piped(
    *words: str | Path, at: str | Path | None = None, env: Mapping[str, str] | None = None
) -> tuple[Running, IO[str], IO[str]]:
    """Starts the command in a session of its own, and reads along: what it prints, and what it says of errors."""
    (out, printed), (err, error_end) = os.pipe(), os.pipe()
    try:
        with open(os.devnull, "rb") as no_input:  # noqa: PTH123 -- no path, a place of the system
            running = start(words, streams=(no_input, printed, error_end), at=at, env=env, session=True)
    finally:
        os.close(printed)
        os.close(error_end)
    return running, os.fdopen(out, encoding="utf-8"), os.fdopen(err, encoding="utf-8")


@cache
def _forker() -> socket.socket:
    """The line to the process that forks: one for each that runs tests."""
    client_end, server_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with server_end:
        process = subprocess.Popen(
            [sys.executable, __file__, str(server_end.fileno())],
            pass_fds=[server_end.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # forking needs a process without threads
            start_new_session=True,
        )
    atexit.register(process.wait)
    atexit.register(client_end.close)  # done first
    return client_end


# --- the process that forks -------------------------------------------------------------------------------------------


def serve(line: socket.socket) -> None:
    """Forks for every wish, and tells how each process ends, until nobody is left to wish; returns in them alone."""
    ends, end_sender = socket.socketpair()  # a byte comes in when a process has ended
    end_sender.setblocking(False)  # noqa: FBT003
    signal.set_wakeup_fd(end_sender.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    tellers: dict[int, socket.socket] = {}
    while True:
        ready = select.select([line, ends], [], [])[0]
        if ends in ready:
            ends.recv(1000)
            tell_ends(tellers)
        if line in ready:
            wish, descriptors, _, _ = socket.recv_fds(line, MOST, 4)
            if not wish:
                os._exit(0)
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for own in (line, ends, end_sender, *tellers.values()):
                    own.close()
                os.close(descriptors[0])
                become(*json.loads(wish), tuple(descriptors[1:]))
                return
            tellers[pid] = socket.socket(fileno=descriptors[0])
            tellers[pid].send(str(pid).encode())
            for descriptor in descriptors[1:]:
                os.close(descriptor)


def tell_ends(tellers: dict[int, socket.socket]) -> None:
    """Tells the exit status of each process that has ended."""
    with contextlib.suppress(ChildProcessError):  # none is left
        while (ended := os.waitpid(-1, os.WNOHANG)) != (0, 0):
            with tellers.pop(ended[0]) as status_sender, contextlib.suppress(OSError):  # nobody waits for it
                status_sender.send(str(os.waitstatus_to_exitcode(ended[1])).encode())


def become(words: list[str], at: str, env: dict[str, str], flags: list[bool], streams: tuple[int, ...]) -> None:
    """Makes of this process what Python makes of one that it starts in."""
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    session, threads = flags
    if session:
        os.setsid()
    if threads:
        sys.modules["podcast.steps.workers"].Workers = sys.modules["thread_workers"].ThreadWorkers  # type: ignore[attr-defined]
    os.chdir(at)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    sys.argv, sys.path[0] = ["podcast", *words], at
    if "PYTHONWARNINGS" in env:
        warnings.simplefilter(env["PYTHONWARNINGS"])  # type: ignore[arg-type]  # one word, as Python has it
    unbuffered = "PYTHONUNBUFFERED" in env
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 -- as long as it runs
    sys.stdout = sys.__stdout__ = stream(1, "strict", unbuffered=unbuffered)
    sys.stderr = sys.__stderr__ = stream(2, "backslashreplace", unbuffered=unbuffered)


def stream(number: int, errors: str, *, unbuffered: bool) -> Any:
    out = open(number, "w", encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115 -- as long as it runs
    out.reconfigure(line_buffering=number == 2 or os.isatty(number), write_through=unbuffered)
    return out


def everything() -> None:
    """Imports the program, and what it needs; reads its theme."""
    package = importlib.import_module("podcast")
    for module in pkgutil.walk_packages(package.__path__, "podcast."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in (*IMPORTED, "thread_workers"):  # that one from the folder of this script
        importlib.import_module(name)
    theme = sys.modules["podcast.pages.theme"]
    built_in = theme.load_theme([theme.default_templates()], "podcast.example.org")  # examines the assets
    for name in built_in.environment.list_templates(extensions=["html"]):
        built_in.environment.get_template(name)  # compiles it
    gc.collect()
    gc.freeze()  # what is never touched again stays common to all


def run_to_the_end() -> NoReturn:
    """Runs the program and ends as Python ends, but for one thing: what is in memory is not taken apart.

    Most of it is common to all processes, and each would have to copy it first: this takes longer than most commands.
    What was left open and cannot be reached any more is complained of all the same.
    """
    try:
        runpy.run_module("podcast", run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as ended:
        if not isinstance(ended.code, int | None):
            raise
        status = ended.code or 0
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 -- waits for threads
    atexit._run_exitfuncs()  # noqa: SLF001
    gc.collect()
    try:
        for out in (sys.stdout, sys.stderr):
            if not out.closed:
                out.flush()
    except OSError:
        sys.exit(status)  # Python tries again, and complains
    os._exit(status)


if __name__ == "__main__":
    everything()
    serve(socket.socket(fileno=int(sys.argv[1])))
    run_to_the_end()
