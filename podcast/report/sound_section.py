"""What the report's page shows of an episode's sound besides its loudness: voices, gains, changes in time, tracks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.report import svg_charts
from podcast.report.labels import NONE
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.artifacts import PartLoudness, ProgrammeParts
    from podcast.report.entry import ReportEntry
    from podcast.report.labels import Labels
    from podcast.report.sound_details import MixedTrack, Removal
    from podcast.report.svg_charts import GainCurves, LoudnessChange
    from podcast.timeline.recording_notes import ChannelMix, TimeJump

_MIN_SPEAKER_SHARE: Final = 0.05  # of all speakers' time; with less, someone is not counted in the gap
_MAX_ROWS: Final = 12  # of a table of changes; the rest is one row
# FFmpeg's names of channels that have words of their own; a pair has one.
_CHANNELS: Final = {
    "FL": "front", "FR": "front", "FC": "centre", "LFE": "bass", "BL": "rear", "BR": "rear", "SL": "sides",
    "SR": "sides", "BC": "rear_centre",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voice:
    """A row of the table of voices; `change` is None where there is nothing to draw."""

    name: str
    seconds: str
    before: str
    after: str
    change: LoudnessChange
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class GainChart:
    """The chart of gains, and the text that describes it."""

    curves: GainCurves
    description: str
    has_limiter: bool
    has_leveler: bool


@dataclass(frozen=True, slots=True)
class SoundSection:
    """What the page shows of an episode's sound.

    `changes` are rows of what was removed and inserted (what, where, length), `tracks` rows of file, speaker, start,
    clock and gain, `channels` sentences on mixed channels. `missing_levels` says what to do where no levels are stored
    with the master, else it is empty.
    """

    missing_levels: str
    voices: tuple[Voice, ...]
    voices_note: str
    gap: str
    gains: GainChart | None
    changes: tuple[tuple[str, str, str], ...]
    channels: tuple[str, ...]
    tracks: tuple[tuple[str, str, str, str, str], ...]


def sound_section(entry: ReportEntry, labels: Labels) -> SoundSection:
    """Return what the page shows of an episode's sound."""
    details, parts = entry.details, entry.details.parts
    return SoundSection(
        missing_levels="" if parts else labels.translate("not_stored", master=entry.master.path),
        voices=tuple(_voices(parts, entry.targets.loudness, labels)) if parts else (),
        voices_note=labels.translate(f"voices_{parts.speakers_from or 'unknown'}") if parts else "",
        gap=_gap(parts, labels) if parts else "",
        gains=_gains(parts, entry.master.seconds, labels) if parts else None,
        changes=tuple(_changes(entry, labels)),
        channels=tuple(_channels(mix, labels) for _file, notes in details.notes for mix in notes.mixes),
        tracks=tuple(_track(track, labels) for track in details.tracks),
    )


def _voices(parts: ProgrammeParts, target: float, labels: Labels) -> Iterator[Voice]:
    """Yield the row of each voice, then that of all speech."""
    for part in parts.speakers:
        name = labels.translate(f"voice_{part.name}") if parts.speakers_from == "turns" else part.name
        yield _voice(name, part, target, labels)
    if parts.dialogue:
        yield _voice(labels.translate("all_speech"), parts.dialogue, target, labels, is_sum=True)


def _voice(name: str, part: PartLoudness, target: float, labels: Labels, *, is_sum: bool = False) -> Voice:
    change = svg_charts.loudness_change(part.before, part.after, target)
    before, after = labels.number(part.before), labels.number(part.after)
    return Voice(name, format_time(round(part.seconds)), before, after, change, is_sum)


def _gap(parts: ProgrammeParts, labels: Labels) -> str:
    """The sentence on how far the speakers are apart; empty if there are not two who say more than a few words."""
    seconds = sum(part.seconds for part in parts.speakers)
    speakers = [part for part in parts.speakers if part.seconds >= _MIN_SPEAKER_SHARE * seconds]
    if len(speakers) < 2:
        return ""
    before, after = (
        max(loudness) - min(loudness)
        for loudness in ([part.before for part in speakers], [part.after for part in speakers])
    )
    return labels.translate("voices_apart", before=labels.number(before), after=labels.number(after))


def _gains(parts: ProgrammeParts, seconds: float, labels: Labels) -> GainChart | None:
    """The chart of leveler and limiter; None if neither does anything."""
    if not parts.leveler and not any(parts.limiter):
        return None
    sentences = []
    if parts.leveler:
        lowest, highest = (labels.number(value, sign=True) for value in (min(parts.leveler), max(parts.leveler)))
        sentences.append(labels.translate("leveler_description", lowest=lowest, highest=highest))
    if limited := [gain for gain in parts.limiter if gain < 0]:
        share = labels.number(100 * len(limited) / len(parts.limiter), 0)
        deepest = labels.number(min(limited))
        sentences.append(labels.translate("limiter_description", share=share, deepest=deepest))
    return GainChart(
        svg_charts.gain_curve(parts.limiter, parts.leveler, seconds),
        " ".join(sentences),
        has_limiter=bool(limited),
        has_leveler=bool(parts.leveler),
    )


# --- changes in time -------------------------------------------------------------------------------------------------


def _changes(entry: ReportEntry, labels: Labels) -> Iterator[tuple[str, str, str]]:
    """Yield a row for each change; the pauses together are one."""
    removals = entry.details.removals
    pauses = [removal for removal in removals if removal.kind == "pause"]
    single_removals = [removal for removal in removals if removal.kind != "pause"]
    yield from _limited_rows([_removal(removal, labels) for removal in single_removals], labels)
    if pauses:
        total = sum(removal.seconds for removal in pauses)
        yield labels.translate("removed_pauses", count=len(pauses)), "", labels.duration(total)
    jumps = [(file, jump) for file, notes in entry.details.notes for jump in notes.jumps]
    yield from _limited_rows([_jump(file, jump, labels) for file, jump in jumps], labels)
    for _file, notes in entry.details.notes:
        if abs(notes.drift) >= 0.5:
            key = "drift_shorter" if notes.drift > 0 else "drift_longer"
            yield labels.translate(key), "", labels.duration(abs(notes.drift))


def _limited_rows(rows: list[tuple[str, str, str]], labels: Labels) -> Iterator[tuple[str, str, str]]:
    yield from rows[:_MAX_ROWS]
    if len(rows) > _MAX_ROWS:
        yield labels.translate("further", count=len(rows) - _MAX_ROWS), "", ""


def _removal(removal: Removal, labels: Labels) -> tuple[str, str, str]:
    where = f"{format_time(round(removal.start))}–{format_time(round(removal.end))}"
    return labels.translate(f"removed_{removal.kind}"), where, labels.duration(removal.seconds)


def _jump(_file: str, jump: TimeJump, labels: Labels) -> tuple[str, str, str]:
    key = "inserted_silence" if jump.is_filled else "clock_jumped"
    return labels.translate(key), format_time(round(jump.at)), labels.duration(abs(jump.seconds))


# --- channels and tracks ---------------------------------------------------------------------------------------------


def _channels(mix: ChannelMix, labels: Labels) -> str:
    """Say how the channels of a recording are mixed."""
    if not mix.layout:
        return labels.translate("channels_alike", count=len(mix.gains))
    gains = dict.fromkeys((_channel(name, labels), _gain(left, right, labels)) for name, left, right in mix.gains)
    listed = ", ".join(f"{name} {gain}" for name, gain in gains)
    return labels.translate("channels_mixed", count=len(mix.gains), layout=mix.layout, gains=listed)


def _channel(name: str, labels: Labels) -> str:
    return labels.translate(f"channel_{_CHANNELS[name]}") if name in _CHANNELS else name


def _gain(left: float | None, right: float | None, labels: Labels) -> str:
    loudest = max((gain for gain in (left, right) if gain is not None), default=None)
    if loudest is None:
        return labels.translate("channel_left_out")
    return f"{labels.number(loudest, 0 if loudest.is_integer() else 1)} dB" if loudest else labels.translate("as_it_is")


def _track(track: MixedTrack, labels: Labels) -> tuple[str, str, str, str, str]:
    facts = track.facts
    start = labels.translate(f"track_{facts.origin}", offset=f"{labels.number(facts.offset, 3, sign=True)} s")
    clock = NONE if facts.drift is None else f"{labels.number(facts.drift, 1, sign=True)} ppm"
    clock = labels.translate("clock_corrected", drift=clock) if facts.is_corrected else clock
    speaker = track.speaker or labels.translate("music")
    return track.file.rpartition("/")[2], speaker, start, clock, f"{labels.number(facts.gain, sign=True)} dB"
