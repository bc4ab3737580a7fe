"""How fast `podcast check` is, for shows of any size. See README.md beside this file."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from contestants import CORES, HERE
from measuring import Run, run
from report import Goal, Section, busy, number, put
from show_folder import COVER, SHOW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONTEST = "check"
EPISODES = (20, 1_000, 10_000)
FEW = (5, 20)
SHIPPED = "the shipped show"
QUICK = "\n\n(a quick run: it shows that the script works, its figures say nothing)"
COMMAND = ("-c", "from podcast.cli.main import main; main()", "check", "-C")
CUES = 60  # of a transcript

SENTENCE = "In den Kommunen wird über Beteiligung viel gesprochen, und jede Verwaltung kennt ihre eigenen Akten."
CHAPTERS = "".join(f'  - "{part}:00 Kapitel {part} mit einem Titel von üblicher Länge"\n' for part in range(10))
EPISODE = (
    "guid: messreihe-{number}\ntitle: Folge {number} über Beteiligung und Verwaltung\nseason: {season}\n"
    "episode: {number}\ndate: {year}-{month:02}-{day:02} {hour:02}:{minute:02}\n"
    f"summary: {SENTENCE}\ntopics: [Beteiligung, Verwaltung, Haushalt]\npeople:\n  - ada\n"
    "  - {{name: Gast {number}, role: guest, title: Amt für Alles, href: https://example.org/gast}}\n"
    f"chapters:\n{CHAPTERS}notes: |\n"
    + "".join(f"  {SENTENCE} [Mehr](https://example.org/{part})\n\n" for part in range(10))
)

FIRST, AGAIN = "first time", "again"
Found = dict[tuple[str, str], list[Run]]


def main() -> None:
    options = _options()
    if warning := busy():
        note(warning)
    counts = FEW if options.quick else EPISODES
    with tempfile.TemporaryDirectory(prefix="check-") as folder:
        shows = {SHIPPED: HERE.parent, **{str(count): _show(Path(folder) / str(count), count) for count in counts}}
        found = _rounds(options.rounds, shows, Path(folder) / "log")
    section = _section(found, counts, options.rounds)
    print(f"## {CONTEST}{QUICK * options.quick}\n\n{section.markdown()}\n", flush=True)
    if options.write:
        put(options.write, CONTEST, section)


def _rounds(rounds: int, shows: Mapping[str, Path], log: Path) -> Found:
    """Every show in turn, again and again: examined for the first time, then once more."""
    found: Found = {}
    for turn in range(1, rounds + 1):
        for name, show in shows.items():
            if name != SHIPPED:
                shutil.rmtree(show / ".podcast", ignore_errors=True)
            for time in (FIRST, AGAIN):
                taken = run((sys.executable, *COMMAND, show), log)
                note(f"round {turn}: {name}, {time}: {taken.cpu:.2f} s of CPU time {taken.failure}")
                found.setdefault((name, time), []).append(taken)
    return found


def _section(found: Found, counts: Sequence[int], rounds: int) -> Section:
    head = ("episodes", "", "wall s", "CPU s", "ms an episode", "memory MB")
    many = str(counts[-1])
    goals = (
        Goal("the shipped show, CPU time", median(one.cpu for one in found[SHIPPED, AGAIN]), 1.0, " s"),
        Goal(f"{many} episodes again, CPU time", median(one.cpu for one in found[many, AGAIN]), 10.0, " s"),
    )
    how = (
        "`podcast check` from the start of Python to its end. An episode has an episode.yaml of 2.6 kB with ten "
        f"chapters, notes with ten links, a transcript of {CUES} cues and a FLAC of 10 min; "
        f"rounds, interleaved: {rounds}."
    )
    return Section(how, (head, *(_row(key, found) for key in found)), goals, _machine())


def _row(key: tuple[str, str], found: Found) -> tuple[str, ...]:
    name, time = key
    cpu = median(one.cpu for one in found[key])
    each = "—" if name == SHIPPED else number(cpu / int(name) * 1000)
    memory = max(one.memory for one in found[key]) / 1e6
    return (name, time, number(median(one.wall for one in found[key])), number(cpu), each, number(memory, 0))


def _show(root: Path, count: int) -> Path:
    """A show of `count` episodes in which nothing is wrong. The sounds are one file, with many names."""
    root.mkdir()
    shutil.copyfile(COVER, root / "cover.jpg")
    people = {"ada": {"name": "Ada Amt", "role": "host", "href": "https://example.org/ada"}}
    seasons = [{"number": one, "title": f"Staffel {one}"} for one in range(1, count // 100 + 2)]
    (root / "podcast.yaml").write_text(json.dumps({**SHOW, "people": people, "seasons": seasons}), "utf-8")
    sound = root / "sound"
    _flac(sound)
    for one in range(1, count + 1):
        folder = root / "episodes" / f"folge-{one}"
        folder.mkdir(parents=True)
        os.link(sound, folder / "recording.flac")
        (folder / "episode.yaml").write_text(_episode(one), "utf-8")
        (folder / "transcript.vtt").write_text(_transcript(), "utf-8")
    return root


def _episode(number: int) -> str:
    minutes, season = divmod(number, 60), number // 100 + 1
    days, hour = divmod(minutes[0], 24)
    return EPISODE.format(
        number=number, season=season, year=2001 + days // 336, month=days // 28 % 12 + 1, day=days % 28 + 1,
        hour=hour, minute=minutes[1],
    )  # fmt: skip


def _flac(path: Path) -> None:
    """Ten minutes of silence."""
    import av
    import numpy as np

    with av.open(str(path), "w", format="flac") as out:
        stream = out.add_stream("flac", rate=8000, layout="mono")
        for _ in range(600):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), format="s16", layout="mono")
            frame.sample_rate = 8000
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def _transcript() -> str:
    minutes = [(f"00:0{at // 10}", at % 10 * 6) for at in range(CUES)]
    times = ((f"{minute}:{second:02}.000", f"{minute}:{second + 5:02}.000") for minute, second in minutes)
    cues = (f"{start} --> {end}\n<v Ada Amt>{SENTENCE}\n" for start, end in times)
    return "WEBVTT\n\n" + "\n".join(cues)


def _machine() -> str:
    packages = ("podcast-from-a-folder", "pyyaml", "pydantic")
    said = [f"{CORES} processors", f"Python {platform.python_version()}"]
    return ", ".join([*said, *(f"{name} {metadata.version(name)}" for name in packages)])


def note(words: str) -> None:
    """Tells what is happening."""
    print(words, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few episodes, one round: to test the script")
    parser.add_argument("--rounds", type=int, metavar="N", help="number of rounds  [default: 3]")
    parser.add_argument("--only", action="append", choices=(CONTEST,), metavar="NAME", help=CONTEST)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the table into this page")
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("the figures of a quick run mean nothing: --quick and --write exclude each other")
    options.rounds = options.rounds or (1 if options.quick else 3)
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    return options


if __name__ == "__main__":
    main()
