"""One sentence where the program cannot run, before anything is imported that fails there."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from podcast.cli.program import platform_check
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NEEDED = (
    *("__init__", "__main__", "i18n", "cli/__init__", "cli/program/__init__", "cli/program/platform_check"),
    *("platform/__init__", "platform/languages", "platform/rules"),
)


@pytest.mark.parametrize("command", ["status", "new", "build", "publish", "serve", "--help"])
def test_a_system_without_any_locks_gets_one_sentence(command: str, tmp_path: Path) -> None:
    program = f"import sys; sys.modules['fcntl'] = None; sys.argv = ['podcast', {command!r}]; "
    program += "from podcast.__main__ import main; main()"
    environment = {"PYTHONPATH": str(ROOT)}
    command_line = [sys.executable, "-c", program]
    run = subprocess.run(command_line, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.count("\n") == 1
    assert "runs on Linux, macOS and Windows" in run.stderr


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert platform_check.platform_problem() == ""
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    assert "needs Python 3.11 or newer, and this is Python 3.10" in platform_check.platform_problem()


@pytest.mark.parametrize("name", NEEDED)
def test_old_pythons_can_read_what_says_so(name: str) -> None:
    ast.parse((ROOT / "podcast" / f"{name}.py").read_text("utf-8"), feature_version=(3, 8))


def test_the_command_is_the_one_that_checks() -> None:
    assert 'podcast = "podcast.__main__:main"' in (ROOT / "pyproject.toml").read_text("utf-8")
