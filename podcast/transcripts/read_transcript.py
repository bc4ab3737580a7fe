"""Reader of transcripts in WebVTT, SubRip, JSON or text; every problem has its line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from podcast.errors import Problem, ShowError
from podcast.i18n import _
from podcast.transcripts import json_formats, plain_text, webvtt_srt
from podcast.transcripts.cue import TranscriptProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from podcast.transcripts.cue import Cue, ParsedCues


def read_cues(data: bytes, path: str, names: Collection[str] = ()) -> tuple[Cue, ...]:
    """Return the cues of a transcript, sorted by time, in the recording's seconds.

    Args:
        data: the file's bytes: UTF-8, with or without a byte order mark, any line ends.
        path: the file's name relative to the show's root; its suffix (.vtt, .srt, .json or .txt) is the format.
        names: of people: before a colon they are speakers, in formats without speakers of their own.

    Raises:
        ShowError: the transcript cannot be read; with every problem in it and its line.
    """
    suffix = path.rpartition(".")[2].lower()
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _error(path, [TranscriptProblem(line, _("is not UTF-8"), _("save the file as UTF-8"))]) from error
    readers = _readers(names)
    if suffix not in readers:
        raise _error(
            path,
            [
                TranscriptProblem(
                    0,
                    _('".{form}" is not a transcript format').format(form=suffix),
                    _("save it as .vtt, .srt, .json or .txt"),
                )
            ],
        )
    cues, problems = readers[suffix](text)
    if not cues and not problems:
        problems = [TranscriptProblem(0, _("contains no words"), _("remove it, or export it again"))]
    if problems:
        raise _error(path, problems)
    return tuple(sorted(cues, key=lambda cue: cue.start))


def _readers(names: Collection[str]) -> dict[str, Callable[[str], ParsedCues]]:
    return {
        "vtt": webvtt_srt.parse_vtt,
        "srt": partial(webvtt_srt.parse_srt, names=names),
        "json": json_formats.parse_json,
        "txt": partial(plain_text.parse_text, names=names),
    }


def _error(path: str, problems: Iterable[TranscriptProblem]) -> ShowError:
    return ShowError(
        tuple(
            Problem(path, problem.line, int(problem.line > 0), "", problem.what, problem.remedy) for problem in problems
        )
    )
