"""Builds wheel and sdist so that the same commit is the same bytes, wherever and whenever it is built."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final


class ReleaseError(Exception):
    """What keeps a release from being made, and how to repair it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What differs between two builds of the same commit, and must not show."""

    folder: str
    umask: int
    environment: tuple[tuple[str, str], ...]


SURROUNDINGS: Final = (
    Surroundings("here", 0o022, (("TZ", "UTC"), ("PYTHONHASHSEED", "1"), ("LC_ALL", "C.UTF-8"))),
    Surroundings("elsewhere/deep down", 0o077, (("TZ", "Asia/Kolkata"), ("PYTHONHASHSEED", "2"), ("LC_ALL", "C"))),
)


def build_twice(root: Path, commit: str, output: Path) -> list[Path]:
    """Build a commit of a repository twice; return the files in `output`.

    Args:
        root: a clone.
        commit: its name; what is not committed is left out.
        output: a folder; it is replaced.

    Raises:
        ReleaseError: the two builds differ.
        CalledProcessError: the project does not build.
    """
    with tempfile.TemporaryDirectory() as folder:
        builds = [_build((root, commit), Path(folder), surroundings) for surroundings in SURROUNDINGS]
        require_same_files(*builds)
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(builds[0], output)
    return sorted(output.iterdir())


def commit_time(root: Path, commit: str) -> str:
    """Return the time of a commit in seconds since 1970, for SOURCE_DATE_EPOCH (reproducible-builds.org)."""
    command = ["git", "log", "-1", "--format=%ct", commit]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip()


def require_same_files(first: Path, second: Path) -> None:
    """Compare two folders of files, byte by byte.

    Raises:
        ReleaseError: they differ; names the files.
    """
    names = sorted({path.name for folder in (first, second) for path in folder.iterdir()})
    _same, different, missing = filecmp.cmpfiles(first, second, names, shallow=False)
    if different or missing:
        files = ", ".join(sorted(different + missing))
        raise ReleaseError(f"two builds of the same commit differ: {files}; compare them with diffoscope")


def _build(clone: tuple[Path, str], folder: Path, surroundings: Surroundings) -> Path:
    """Build a commit of a clone in surroundings of their own; return the folder of the results."""
    root, commit = clone
    source = folder / surroundings.folder / "source"
    output = folder / surroundings.folder / "dist"
    source.mkdir(parents=True)
    environment = {**os.environ, **dict(surroundings.environment), "SOURCE_DATE_EPOCH": commit_time(root, commit)}
    archive = subprocess.run(["git", "archive", commit], cwd=root, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x"], cwd=source, input=archive, check=True, umask=surroundings.umask)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(output)]
    subprocess.run(
        command, cwd=source, env=environment, umask=surroundings.umask, check=True, stdout=subprocess.DEVNULL
    )
    return output
