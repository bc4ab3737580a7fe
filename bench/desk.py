"""What the pages and the saves of a desk take, on a show of hundreds of episodes. See README.md beside this file."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import site_results
import site_show
from contestants import HERE
from measuring import run
from report import Goal, Section, busy, number, put
from site_content import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

EPISODES, ROUNDS = 500, 9
LIMIT = 200  # ms
PODCAST = (sys.executable, "-P", "-m", "podcast")
HEAD = ("", "first CPU ms", "median CPU ms", "worst CPU ms", "median wall ms", "median CPU / check")
FIRST = "the overview after the start"
NO_CACHE, NEW_APPROVALS, APPROVALS = ", in a fresh clone", ", `release:` is new", ", with `release:`"
HOW = """\
A published show of {count} episodes, each with notes, chapters, people, a recording and a transcript of 250 cues. \
The overview after the start is measured from the moment at which the desk begins to serve, with all that it loads and \
reads. `first` is the first request of its kind in a run of the desk; median and worst are those of {rounds} more. \
Processor time is that of the whole program while a request is answered, the threads that read ahead included. \
`podcast check` of the same show takes {check:.0f} ms of processor time, the start of Python included."""
Times = dict[str, list[tuple[float, float]]]


def main() -> None:
    options = _options()
    is_busy = bool(busy())
    with tempfile.TemporaryDirectory(prefix="desk-", dir=options.keep) as folder:
        root = options.show or Path(folder) / "show"
        if not options.show:
            _make_show(root, options.episodes)
        check = median(run((*PODCAST, "check", "--quiet", "-C", root), Path(folder) / "log").cpu for _ in range(3))
        times = _measure(root, options.rounds)
    count = sum(1 for _ in (root / "episodes").iterdir()) if options.show else options.episodes
    section = _section(times, count, options.rounds, check * 1000, site_results.machine(is_busy=is_busy))
    print(section.markdown())
    if options.write:
        put(options.write, "desk", section)


def _make_show(root: Path, count: int) -> None:
    site_show.make_show(root, Shape(count))
    for words in (("build",), ("publish", "--yes", "--allow", "archive")):
        subprocess.run((*PODCAST, *words, "--quiet", "-C", root), check=True)


def _measure(root: Path, rounds: int) -> Times:
    """Measure all requests, then the first page without a cache, and of a show that needs approvals."""
    _requests(root, 0)  # what a desk keeps in the cache is there from its second run on
    times = _requests(root, rounds)
    show_file = root / "podcast.yaml"
    before = show_file.read_bytes()
    try:
        show_file.write_text(json.dumps(json.loads(before) | {"release": {"needs": 2}}), "utf-8")
        for name in (NEW_APPROVALS, APPROVALS):
            times[FIRST + name] = _requests(root, 0)[FIRST]
    finally:
        show_file.write_bytes(before)
    clone = root.parent / f"{root.name}-clone"
    shutil.copytree(root, clone, ignore=shutil.ignore_patterns(".podcast", "site"), copy_function=os.link)
    times[FIRST + NO_CACHE] = _requests(clone, 0)[FIRST]
    shutil.rmtree(clone, ignore_errors=True)
    return times


def _requests(root: Path, rounds: int) -> Times:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(HERE.parent), str(HERE)))}
    command = (sys.executable, HERE / "desk_requests.py", root, "--rounds", str(rounds))
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def _section(times: Times, count: int, rounds: int, check: float, on: str) -> Section:
    rows = (HEAD, *_rows(times, check))
    return Section(HOW.format(count=count, rounds=rounds, check=check), rows, tuple(_goals(times)), on)


def _rows(times: Times, check: float) -> Iterator[tuple[str, ...]]:
    for name, measured in sorted(times.items(), key=lambda item: not item[0].startswith(FIRST)):
        (first, _wall), *again = measured
        cells = [number(first, 0), "—", "—", "—", "—"]
        if again:
            cpu, wall = [item[0] for item in again], [item[1] for item in again]
            figures = (median(cpu), max(cpu), median(wall))
            cells[1:] = [*(number(figure, 0) for figure in figures), number(median(cpu) / check)]
        yield (f"`{name}`" if name.startswith("/") else name, *cells)


def _goals(times: Mapping[str, Sequence[tuple[float, float]]]) -> Iterator[Goal]:
    medians = {name: median(cpu for cpu, _wall in measured[1:]) for name, measured in times.items() if measured[1:]}
    pages = {name: figure for name, figure in medians.items() if name.startswith("/")}
    saves = {name: figure for name, figure in medians.items() if name not in pages}
    for what, figures in (("page", pages), ("save", saves)):
        slowest = max(figures, key=lambda name: figures[name])
        yield Goal(f"slowest {what} ({slowest}), median of the CPU time", figures[slowest], LIMIT, " ms")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=EPISODES, metavar="N", help=f"[default: {EPISODES}]")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help=f"[default: {ROUNDS}]")
    parser.add_argument("--show", type=Path, metavar="FOLDER", help="a show of an earlier run, built and published")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder with enough space for the show")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the table into this page")
    return parser.parse_args()


if __name__ == "__main__":
    main()
