"""What a build of a large show takes, and other makers of sites beside it. See README.md beside this file."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from itertools import chain
from pathlib import Path

import site_curves
import site_peers
import site_results
import site_show
import site_steps
from report import busy, put
from site_content import Shape

STEPS, STAGES, PEERS = "site", "site-stages", "site-peers"
CONTESTS = (STEPS, STAGES, PEERS)
EPISODES, FEW = (300, 2_000, 10_000), (20,)
SECTIONS = {
    STEPS: site_results.steps_section,
    STAGES: site_results.stages_section,
    PEERS: site_results.peers_section,
}
QUICK = "\n\n(a quick run: it shows that the script works, its figures say nothing)"


def main() -> None:
    options = _options()
    if warning := busy():
        note(warning)
    file = Path(tempfile.mkdtemp()) / "results.json" if options.quick else options.results
    wanted = [] if options.tables else options.only or CONTESTS
    with tempfile.TemporaryDirectory(prefix="site-", dir=options.keep) as kept:
        folder = Path(kept)
        if STEPS in wanted:
            for count in options.episodes:
                _measure_steps(folder, count, options.label, file)
        if STAGES in wanted:
            _measure_stages(folder, min(options.episodes), file)
        if PEERS in wanted:
            _measure_peers(folder, options, file)
    results = site_results.load(file)
    for name in options.only or CONTESTS:
        section = SECTIONS[name](results)
        print(f"## {name}{QUICK * options.quick}\n\n{section.markdown()}\n", flush=True)
        if options.write:
            put(options.write, name, section)
    if options.write:
        site_curves.write_curves(results)
        put(options.write.with_name("scaling.md"), "scaling", site_results.costs_section(results))


def _measure_steps(folder: Path, count: int, label: str, file: Path) -> None:
    """Measure all steps on a show of this size; each is kept as soon as it is done."""
    root = folder / f"show-{count}"
    _make_show(root, count)
    runs = []
    for step in chain(site_steps.measure(root, folder / "log"), site_steps.limits(root, folder / "log")):
        runs.append(step)
        note(f"{count} episodes, {step.name}: {step.run.cpu:.2f} s of CPU time, {step.run.memory / 1e6:.0f} MB")
        results = site_results.load(file)
        results.setdefault(label, {})[str(count)] = site_results.as_measured(runs)
        results["machine"] = site_results.machine(is_busy=bool(busy()))
        site_results.store(results, file)
    shutil.rmtree(folder)
    folder.mkdir()


def _measure_stages(folder: Path, count: int, file: Path) -> None:
    """Ask the program for its stages: of a first build, and of one after a new title."""
    root = folder / "show"
    _make_show(root, count)
    results = site_results.load(file)
    results["stages"] = {}
    for name, prepare in ((site_steps.FIRST, None), (site_steps.TITLE, site_steps.change_title)):
        if prepare:
            prepare(root)
        command = (sys.executable, "-P", "-m", "podcast", "build", "--profile", "--json", "-C", root)
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        results["stages"][name] = json.loads(done.stdout)["profile"]
    site_results.store(results, file)


def _measure_peers(folder: Path, options: argparse.Namespace, file: Path) -> None:
    content = folder / "content"
    site_peers.write_content(content, Shape(options.peer_episodes))
    makers = site_peers.makers(content, options.peers, options.eleventy)
    for maker in makers:
        if maker.is_missing:
            note(f"{maker.name} is not installed: left out")
    runs = []
    for step in site_peers.rounds(makers, content, options.rounds):
        note(f"{step.name}: {step.run.cpu:.2f} s of CPU time")
        runs.append(step)
    results = site_results.load(file)
    results["peers"] = {str(options.peer_episodes): site_results.as_measured(runs)}
    site_results.store(results, file)


def _make_show(root: Path, count: int) -> None:
    note(f"a show of {count} episodes")
    site_show.make_show(root, Shape(count))


def note(words: str) -> None:
    """Say what is happening."""
    print(words, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few episodes, one round: to test the script")
    parser.add_argument("--episodes", type=int, nargs="+", metavar="N", help="sizes  [default: 300 2000 10000]")
    parser.add_argument("--peer-episodes", type=int, metavar="N", help="episodes for the peers  [default: 2000]")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of the peers  [default: 3]")
    parser.add_argument("--only", action="append", choices=CONTESTS, metavar="NAME", help=", ".join(CONTESTS))
    parser.add_argument("--label", default=site_results.NOW, choices=(site_results.NOW, site_results.BEFORE))
    parser.add_argument(
        "--results", type=Path, default=site_results.FILE, metavar="FILE", help="where figures are kept"
    )
    parser.add_argument("--tables", action="store_true", help="measure nothing: the tables of what was measured")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write tables into this page, and draw the curves")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder with enough space for the sites")
    parser.add_argument("--peers", type=Path, metavar="DIR", default=site_peers.NEAR / "sites/bin")
    parser.add_argument(
        "--eleventy", type=Path, metavar="PROGRAM", default=site_peers.NEAR / "sites/node_modules/.bin/eleventy"
    )
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("the figures of a quick run mean nothing: --quick and --write exclude each other")
    options.episodes = options.episodes or (FEW if options.quick else EPISODES)
    options.peer_episodes = options.peer_episodes or (FEW[0] if options.quick else 2000)
    options.rounds = options.rounds or (1 if options.quick else 3)
    if min(options.rounds, options.peer_episodes, *options.episodes) < 1:
        parser.error("--rounds, --episodes and --peer-episodes must be 1 or more")
    return options


if __name__ == "__main__":
    main()
