"""Identity of the processes of this computer, also after their ids were used again.

A process id alone is no proof: ids are reused, and a container counts its own. Together with the boot of the computer,
the PID namespace and the start time of the process, it identifies one process. Only Linux provides all of these (proc
file system): elsewhere no process is ever called gone, and what one holds has to expire.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Final

from podcast.platform.rules import WINDOWS_RULES

MAX_WINDOWS_POOL: Final = 61  # processes that one process can wait for on Windows (concurrent.futures)
_PROC = Path("/proc")
_START_TIME: Final = 19  # field of /proc/PID/stat with the start time, counted behind the name (proc(5): field 22)


def usable_cpus() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def max_pool_processes() -> int:
    """The number of processes that a pool may have at most."""
    return MAX_WINDOWS_POOL if WINDOWS_RULES else sys.maxsize


def process_namespace() -> str:
    """This boot of this computer, and the PID namespace; empty if the system does not provide them."""
    with contextlib.suppress(OSError):
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        number = (_PROC / "self/ns/pid").readlink().name.strip("pid:[]")
        return f"{boot}-{number}"
    return ""


def start_time(pid: int) -> str:
    """The start time of a process, in ticks since the boot; empty if that is unknown."""
    with contextlib.suppress(OSError):
        return _stat_fields(pid)[_START_TIME]
    return ""


def is_gone(pid: int, start: str) -> bool:
    """Whether the process with this id and start time has certainly ended; another one may have its id by now.

    /proc may hide the processes of other users (`hidepid`, `ProtectProc` of systemd): a missing file proves nothing as
    long as the process can be signalled, or may not be.
    """
    if not process_namespace():
        return False
    try:
        fields = _stat_fields(pid)
    except FileNotFoundError:
        return _is_unknown(pid)
    except ProcessLookupError:  # it ended while its file was being read
        return True
    except OSError:
        return False
    return fields[0] in {"Z", "X"} or fields[_START_TIME] != start


def _stat_fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third, the state, on; the name before them may contain anything."""
    return (_PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()


def _is_unknown(pid: int) -> bool:
    """Whether the system knows no process with this id (EPERM: it does). Never on Windows, where this would end it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
