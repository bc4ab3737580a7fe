"""`podcast build --profile`: all CPU time of a build has a stage, and only a build that is asked for it is measured."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import podcast
from podcast.profiling import cpu_sampler, stages
from podcast.profiling.cpu_sampler import BuildProfile, BuildProfiler
from podcast.report.profile_table import profile_lines
from tests.support import podcast_process

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

PACKAGE = Path(podcast.__file__).parent
# Code that works for whatever calls it, and code that a build does not run.
WITHOUT_STAGE = {
    *("__main__", "archiving", "artifacts", "authoring", "cldr", "cli", "desk", "errors", "hosts", "http", "i18n"),
    *("importing", "markers", "model", "pipeline", "platform", "preview", "profiling", "publish", "report", "speech"),
    *("steps", "strings", "text", "timeline", "urls"),
}


@pytest.fixture
def root(small_show: Path, tmp_path: Path) -> Path:
    root = shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)
    shutil.rmtree(root / ".podcast", ignore_errors=True)
    return root


def test_every_name_in_the_list_of_stages_is_a_module_or_a_package() -> None:
    names = [PACKAGE.joinpath(*name.split(".")) for name in stages.STAGES]
    assert [str(path) for path in names if not path.is_dir() and not path.with_suffix(".py").is_file()] == []


def test_every_package_has_a_stage_or_works_for_others() -> None:
    names = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")} - {"__init__"}
    assert {name for name in names if stages.stage_of_module(name) is None} == WITHOUT_STAGE


def test_every_stage_has_a_name() -> None:
    assert {*stages.STAGES.values()} <= stages.STAGE_NAMES.keys()


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("pages.text.markdown", "texts"),
        ("pages.images.card_files", "cards"),
        ("pages.images.images", "pictures"),
        ("transcripts.write", "captions"),
        ("text", None),
    ],
)
def test_the_longest_name_counts(name: str, stage: str | None) -> None:
    assert stages.stage_of_module(name) == stage


def frame_of(filename: str, name: str = "work") -> FrameType:
    """A frame whose code seems to come from a file, called by this test."""
    code = compile(f"import sys\ndef {name}():\n    return sys._getframe()\n", filename, "exec")
    namespace: dict[str, Callable[[], FrameType]] = {}
    exec(code, namespace)  # noqa: S102 - our own
    return namespace[name]()


@pytest.mark.parametrize(
    ("filename", "stage"),
    [
        (str(PACKAGE / "pages" / "search" / "index.py"), "search"),
        (str(PACKAGE.parent / "templates" / "episode.html"), "templates"),
        ("<frozen importlib._bootstrap>", stages.IMPORTS),
        ("/usr/lib/python3/json/encoder.py", stages.OTHER),
    ],
)
def test_the_stage_is_that_of_the_innermost_code_that_has_one(filename: str, stage: str) -> None:
    assert stages.running_stage(frame_of(filename)) == stage


@pytest.mark.long
def test_a_build_tells_the_cpu_time_of_each_stage_of_its_workers_as_well(root: Path) -> None:
    done = podcast_process.run("build", "--profile", "--json", "-j", "1", "-C", root, at=root, processes=True)
    profile = json.loads(done.stdout)["profile"]
    seconds = {stage["stage"]: (stage["parent"], stage["workers"]) for stage in profile["stages"]}
    assert seconds.keys() <= stages.STAGE_NAMES.keys()
    assert profile["episodes"] == 2
    assert profile["workers"] == 1
    assert seconds["mastering"][1] > 0
    assert seconds["templates"][0] > 0


@pytest.mark.long
def test_a_build_prints_the_stages_as_a_table(root: Path) -> None:
    done = podcast_process.run("build", "--profile", "-j", "1", "-C", root, at=root)
    lines = done.stdout.splitlines()
    assert any(line.startswith("mastering  ") for line in lines)
    assert lines[-1].startswith("all stages")


@pytest.mark.long
def test_without_the_option_there_is_no_profile(root: Path) -> None:
    done = podcast_process.run("build", "--json", "-j", "1", "-C", root, at=root)
    assert json.loads(done.stdout)["profile"] is None


def test_the_timer_and_the_folder_are_gone_after_the_build() -> None:
    with BuildProfiler() as profiler:
        folder = Path(os.environ[cpu_sampler.FOLDER_VARIABLE])
        assert signal.getitimer(signal.ITIMER_PROF)[1] > 0
        sum(number * number for number in range(300_000))
        profile = profiler.finish()
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert cpu_sampler.FOLDER_VARIABLE not in os.environ
    assert not folder.exists()
    assert profile.seconds[stages.OTHER] > 0


def test_the_table_begins_with_the_largest_stage_and_ends_with_the_sum() -> None:
    profile = BuildProfile({"feeds": 0.5, "start": 0.1, "show": 0.001}, {"search": 2.0, "feeds": 0.25}, 2)
    assert [line.split() for line in profile_lines(profile, 100)] == [
        ["stage", "ms", "an", "episode", "this", "process", "s", "workers", "s", "all", "s", "%"],
        ["files", "of", "the", "search", "20.00", "0.00", "2.00", "2.00", "70.2"],
        ["feeds", "7.50", "0.50", "0.25", "0.75", "26.3"],
        ["start", "of", "Python", "1.00", "0.10", "0.00", "0.10", "3.5"],
        ["all", "stages", "28.51", "0.60", "2.25", "2.85", "100.0"],
    ]
