import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

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
