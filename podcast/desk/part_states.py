"""The state of each part of an episode in words: what is done, what blocks publishing, what is begun or optional."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from podcast.artifacts import AudioInfo
from podcast.desk.releasing.approval_states import episode_approvals
from podcast.model.file_names import EPISODE_FILE
from podcast.steps.recorded_inputs import recorded_files
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from podcast.desk.show_state import DeskShow
    from podcast.errors import Problem
    from podcast.model.show import Episode

PartState: TypeAlias = Literal["done", "blocks", "begun", "optional", "none"]
State: TypeAlias = "tuple[PartState, str, str]"  # with its words, and an icon where it is not that of the state

PARTS = ("sound", "facts", "notes", "chapters", "transcript", "preview", "release", "retract")

# The part that shows a field; all others are facts.
_FIELDS = {
    "sound": ("recording", "tracks", "audio", "cuts", "duck", "video"),
    "notes": ("notes",),
    "chapters": ("chapters", "soundbites"),
    "transcript": ("transcript", "transcript_files", "reviewed", "speakers"),
    "retract": ("corrections", "withdrawn"),
    "release": ("approvals",),
}
_PART_OF_FIELD = {field: part for part, fields in _FIELDS.items() for field in fields}


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What the states are read from: texts, the show, the episode, and the time."""

    translate: Callable[..., str]
    show: DeskShow
    episode: Episode
    now: datetime


def part_of(episode: Episode | None, problem: Problem) -> str:
    """Return the part on whose page a problem is solved."""
    name = problem.path.rpartition("/")[2]
    if name != EPISODE_FILE and episode is not None and (part := _part_of_file(episode, problem.path)):
        return part
    return _PART_OF_FIELD.get(problem.field.partition(".")[0].partition("[")[0], "facts")


def _part_of_file(episode: Episode, path: str) -> str:
    """Return the part that shows a file of the episode's folder; empty if it is none of those."""
    if path in recorded_files(episode):
        return "sound"
    if path == episode.transcript or path in {transcript.file for transcript in episode.transcript_files}:
        return "transcript"
    return "notes" if path == episode.notes_file else ""


def part_state(facts: PartFacts, name: str, problem_count: int) -> State:
    """Return the state of a part.

    Args:
        facts: of the episode.
        name: of the part.
        problem_count: how many problems it has; they block publishing.
    """
    kind, words, icon = _STATES[name](facts)
    if problem_count and kind != "blocks":
        return "blocks", facts.translate("rail.problems", count=problem_count), ""
    return kind, words, icon


def _sound(facts: PartFacts) -> State:
    episode = facts.episode
    if not episode.has_recording:
        return ("none" if episode.withdrawn else "blocks"), facts.translate("rail.no_sound"), ""
    audio = facts.show.examination.files.facts.audio
    info = audio.get(episode.recording or "")
    seconds = info.seconds if isinstance(info, AudioInfo) else 0.0
    words = (
        format_time(round(seconds)) if seconds else facts.translate("rail.tracks", count=max(len(episode.tracks), 1))
    )
    return "done", words, ""


def _facts(facts: PartFacts) -> State:
    episode = facts.episode
    present = {"date": bool(episode.date), "summary": bool(episode.summary)}
    missing = [name for name, is_present in present.items() if not is_present]
    if missing and not episode.withdrawn:
        words = (
            facts.translate(f"rail.no_{missing[0]}")
            if len(missing) == 1
            else facts.translate("rail.missing", count=len(missing))
        )
        return "blocks", words, ""
    return "done", facts.translate("rail.complete"), ""


def _notes(facts: PartFacts) -> State:
    count = len((facts.episode.notes or "").split())
    return (
        ("done", facts.translate("rail.words", count=count), "")
        if count
        else ("optional", facts.translate("rail.no_notes"), "")
    )


def _chapters(facts: PartFacts) -> State:
    episode = facts.episode
    words = [facts.translate("rail.chapter_count", count=len(episode.chapters))] if episode.chapters else []
    words += [facts.translate("rail.soundbite_count", count=len(episode.soundbites))] if episode.soundbites else []
    return ("done", ", ".join(words), "") if words else ("optional", facts.translate("rail.none_yet"), "")


def _transcript(facts: PartFacts) -> State:
    episode = facts.episode
    if not (episode.transcript or episode.transcript_files):
        return "optional", facts.translate("rail.no_transcript"), ""
    if episode.reviewed:
        return "done", facts.translate("rail.reviewed"), ""
    return ("begun" if episode.machine_transcript else "done"), facts.translate("rail.not_reviewed"), ""


def _preview(_facts: PartFacts) -> State:
    return "none", "", "eye"


def _release(facts: PartFacts) -> State:
    episode, release = facts.episode, facts.show.fields.release
    if release and not episode.withdrawn:
        state = episode_approvals(facts.show, episode)
        words = facts.translate("rail.approvals", given=len(state.valid), count=state.needs)
        if episode.draft:
            return "none", words, "lock"
        if not state.is_released:
            return ("begun" if state.valid else "optional"), words, ""
    if episode.draft:
        return "none", facts.translate("rail.is_draft"), "lock"
    if episode.date and episode.date > facts.now:
        return "done", facts.translate("rail.is_scheduled"), ""
    return "done", facts.translate("rail.is_ready"), ""


def _retract(facts: PartFacts) -> State:
    return "none", facts.translate("rail.is_withdrawn") if facts.episode.withdrawn else "", "more"


_STATES: dict[str, Callable[[PartFacts], State]] = {
    "sound": _sound,
    "facts": _facts,
    "notes": _notes,
    "chapters": _chapters,
    "transcript": _transcript,
    "preview": _preview,
    "release": _release,
    "retract": _retract,
}
