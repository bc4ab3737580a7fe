"""The identity of a publishing process, by which a later one on the same computer can tell that it is dead.

A process id alone is no proof: ids are reused, and a container counts its own. Together with the boot of the computer,
the PID namespace and the start time of the process, it identifies one process.
Where the system does not provide these (Linux does), no process is ever called dead, and a lease has to expire.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podcast.publish.protocol.state import Lease

_PROC = Path("/proc")
_START_TIME = 19  # field of /proc/PID/stat with the start time, counted behind the name (proc(5): field 22)


def process_identity(unique: str) -> str:
    """The identity of this process: its PID namespace, its start time, and a unique part."""
    namespace, start_time = _namespace(), _start_time(os.getpid())
    return f"{namespace}.{start_time}.{unique}" if namespace and start_time else unique


def is_dead(lease: Lease) -> bool:
    """Whether the holder of a lease ran on this computer and is certainly gone."""
    namespace, _, rest = lease.owner.partition(".")
    start_time, dot, _ = rest.partition(".")
    return bool(dot) and namespace == _namespace() and _is_gone(lease.pid, start_time)


def _namespace() -> str:
    """This boot of this computer, and the PID namespace; empty if the system does not provide them."""
    with contextlib.suppress(OSError):
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        number = (_PROC / "self/ns/pid").readlink().name.strip("pid:[]")
        return f"{boot}-{number}"
    return ""


def _start_time(pid: int) -> str:
    """The start time of a process, in ticks since the boot; empty if that is unknown."""
    with contextlib.suppress(OSError):
        return _stat_fields(pid)[_START_TIME]
    return ""


def _is_gone(pid: int, start_time: str) -> bool:
    """Whether the process with this id and start time has certainly ended; another one may have its id by now.

    /proc may hide the processes of other users (`hidepid`, `ProtectProc` of systemd): a missing file proves nothing as
    long as the process can be signalled, or may not be.
    """
    try:
        fields = _stat_fields(pid)
    except FileNotFoundError:
        return _is_unknown(pid)
    except ProcessLookupError:  # it ended while its file was being read
        return True
    except OSError:
        return False
    return fields[0] in {"Z", "X"} or fields[_START_TIME] != start_time


def _stat_fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third, the state, on; the name before them may contain anything."""
    return (_PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()


def _is_unknown(pid: int) -> bool:
    """Whether the system knows no process with this id (EPERM: it does)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
