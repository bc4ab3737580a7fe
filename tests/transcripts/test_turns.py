"""Transcripts in Word files, as services and programs write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.errors import ShowError
from podcast.transcripts.read_transcript import read_cues
from podcast.transcripts.turns import parse_turns
from tests.support.word_files import paragraph, table, word_file

Spoken = list[tuple[float, float, str | None, str]]


def spoken(lines: list[str], *names: str) -> Spoken:
    cues, problems = parse_turns(lines, names)
    assert not problems
    return [(cue.start, cue.end, cue.speaker, cue.text) for cue in cues]


TWO = [(1.0, 5.0, "Ada Lovelace", "Guten Tag."), (5.0, 6.0, "Bob", "Ja.")]


@pytest.mark.parametrize(
    "lines",
    [
        ["[00:00:01] Ada Lovelace: Guten Tag.", "[00:00:05] Bob: Ja."],
        ["00:01 Ada Lovelace: Guten", "Tag.", "00:05 Bob: Ja."],
        ["Audio file", "folge.wav", "Transcript", "00:00:01 Ada Lovelace", "Guten Tag.", "00:00:05 Bob", "Ja."],
        ["Titel", "Mon, Nov 1", "SUMMARY KEYWORDS", "Ada Lovelace  0:01", "Guten Tag.", "Bob  0:05", "Ja."],
        ["[00:00:01.0] - Ada Lovelace", "Guten Tag.", "[00:00:05.0] - Bob", "Ja."],
        ["Ada Lovelace: [00:00:01] Guten Tag.", "Bob: [00:00:05] Ja."],
        ["Ada Lovelace (00:01):", "Guten Tag.", "Bob (00:05):", "Ja."],
        ["#00:00:01-0# Ada Lovelace: Guten Tag.", "#00:00:05-0# Bob: Ja."],
        ["0:0:1.0 --> 0:0:5.870", "Ada Lovelace", "Guten Tag.", "0:0:5.0 --> 0:0:6.1", "Bob", "Ja."],
        ["00:00:01\tAda Lovelace\tGuten Tag.", "00:00:05\tBob:\tJa."],
    ],
    ids=["services", "lines", "word", "otter", "happy-scribe", "sonix", "rev", "maxqda", "teams", "table"],
)
def test_programs_write_the_same_in_many_ways(lines: list[str]) -> None:
    assert spoken(lines) == TWO


def test_the_times_of_f4_are_those_at_which_a_paragraph_ends() -> None:
    lines = ["I: Wie geht es? #00:00:05-4#", "B1: Gut. #00:00:09-0#", "Danke. #00:00:12-1#"]
    assert spoken(lines) == [(0.0, 5.4, "I", "Wie geht es?"), (5.4, 9.0, "B1", "Gut."), (9.0, 12.1, None, "Danke.")]


def test_turns_without_times_share_the_time_between_their_neighbours() -> None:
    lines = ["[0:00] Ada: eins", "Bob: zwei zwei", "Ada: drei", "[1:00] Bob: vier"]
    assert spoken(lines) == [
        (0.0, 15.0, "Ada", "eins"),
        (15.0, 45.0, "Bob", "zwei zwei"),
        (45.0, 60.0, "Ada", "drei"),
        (60.0, 61.0, "Bob", "vier"),
    ]


def test_a_colon_may_be_just_a_colon() -> None:
    lines = ["[0:01] Ada: Das Wichtigste:", "Geld: viel davon.", "[0:05] Bob: Ja: so ist es."]
    assert [text for *_rest, text in spoken(lines)] == ["Das Wichtigste: Geld: viel davon.", "Ja: so ist es."]


def test_a_text_without_times_is_no_transcript() -> None:
    _cues, (problem,) = parse_turns(["Ada: Hallo", "Bob: Hallo"])
    assert (problem.line, problem.what) == (0, "contains no times")


def test_words_before_the_first_time_are_not_dropped_in_silence() -> None:
    _cues, (problem,) = parse_turns(["Interview", "Ada: Hallo", "[0:05] Ada: Ja.", "[0:06] Bob: Nein."])
    assert (problem.line, problem.what) == (2, "has no time before its first words")
    _cues, (problem,) = parse_turns(["Wort " * 50, "[0:05] Ja.", "[0:06] Nein."])
    assert problem.line == 1


def test_a_word_file_is_a_transcript() -> None:
    data = word_file("Folge 1", paragraph("[0:01] Ada Lovelace: Guten\nTag."), paragraph("[0:05] Bob: Ja."))
    cues = read_cues(data, "transcript.docx")
    assert [(cue.start, cue.end, cue.speaker, cue.text) for cue in cues] == TWO
    rows = table(("0:01", "Ada Lovelace", "Guten Tag."), ("0:05", "Bob", "Ja."))
    assert read_cues(word_file(rows), "transcript.docx") == cues


def test_problems_of_a_word_file_name_the_paragraph() -> None:
    with pytest.raises(ShowError, match=r"transcript.docx: paragraph 1: has no time before its first words; start"):
        read_cues(word_file("Ada: Hallo", "[0:05] Ada: Ja."), "transcript.docx", ["Ada"])
    with pytest.raises(ShowError, match=r"transcript.docx: is an RTF file; open it"):
        read_cues(rb"{\rtf1 x}", "transcript.docx")


@given(st.lists(st.text("aB: [0]1(,)#->\t.", max_size=16), max_size=8))
def test_no_lines_take_it_aback(lines: list[str]) -> None:
    cues, problems = parse_turns(lines, ["B"])
    assert bool(cues) + bool(problems) <= 1
    assert all(0 <= cue.start <= cue.end and cue.text for cue in cues)
    assert [cue.start for cue in cues] == sorted(cue.start for cue in cues)
