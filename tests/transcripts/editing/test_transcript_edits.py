"""Edits of transcripts: the reader reads the new cue and every other one as before; all other bytes stay."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.transcripts.cue import Cue, normalize_spaces
from podcast.transcripts.editing.cue_source import SplitPoint
from podcast.transcripts.editing.transcript_edits import EditedTranscript, TranscriptEditError, edited_transcript
from podcast.transcripts.read_transcript import read_cues
from tests.support.transcript_corpus import ADA, BEN, HOSTILE_VTT, Sample, corpus

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = corpus()
READ_ONLY = {"ROLLING", "AWS", "AMBERSCRIPT", "TRINT"}  # their words do not stand in the file as they are read
EDITABLE = sorted(CORPUS.keys() - READ_ONLY)
WORDS = st.text(
    st.sampled_from("aäß<>&{}\\\"'\t\n\r :-,.1#[]()|/;–„“ \u00a0\u2028\u2060€") | st.characters(codec="utf-16"),
    max_size=24,
)


def opened(sample: Sample) -> EditedTranscript:
    transcript = edited_transcript(sample.data, f"t.{sample.suffix}", sample.names)
    assert transcript is not None
    return transcript


def read(data: bytes, sample: Sample) -> list[Cue]:
    return list(read_cues(data, f"t.{sample.suffix}", sample.names))


def spoken(cues: list[Cue]) -> list[tuple[float, str | None, str]]:
    return [(cue.start, cue.speaker, cue.text) for cue in cues]


def difference(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """The bytes that differ, without those at both ends that are the same."""
    start = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return before[start : len(before) - end], after[start : len(after) - end]


@pytest.mark.parametrize("name", EDITABLE)
def test_every_cue_takes_another_text(name: str) -> None:
    sample = CORPUS[name]
    transcript, cues = opened(sample), read(sample.data, sample)
    for number, cue in enumerate(cues):
        words = f"{cue.text} Zusatz"
        data = transcript.change_text(number, words)
        expected = [*cues[:number], replace(cue, text=words), *cues[number + 1 :]]
        assert spoken(read(data, sample)) == spoken(expected)


@pytest.mark.parametrize("name", EDITABLE)
@settings(max_examples=40)  # for each of 44 files
@given(data=st.data())
def test_any_words_are_read_back_or_refused_and_nothing_else_changes(name: str, data: st.DataObject) -> None:
    sample = CORPUS[name]
    transcript, cues = opened(sample), read(sample.data, sample)
    number = data.draw(st.integers(0, len(cues) - 1))
    kept = cues[number].text.split()
    words = normalize_spaces(" ".join([*kept[: data.draw(st.integers(0, len(kept)))], data.draw(WORDS)]))
    try:
        after = transcript.change_text(number, words)
    except TranscriptEditError:
        return
    own = [replace(cues[number], text=words)] if words else []
    assert spoken(read(after, sample)) == spoken([*cues[:number], *own, *cues[number + 1 :]])


@pytest.mark.parametrize(
    "name", ["hostile vtt", "vtt crlf bom", "vtt cr", "vtt utf-16", "srt cp1252", "hostile srt", "own srt"]
)
def test_only_the_words_that_differ_are_written(name: str) -> None:
    sample = CORPUS[name]
    transcript, cues = opened(sample), read(sample.data, sample)
    for number, cue in enumerate(cues):
        first, _space, rest = cue.text.partition(" ")
        if "&" in first:  # stands there as it is, and is escaped when its word changes
            continue
        before, after = difference(sample.data, transcript.change_text(number, f"{first}x {rest}"))
        assert before.rstrip(b"\0") == b""
        assert after.strip(b"\0") in {b"x", b"x "}


@pytest.mark.parametrize("name", EDITABLE)
def test_a_change_and_its_opposite_restore_the_digest(name: str) -> None:
    sample = CORPUS[name]
    transcript, cues = opened(sample), read(sample.data, sample)
    for number, cue in enumerate(cues):
        changed = sample._replace(data=transcript.change_text(number, f"Zuvor {cue.text}"))
        back = opened(changed).change_text(number, cue.text)
        assert hashlib.sha256(back).digest() == hashlib.sha256(sample.data).digest()


@pytest.mark.parametrize("name", EDITABLE)
def test_edits_of_speakers_splits_joins_and_removals_change_no_other_cue(name: str) -> None:
    sample = CORPUS[name]
    transcript, cues = opened(sample), read(sample.data, sample)
    done = 0
    for number, cue in enumerate(cues):
        for edit, own in edits_of(transcript, number, cue):
            try:
                after = read(edit(), sample)
            except TranscriptEditError:
                continue
            done += 1
            before, rest = spoken(cues[:number]), spoken(cues[number + 1 :])
            assert spoken(after)[:number] == before
            assert spoken(after)[number : number + len(own)] == own
            assert spoken(after)[number + len(own) :] == rest
    assert done >= len(cues), "at least one kind of edit works with each cue"


def edits_of(
    transcript: EditedTranscript, number: int, cue: Cue
) -> list[tuple[Callable[[], bytes], list[tuple[float, str | None, str]]]]:
    middle = round((cue.start + cue.end) / 2)
    first, _space, rest = cue.text.partition(" ")
    return [
        (lambda: transcript.change_speaker(number, BEN), [(cue.start, BEN, cue.text)]),
        (lambda: transcript.change_speaker(number, "Zoë < & Q"), [(cue.start, "Zoë < & Q", cue.text)]),
        (lambda: transcript.change_speaker(number, None), [(cue.start, None, cue.text)]),
        (
            lambda: transcript.split(number, SplitPoint(len(first), float(middle))),
            [(cue.start, cue.speaker, first), (float(middle), cue.speaker, rest)],
        ),
        (lambda: transcript.remove(number), []),
    ]


FULLY_EDITABLE = ["hostile vtt", "vtt crlf bom", "vtt no end", "own json", "podlove", "SONIX", "TEAMS", "WHISPER_CPP"]


@pytest.mark.parametrize("name", FULLY_EDITABLE)
def test_a_cue_is_split_and_joined_again(name: str) -> None:
    sample = CORPUS[name]
    transcript, cues = opened(sample), read(sample.data, sample)
    number, cue = next((number, cue) for number, cue in enumerate(cues) if " " in cue.text)
    at = cue.text.index(" ")
    middle = round((cue.start + cue.end) / 2, 3)
    halves = sample._replace(data=transcript.split(number, SplitPoint(at, middle)))
    texts = [cue.text for cue in read(halves.data, sample)]
    assert texts[number : number + 2] == [cue.text[:at], cue.text[at + 1 :]]
    assert read(opened(halves).join(number), sample) == cues


def test_notes_identifiers_settings_and_styles_stay_where_lines_are_split_joined_and_removed() -> None:
    sample = CORPUS["hostile vtt"]
    transcript = opened(sample)
    for data in (transcript.split(0, SplitPoint(5, 2.0)), transcript.join(0), transcript.remove(1)):
        text = data.decode()
        for kept in (
            "STYLE\n::cue { color: red }\n",
            "REGION\nid:a\n",
            "NOTE\nzwei\nZeilen\n",
            "NOTE dazwischen\n",
            "NOTE Ende\n",
        ):
            assert kept in text
        assert "erste\n00:00:01.000 --> " in text
        assert "align:start position:10%" in text
    assert "zwei\n00:05.000" in HOSTILE_VTT


def test_a_split_repeats_the_voice_and_the_open_tags() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:05.000\n<v Ada><i>Guten Tag</i> allen</v>\n"
    transcript = edited_transcript(text.encode(), "t.vtt")
    assert transcript is not None
    assert transcript.split(0, SplitPoint(5, 2.5)).decode() == (
        "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Ada><i>Guten</i></v>\n\n"
        "00:02.500 --> 00:05.000\n<v Ada><i>Tag</i> allen</v>\n"
    )


def test_a_joined_line_ends_where_the_second_ended() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Ada>Guten\n\nx\n00:02.500 --> 00:05.000\n<v Ben>Tag\n"
    transcript = edited_transcript(text.encode(), "t.vtt")
    assert transcript is not None
    assert transcript.join(0).decode() == "WEBVTT\n\n00:01.000 --> 00:05.000\n<v Ada>Guten\nTag\n"


def test_the_numbers_of_other_lines_stay_in_a_split_of_subrip() -> None:
    text = "1\n00:00:01,000 --> 00:00:05,000\nGuten Tag\n\n2\n00:00:05,000 --> 00:00:06,000\nJa\n"
    transcript = edited_transcript(text.encode(), "t.srt")
    assert transcript is not None
    assert transcript.split(0, SplitPoint(5, 2.5)).decode() == (
        "1\n00:00:01,000 --> 00:00:02,500\nGuten\n\n3\n00:00:02,500 --> 00:00:05,000\nTag\n\n"
        "2\n00:00:05,000 --> 00:00:06,000\nJa\n"
    )


@pytest.mark.parametrize("name", sorted(READ_ONLY))
def test_words_that_do_not_stand_in_the_file_are_refused(name: str) -> None:
    transcript = opened(CORPUS[name])
    assert not transcript.is_editable(0)
    with pytest.raises(TranscriptEditError):
        transcript.change_text(0, "anders")


def test_a_character_that_the_encoding_lacks_is_named() -> None:
    with pytest.raises(TranscriptEditError, match=r"Ω.*cp1252"):
        opened(CORPUS["srt cp1252"]).change_text(0, "Ω")


def test_a_line_without_words_is_removed() -> None:
    sample = CORPUS["ZOOM"]
    data = opened(sample).change_text(0, " ")
    assert spoken(read(data, sample)) == [(3.5, BEN, "Yes.")]
    assert data.startswith(b"WEBVTT\n\n2\n00:03.500")


def test_several_texts_are_changed_at_once() -> None:
    sample = CORPUS["TEAMS"]
    data = opened(sample).change_texts({0: "Good night.", 1: "No."})
    assert spoken(read(data, sample)) == [(1.0, ADA, "Good night."), (3.5, BEN, "No.")]
