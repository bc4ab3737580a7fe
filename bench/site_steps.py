"""What is measured of our program on a large show: the real command, one step after the other, each in its process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import laid_sound
import site_content
from measuring import Run, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).resolve().parent
SETTLED = 3.0  # seconds: files that are younger than two are looked at again
FIRST, AGAIN, TITLE, EPISODE = "first build", "nothing new", "one new title", "one new episode"
CHECK, STATUS, PUBLISH, NO_NEWS = "check", "status", "first publish", "publish, nothing new"
LIMITS = ("cp -r", "find", "sha256sum")


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and what is done before it."""

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[Path], object] = lambda _root: None


@dataclass(frozen=True, slots=True)
class StepRun:
    """What a step took; `files` and `size` are those of site/ after it."""

    name: str
    run: Run
    files: int
    size: int  # bytes


def add_episode(root: Path) -> None:
    """Add an episode in a process of its own: what this process has loaded may be another program."""
    script = f"import site_show, pathlib; site_show.add_episode(pathlib.Path({str(root)!r}))"
    path = os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH"))))
    subprocess.run(
        (sys.executable, "-P", "-c", script), check=True, env={**os.environ, "PYTHONPATH": path}, capture_output=True
    )


def change_title(root: Path) -> None:
    """Give the newest episode another title, some time ago."""
    laid_sound.make_older(site_content.retitle(root))


BUILD = ("build", "--quiet")
STEPS = (
    Step(FIRST, BUILD),
    Step(AGAIN, BUILD),
    Step(f"{AGAIN}, once more", BUILD),
    Step(TITLE, BUILD, change_title),
    Step(EPISODE, BUILD, add_episode),
    Step(CHECK, ("check", "--quiet")),
    Step(f"{CHECK}, once more", ("check", "--quiet")),
    Step(STATUS, ("status", "--quiet")),
    Step(PUBLISH, ("publish", "--yes", "--quiet", "--allow", "archive")),  # a feed holds about 2,000
    Step(NO_NEWS, ("publish", "--yes", "--quiet")),
    Step(f"{NO_NEWS}, once more", ("publish", "--yes", "--quiet")),
)


def measure(root: Path, log: Path, steps: tuple[Step, ...] = STEPS) -> Iterator[StepRun]:
    """Carry out all steps on a show that has never been built; yield what each took.

    Raises:
        SystemExit: one failed.
    """
    for step in steps:
        step.prepare(root)
        time.sleep(SETTLED)
        taken = run((sys.executable, "-P", "-m", "podcast", *step.arguments, "-C", root), log)
        if taken.failure:
            raise SystemExit(f"{step.name} failed: {taken.failure}")
        yield StepRun(step.name, taken, *extent(root / "site"))


def limits(root: Path, log: Path) -> Iterator[StepRun]:
    """Yield what the system's own programs take for the files of the site: to copy, find and hash them."""
    site, copy = root / "site", root.parent / f"{root.name}-copy"
    pages = ("find", site, "-type", "f", "-not", "-path", "*/audio/*")
    shutil.rmtree(site_content.published_folder(root), ignore_errors=True)  # its space is needed
    copy.mkdir()
    commands: dict[str, tuple[str | Path, ...]] = {
        "cp -r": ("cp", "-r", "-t", copy, *(path for path in site.iterdir() if path.name != "audio")),
        "find": ("find", site, "-size", "+1000000000k"),
        "sha256sum": (*pages, "-exec", "sha256sum", "{}", "+"),
    }
    for name, command in commands.items():
        yield StepRun(name, run(command, log), *extent(site))
    shutil.rmtree(copy)


def extent(folder: Path) -> tuple[int, int]:
    """Number of files and bytes, without audio, which is the same before and after."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent.name != "audio"]
    return len(files), sum(path.stat().st_size for path in files)


def main() -> None:
    """`site_steps.py ROOT [STEP …]`: print a JSON line for each step, all if none is named."""
    root, names = Path(sys.argv[1]).resolve(), sys.argv[2:]
    log = root.parent / "log"
    steps = tuple(step for step in STEPS if not names or step.name in names)
    for step in chain(measure(root, log, steps), () if names else limits(root, log)):
        fields = {"wall": step.run.wall, "cpu": step.run.cpu, "memory": step.run.memory}
        print(json.dumps({"step": step.name, **fields, "files": step.files, "size": step.size}), flush=True)


if __name__ == "__main__":
    main()
