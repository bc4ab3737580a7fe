"""Rounds: everybody in turn, again and again, on the same recordings; what each took, and what came out."""

from __future__ import annotations

import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median
from typing import TYPE_CHECKING

import contestants
import meter
import recordings
from measuring import Run, run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from contestants import Contestant
    from recordings import Kind


@dataclass(frozen=True, slots=True)
class Setting:
    """How much is measured, where recordings are kept, where work may be done (on the same disk)."""

    rounds: int
    one: int  # seconds
    each: int  # seconds of each of many
    many: int  # recordings
    long: int  # seconds
    short: int  # seconds, where loudness matters and not time
    file: float  # MB, to be tagged
    kept: Path
    work: Path

    def folder(self, one: Contestant) -> Path:
        """Where a contestant works."""
        return self.work / "".join(letter if letter.isalnum() else "-" for letter in one.name)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a contestant took in each round, and what came out in the last."""

    runs: tuple[Run, ...]
    heard: tuple[meter.Heard, ...]

    def middle(self, what: Callable[[Run], float]) -> float:
        """The median of the rounds."""
        return median(what(one) for one in self.runs)


def rounds(who: Sequence[Contestant], paths: Sequence[Path], setting: Setting) -> dict[str, Outcome]:
    """Everybody's outcome by name; who fails, or is not installed, is left out and named on stderr."""
    runs: dict[str, list[Run]] = {one.name: [] for one in who if not one.missing}
    for one in who:
        if one.missing:
            note(f"left out: {one.name} ({one.missing} not installed)")
    for path in paths:
        _read(path)
    for number in range(1, setting.rounds + 1):
        for one in [one for one in who if one.name in runs]:
            taken = once(one, paths, setting)
            note(f"round {number}: {one.name}: {taken.failure or f'{taken.wall:.1f} s'}")
            runs[one.name].append(taken)
            if taken.failure:
                del runs[one.name]
    there = [one for one in who if one.name in runs]
    return {one.name: Outcome(tuple(runs[one.name]), heard(one.results(setting.folder(one)))) for one in there}


def once(one: Contestant, paths: Sequence[Path], setting: Setting) -> Run:
    """One run, from nothing: no cache, no earlier result."""
    folder = setting.folder(one)
    shutil.rmtree(folder, ignore_errors=True)
    one.prepared(paths, folder)
    return run(one.command(paths, folder), setting.work / "log")


def must(command: Sequence[str | Path], setting: Setting) -> Run:
    """A run that the rest depends on.

    Raises:
        SystemExit: it failed.
    """
    taken = run(command, setting.work / "log")
    if taken.failure:
        raise SystemExit(f"{' '.join(map(str, command))} failed: {taken.failure}")
    return taken


def ratio(ours: Outcome | None, peer: Outcome | None, what: Callable[[Run], float]) -> float | None:
    """The median of the rounds' ratios: what disturbs a round disturbs both. None where one is missing."""
    if ours is None or peer is None:
        return None
    return median(what(mine) / what(other) for mine, other in zip(ours.runs, peer.runs, strict=True))


def made(setting: Setting, *wanted: tuple[Kind, int, int]) -> list[Path]:
    """Recordings: each of a kind, so many seconds long, with a seed."""
    note(f"{len(wanted)} recordings, kept in {setting.kept}")
    with _processes() as pool:
        return list(pool.map(recordings.recording, *zip(*wanted, strict=True), [setting.kept] * len(wanted)))


def heard(paths: Sequence[Path]) -> tuple[meter.Heard, ...]:
    """What the meter reads, file by file."""
    with _processes() as pool:
        return tuple(pool.map(meter.heard, paths))


def note(words: str) -> None:
    """Tells what is happening."""
    print(words, file=sys.stderr, flush=True)


def _processes() -> ProcessPoolExecutor:
    """Where arithmetic is done: this process stays small, so that its memory is never taken for a contestant's."""
    return ProcessPoolExecutor(contestants.CORES, mp_context=get_context("spawn"))


def _read(path: Path) -> None:
    """Reads a file, so that nobody is the first who has to."""
    with path.open("rb") as file:
        while file.read(1 << 20):
            pass
