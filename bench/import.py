"""Import every feed of a folder without downloads, and measure the import of a large feed. See README.md.

The feeds are real ones, which stay outside of the repository. Nothing is fetched: not their audio, not their pictures,
not their older pages.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from contestants import CORES
from import_agreement import Agreement, compare_with_podcastparser
from report import Goal, Section, number, put

from podcast.errors import PodcastError
from podcast.importing.downloads.policy import FailedDownload, NetworkPolicy
from podcast.importing.mapping.imported import MappingOptions
from podcast.importing.mapping.map_show import map_show
from podcast.importing.mapping.plan_downloads import plan_downloads
from podcast.importing.mapping.write_show import read_existing, write_show
from podcast.importing.proof.prove_folder import prove_folder
from podcast.importing.source.read_source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podcast.importing.findings import ImportFinding
    from podcast.importing.proof.import_proof import ImportProof

CONTEST = "import"
COUNTS = (2_500, 5_000, 10_000)
MAX_CPU_SECONDS = 20
MAX_MEMORY_GROWTH = 1.1
KINDS = ("repaired", "kept", "lost", "to do")
SUFFIXES = {".xml", ".rss", ".atom", ".html"}
NOT_FETCHED = frozenset({"not-fetched", "no-audio"})  # differences that there are because nothing is fetched
RUN = Path(__file__).with_name("import_run.py")


@dataclass(frozen=True)
class FeedResult:
    """Result of one feed: its items, findings, the proof or the reason, and the agreement with podcastparser."""

    name: str
    items: int = 0
    findings: tuple[ImportFinding, ...] = ()
    outcome: str = ""
    agreement: Agreement | None = None


def main() -> None:
    options = read_options()
    if options.folder:
        results = [import_feed(path, options.folder) for path in feeds(options.folder)]
        print("\n".join(result_table(results)), flush=True)
    if not options.no_speed:
        section = speed_section(options.counts)
        print(f"\n{section.markdown()}", flush=True)
        if options.write:
            put(options.write, CONTEST, section)


def feeds(folder: Path) -> Iterator[Path]:
    """The feeds below a folder; JSON beside a feed of the same name is what another reader expects of it."""
    return (path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES and path.is_file())


def import_feed(path: Path, folder: Path) -> FeedResult:
    """Import a feed into a temporary folder, and prove it."""
    name = path.relative_to(folder).as_posix()
    try:
        source = read_source(str(path), NetworkPolicy())
        with tempfile.TemporaryDirectory() as place:
            root = Path(place) / "show"
            existing = read_existing(root)
            downloads = plan_downloads(source, existing, MappingOptions())
            imported = map_show(source, {}, existing, MappingOptions(with_audio=False))
            write_show(imported, root)
            failed = tuple(FailedDownload(download, "nothing is fetched") for download in downloads)
            proof, examination = prove_folder(source, root, failed)
            outcome = proof_outcome(proof) if proof else f"NO FEED: {examination.problems[0]}"
    except PodcastError as error:
        return FeedResult(name, outcome=str(error).replace(str(path), path.name))
    expected = path.with_suffix(".json")
    agreement = compare_with_podcastparser(source, imported, expected) if expected.exists() else None
    return FeedResult(name, len(source.items), (*source.findings, *imported.findings), outcome, agreement)


def proof_outcome(proof: ImportProof) -> str:
    """How many episodes are equal, and what differs, apart from files that were not fetched."""
    differing = Counter(
        f"{difference.rule}: {difference.field}"
        for difference in proof.all_differences()
        if difference.rule not in NOT_FETCHED
    )
    because_not_fetched = sum(
        all(difference.rule in NOT_FETCHED for difference in episode.differences) for episode in proof.episodes
    )
    names = ", ".join(f"{name} ×{count}" for name, count in differing.most_common(4))
    equal = f"{proof.equal + because_not_fetched} of {proof.compared} equal"
    return f"{equal}; {names}" if names else equal


def result_table(results: list[FeedResult]) -> Iterator[str]:
    """Yield the lines of the table, the sums, and each field in which podcastparser reads something else."""
    yield f"| feed | items | {' | '.join(KINDS)} | result | agrees with podcastparser |"
    yield "|---|---|---|---|---|---|---|---|"
    for result in results:
        kinds = Counter(finding.kind for finding in result.findings)
        counts = " | ".join(str(kinds[kind]) for kind in KINDS)  # type: ignore[index]
        agreement = f"{result.agreement.equal}/{result.agreement.compared}" if result.agreement else ""
        yield f"| {result.name} | {result.items} | {counts} | {result.outcome} | {agreement} |"
    agreements = [result.agreement for result in results if result.agreement]
    equal, compared = sum(one.equal for one in agreements), sum(one.compared for one in agreements)
    yield f"\n{len(results)} feeds, {sum(result.items for result in results)} items."
    yield f"podcastparser: {equal} of {compared} fields equal in {len(agreements)} feeds."
    yield from (
        f"- {result.name}: {text}" for result in results if result.agreement for text in result.agreement.others
    )
    yield f"\nFindings by rule: {', '.join(rule_counts(results))}"


def rule_counts(results: Iterable[FeedResult]) -> Iterator[str]:
    """Yield each rule with the number of feeds in which it was applied, the most frequent first."""
    rules = Counter(rule for result in results for rule in {finding.rule for finding in result.findings})
    return (f"{rule} {count}" for rule, count in rules.most_common())


def speed_section(counts: Sequence[int]) -> Section:
    """Return what reading, and the whole import without audio, take for feeds of many items."""
    reads, imports = ([measurement(count, part) for count in counts] for part in ("read", "import"))
    head = ("items", "feed MB", "reading CPU s", "memory MB", "whole import CPU s", "memory MB", "kB an item", "equal")
    rows = (
        (
            str(count),
            number(read["size"] / 1e6, 1),
            number(read["cpu"]),
            number(read["memory"] / 1e6, 0),
            number(whole["cpu"]),
            number(whole["memory"] / 1e6, 0),
            number(whole["memory"] / count / 1e3, 0),
            str(whole["equal"]),
        )
        for count, read, whole in zip(counts, reads, imports, strict=True)
    )
    fewest, most = counts[0], counts[-1]
    growth = (imports[-1]["memory"] / most) / (imports[0]["memory"] / fewest)
    goals = (
        Goal(f"{most} items, CPU time", imports[-1]["cpu"], MAX_CPU_SECONDS, " s"),
        Goal(f"memory of an item, {most} items against {fewest}", growth, MAX_MEMORY_GROWTH),
        Goal("items that do not come back equal", sum(counts) - sum(whole["equal"] for whole in imports), 0),
    )
    how = (
        "`podcast import FILE --no-audio` without the start of Python, its proof included: a feed on the disk with "
        "about 2 kB, eight chapters, notes and a guest an item. Memory is the growth of the peak."
    )
    return Section(how, (head, *rows), goals, f"{CORES} processors, Python {platform.python_version()}, {versions()}")


def versions() -> str:
    return ", ".join(f"{name} {metadata.version(name)}" for name in ("podcast-from-a-folder", "lxml", "pydantic"))


def measurement(count: int, part: str) -> dict[str, float]:
    """What one part takes, in a process of its own."""
    command = [sys.executable, RUN, part, str(count)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    if finished.returncode:
        sys.exit(f"{part} of {count} items failed:\n{finished.stderr}")
    return json.loads(finished.stdout)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "folder", type=Path, nargs="?", help="with feeds, and JSON of podcastparser's tests beside them"
    )
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS, help="items of the large feeds")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the table of the large feeds into this page")
    parser.add_argument("--no-speed", action="store_true", help="the folder alone")
    return parser.parse_args()


if __name__ == "__main__":
    main()
