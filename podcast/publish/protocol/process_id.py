"""Which process publishes, so that a later one on the same computer can tell that it is dead.

A process number alone is no proof: numbers come again, and a container counts its own. Together with the boot of the
computer, the space that the number is counted in, and the moment at which the process began, it names one process.
Where the system does not tell these (it is Linux that does), nobody is ever called dead, and a lease has to run out.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podcast.publish.protocol.state import Lease

_PROC = Path("/proc")
_BEGAN = 19  # the field of /proc/PID/stat that says when a process began, counted behind its name (proc(5): field 22)


def identity(unique: str) -> str:
    """The name of this process: where it runs and since when, and something that nobody else has."""
    place, began = _place(), _began(os.getpid())
    return f"{place}.{began}.{unique}" if place and began else unique


def dead(lease: Lease) -> bool:
    """Whether the holder of a lease ran on this computer and is certainly gone."""
    place, _, rest = lease.owner.partition(".")
    began, dot, _ = rest.partition(".")
    return bool(dot) and place == _place() and _began(lease.pid) != began


def _place() -> str:
    """This boot of this computer, and the space in which processes are counted; empty if nobody tells."""
    with contextlib.suppress(OSError):
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        space = (_PROC / "self/ns/pid").readlink().name.strip("pid:[]")
        return f"{boot}-{space}"
    return ""


def _began(pid: int) -> str:
    """When a process began, in ticks since the boot; empty if there is none, or it is dead and only not yet buried."""
    with contextlib.suppress(OSError):
        state, *fields = (_PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return "" if state in {"Z", "X"} else fields[_BEGAN - 1]
    return ""
