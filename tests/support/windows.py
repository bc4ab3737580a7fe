"""The program, and small programs over it, in a Python that follows the rules of Windows; see `windows_like/`."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 300  # seconds
WINDOWS_LIKE = ROOT / "tests" / "support" / "windows_like"


def environment(**more: str) -> dict[str, str]:
    """The environment of a Python that follows the rules of Windows: no variable names a language, output is cp1252."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"LANGUAGE", "LANG", "LC_ALL"}}
    paths = f"{WINDOWS_LIKE}{os.pathsep}{ROOT}"
    fixed = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252", "PYTHONWARNINGS": "default"}
    return inherited | {"PYTHONPATH": paths, **fixed, **more}


def python(program: str, *arguments: str | Path, **more: str) -> subprocess.Popen[bytes]:
    """Start a small program; it can be killed, and talked to."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(**more),
    )


def run_python(program: str, *arguments: str | Path, **more: str) -> str:
    """Run a small program to its end, which must be a good one; what it has printed."""
    with python(program, *arguments, **more) as process:
        printed, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors.decode("cp1252")
    return printed.decode("cp1252")


def podcast(*words: str | Path, at: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command, with the processes that it spawns, in a session of its own; in English unless `more` differs."""
    return subprocess.run(
        [sys.executable, "-m", "podcast", *map(str, words)],
        cwd=at,
        capture_output=True,
        encoding="cp1252",
        env=environment(**{"LANGUAGE": "en", **more}),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        timeout=PATIENCE,
        check=False,
    )
