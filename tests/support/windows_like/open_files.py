# ruff: noqa: PTH115, PTH208
"""Which files the processes of a session have open: what Windows knows, and Linux lists in /proc."""

import os
import threading

_own = threading.local()


def is_looking() -> bool:
    """Whether the present thread reads /proc for this module."""
    return getattr(_own, "looks", False)


def is_open(path: str) -> bool:
    """Whether a process of this session has a file, or a file in a folder, open."""
    _own.looks = True
    try:
        target = os.path.realpath(path)
        return any(name == target or name.startswith(f"{target}/") for name in _open_names())
    finally:
        _own.looks = False


def _open_names():
    session = os.getsid(0)
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.getsid(int(pid)) != session:
                continue
            for number in os.listdir(f"/proc/{pid}/fd"):
                yield os.readlink(f"/proc/{pid}/fd/{number}")
        except OSError:  # it has ended
            continue
