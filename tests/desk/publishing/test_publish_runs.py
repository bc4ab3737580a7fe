"""Runs of the desk in their own processes: the same bytes as the commands, killed, cancelled, and several at once."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from typing import TYPE_CHECKING, Any

import pytest

from podcast.desk.publishing.publish_runner import PublishRunner
from podcast.desk.publishing.run_events import RunRequest
from podcast.desk.publishing.run_process import cause
from podcast.errors import BusyError, PublishError, ShowError
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.target import EXIT_LEASE_LOST, EXIT_REFUSED
from tests.support import podcast_process
from tests.support.publish.memory_target import as_built
from tests.support.small_show import change

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from podcast.desk.publishing.desk_run import DeskRun

PATIENCE = 300.0
pytestmark = pytest.mark.long


def runner_of(
    root: Path, notify: Callable[[str, Mapping[str, Any]], None] = lambda _kind, _data: None
) -> PublishRunner:
    return PublishRunner(root, notify)


def finished(runner: PublishRunner, request: RunRequest) -> DeskRun:
    """Start a run, and return its state at the end."""
    runner.start(request)
    assert runner.wait(PATIENCE)
    state = runner.plan(request.job)
    assert state
    return state


def planned(runner: PublishRunner) -> str:
    """The digest of the plan of a publish."""
    state = finished(runner, RunRequest("plan"))
    assert state.status == "done", state.end
    assert state.plan
    return str(state.plan["digest"])


def published(root: Path) -> dict[str, bytes]:
    """The public files, without the marks of their generations at the ends of feeds."""
    target = root / "published"
    files = [path for path in target.rglob("*") if path.is_file()]
    names = {path.relative_to(target).as_posix(): path.read_bytes() for path in files}
    return {name: as_built(name, data) for name, data in names.items() if not name.startswith(".podcast/")}


@pytest.fixture
def root(small_show: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_show, tmp_path / "show")


def test_a_publish_of_the_desk_leaves_the_same_bytes_as_the_command(root: Path, tmp_path: Path) -> None:
    twin = shutil.copytree(root, tmp_path / "twin")
    runner = runner_of(root)
    state = finished(runner, RunRequest("publish", planned(runner)))
    assert (state.status, state.listeners) == ("done", "published"), state.end
    assert podcast_process.run("publish", "--yes", "-C", twin).returncode == 0
    assert published(root) == published(twin)
    change(root / "episodes/folge-1/episode.yaml", "Worum es", "Worum es wirklich")
    change(twin / "episodes/folge-1/episode.yaml", "Worum es", "Worum es wirklich")
    digest = planned(runner)
    dry_run = podcast_process.run("publish", "--dry-run", "-C", twin)
    plan = runner.plan()
    assert plan
    assert plan.plan
    assert plan.plan["count"] == 1
    assert all(item["sentence"] in dry_run.stdout.replace("\n", " ") for item in plan.plan["changes"])
    assert finished(runner, RunRequest("publish", digest)).status == "done"
    assert podcast_process.run("publish", "--yes", "-C", twin).returncode == 0
    assert published(root) == published(twin)
    undo = finished(runner, RunRequest("undo plan"))
    assert undo.plan
    assert finished(runner, RunRequest("undo", undo.plan["digest"])).status == "done"
    assert podcast_process.run("undo", "--yes", "-C", twin).returncode == 0
    assert published(root) == published(twin)


def test_a_publish_that_is_killed_goes_on_where_it_stopped(root: Path) -> None:
    killed: list[int] = []

    def kill(_kind: str, data: Mapping[str, Any]) -> None:
        state = runner.plan("publish")
        if data["job"] == "publish" and state and state.step("keep").state != "waiting" and not killed:
            process = runner._process  # noqa: SLF001 -- what a crash ends
            assert process
            killed.append(process.pid)
            os.kill(process.pid, signal.SIGKILL)

    runner = runner_of(root, kill)
    digest = planned(runner)
    state = finished(runner, RunRequest("publish", digest))
    assert (state.status, state.end["cause"]) == ("failed", "killed")
    assert "feed.xml" not in published(root)
    again = runner_of(root)  # a desk that was started anew
    assert finished(again, RunRequest("publish", digest)).status == "done"
    verified = podcast_process.run("verify", "-C", root)
    assert verified.returncode == 0, verified.stdout
    assert finished(again, RunRequest("plan")).plan == {**(again.plan() or state).plan, "is_up_to_date": True}  # type: ignore[dict-item]


def test_a_check_finds_what_the_command_finds_and_the_next_publish_repairs_it(root: Path) -> None:
    assert podcast_process.run("publish", "--yes", "-C", root).returncode == 0
    page = root / "published/folge-1/index.html"
    before = page.read_bytes()
    page.write_bytes(before.replace(b"Folge", b"Fuchs", 1))
    runner = runner_of(root)
    state = finished(runner, RunRequest("verify"))
    told = podcast_process.run("verify", "-C", root)
    assert state.checked
    assert (state.status, state.checked["result"], told.returncode) == ("done", "failed", 1)
    assert "folge-1/index.html" in state.checked["lines"][0]
    assert state.checked["lines"] == [line for line in told.stdout.splitlines() if not line.startswith("target:")]
    assert finished(runner, RunRequest("publish", planned(runner))).status == "done"
    assert page.read_bytes() == before
    check = finished(runner, RunRequest("verify", is_full=True)).checked
    assert check
    assert check["result"] == "good"


def test_a_cancelled_publish_leaves_the_feed_and_can_go_on(root: Path) -> None:
    def cancel(_kind: str, data: Mapping[str, Any]) -> None:
        state = runner.plan("publish")
        if data["job"] == "publish" and state and state.step("build").state == "running":
            runner.cancel()

    runner = runner_of(root, cancel)
    digest = planned(runner)
    state = finished(runner, RunRequest("publish", digest))
    assert (state.status, state.listeners) == ("cancelled", "nothing")
    assert "feed.xml" not in published(root)
    assert finished(runner_of(root), RunRequest("publish", digest)).status == "done"


def test_only_the_plan_that_was_confirmed_is_carried_out(root: Path) -> None:
    runner = runner_of(root)
    digest = planned(runner)
    change(root / "episodes/folge-2/episode.yaml", "Worum es", "Etwas anderes, worum es")
    state = finished(runner, RunRequest("publish", digest))
    assert (state.status, state.listeners) == ("changed", "nothing")
    assert state.plan
    assert state.plan["digest"] != digest
    assert published(root) == {}


def test_what_harms_listeners_has_to_be_meant_so(root: Path) -> None:
    runner = runner_of(root)
    finished(runner, RunRequest("publish", planned(runner)))
    shutil.rmtree(root / "episodes/folge-2")
    digest = planned(runner)
    plan = runner.plan()
    assert plan
    assert plan.plan
    assert [refused["kind"] for refused in plan.plan["refused"]] == ["gone"]
    refused = finished(runner, RunRequest("publish", digest))
    assert (refused.status, refused.end["cause"], refused.listeners) == ("failed", "refused", "nothing")
    assert finished(runner, RunRequest("publish", digest, ("gone",))).status == "done"


def test_two_desks_and_a_terminal_at_once_publish_one_state(root: Path) -> None:
    first, second = runner_of(root), runner_of(root)
    digest = planned(first)
    terminal: list[int] = []
    thread = threading.Thread(
        target=lambda: terminal.append(podcast_process.run("publish", "--yes", "-C", root).returncode)
    )
    thread.start()
    states = []
    for runner in (first, second):
        runner.start(RunRequest("publish", digest))
    for runner in (first, second):
        assert runner.wait(PATIENCE)
        states.append(runner.run)
    thread.join()
    outcomes = {state.status if state.status != "failed" else state.end["cause"] for state in states if state}
    assert outcomes <= {"done", "changed", "busy", "lease"}
    assert terminal[0] in {0, 1, EXIT_LEASE_LOST}
    assert terminal[0] == 0 or "done" in outcomes
    verified = podcast_process.run("verify", "-C", root)
    assert verified.returncode == 0, verified.stdout
    assert "feed.xml" in published(root)


def test_the_cause_of_a_failure_has_a_word() -> None:
    error = PublishError("failed 9 times")
    error.__cause__ = TransientError("connection refused")
    assert cause(error) == "connection"
    assert cause(PublishError("?", EXIT_LEASE_LOST)) == "lease"
    assert cause(PublishError("?", EXIT_REFUSED)) == "refused"
    assert cause(ShowError(())) == "show"
    assert cause(BusyError("?")) == "busy"
    assert cause(PublishError("?")) == "other"
