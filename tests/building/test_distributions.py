"""A release is the same bytes wherever it is built, and says what is in it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from building.distributions import SURROUNDINGS, ReleaseError, build_twice, commit_time, require_same_files
from building.pythons import SUPPORTED, installed_pythons, requirements_for
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

REQUIREMENTS = """\
# All libraries of the program:
feedgen==1.0.0 \\
    --hash=sha256:aa
audioop-lts==0.2.2 ; python_full_version >= '3.13' \\
    --hash=sha256:bb \\
    --hash=sha256:cc
anyascii==0.3.3 \\
    --hash=sha256:dd
"""
PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "example"
version = "1.0"
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A little project whose files were written at a time of their own, in a repository."""
    root = tmp_path / "clone"
    (root / "example").mkdir(parents=True)
    (root / "example" / "__init__.py").write_text("VALUE = 1\n", "utf-8")
    (root / "pyproject.toml").write_text(PYPROJECT, "utf-8")
    author = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for words in (("init", "--quiet"), ("add", "."), (*author, "commit", "--quiet", "--message", "first")):
        subprocess.run(["git", *words], cwd=root, check=True)
    return root


@pytest.mark.long
def test_two_builds_of_a_commit_are_the_same_bytes(clone: Path, tmp_path: Path) -> None:
    (clone / "example" / "later.py").write_text("not committed", "utf-8")
    wheel, sdist = build_twice(clone, "HEAD", tmp_path / "dist")
    assert (wheel.name, sdist.name) == ("example-1.0-py2.py3-none-any.whl", "example-1.0.tar.gz")
    assert b"later.py" not in wheel.read_bytes()


@pytest.mark.long
def test_a_build_that_shows_where_it_was_made_is_refused(clone: Path, tmp_path: Path) -> None:
    hook = """
import os
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
class Hook(BuildHookInterface):
    def initialize(self, version, data):
        with open(os.path.join(self.root, "example", "place.txt"), "w") as file:
            file.write(os.environ["TZ"])
"""
    (clone / "hatch_build.py").write_text(hook, "utf-8")
    (clone / "pyproject.toml").write_text(PYPROJECT + "[tool.hatch.build.hooks.custom]\n", "utf-8")
    words = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "--quiet", "--message", "hook")
    subprocess.run(["git", "add", "."], cwd=clone, check=True)
    subprocess.run(["git", *words], cwd=clone, check=True)
    with pytest.raises(ReleaseError, match=r"differ: example-1\.0-"):
        build_twice(clone, "HEAD", tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_the_two_builds_differ_in_all_that_must_not_show() -> None:
    first, second = SURROUNDINGS
    assert first.folder != second.folder
    assert first.umask != second.umask
    assert [name for name, _value in first.environment] == ["TZ", "PYTHONHASHSEED", "LC_ALL"]
    assert not set(first.environment) & set(second.environment)


@pytest.mark.parametrize("change", ["other bytes", "one more file"])
def test_files_that_differ_are_named(tmp_path: Path, change: str) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.whl").write_bytes(b"same")
    require_same_files(tmp_path / "one", tmp_path / "two")
    path = tmp_path / "two" / ("a.whl" if change == "other bytes" else "b.whl")
    path.write_bytes(b"diff")
    with pytest.raises(ReleaseError, match=path.name):
        require_same_files(tmp_path / "one", tmp_path / "two")


def test_the_time_of_a_release_is_that_of_its_commit(clone: Path) -> None:
    log = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=clone, capture_output=True, text=True, check=True)
    assert commit_time(clone, "HEAD") == log.stdout.strip()


def test_the_wheels_for_another_python_are_those_that_it_needs() -> None:
    assert requirements_for(REQUIREMENTS, "3.12").split() == ["anyascii==0.3.3", "\\", "--hash=sha256:dd"]
    assert "audioop-lts==0.2.2 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc" in requirements_for(
        REQUIREMENTS, "3.13"
    )


def test_the_locked_versions_can_be_read_for_every_python() -> None:
    text = (ROOT / "requirements" / "program.txt").read_text("utf-8")
    counts = {version: requirements_for(text, version).count("==") for version in SUPPORTED}
    assert min(counts.values()) > 50
    assert counts["3.13"] != counts["3.12"]


def test_the_python_that_runs_is_found() -> None:
    assert installed_pythons()
