"""What was measured on large shows, kept in one file, and the tables of the documentation that are made from it."""

from __future__ import annotations

import json
import platform
from importlib import metadata
from statistics import median
from typing import TYPE_CHECKING, Any

import site_peers
import site_steps
from contestants import CORES, HERE
from report import Goal, Section, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from site_steps import StepRun

FILE = HERE / "site_results.json"
NOW, BEFORE = "now", "before"
MB, KB = 1e6, 1e3
PACKAGES = ("podcast-from-a-folder", "jinja2", "markdown-it-py", "pillow")
MANY = "10000"
Measured = dict[str, dict[str, float]]  # step or maker -> wall, cpu, memory, files, size

# Step -> the most CPU seconds and MB at 10,000 episodes.
GOALS: dict[str, tuple[float, float | None]] = {
    site_steps.FIRST: (340, 350),
    site_steps.AGAIN: (1.5, 120),
    site_steps.TITLE: (12, 250),
    site_steps.EPISODE: (12, None),
    site_steps.CHECK: (6, None),
    site_steps.STATUS: (3, None),
    site_steps.NO_NEWS: (2.5, None),
}
MAX_SLOPE = 15  # kB an episode


def load(path: Path = FILE) -> dict[str, Any]:
    """Return all that was measured up to now."""
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def store(results: Mapping[str, Any], path: Path = FILE) -> None:
    """Keep what was measured."""
    path.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", "utf-8")


def as_measured(runs: Iterable[StepRun]) -> Measured:
    """The medians of several runs of each step, and its highest memory."""
    by_name: dict[str, list[StepRun]] = {}
    for step in runs:
        by_name.setdefault(step.name, []).append(step)
    return {
        name: {
            "wall": round(median(step.run.wall for step in steps), 3),
            "cpu": round(median(step.run.cpu for step in steps), 3),
            "memory": max(step.run.memory for step in steps),
            "files": steps[-1].files,
            "size": steps[-1].size,
        }
        for name, steps in by_name.items()
    }


def machine(*, is_busy: bool = False) -> str:
    """What it was measured with; `is_busy`: others were at work, so that wall times say nothing."""
    versions = (f"{name} {metadata.version(name)}" for name in PACKAGES)
    processors = f"{CORES} processors" + ", of which others took most: wall times say nothing" * is_busy
    return ", ".join((processors, f"Python {platform.python_version()}", *versions))


def slope(sizes: Mapping[str, Measured], step: str) -> float | None:
    """The kB of memory that each further episode takes, between the smallest and the largest show."""
    counts = sorted(int(count) for count in sizes if step in sizes[count])
    if len(counts) < 2:
        return None
    low, high = (sizes[str(count)][step]["memory"] for count in (counts[0], counts[-1]))
    return (high - low) / (counts[-1] - counts[0]) / KB


def steps_section(results: Mapping[str, Any]) -> Section:
    """The table of our steps at each size, before and now."""
    head = ("", "episodes", "CPU s", "before", "ms an episode", "wall s", "peak memory MB", "before")
    now, before = results.get(NOW, {}), results.get(BEFORE, {})
    rows = [
        _step_row(step.name, count, now.get(count, {}).get(step.name), before.get(count, {}).get(step.name))
        for step in site_steps.STEPS
        for count in sorted({*now, *before}, key=int)
        if step.name in now.get(count, {}) or step.name in before.get(count, {})
    ]
    limit_rows = [
        _step_row(name, count, now.get(count, {}).get(name), before.get(count, {}).get(name))
        for name in site_steps.LIMITS
        for count in sorted(now, key=int)
        if name in now[count]
    ]
    how = (
        "The real commands, each in a process of its own, on a show whose recordings are all mastered and tagged: "
        "mastering is not in these figures. An episode has notes with a table, a transcript of 25 min in natural words "
        "with speakers that its people do not name, and levels of 25 min. CPU time and memory are those of all "
        "processes. `cp -r`, `find` and `sha256sum` are the system's own programs on the site's files without audio."
    )
    return Section(how, (head, *rows, *limit_rows), tuple(_goals(now)), results.get("machine", machine()))


def _step_row(name: str, count: str, now: dict[str, float] | None, before: dict[str, float] | None) -> tuple[str, ...]:
    def cell(measured: dict[str, float] | None, key: str, unit: float = 1, digits: int = 1) -> str:
        return number(measured[key] / unit, digits) if measured else "—"

    each = number(now["cpu"] * 1000 / int(count), 2) if now else "—"
    return (
        name, count, cell(now, "cpu", digits=2), cell(before, "cpu", digits=2), each, cell(now, "wall"),
        cell(now, "memory", MB, 0), cell(before, "memory", MB, 0),
    )  # fmt: skip


def _goals(now: Mapping[str, Measured]) -> Iterable[Goal]:
    many = now.get(MANY, {})
    for step, (seconds, memory) in GOALS.items():
        measured = many.get(step)
        yield Goal(f"{MANY} episodes, {step}, CPU time", measured and measured["cpu"], seconds, " s")
        if memory:
            yield Goal(f"{MANY} episodes, {step}, memory", measured and measured["memory"] / MB, memory, " MB")
    for step in (site_steps.FIRST, site_steps.TITLE):
        yield Goal(f"memory for each further episode, {step}", slope(now, step), MAX_SLOPE, " kB")


def stages_section(results: Mapping[str, Any]) -> Section:
    """The table of stages: CPU ms an episode, as `podcast build --profile` tells them."""
    profiles = results.get("stages", {})
    first = profiles.get(site_steps.FIRST, {"episodes": 0, "stages": []})
    head = ("stage", *(f"{name}: ms an episode" for name in profiles), "first build: of which in workers")
    rows = [(_stage_name(stage["stage"]), *_stage_cells(stage["stage"], profiles)) for stage in first["stages"]]
    how = (
        f"`podcast build --profile` on a show of {first['episodes']} episodes, in ms of CPU time an episode. The start "
        "of Python, libraries, fonts and pictures are the same for a show of any size."
    )
    return Section(how, (head, *rows), (), results.get("machine", machine()))


def _stage_name(stage: str) -> str:
    from podcast.profiling.stages import STAGE_NAMES

    return STAGE_NAMES[stage]


def _stage_cells(stage: str, profiles: Mapping[str, Any]) -> Iterable[str]:
    for profile in profiles.values():
        seconds = sum(one["parent"] + one["workers"] for one in profile["stages"] if one["stage"] == stage)
        yield number(seconds * 1000 / profile["episodes"], 2)
    first = profiles[site_steps.FIRST]
    workers = sum(one["workers"] for one in first["stages"] if one["stage"] == stage)
    yield number(workers * 1000 / first["episodes"], 2)


def peers_section(results: Mapping[str, Any]) -> Section:
    """The table of the other makers of sites, on all our files and on equal ones."""
    [(count, measured)] = [*results.get("peers", {}).items()][-1:] or [("0", {})]
    head = ("", "CPU s", "ms an episode", "wall s", "CPU / Hugo", "CPU / Pelican", "peak memory MB", "files", "MB")
    rows = [
        (
            name, number(run["cpu"], 2), number(run["cpu"] * 1000 / int(count), 2), number(run["wall"], 1),
            *(number(_ratio(measured, name, peer), 2) for peer in (site_peers.HUGO, site_peers.PELICAN)),
            number(run["memory"] / MB, 0), str(run["files"]), number(run["size"] / MB, 1),
        )
        for name, run in sorted(measured.items(), key=lambda item: item[1]["cpu"])
    ]  # fmt: skip
    goals = (
        Goal("equal files, CPU time against Hugo", _ratio(measured, site_peers.ALIKE, site_peers.HUGO), 3.5),
        Goal("equal files, CPU time against Pelican", _ratio(measured, site_peers.ALIKE, site_peers.PELICAN), 0.5),
    )
    how = (
        f"{count} episodes. All read the same words, ours from YAML and WebVTT, the others from one Markdown file an "
        "episode that already has chapters and transcript. They write a page an episode, lists of the seasons and, but "
        "for Eleventy, a feed; `pages and feed alone` is ours reduced to pages and feed.xml, `all files` adds search, "
        "cards, all feeds, four formats of each transcript, embeds, pages of people and topics."
    )
    return Section(how, (head, *rows), goals, f"{results.get('machine', machine())}, peers as in bench/sites.txt")


# CPU seconds of mastering a minute of sound (the contest `many`), and MB of an episode of 25 minutes.
MASTERING, RECORDING, AUDIO = 0.82, 264.6, 24.0
MINUTES = 25
SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)


def costs_section(results: Mapping[str, Any]) -> Section:
    """The table of what shows of any size cost: on a straight line through the smallest and the largest measured."""
    now = results.get(NOW, {})
    head = (
        "episodes", "first build, CPU", "mastering, CPU", "one new title, CPU s", "nothing new, CPU s",
        "memory of the first build, MB", "files", "site without audio, GB", "audio, GB", "recordings, GB",
    )  # fmt: skip
    rows = [(f"{count:,}", *_costs(now, count)) for count in SIZES] if len(now) > 1 else []
    how = (
        f"Measured at {', '.join(sorted(now, key=int))} episodes of {MINUTES} minutes; every other size is on the "
        f"straight line through the smallest and the largest of them. Mastering: {MASTERING:g} CPU s a minute, as "
        "`many` of the page on performance. Audio has 128 kbit/s, and the masters in `.podcast/` are as large; "
        "recordings are stereo WAV of 16 bits at 44.1 kHz."
    )
    return Section(how, (head, *rows), (), results.get("machine", machine()))


def _costs(now: Mapping[str, Measured], count: int) -> Iterable[str]:
    yield _duration(_on_line(now, site_steps.FIRST, "cpu", count))
    yield _duration(MASTERING * MINUTES * count)
    yield number(_on_line(now, site_steps.TITLE, "cpu", count), 1)
    yield number(_on_line(now, site_steps.AGAIN, "cpu", count), 2)
    yield f"{_on_line(now, site_steps.FIRST, 'memory', count) / MB:,.0f}"
    yield f"{_on_line(now, site_steps.FIRST, 'files', count):,.0f}"
    yield number(_on_line(now, site_steps.FIRST, "size", count) / 1e9, 2)
    yield number(AUDIO * count / 1e3, 1)
    yield number(RECORDING * count / 1e3, 0)


def _on_line(now: Mapping[str, Measured], step: str, key: str, count: int) -> float:
    """The value of a step at a size: as measured, or on the line through the smallest and the largest show."""
    if str(count) in now:
        return now[str(count)][step][key]
    low, high = min(now, key=int), max(now, key=int)
    first, last = now[low][step][key], now[high][step][key]
    return first + (last - first) * (count - int(low)) / (int(high) - int(low))


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 3600 else f"{seconds / 3600:,.1f} h"


def _ratio(measured: Measured, name: str, other: str) -> float | None:
    return measured[name]["cpu"] / measured[other]["cpu"] if {name, other} <= measured.keys() else None
