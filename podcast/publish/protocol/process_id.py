"""The identity of a publishing process, by which a later one on the same computer can tell that it is dead.

Where the system does not provide what identifies a process for ever (Linux does, see `podcast.platform.processes`), no
process is ever called dead, and a lease has to expire.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from podcast.platform.processes import is_gone, process_namespace, start_time

if TYPE_CHECKING:
    from podcast.publish.protocol.state import Lease


def process_identity(unique: str) -> str:
    """The identity of this process: its PID namespace, its start time, and a unique part."""
    namespace, start = process_namespace(), start_time(os.getpid())
    return f"{namespace}.{start}.{unique}" if namespace and start else unique


def is_dead(lease: Lease) -> bool:
    """Whether the holder of a lease ran on this computer and is certainly gone."""
    return is_dead_process(lease.owner, lease.pid)


def is_dead_process(identity: str, pid: int) -> bool:
    """Whether a process ran on this computer and is certainly gone, by its identity and its id."""
    namespace, _, rest = identity.partition(".")
    start, dot, _ = rest.partition(".")
    return bool(dot) and namespace == process_namespace() and is_gone(pid, start)
