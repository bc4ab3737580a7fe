"""The values that the report's page shows of one episode: table cells, charts and their descriptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.model.season_colours import season_colour
from podcast.report import svg_charts
from podcast.report.labels import NONE
from podcast.report.sound_section import sound_section
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.artifacts import Levels
    from podcast.report.entry import ReportEntry
    from podcast.report.labels import Labels
    from podcast.report.sound_section import SoundSection
    from podcast.report.svg_charts import LoudnessChange, LoudnessCurve, Waveform


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
    sound: SoundSection


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
        sound=sound_section(entry, labels),
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
    yield "gain", "dB", NONE if entry.episode.is_passthrough else number(master.gain, sign=True)
    yield "limiter", "dB", number(-master.limited) if master.limited else NONE
    yield "range", "LU", number(master.after.loudness_range)
    yield "length", "", format_time(round(master.seconds))
    yield "speed", "", labels.translate("speed_short", value=round(entry.speed)) if entry.speed else NONE


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
    yield "loudness_range", "LU", number(before.loudness_range), number(after.loudness_range), NONE
    parts = entry.details.parts
    if parts and parts.dialogue:
        yield "dialogue", "LUFS", number(parts.dialogue.before), number(parts.dialogue.after), NONE
    if parts and parts.pauses:
        yield "pauses", "LU", number(parts.pauses.before), number(parts.pauses.after), NONE


def _processing(entry: ReportEntry, labels: Labels) -> Iterator[tuple[str, str]]:
    translate, number, master = labels.translate, labels.number, entry.master
    if entry.episode.is_passthrough:
        yield translate("processing"), translate("as_recorded")
        yield translate("length"), format_time(round(master.seconds))
        yield translate("format"), _format(entry, labels)
        yield translate("recording"), entry.episode.recording or ""
        return
    yield translate("gain"), f"{number(master.gain, sign=True)} dB"
    reduction = f"{number(-master.limited)} dB"
    yield (
        translate("limiter"),
        translate("limiter_reduction", value=reduction) if master.limited else translate("not_needed"),
    )
    yield from _sound_processing(entry, labels)
    yield translate("length"), f"{format_time(round(master.recording_seconds))} → {format_time(round(master.seconds))}"
    yield translate("time_shift"), f"{number(master.time_map.segments[0].shift, 2, sign=True)} s"
    yield translate("format"), _format(entry, labels)
    yield (
        translate("speed"),
        translate("speed_sentence", value=round(entry.speed)) if entry.speed else translate("mastered_earlier"),
    )
    if entry.episode.recording:
        yield translate("recording"), entry.episode.recording
    yield translate("master"), master.path


def _format(entry: ReportEntry, labels: Labels) -> str:
    """Return the format of the audio: `MP3, 128 kbit/s, 44.1 kHz, mono`."""
    master, channels = entry.master, labels.translate("mono" if entry.master.channels == 1 else "stereo")
    sample_rate = labels.number(master.sample_rate / 1000)
    return f"{master.format.upper()}, {master.bitrate} kbit/s, {sample_rate} kHz, {channels}"


def _sound_processing(entry: ReportEntry, labels: Labels) -> Iterator[tuple[str, str]]:
    """Yield a row for each processing of the sound that the producer has asked for."""
    translate, targets, parts = labels.translate, entry.targets, entry.details.parts
    if parts and parts.leveler:
        lowest, highest = (labels.number(value, sign=True) for value in (min(parts.leveler), max(parts.leveler)))
        yield translate("leveler"), translate("leveler_range", lowest=lowest, highest=highest)
    if targets.highpass_hz:
        yield translate("highpass"), f"{labels.number(targets.highpass_hz, 0)} Hz"
    if targets.denoise:
        yield translate("denoise"), translate("denoise_light")
