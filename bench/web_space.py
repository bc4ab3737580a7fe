"""How fast publishing to web space is, against those who copy folders to it. See README.md beside this file."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import laid_sound
import site_content
import site_show
from contestants import CORES, program
from measuring import Run, run
from report import Goal, Section, busy, number, put
from web_space_programs import ENVIRONMENT, OURS, WAYS, publish

from tests.support.publish.memory_target import as_built

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from web_space_programs import WayToServer

STEPS = ("first", "nothing new", "one text changed")
FOLDER = "podcast, to a folder"  # the same work, without a server
MOST = 2.0  # times the best of the others
MOST_SECONDS = 3.0  # more than to a folder
SMALLEST, LARGEST = 3_000_000, 30_000_000  # bytes of an audio file
SETTLED = 3.0  # seconds: files that are younger than two are looked at again
QUICK = "\n\n(a quick run: it shows that the script works, its figures say nothing)"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step took; requests are None where the server does not tell them."""

    run: Run
    requests: int | None


Found = dict[str, list[dict[str, Taken]]]  # by program, round and step


def main() -> None:
    options = _options()
    if warning := busy():
        note(warning)
    os.environ |= ENVIRONMENT
    with tempfile.TemporaryDirectory(prefix="podcast-bench-", dir=options.keep) as folder:
        work = Path(folder)
        work.chmod(0o755)  # servers of other users read in it
        root = make_show(work, 4 if options.quick else 24, 6_000_000 if options.quick else LARGEST)
        for name in options.only or WAYS:
            section = contest(name, root, options.rounds)
            print(f"## {name}{QUICK * options.quick}\n\n{section.markdown()}\n", flush=True)
            if options.write:
                put(options.write, name, section)


def make_show(work: Path, episodes: int, largest: int) -> Path:
    """A show that is built, with audio files of growing size."""
    root, smallest = work / "show", largest // (LARGEST // SMALLEST)
    site_content.write_show(root, site_content.Shape(episodes), site_show.COVER)
    sizes = [smallest + (largest - smallest) * at // max(1, episodes - 1) for at in range(episodes)]
    laid_sound.lay_sound(root, sizes=sizes)
    shutil.copytree(root, beside(root))
    build(root)
    build(beside(root))
    return root


def beside(root: Path) -> Path:
    """The same show, for the folder: a build looks at where it will be published."""
    return root.with_name("show-for-folder")


def build(root: Path) -> None:
    """Bring the site up to date; what is measured begins a while later, when nothing is young."""
    time.sleep(SETTLED)
    subprocess.run([sys.executable, "-P", "-m", "podcast", "build", "--quiet", "-C", root], check=True)
    time.sleep(SETTLED)


def contest(name: str, root: Path, rounds: int) -> Section:
    """Rounds, interleaved; each with a server of its own, empty at first."""
    found: Found = {}
    for turn in range(rounds):
        folder = root.parent / f"{name}-{turn}"
        folder.mkdir(mode=0o755)
        with WAYS[name](folder) as way:
            who = [one for one in (*way.commands, FOLDER) if one in {OURS, FOLDER} or program(folder_name(one))]
            one_round(way, (*who[turn % len(who) :], *who[: turn % len(who)]), root, found)
        note(f"{name}, round {turn + 1}: {_told(found)}")
        shutil.rmtree(folder)
    how = (
        f"{_size(root / 'site')}; rounds, interleaved: {rounds}. Medians; processor time of the command alone. "
        "`podcast publish` also builds and checks, as the row of a folder shows."
    )
    return Section(how, rows(found), goals(found), _machine())


def one_round(way: WayToServer, who: Sequence[str], root: Path, found: Found) -> None:
    """All programs through all steps, one after the other in each step; what each has published is compared."""
    taken: dict[str, dict[str, Taken]] = {one: {} for one in who}
    for one in who:
        there = place(way, one)
        there.mkdir()
        there.chmod(0o777)
    for step in STEPS:
        if step == STEPS[2]:
            for show in (root, beside(root)):
                change_text(show)
                build(show)
        for one in who:
            taken[one][step] = once(way, one, root)
    for one in who:
        compare(root / "site", place(way, one), one)
        found.setdefault(one, []).append(taken[one])


def once(way: WayToServer, one: str, root: Path) -> Taken:
    """One run of a program."""
    before = way.count_requests() if way.count_requests else None
    kept = dict(os.environ)
    os.environ |= way.environment
    try:
        command = way.commands[one](root, folder_name(one)) if one != FOLDER else publish(beside(root), place(way, one))
        done = run(command, root.parent / "log")
    finally:
        os.environ.clear()
        os.environ |= kept
    if done.failure:
        raise SystemExit(f"{one} failed: {(root.parent / 'log').read_text('utf-8', 'replace')[-2000:]}")
    return Taken(done, None if before is None or not way.count_requests else way.count_requests() - before)


def place(way: WayToServer, one: str) -> Path:
    """Where a program publishes to."""
    return way.data / ("folder" if one == FOLDER else folder_name(one))


def folder_name(program_name: str) -> str:
    """The first word of a program's name, which is also its command."""
    return program_name.partition(" ")[0]


def change_text(root: Path) -> None:
    """Other notes for an episode; its audio stays as it is."""
    path = root / "episodes" / "folge-00001" / "episode.yaml"
    path.write_text(path.read_text("utf-8").replace('"notes": "', '"notes": "Neu.\\n\\n', 1), "utf-8")


def compare(site: Path, there: Path, one: str) -> None:
    """Compare all bytes that a program has published with those of the site; ours keeps files that feeds have named.

    Raises:
        SystemExit: they are not the same.
    """
    built, public = digests(site), digests(there)
    wrong = {key for key, digest in built.items() if public.get(key) != digest}
    if wrong or (one not in {OURS, FOLDER} and public.keys() != built.keys()):
        raise SystemExit(f"{one} has published other files: {sorted(wrong or set(public) ^ set(built))[:5]}")


def digests(folder: Path) -> dict[str, str]:
    """Each file, without the publisher's own, and the SHA-256 of its bytes."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {
        key: sha256(as_built(key, path.read_bytes())).hexdigest()
        for key, path in paths.items()
        if not key.startswith(".podcast/")
    }


# --- what was found --------------------------------------------------------------------------------------------------


def rows(found: Found) -> tuple[tuple[str, ...], ...]:
    """The table; in it, `podcast publish` builds and checks, too."""
    heads = ("", *(f"{step}: s" for step in STEPS), *(f"{step}: CPU s" for step in STEPS))
    requests = any(one.requests is not None for one in found[OURS][0].values())
    heads += tuple(f"{step}: requests" for step in STEPS) if requests else ()
    return ((*heads, "peak memory MB"), *(_row(name, rounds, requests=requests) for name, rounds in found.items()))


def _row(name: str, rounds: Sequence[Mapping[str, Taken]], *, requests: bool) -> tuple[str, ...]:
    walls = (number(median(one[step].run.wall for one in rounds)) for step in STEPS)
    cpu = (number(median(one[step].run.cpu for one in rounds)) for step in STEPS)
    counts = (str(max(one[step].requests or 0 for one in rounds)) for step in STEPS) if requests else ()
    memory = max(one[step].run.memory for one in rounds for step in STEPS)
    return (name, *walls, *cpu, *counts, number(memory / 1e6, 0))


def goals(found: Found) -> tuple[Goal, ...]:
    """What the way to the server may cost: against the others where there is much to send, else in seconds."""
    others = [name for name in found if name not in {OURS, FOLDER}]
    seconds = (
        Goal(f"{step}, more than to a folder", more_than_to_folder(found, step), MOST_SECONDS, unit=" s")
        for step in STEPS[1:]
    )
    return (
        Goal("first, against the best peer", against(found, others, STEPS[0]), MOST),
        Goal("first, what it takes more than to a folder, against the best peer", way_alone(found, others), MOST),
        *seconds,
    )


def way_alone(found: Found, others: Sequence[str]) -> float | None:
    """The median of the rounds' ratios of the way to the server alone, without build, checks and digests."""
    if not others:
        return None
    ratios: list[float] = []
    for turn, (ours, folder) in enumerate(zip(found[OURS], found[FOLDER], strict=True)):
        best = min(found[name][turn][STEPS[0]].run.wall for name in others)
        ratios.append((ours[STEPS[0]].run.wall - folder[STEPS[0]].run.wall) / best)
    return median(ratios)


def more_than_to_folder(found: Found, step: str) -> float:
    """The median of the rounds' differences in seconds."""
    pairs = zip(found[OURS], found[FOLDER], strict=True)
    return median(one[step].run.wall - other[step].run.wall for one, other in pairs)


def against(found: Found, others: Sequence[str], step: str) -> float | None:
    """The median of the rounds' ratios to the best of the others; None where none is installed."""
    if not others:
        return None
    best = [min(found[name][turn][step].run.wall for name in others) for turn in range(len(found[OURS]))]
    return median(one[step].run.wall / other for one, other in zip(found[OURS], best, strict=True))


def _told(found: Found) -> str:
    last = {name: ", ".join(f"{one.run.wall:.1f}" for one in rounds[-1].values()) for name, rounds in found.items()}
    return "; ".join(f"{name} {walls} s" for name, walls in last.items())


def _size(site: Path) -> str:
    files = [path for path in site.rglob("*") if path.is_file()]
    audio = [path.stat().st_size for path in files if path.parent.name == "audio"]
    sizes = f"{min(audio) / 1e6:g} to {max(audio) / 1e6:g} MB"
    return f"{len(audio)} audio files of {sizes} ({sum(audio) / 1e6:.0f} MB) and {len(files) - len(audio)} other files"


def _machine() -> str:
    said = [f"{CORES} processors", f"Python {platform.python_version()}"]
    for name, option in (
        ("rclone", "version"),
        ("lftp", "--version"),
        ("rsync", "--version"),
        ("proftpd", "--version"),
    ):
        if path := program(name):
            words = subprocess.run([path, option], capture_output=True, text=True, check=False)
            line = next(filter(None, (words.stdout or words.stderr).replace("|", "").split("\n")), "")
            said.append(" ".join(line.split()).partition(" Copyright")[0])
    return ", ".join([*said, *(f"{name} {metadata.version(name)}" for name in ("podcast-from-a-folder", "paramiko"))])


def note(words: str) -> None:
    """Tells what is happening."""
    print(words, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few and small files, one round: to test the script")
    parser.add_argument("--rounds", type=int, metavar="N", help="number of rounds  [default: 3]")
    parser.add_argument("--only", action="append", choices=WAYS, metavar="NAME", help=", ".join(WAYS))
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the tables into this page")
    parser.add_argument("--keep", type=Path, metavar="DIR", default=tempfile.gettempdir(), help="the disk, 3 GB")
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("the figures of a quick run mean nothing: --quick and --write exclude each other")
    options.rounds = options.rounds or (1 if options.quick else 3)
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    return options


if __name__ == "__main__":
    main()
