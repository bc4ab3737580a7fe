"""How fast, how frugal and how exact mastering is, against those who do the same. See README.md beside this file."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from contests import CONTESTS
from report import busy, put
from rounds import Setting, note

QUICK = "\n\n(a quick run: it shows that the script works, its figures say nothing)"


def main() -> None:
    options = _options()
    if warning := busy():
        note(warning)
    kept: Path = options.keep
    kept.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="work-", dir=kept))
    try:
        for name in options.only or CONTESTS:
            section = CONTESTS[name](_setting(options, kept, work))
            print(f"## {name}{QUICK * options.quick}\n\n{section.markdown()}\n", flush=True)
            if options.write:
                put(options.write, name, section)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _setting(options: argparse.Namespace, kept: Path, work: Path) -> Setting:
    lengths = {"one": 1800, "each": 600, "many": 24, "long": 7200, "short": 180}
    quick = {"one": 60, "each": 60, "many": 4, "long": 240, "short": 60}
    rounds = options.rounds or (1 if options.quick else 3)
    return Setting(rounds=rounds, file=30.0, kept=kept, work=work, **(quick if options.quick else lengths))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    kept = Path(tempfile.gettempdir(), "podcast-bench")
    parser.add_argument("--quick", action="store_true", help="recordings of a minute, one round: to try the script")
    parser.add_argument("--rounds", type=int, metavar="N", help="how often everybody runs  [default: 3]")
    parser.add_argument("--only", action="append", choices=CONTESTS, metavar="NAME", help=", ".join(CONTESTS))
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into their places in this page")
    parser.add_argument("--keep", type=Path, metavar="DIR", default=kept, help=f"for recordings  [default: {kept}]")
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("a quick run's figures say nothing: they are not written down")
    if options.rounds is not None and options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    return options


if __name__ == "__main__":
    main()
