"""Bytes are flushed by what the system has: sync on Linux, a full flush on macOS, each file on Windows."""

from __future__ import annotations

import fcntl
import os
import stat
from typing import TYPE_CHECKING

import pytest

from podcast.platform import durability
from tests.support import windows

if TYPE_CHECKING:
    from pathlib import Path

FULL_FLUSH = 51  # F_FULLFSYNC of macOS


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is flushed, in this order."""
    calls: list[str] = []

    def kind(handle: int) -> str:
        return "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"

    monkeypatch.setattr(os, "fsync", lambda handle: calls.append(f"fsync {kind(handle)}"))
    monkeypatch.setattr(os, "sync", lambda: calls.append("sync"))
    monkeypatch.setattr(fcntl, "fcntl", lambda handle, request: calls.append(f"{request} {kind(handle)}"))
    return calls


def flush_all(folder: Path) -> None:
    for name in ("a", "b"):
        (folder / name).write_bytes(b"x")
    durability.flush_file(folder / "a")
    durability.flush_files(folder / name for name in ("a", "b"))
    durability.flush_folder(folder)


def test_linux_flushes_many_files_by_one_sync(tmp_path: Path, calls: list[str]) -> None:
    flush_all(tmp_path)
    assert calls == ["fsync file", "sync", "fsync folder"]


def test_macos_flushes_each_file_fully(tmp_path: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", FULL_FLUSH, raising=False)
    flush_all(tmp_path)
    assert calls == ["51 file", "51 file", "51 file", "51 folder"]


def test_a_drive_without_full_flush_is_flushed_as_far_as_it_can(
    tmp_path: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int, _request: int) -> None:
        raise OSError(25, "Inappropriate ioctl for device")

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", FULL_FLUSH, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", refuse)
    durability.flush_folder(tmp_path)
    assert calls == ["fsync folder"]


WINDOWS = """
import os, sys
from pathlib import Path
from podcast.platform import durability
folder, flushed = Path(sys.argv[1]), []
real = os.fsync
def fsync(handle):
    real(handle)  # refuses a handle that is open for reading only
    flushed.append(handle)
import podcast.platform.durability as module
module.os.fsync = fsync
for name in ("a", "b"):
    (folder / name).write_bytes(b"x")
durability.flush_file(folder / "a")
durability.flush_files(folder / name for name in ("a", "b"))
durability.flush_folder(folder)
print(len(flushed))
"""


def test_windows_flushes_each_file_by_a_handle_that_may_write(tmp_path: Path) -> None:
    assert windows.run_python(WINDOWS, tmp_path) == "3\n"
