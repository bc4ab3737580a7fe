"""A show with one long transcript: for the time that a page of 900 lines takes, and for work by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.transcripts.cue import Cue
from podcast.transcripts.write import format_vtt
from tests.support.desk_show import write_desk_show

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "erster-kaffee"
VOICES = ("Erika Muster", "Stimme B")
_SENTENCE = "Das hier ist die Zeile {number} und sie handelt von der Verwaltung in der Komune und was dort geschieht"


def long_cues(count: int) -> list[Cue]:
    """Return lines of three seconds with different lengths, two voices by turns."""
    return [
        Cue(
            number * 3.0,
            number * 3.0 + 2.9,
            VOICES[number % 2],
            " ".join(_SENTENCE.split()[: 6 + number % 13]).format(number=number) + ".",
        )
        for number in range(count)
    ]


def write_long_transcript(root: Path, count: int = 900) -> Path:
    """Write a show whose first episode has a transcript of that many lines; return the transcript's path."""
    write_desk_show(root)
    path = root / "episodes" / SLUG / "transcript.vtt"
    path.write_bytes(format_vtt(long_cues(count)))
    return path
