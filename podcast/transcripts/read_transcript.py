"""Reader of transcripts in all supported formats; every problem has its line or paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.errors import FileProblem, Problem, ShowError
from podcast.i18n import _
from podcast.text_formats.word_file import is_word_file, read_word_file
from podcast.text_formats.word_markdown import as_lines
from podcast.transcripts import line_formats, plain_text, ttml, turns, webvtt_srt
from podcast.transcripts.cue import TranscriptProblem
from podcast.transcripts.json_forms import json_formats
from podcast.transcripts.text_encoding import decode_transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from podcast.transcripts.cue import Cue, ParsedCues


def read_cues(data: bytes, path: str, names: Collection[str] = ()) -> tuple[Cue, ...]:
    """Return the cues of a transcript, sorted by time, in the recording's seconds.

    Args:
        data: the file's bytes, see `podcast.transcripts.text_encoding`, any line ends; or those of a Word file.
        path: the file's name relative to the show's root; its suffix is the format, see `READERS`.
        names: of people: before a colon they are speakers, in files without speakers of their own.

    Raises:
        ShowError: the transcript cannot be read; with every problem in it and its line.
    """
    cues, problems = _read_word(data, names) if is_word_file(path) else _read_text(data, path, names)
    if not cues and not problems:
        problems = [TranscriptProblem(0, _("contains no words"), _("remove it, or export it again"))]
    if problems:
        raise _error(path, problems)
    return tuple(sorted(cues, key=lambda cue: cue.start))


def _read_word(data: bytes, names: Collection[str]) -> ParsedCues:
    body = read_word_file(data)
    if isinstance(body, FileProblem):
        return [], [TranscriptProblem(0, body.what, body.remedy)]
    cues, problems = turns.parse_turns(as_lines(body), names)
    return cues, [_in_paragraph(problem) for problem in problems]


def _in_paragraph(problem: TranscriptProblem) -> TranscriptProblem:
    """Return a problem with its place in words: a Word file has no lines."""
    if not problem.line:
        return problem
    what = _("paragraph {number}: {what}").format(number=problem.line, what=problem.what)
    return TranscriptProblem(0, what, problem.remedy)


def _read_text(data: bytes, path: str, names: Collection[str]) -> ParsedCues:
    suffix = path.rpartition(".")[2].lower()
    decoded = decode_transcript(data)
    if isinstance(decoded, TranscriptProblem):
        return [], [decoded]
    if suffix not in READERS:
        what = _('".{form}" is not a transcript format').format(form=suffix)
        remedy = _("save it as one of: {suffixes}").format(
            suffixes=", ".join(f".{name}" for name in (*READERS, "docx"))
        )
        return [], [TranscriptProblem(0, what, remedy)]
    return READERS[suffix](decoded.text, names)


# Suffix -> reader of the text. A new format is a new row.
READERS: dict[str, Callable[[str, Collection[str]], ParsedCues]] = {
    "vtt": webvtt_srt.parse_vtt,
    "srt": webvtt_srt.parse_srt,
    "json": lambda text, _names: json_formats.parse_json(text),
    "txt": plain_text.parse_text,
    "sbv": line_formats.parse_sbv,
    "tsv": line_formats.parse_tsv,
    "ttml": lambda text, _names: ttml.parse_ttml(text),
    "dfxp": lambda text, _names: ttml.parse_ttml(text),
    "xml": lambda text, _names: ttml.parse_ttml(text),
}


def _error(path: str, problems: Iterable[TranscriptProblem]) -> ShowError:
    return ShowError(
        tuple(
            Problem(path, problem.line, int(problem.line > 0), "", problem.what, problem.remedy) for problem in problems
        )
    )
