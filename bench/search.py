"""What a search loads and how long it takes, in a browser and in shows of every size. See README.md beside this."""

from __future__ import annotations

import argparse
import contextlib
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import search_content
import search_show
from contestants import CORES
from ranges import served
from report import Goal, Section, busy, number, put
from search_content import QUERIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser

CONTEST = "search"
SIZES, QUICK = (20, 100, 1000, 10_000), (20,)
SHOWN = 8  # results of a first answer
ASK = r"""async (query) => {
  const [status, form] = ["#status", "form"].map((name) => document.querySelector("main " + name));
  performance.setResourceTimingBufferSize(5000);
  performance.clearResourceTimings();
  form.q.focus();
  await new Promise((done) => setTimeout(done, 300));
  form.q.value = query;
  const start = performance.now();
  form.requestSubmit();
  const over = () => status.textContent && status.textContent !== status.dataset.running;
  while (!over() && !document.querySelector("#hits li")) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  const first = performance.now() - start;
  while (!over()) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  const took = performance.now() - start, loaded = performance.getEntriesByType("resource");
  return {
    first, took, requests: loaded.length, size: loaded.reduce((sum, one) => sum + one.encodedBodySize, 0),
    hits: [...document.querySelectorAll("#hits h3 a")].map((one) => one.getAttribute("href").split("/")[1]),
    total: Number(/\d+/.exec(status.textContent)?.[0] ?? 0),
  };
}"""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: milliseconds to the first result's paint and to all, bytes, requests, how many results, if all fit."""

    first: float
    took: float
    size: int
    requests: int
    hits: int
    right: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A show's answers by question; seconds of CPU time for its index, bytes of all files of the search."""

    answers: Mapping[str, Answer]
    indexing: float
    size: int


def main() -> None:
    options = _options()
    if warning := busy():
        note(warning)
    found = {count: measured(count, options.rounds, options.keep) for count in options.sizes}
    section = _section(found, options.rounds)
    print(f"## {CONTEST}\n\n{section.markdown()}\n", flush=True)
    if options.write:
        put(options.write, CONTEST, section)


def measured(count: int, rounds: int, keep: Path | None) -> Found:
    """Builds the search of so many episodes, and asks it everything in a browser of its own."""
    with tempfile.TemporaryDirectory(dir=keep) as kept:
        truth, indexing = search_show.built(Path(kept), count)
        size = sum(path.stat().st_size for path in (Path(kept) / "suche").iterdir() if path.suffix in {".bin", ".json"})
        note(f"{count} episodes: {size / 1e6:.1f} MB, index in {indexing:.1f} s CPU")
        with served(Path(kept)) as url, chromium() as browser:
            answers = {query: asked(browser, url, query, rounds, truth[query]) for query in QUERIES.values()}
    return Found(answers, indexing, size)


def asked(browser: Browser, url: str, query: str, rounds: int, truth: list[str]) -> Answer:
    """Asks as a stranger each time, with nothing loaded before but the page; times are the median's."""
    found = []
    for _ in range(rounds):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{url}suche/index.html", wait_until="networkidle")
        found.append(page.evaluate(ASK, query))
        context.close()
    last = found[-1]
    right = set(last["hits"]) <= set(truth) and last["total"] == len(truth)
    first, took = (median(one[name] for one in found) for name in ("first", "took"))
    times = f"{first:.0f} ms, {took:.0f} ms for all"
    said = f"{times}, {last['size']} bytes, {last['requests']} requests, {len(last['hits'])} of {len(truth)}"
    note(f"  {query}: {said}{' WRONG' * (not right)}")
    return Answer(first, took, last["size"], last["requests"], len(last["hits"]), right)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The browser."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _section(found: Mapping[int, Found], rounds: int) -> Section:
    sizes = [*found]
    head = ("asked", *(f"{size} episodes" for size in sizes))
    rows = [(what, *(_cell(found[size].answers[query]) for size in sizes)) for what, query in QUERIES.items()]
    rows.append(("CPU time of the index", *(f"{number(found[size].indexing, 1)} s" for size in sizes)))
    rows.append(("all files of the search", *(f"{number(found[size].size / 1e6, 1)} MB" for size in sizes)))
    every = {size: [*one.answers.values()] for size, one in found.items()}
    goals = [
        *(
            Goal(
                f"{size} episodes, maximum loaded for a first answer",
                max(one.size for one in every[size]) / 1000,
                200,
                " kB",
            )
            for size in sizes
        ),
        *(
            Goal(f"{size} episodes, first result, slowest question", max(a.first for a in every[size]), 100, " ms")
            for size in sizes
        ),
        Goal(
            "answers that a plain text search would not give",
            sum(not a.right for e in every.values() for a in e),
            0,
        ),
    ]
    how = (
        "From submitting to the painted first result (or that there is none), and to all eight, in a browser that has "
        f"nothing but the page, and whose reader was in the field for a moment: median of {rounds} times; body bytes "
        "from the field on, requests, results. Each episode has a transcript "
        f"of {search_content.SPOKEN} words, about 31 kB."
    )
    return Section(how, (head, *rows), tuple(goals), _machine())


def _cell(one: Answer) -> str:
    times = f"{number(one.first, 0)} ms, {number(one.took, 0)} ms"
    return f"{times}, {number(one.size / 1000, 0)} kB, {one.requests}, {one.hits}"


def _machine() -> str:
    with chromium() as browser:
        version = browser.version
        ours = f"podcast-from-a-folder {metadata.version('podcast-from-a-folder')}"
    return f"{CORES} processors, Python {platform.python_version()}, Chromium {version}, {ours}"


def note(words: str) -> None:
    """Tells what is happening."""
    print(words, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="twenty episodes, one round: to test the script")
    parser.add_argument("--sizes", type=int, nargs="+", metavar="N", help=f"number of episodes  [default: {SIZES}]")
    parser.add_argument("--rounds", type=int, metavar="N", help="number of runs of each query  [default: 3]")
    parser.add_argument("--only", action="append", choices=(CONTEST,), metavar="NAME", help=CONTEST)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the table into this page")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder with enough space for the files")
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("the figures of a quick run mean nothing: --quick and --write exclude each other")
    options.sizes = options.sizes or (QUICK if options.quick else SIZES)
    options.rounds = options.rounds or (1 if options.quick else 3)
    if min(options.rounds, *options.sizes) < 1:
        parser.error("--rounds and --sizes must be 1 or more")
    return options


if __name__ == "__main__":
    main()
