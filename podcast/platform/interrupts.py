"""Ctrl-C while the main thread waits.

On Windows, Python notices Ctrl-C only between two steps of the main thread: one that waits without a limit never takes
the next. CTRL_BREAK, by which another program asks a process to end, is a signal of its own there.
"""

from __future__ import annotations

import _thread
import contextlib
import queue
import signal
import threading
from typing import TYPE_CHECKING, Final, TypeVar

from podcast.platform.rules import WINDOWS_RULES

if TYPE_CHECKING:
    from types import FrameType

    Item = TypeVar("Item")

WAKE_INTERVAL: Final = 0.25  # seconds


def next_item(items: queue.SimpleQueue[Item]) -> Item:
    """Return the next item of a queue as soon as there is one.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    while WINDOWS_RULES:
        with contextlib.suppress(queue.Empty):
            return items.get(timeout=WAKE_INTERVAL)
    return items.get()


def heed_break() -> None:
    """Let CTRL_BREAK do what Ctrl-C does, where the system has it."""
    if (ctrl_break := getattr(signal, "SIGBREAK", None)) is not None:
        signal.signal(ctrl_break, _interrupt)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def interrupt_main_thread() -> None:
    """Do in the main thread what Ctrl-C does; called from another one.

    A signal to that very thread also ends its waiting. Windows has none: there it is noticed after the next step.
    """
    if WINDOWS_RULES:
        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
