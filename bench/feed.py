"""How fast and frugal the feeds are made, against other makers of feeds. See README.md beside this file."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from contestants import CORES, HERE
from report import Goal, Section, busy, number, put

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONTEST = "feed"
OURS, CORE, *PEERS = "podcast", "feedgen", "podgen", "podcast-rss-generator"
EPISODES = (100, 1_000, 10_000)
FEW = (10, 100)
QUICK = "\n\n(a quick run: it shows that the script works, its figures say nothing)"


@dataclass(frozen=True, slots=True)
class Taken:
    """What making the feeds took: processor seconds, bytes of memory beyond the show itself, bytes written."""

    seconds: float
    memory: int
    size: int


Found = dict[tuple[str, int], list[Taken]]


def main() -> None:
    options = _options()
    if warning := busy():
        note(warning)
    counts = FEW if options.quick else EPISODES
    section = _section(_rounds(options.rounds, counts, options.peers), counts, options.rounds)
    print(f"## {CONTEST}{QUICK * options.quick}\n\n{section.markdown()}\n", flush=True)
    if options.write:
        put(options.write, CONTEST, section)


def _rounds(rounds: int, counts: Sequence[int], peers: Path) -> Found:
    """Everybody in turn, again and again; who is not installed is left out."""
    found: Found = {}
    for turn in range(1, rounds + 1):
        for count in counts:
            for name in (OURS, CORE, *PEERS):
                taken = _once(name, count, peers)
                note(f"round {turn}: {name}, {count}: {f'{taken.seconds:.2f} s' if taken else 'left out'}")
                if taken:
                    found.setdefault((name, count), []).append(taken)
    return found


def _once(name: str, count: int, peers: Path) -> Taken | None:
    python = Path(sys.executable) if name in {OURS, CORE} else peers
    if not python.exists():
        return None
    command = [python, HERE / "feed_makers.py", name, str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        note(f"{name} failed: {(done.stderr.strip().splitlines() or ['without a word'])[-1]}")
        return None
    return Taken(**json.loads(done.stdout))


def _section(found: Mapping[tuple[str, int], Sequence[Taken]], counts: Sequence[int], rounds: int) -> Section:
    head = ("", "episodes", "CPU s", "ms an episode", "CPU / feedgen", "memory MB", "written MB")
    rows = (_row(name, count, found) for name in (OURS, CORE, *PEERS) for count in counts if (name, count) in found)
    *_, many = counts
    first = counts[-2]
    grown = _ratio(found, (OURS, many), (OURS, first))
    memory = max(one.memory for one in found[OURS, many]) / max(one.memory for one in found[OURS, first])
    goals = (
        Goal(f"CPU time, {many} episodes against {first}", grown, 1.2 * many / first),
        Goal(f"memory, {many} episodes against {first}", memory, 1.2 * many / first),
        Goal("CPU time per MB written, against feedgen alone", _for_each_byte(found, many), 2.0),
    )
    how = (
        "The feed of the show, those of its seasons, archives and feed.json, from values to bytes; "
        f"rounds, interleaved: {rounds}. "
        "feedgen and the others write one feed, without chapters, transcripts or people."
    )
    return Section(how, (head, *rows), goals, _machine())


def _row(name: str, count: int, found: Mapping[tuple[str, int], Sequence[Taken]]) -> tuple[str, ...]:
    taken = found[name, count]
    seconds = median(one.seconds for one in taken)
    return (
        name,
        str(count),
        number(seconds),
        number(seconds / count * 1000),
        number(_ratio(found, (name, count), (CORE, count)), 1),
        number(max(one.memory for one in taken) / 1e6, 0),
        number(taken[0].size / 1e6, 1),
    )


def _ratio(
    found: Mapping[tuple[str, int], Sequence[Taken]], one: tuple[str, int], other: tuple[str, int]
) -> float | None:
    """The median of the rounds' ratios of CPU time."""
    if one not in found or other not in found:
        return None
    return median(mine.seconds / its.seconds for mine, its in zip(found[one], found[other], strict=False))


def _for_each_byte(found: Mapping[tuple[str, int], Sequence[Taken]], count: int) -> float | None:
    ratio = _ratio(found, (OURS, count), (CORE, count))
    return None if ratio is None else ratio * found[CORE, count][0].size / found[OURS, count][0].size


def _machine() -> str:
    packages = ("podcast-from-a-folder", "feedgen", "lxml")
    said = [f"{CORES} processors", f"Python {platform.python_version()}"]
    return ", ".join([*said, *(f"{name} {metadata.version(name)}" for name in packages)])


def note(words: str) -> None:
    """Tells what is happening."""
    print(words, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    peers = Path(sys.executable).parents[1] / "feeds" / "bin" / "python"
    parser.add_argument("--quick", action="store_true", help="few episodes, one round: to test the script")
    parser.add_argument("--rounds", type=int, metavar="N", help="number of rounds  [default: 5]")
    parser.add_argument("--only", action="append", choices=(CONTEST,), metavar="NAME", help=CONTEST)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the table into this page")
    parser.add_argument("--peers", type=Path, metavar="PYTHON", default=peers, help="a Python that has the others")
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("the figures of a quick run mean nothing: --quick and --write exclude each other")
    options.rounds = options.rounds or (1 if options.quick else 5)
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    return options


if __name__ == "__main__":
    main()
