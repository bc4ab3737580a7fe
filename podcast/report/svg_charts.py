"""Pictures of sound as SVG: how loudness runs, the waveform, the way from before to after.

They are drawn in units of their own and stretched to the width there is; lines keep their width (`vector-effect`).
Texts stand beside them, in HTML, so that they stay readable on any screen.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from podcast.report.html import Element, node
from podcast.text import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.report.entry import Entry

BOTTOM, TOP = -50.0, 0.0  # LUFS: the same in every curve, so that they can be compared
SILENCE = -70.0  # LUFS: the absolute gate of ITU-R BS.1770; so quiet is also a window that is not full yet
STEP = 10  # LU between two lines
WIDTH, HEIGHT = 1000, 500  # units of a curve; ten of them are an LU
POINTS = 720  # of a curve at most
_BARS = 500  # of a waveform at most
_MARKS = 5  # on the axis of time at most, so that they fit on a telephone
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000)  # seconds between two marks


def height(loudness: float) -> float:
    """Where a loudness lies in a curve, 0 (its top) to 1 (its bottom)."""
    return (TOP - min(max(loudness, BOTTOM), TOP)) / (TOP - BOTTOM)


def curve(entry: Entry, name: str, title: str, description: str) -> Element:
    """The course of loudness before and after, with the target and a stripe of ±1 LU around it.

    Of the recording only what has become part of the master is shown, not the silence that fell away at its end.

    Args:
        entry: with levels.
        name: an id of the page that nothing else begins with.
        title: what is seen, for those who do not see it.
        description: what it shows, likewise.
    """
    target = entry.targets.loudness
    before, after = (entry.levels.before, entry.levels.after) if entry.levels else ((), ())
    top, bottom = height(target + 1) * HEIGHT, height(target - 1) * HEIGHT
    drawn = [
        node("path", {"class": "grid", "d": "".join(f"M0 {y:g}H{WIDTH}" for y in _grid())}),
        node("rect", {"class": "band", "y": f"{top:g}", "width": str(WIDTH), "height": f"{bottom - top:g}"}),
        node("path", {"class": "target", "d": f"M0 {height(target) * HEIGHT:g}H{WIDTH}"}),
        node("path", {"class": "before", "d": _path(before[: len(after)])}),
        node("path", {"class": "after", "d": _path(after)}),
    ]
    return _picture(name, f"0 0 {WIDTH} {HEIGHT}", (title, description), drawn)


def _grid() -> list[float]:
    return [height(loudness) * HEIGHT for loudness in heights()]


def heights() -> list[int]:
    """The loudnesses that have a line in every curve."""
    return list(range(int(TOP) - STEP, int(BOTTOM), -STEP))


def _path(values: Sequence[float]) -> str:
    """A line through the middle of each second, broken where there is silence."""
    found = thinned(values, POINTS)
    steps, drawn = [], False
    for number, value in _each(found):
        if value > SILENCE:
            x, y = (number + 0.5) * WIDTH / len(found), height(value) * HEIGHT
            steps.append(f"{'L' if drawn else 'M'}{x:.1f} {y:.1f}")
        drawn = value > SILENCE
    return "".join(steps)


def _each(values: Sequence[float]) -> list[tuple[int, float]]:
    return list(enumerate(values))


def thinned(values: Sequence[float], most: int) -> tuple[float, ...]:
    """Not more than `most` values of loudness: the mean energy of neighbours, as a longer window would show it."""
    group = math.ceil(len(values) / most)
    if group <= 1:
        return tuple(values)
    parts = (values[start : start + group] for start in range(0, len(values), group))
    return tuple(10 * math.log10(max(sum(10 ** (one / 10) for one in part) / len(part), 1e-10)) for part in parts)


def waveform(peaks: Sequence[float], name: str, title: str, description: str) -> Element:
    """The peaks of the master as a silhouette; see `curve` for the arguments."""
    group = max(math.ceil(len(peaks) / _BARS), 1)
    bars = [max(peaks[start : start + group]) for start in range(0, len(peaks), group)]
    above = [f"{number} {100 - 100 * bar:.0f}H{number + 1}" for number, bar in enumerate(bars)]
    below = [f"{number + 1} {100 + 100 * bar:.0f}H{number}" for number, bar in reversed(_each(bars))]
    drawn = [node("path", {"class": "wave", "d": f"M{'L'.join([*above, *below])}Z" if bars else ""})]
    return _picture(name, f"0 0 {max(len(bars), 1)} 200", (title, description), drawn)


def _picture(name: str, box: str, words: tuple[str, str], drawn: list[Element]) -> Element:
    look = {"viewBox": box, "preserveAspectRatio": "none", "role": "img"}
    told = {"aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-desc"}
    title, description = words
    return node(
        "svg",
        {**look, **told},
        node("title", {"id": f"{name}-title"}, title),
        node("desc", {"id": f"{name}-desc"}, description),
        drawn,
    )


def way(entry: Entry) -> Element:
    """From the loudness before (a ring) to the one after (a dot), the target as an upright line, −50 to 0 LUFS.

    It shows what stands beside it in figures, so it is hidden from those who listen to the page.
    """
    measured = (entry.master.before.loudness, entry.master.after.loudness, entry.targets.loudness)
    before, after, target = (round(6 + (1 - height(one)) * 108, 1) for one in measured)
    return node(
        "svg",
        {"class": "way", "viewBox": "0 0 120 20", "aria-hidden": "true"},
        node("path", {"class": "grid", "d": "M6 10H114"}),
        node("path", {"class": "target", "d": f"M{target} 0V20"}),
        node("path", {"class": "after", "d": f"M{before} 10H{after}"}),
        node("circle", {"class": "ring", "cx": str(before), "cy": "10", "r": "4.5"}),
        node("circle", {"class": "dot", "cx": str(after), "cy": "10", "r": "4.5"}),
    )


def marks(seconds: float) -> list[tuple[float, str]]:
    """Marks on the axis of time: where (0 to 1) and what, at most five, the last one clear of the end."""
    step = next((step for step in _STEPS if seconds / step < _MARKS), _STEPS[-1])
    times = range(0, math.ceil(seconds), step)
    return [(time / seconds, clock(time)) for time in times if time <= seconds * 0.94][:_MARKS]
