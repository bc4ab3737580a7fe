"""Kill `podcast build`, `new`, `set` and `clean` at random moments of their run. `make prove-kills`.

After each kill the next `podcast build` must write exactly the site of an undisturbed build: no temporary file, no
foreign file, no other byte. A YAML file is the old one or the new one, and a new episode is complete or absent.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from podcast.cli.main import podcast
from tests.support import podcast_process
from tests.support.complete_show import write_complete_show

RECORDING = "episodes/folge-1/recording.wav"
COMMANDS = {
    "build": ("build",),
    "set": ("set", "folge-1", "title", "Anders"),
    "new": ("new", "Dritte", "--recording", RECORDING, "--date", "2030-01-31 09:00"),
    "clean": ("clean",),
}


@dataclass(frozen=True)
class Expectation:
    """The states that are allowed after a kill of a command."""

    yaml: dict[bytes, dict[str, str]]  # the first episode's file → digests of the site that is built from it
    seconds: float  # the command's running time


def digests(folder: Path) -> dict[str, str]:
    """The digest of each file below a folder, hidden ones included."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths}


def faults(root: Path, recording: bytes, expectation: Expectation) -> list[str]:
    """All deviations of a show from the allowed states, after the next build."""
    yaml = (root / "episodes" / "folge-1" / "episode.yaml").read_bytes()
    if yaml not in expectation.yaml:
        return ["episode.yaml is neither the old nor the new one"]
    created = [folder for folder in (root / "episodes").glob("[!.]*") if folder.name not in {"folge-1", "folge-2"}]
    incomplete = [folder.name for folder in created if (folder / "recording.wav").read_bytes() != recording]
    done = podcast_process.run("build", at=root)
    if done.returncode:
        return [f"the next build fails: {done.stderr.strip().splitlines()[-1]}"]
    site, expected = digests(root / "site"), expectation.yaml[yaml]
    differing = sorted(path for path in site.keys() | expected.keys() if site.get(path) != expected.get(path))
    temporary = [path for path in digests(root / ".podcast") if path.endswith(".part")]
    return [
        *(f"new episode {name} is incomplete" for name in incomplete),
        *(f"site/{path} differs" for path in differing),
        *(f".podcast/{path} is left" for path in temporary),
    ]


def kill(root: Path, words: tuple[str, ...], delay: float) -> bool:
    """Run a command and kill it after `delay` seconds, with its worker processes; False if it ended before."""
    with Path(os.devnull).open("r+b") as null:
        process = podcast_process.start(words, streams=(null, null, null), at=root, session=True)
        if process.poll(delay) is not None:
            return False
        with contextlib.suppress(ProcessLookupError):  # it has ended a moment ago
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


def prepare(name: str, base: Path, folder: Path) -> tuple[Path, Expectation]:
    """The show that a command starts from, and the states that it may leave.

    A build starts without caches and with the site of another title; the other commands start with a complete build.
    """
    start = Path(shutil.copytree(base, folder / name))
    yaml = start / "episodes" / "folge-1" / "episode.yaml"
    if name == "build":
        podcast_process.run(*COMMANDS["set"], at=start)
        shutil.rmtree(start / ".podcast")
    trial = Path(shutil.copytree(start, folder / f"{name}-trial"))
    expected = {} if name == "build" else {yaml.read_bytes(): digests(start / "site")}
    began = time.monotonic()
    if podcast_process.run(*COMMANDS[name], at=trial).returncode:
        raise SystemExit(f"podcast {name} fails without a kill")
    seconds = time.monotonic() - began
    podcast_process.run("build", at=trial)
    expected[(trial / "episodes" / "folge-1" / "episode.yaml").read_bytes()] = digests(trial / "site")
    return start, Expectation(expected, seconds)


def attempt(name: str, start: Path, folder: Path, moment: float, expectation: Expectation) -> tuple[bool, list[str]]:
    """Kill a command in a copy of the show at a share of its running time; whether it was hit, and the faults."""
    root = Path(shutil.copytree(start, folder))
    try:
        hit = kill(root, COMMANDS[name], moment * expectation.seconds)
        return hit, faults(root, (start / RECORDING).read_bytes(), expectation)
    finally:
        shutil.rmtree(root)


def main() -> None:
    """Run all kills and print a table; the exit status is 1 after a fault."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kills", type=int, default=100, help="number of moments for each command")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    options.add_argument("--commands", nargs="+", default=list(COMMANDS))
    chosen = options.parse_args()
    chance, failed = random.Random(chosen.seed), False  # noqa: S311 -- moments, not secrets
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(chosen.jobs) as executor:
        folder = Path(temporary)
        base = write_complete_show(folder / "base")
        podcast_process.run("build", at=base)
        for name in (name for name in chosen.commands if name in podcast.commands):
            began = time.monotonic()
            start, expectation = prepare(name, base, folder)
            futures = [
                executor.submit(attempt, name, start, folder / f"{name}-{number}", chance.random(), expectation)
                for number in range(chosen.kills)
            ]
            results = [future.result() for future in futures]
            tally = Counter(fault for _, run_faults in results for fault in run_faults)
            hits = sum(hit for hit, _ in results)
            seconds = time.monotonic() - began
            print(f"{name}: {hits} kills, {chosen.kills - hits} too late, {tally.total()} faults, {seconds:.0f} s")  # noqa: T201
            print("".join(f"  {count} × {fault}\n" for fault, count in tally.most_common()), end="", flush=True)  # noqa: T201
            failed |= bool(tally)
    sys.exit(failed)


if __name__ == "__main__":
    main()
