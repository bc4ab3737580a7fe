"""Edits of the lines of a transcript as a page sends them: all rows that differ, then what a button asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.transcripts.cue import normalize_spaces
from podcast.transcripts.editing.cue_source import SplitPoint
from podcast.transcripts.editing.transcript_edits import TranscriptEditError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.desk.transcript.transcript_file import DeskTranscript
    from podcast.transcripts.cue import Cue
    from podcast.transcripts.editing.transcript_edits import EditedTranscript


@dataclass(frozen=True, slots=True)
class SentLine:
    """A line as a page sends it: its number, its words and its speaker (None: not sent)."""

    number: int
    text: str | None
    speaker: str | None


@dataclass(frozen=True, slots=True)
class LineEdits:
    """What a page asks for: lines, and a button: `done`, `open`, `split`, `join` or none, with the line that it is of.

    `seconds` is the time at which a line is divided, None for a share of its time.
    """

    lines: tuple[SentLine, ...]
    button: str = ""
    number: int = -1
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class EditedLines:
    """The file after edits, with what the page shows anew: from which line on, and how many become how many."""

    data: bytes
    cues: tuple[Cue, ...]
    changed: tuple[int, ...]  # numbers of the lines whose words or speaker are others, before lines were divided
    first: int = 0
    removed: int = 0
    added: int = 0


def sent_edits(form: Mapping[str, str]) -> LineEdits:
    """Return what a form asks for: fields `t-NUMBER` and `s-NUMBER`, the button `do`, and `seconds`."""
    numbers = sorted({int(name[2:]) for name in form if name[:2] in {"t-", "s-"} and name[2:].isdecimal()})
    lines = tuple(SentLine(number, form.get(f"t-{number}"), form.get(f"s-{number}")) for number in numbers)
    button, _dash, number = form.get("do", "").partition("-")
    try:
        seconds = float(form["seconds"]) if form.get("seconds") else None
    except ValueError:
        seconds = None
    return LineEdits(lines, button, int(number) if number.isdecimal() else -1, seconds)


def apply_edits(file: DeskTranscript, base: EditedTranscript, edits: LineEdits) -> EditedLines:
    """Return a version of a transcript with edits.

    Args:
        file: of the transcript.
        base: the version that the page was loaded from.
        edits: of its lines.

    Raises:
        PodcastError: a line is not there.
        TranscriptEditError: the form of the file cannot hold an edit.
    """
    _require_lines(base, edits)
    state, changed = _with_lines(file, base, edits)
    cues = state.cues
    if edits.button == "split":
        line = next((line for line in edits.lines if line.number == edits.number), None)
        data = state.split(edits.number, _split_point(cues[edits.number], line, edits.seconds))
        return _edited(file, data, changed, (edits.number, 1, 2))
    if edits.button == "join":
        if edits.number < 1:
            raise TranscriptEditError(_("there is no line to join it with"))
        return _edited(file, state.join(edits.number - 1), changed, (edits.number - 1, 2, 1))
    data = state.source.encode(state.source.text)
    missing = len(base.cues) - len(cues)
    return EditedLines(data, cues, changed, changed[0] if missing else 0, missing, 0)


def _with_lines(
    file: DeskTranscript, base: EditedTranscript, edits: LineEdits
) -> tuple[EditedTranscript, tuple[int, ...]]:
    """Return the version with other words and speakers, and the numbers of the lines that they are in."""
    texts, speakers, emptied = _differences(base, edits)
    state = base
    if texts:
        state = _version(
            file, state.change_texts(texts) if len(texts) > 1 else state.change_text(*next(iter(texts.items())))
        )
    for number, speaker in speakers.items():
        state = _version(file, state.change_speaker(number, speaker))
    for number in reversed(emptied):
        state = _version(file, state.remove(number))
    return state, tuple(sorted({*texts, *speakers, *emptied}))


def _differences(base: EditedTranscript, edits: LineEdits) -> tuple[dict[int, str], dict[int, str], list[int]]:
    texts: dict[int, str] = {}
    speakers: dict[int, str] = {}
    emptied: list[int] = []
    for line in edits.lines:
        cue = base.cues[line.number]
        words = cue.text if line.text is None else normalize_spaces(line.text)
        if not words:
            emptied.append(line.number)
            continue
        if words != cue.text:
            texts[line.number] = words
        if line.speaker is not None and normalize_spaces(line.speaker) != (cue.speaker or ""):
            speakers[line.number] = line.speaker
    return texts, speakers, emptied


def _split_point(cue: Cue, line: SentLine | None, seconds: float | None) -> SplitPoint:
    """Return where a line is divided: at the line end that was typed into it, and at a time or a share of its time."""
    before = normalize_spaces((line.text if line and line.text else "").partition("\n")[0])
    if not before or before == cue.text:
        raise TranscriptEditError(_("put a line break into the words where the line is to be divided"))
    if seconds is None or not cue.start < seconds < cue.end:
        seconds = cue.start + (cue.end - cue.start) * len(before) / len(cue.text)
    return SplitPoint(len(before), round(seconds, 3))


def _require_lines(base: EditedTranscript, edits: LineEdits) -> None:
    numbers = [line.number for line in edits.lines]
    if edits.button and (edits.number < 0 or edits.number >= len(base.cues)):
        numbers.append(len(base.cues))
    if any(number >= len(base.cues) for number in numbers):
        raise PodcastError(_("this line is no longer there; load the page again"))


def _version(file: DeskTranscript, data: bytes) -> EditedTranscript:
    version = file.version(data)
    if version is None:
        raise TranscriptEditError(_("the last line cannot be removed; remove the transcript instead"))
    return version


def _edited(file: DeskTranscript, data: bytes, changed: tuple[int, ...], rows: tuple[int, int, int]) -> EditedLines:
    return EditedLines(data, _version(file, data).cues, changed, *rows)
