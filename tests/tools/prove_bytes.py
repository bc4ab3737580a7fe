"""Flip one byte in every kind of file that a build keeps, and compare what is published then. `make prove-bytes`.

Each file below `.podcast/` and `site/` belongs to a kind (its path without digests and numbers). For some files of each
kind a show is copied and built, so that its caches trust the copied files; one byte is flipped, with the old mtime and
with a new one; `podcast build` and `podcast publish --yes` to an empty folder follow. Every published byte must be that
of an undamaged publish, or a command must have failed.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tests.support import podcast_process
from tests.support.complete_show import write_complete_show

FOLDERS = (".podcast", "site")
CHANGING = (".podcast/",)  # the publisher's own records: they contain times and random names
FEEDS = ("feed.xml", "feed.json")
GENERATION = re.compile(rb'<!-- generation \S+ -->\s*|,?\s*"_podcast": \{"generation": "[^"]*"\}')
EQUAL, REFUSED, WRONG = "equal", "refused", "WRONG, silently"


@dataclass(frozen=True)
class Case:
    """One byte of one file to flip."""

    path: str  # relative to the show
    position: float  # of the byte, as a share of the file's size
    keep_mtime: bool


@dataclass(frozen=True)
class Outcome:
    """The effect of a flipped byte on what is published."""

    verdict: str
    detail: str = ""  # the keys that differ, or the last line of the command that failed


def kind(path: str) -> str:
    """The kind of a file: its path without digests and numbers."""
    return re.sub(r"\d+", "N", re.sub(r"[0-9a-f]{8,}", "*", path))


def cases(paths: list[str], per_kind: int, chance: random.Random) -> list[Case]:
    """At most `per_kind` files of each kind, each with the old and with a new mtime; ten bytes of databases."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        by_kind[kind(path)].append(path)
    chosen = [path for group in by_kind.values() for path in chance.sample(group, min(per_kind, len(group)))]
    repeated = [path for path in chosen for _ in range(10 if ".db" in path else 1)]
    return [Case(path, chance.random(), keep_mtime) for path in repeated for keep_mtime in (True, False)]


def files(root: Path, folders: tuple[str, ...]) -> list[str]:
    """All files that are not empty below some folders of a show."""
    candidates = (path for folder in folders for path in (root / folder).rglob("*"))
    return sorted(path.relative_to(root).as_posix() for path in candidates if path.is_file() and path.stat().st_size)


def flip(path: Path, position: float, *, keep_mtime: bool) -> None:
    """Change one bit of a file in place."""
    status = path.stat()
    with path.open("r+b") as file:
        file.seek(min(int(position * status.st_size), status.st_size - 1))
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))
    if keep_mtime:
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def digests(published: Path) -> dict[str, str]:
    """The digest of each published file, without the marks that identify the publish in feeds."""
    contents = {path: (published / path).read_bytes() for path in files(published, (".",))}
    return {
        path: sha256(GENERATION.sub(b"", data) if Path(path).name in FEEDS else data).hexdigest()
        for path, data in contents.items()
        if not path.startswith(CHANGING)
    }


def publish(root: Path) -> tuple[int, str]:
    """Build and publish; the first exit status that is not 0, and the last line of that command."""
    for words in (("build",), ("publish", "--yes")):
        done = podcast_process.run(*words, at=root)
        if done.returncode:
            return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]
    return 0, ""


def outcome(show: Path, folder: Path, case: Case, expected: dict[str, str]) -> Outcome:
    """Flip the byte in a copy of the show, publish it and compare."""
    root = Path(shutil.copytree(show, folder))
    try:
        if podcast_process.run("build", at=root).returncode:
            raise SystemExit("an undamaged copy of the show cannot be built")
        if not (root / case.path).exists():
            return Outcome(EQUAL, "the file is gone before the damage")
        flip(root / case.path, case.position, keep_mtime=case.keep_mtime)
        status, message = publish(root)
        if status:
            return Outcome(REFUSED, message)
        actual = digests(root / "published")
        differing = sorted(key for key in actual.keys() | expected.keys() if actual.get(key) != expected.get(key))
        return Outcome(WRONG, f"{len(differing)} files: {', '.join(differing[:3])}") if differing else Outcome(EQUAL)
    finally:
        shutil.rmtree(root)


def main() -> None:
    """Run all cases and print a table; the exit status is 1 if wrong bytes were published silently."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--per-kind", type=int, default=2, help="number of files of each kind")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    options.add_argument("--only", default="", help="regular expression for the paths to damage")
    chosen = options.parse_args()
    began, tally, wrong = time.monotonic(), defaultdict[str, Counter[str]](Counter), list[str]()
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(chosen.jobs) as executor:
        folder = Path(name)
        show = write_complete_show(folder / "show")
        reference = Path(shutil.copytree(show, folder / "reference"))
        if publish(reference)[0] or podcast_process.run("build", at=show).returncode:
            raise SystemExit("the undamaged show cannot be published")
        expected = digests(reference / "published")
        paths = [path for path in files(show, FOLDERS) if re.search(chosen.only, path)]
        todo = cases(paths, chosen.per_kind, random.Random(chosen.seed))  # noqa: S311 -- positions, not secrets
        futures = [
            executor.submit(outcome, show, folder / str(number), case, expected) for number, case in enumerate(todo)
        ]
        for case, future in zip(todo, futures, strict=True):
            result = future.result()
            tally[kind(case.path)][result.verdict] += 1
            if result.verdict == WRONG:
                wrong.append(f"{case} → {result.detail}")
    for group, counts in sorted(tally.items()):
        print(f"{group}: {', '.join(f'{count} {verdict}' for verdict, count in sorted(counts.items()))}")  # noqa: T201
    total = sum(tally.values(), Counter[str]())
    print(*wrong, sep="\n")  # noqa: T201
    print(f"{total.total()} bytes in {len(tally)} kinds of files, {time.monotonic() - began:.0f} s: {dict(total)}")  # noqa: T201
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
