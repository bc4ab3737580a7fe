"""Modules of the standard library as the program finds them on Windows.

The libraries get the real ones: they have code for both systems, and choose by what they find. A module of the program
is told by its name, `podcast.…`; what it imports is a view of the real module that lacks what Windows lacks.
"""

import builtins
import errno
import fcntl
import os
import socket
import struct
import sys
import types

MISSING_MODULES = {"fcntl", "grp", "pwd", "pty", "termios", "tty", "resource", "posix", "posixpath", "crypt", "syslog"}
MISSING = {
    "os": {
        *("fork", "forkpty", "sync", "nice", "getuid", "geteuid", "getgid", "getegid", "setuid", "setsid", "getsid"),
        *("killpg", "getpgid", "mkfifo", "chown", "lchown", "statvfs", "sched_getaffinity", "getloadavg", "wait"),
        *("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY", "posix_fadvise", "copy_file_range", "sendfile"),
        *("fdatasync", "register_at_fork", "uname", "pread", "pwrite", "fchmod", "fchown", "openpty"),
    },
    "signal": {"SIGKILL", "SIGHUP", "SIGUSR1", "SIGPROF", "SIGALRM", "setitimer", "siginterrupt", "alarm", "pause"},
    "time": {"tzset"},
    "socket": {"AF_UNIX", "SO_REUSEPORT", "socketpair", "send_fds", "recv_fds"},
    "select": {"poll", "epoll"},
    "sys": set(),
    "ctypes": set(),
}
EXCLUSIVE = -5  # SO_EXCLUSIVEADDRUSE
GERMAN = 0x0407


class _View(types.ModuleType):
    """A module without some of its names, and with others."""

    def __init__(self, real, missing, added) -> None:
        super().__init__(real.__name__, real.__doc__)
        self.__dict__.update(_real=real, _missing=missing, **added)

    def __getattr__(self, name):
        if name in self.__dict__["_missing"]:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r} on Windows")
        return getattr(self.__dict__["_real"], name)

    def __setattr__(self, name, value) -> None:
        setattr(self.__dict__["_real"], name, value)


def install() -> None:
    """Let the modules of the program find Windows."""
    import ctypes
    import select
    import signal
    import time

    real = {"os": os, "signal": signal, "time": time, "socket": socket, "select": select, "sys": sys, "ctypes": ctypes}
    added = {
        "os": {"name": "nt", "O_BINARY": 0},
        "signal": {"SIGBREAK": signal.SIGUSR1},  # what a test sends as CTRL_BREAK
        "sys": {"platform": "win32"},
        "socket": {"SO_EXCLUSIVEADDRUSE": EXCLUSIVE},
        "ctypes": {"windll": types.SimpleNamespace(kernel32=types.SimpleNamespace(GetUserDefaultUILanguage=_language))},
    }
    views = {name: _View(module, MISSING[name], added.get(name, {})) for name, module in real.items()}
    views["msvcrt"] = _msvcrt()
    socket.socket.setsockopt = _setsockopt(socket.socket.setsockopt)
    builtins.__import__ = _importer(builtins.__import__, views)


def _importer(real, views):
    def import_as_windows(name, globals_=None, locals_=None, fromlist=(), level=0):
        if level == 0 and (globals_ or {}).get("__name__", "").partition(".")[0] == "podcast":
            if name in MISSING_MODULES:
                raise ModuleNotFoundError(f"No module named {name!r} on Windows", name=name)
            if name in views:
                return views[name]
        return real(name, globals_, locals_, fromlist, level)

    return import_as_windows


def _language() -> int:
    return int(os.environ.get("WINDOWS_LIKE_LANGUAGE", str(GERMAN)))


def _setsockopt(real):
    """SO_REUSEADDR lets two servers listen at one port, as SO_REUSEPORT does on Linux; SO_EXCLUSIVEADDRUSE does not."""

    def set_option(self, level, option, *value):
        if (level, option) == (socket.SOL_SOCKET, socket.SO_REUSEADDR):
            return real(self, level, socket.SO_REUSEPORT, *value)
        return None if (level, option) == (socket.SOL_SOCKET, EXCLUSIVE) else real(self, level, option, *value)

    return set_option


def _msvcrt():
    """`msvcrt.locking` over locks of Linux that belong to an open file, as those of Windows do (F_OFD_SETLK)."""
    module = types.ModuleType("msvcrt")
    module.LK_UNLCK, module.LK_LOCK, module.LK_NBLCK = 0, 1, 2

    def locking(handle, mode, size):
        kind = fcntl.F_UNLCK if mode == module.LK_UNLCK else fcntl.F_WRLCK
        lock = struct.pack("hhqqi4x", kind, os.SEEK_CUR, 0, size, 0)
        try:
            fcntl.fcntl(handle, fcntl.F_OFD_SETLK, lock)
        except OSError as error:
            raise PermissionError(errno.EACCES, "Permission denied") from error

    module.locking = locking
    return module
