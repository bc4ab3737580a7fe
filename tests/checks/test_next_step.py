"""The next step is never a command that fails: in every state the recommended one is run, and ends with 0."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from podcast.checks.examine import examine
from podcast.checks.next_step import NextStep, next_step
from podcast.checks.status import read_status
from podcast.report.status_table import EpisodeStatus
from tests.support import podcast_process
from tests.support.podcast_command import podcast
from tests.support.publish.s3_server import free_ports
from tests.support.small_show import change, write_episode, write_show

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime.now(UTC)
ONE = "episodes/folge-1/episode.yaml"
READ_ONCE_MORE = f"next: read {ONE} once more (`podcast serve` shows it), then `podcast set folge-1 draft false`"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_show(tmp_path / "show", episodes=1)


def step_of_check(root: Path) -> NextStep:
    return next_step(examine(root), NOW)


def run(root: Path, step: NextStep) -> None:
    """Run the command of a step, with what a person answers or ends by hand."""
    _podcast, *words = shlex.split(step.command)
    if words == ["serve"]:
        ready = podcast_process.start_piped(
            "serve",
            "--port",
            str(free_ports(1)[0]),
            "-C",
            root,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "LANGUAGE": "en"},
        )
        process, printed, errors = ready
        assert any("rebuilt in" in line for line in iter(errors.readline, ""))
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait() == 0
        printed.close()
        errors.close()
        return
    words += ["--yes"] if words == ["publish"] else []
    done = podcast(*words, at=root)
    assert done.returncode == 0, done.stderr


def nothing(_root: Path) -> None:
    """The show is as it is."""


def as_draft(root: Path) -> None:
    change(root / ONE, "season: 1", "draft: true\nseason: 1")


def without_summary(root: Path) -> None:
    as_draft(root)
    lines = (root / ONE).read_text("utf-8").splitlines()
    (root / ONE).write_text("\n".join(line for line in lines if not line.startswith("summary:")), "utf-8")


def without_episodes(root: Path) -> None:
    shutil.rmtree(root / "episodes")


def scheduled(root: Path) -> None:
    lines = (root / ONE).read_text("utf-8").splitlines()
    date = "date: 1. Januar 2099, 9 Uhr"
    (root / ONE).write_text("\n".join(date if line.startswith("date:") else line for line in lines), "utf-8")


@pytest.mark.long
@pytest.mark.parametrize(
    ("change_show", "sentence", "command"),
    [
        (nothing, "next: `podcast build`", "podcast build"),
        (
            without_episodes,
            "next: `podcast new TITLE --recording FILE` creates the first episode",
            "podcast new TITLE",
        ),
        (
            as_draft,
            READ_ONCE_MORE,
            "podcast set folge-1 draft false",
        ),
        (
            without_summary,
            "next: episodes/folge-1/episode.yaml still needs summary; `podcast serve` shows it meanwhile",
            "podcast serve",
        ),
        (
            scheduled,
            "next: `podcast serve` shows folge-1; `podcast publish` publishes it from 2099-01-01 09:00 on",
            "podcast serve",
        ),
    ],
)
def test_check_recommends_what_works(
    root: Path, change_show: Callable[[Path], None], sentence: str, command: str
) -> None:
    change_show(root)
    step = step_of_check(root)
    assert step == NextStep(sentence, command)
    done = podcast("check", at=root)
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == sentence
    if change_show not in {nothing, without_summary}:  # the same commands are run in other states
        run(root, step)


def test_problems_are_to_be_fixed_first(root: Path) -> None:
    change(root / ONE, "season: 1", "season: 7")
    assert step_of_check(root) == NextStep("next: fix the problems that `podcast check` lists, from the top")
    done = podcast("check", at=root)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "next: fix them from the top, then run `podcast check` again"


def test_a_draft_that_would_bring_a_problem_is_not_to_be_released(root: Path) -> None:
    write_episode(root, 2)
    for number in (1, 2):
        path = root / f"episodes/folge-{number}/episode.yaml"
        change(path, "season: 1", "draft: true\nseason: 1")
    change(root / "podcast.yaml", "explicit:", "type: serial\nexplicit:")
    change(root / ONE, "episode: 1\n", "")
    assert "podcast set folge-2 draft false" in step_of_check(root).sentence


def status_step(root: Path, public: str = "", *, target_checked: bool = True) -> NextStep:
    _show, statuses, examination = read_status(root, NOW)
    known = [
        EpisodeStatus(status.episode, status.state, status.reason, status.master, (), public)  # type: ignore[arg-type]
        for status in statuses
    ]
    return next_step(examination, NOW, known, target_checked=target_checked)


@pytest.mark.long
def test_status_leads_from_a_build_to_what_is_live(root: Path) -> None:
    step = status_step(root)
    assert step == NextStep("next: `podcast build`, then `podcast publish`", "podcast build")
    run(root, step)
    step = status_step(root)
    assert step == NextStep("next: `podcast publish`", "podcast publish")
    run(root, step)
    assert status_step(root, "live") == NextStep()
    assert status_step(root, target_checked=False) == NextStep()
    write_episode(root, 2)
    change(root / "episodes/folge-2/episode.yaml", "season: 1", "draft: true\nseason: 1")
    assert status_step(root, "live").command == "podcast set folge-2 draft false"
    text = (root / "podcast.yaml").read_text("utf-8")
    (root / "podcast.yaml").write_text(text.partition("publish:")[0], "utf-8")
    assert status_step(root).sentence.startswith("next: set publish.target in podcast.yaml ")
