"""Files by which a system runs a command again and again, and the commands that turn that on and off.

Linux: a service and a timer of the user's systemd. macOS: a launch agent, which is disabled until it is enabled.
Windows: a task of the Task Scheduler (its schema 1.2).
"""

from __future__ import annotations

import plistlib
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from podcast.platform.launchers import System, SystemFile, home_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

INTERVAL: Final = 10  # minutes
_TASK: Final = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{comment}</Description>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <Repetition>
        <Interval>PT{interval}M</Interval>
      </Repetition>
      <StartBoundary>2024-01-01T00:00:00</StartBoundary>
      <Enabled>true</Enabled>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <Enabled>true</Enabled>
    <ExecutionTimeLimit>PT4H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """The files of a task, and the commands that turn it on and off."""

    files: tuple[SystemFile, ...]
    enable: tuple[str, ...]
    disable: tuple[str, ...]


def repeated_task(
    system: System, identifier: str, comment: str, command: Sequence[str], environment: Mapping[str, str]
) -> ScheduledTask:
    """Return the task that runs a command every `INTERVAL` minutes while its user is logged in.

    Args:
        system: for which one.
        identifier: of the task among all others: a-z, 0-9 and hyphens.
        comment: for people; one line.
        command: with its arguments.
        environment: variables of this process, which say where the user's folders are.
    """
    home = home_folder(system, environment)
    if system == "linux":
        return _systemd_task(Path(environment.get("XDG_CONFIG_HOME") or home / ".config"), identifier, comment, command)
    if system == "macos":
        return _launchd_task(home, identifier, command)
    folder = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "podcast"
    return _windows_task(folder / f"{identifier}.xml", identifier, comment, command)


def _systemd_task(folder: Path, identifier: str, comment: str, command: Sequence[str]) -> ScheduledTask:
    units = folder / "systemd" / "user"
    description = comment.replace("%", "%%")
    service = f"[Unit]\nDescription={description}\n\n[Service]\nType=oneshot\nExecStart={_unit_command(command)}\n"
    timer = (
        f"[Unit]\nDescription={description}\n\n[Timer]\nOnCalendar=*:0/{INTERVAL}\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )
    files = (
        SystemFile(units / f"{identifier}.service", service.encode()),
        SystemFile(units / f"{identifier}.timer", timer.encode()),
    )
    name = f"{identifier}.timer"
    return ScheduledTask(files, (f"systemctl --user enable --now {name}",), (f"systemctl --user disable --now {name}",))


def _unit_command(command: Sequence[str]) -> str:
    """A command as a unit has it: every word in quotes; systemd replaces `%` and `$` unless they are doubled."""
    words = (word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$") for word in command)
    return " ".join(f'"{word}"' for word in words)


def _launchd_task(home: Path, identifier: str, command: Sequence[str]) -> ScheduledTask:
    path = home / "Library" / "LaunchAgents" / f"{identifier}.plist"
    values = {
        "Label": identifier,
        "Disabled": True,
        "ProgramArguments": list(command),
        "StartInterval": INTERVAL * 60,
        "ProcessType": "Background",
    }
    enable = f"launchctl enable gui/$(id -u)/{identifier}"
    load = f"launchctl bootstrap gui/$(id -u) {shlex.quote(str(path))}"
    unload = f"launchctl bootout gui/$(id -u)/{identifier}"
    disable = f"launchctl disable gui/$(id -u)/{identifier}"
    return ScheduledTask((SystemFile(path, plistlib.dumps(values)),), (enable, load), (unload, disable))


def _windows_task(path: Path, identifier: str, comment: str, command: Sequence[str]) -> ScheduledTask:
    from subprocess import list2cmdline

    program, *arguments = command
    text = _TASK.format(
        comment=escape(comment), interval=INTERVAL, program=escape(program), arguments=escape(list2cmdline(arguments))
    )
    data = text.replace("\n", "\r\n").encode("utf-16")  # with its mark: schtasks reads no other encoding reliably
    return ScheduledTask(
        (SystemFile(path, data),),
        (f'schtasks /Create /TN "{identifier}" /XML "{path}"',),
        (f'schtasks /Delete /TN "{identifier}" /F',),
    )
