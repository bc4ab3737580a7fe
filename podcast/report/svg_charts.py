"""Geometry of the report's SVG charts: loudness curve, waveform, and the change from before to after.

Charts are drawn in units of their own and stretched to the available width; lines keep their width
(`vector-effect: non-scaling-stroke`). Labels are HTML beside the charts, so that they stay legible on any screen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podcast.artifacts import Levels

BOTTOM, TOP = -50.0, 0.0  # LUFS: the same in every curve, so that curves can be compared
SILENCE: Final = -70.0  # LUFS: the absolute gate of ITU-R BS.1770; a window that is not full yet is as quiet
GRID_STEP: Final = 10  # LU between two grid lines
WIDTH, HEIGHT = 1000, 500  # units of a curve; ten of them are one LU
GAIN_TOP, GAIN_BOTTOM = 12.0, -18.0  # dB: the same in every chart; what is lower is drawn at the bottom
GAIN_HEIGHT: Final = 300  # units of a chart of gains; ten of them are one dB
GAIN_LEVELS: Final = (6, 0, -6, -12)  # dB, with grid lines
MAX_CURVE_POINTS: Final = 720
CHANGE_WIDTH, CHANGE_MARGIN = 120, 6  # units of the chart of the change; room for half a circle at either end
_MAX_BARS: Final = 500  # of a waveform
_MAX_TIME_MARKS: Final = 5  # on the time axis, so that they fit on a phone
_LAST_TIME_MARK: Final = 0.94  # of the axis: the label of a later mark would stick out
_TIME_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000)  # seconds


@dataclass(frozen=True, slots=True)
class LoudnessCurve:
    """Loudness over time before and after, as SVG path data; the target with a band of ±1 LU around it, as heights."""

    before: str
    after: str
    target: float
    band_top: float
    band_height: float


@dataclass(frozen=True, slots=True)
class GainCurves:
    """Gains over time as SVG path data: areas of the limiter, steps of the leveler; the height of no gain."""

    limiter: str
    leveler: str
    zero: float


@dataclass(frozen=True, slots=True)
class Waveform:
    """The peaks of a master as the SVG path data of a silhouette, 200 units high and `width` units wide."""

    path: str
    width: int


@dataclass(frozen=True, slots=True)
class LoudnessChange:
    """Positions on a horizontal scale from −50 to 0 LUFS, in units of `CHANGE_WIDTH`."""

    before: float
    after: float
    target: float


def curve_position(loudness: float) -> float:
    """The vertical position of a loudness in a curve, from 0 (top) to 1 (bottom)."""
    return (TOP - min(max(loudness, BOTTOM), TOP)) / (TOP - BOTTOM)


def grid_levels() -> list[int]:
    """The loudness values that have a grid line in every curve, in LUFS."""
    return list(range(int(TOP) - GRID_STEP, int(BOTTOM), -GRID_STEP))


def loudness_curve(levels: Levels, target: float) -> LoudnessCurve:
    """Return the curves of short-term loudness before and after.

    Of the recording only the part that is in the master is shown, not the silence that was trimmed at its end.

    Args:
        levels: of the episode.
        target: LUFS.
    """
    top, bottom = (curve_position(loudness) * HEIGHT for loudness in (target + 1, target - 1))
    return LoudnessCurve(
        before=_curve_path(levels.before[: len(levels.after)]),
        after=_curve_path(levels.after),
        target=curve_position(target) * HEIGHT,
        band_top=top,
        band_height=bottom - top,
    )


def _curve_path(values: Sequence[float]) -> str:
    """A line through the middle of each second, interrupted in silence."""
    points = downsample(values, MAX_CURVE_POINTS)
    commands, is_drawing = [], False
    for number, loudness in enumerate(points):
        if loudness > SILENCE:
            x, y = (number + 0.5) * WIDTH / len(points), curve_position(loudness) * HEIGHT
            commands.append(f"{'L' if is_drawing else 'M'}{x:.1f} {y:.1f}")
        is_drawing = loudness > SILENCE
    return "".join(commands)


def downsample(values: Sequence[float], max_values: int) -> tuple[float, ...]:
    """Reduce loudness values to at most `max_values`: the mean energy of neighbours, as a longer window measures it."""
    size = math.ceil(len(values) / max_values)
    if size <= 1:
        return tuple(values)
    groups = (values[start : start + size] for start in range(0, len(values), size))
    energies = (sum(10 ** (loudness / 10) for loudness in group) / len(group) for group in groups)
    return tuple(10 * math.log10(max(energy, 1e-10)) for energy in energies)


def gain_position(gain: float) -> float:
    """The vertical position of a gain in dB in a chart of gains, from 0 (top) to 1 (bottom)."""
    return (GAIN_TOP - min(max(gain, GAIN_BOTTOM), GAIN_TOP)) / (GAIN_TOP - GAIN_BOTTOM)


def gain_curve(limiter: Sequence[float], leveler: Sequence[float], seconds: float) -> GainCurves:
    """Return the gains along a programme.

    Args:
        limiter: lowest gain of each second in dB, 0 or less.
        leveler: mean gain of each second in dB; empty if there is none.
        seconds: length of the programme.
    """
    zero = gain_position(0) * GAIN_HEIGHT
    bars = [
        f"M{left:.1f} {zero:.0f}V{gain_position(gain) * GAIN_HEIGHT:.1f}H{right:.1f}V{zero:.0f}Z"
        for left, right, gain in _bars(limiter, seconds, min)
        if gain < 0
    ]
    steps = [
        f"{'L' if number else 'M'}{left:.1f} {gain_position(gain) * GAIN_HEIGHT:.1f}H{right:.1f}"
        for number, (left, right, gain) in enumerate(_bars(leveler, seconds, _mean))
    ]
    return GainCurves("".join(bars), "".join(steps), zero)


def _bars(
    values: Sequence[float], seconds: float, combine: Callable[[Sequence[float]], float]
) -> Iterator[tuple[float, float, float]]:
    """Yield left and right edge, and the value of each bar; each stands for the same number of seconds."""
    size, unit = max(math.ceil(len(values) / MAX_CURVE_POINTS), 1), WIDTH / max(seconds, 1e-3)
    for start in range(0, len(values), size):
        group = values[start : start + size]
        yield min(start * unit, WIDTH), min((start + len(group)) * unit, WIDTH), combine(group)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def waveform(peaks: Sequence[float]) -> Waveform:
    """Return the silhouette of peaks between 0 and 1; each bar is the highest of its peaks."""
    size = max(math.ceil(len(peaks) / _MAX_BARS), 1)
    bars = list(enumerate(max(peaks[start : start + size]) for start in range(0, len(peaks), size)))
    above = [f"{number} {100 - 100 * bar:.0f}H{number + 1}" for number, bar in bars]
    below = [f"{number + 1} {100 + 100 * bar:.0f}H{number}" for number, bar in reversed(bars)]
    return Waveform(f"M{'L'.join([*above, *below])}Z" if bars else "", max(len(bars), 1))


def loudness_change(before: float, after: float, target: float) -> LoudnessChange:
    """Return where loudness before and after and the target (LUFS) lie on the scale of the overview."""
    width = CHANGE_WIDTH - 2 * CHANGE_MARGIN
    positions = (
        round(CHANGE_MARGIN + (1 - curve_position(loudness)) * width, 1) for loudness in (before, after, target)
    )
    return LoudnessChange(*positions)


def time_marks(seconds: float) -> list[tuple[float, str]]:
    """Marks of the time axis: position (0 to 1) and label; at most five, the last one clear of the axis's end."""
    step = next((step for step in _TIME_STEPS if seconds / step < _MAX_TIME_MARKS), _TIME_STEPS[-1])
    times = range(0, math.ceil(seconds), step)
    marks = [(time / seconds, format_time(time)) for time in times if time <= seconds * _LAST_TIME_MARK]
    return marks[:_MAX_TIME_MARKS]
