"""The identity of a file on its disk, and how it is opened without following links."""

from __future__ import annotations

import os
import stat
from typing import Final

from podcast.platform.rules import WINDOWS_RULES

_MAX_INTEGER: Final = 2**63 - 1  # of a database
# Where the system has them: no link is followed, nothing waits for a pipe, no program that is started gets the file,
# and bytes stay as they are.
_SAFELY: Final = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_NEW: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL
CREATE_FLAGS: Final = _NEW | sum(getattr(os, name, 0) for name in ("O_CLOEXEC", "O_BINARY"))
OPEN_FLAGS: Final = os.O_RDWR | _SAFELY


def inode(status: os.stat_result) -> int:
    """The number of a file on its disk, as an integer of 63 bits; 0 where the disk numbers none.

    Windows has numbers of 64 bits, of 128 on ReFS; some union file systems of Linux use all 64.
    """
    return status.st_ino & _MAX_INTEGER


def is_private(status: os.stat_result) -> bool:
    """Whether a file belongs to this user, and others can neither read nor change it.

    Windows tells neither by these numbers; there, True.
    """
    return WINDOWS_RULES or (status.st_uid == os.getuid() and not stat.S_IMODE(status.st_mode) & 0o077)
