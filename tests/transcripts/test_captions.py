"""What is published of a transcript: ascending starts, cards that fit, and nothing lost."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.model.groups import Chapter
from podcast.model.show import Episode
from podcast.timeline.time_map import TimeMap
from podcast.transcripts.captions import ascending_cues
from podcast.transcripts.cue import Cue, map_cues
from podcast.transcripts.fast_paths.card_texts import WORD_JOINER, card_texts
from podcast.transcripts.read_transcript import read_cues
from podcast.transcripts.write import format_json, format_srt, format_vtt, transcript_files

TALK = Episode(slug="zwei", guid="g", title="Geld & Rat", chapters=(Chapter(start=0, title="Anfang"),))
NAMES = (
    "Ada", "Ben: der Zweite", "Room 51 (Lab)", "Müller & Söhne", "נועה", "فاطمة", "A :", "Ada Lovelace von der Heide",
    "<b>", "0", "&amp;", "Sprecherin 2",
)  # fmt: skip
WORDS = (
    "Ja.", "und", "die Frage:", "Ada: nein", "-->", "00:00:01,000 --> 00:00:02,000", "<i>so</i>", "&lt;", "{\\an8}",
    "1", "NOTE", "12:30", "Grüße", "שלום", "Donaudampfschifffahrtsgesellschaftskapitänsmütze", "e\u0301" * 40,
    f"Ende{WORD_JOINER}", "Wichtig: eins", "&" * 40, "Ben: der Zweite: x",
)  # fmt: skip
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)
MILLISECONDS = st.sampled_from([0, 1, 2, 1000, 1001, 1002, 1003, 2000, 5000]) | st.integers(0, 5_000)
HOSTILE = st.lists(
    st.builds(
        lambda start, length, speaker, text: Cue(start / 1000, (start + length) / 1000, speaker, text),
        MILLISECONDS,
        st.sampled_from([0, 1, 2000, 9000]),
        st.none() | st.sampled_from(NAMES),
        TEXT,
    ),
    min_size=1,
    max_size=7,
).map(lambda cues: tuple(sorted(cues, key=lambda cue: cue.start)))
STAMP = re.compile(r"^(?:(\d\d):)(\d\d):(\d\d)[.,](\d{3}) --> \d\d:\d\d:\d\d[.,]\d{3}$", re.MULTILINE)


def starts(text: str) -> list[int]:
    """The starts in thousandths, as AntennaPod reads WebVTT and SubRip."""
    parts = (tuple(map(int, match.groups())) for match in STAMP.finditer(text))
    return [((hours * 60 + minutes) * 60 + seconds) * 1000 + rest for hours, minutes, seconds, rest in parts]


@settings(max_examples=150)
@given(HOSTILE)
def test_no_two_cues_start_together_in_any_file(cues: tuple[Cue, ...]) -> None:
    segments = json.loads(format_json(cues))["segments"]
    files = (
        starts(format_vtt(cues).decode()),
        starts(format_srt(cues).decode()),
        [int(segment["startTime"] * 1000) for segment in segments],  # Java cuts a double
    )
    for ascending in files:
        assert ascending == sorted(set(ascending))


@pytest.mark.long
@settings(max_examples=150)
@given(HOSTILE)
def test_our_own_subrip_comes_back_with_every_name_and_word(cues: tuple[Cue, ...]) -> None:
    expected = ascending_cues(cues)
    for names in ((), ("Ada", "Wichtig", "Ben")):
        read = read_cues(format_srt(cues), "t.srt", names)
        assert [(cue.start, cue.speaker, cue.text) for cue in read] == [(c.start, c.speaker, c.text) for c in expected]
        assert all(new.end == old.end for new, old in zip(read, expected, strict=True) if old.end - old.start > 0.1)
    assert ascending_cues(read_cues(format_vtt(cues), "t.vtt")) == expected
    assert read_cues(format_json(cues), "t.json") == expected


@settings(max_examples=150)
@given(HOSTILE)
def test_cards_of_subrip_have_two_short_lines(cues: tuple[Cue, ...]) -> None:
    for card in format_srt(cues).decode().split("\n\n"):
        lines = [line.rstrip() for line in card.strip("\n").split("\n")[2:]]
        assert 1 <= len(lines) <= 2
        assert all(len(re.sub("[\u0300-\u036f]", "", line)) <= 32 for line in lines)


def test_a_long_cue_becomes_cards_in_proportion_to_its_characters() -> None:
    text = "Wer sich beteiligen will, muss wissen, wo das geht und wann. Und wer nicht will, der auch."
    written = format_srt([Cue(10.0, 19.0, "Ada", text)]).decode()
    assert re.sub(" +$", "", written, flags=re.MULTILINE) == (
        "1\n00:00:10,000 --> 00:00:14,781\nAda: Wer sich beteiligen will,\nmuss wissen, wo das\n\n"
        "2\n00:00:14,781 --> 00:00:19,000\ngeht und wann. Und wer nicht\nwill, der auch.\n"
    )


def test_a_word_is_divided_only_if_a_line_cannot_hold_it() -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitän"
    assert card_texts(f"Ein {word} mehr") == [f"Ein\n{word[:31]}{WORD_JOINER}", f"{word[31:]} mehr"]
    assert card_texts("x" * 32) == ["x" * 32]


def test_two_voices_in_one_moment_are_one_cue_of_webvtt() -> None:
    cues = (Cue(1.0, 3.5, "Ada", "Yes."), Cue(1.0, 3.5, "Ben", "No."))
    assert format_vtt(cues) == b"WEBVTT\n\n00:00:01.000 --> 00:00:03.500\n<v Ada>Yes.</v>\n<v Ben>No.</v>\n"
    assert read_cues(format_vtt(cues), "t.vtt") == cues
    assert [cue.start for cue in read_cues(format_srt(cues), "t.srt")] == [1.0, 1.002]  # 1.001 is 1000 in Java


def test_voices_of_different_length_and_words_without_a_voice_have_cues_of_their_own() -> None:
    cues = (
        Cue(1.0, 3.5, "Ada", "Yes."),
        Cue(1.0, 2.5, "Ben", "No."),
        Cue(1.0, 2.5, None, "x"),
        Cue(1.0, 2.5, None, "y"),
    )
    assert len(starts(format_vtt(cues).decode())) == 4


def test_a_cue_without_length_is_not_lost_when_it_moves() -> None:
    assert map_cues([Cue(1.0, 1.0, None, "Ja.")], TimeMap.shifted(2.0), 9.0) == (Cue(3.0, 3.001, None, "Ja."),)


def test_webvtt_without_speakers_keeps_a_colon_that_looks_like_one() -> None:
    cues = tuple(Cue(float(number), number + 1.0, None, "Wichtig: ja.") for number in range(3))
    assert read_cues(format_vtt(cues), "t.vtt") == cues
    assert b"NOTE" not in format_vtt([Cue(0.0, 1.0, None, "Ja.")])


@pytest.mark.parametrize("form", ["vtt", "srt", "json"])
def test_every_file_of_the_feed_is_written(form: str) -> None:
    assert transcript_files(TALK, (Cue(0.0, 1.0, None, "Ja."),))[f"zwei/transcript.{form}"]
