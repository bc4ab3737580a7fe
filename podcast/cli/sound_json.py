"""The sound of each episode as `podcast build --report --json` prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from podcast.artifacts import LoudnessValues, PartLoudness, ProgrammeParts
    from podcast.cli.documents.sound_documents import (
        EpisodeSoundDocument,
        LoudnessDocument,
        PartDocument,
        ProgrammeDocument,
        RecordingNotesDocument,
    )
    from podcast.report.entry import ReportEntry
    from podcast.timeline.recording_notes import RecordingNotes


def sound_document(entry: ReportEntry) -> EpisodeSoundDocument:
    """Return the sound of an episode."""
    master, targets, details = entry.master, entry.targets, entry.details
    return {
        "slug": entry.episode.slug,
        "recording_seconds": master.recording_seconds,
        "seconds": master.seconds,
        "target": {"loudness": targets.loudness, "true_peak": targets.true_peak},
        "on_target": entry.is_on_target,
        "before": _loudness(master.before),
        "after": _loudness(master.after),
        "gain": master.gain,
        "limiter": -master.limited + 0.0,
        "highpass": targets.highpass_hz or None,
        "denoise": targets.denoise or None,
        "programme": _programme(details.parts) if details.parts else None,
        "removed": [
            {"kind": removal.kind, "start": round(removal.start, 3), "end": round(removal.end, 3)}
            for removal in details.removals
        ],
        "recordings": [_recording(path, notes) for path, notes in details.notes],
    }


def _loudness(values: LoudnessValues) -> LoudnessDocument:
    return {"loudness": values.loudness, "true_peak": values.true_peak, "loudness_range": values.loudness_range}


def _programme(parts: ProgrammeParts) -> ProgrammeDocument:
    source: Any = parts.speakers_from or None
    return {
        "speakers": [{"name": part.name, **_required_part(part)} for part in parts.speakers],
        "speakers_from": source,
        "dialogue": _part(parts.dialogue),
        "pauses": _part(parts.pauses),
        "limiter": list(parts.limiter),
        "leveler": list(parts.leveler),
    }


def _part(part: PartLoudness | None) -> PartDocument | None:
    return _required_part(part) if part else None


def _required_part(part: PartLoudness) -> PartDocument:
    return {"seconds": part.seconds, "before": part.before, "after": part.after}


def _recording(path: str, notes: RecordingNotes) -> RecordingNotesDocument:
    return {
        "path": path,
        "channel_mixes": [
            {
                "start": mix.start,
                "layout": mix.layout,
                "gains": [{"name": name, "left": left, "right": right} for name, left, right in mix.gains],
            }
            for mix in notes.mixes
        ],
        "jumps": [{"at": at, "seconds": seconds, "filled": is_filled} for at, seconds, is_filled in notes.jumps],
        "jump_count": notes.jump_count,
        "inserted_silence": notes.inserted_silence,
        "drift": notes.drift,
    }
