"""Launchers and scheduled tasks: each is read by what its system reads it with, or by an independent reader."""

from __future__ import annotations

import configparser
import json
import os
import plistlib
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from podcast.platform.launchers import LauncherTexts, batch_command, desk_launcher, this_system
from podcast.platform.scheduled_tasks import INTERVAL, repeated_task

if TYPE_CHECKING:
    from pathlib import Path

# What a folder may be called: every character that one of the formats gives a meaning.
FOLDER = "/home/erika/Sendung 100% $HOME `x` \"y\" \\ 'z' & <b>;"
COMMAND = ("/usr/bin/python3", "-m", "podcast", "desk", "-C", FOLDER)
TEXTS = LauncherTexts("Rebellion: 100 %?", "Bearbeiten & veröffentlichen")
TASK_NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def environment(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "USERPROFILE": str(home)}


def exec_words(value: str) -> list[str]:
    """The arguments of an `Exec` key by the Desktop Entry Specification: escapes of strings, then quotes."""
    text = value.replace("\\\\", "\\")
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', text)
    return [re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in quoted]


def test_the_launcher_of_linux_is_a_desktop_entry(tmp_path: Path) -> None:
    launcher = desk_launcher("linux", "podcast-desk-x", TEXTS, COMMAND, environment(tmp_path))
    assert launcher.path == tmp_path / ".local/share/applications/podcast-desk-x.desktop"
    entry = configparser.RawConfigParser()
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read_string(launcher.data.decode())
    values = entry["Desktop Entry"]
    assert (values["Type"], values["Name"], values["Terminal"]) == ("Application", TEXTS.name, "true")
    assert exec_words(values["Exec"]) == list(COMMAND)
    if program := shutil.which("desktop-file-validate"):
        launcher.path.parent.mkdir(parents=True)
        launcher.path.write_bytes(launcher.data)
        run = subprocess.run([program, launcher.path], capture_output=True, text=True, check=False)
        assert (run.returncode, run.stdout) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
def test_the_launcher_of_macos_is_a_script_that_runs_the_command(tmp_path: Path) -> None:
    shown = [sys.executable, "-c", "import json, sys; print(json.dumps(sys.argv[1:]))", *COMMAND]
    launcher = desk_launcher("macos", "podcast-desk-x", TEXTS, shown, environment(tmp_path))
    assert launcher.path == tmp_path / "Desktop/Rebellion- 100 --.command"
    assert launcher.is_executable
    launcher.path.parent.mkdir()
    launcher.path.write_bytes(launcher.data)
    launcher.path.chmod(0o755)
    run = subprocess.run([launcher.path], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == list(COMMAND)


def test_the_launcher_of_windows_is_a_batch_file_in_utf_8(tmp_path: Path) -> None:
    launcher = desk_launcher("windows", "podcast-desk-x", TEXTS, ("C:\\py\\python.exe", "-C", "D:\\100% Ü"), {})
    lines = launcher.data.decode().split("\r\n")
    assert launcher.path.name == "Rebellion- 100 --.bat"
    assert lines[:2] == ["@echo off", "chcp 65001 >nul"]  # UTF-8, before the first letter beyond ASCII
    assert lines[3] == 'C:\\py\\python.exe -C "D:\\100%% Ü"'
    assert "\n" not in launcher.data.decode().replace("\r\n", "")
    assert batch_command(("a", "b c")) == 'a "b c"'
    assert tmp_path


def systemd_faults(folder: Path, *units: Path) -> list[str]:
    """What systemd says about units of a user, of each that is named here."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed")
    run = subprocess.run(
        [program, "verify", "--user", *units],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_RUNTIME_DIR": str(folder), "HOME": str(folder)},
    )
    said = run.stdout + run.stderr
    assert "Failed to lookup" not in said, said
    return [line for line in said.splitlines() if "podcast-publish-x" in line]


def test_the_timer_of_linux_is_one_that_systemd_accepts(tmp_path: Path) -> None:
    task = repeated_task("linux", "podcast-publish-x", "100 % pünktlich", COMMAND, environment(tmp_path))
    assert [file.path.name for file in task.files] == ["podcast-publish-x.service", "podcast-publish-x.timer"]
    for file in task.files:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        file.path.write_bytes(file.data)
    assert f"OnCalendar=*:0/{INTERVAL}" in task.files[1].data.decode()
    assert task.enable == ("systemctl --user enable --now podcast-publish-x.timer",)
    assert systemd_faults(tmp_path, *(file.path for file in task.files)) == []


def test_a_broken_timer_would_be_noticed(tmp_path: Path) -> None:
    unit = tmp_path / "podcast-publish-x.service"
    unit.write_text("[Service]\nType=never\n", "utf-8")
    assert systemd_faults(tmp_path, unit)


def test_the_agent_of_macos_is_off_until_it_is_enabled(tmp_path: Path) -> None:
    task = repeated_task("macos", "podcast-publish-x", "?", COMMAND, environment(tmp_path))
    (file,) = task.files
    assert file.path == tmp_path / "Library/LaunchAgents/podcast-publish-x.plist"
    values = plistlib.loads(file.data)
    assert values["ProgramArguments"] == list(COMMAND)
    assert (values["Label"], values["Disabled"], values["StartInterval"]) == ("podcast-publish-x", True, INTERVAL * 60)
    assert "RunAtLoad" not in values
    assert [command.split()[:2] for command in task.enable] == [["launchctl", "enable"], ["launchctl", "bootstrap"]]


def test_the_task_of_windows_follows_its_schema(tmp_path: Path) -> None:
    command = ("C:\\Program Files\\python.exe", "-C", "D:\\Ä & <x>\\100%")
    task = repeated_task("windows", "podcast-publish-x", "Pünktlich & <gut>", command, environment(tmp_path))
    (file,) = task.files
    assert file.data.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16 with its mark
    root = ET.fromstring(file.data)  # noqa: S314 -- written by us
    assert root.tag == f"{TASK_NAMESPACE}Task"
    # The schema (MS-TSCH 2.5) wants these elements in this order.
    names = [child.tag.removeprefix(TASK_NAMESPACE) for child in root]
    assert names == ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"]
    action = root.find(f"{TASK_NAMESPACE}Actions/{TASK_NAMESPACE}Exec")
    assert action is not None
    assert action.findtext(f"{TASK_NAMESPACE}Command") == command[0]
    assert action.findtext(f"{TASK_NAMESPACE}Arguments") == '-C "D:\\Ä & <x>\\100%"'
    interval = root.find(f".//{TASK_NAMESPACE}Interval")
    assert interval is not None
    assert interval.text == f"PT{INTERVAL}M"
    assert task.enable[0].startswith('schtasks /Create /TN "podcast-publish-x" /XML "')


def test_this_system_is_one_of_them() -> None:
    assert this_system() in {"linux", "macos", "windows"}
