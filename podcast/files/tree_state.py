"""Digest of the states of all files below some folders: a change is noticed without reading a file.

The state of a file is its size, mtime, ctime and inode. A file that was changed less than `MTIME_GRANULARITY_NS` before
may change again without a new mtime; such files are listed, for the caller to compare their bytes.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MTIME_GRANULARITY_NS: Final = 2_000_000_000  # clocks of file systems are coarse: of FAT two seconds
_IGNORED_FOLDER: Final = "__pycache__"  # Python writes there whenever it runs
_by_name = attrgetter("name")


@dataclass(frozen=True, slots=True)
class TreeState:
    """Digest of names and states, and the mtime (ns) of the files that were changed after a certain moment, by path."""

    digest: str
    recent: Mapping[str, int] = field(default_factory=dict)


def tree_state(root: str, names: Iterable[str], recent_ns: int) -> TreeState:
    """Return the state of files and of everything in folders; links are followed.

    Args:
        root: the folder that `names` and all paths are relative to.
        names: of files and folders; one that does not exist has a state as well.
        recent_ns: files whose mtime is later are listed in `recent`.

    Raises:
        OSError: a folder or the target of a link cannot be read.
    """
    walk = _Walk(root, recent_ns)
    for name in names:
        walk.add(name)
    return TreeState(walk.hash.hexdigest(), walk.recent)


def names_digest(root: str, names: Iterable[str]) -> str:
    """Return the digest of the names of all files in folders, without those of folders inside; no file is looked at.

    Raises:
        OSError: a folder cannot be read.
    """
    digest = hashlib.sha256()
    for name in names:
        folder = os.path.join(root, name)  # noqa: PTH118 -- with ten thousand episodes, a Path takes twice as long
        listed = sorted(os.listdir(folder)) if os.path.isdir(folder) else []  # noqa: PTH112, PTH208
        digest.update(os.fsencode("\0".join([name, *listed, "\n"])))
    return digest.hexdigest()


class _Walk:
    """A walk over files and folders that hashes their states."""

    def __init__(self, root: str, recent_ns: int) -> None:
        self.hash = hashlib.sha256()
        self.recent: dict[str, int] = {}
        self._root, self._recent_ns = root, recent_ns
        self._linked = set[tuple[int, int]]()  # device and inode of folders that were reached by a link

    def add(self, name: str) -> None:
        """Hash a file, or a folder and everything in it."""
        try:
            status = os.stat(os.path.join(self._root, name))  # noqa: PTH116, PTH118
        except FileNotFoundError:
            self._update([f"{name}\0missing"])
            return
        if stat.S_ISDIR(status.st_mode):
            self._add_folders(name)
        else:
            self._update([self._line(name, name, status)])

    def _add_folders(self, first: str) -> None:
        folders = [first]
        while folders:
            folder = folders.pop()
            lines = [f"\1{folder}"]
            with os.scandir(os.path.join(self._root, folder)) as entries:  # noqa: PTH118
                listed = sorted(entries, key=_by_name)
            for entry in listed:
                name, path = entry.name, f"{folder}/{entry.name}"
                if entry.is_symlink():
                    self._add_link(path, name, lines, folders)
                elif entry.is_dir(follow_symlinks=False):
                    if name != _IGNORED_FOLDER:
                        lines.append(f"{name}/")
                        folders.append(path)
                else:
                    lines.append(self._line(path, name, entry.stat(follow_symlinks=False)))
            self._update(lines)

    def _add_link(self, path: str, name: str, lines: list[str], folders: list[str]) -> None:
        """Add the target of a link; a folder once, so that links in a circle end."""
        full_path = os.path.join(self._root, path)  # noqa: PTH118
        status = os.stat(full_path)  # noqa: PTH116
        lines.append(f"{name}\0{os.readlink(full_path)}")  # noqa: PTH115
        if not stat.S_ISDIR(status.st_mode):
            lines.append(self._line(path, name, status))
        elif (key := (status.st_dev, status.st_ino)) not in self._linked:
            self._linked.add(key)
            folders.append(path)

    def _line(self, path: str, name: str, status: os.stat_result) -> str:
        mtime = status.st_mtime_ns
        if mtime > self._recent_ns:
            self.recent[path] = mtime
        return f"{name}\0{status.st_size}\0{mtime}\0{status.st_ctime_ns}\0{status.st_ino}"

    def _update(self, lines: list[str]) -> None:
        self.hash.update(os.fsencode("\n".join([*lines, "\n"])))
