"""What a command takes: wall time, processor time and memory of all its processes together."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OFTEN = 0.05  # seconds between two looks at the memory
PAGE = os.sysconf("SC_PAGE_SIZE")  # bytes


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took; `failure` is its last words when it failed."""

    wall: float  # seconds
    cpu: float  # seconds, user and system
    memory: int  # bytes
    failure: str = ""


def run(command: Sequence[str | Path], log: Path) -> Run:
    """Runs a command to its end; what it prints goes into `log`.

    Processor time is the kernel's account of the command and of all descendants that were waited for (wait4). Memory is
    the highest sum of the resident memory of the command and its descendants, looked up 20 times a second: pages that
    processes share count once for each, so it is rather too much than too little.
    """
    os.sync()  # what others left to be written is not ours to wait for
    with log.open("wb") as out:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        with _watched(process.pid) as highest:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    said = log.read_text("utf-8", "replace").strip().splitlines() or [f"exit status {process.returncode}"]
    return Run(wall, usage.ru_utime + usage.ru_stime, highest[0], said[-1] if process.returncode else "")


@contextlib.contextmanager
def _watched(pid: int) -> Iterator[list[int]]:
    """Looks at the memory of a process and its descendants while the block runs; the highest sum stands in the list."""
    highest, done = [0], threading.Event()

    def watch() -> None:
        while True:
            highest[0] = max(highest[0], sum(resident(one) for one in tree(pid)))
            if done.wait(OFTEN):
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield highest
    finally:
        done.set()
        thread.join()


def tree(pid: int) -> Iterator[int]:
    """A process and its descendants."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            for child in task.read_text().split():
                yield from tree(int(child))


def resident(pid: int) -> int:
    """Bytes of a process in memory; 0 when it has ended."""
    with contextlib.suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    return 0
