"""How fast and frugal publishing is, against those who copy folders to buckets. See README.md beside this file."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import sites
from contestants import CORES, HERE, program
from measuring import Run, run
from report import Goal, Section, busy, number, put
from sites import Size
from store import ACCESS, BUCKET, SECRET, Store, store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

STEPS = ("first", "nothing new", "one page changed", "same bytes, new times")
OURS = "podcast"
RCLONE = (
    *("--s3-provider=Other", "--s3-no-check-bucket", "--s3-region=us-east-1"),
    *("--transfers=32", "--checkers=32", "--checksum", "--fast-list"),
)
QUICK = "\n\n(a quick run: it shows that the script works, its figures say nothing)"


@dataclass(frozen=True, slots=True)
class Publisher:
    """One way from a folder to a bucket: what it needs, and its command for (root, store, prefix)."""

    name: str
    needs: str
    command: Callable[[Path, Store, str], Sequence[str | Path]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step took."""

    run: Run
    requests: int


def ours(root: Path, there: Store, prefix: str) -> list[str | Path]:
    """The publishing of `podcast publish`, without the build before it."""
    return [sys.executable, HERE / "publish_ours.py", root, there.endpoint, f"s3://{BUCKET}/{prefix}"]


def rclone(root: Path, there: Store, prefix: str) -> list[str | Path]:
    """By checksum: else it asks for every object's time."""
    options = [*RCLONE, f"--s3-endpoint={there.endpoint}", f"--s3-access-key-id={ACCESS}"]
    secret = f"--s3-secret-access-key={SECRET}"
    return [_peer("rclone"), "sync", *options, secret, root / "site", f":s3:{BUCKET}/{prefix}"]


def s5cmd(root: Path, there: Store, prefix: str) -> list[str | Path]:
    """As it comes: 256 workers."""
    return [_peer("s5cmd"), "--endpoint-url", there.endpoint, "sync", f"{root}/site/", f"s3://{BUCKET}/{prefix}/"]


def aws(root: Path, there: Store, prefix: str) -> list[str | Path]:
    """As it comes: ten requests at once."""
    where = f"s3://{BUCKET}/{prefix}/"
    return [_peer("aws"), "s3", "sync", "--only-show-errors", "--endpoint-url", there.endpoint, root / "site", where]


PUBLISHERS = (
    Publisher(OURS, "", ours),
    Publisher("rclone", "rclone", rclone),
    Publisher("s5cmd", "s5cmd", s5cmd),
    Publisher("aws s3 sync", "aws", aws),
)
CONTESTS = {"publish-big": Size(24, 30_000_000, 60), "publish-small": Size(0, 0, 10_000)}
LITTLE = {"publish-big": Size(4, 2_000_000, 10), "publish-small": Size(0, 0, 300)}
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": ACCESS,
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "RCLONE_CONFIG": os.devnull,
}


def main() -> None:
    options = _options()
    if warning := busy():
        note(warning)
    os.environ |= ENVIRONMENT
    os.environ["PATH"] = f"{options.peers}{os.pathsep}{os.environ['PATH']}"
    who = [one for one in PUBLISHERS if not one.needs or program(one.needs)]
    for one in set(PUBLISHERS) - set(who):
        note(f"left out: {one.name} (not installed)")
    for name in options.only or CONTESTS:
        section = _contest(name, who, (LITTLE if options.quick else CONTESTS)[name], options)
        print(f"## {name}{QUICK * options.quick}\n\n{section.markdown()}\n", flush=True)
        if options.write:
            put(options.write, name, section)


def _contest(name: str, who: Sequence[Publisher], size: Size, options: argparse.Namespace) -> Section:
    """Rounds, interleaved; each with a server of its own, empty at first."""
    found: dict[str, list[dict[str, Taken]]] = {one.name: [] for one in who}
    with tempfile.TemporaryDirectory(prefix="podcast-bench-", dir=options.keep) as folder:
        root = Path(folder, "root")
        sites.make(root / "site", size)
        sites.settle(root / "site")
        for turn in range(options.rounds):
            with store(Path(folder, f"store-{turn}")) as there:
                for one in (*who[turn % len(who) :], *who[: turn % len(who)]):
                    found[one.name].append(_steps(one, root, there, turn))
                    note(f"{name}, round {turn + 1}: {one.name}: {_told(found[one.name][-1])}")
            shutil.rmtree(Path(folder, f"store-{turn}"))
    how = f"{size}; rounds, interleaved: {options.rounds}. Medians; requests as the server counts them."
    return Section(how, _rows(found), (_big if size.audio else _small)(found), _machine())


def _steps(one: Publisher, root: Path, there: Store, turn: int) -> dict[str, Taken]:
    """One publisher through all steps, into a prefix of its own."""
    prefix = f"{turn}-{one.name.split()[0]}"
    shutil.rmtree(root / ".podcast", ignore_errors=True)
    command = one.command(root, there, prefix)
    _write_digests(one, root)
    taken = {"first": _once(command, root, there), "nothing new": _once(command, root, there)}
    sites.change_a_page(root / "site", turn * len(PUBLISHERS) + len(prefix))
    _write_digests(one, root)
    taken["one page changed"] = _once(command, root, there)
    sites.touch(root / "site")
    taken["same bytes, new times"] = _once(command, root, there)
    return taken


def _write_digests(one: Publisher, root: Path) -> None:
    """What our build has written down when a publish begins; it is part of the build's time, not of the publish's."""
    if one.command is ours:
        subprocess.run([sys.executable, HERE / "publish_ours.py", root], check=True)


def _once(command: Sequence[str | Path], root: Path, there: Store) -> Taken:
    before = there.requests
    done = run(command, root / "log")
    if done.failure:
        raise SystemExit(f"{command[0]} failed: {done.failure}")
    return Taken(done, there.requests - before)


# --- what was found --------------------------------------------------------------------------------------------------


def _rows(found: Mapping[str, Sequence[Mapping[str, Taken]]]) -> tuple[tuple[str, ...], ...]:
    heads = ("", *(f"{step}: s" for step in STEPS), *(f"{step}: requests" for step in STEPS), "peak memory MB")
    return (heads, *(_row(name, rounds) for name, rounds in found.items()))


def _row(name: str, rounds: Sequence[Mapping[str, Taken]]) -> tuple[str, ...]:
    walls = (number(median(one[step].run.wall for one in rounds)) for step in STEPS)
    requests = (str(max(one[step].requests for one in rounds)) for step in STEPS)
    memory = max(one[step].run.memory for one in rounds for step in STEPS)
    return (name, *walls, *requests, number(memory / 1e6, 0))


def _big(found: Mapping[str, Sequence[Mapping[str, Taken]]]) -> tuple[Goal, ...]:
    peers = [name for name in found if name != OURS]
    return (
        Goal("first publish against the best peer", _against(found, peers, "first"), 1.05),
        *_frugal(found),
        Goal("memory", _row_memory(found[OURS]), 150, unit=" MB"),
    )


def _small(found: Mapping[str, Sequence[Mapping[str, Taken]]]) -> tuple[Goal, ...]:
    peers = [name for name in found if name != OURS]
    s5 = [name for name in peers if name == "s5cmd"]
    return (
        Goal("first publish against s5cmd", _against(found, s5, "first"), 1.0),
        Goal("nothing new against the best peer", _against(found, peers, "nothing new"), 1.0),
        *_frugal(found),
        Goal("memory", _row_memory(found[OURS]), 150, unit=" MB"),
    )


def _frugal(found: Mapping[str, Sequence[Mapping[str, Taken]]]) -> tuple[Goal, ...]:
    most = {"nothing new": 1, "one page changed": 8, "same bytes, new times": 1}
    return tuple(
        Goal(f"{step}, requests", max(one[step].requests for one in found[OURS]), limit) for step, limit in most.items()
    )


def _row_memory(rounds: Sequence[Mapping[str, Taken]]) -> float:
    return max(one[step].run.memory for one in rounds for step in STEPS) / 1e6


def _against(found: Mapping[str, Sequence[Mapping[str, Taken]]], peers: Sequence[str], step: str) -> float | None:
    """The median of the rounds' ratios to the best of these peers; None where none of them is there."""
    if not peers:
        return None
    best = [min(found[name][turn][step].run.wall for name in peers) for turn in range(len(found[OURS]))]
    return median(one[step].run.wall / other for one, other in zip(found[OURS], best, strict=True))


def _told(taken: Mapping[str, Taken]) -> str:
    return ", ".join(f"{step} {one.run.wall:.1f} s/{one.requests}" for step, one in taken.items())


def _peer(name: str) -> str:
    return program(name) or name


def _machine() -> str:
    said = [f"{CORES} processors", f"Python {platform.python_version()}"]
    for name, option in (("weed", "version"), ("rclone", "version"), ("s5cmd", "version"), ("aws", "--version")):
        if path := program(name):
            words = subprocess.run([path, option], capture_output=True, text=True, check=False).stdout.split("\n")[0]
            said.append(words if name in words else f"{name} {words}")
    said += [f"{name} {metadata.version(name)}" for name in ("podcast-from-a-folder", "boto3")]
    return ", ".join(said)


def note(words: str) -> None:
    """Tells what is happening."""
    print(words, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    peers, kept = Path(sys.executable).parents[1] / "publishers" / "bin", Path(tempfile.gettempdir())
    parser.add_argument("--quick", action="store_true", help="few and small files, one round: to test the script")
    parser.add_argument("--rounds", type=int, metavar="N", help="number of rounds  [default: 3]")
    parser.add_argument("--only", action="append", choices=CONTESTS, metavar="NAME", help=", ".join(CONTESTS))
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the tables into this page")
    parser.add_argument("--keep", type=Path, metavar="DIR", default=kept, help="the disk to work on, 6 GB")
    parser.add_argument("--peers", type=Path, metavar="DIR", default=peers, help="where rclone, s5cmd and aws are")
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("the figures of a quick run mean nothing: --quick and --write exclude each other")
    options.rounds = options.rounds or (1 if options.quick else 3)
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    return options


if __name__ == "__main__":
    main()
