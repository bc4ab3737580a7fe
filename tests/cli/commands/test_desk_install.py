"""`podcast desk --install` writes a launcher of this show, and a timer only if that is wanted."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support import podcast_process
from tests.support.small_show import write_show

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the launcher of Linux")


def installed(home: Path) -> dict[str, str]:
    files = [path for path in home.rglob("*") if path.is_file() and not path.is_relative_to(home / "show")]
    return {path.relative_to(home).as_posix(): path.read_text("utf-8") for path in files}


def install(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    env = {**environment, "HOME": str(home)}
    return podcast_process.run("desk", "--install", *options, "-C", home / "show", env=env)


def test_the_launcher_opens_the_desk_of_this_show(tmp_path: Path) -> None:
    write_show(tmp_path / "show", episodes=0)
    run = install(tmp_path)
    assert run.returncode == 0, run.stderr
    ((name, text),) = installed(tmp_path).items()
    assert name.startswith(".local/share/applications/podcast-desk-kleine-sendung-")
    assert f"wrote {tmp_path / name}" in run.stdout
    command = shlex.split(text.partition("Exec=")[2].partition("\n")[0])
    assert command[-3:] == ["desk", "-C", str((tmp_path / "show").resolve())]
    shown = subprocess.run([*command[:-2], "--help"], capture_output=True, text=True, check=True)
    assert "--install" in shown.stdout
    assert install(tmp_path).returncode == 0  # again: the same file
    assert list(installed(tmp_path)) == [name]


def test_a_timer_is_written_and_explained_but_not_turned_on(tmp_path: Path) -> None:
    write_show(tmp_path / "show", episodes=0)
    run = install(tmp_path, "--timer")
    assert run.returncode == 0, run.stderr
    units = {name for name in installed(tmp_path) if name.startswith(".config/systemd/user/podcast-publish-")}
    assert {name.rpartition(".")[2] for name in units} == {"service", "timer"}
    assert not list((tmp_path / ".config/systemd/user").glob("*.wants"))
    service = next(text for name, text in installed(tmp_path).items() if name.endswith(".service"))
    assert '"publish" "--due" "--yes"' in service
    assert "systemctl --user enable --now" in run.stdout


def test_a_timer_alone_is_a_wrong_use(tmp_path: Path) -> None:
    write_show(tmp_path / "show", episodes=0)
    run = podcast_process.run("desk", "--timer", "-C", tmp_path / "show")
    assert run.returncode == 2
    assert "--install" in run.stderr
