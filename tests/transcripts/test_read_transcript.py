import io
import json as json_library
from html import unescape

import av
import pytest
import webvtt
from hypothesis import example, given, settings
from hypothesis import strategies as st

from podcast.errors import ShowError
from podcast.model.groups import Chapter
from podcast.timeline.time_map import TimeMap
from podcast.transcripts.captions import ascending_cues, wrap
from podcast.transcripts.cue import Cue, map_cues
from podcast.transcripts.read_transcript import read_cues
from podcast.transcripts.sections import sections
from podcast.transcripts.write import format_json, format_srt, format_text, format_vtt

FULL = """\ufeffWEBVTT - Folge 2

NOTE von Hand
geschrieben

STYLE
::cue { color: red }

eins
00:01.000 --> 00:02.500 align:start
<v.laut Ada Lovelace>Ja &amp; <i>so</i>.</v>

1:00:02.500 --> 1:00:04.000
<v Ada>Ja?</v> <v Ben>Nein,
nie.
"""
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"])
TRAPS = (
    "&amp;",
    "&",
    "<i>",
    "<",
    "a>b",
    "{\\an8}",
    "Ada:",
    "1",
    "-->",
    "NOTE",
    "WEBVTT",
    "Grüße",
    "e\u0301",
    "Donaudampfschiff" * 6,
)
WORD = st.text(alphabet=LETTERS, min_size=1, max_size=12) | st.sampled_from(TRAPS)
TEXT = st.lists(WORD, min_size=1, max_size=20).map(" ".join)
SECONDS = st.integers(0, 20_000_000).map(lambda thousandths: thousandths / 1000)
CUES = st.lists(
    st.builds(
        lambda start, length, speaker, text: Cue(start, round(start + length, 3), speaker, text),
        SECONDS,
        st.integers(1, 60_000).map(lambda thousandths: thousandths / 1000),
        st.none() | TEXT,
        TEXT,
    ),
    min_size=1,
    max_size=8,
).map(lambda found: tuple(sorted(found, key=lambda cue: cue.start)))


def problems(data, path):
    with pytest.raises(ShowError) as caught:
        read_cues(data, path)
    return str(caught.value).splitlines()


def test_webvtt_is_read_with_its_voices():
    assert read_cues(FULL.encode(), "t.vtt") == (
        Cue(1.0, 2.5, "Ada Lovelace", "Ja & so."),
        Cue(3602.5, 3604.0, "Ada", "Ja?"),
        Cue(3602.5, 3604.0, "Ben", "Nein, nie."),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_ends_do(end):
    assert read_cues(FULL.replace("\n", end).encode(), "t.vtt") == read_cues(FULL.encode(), "t.vtt")


def test_subrip_is_read():
    text = "1\n00:00:01,000 --> 00:00:02,500\n{\\an8}<i>Guten</i> Tag\nallen\n\n2\n00:00:03,000 --> 00:00:04,000\nJa\n"
    assert read_cues(text.encode(), "t.srt") == (Cue(1.0, 2.5, None, "Guten Tag allen"), Cue(3.0, 4.0, None, "Ja"))


def labelled(*lines):
    return "\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{line}\n" for n, line in enumerate(lines, start=1)
    ).encode()


def test_subrip_names_a_speaker_whose_name_comes_twice():
    found = read_cues(labelled("Anna von Au: Hallo", "Sprecher 2: Ja", "Anna von Au: Gut", "Sprecher 2: Eben"), "t.srt")
    assert [(cue.speaker, cue.text) for cue in found] == [
        ("Anna von Au", "Hallo"),
        ("Sprecher 2", "Ja"),
        ("Anna von Au", "Gut"),
        ("Sprecher 2", "Eben"),
    ]


def test_subrip_takes_a_colon_for_a_colon():
    found = read_cues(labelled("Hallo", "Wichtig: eins", "Wichtig: zwei"), "t.srt")
    assert [(cue.speaker, cue.text) for cue in found][1] == (None, "Wichtig: eins")


def test_json_of_the_podcast_namespace_is_read():
    segments = [
        {"speaker": "Ada", "startTime": 0.5, "endTime": 2, "body": " Ja \n so"},
        {"startTime": 2, "endTime": 3, "body": "x"},
    ]
    data = json_library.dumps({"version": "1.0.0", "segments": segments}).encode()
    assert read_cues(data, "t.json") == (Cue(0.5, 2.0, "Ada", "Ja so"), Cue(2.0, 3.0, None, "x"))


def test_cues_come_in_the_order_of_time():
    text = "WEBVTT\n\n00:05.000 --> 00:06.000\nzwei\n\n00:01.000 --> 00:02.000\neins\n"
    assert [cue.text for cue in read_cues(text.encode(), "t.vtt")] == ["eins", "zwei"]


def test_every_problem_is_named_with_its_line():
    text = "WEBVTT\n\n00:01.000 -> 00:02.000\nHallo\n\nzwei\n00:05.000 --> 00:04.000\nx\n"
    found = problems(text.encode(), "episodes/a/transcript.vtt")
    assert found[0].startswith(
        'episodes/a/transcript.vtt:3:1: "00:01.000 -> 00:02.000" is not a line of times; write it'
    )
    assert found[1] == "episodes/a/transcript.vtt:7:1: ends before it starts; put the two times in order"


@pytest.mark.parametrize(
    ("data", "path", "what"),
    [
        (b"00:01.000 --> 00:02.000\nx", "t.vtt", "t.vtt:1:1: does not start with WEBVTT"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nSch\x9an", "t.vtt", "t.vtt:4:1: is not UTF-8"),
        (b"WEBVTT\n", "t.vtt", "t.vtt: contains no words"),
        (b"", "t.srt", "t.srt: contains no words"),
        (b"{\n]", "t.json", "t.json:2:1: is not JSON"),
        (b"[" * 100_000, "t.json", "t.json: is nested too deeply"),
        (b"[]", "t.json", "t.json:1:1: has none of the known forms of JSON"),
        (b'{"segments": [{"startTime": NaN, "endTime": 1, "body": "x"}]}', "t.json", "t.json: segment 1 lacks"),
        (b"x", "t.doc", 't.doc: ".doc" is not a transcript format'),
        (b"\nHallo\n[0:10] Ja", "t.txt", "t.txt:2:1: has no time before its first words"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(data, path, what):
    (problem,) = problems(data, path)
    assert problem.startswith(what)
    assert "; " in problem


@given(st.binary(max_size=300), st.sampled_from(["t.vtt", "t.srt", "t.json", "t.txt"]))
def test_any_bytes_give_cues_or_problems(data, path):
    problems_found = ()
    found = ()
    try:
        found = read_cues(data, path)
    except ShowError as error:
        problems_found = error.problems
    assert bool(found) != bool(problems_found)


@settings(max_examples=60)
@given(CUES)
@example((Cue(0.0, 1.0, "<A", ">"),))  # a tag only when the name and the words are read together
@example((Cue(0.0, 1.0, None, "0"), Cue(0.0, 1.0, "0", ":")))  # the colon before the mark is part of the words
def test_no_form_loses_start_end_speaker_or_word(found):
    expected = ascending_cues(found)
    assert ascending_cues(read_cues(format_vtt(found), "t.vtt")) == expected
    assert read_cues(format_json(found), "t.json") == expected
    assert [(cue.start, cue.speaker, cue.text) for cue in read_cues(format_srt(found), "t.srt")] == [
        (cue.start, cue.speaker, cue.text) for cue in expected
    ]


@given(TEXT, st.just(65))
def test_lines_are_short_enough_for_captions(words, width):
    lines = wrap(words, width).split("\n")
    assert " ".join(lines) == words
    assert all(len(line) <= width or " " not in line for line in lines)


def test_captions_have_short_lines_and_all_their_words():
    said = "Wer sich beteiligen will, muss wissen, wo das geht und wann. " * 4
    (cue,) = (Cue(0.0, 20.0, "Ada", said.strip()),)
    assert max(map(len, format_vtt([cue]).decode().replace("<v Ada>", "").splitlines())) <= 65
    assert max(len(line.rstrip()) for line in format_srt([cue]).decode().splitlines()) <= 32
    assert read_cues(format_vtt([cue]), "t.vtt") == read_cues(format_srt([cue]), "t.srt") == (cue,)


def packets(data, form):
    """What FFmpeg's readers find."""
    with av.open(io.BytesIO(data), format=form) as file:
        return [(float(each.pts * each.time_base), bytes(each).decode()) for each in file.demux() if each.size]


def test_other_programs_read_what_we_write():
    found = (Cue(0.25, 1.25, "Ada", "Ja & so."), Cue(3661.0, 3662.0, None, "Schön."))
    assert packets(format_vtt(found), "webvtt") == [(0.25, "<v Ada>Ja &amp; so."), (3661.0, "Schön.")]
    read = [(at, words.rstrip()) for at, words in packets(format_srt(found), "srt")]
    assert read == [(0.25, "Ada: Ja & so."), (3661.0, "Schön.")]


@settings(max_examples=40)
@given(CUES)
def test_another_library_reads_the_same_out_of_our_webvtt(found):
    found = ascending_cues(found)  # the library gives the words of two voices to the first one
    read = list(webvtt.from_string(format_vtt(found).decode()))
    assert [(each.start_in_seconds, each.end_in_seconds) for each in read] == [
        (int(c.start), int(c.end)) for c in found
    ]
    assert [(each.voice and unescape(each.voice), " ".join(unescape(each.text).split())) for each in read] == [
        (cue.speaker, cue.text) for cue in found
    ]


def test_webvtt_escapes_what_would_end_a_cue():
    written = format_vtt([Cue(0.0, 1.0, "A > B", "x --> <y> & z")])
    assert written.decode() == "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v A &gt; B>x --&gt; &lt;y&gt; &amp; z\n"


def test_subrip_is_written_with_numbers_and_commas():
    written = format_srt([Cue(0.0, 1.25, None, "Ja."), Cue(3661.0, 3662.0, None, "So.")])
    assert written.decode() == "1\n00:00:00,000 --> 00:00:01,250\nJa.\n\n2\n01:01:01,000 --> 01:01:02,000\nSo.\n"


def test_cues_move_with_the_intro_and_stay_within_the_audio():
    found = (Cue(0.0, 2.0, None, "a"), Cue(2.0, 4.0, None, "b"), Cue(8.0, 12.0, None, "c"))
    assert map_cues(found, TimeMap.shifted(1.5), 10.0) == (
        Cue(1.5, 3.5, None, "a"),
        Cue(3.5, 5.5, None, "b"),
        Cue(9.5, 10.0, None, "c"),
    )
    assert map_cues(found, TimeMap.shifted(-3.0), 100.0) == (Cue(0.0, 1.0, None, "b"), Cue(5.0, 9.0, None, "c"))


@given(CUES, st.floats(-1e4, 1e4), st.floats(0, 1e4))
def test_moved_cues_never_leave_the_audio(found, shift, end):
    for cue in map_cues(found, TimeMap.shifted(shift), end):
        assert 0 <= cue.start < cue.end <= round(end, 3)


# --- traps -----------------------------------------------------------------------------------------------------------


def test_a_name_that_speaks_once_comes_back_from_our_subrip():
    found = (
        Cue(0.0, 1.0, "Ada", "Ja."),
        Cue(1.0, 2.0, None, "Wichtig: nein."),
        Cue(2.0, 3.0, "Ben: der Zweite", "So."),
    )
    assert read_cues(format_srt(found), "t.srt") == found
    assert b"Ada: Ja." in format_srt(found)


def test_where_names_come_twice_subrip_needs_no_mark():
    found = tuple(Cue(float(n), n + 1.0, ("Ada", "Ben")[n % 2], "Ja.") for n in range(4))
    assert b"Ja.\n\n2\n" in format_srt(found)
    assert read_cues(format_srt(found), "t.srt") == found


def test_people_of_the_episode_are_names_before_a_colon():
    data = labelled("Hallo", "anikó: Ja", "Wichtig: eins")
    assert [cue.speaker for cue in read_cues(data, "t.srt", ["Wer sonst", "anikó"])] == [None, None, None]
    data = labelled("Hallo", "Anikó Popella: Ja", "Wichtig: eins")
    assert [cue.speaker for cue in read_cues(data, "t.srt", ["Anikó Popella"])] == [None, "Anikó Popella", None]


def test_text_after_the_end_of_a_voice_has_no_speaker():
    data = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Ja.</v> (Lachen)\n"
    assert [(cue.speaker, cue.text) for cue in read_cues(data, "t.vtt")] == [("Ada", "Ja."), (None, "(Lachen)")]


def test_overlapping_cues_stay_as_they_are():
    found = (Cue(1.0, 9.0, "Ada", "Lang."), Cue(2.0, 3.0, "Ben", "Kurz."))
    assert (
        read_cues(format_vtt(found), "t.vtt")
        == read_cues(format_srt(found), "t.srt")
        == read_cues(format_json(found), "t.json")
        == found
    )


def test_times_come_in_more_than_one_dress():
    data = b"1\n0:00:01,5 --> 00:00:02\nEins\n\n2\n100:00:03.25 --> 100:00:04,000\nZwei\n"
    assert [(cue.start, cue.end) for cue in read_cues(data, "t.srt")] == [(1.5, 2.0), (360003.25, 360004.0)]


PODLOVE = [
    {"start": "00:00:00.005", "start_ms": 5, "end": "00:00:09.458", "end_ms": 9458, "speaker": "3", "voice": "Eric",
     "text": "Grüße & so"},
    {"start": "01:00:00.000", "end": "01:00:01.000", "speaker": "4", "text": "Ja"},
]  # fmt: skip


def test_json_of_podlove_is_read_flat_and_in_groups():
    expected = (Cue(0.005, 9.458, "Eric", "Grüße & so"), Cue(3600.0, 3601.0, "4", "Ja"))
    assert read_cues(json_library.dumps(PODLOVE).encode(), "t.json") == expected
    groups = [
        {
            "speaker": "3",
            "voice": "Eric",
            "start": "00:00:00.005",
            "items": [{"start_ms": 5, "end_ms": 9458, "text": "Grüße & so"}],
        },
        {"speaker": "4", "items": [PODLOVE[1]]},
    ]
    assert read_cues(json_library.dumps(groups).encode(), "t.json") == expected


def test_json_of_a_recogniser_is_read():
    data = {"text": "…", "language": "de", "segments": [{"id": 0, "start": 0.0, "end": 1.28, "text": " Hallo."}]}
    assert read_cues(json_library.dumps(data).encode(), "t.json") == (Cue(0.0, 1.28, None, "Hallo."),)


@pytest.mark.parametrize(
    "written",
    [
        (
            "[0:12] Ada L.: Guten Tag.\n[0:14.5] Ben: Ja.\n\n"
            "[1:00:00] Ada L.: Um 12:30 Uhr\nist Schluss.\n[1:00:04] Ben: Gut."
        ),
        (
            "Ada L. (00:12): Guten Tag.\nBen (00:14.5): Ja.\n"
            "Ada L. (1:00:00):\nUm 12:30 Uhr\nist Schluss.\nBen (1:00:04): Gut."
        ),
        (
            "Ada L.  00:00:12\nGuten Tag.\n\nBen 00:00:14.500\nJa.\n\n"
            "Ada L. 1:00:00\nUm 12:30 Uhr\nist Schluss.\n\nBen 1:00:04:\nGut."
        ),
    ],
)
def test_text_with_times_and_names_is_a_transcript(written):
    assert read_cues(written.encode(), "t.txt") == (
        Cue(12.0, 14.5, "Ada L.", "Guten Tag."),
        Cue(14.5, 3600.0, "Ben", "Ja."),
        Cue(3600.0, 3604.0, "Ada L.", "Um 12:30 Uhr ist Schluss."),
        Cue(3604.0, 3605.0, "Ben", "Gut."),
    )


def test_what_we_write_as_text_reads_back():
    found = (
        Cue(0.0, 4.0, "Ada", "Guten Tag."),
        Cue(4.0, 5.0, "Ben", "Ja."),
        Cue(70.0, 71.0, "Ada", "So."),
        Cue(75.0, 76.0, "Ben", "Ja."),
    )
    written = format_text(sections(found, [Chapter(start=0, title="A"), Chapter(start=70, title="B")]))
    assert written.decode().startswith("A\n\n[0:00] Ada: Guten Tag.\n\n[0:04] Ben: Ja.\n\nB\n\n[1:10] Ada: So.\n")
    without_headings = b"\n".join(line for line in written.split(b"\n") if line not in {b"A", b"B"})
    read = read_cues(without_headings, "t.txt")
    assert [(cue.start, cue.speaker, cue.text) for cue in read] == [(c.start, c.speaker, c.text) for c in found]
