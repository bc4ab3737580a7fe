"""Run two publishers through many schedules, with the complete protocol and without single rules, and print a table.

python bench/prove.py --schedules 20000      # `make prove`
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.publish.simulated_publish import (
    MOST,
    chance,
    chance_alone,
    pairs,
    sites_in,
    tried,
    undo_meets_delayed_requests,
    unpublish_meets_delayed_requests,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.support.publish.simulated_publish import Schedule

# A rule that is left out, and whether requests may be in flight while a lease expires.
VARIANTS = (
    ("", False),
    ("", True),
    ("no lease", False),
    ("lease not checked before a write", False),
    ("no check before the feed", True),
    ("feed first", False),
    ("unconditional PUT", True),
    ("no conditions", False),
)
# The same, tried where one publisher overtakes another, whose requests are in flight.
OVERTAKING_VARIANTS = (
    "",
    "no generation in the feeds",
    "feeds of an interrupted publish are not written again",
    "intents are not reopened",
    "deletions are not waited for",
)


# The same, tried where a show is taken down, or brought back, by a publisher that is overtaken.
UNPUBLISH_VARIANTS = ("", "feeds under way are not waited for")


@dataclass(frozen=True)
class Row:
    """A row of the table: schedules that are tried without one of the rules."""

    name: str
    variant: str
    schedules: Sequence[Schedule]
    in_flight: bool = False


def rows(count: int, step: int) -> Iterator[Row]:
    """Yield the rows of the table: `count` random schedules for each variant, and every n-th request of the pairs."""
    yield Row("complete, at every pair of requests", "", list(pairs(MOST, step)))
    overtaking = list(undo_meets_delayed_requests(MOST))
    for variant in OVERTAKING_VARIANTS:
        yield Row(f"{variant or 'complete'}, overtaken at every request", variant, overtaking, in_flight=True)
    taken_down = list(unpublish_meets_delayed_requests())
    for variant in UNPUBLISH_VARIANTS:
        yield Row(f"{variant or 'complete'}, taken down and overtaken", variant, taken_down, in_flight=True)
    random_schedules = [chance(seed) for seed in range(count)]
    for variant, in_flight in VARIANTS:
        yield Row(variant or "complete, random", variant, random_schedules, in_flight)
    alone = [chance_alone(seed) for seed in range(count)]
    yield Row("no conditions, but one publisher only (`single_writer`)", "no conditions", alone)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--schedules", type=int, default=2000, help="number of random schedules for each variant")
    options.add_argument("--step", type=int, default=1, help="use every n-th request of the pairs")
    chosen = options.parse_args()
    began = time.monotonic()
    print("| variant | schedules | broken | which invariants |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        sites = sites_in(Path(folder))
        for row in rows(chosen.schedules, chosen.step):
            title = f"{row.name}, requests in flight" if row.in_flight else row.name
            count, broken, invariants = tried(sites, row.variant, row.schedules, in_flight=row.in_flight)
            figures = ", ".join(f"{name} {number}" for name, number in sorted(invariants.items()))
            print(f"| {title} | {count:,} | {broken:,} | {figures or '–'} |", flush=True)
    print(f"\n{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
