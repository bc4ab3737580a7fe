"""Forms of transcripts that can be edited, by the suffix of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.transcripts.editing.json_file import JsonFile
from podcast.transcripts.editing.subrip_file import SubRipFile
from podcast.transcripts.editing.text_file import TextFile
from podcast.transcripts.editing.ttml_file import TtmlFile
from podcast.transcripts.editing.webvtt_file import WebVttFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.transcripts.cue import Cue
    from podcast.transcripts.editing.cue_source import TranscriptForm
    from podcast.transcripts.editing.source_text import SourceText


def open_form(source: SourceText, suffix: str, cues: Sequence[Cue]) -> TranscriptForm:
    """Find the places of cues in a file.

    Args:
        source: the file.
        suffix: one of those that can be read.
        cues: as the reader returns them, in the order of the file.
    """
    if suffix == "vtt":
        return WebVttFile.read(source, cues)
    if suffix == "srt":
        return SubRipFile.read(source, cues)
    if suffix == "json":
        return JsonFile.read(source, cues)
    if suffix in {"ttml", "dfxp", "xml"}:
        return TtmlFile.read(source, cues)
    return TextFile(source, cues, has_ends=suffix != "txt")
