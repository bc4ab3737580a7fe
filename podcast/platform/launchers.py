"""Files that start a command by a double click, as each desktop has them.

Linux: Desktop Entry Specification 1.5. macOS: a shell script that Terminal opens. Windows: a batch file.
"""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from podcast.platform.rules import WINDOWS_RULES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

System: TypeAlias = Literal["linux", "macos", "windows"]

_BATCH_NAMES: Final = str.maketrans(dict.fromkeys('<>:"/\\|?*%', "-"))  # not allowed in names on Windows


@dataclass(frozen=True, slots=True)
class SystemFile:
    """A file for the system, and whether it is a program."""

    path: Path
    data: bytes
    is_executable: bool = False


@dataclass(frozen=True, slots=True)
class LauncherTexts:
    """What a launcher is called, and what it says about itself; one line each."""

    name: str
    comment: str


def this_system() -> System:
    """The system that this program runs on; one that is neither Windows nor macOS counts as Linux."""
    if WINDOWS_RULES:
        return "windows"
    return "macos" if sys.platform == "darwin" else "linux"


def desk_launcher(
    system: System, identifier: str, texts: LauncherTexts, command: Sequence[str], environment: Mapping[str, str]
) -> SystemFile:
    """Return the launcher of a command.

    Args:
        system: for which one.
        identifier: of the launcher among all others: a-z, 0-9 and hyphens.
        texts: for people.
        command: with its arguments.
        environment: variables of this process, which say where the user's folders are.
    """
    home = home_folder(system, environment)
    if system == "linux":
        shared = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
        return SystemFile(shared / "applications" / f"{identifier}.desktop", _desktop_entry(texts, command))
    name = texts.name.translate(_BATCH_NAMES).strip(" .") or identifier
    if system == "macos":
        script = f"#!/bin/sh\n# {texts.comment}\nexec {shlex.join(command)}\n"
        return SystemFile(home / "Desktop" / f"{name}.command", script.encode(), is_executable=True)
    lines = ("@echo off", "chcp 65001 >nul", f"rem {texts.comment}", batch_command(command))
    return SystemFile(home / "Desktop" / f"{name}.bat", "".join(f"{line}\r\n" for line in lines).encode())


def home_folder(system: System, environment: Mapping[str, str]) -> Path:
    """The user's own folder."""
    name = "USERPROFILE" if system == "windows" else "HOME"
    return Path(environment[name]) if environment.get(name) else Path.home()


def _desktop_entry(texts: LauncherTexts, command: Sequence[str]) -> bytes:
    lines = (
        "[Desktop Entry]",
        "Version=1.5",
        "Type=Application",
        f"Name={_entry_text(texts.name)}",
        f"Comment={_entry_text(texts.comment)}",
        f"Exec={_entry_text(' '.join(map(_entry_argument, command)))}",
        "Icon=audio-input-microphone",
        "Terminal=true",
        "Categories=AudioVideo;Audio;",
    )
    return "".join(f"{line}\n" for line in lines).encode()


def _entry_text(text: str) -> str:
    """A value of type string: backslashes and line ends are escaped."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _entry_argument(argument: str) -> str:
    """An argument of `Exec`: in quotes, with its special characters escaped; a percent sign is doubled."""
    for character in '\\"`$':
        argument = argument.replace(character, f"\\{character}")
    return '"' + argument.replace("%", "%%") + '"'


def batch_command(command: Sequence[str]) -> str:
    """A command as a batch file has it: quoted as the C library of Windows reads it; a percent sign is doubled."""
    from subprocess import list2cmdline

    return list2cmdline(command).replace("%", "%%")
