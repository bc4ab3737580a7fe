"""How the system's `ssh` is started, for the programs that use it: git and rsync.

Host keys, key files, jump hosts and aliases are those of the user's ~/.ssh/config; it asks no questions, because two
programs cannot share a terminal.
"""

from __future__ import annotations

from typing import Final

# A connection that is dead is noticed after a minute.
SSH_OPTIONS: Final = (
    "-oBatchMode=yes",
    "-oConnectTimeout=15",
    "-oServerAliveInterval=15",
    "-oServerAliveCountMax=4",
)
