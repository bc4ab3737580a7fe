"""The page of a new episode: what it says of the recording, how far that is read, and what it proposes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.desk.marks.times import shown_time
from podcast.desk.recordings.creation import next_date, usual_time
from podcast.desk.recordings.measurements import measurements
from podcast.desk.recordings.new_recording import proposal_of, read_recording
from podcast.i18n import format_number
from podcast.publish.protocol.plan import format_size

if TYPE_CHECKING:
    from podcast.desk.desk_session import Desk
    from podcast.desk.recordings.held_files import HeldFile
    from podcast.desk.recordings.measurements import Measurement

_USUAL_TIME = "09:00"  # proposed where no episode has a date yet


@dataclass(frozen=True, slots=True)
class ProposedValues:
    """The values that the form begins with, and where they come from: `tags`, `name`, `slot`, or empty."""

    title: str = ""
    title_from: str = ""
    day: str = ""
    time: str = ""
    day_from: str = ""


def proposed_values(desk: Desk, held: HeldFile | None) -> ProposedValues:
    """Return what a recording proposes, else the next free slot of the show."""
    proposal = proposal_of(held) if held else None
    title, title_from = (proposal.title, proposal.title_from) if proposal else ("", "")
    if proposal and proposal.day:
        time = proposal.time or usual_time(desk) or _USUAL_TIME
        return ProposedValues(title, title_from, proposal.day, time, proposal.day_from)
    day, _space, time = next_date(desk).partition(" ")
    return ProposedValues(title, title_from, day, time, "slot" if day else "")


def recording_context(desk: Desk, held: HeldFile | None) -> dict[str, Any]:
    """Return what the template says about a recording.

    Raises:
        PodcastError: it cannot be used.
    """
    if held is None:
        return {"held": None, "work": None, "recording": {}}
    recording, work = read_recording(held.path), measurements(desk).of(held.id)
    channels = {1: "mono", 2: "stereo"}.get(recording.channels, "channels")
    seconds = work.seconds if work and work.seconds else recording.seconds
    parts = (
        shown_time(round(seconds), desk.language) if seconds else "",
        desk.translate(f"new_episode.{channels}", count=recording.channels),
        _loudness(desk, work),
        format_size(recording.size_bytes),
        desk.translate("new_episode.copied"),
    )
    words = {"words": " · ".join(filter(None, parts)), "low_kbit": recording.low_kbit}
    return {"held": held, "work": work, "recording": words}


def _loudness(desk: Desk, work: Measurement | None) -> str:
    if work is None or work.loudness is None:
        return ""
    loudness = format_number(work.loudness.loudness, 1).replace("-", "\u2212")
    return desk.translate("new_episode.loudness", loudness=loudness)
