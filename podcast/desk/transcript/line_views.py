"""Lines of a transcript as the page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from podcast.desk.transcript.review_progress import cue_key, reviewed_keys
from podcast.text import format_time
from podcast.transcripts.glossary import apply_glossary
from podcast.transcripts.speakers import speaker_names, unknown_speakers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from podcast.desk.desk_session import Desk
    from podcast.desk.transcript.transcript_file import DeskTranscript
    from podcast.model.show import Episode, Show
    from podcast.transcripts.cue import Cue


class LineView(NamedTuple):
    """A line: its number, times in seconds, the start as a person reads it, speaker and words.

    `offer` are its words by the glossary, where those are others; `style` are the classes of its row.
    """

    number: int
    start: float
    end: float
    time: str
    speaker: str
    text: str
    offer: str
    style: str


def line_views(
    cues: Sequence[Cue], numbers: Collection[int], reviewed: Collection[str], glossary: Mapping[str, str]
) -> list[LineView]:
    """Return lines of a transcript.

    Args:
        cues: all lines.
        numbers: of those that are shown.
        reviewed: the keys of the lines that were found right.
        glossary: of the show.
    """
    return [_line_view(number, cues[number], reviewed, glossary) for number in numbers]


def _line_view(number: int, cue: Cue, reviewed: Collection[str], glossary: Mapping[str, str]) -> LineView:
    offered = apply_glossary([cue], glossary) if glossary else (cue,)
    offer = offered[0].text if offered and offered[0].text != cue.text else ""
    style = "cue reviewed" if cue_key(cue) in reviewed else "cue"
    time = format_time(int(cue.start))
    return LineView(number, cue.start, cue.end, time, cue.speaker or "", cue.text, offer, style)


def reviewed_count(cues: Sequence[Cue], reviewed: Collection[str]) -> int:
    """Return how many lines were found right."""
    return sum(cue_key(cue) in reviewed for cue in cues)


def transcript_context(desk: Desk, show: Show, episode: Episode, file: DeskTranscript) -> dict[str, Any]:
    """Return the variables of the page, without its lines."""
    reviewed = reviewed_keys(desk.root, episode.slug)
    done = reviewed_count(file.cues, reviewed)
    names = speaker_names(show, episode)
    return {
        "digest": desk.history.versions.add(file.data),
        "count": len(file.cues),
        "done": done,
        "first_open": next((number for number, cue in enumerate(file.cues) if cue_key(cue) not in reviewed), 0),
        "speakers": speaker_choices(file.cues, names),
        "people": sorted({*names.values()}),
        "unknown": unknown_speakers(file.cues, names),
        "file_name": file.path.rpartition("/")[2],
        "is_editable": file.edited is not None and any(map(file.edited.is_editable, range(len(file.cues)))),
        "problem": file.problem,
        "review": episode.reviewed,
        "is_machine": episode.machine_transcript,
    }


def speaker_choices(cues: Sequence[Cue], names: Mapping[str, str]) -> list[str]:
    """Return the names that a line may have: those of the file in the order in which they speak, then other people."""
    return [*dict.fromkeys([*(cue.speaker for cue in cues if cue.speaker), *sorted({*names.values()})])]
