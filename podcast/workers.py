"""The processes that recordings are mastered in."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_context

_PATIENCE = 5  # seconds for a process to end


class Workers(ProcessPoolExecutor):
    """Processes, started when the first job comes: as many as `count`, or as this process may use processors.

    They are spawned, not forked: a progress display has threads, and a fork would copy their locks as they stand.
    """

    def __init__(self, count: int | None = None) -> None:
        """Starts nothing yet."""
        self.count = count or usable()
        super().__init__(self.count, mp_context=get_context("spawn"), initializer=_ready)


def usable() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def stop() -> None:
    """Ends every process at once, whatever it is doing, and waits until it is gone: it writes no more."""
    children = active_children()
    for child in children:
        child.terminate()
    for child in children:
        child.join(_PATIENCE)


def _ready() -> None:
    """Ends the worker when its parent is gone: left alone, it would wait for a dead parent's jobs for ever."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
