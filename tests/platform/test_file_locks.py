"""Locks end with their process, by the rules of POSIX and of Windows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from podcast.platform import file_locks
from tests.support import windows
from tests.support.paths import ROOT

HOLDING = """
import sys
from pathlib import Path
from podcast.files.exclusive_lock import exclusive_lock
with exclusive_lock(Path(sys.argv[1]), "podcast publish"):
    print("locked", flush=True)
    sys.stdin.read()
"""
TRYING = """
import sys
from pathlib import Path
from podcast.errors import BusyError
from podcast.files.exclusive_lock import exclusive_lock
try:
    with exclusive_lock(Path(sys.argv[1]), "podcast build"):
        print("free")
except BusyError as error:
    print(error)
"""
WAITING = """
import sys
from podcast.platform.file_locks import lock_file
with open(sys.argv[1], "ab") as file:
    print("waits", flush=True)
    lock_file(file.fileno(), wait=True)
    print("has it", file.tell(), flush=True)
"""


def test_a_lock_of_windows_names_its_holder_and_dies_with_it(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with windows.python(HOLDING, lock) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"locked\n"
        assert "another podcast publish is running" in windows.run_python(TRYING, lock, LANGUAGE="en")
        holder.kill()
        holder.wait()
        assert windows.run_python(TRYING, lock) == "free\n"


def test_a_lock_of_windows_is_waited_for(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with windows.python(HOLDING, lock) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"locked\n"
        with windows.python(WAITING, lock) as waiter:
            assert waiter.stdout
            assert waiter.stdout.readline() == b"waits\n"
            with pytest.raises(subprocess.TimeoutExpired):
                waiter.wait(0.3)
            holder.kill()
            assert waiter.stdout.readline() == b"has it 15\n"  # behind the holder's name: its position is as it was
            assert waiter.wait() == 0


def test_a_lock_of_windows_is_on_a_byte_that_no_file_has(tmp_path: Path) -> None:
    with windows.python(HOLDING, tmp_path / "lock") as holder:
        assert holder.stdout
        holder.stdout.readline()
        inode = (tmp_path / "lock").stat().st_ino
        locks = Path("/proc/locks").read_text("ascii").splitlines()
        locked = [line for line in locks if f":{inode} " in line]
        assert [line.split()[-2:] for line in locked] == [[str(file_locks.LOCKED_BYTE)] * 2]
        holder.kill()


def test_a_disk_without_locks_is_told_from_one_that_is_busy(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    os.close(writer)
    with pytest.raises(OSError, match="Bad file descriptor") as error:
        file_locks.lock_file(writer, wait=False)
    assert not isinstance(error.value, BlockingIOError)
    (tmp_path / "a").touch()
    with (tmp_path / "a").open("ab") as file, (tmp_path / "a").open("ab") as other:
        file_locks.lock_file(file.fileno(), wait=False)
        with pytest.raises(BlockingIOError):
            file_locks.lock_file(other.fileno(), wait=False)


def test_a_worker_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    """Also where the number of the parent stays, as on Windows."""
    program = tmp_path / "parent.py"
    program.write_text(PARENT, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == "working\n"
        parent.kill()
        assert parent.communicate(timeout=60)[0] == ""  # until the last process that has the pipe has ended


PARENT = """
import os, time
from podcast.steps.workers import Workers
if __name__ == "__main__":
    workers = Workers(1)
    workers.submit(os.getpid).result()
    workers.submit(time.sleep, 600)
    print("working", flush=True)
    time.sleep(60)
"""
