"""The contests: each has its recordings and contestants, and says what was found against what was wanted."""

from __future__ import annotations

import json
import shutil
import sys
from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

import contestants
import show_folder
from contestants import BARE, BATCH, FFMPEG_NORMALIZE, OURS
from recordings import CONVERSATION
from report import Goal, Section, minutes, number
from rounds import made, must, once, ratio, rounds
from wishes import as_wanted, loudness

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contestants import Contestant
    from measuring import Run
    from rounds import Outcome, Setting


def one(setting: Setting) -> Section:
    """One recording: ours against every peer."""
    found = rounds(contestants.ONE, made(setting, (CONVERSATION, setting.one, 0)), setting)
    ours, bare, peer = (found.get(who.name) for who in (OURS, BARE, FFMPEG_NORMALIZE))
    goals = (
        Goal("`podcast build`, wall time against bare lame", ratio(ours, bare, wall), 0.95),
        Goal("`podcast build`, wall time against ffmpeg-normalize", ratio(ours, peer, wall), 0.20),
        Goal("`podcast build`, CPU time against bare lame", ratio(ours, bare, cpu), 1.70),
        *as_wanted(setting.folder(OURS), ours),
    )
    how = f"One stereo WAV of {minutes(setting.one)}; rounds, interleaved: {setting.rounds}."
    return Section(how, _table(contestants.ONE, found, setting.one), goals)


def many(setting: Setting) -> Section:
    """Many recordings: ours against as many bare encoders as there are processors."""
    paths = made(setting, *((CONVERSATION, setting.each, seed) for seed in range(1, setting.many + 1)))
    found = rounds(contestants.MANY, paths, setting)
    ours, bare = found.get(OURS.name), found.get(BATCH.name)
    goals = (
        Goal("`podcast build`, wall time against bare lame on all processors", ratio(ours, bare, wall), 1.50),
        *as_wanted(setting.folder(OURS), ours),
    )
    how = f"{setting.many} stereo WAVs of {minutes(setting.each)} each; rounds, interleaved: {setting.rounds}."
    return Section(how, _table(contestants.MANY, found, setting.each * setting.many), goals)


def memory(setting: Setting) -> Section:
    """One recording and a much longer one, mastered by themselves: memory must not know the difference."""
    lengths = (setting.one, setting.long)
    paths = made(setting, *((CONVERSATION, length, 0) for length in lengths))
    runs = [once(contestants.ALONE, [path], setting) for path in paths]
    if failures := [taken.failure for taken in runs if taken.failure]:
        raise SystemExit(f"{contestants.ALONE.name} failed: {failures[0]}")
    table = [(minutes(length), number(taken.wall, 1), mb(taken)) for length, taken in zip(lengths, runs, strict=True)]
    short, long = (taken.memory for taken in runs)
    goals = (
        Goal("peak memory", max(short, long) / 1e6, 220, unit=" MB"),
        Goal(f"{minutes(setting.long)} against {minutes(setting.one)}", long / short, 1.05),
    )
    how = "A recording mastered alone; memory of all its processes together."
    return Section(how, (("length", "wall s", "peak memory MB"), *table), goals)


def tagging(setting: Setting) -> Section:
    """A file that gets another title, its sound untouched."""
    paths = made(setting, (CONVERSATION, setting.short, 0))
    folder = setting.folder(OURS)
    shutil.rmtree(folder, ignore_errors=True)
    OURS.prepared(paths, folder)
    must(OURS.command(paths, folder), setting)
    must([sys.executable, contestants.HERE / "ours.py", "tag", folder, str(setting.file)], setting)
    alone = median(map(float, (setting.work / "log").read_text().split()))
    again = []
    for place in range(setting.rounds):
        show_folder.rename(folder, f"Anders {place}")
        again.append(must(OURS.command(paths, folder), setting))
    table = (
        ("", "wall s", "CPU s"),
        (f"a file of {setting.file:g} MB tagged", "", number(alone, 3)),
        ("`podcast build` after a new title", number(median(map(wall, again))), number(median(map(cpu, again)))),
    )
    how = "An episode gets a new title: its file is tagged again, the audio stays untouched."
    return Section(how, table, (Goal("tagging, CPU time", alone, 0.2, unit=" s"),))


def steps(setting: Setting) -> Section:
    """Processor time of each step of mastering, against bare lame on the same recording."""
    [path] = made(setting, (CONVERSATION, setting.each, 1))
    script = [sys.executable, contestants.HERE / "steps.py", path, setting.work / "steps.mp3"]
    lame: list[float] = []
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    for _round in range(setting.rounds):
        lame.append(once(BARE, [path], setting).cpu)
        must(script, setting)
        for name, taken in json.loads((setting.work / "log").read_text()).items():
            seconds[name].append(taken)
    seconds["all of these"] = [sum(taken) for taken in zip(*seconds.values(), strict=True)]
    rows = [("bare lame", lame), *seconds.items()]
    table = [(name, number(median(taken)), number(_median_ratio(taken, lame))) for name, taken in rows]
    how = (
        f"The steps of mastering a stereo WAV of {minutes(setting.each)}, one after the other on one core, without a "
        f"show; rounds, interleaved: {setting.rounds}."
    )
    whole = _median_ratio(seconds["all of these"], lame)
    return Section(how, (("step", "CPU s", "CPU / lame"), *table), (Goal("all steps, against bare lame", whole, 1.50),))


CONTESTS = {"one": one, "steps": steps, "many": many, "memory": memory, "loudness": loudness, "tagging": tagging}


def _median_ratio(figures: Sequence[float], others: Sequence[float]) -> float:
    """The median of the rounds' ratios."""
    return median(figure / other for figure, other in zip(figures, others, strict=True))


def wall(taken: Run) -> float:
    """Seconds by the clock."""
    return taken.wall


def cpu(taken: Run) -> float:
    """Seconds of processors at work."""
    return taken.cpu


def mb(taken: Run) -> str:
    """Its memory in MB."""
    return number(taken.memory / 1e6, 0)


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(who: Sequence[Contestant], found: Mapping[str, Outcome], seconds: float) -> tuple[tuple[str, ...], ...]:
    """A row for each contestant; ratios are against the first of them."""
    first = found.get(who[0].name)
    times = ("wall s", "from … to", "wall / lame", "× real time", "CPU s", "CPU / lame")
    head = ("", *times, "peak memory MB", "LUFS", "dBTP")
    return (head, *(_row(one.name, found[one.name], first, seconds) for one in who if one.name in found))


def _row(name: str, found: Outcome, first: Outcome | None, seconds: float) -> tuple[str, ...]:
    return (
        name,
        number(found.middle(wall), 1),
        _range([taken.wall for taken in found.runs], 1),
        number(ratio(found, first, wall)),
        number(seconds / found.middle(wall), 0),
        number(found.middle(cpu), 1),
        number(ratio(found, first, cpu)),
        mb(max(found.runs, key=lambda taken: taken.memory)),
        _range([sound.loudness for sound in found.heard], 2),
        _range([sound.true_peak for sound in found.heard], 2),
    )


def _range(figures: Sequence[float], digits: int) -> str:
    low, high = number(min(figures), digits), number(max(figures), digits)
    return low if low == high else f"{low} … {high}"
