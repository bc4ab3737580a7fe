"""Curves of what was measured on large shows, as SVG for the documentation: in English and German, light and dark."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import site_peers
import site_results
import site_steps
from contestants import HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

PICTURES = HERE.parent / "docs" / "pictures"
WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 74, 190, 62, 48  # room around the plot
LABEL_GAP = 17  # between the baselines of two labels
STYLE = """
text { font: 14px system-ui, "Liberation Sans", sans-serif; fill: #24292f }
.title { font-size: 17px; font-weight: 600 }
.small { font-size: 13px; fill: #57606a }
.frame { fill: #ffffff; stroke: #d0d7de }
.grid { stroke: #d8dee4 }
.line { fill: none; stroke-width: 2.5 }
.before { stroke-dasharray: 3 5; stroke-width: 1.75; opacity: .75 }
.a { --c: #0550ae } .b { --c: #b35900 } .c { --c: #116329 } .d { --c: #8250df } .e { --c: #a40e26 }
.line, .ring { stroke: var(--c) } .ring { fill: none }
.dot, .bar { fill: var(--c) } text.of { fill: var(--c); font-weight: 600 }
@media (prefers-color-scheme: dark) {
 text { fill: #e6edf3 } .small { fill: #9da7b3 } .frame { fill: #161b22; stroke: #30363d } .grid { stroke: #30363d }
 .a { --c: #79b8ff } .b { --c: #ffa657 } .c { --c: #7ee787 } .d { --c: #d2a8ff } .e { --c: #ff9b95 }
}
""".strip()
GERMAN = {
    "CPU time by the number of episodes": "CPU-Zeit nach der Zahl der Folgen",
    "Memory by the number of episodes": "Speicher nach der Zahl der Folgen",
    "CPU time an episode, {count} episodes": "CPU-Zeit je Folge, {count} Folgen",
    "seconds, all processes; dotted: before": "Sekunden, alle Prozesse; gepunktet: vorher",
    "MB, all processes; dotted: before": "MB, alle Prozesse; gepunktet: vorher",
    "milliseconds, all processes": "Millisekunden, alle Prozesse",
    "episodes": "Folgen",
    "{kilobytes} kB an episode": "{kilobytes} kB je Folge",
    site_steps.FIRST: "erster Build",
    site_steps.AGAIN: "nichts Neues",
    site_steps.TITLE: "ein neuer Titel",
    site_steps.CHECK: "check",
    site_steps.STATUS: "status",
    "cp -r": "cp -r",
    site_peers.FULL: "podcast build, alle Dateien",
    site_peers.ALIKE: "podcast, nur Seiten und Feed",
}
CLASSES = {
    site_steps.FIRST: "a",
    site_steps.TITLE: "b",
    site_steps.CHECK: "c",
    site_steps.STATUS: "d",
    site_steps.AGAIN: "e",
}


@dataclass(frozen=True, slots=True)
class Axis:
    """Maps a value to a place between `start` and `end` pixels, along a logarithm or straight."""

    low: float
    high: float
    start: float
    end: float
    is_logarithmic: bool = True

    def place(self, value: float) -> float:
        """The pixel of a value."""
        low, high = (math.log(edge) if self.is_logarithmic else edge for edge in (self.low, self.high))
        share = ((math.log(value) if self.is_logarithmic else value) - low) / (high - low)
        return round(self.start + share * (self.end - self.start), 1)


@dataclass(frozen=True, slots=True)
class Curve:
    """A step: its name, its values by the number of episodes, now and before."""

    name: str
    now: Mapping[int, float]
    before: Mapping[int, float] = field(default_factory=dict)
    note: str = ""


def write_curves(results: Mapping[str, Any], folder: Path = PICTURES) -> None:
    """Write all pictures, in both languages; of what was not measured there is none."""
    for language, translate in (("en", lambda text: text), ("de", lambda text: GERMAN.get(text, text))):
        for name, svg in _pictures(results, translate):
            (folder / f"scaling-{name}-{language}.svg").write_text(svg, "utf-8")


def _pictures(results: Mapping[str, Any], translate: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    if sizes := results.get(site_results.NOW):
        before = results.get(site_results.BEFORE, {})
        steps = (site_steps.FIRST, site_steps.TITLE, site_steps.CHECK, site_steps.STATUS, site_steps.AGAIN)
        curves = [Curve(name, _values(sizes, name, "cpu", 1), _values(before, name, "cpu", 1)) for name in steps]
        yield "cpu", _chart("CPU time by the number of episodes", "seconds, all processes; dotted: before", curves,
                            translate, is_logarithmic=True)  # fmt: skip
        curves = [
            Curve(
                name,
                _values(sizes, name, "memory", site_results.MB),
                _values(before, name, "memory", site_results.MB),
                _slope_note(sizes, name, translate),
            )
            for name in (site_steps.FIRST, site_steps.TITLE, site_steps.AGAIN)
        ]
        yield "memory", _chart("Memory by the number of episodes", "MB, all processes; dotted: before", curves,
                               translate, is_logarithmic=False)  # fmt: skip
    for count, measured in [*results.get("peers", {}).items()][-1:]:
        yield "peers", _bars(int(count), measured, translate)


def _values(sizes: Mapping[str, Any], step: str, key: str, unit: float) -> dict[int, float]:
    return {int(count): sizes[count][step][key] / unit for count in sorted(sizes, key=int) if step in sizes[count]}


def _slope_note(sizes: Mapping[str, Any], step: str, translate: Callable[[str], str]) -> str:
    slope = site_results.slope(sizes, step)
    text = translate("{kilobytes} kB an episode")
    return "" if slope is None else text.format(kilobytes=_number(round(slope, 1), translate))


def _chart(
    title: str, unit: str, curves: Sequence[Curve], translate: Callable[[str], str], *, is_logarithmic: bool
) -> str:
    counts = sorted({count for curve in curves for count in (*curve.now, *curve.before)})
    values = [value for curve in curves for value in (*curve.now.values(), *curve.before.values())]
    across = Axis(counts[0] / 1.15, counts[-1] * 1.1, LEFT, WIDTH - RIGHT)
    low = 10 ** math.floor(math.log10(min(values))) if is_logarithmic else 0
    up = Axis(low, max(values) * (1.4 if is_logarithmic else 1.08), HEIGHT - BOTTOM, TOP, is_logarithmic)
    parts = [*_grid(up, across, counts, translate)]
    for curve in curves:
        letter = CLASSES[curve.name]
        for kind, points in (("line before", curve.before), ("line", curve.now)):
            path = " ".join(f"{across.place(count)},{up.place(value)}" for count, value in points.items())
            parts.append(f'<polyline class="{kind} {letter}" points="{path}"/>' if points else "")
        for kind, radius, points in (("ring", 3, curve.before), ("dot", 4, curve.now)):
            parts += [
                f'<circle class="{kind} {letter}" cx="{across.place(count)}" cy="{up.place(value)}" r="{radius}"/>'
                for count, value in points.items()
            ]
    parts += _labels(curves, up, translate)
    return _svg(translate(title), translate(unit), HEIGHT, parts)


def _grid(up: Axis, across: Axis, counts: Sequence[int], translate: Callable[[str], str]) -> Iterator[str]:
    for value in _ticks(up):
        y = up.place(value)
        yield f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>'
        yield f'<text class="small" x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{_number(value, translate)}</text>'
    for count in counts:
        x = across.place(count)
        yield f'<path class="grid" d="M{x} {TOP}V{HEIGHT - BOTTOM}"/>'
        label = _number(count, translate)
        yield f'<text class="small" x="{x}" y="{HEIGHT - BOTTOM + 19}" text-anchor="middle">{label}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text class="small" x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">{translate("episodes")}</text>'


def _ticks(axis: Axis) -> list[float]:
    if axis.is_logarithmic:
        powers = range(round(math.log10(axis.low)), math.ceil(math.log10(axis.high)) + 1)
        return [10.0**power for power in powers if axis.low <= 10.0**power <= axis.high]
    step = next(step for step in (10, 20, 50, 100, 200, 500, 1000, 2000) if axis.high / step < 8)
    return [float(value) for value in range(0, int(axis.high) + 1, step)]


def _labels(curves: Sequence[Curve], up: Axis, translate: Callable[[str], str]) -> Iterator[str]:
    """The name and the last value of each curve at its end, none over another."""
    ends = [(up.place([*curve.now.values()][-1]) + 5, curve) for curve in curves if curve.now]
    last = -math.inf
    for wanted, curve in sorted(ends, key=lambda end: end[0]):
        y = max(wanted, last + LABEL_GAP * (2 if curve.note and last > 0 else 1))
        value = _number(_rounded([*curve.now.values()][-1]), translate)
        text = f"{escape(translate(curve.name))} {value}"
        yield f'<text class="of {CLASSES[curve.name]}" x="{WIDTH - RIGHT + 10}" y="{y:.1f}">{text}</text>'
        if curve.note:
            yield f'<text class="small" x="{WIDTH - RIGHT + 10}" y="{y + LABEL_GAP:.1f}">{escape(curve.note)}</text>'
        last = y


def _bars(count: int, measured: Mapping[str, Any], translate: Callable[[str], str]) -> str:
    milliseconds = {name: run["cpu"] * 1000 / count for name, run in measured.items()}
    across = Axis(0, max(milliseconds.values()), 250, WIDTH - 90, is_logarithmic=False)
    parts = []
    for row, (name, value) in enumerate(sorted(milliseconds.items(), key=lambda item: item[1])):
        y, letter = TOP + 14 + row * 40, "a" if name in {site_peers.FULL, site_peers.ALIKE} else "b"
        width = across.place(value) - across.start
        parts += [
            f'<text x="240" y="{y + 15}" text-anchor="end">{escape(translate(name))}</text>',
            f'<rect class="bar {letter}" x="250" y="{y}" width="{width:.1f}" height="22" rx="2"/>',
            f'<text x="{258 + width:.1f}" y="{y + 16}">{_number(_rounded(value), translate)}</text>',
        ]
    title = translate("CPU time an episode, {count} episodes").format(count=_number(count, translate))
    return _svg(title, translate("milliseconds, all processes"), TOP + 24 + 40 * len(milliseconds), parts)


def _svg(title: str, unit: str, height: int, parts: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">'
    frame = f'<rect class="frame" x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>'
    texts = (f'<text class="title" x="20" y="30">{title}</text>', f'<text class="small" x="20" y="50">{unit}</text>')
    body = "\n".join(part for part in (frame, *texts, *parts) if part)
    return f"{head}\n<style>\n{STYLE}\n</style>\n{body}\n</svg>\n"


def _rounded(value: float) -> float:
    """Three digits."""
    digits = 2 - math.floor(math.log10(value)) if value > 0 else 0
    return round(value, max(0, digits))


def _number(value: float, translate: Callable[[str], str]) -> str:
    text = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:g}"
    is_german = translate("episodes") == "Folgen"
    return text.translate(str.maketrans(",.", ".,")) if is_german else text
