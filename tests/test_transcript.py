import io
import json

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.errors import ShowError
from podcast.pages.transcript import Cue, cues, shifted, srt, vtt

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
TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=20)
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
        cues(data, path)
    return str(caught.value).splitlines()


def test_webvtt_is_read_with_its_voices():
    assert cues(FULL.encode(), "t.vtt") == (
        Cue(1.0, 2.5, "Ada Lovelace", "Ja & so."),
        Cue(3602.5, 3604.0, "Ada", "Ja?"),
        Cue(3602.5, 3604.0, "Ben", "Nein, nie."),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_ends_do(end):
    assert cues(FULL.replace("\n", end).encode(), "t.vtt") == cues(FULL.encode(), "t.vtt")


def test_subrip_is_read():
    text = "1\n00:00:01,000 --> 00:00:02,500\n{\\an8}<i>Guten</i> Tag\nallen\n\n2\n00:00:03,000 --> 00:00:04,000\nJa\n"
    assert cues(text.encode(), "t.srt") == (Cue(1.0, 2.5, None, "Guten Tag allen"), Cue(3.0, 4.0, None, "Ja"))


def labelled(*lines):
    return "\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{line}\n" for n, line in enumerate(lines, start=1)
    ).encode()


def test_subrip_names_a_speaker_whose_name_comes_twice():
    found = cues(labelled("Anna von Au: Hallo", "Sprecher 2: Ja", "Anna von Au: Gut", "Sprecher 2: Eben"), "t.srt")
    assert [(cue.speaker, cue.text) for cue in found] == [
        ("Anna von Au", "Hallo"),
        ("Sprecher 2", "Ja"),
        ("Anna von Au", "Gut"),
        ("Sprecher 2", "Eben"),
    ]


def test_subrip_takes_a_colon_for_a_colon():
    found = cues(labelled("Hallo", "Wichtig: eins", "Wichtig: zwei"), "t.srt")
    assert [(cue.speaker, cue.text) for cue in found][1] == (None, "Wichtig: eins")


def test_json_of_the_podcast_namespace_is_read():
    segments = [
        {"speaker": "Ada", "startTime": 0.5, "endTime": 2, "body": " Ja \n so"},
        {"startTime": 2, "endTime": 3, "body": "x"},
    ]
    data = json.dumps({"version": "1.0.0", "segments": segments}).encode()
    assert cues(data, "t.json") == (Cue(0.5, 2.0, "Ada", "Ja so"), Cue(2.0, 3.0, None, "x"))


def test_cues_come_in_the_order_of_time():
    text = "WEBVTT\n\n00:05.000 --> 00:06.000\nzwei\n\n00:01.000 --> 00:02.000\neins\n"
    assert [cue.text for cue in cues(text.encode(), "t.vtt")] == ["eins", "zwei"]


def test_every_problem_is_named_with_its_line():
    text = "WEBVTT\n\n00:01.000 -> 00:02.000\nHallo\n\nzwei\n00:05.000 --> 00:04.000\nx\n"
    found = problems(text.encode(), "episodes/a/transcript.vtt")
    assert found[0].startswith('episodes/a/transcript.vtt:3:1: "00:01.000 -> 00:02.000" is no line of times; write it')
    assert found[1] == "episodes/a/transcript.vtt:7:1: ends before it starts; put the two times in order"


@pytest.mark.parametrize(
    ("data", "path", "what"),
    [
        (b"00:01.000 --> 00:02.000\nx", "t.vtt", "t.vtt:1:1: does not begin with WEBVTT"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nSch\xf6n", "t.vtt", "t.vtt:4:1: is not UTF-8"),
        (b"WEBVTT\n", "t.vtt", "t.vtt: holds no words"),
        (b"", "t.srt", "t.srt: holds no words"),
        (b"{\n]", "t.json", "t.json:2:1: is no JSON"),
        (b"[" * 100_000, "t.json", "t.json: is nested too deeply"),
        (b"[]", "t.json", "t.json:1:1: has no list of segments"),
        (b'{"segments": [{"startTime": NaN, "endTime": 1, "body": "x"}]}', "t.json", "t.json: segment 1 lacks"),
        (b"x", "t.txt", 't.txt: ".txt" is no form of a transcript'),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(data, path, what):
    (problem,) = problems(data, path)
    assert problem.startswith(what)
    assert "; " in problem


@given(st.binary(max_size=300), st.sampled_from(["t.vtt", "t.srt", "t.json"]))
def test_any_bytes_give_cues_or_problems(data, path):
    problems_found = ()
    found = ()
    try:
        found = cues(data, path)
    except ShowError as error:
        problems_found = error.problems
    assert bool(found) != bool(problems_found)


@given(CUES)
def test_what_we_write_as_webvtt_reads_back(found):
    assert cues(vtt(found), "t.vtt") == found


def packets(data, form):
    """What FFmpeg's readers find."""
    with av.open(io.BytesIO(data), format=form) as file:
        return [(float(each.pts * each.time_base), bytes(each).decode()) for each in file.demux() if each.size]


def test_other_programs_read_what_we_write():
    found = (Cue(0.25, 1.25, "Ada", "Ja & so."), Cue(3661.0, 3662.0, None, "Schön."))
    assert packets(vtt(found), "webvtt") == [(0.25, "<v Ada>Ja &amp; so."), (3661.0, "Schön.")]
    assert packets(srt(found), "srt") == [(0.25, "Ada: Ja & so."), (3661.0, "Schön.")]


def test_webvtt_escapes_what_would_end_a_cue():
    written = vtt([Cue(0.0, 1.0, "A > B", "x --> <y> & z")])
    assert written.decode() == "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v A &gt; B>x --&gt; &lt;y&gt; &amp; z\n"


def test_subrip_is_written_with_numbers_and_commas():
    written = srt([Cue(0.0, 1.25, "Ada", "Ja."), Cue(3661.0, 3662.0, None, "So.")])
    assert written.decode() == "1\n00:00:00,000 --> 00:00:01,250\nAda: Ja.\n\n2\n01:01:01,000 --> 01:01:02,000\nSo.\n"


def test_cues_move_with_the_intro_and_stay_within_the_audio():
    found = (Cue(0.0, 2.0, None, "a"), Cue(2.0, 4.0, None, "b"), Cue(8.0, 12.0, None, "c"))
    assert shifted(found, 1.5, 10.0) == (Cue(1.5, 3.5, None, "a"), Cue(3.5, 5.5, None, "b"), Cue(9.5, 10.0, None, "c"))
    assert shifted(found, -3.0, 100.0) == (Cue(0.0, 1.0, None, "b"), Cue(5.0, 9.0, None, "c"))


@given(CUES, st.floats(-1e4, 1e4), st.floats(0, 1e4))
def test_moved_cues_never_leave_the_audio(found, shift, end):
    for cue in shifted(found, shift, end):
        assert 0 <= cue.start < cue.end <= round(end, 3)
