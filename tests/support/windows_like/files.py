# ruff: noqa: PTH100, PTH112, PTH113, PTH116, FBT002
"""Files by the rules of Windows, for all code of the process.

A file that is open anywhere is neither replaced, renamed nor removed, nor one that is marked read-only; os.rename
replaces nothing; only the mark "read-only" is left of permissions; names have fewer characters, paths 259 at most;
text is cp1252 with CR LF where nothing else is asked for; read-only handles cannot be flushed; there is no /proc.
"""

import builtins
import errno
import fcntl
import io
import os
import re
import stat
import sys

import open_files

MAX_PATH = 259
HIDDEN = ("/proc/", "/etc/timezone", "/etc/localtime")
FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f]|[ .]$')
DEVICES = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.IGNORECASE)
_real = {name: getattr(os, name) for name in ("replace", "rename", "unlink", "remove", "chmod", "fsync", "open")}


def install() -> None:
    """Let this process follow the rules."""
    os.replace, os.rename, os.chmod, os.fsync = _replace, _rename, _chmod, _fsync
    os.unlink = os.remove = _unlink
    io.open = builtins.open = _open_text(io.open)
    sys.addaudithook(_check_name)


def _denied(path, text: str = "The process cannot access the file because it is being used by another process"):
    return PermissionError(errno.EACCES, text, os.fspath(path))


def _require_changeable(path) -> None:
    if os.path.lexists(path) and open_files.is_open(os.fspath(path)):
        raise _denied(path)


def _is_read_only(path) -> bool:
    return os.path.isfile(path) and not os.stat(path).st_mode & stat.S_IWUSR


def _replace(source, target, **folders) -> None:
    _require_changeable(source)
    _require_changeable(target)
    if _is_read_only(target):
        raise _denied(target, "Access is denied")
    _real["replace"](source, target, **folders)


def _rename(source, target, **folders) -> None:
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, "Cannot create a file when that file already exists", os.fspath(target))
    _require_changeable(source)
    _real["rename"](source, target, **folders)


def _unlink(path, *, dir_fd=None) -> None:
    if dir_fd is None:
        _require_changeable(path)
        if _is_read_only(path):
            raise _denied(path, "Access is denied")
    _real["unlink"](path, dir_fd=dir_fd)


def _chmod(path, mode, **options) -> None:
    if not os.path.isdir(path):
        _real["chmod"](path, 0o666 if mode & stat.S_IWUSR else 0o444, **options)


def _fsync(handle) -> None:
    number = handle if isinstance(handle, int) else handle.fileno()
    if fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        raise OSError(errno.EBADF, "Bad file descriptor")
    _real["fsync"](number)


def _open_text(real):
    def open_as_windows(
        file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None
    ):
        if "b" not in mode:
            encoding = "cp1252" if encoding in {None, "locale"} else encoding
            newline = "\r\n" if newline is None and not {*mode}.isdisjoint("wax") else newline
        return real(file, mode, buffering, encoding, errors, newline, closefd, opener)

    return open_as_windows


def _check_name(event: str, arguments: tuple) -> None:
    """Refuse names that Windows does not have, before a file or a folder gets one."""
    if event == "open" and isinstance(arguments[0], str) and not open_files.is_looking():
        path, mode, flags = arguments
        if path.startswith(HIDDEN):
            raise FileNotFoundError(errno.ENOENT, "The system cannot find the path specified", path)
        if not path.startswith("/dev/") and (flags & os.O_CREAT or not {*(mode or "")}.isdisjoint("wax")):
            _require_possible(path)
    elif event == "os.mkdir":
        _require_possible(os.fsdecode(arguments[0]))
    elif event == "os.rename" and isinstance(arguments[1], str | bytes | os.PathLike):
        _require_possible(os.fsdecode(arguments[1]))


def _require_possible(path: str) -> None:
    if len(os.path.abspath(path)) > MAX_PATH:
        raise FileNotFoundError(errno.ENOENT, "The system cannot find the path specified", path)
    for name in path.split("/"):
        if name not in {"", ".", ".."} and (FORBIDDEN.search(name) or DEVICES.fullmatch(name)):
            raise OSError(errno.EINVAL, "The filename, directory name, or volume label syntax is incorrect", path)
