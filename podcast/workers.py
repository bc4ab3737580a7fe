"""The processes that recordings are mastered in."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import active_children, get_context


def workers(count: int | None = None) -> Executor:
    """Processes, started when the first job comes: as many as `count`, or as this process may use processors.

    They are spawned, not forked: a progress display has threads, and a fork would copy their locks as they stand.
    """
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ProcessPoolExecutor(count or usable, mp_context=get_context("spawn"), initializer=_ready)


def stop() -> None:
    """Ends every process at once, whatever it is doing; what it had half written is never taken for whole."""
    for child in active_children():
        child.terminate()


def _ready() -> None:
    """Ends the worker when its parent is gone: left alone, it would wait for a dead parent's jobs for ever."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
