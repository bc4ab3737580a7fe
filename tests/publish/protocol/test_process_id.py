import ctypes
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from podcast.platform import processes
from podcast.publish.protocol.lease import is_active
from podcast.publish.protocol.process_id import is_dead, process_identity
from podcast.publish.protocol.state import Lease

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TELLS = (
    "import sys, os; from podcast.publish.protocol.process_id import process_identity; "
    "print(process_identity('x'), os.getpid(), flush=True)"
)


def lease(owner: str, pid: int) -> Lease:
    return Lease(owner, "here", pid, NOW, NOW + timedelta(seconds=60))


def another(*, waits: bool) -> tuple[subprocess.Popen[str], Lease]:
    """A process that tells who it is, and then ends or waits."""
    process = subprocess.Popen(
        [sys.executable, "-c", TELLS + "; sys.stdin.read()" * waits],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    owner, pid = process.stdout.readline().split()
    return process, lease(owner, int(pid))


def test_a_process_that_runs_is_not_dead():
    process, its = another(waits=True)
    with process:
        assert not is_dead(its)
        assert is_active(its, NOW, 0)
        assert not is_dead(lease(process_identity("me"), os.getpid()))
        process.kill()


@pytest.mark.parametrize("buried", [True, False])
def test_a_killed_process_is_dead_even_before_it_was_waited_for(buried: bool):  # noqa: FBT001 -- two cases
    process, its = another(waits=True)
    with process:
        process.kill()
        if buried:
            process.wait()
        else:
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert is_dead(its)
        assert not is_active(its, NOW, 0)


def test_another_process_with_the_same_number_is_not_the_one_that_died():
    boot, began, unique = process_identity("x").split(".")
    assert is_dead(lease(f"{boot}.{int(began) - 1}.{unique}", os.getpid()))


@pytest.mark.parametrize("owner", ["", "a", "a.b", "0b1c-42.7.x"])
def test_a_process_on_another_computer_is_never_known_to_be_dead(owner: str):
    assert not is_dead(lease(owner, 1))
    assert is_active(lease(owner, 1), NOW, 0)


def as_another_user(*, namespace: bool = False) -> int:
    """Become another user, in a mount namespace whose /proc hides the processes of others; 0, or why it cannot be."""
    libc = ctypes.CDLL(None, use_errno=True)
    if namespace:
        private, remount = 1 << 18 | 1 << 14, 1 << 5  # MS_PRIVATE | MS_REC, MS_REMOUNT
        if libc.unshare(0x00020000):  # CLONE_NEWNS
            return 77
        if libc.mount(b"none", b"/", None, private, None):
            return 77
        if libc.mount(b"proc", b"/proc", b"proc", 0, b"hidepid=2") and libc.mount(
            b"proc", b"/proc", b"proc", remount, b"hidepid=2"
        ):
            return 77
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    return 77 if namespace and Path(f"/proc/{os.getppid()}").exists() else 0


def answer_of_another_user(its: Lease, *, namespace: bool = False) -> int:
    """1 if a process of another user calls the holder of the lease dead, 0 if not."""
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            status = as_another_user(namespace=namespace) or int(is_dead(its))
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_living_process_of_another_user_is_not_dead_even_where_proc_hides_it(hidden: bool):  # noqa: FBT001 -- two cases
    process, its = another(waits=True)
    with process:
        status = answer_of_another_user(its, namespace=hidden)
        if status == 77:
            pytest.skip("this system does not let a test mount /proc with hidepid")
        assert status == 0
        process.kill()
        process.wait()
        assert answer_of_another_user(its, namespace=hidden) == 1


@pytest.mark.parametrize(
    ("failure", "signal", "dead"),
    [
        (FileNotFoundError, ProcessLookupError, True),
        (FileNotFoundError, PermissionError, False),
        (FileNotFoundError, None, False),
        (PermissionError, ProcessLookupError, False),
        (OSError, ProcessLookupError, False),
    ],
)
def test_a_process_is_dead_only_if_proc_and_the_system_say_so(monkeypatch, failure, signal, dead):
    its = lease(process_identity("x"), 2**22 + 1)

    def refuse(error):
        def call(*_):
            if error:
                raise error

        return call

    monkeypatch.setattr(processes, "_stat_fields", refuse(failure))
    monkeypatch.setattr(os, "kill", refuse(signal))
    assert is_dead(its) is dead
