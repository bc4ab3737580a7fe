"""A transcript as it comes: WebVTT, SubRip, JSON or text; every fault with its line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from podcast.errors import Problem, ShowError
from podcast.i18n import _
from podcast.transcripts import json_formats as documents
from podcast.transcripts import plain_text as text
from podcast.transcripts import webvtt_srt as timed
from podcast.transcripts.cue import TranscriptProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from podcast.transcripts.cue import Cue, ParsedCues


def read_cues(data: bytes, path: str, names: Collection[str] = ()) -> tuple[Cue, ...]:
    """The cues of a transcript, in the order of time, in the recording's seconds.

    Args:
        data: the file's bytes: UTF-8, with or without a byte order mark, any line ends.
        path: the file's name relative to the show's root; its suffix (.vtt, .srt, .json or .txt) says the form.
        known: names of people: before a colon they are speakers, in forms that know no other way to name one.

    Raises:
        ShowError: the transcript cannot be read; every problem in it, with its line.
    """
    form = path.rpartition(".")[2].lower()
    try:
        decoded = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _error(path, [TranscriptProblem(line, _("is not UTF-8"), _("save the file as UTF-8"))]) from error
    readers = _readers(names)
    if form not in readers:
        raise _error(
            path,
            [
                TranscriptProblem(
                    0,
                    _('".{form}" is not a transcript format').format(form=form),
                    _("save it as .vtt, .srt, .json or .txt"),
                )
            ],
        )
    found, faults = readers[form](decoded)
    if not found and not faults:
        faults = [TranscriptProblem(0, _("contains no words"), _("remove it, or export it again"))]
    if faults:
        raise _error(path, faults)
    return tuple(sorted(found, key=lambda cue: cue.start))


def _readers(names: Collection[str]) -> dict[str, Callable[[str], ParsedCues]]:
    return {
        "vtt": timed.parse_vtt,
        "srt": partial(timed.parse_srt, names=names),
        "json": documents.parse_json,
        "txt": partial(text.parse_text, names=names),
    }


def _error(path: str, faults: Iterable[TranscriptProblem]) -> ShowError:
    return ShowError(tuple(Problem(path, each.line, int(each.line > 0), "", each.what, each.remedy) for each in faults))
