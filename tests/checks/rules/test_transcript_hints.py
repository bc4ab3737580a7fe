"""Hints about transcripts that may have been read in another way than they were meant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from podcast.checks.examine import examine
from podcast.checks.rules.transcript_hints import ReadTranscript, transcript_hints
from podcast.transcripts.cue import Cue
from tests.support import generated_shows

if TYPE_CHECKING:
    from pathlib import Path

GOOD = ReadTranscript((Cue(0.0, 2.0, "Ada", "Ja."), Cue(62.0, 64.0, "Ben", "Um 12:30: nein.")), ("Ada", "Ben"), 2)


def hinted(transcript: ReadTranscript) -> list[tuple[str, int]]:
    return [(finding.what, finding.line) for finding in transcript_hints(transcript)]


def with_words(text: str, speaker: str | None = "Ben") -> ReadTranscript:
    return replace(GOOD, cues=(GOOD.cues[0], Cue(62.0, 64.0, speaker, text)))


def test_a_good_transcript_has_no_hints() -> None:
    assert hinted(GOOD) == []


def test_a_known_name_with_a_colon_among_the_words_is_a_hint() -> None:
    assert hinted(with_words("ben: Nein.")) == [('at 1:02 the words begin with "ben:"', 0)]


@pytest.mark.parametrize(
    "text", ["Ja --> nein", "2 00:00:03,500 und so", "#00:00:12-3# Ja", "42", "Ja [00:01:02] nein"]
)
def test_times_arrows_and_bare_numbers_among_the_words_are_a_hint(text: str) -> None:
    assert hinted(with_words(text)) == [(f'at 1:02 the words look like times: "{text}"', 0)]


def test_one_speaker_in_an_interview_is_a_hint() -> None:
    assert hinted(with_words("Nein.", "Ada")) == [("has only one speaker, Ada, but the episode has 2 people", 0)]
    assert hinted(replace(with_words("Nein.", "Ada"), people=1)) == []
    assert hinted(replace(GOOD, cues=(Cue(0.0, 1.0, None, "Ja."),) * 3)) == []


def test_an_assumed_encoding_is_a_hint_with_its_line() -> None:
    assert hinted(replace(GOOD, assumed_line=7)) == [("is not UTF-8; it was read as Windows-1252", 7)]


def test_check_tells_them_with_the_file(tmp_path: Path) -> None:
    root = generated_shows.put("transcript-in-latin-1", tmp_path)
    hints = [str(hint) for hint in examine(root).hints() if "transcript" in hint.path]
    place = "episodes/eins/transcript.srt:3:1: is not UTF-8; it was read as Windows-1252"
    assert hints == [f"{place}; check the umlauts and quotation marks on the page, or save the file as UTF-8"]
