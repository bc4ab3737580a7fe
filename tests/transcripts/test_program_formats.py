# ruff: noqa: E501 -- samples stand as the programs write them
"""Transcripts as programs and services write them: each form is read exactly, or refused with its place."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.errors import ShowError
from podcast.transcripts.cue import Cue
from podcast.transcripts.read_transcript import READERS, read_cues
from tests.support.word_files import paragraph, word_file

ADA, BEN = "Ada Lovelace", "Ben"
TWO = [(1.0, 3.5, ADA, "Good day."), (3.5, 6.0, BEN, "Yes.")]
UNNAMED = [(1.0, 3.5, None, "Good day."), (3.5, 6.0, None, "Yes.")]


def spoken(text: str | bytes, form: str, *names: str) -> list[tuple[float, float, str | None, str]]:
    data = text.encode() if isinstance(text, str) else text
    return [(cue.start, cue.end, cue.speaker, cue.text) for cue in read_cues(data, f"t.{form}", names)]


def fault(text: str | bytes, form: str) -> str:
    with pytest.raises(ShowError) as caught:
        spoken(text, form)
    return str(caught.value).splitlines()[0]


ZOOM = "WEBVTT\n\n1\n00:01.000 --> 00:03.500\nAda Lovelace: Good day.\n\n2\n00:03.500 --> 00:06.000\nBen: Yes.\n"
WEBEX = (
    'WEBVTT\n\n1 "Ada Lovelace" (123)\n00:00:01.000 --> 00:00:03.500\nGood day.\n\n'
    '2 "Ben" (456)\n00:00:03.500 --> 00:00:06.000\nYes.\n'
)
TEAMS = (
    "WEBVTT\n\nf0a3-1/12-0\n00:00:01.000 --> 00:00:03.500\n<v Ada Lovelace>Good\nday.</v>\n\n"
    "f0a3-1/13-0\n00:00:03.500 --> 00:00:06.000\n<v Ben>Yes.</v>\n"
)
DESCRIPT = (
    "WEBVTT\n\n00:00:01.000 --> 00:00:03.500\n<v Ada Lovelace>Good day.\n\n00:00:03.500 --> 00:00:06.000\n<v Ben>Yes.\n"
)
NO_EMPTY_LINE = "WEBVTT\n00:01.000 --> 00:03.500\nGood day.\n\n00:03.500 --> 00:06.000\nYes.\n"
METADATA = "WEBVTT\nKind: captions\nLanguage: en\n00:01.000 --> 00:03.500\nGood day.\n00:03.500 --> 00:06.000\nYes.\n"
YOUTUBE = (
    "WEBVTT\nKind: captions\n\n00:01.000 --> 00:03.500 align:start\n \nGood day.\n\n00:03.500 --> 00:06.000\nYes.\n \n"
)
SRT_DENSE = "1\n00:00:01,000 --> 00:00:03,500\nGood day.\n2\n00:00:03,500 --> 00:00:06,000\nYes.\n"
SRT_BLANKS = "1\n00:00:01,000 --> 00:00:03,500\nGood day.\n \n2\n00:00:03,500 --> 00:00:06,000\nYes.\n  \n"
RIVERSIDE_SRT = (
    "1\n00:00:01,000 --> 00:00:03,500\nAda Lovelace: Good day.\n\n2\n00:00:03,500 --> 00:00:06,000\nBen: Yes.\n"
)
ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:00.160 --> 00:00:02.389 align:start position:0%
\u0020
so<00:00:00.480><c> today</c><00:00:00.799><c> we</c>

00:00:02.389 --> 00:00:02.399 align:start position:0%
so today we
\u0020

00:00:02.399 --> 00:00:04.150 align:start position:0%
so today we
are<00:00:02.560><c> going</c>

00:00:04.150 --> 00:00:04.160 align:start position:0%
are going
\u0020

00:00:04.160 --> 00:00:06.000 align:start position:0%
are going
are going &amp; gone
"""
ROLLED = [(0.16, 2.389, None, "so today we"), (2.399, 4.15, None, "are going"), (4.16, 6.0, None, "are going & gone")]
OTTER_SRT = (
    "1\n00:00:01,000 --> 00:00:03,500\nAda Lovelace\nGood\nday.\n\n"
    "2\n00:00:03,500 --> 00:00:06,000\nBen\nYes.\n\n3\n00:00:06,000 --> 00:00:07,000\nNo.\n"
)
OTTER_UNKNOWN = OTTER_SRT.replace("Ada Lovelace", "Speaker 1").replace("Ben", "Unknown Speaker")
SBV = "0:00:01.000,0:00:03.500\nGood\nday.\n\n0:00:03.500,0:00:06.000\nYes.\n\n"
TSV = "start\tend\ttext\n1000\t3500\tGood day.\n3500\t6000\tYes.\n"
TSV_SPEAKERS = "start\tend\tspeaker\ttext\n1000\t3500\tAda Lovelace\tGood day.\n00:03.5\t00:06\tBen\tYes.\n"
TTML = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"
    xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:tickRate="10" xml:lang="en">
 <head><metadata><ttm:agent xml:id="a" type="person"><ttm:name type="full">Ada Lovelace</ttm:name></ttm:agent>
 <ttm:agent xml:id="b" type="person"><ttm:name>Ben</ttm:name></ttm:agent></metadata></head>
 <body><div ttm:agent="b" begin="0.5s"><p begin="500ms" dur="2.5s" ttm:agent="a">Good<br/><span>day</span>.</p>
 <p begin="30t" end="00:00:05.500">Yes.</p></div></body>
</tt>
"""
TTML_APPLE = """<tt xmlns="http://www.w3.org/ns/ttml" xmlns:podcasts="http://podcasts.apple.com/transcript-ttml-internal">
<body dur="6"><div><p ttm:agent="Ada Lovelace" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"><span podcasts:unit="sentence"
><span begin="1" end="2" podcasts:unit="word">Good</span><span begin="2" end="3.5" podcasts:unit="word">day.</span></span
></p><p begin="3.5" end="0:06" ttm:agent="Ben" xmlns:ttm="http://www.w3.org/ns/ttml#metadata">Yes.</p></div></body></tt>
"""


@pytest.mark.parametrize(
    ("text", "form", "names", "expected"),
    [
        (ZOOM, "vtt", [ADA, BEN], TWO),
        (WEBEX, "vtt", [], TWO),
        (TEAMS, "vtt", [], TWO),
        (DESCRIPT, "vtt", [], TWO),
        (NO_EMPTY_LINE, "vtt", [], UNNAMED),
        (METADATA, "vtt", [], UNNAMED),
        (YOUTUBE, "vtt", [], UNNAMED),
        (SRT_DENSE, "srt", [], UNNAMED),
        (SRT_BLANKS, "srt", [], UNNAMED),
        (RIVERSIDE_SRT, "srt", [ADA, BEN], TWO),
        (OTTER_SRT, "srt", [ADA, BEN], [*TWO, (6.0, 7.0, BEN, "No.")]),
        (
            OTTER_UNKNOWN,
            "srt",
            [],
            [
                (1.0, 3.5, "Speaker 1", "Good day."),
                (3.5, 6.0, "Unknown Speaker", "Yes."),
                (6.0, 7.0, "Unknown Speaker", "No."),
            ],
        ),
        (ROLLING, "vtt", [], ROLLED),
        (re.sub(r"<[^>]*>", "", ROLLING.partition("Language: en\n\n")[2]), "srt", [], ROLLED),
        (SBV, "sbv", [], UNNAMED),
        (TSV, "tsv", [], UNNAMED),
        (TSV_SPEAKERS, "tsv", [], TWO),
        (TTML, "ttml", [], TWO),
        (TTML_APPLE, "xml", [], TWO),
        (TTML.replace("UTF-8", "UTF-16").encode("utf-16"), "dfxp", [], TWO),
    ],
    ids=[
        *("zoom", "webex", "teams", "descript", "no-empty-line", "metadata", "youtube", "srt-dense", "srt-blanks"),
        *(
            "riverside",
            "otter",
            "otter-unknown",
            "rolling",
            "rolling-srt",
            "sbv",
            "tsv",
            "tsv-speakers",
            "ttml",
            "ttml-apple",
            "ttml-utf-16",
        ),
    ],
)
def test_captions_of_programs_are_read(text: str, form: str, names: list[str], expected: object) -> None:
    assert spoken(text, form, *names) == expected


def srt(*words: str) -> str:
    """A SubRip file with cues of a second each."""
    return "\n".join(
        f"{number}\n00:00:{number:02},000 --> 00:00:{number + 1:02},000\n{text}\n" for number, text in enumerate(words)
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("Ja.", "Ja.", "Ja.", "Ja."), ["Ja."] * 4),
        (("Ja.\nJa.", "Ja.\nNein.", "Doch."), ["Ja. Ja.", "Ja. Nein.", "Doch."]),
        (("Guten\nTag.", "Guten\nAbend.", "Tschüss."), ["Guten Tag.", "Guten Abend.", "Tschüss."]),
        (("Es kam\nBen", "Ben\nkam."), ["Es kam Ben", "Ben kam."]),
    ],
)
def test_what_is_said_twice_and_names_among_words_stay_words(words: tuple[str, ...], expected: list[str]) -> None:
    cues = read_cues(srt(*words).encode(), "t.srt", [BEN])
    assert [(cue.speaker, cue.text) for cue in cues] == [(None, text) for text in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ada Lovelace: Good day. #00:00:03-5#\n\nBen: Yes. #00:00:06-0#\n",
            [(0.0, 3.5, ADA, "Good day."), TWO[1]],
        ),
        (
            ("interview.m4a\nTranscribed with noScribe vers. 0.6\nAudio source: interview.m4a\n\n"
            "S00: [00:00:01] Good day, [00:01:00] all.\n\nS01: [00:01:05] Yes.\n"),
            [(1.0, 60.0, "S00", "Good day,"), (60.0, 65.0, "S00", "all."), (65.0, 66.0, "S01", "Yes.")],
        ),
        (
            "Ada Lovelace: One #00:00:03-5# two. #00:00:05-0#\nBen: Yes. #00:00:06-0#",
            [(0.0, 3.5, ADA, "One"), (3.5, 5.0, ADA, "two."), (5.0, 6.0, BEN, "Yes.")],
        ),
        ("Ada Lovelace: [00:00:01] Good day.\n\nBen: [00:00:05] Yes.", [(1.0, 5.0, ADA, "Good day."), (5.0, 6.0, BEN, "Yes.")]),
        ("Ada Lovelace  0:01\nGood day.\n\nBen  0:05\nYes.\n", [(1.0, 5.0, ADA, "Good day."), (5.0, 6.0, BEN, "Yes.")]),
        ("[00:00:01] Ada Lovelace: Good day.\n[00:00:05] Ben: Yes.\n[00:00:08] Ada Lovelace: So.\n[00:00:09] Ben: No.",
         [(1.0, 5.0, ADA, "Good day."), (5.0, 8.0, BEN, "Yes."), (8.0, 9.0, ADA, "So."), (9.0, 10.0, BEN, "No.")]),
        ("Ada Lovelace (00:01.00)\nGood day.\n\nBen (00:05.00)\nYes.", [(1.0, 5.0, ADA, "Good day."), (5.0, 6.0, BEN, "Yes.")]),
    ],
    ids=["f4transkript", "noscribe", "f4-inside", "sonix", "otter", "trint-amberscript", "riverside"],
)  # fmt: skip
def test_texts_of_programs_are_read(text: str, expected: object) -> None:
    assert spoken(text, "txt") == expected


def test_a_word_file_of_teams_is_read() -> None:
    head = ("Besprechung-20240502_100000", "2. Mai 2024, 10:00", "6s")
    data = word_file(*head, paragraph("Ada Lovelace   0:01\nGood day."), paragraph("Ben   0:05\nYes."))
    assert spoken(data, "docx") == [(1.0, 5.0, ADA, "Good day."), (5.0, 6.0, BEN, "Yes.")]


def word(text: str, start: float, end: float, **more: Any) -> dict[str, Any]:
    return {"text": text, "start": start, "end": end, **more}


def aws(content: str, start: str = "", end: str = "", **more: str) -> dict[str, Any]:
    times = {"start_time": start, "end_time": end} if start else {}
    kind = "pronunciation" if start else "punctuation"
    return {"type": kind, "alternatives": [{"content": content, "confidence": "0.9"}], **times, **more}


WHISPER_CPP = {
    "systeminfo": "", "model": {}, "params": {}, "result": {"language": "en"},
    "transcription": [
        {"timestamps": {"from": "00:00:01,000", "to": "00:00:03,500"}, "offsets": {"from": 1000, "to": 3500}, "text": " Good day."},
        {"timestamps": {"from": "00:00:03,500", "to": "00:00:06,000"}, "text": " Yes."},
    ],
}  # fmt: skip
ASSEMBLY_WORDS = [word("Good", 1000, 2000), word("day.", 2000, 3500), word("Yes.", 5000, 6000)]
UTTERANCES = [word("Good day.", 1000, 3500, speaker=ADA, words=[]), word("Yes.", 3500, 6000, speaker=BEN, words=[])]
DEEPGRAM_WORDS = [
    {"word": "good", "punctuated_word": "Good", "start": 1.0, "end": 2.0, "speaker": 0},
    {"word": "day", "punctuated_word": "day.", "start": 2.0, "end": 3.5, "speaker": 0},
    {"word": "yes", "punctuated_word": "Yes.", "start": 3.5, "end": 6.0, "speaker": 1},
]
AWS = {
    "jobName": "x", "status": "COMPLETED",
    "results": {
        "transcripts": [{"transcript": "Good day. Yes."}],
        "items": [
            aws("Good", "1.0", "2.0", speaker_label="spk_0"), aws("day", "2.0", "3.5", speaker_label="spk_0"), aws("."),
            aws("Yes", "3.5", "6.0"), aws("."),
        ],
        "speaker_labels": {"segments": [{"items": [{"start_time": "3.5", "end_time": "6.0", "speaker_label": "spk_1"}]}]},
    },
}  # fmt: skip
AMBERSCRIPT = {
    "segments": [
        {"speaker": "spk1", "words": [word("Good", 1.0, 2.0), word("day.", 2.0, 3.5)]},
        {"speaker": "spk2", "words": [word("Yes.", 3.5, 6.0)]},
    ],
    "speakers": [{"spkid": "spk1", "name": ADA}, {"spkid": "spk2", "name": BEN}],
}
SONIX = {
    "name": "x", "transcript": [
        {"speaker": ADA, "text": "Good day.", "start_time": 1.0, "end_time": 3.5, "words": []},
        {"speaker": BEN, "text": " Yes. ", "start_time": 3.5, "end_time": 6.0},
    ],
}  # fmt: skip
TRINT = {
    "transcript": {
        "speakers": [{"id": "S1", "name": ADA}, {"id": "S2", "name": BEN}],
        "words": [
            {"id": "w1", "time": 1000, "duration": 1000, "value": "Good"},
            {"id": "w2", "time": 2000, "duration": 1500, "value": "day."},
            {"id": "w3", "time": 3500, "duration": 2500, "value": "Yes."},
        ],
        "paragraphs": [{"id": "p1", "speaker": "S1", "time": 1000}, {"id": "p2", "speaker": "S2", "time": 3500}],
    }
}
NO_END = {"segments": [{"speaker": ADA, "startTime": 1.0, "body": "Good day."}, {"startTime": 3.5, "body": "Yes."}]}
LABELS = [(1.0, 3.5, "Speaker 0", "Good day."), (3.5, 6.0, "Speaker 1", "Yes.")]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (WHISPER_CPP, UNNAMED),
        ({"status": "completed", "text": "", "words": ASSEMBLY_WORDS, "utterances": UTTERANCES}, TWO),
        ({"status": "completed", "words": ASSEMBLY_WORDS}, [UNNAMED[0], (5.0, 6.0, None, "Yes.")]),
        ({"metadata": {}, "results": {"channels": [{"alternatives": [{"words": DEEPGRAM_WORDS}]}]}}, LABELS),
        (
            {
                "results": {
                    "channels": [],
                    "utterances": [
                        {"start": 1.0, "end": 3.5, "speaker": 0, "transcript": "Good day."},
                        {"start": 3.5, "end": 6, "speaker": 1, "transcript": "Yes."},
                    ],
                }
            },
            LABELS,
        ),
        (AWS, [(1.0, 3.5, "spk_0", "Good day."), (3.5, 6.0, "spk_1", "Yes.")]),
        (AMBERSCRIPT, TWO),
        (SONIX, TWO),
        (TRINT, TWO),
        (NO_END, [TWO[0], (3.5, 4.5, None, "Yes.")]),
    ],
    ids=[
        *("whisper.cpp", "assemblyai", "assemblyai-words", "deepgram", "deepgram-utterances", "aws", "amberscript"),
        *("sonix", "trint", "namespace-without-end"),
    ],
)
def test_json_of_programs_is_read(document: dict[str, Any], expected: object) -> None:
    assert spoken(json.dumps(document), "json") == expected


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("{}", "json", "t.json:1:1: has none of the known forms of JSON: Podcast Namespace, Podlove"),
        ('{"status": "completed", "words": [{"text": "a", "start": 1}]}', "json", "t.json: segment 1 lacks"),
        ('{"segments": [{"startTime": 1, "endTime": "soon", "body": "x"}]}', "json", "t.json: segment 1 lacks"),
        ("Hello\n0:01,0:02\nx", "sbv", 't.sbv:1:1: "Hello" is not a line of times'),
        ("0:03,0:02\nx\n", "sbv", "t.sbv:1:1: ends before it starts"),
        ("1000\t2000\tx\n", "tsv", "t.tsv:1:1: does not start with the names of its columns"),
        ("start\tend\ttext\n1.0\t2.5\tx\n", "tsv", "t.tsv:2:1: has no start, end and text"),
        ("start\tend\ttext\n1\t2\tx\ty\n", "tsv", "t.tsv:2:1: has no start, end and text"),
        ("<tt", "ttml", "t.ttml:1:1: is not XML"),
        ("<rss/>", "xml", "t.xml:1:1: is not TTML"),
        ('<!DOCTYPE tt [<!ENTITY a "b">]>\n<tt>&a;</tt>', "ttml", "t.ttml:1:1: has a document type"),
        (TTML.replace("30t", "30f"), "ttml", 't.ttml:7:1: "30f" is not a time'),
        (TTML.replace(' begin="30t"', ""), "ttml", "t.ttml:7:1: a paragraph has no begin and end"),
        (TTML.replace("<body", '<body timeContainer="seq"'), "ttml", "t.ttml:6:1: has elements that follow each other"),
        (TTML.replace('begin="0.5s"', 'begin="0.5s" end="4s"'), "ttml", "t.ttml:7:1: a paragraph ends after the part"),
        (TTML.replace("xml:lang", 'ttp:timeBase="smpte" xml:lang'), "ttml", "t.ttml:3:1: counts the time by another"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nSch\x9an".encode("latin-1"), "vtt", "t.vtt:4:1: is not UTF-8"),
        ("Ваше слово".encode("cp1251"), "txt", "t.txt:1:1: is not UTF-8"),
        ("[0:01] Grüße".encode("cp850"), "txt", "t.txt:1:1: is not UTF-8"),
        ("[0:01] Größe".encode("mac-roman"), "txt", "t.txt:1:1: is not UTF-8"),
        (b"\xff\xfea", "txt", "t.txt: is not valid UTF-16"),
    ],
)  # fmt: skip
def test_what_is_not_read_exactly_is_refused_with_its_place(text: str, form: str, expected: str) -> None:
    assert fault(text, form).startswith(expected)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig", "utf-8"])
def test_texts_of_word_are_read_in_its_encodings(encoding: str) -> None:
    text = "[0:01] Ada Lovelace: „Grüße“ – schön, daß Sie da sind …\r\n[0:05] Ben: Ja.\r\n"
    assert spoken(text.encode(encoding), "txt", ADA, BEN)[0] == (1.0, 5.0, ADA, "„Grüße“ – schön, daß Sie da sind …")


def test_digits_in_the_words_are_not_taken_for_the_number_of_a_cue() -> None:
    text = "1\n00:00:01,000 --> 00:00:03,500\nZimmer\n51\n00:00:03,500 --> 00:00:06,000\nJa.\n"
    assert [row[3] for row in spoken(text, "srt")] == ["Zimmer 51", "Ja."]


def test_two_spaces_at_the_end_of_words_without_a_colon_lose_no_word() -> None:
    assert spoken("1\n00:00:01,000 --> 00:00:03,500\nGood day.  \n", "srt") == UNNAMED[:1]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**6) | st.floats() | st.sampled_from(["", "a", "1.5", "0:01", "S1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "segments",
                    "words",
                    "transcript",
                    "transcription",
                    "results",
                    "items",
                    "channels",
                    "utterances",
                    "alternatives",
                    "start",
                    "end",
                    "text",
                    "time",
                    "duration",
                    "paragraphs",
                    "speakers",
                    "id",
                    "name",
                    "offsets",
                    "from",
                    "to",
                    "status",
                    "speaker",
                    "type",
                    "start_time",
                    "end_time",
                    "value",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=14,
)


@given(JSON_VALUES)
def test_no_json_ends_in_a_traceback(document: object) -> None:
    try:
        cues = read_cues(json.dumps(document).encode(), "t.json")
    except ShowError:
        return
    assert all(isinstance(cue, Cue) and 0 <= cue.start <= cue.end for cue in cues)


@given(st.text('0:1.,-> \n\tWEBVT#[]aA"()<p/>', max_size=120), st.sampled_from([*READERS]))
def test_no_text_ends_in_a_traceback(text: str, form: str) -> None:
    for head in ("", "WEBVTT\n", "start\tend\ttext\n"):
        try:
            cues = read_cues((head + text).encode(), f"t.{form}")
        except ShowError:
            continue
        assert cues
