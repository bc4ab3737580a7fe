"""Run two publishers through many schedules, with the complete protocol and without single rules, and print a table.

python bench/prove.py --schedules 20000      # `make prove`
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.publish.simulated_publish import MOST, chance, pairs, sites_in, tried

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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--schedules", type=int, default=2000, help="number of random schedules for each variant")
    options.add_argument("--step", type=int, default=1, help="use every n-th request of the pairs")
    chosen = options.parse_args()
    began = time.monotonic()
    print("| variant | schedules | broken | which invariants |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        sites = sites_in(Path(folder))
        every = list(pairs(MOST, chosen.step))
        seeds = [chance(seed) for seed in range(chosen.schedules)]
        rows = [("complete, at every pair of requests", "", every, False)]
        rows += [(variant or "complete, random", variant, seeds, in_flight) for variant, in_flight in VARIANTS]
        for name, variant, schedules, in_flight in rows:
            title = f"{name}, requests in flight" if in_flight else name
            count, bad, which = tried(sites, variant, schedules, in_flight=in_flight)
            told = ", ".join(f"{name} {number}" for name, number in sorted(which.items()))
            print(f"| {title} | {count:,} | {bad:,} | {told or '–'} |", flush=True)
    print(f"\n{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
