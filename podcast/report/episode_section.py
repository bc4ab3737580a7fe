"""The values that the report's page shows of one episode: table cells, charts and their descriptions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from podcast.model.season_colours import season_colour
from podcast.report import svg_charts
from podcast.strings import translator
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.artifacts import Levels
    from podcast.report.entry import ReportEntry
    from podcast.report.svg_charts import LoudnessChange, LoudnessCurve, Waveform

_NONE: Final = "–"
_MINUS: Final = "−"


class Labels:
    """The report's texts and numbers in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    @cached_property
    def translate(self) -> Callable[..., str]:
        """The texts by key; see `podcast.strings.translator`."""
        return translator(self.language, "report")

    def number(self, value: float, decimals: int = 1, *, sign: bool = False) -> str:
        """A number with a true minus and the language's decimal sign: `−16,0`; with `sign` also its plus."""
        text = f"{value:{'+' if sign else ''}.{decimals}f}"
        text = text.replace("-", "", 1) if not float(text) else text  # no minus before a zero
        return text.replace("-", _MINUS).replace(".", self.translate("decimal_sign"))


@dataclass(frozen=True, slots=True)
class Charts:
    """The charts of an episode, each with the text that describes it to those who do not see it."""

    curve: LoudnessCurve
    curve_description: str
    waveform: Waveform | None
    waveform_description: str
    time_marks: list[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class EpisodeSection:
    """What the page shows of an episode.

    `cells` are the columns of the overview (key of the head, unit, text), `measurements` the rows of the episode's own
    table (key, unit, before, after, target), `processing` pairs of label and value. `warning` is empty if the master
    meets its targets.
    """

    anchor: str
    colour: int
    kicker: str
    title: str
    is_on_target: bool
    warning: str
    change: LoudnessChange
    cells: tuple[tuple[str, str, str], ...]
    charts: Charts | None
    target: str
    measurements: tuple[tuple[str, str, str, str, str], ...]
    processing: tuple[tuple[str, str], ...]


def episode_section(entry: ReportEntry, labels: Labels) -> EpisodeSection:
    """Return the section of an episode."""
    before, after, target = entry.master.before, entry.master.after, entry.targets.loudness
    return EpisodeSection(
        anchor=f"episode-{entry.episode.slug}",
        colour=season_colour(entry.episode.season),
        kicker=_kicker(entry, labels),
        title=entry.episode.title,
        is_on_target=entry.is_on_target,
        warning=_warning(entry, labels),
        change=svg_charts.loudness_change(before.loudness, after.loudness, target),
        cells=tuple(_cells(entry, labels)),
        charts=_charts(entry, entry.levels, labels) if entry.levels else None,
        target=labels.number(target, 0),
        measurements=tuple(_measurements(entry, labels)),
        processing=tuple(_processing(entry, labels)),
    )


def _kicker(entry: ReportEntry, labels: Labels) -> str:
    """The episode's place within the show: `Staffel 1, Folge 2`, `Trailer`."""
    episode = entry.episode
    if episode.type != "full":
        return labels.translate(f"type_{episode.type}")
    keys = {(True, True): "season_episode", (True, False): "season_only", (False, True): "number_only"}
    key = keys.get((episode.season is not None, episode.episode is not None), f"type_{episode.type}")
    return labels.translate(key, season=episode.season, number=episode.episode)


def _warning(entry: ReportEntry, labels: Labels) -> str:
    if entry.is_on_target:
        return ""
    if entry.master.after.true_peak > entry.targets.true_peak:
        return labels.translate("peak_over", value=labels.number(entry.targets.true_peak))
    return labels.translate(
        "too_quiet" if entry.deviation < 0 else "too_loud", value=labels.number(abs(entry.deviation))
    )


def _cells(entry: ReportEntry, labels: Labels) -> Iterator[tuple[str, str, str]]:
    master, number = entry.master, labels.number
    yield "before", "LUFS", number(master.before.loudness)
    yield "after", "LUFS", number(master.after.loudness)
    yield "peak", "dBTP", number(master.after.true_peak)
    yield "gain", "dB", number(master.gain, sign=True)
    yield "limiter", "dB", number(-master.limited) if master.limited else _NONE
    yield "range", "LU", number(master.after.loudness_range)
    yield "length", "", format_time(round(master.seconds))
    yield "speed", "", labels.translate("speed_short", value=round(entry.speed)) if entry.speed else _NONE


def _charts(entry: ReportEntry, levels: Levels, labels: Labels) -> Charts | None:
    """The waveform and the loudness curve on the same time axis; None if there is nothing but silence."""
    audible = {
        when: [loudness for loudness in values[: len(levels.after)] if loudness > svg_charts.SILENCE]
        for when, values in (("before", levels.before), ("after", levels.after))
    }
    if not all(audible.values()):
        return None
    length, target = format_time(round(entry.master.seconds)), entry.targets.loudness
    figures = {
        f"{when}_{end}": labels.number(extreme(values), 0)
        for when, values in audible.items()
        for end, extreme in (("low", min), ("high", max))
    }
    overall = {when: labels.number(getattr(entry.master, when).loudness) for when in audible}
    highest = round(100 * max(levels.peaks, default=0.0))  # per cent of full scale
    return Charts(
        curve=svg_charts.loudness_curve(levels, target),
        curve_description=labels.translate(
            "curve_description", length=length, target=labels.number(target, 0), **figures, **overall
        ),
        waveform=svg_charts.waveform(levels.peaks) if levels.peaks else None,
        waveform_description=labels.translate("waveform_description", length=length, value=highest),
        time_marks=svg_charts.time_marks(entry.master.seconds),
    )


def _measurements(entry: ReportEntry, labels: Labels) -> Iterator[tuple[str, str, str, str, str]]:
    before, after, number = entry.master.before, entry.master.after, labels.number
    ceiling = labels.translate("at_most", value=number(entry.targets.true_peak))
    yield "loudness", "LUFS", number(before.loudness), number(after.loudness), number(entry.targets.loudness)
    yield "true_peak", "dBTP", number(before.true_peak), number(after.true_peak), ceiling
    yield "loudness_range", "LU", number(before.loudness_range), number(after.loudness_range), _NONE


def _processing(entry: ReportEntry, labels: Labels) -> Iterator[tuple[str, str]]:
    translate, number, master = labels.translate, labels.number, entry.master
    yield translate("gain"), f"{number(master.gain, sign=True)} dB"
    reduction = f"{number(-master.limited)} dB"
    yield (
        translate("limiter"),
        translate("limiter_reduction", value=reduction) if master.limited else translate("not_needed"),
    )
    yield translate("length"), f"{format_time(round(master.recording_seconds))} → {format_time(round(master.seconds))}"
    yield translate("time_shift"), f"{number(master.shift, 2, sign=True)} s"
    channels = translate("mono" if master.channels == 1 else "stereo")
    yield translate("format"), f"MP3, {master.bitrate} kbit/s, {number(master.sample_rate / 1000)} kHz, {channels}"
    yield (
        translate("speed"),
        translate("speed_sentence", value=round(entry.speed)) if entry.speed else translate("mastered_earlier"),
    )
    yield translate("recording"), str(entry.episode.recording)
    yield translate("master"), master.path
