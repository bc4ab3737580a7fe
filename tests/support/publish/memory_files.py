"""Files on a server that is in memory: what its requests do, and nothing of how they travel."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from podcast.errors import PublishError
from podcast.publish.targets.web_space.remote_files import FileInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Entry:
    """A file, or a folder (without bytes)."""

    data: bytes | None
    modified: float


@dataclass
class MemoryFiles:
    """Files and folders by their paths; whole seconds as most servers have them. `log` holds every request."""

    clock: Callable[[], float] = time.time
    renames_over: bool = True
    entries: dict[str, Entry] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    checks_bytes: bool = True

    def info(self, path: str) -> FileInfo | None:
        self.log.append(("info", path))
        if not path:
            return FileInfo(0, 0, "", is_folder=True)
        return self._info(path) if path in self.entries else None

    def read(self, path: str, file: BinaryIO, size: int | None = None) -> bool:
        self.log.append(("read", path))
        entry = self.entries.get(path)
        if entry is None or entry.data is None:
            return False
        file.write(entry.data[:size])
        return True

    def write(self, path: str, source: BinaryIO) -> None:
        self.log.append(("write", path))
        self._require_folder(path)
        self.entries[path] = Entry(source.read(), self._now())

    def rename(self, source: str, path: str) -> None:
        self.log.append(("rename", path))
        if source not in self.entries or (path in self.entries and not self.renames_over):
            raise PublishError(f"{source} cannot be renamed")
        self.entries[path] = self.entries.pop(source)

    def create_folder(self, path: str) -> bool:
        self.log.append(("create_folder", path))
        self._require_folder(path)
        with self.lock:
            if path in self.entries:
                return False
            self.entries[path] = Entry(None, self._now())
            return True

    def delete(self, path: str) -> None:
        self.log.append(("delete", path))
        self.entries.pop(path, None)

    def delete_folder(self, path: str) -> bool:
        self.log.append(("delete_folder", path))
        with self.lock:
            if any(other.startswith(f"{path}/") for other in self.entries):
                return False
            return self.entries.pop(path, None) is not None

    def list(self, path: str) -> Iterator[tuple[str, FileInfo]]:
        self.log.append(("list", path))
        folder = f"{path}/" if path else ""
        for name in [other.removeprefix(folder) for other in self.entries if other.startswith(folder)]:
            if "/" not in name:
                yield name, self._info(folder + name)

    def clock_skew(self) -> float:
        return 0.0

    def close(self) -> None:
        pass

    def _info(self, path: str) -> FileInfo:
        entry = self.entries[path]
        if entry.data is None:
            return FileInfo(0, entry.modified, "", is_folder=True)
        return FileInfo(len(entry.data), entry.modified, f"{len(entry.data)}-{entry.modified}")

    def _now(self) -> float:
        return float(int(self.clock()))

    def _require_folder(self, path: str) -> None:
        folder = path.rpartition("/")[0]
        if folder and (folder not in self.entries or self.entries[folder].data is not None):
            raise PublishError(f"there is no folder {folder}")
