"""The rules that the system's files follow: those of POSIX, or those of Windows."""

from __future__ import annotations

try:
    import fcntl as _fcntl
except ImportError:
    _fcntl = None  # type: ignore[assignment]

# On Windows, a file that a program has open can be neither replaced nor removed, nor one that is marked read-only; a
# folder cannot be flushed, and a lock is one on a range of bytes.
WINDOWS_RULES = _fcntl is None
