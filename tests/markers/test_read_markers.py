"""Markers of audio editors: each form as its program writes it, read as the same chapters."""

from __future__ import annotations

import contextlib
import json
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.errors import ShowError
from podcast.markers.marker import Marker, parse_seconds
from podcast.markers.read_markers import read_markers

WANTED = [(0.0, "Begrüßung"), (83.5, "Wer ist hier Bürger*in? „Alle“"), (3723.25, "Zum Schluss: A & B")]

AUDACITY = """\
0.000000\t0.000000\tBegrüßung
83.500000\t90.250000\tWer ist hier Bürger*in? „Alle“
\\\t120.000000\t3000.000000
3723.250000\t3723.250000\tZum Schluss: A & B
"""
MP4CHAPS = """\
00:00:00.000 Begrüßung
00:01:23.500 Wer ist hier Bürger*in? „Alle“ <https://example.org/>
01:02:03.250 Zum Schluss: A & B
"""
REAPER = """\
#,Name,Start,End,Length,Color
R1,Die ganze Folge,0:00.000,1:05:00.000,1:05:00.000,
M1,Begrüßung,0:00.000,,,
M2,Wer ist hier Bürger*in? „Alle“,1:23.500,,,FF0000
M3,Zum Schluss: A & B,1:02:03.250,,,
"""
ULTRASCHALL = """\
#,Name,Start
M1,Begrüßung,00:00:00.000
M2,_Edit,00:00:40.000
M3,Wer ist hier Bürger*in? „Alle“,00:01:23.500
M4,_Shownote: https://example.org,00:02:00.000
M5,Zum Schluss: A & B,01:02:03.250
"""
REGIONS = """\
#;Name;Start;End;Length
R1;Begrüßung;0:00.000;1:23.500;1:23.500
R2;Wer ist hier Bürger*in? „Alle“;83,5;;
R3;Zum Schluss: A & B;3723.25;;
"""
AUDITION = """\
Name\tStart\tDuration\tTime Format\tType\tDescription
Begrüßung\t0:00.000\t0:00.000\tdecimal\tCue\t
Wer ist hier Bürger*in? „Alle“\t1:23.500\t0:00.000\tdecimal\tCue\t
Zum Schluss: A & B\t1:02:03.250\t0:00.000\tdecimal\tCue\t
"""
HINDENBURG = """\
<?xml version="1.0" encoding="utf-8"?>
<Session Version="Hindenburg PRO 2.06" Samplerate="44100">
 <AudioPool Path="a Files"><File Id="1" Name="a.wav" Duration="62:10.000"/></AudioPool>
 <Tracks><Track Name="Sprecherin"><Region Ref="1" Name="a" Start="00.000" Length="62:10.000"/></Track></Tracks>
 <Markers>
  <Marker Id="1" Name="Begrüßung" Time="00.000"/>
  <Marker Id="2" Name="Wer ist hier Bürger*in? „Alle“" Time="01:23.500"/>
  <Marker Id="3" Name="Zum Schluss: A &amp; B" Time="01:02:03.250"/>
 </Markers>
</Session>
"""
AUPHONIC = json.dumps(
    {
        "uuid": "x",
        "chapters": [
            {"start": "00:00:00", "start_sec": 0.0, "title": "Begrüßung", "url": "", "image": ""},
            {"start": "00:01:20", "start_output": "00:01:23.500", "title": "Wer ist hier Bürger*in? „Alle“"},
            {"start": "01:02:03.250", "title": "Zum Schluss: A & B", "image": "https://auphonic.com/a.jpg"},
        ],
    },
    indent=1,
)
PSC = """\
<?xml version="1.0" encoding="UTF-8"?>
<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">
  <psc:chapter start="00:00:00.000" title="Begrüßung"/>
  <psc:chapter start="00:01:23.500" title="Wer ist hier Bürger*in? „Alle“" href="https://example.org/"/>
  <psc:chapter start="01:02:03.250" title="Zum Schluss: A &amp; B"/>
</psc:chapters>
"""
JSON_CHAPTERS = json.dumps(
    {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0, "title": "Begrüßung"},
            {"startTime": 60, "toc": False, "img": "https://example.org/a.jpg"},
            {"startTime": 83.5, "title": "Wer ist hier Bürger*in? „Alle“", "url": "https://example.org/"},
            {"startTime": 3723.25, "endTime": 4000, "title": "Zum Schluss: A & B"},
        ],
    }
)
OGM = """\
CHAPTER001=00:00:00.000
CHAPTER001NAME=Begrüßung
CHAPTER002=00:01:23.500
CHAPTER002NAME=Wer ist hier Bürger*in? „Alle“
CHAPTER002URL=https://example.org/
CHAPTER003=01:02:03.250
CHAPTER003NAME=Zum Schluss: A & B
"""
TYPED = """\
[0:00] Begrüßung
(1:23.5) - Wer ist hier Bürger*in? „Alle“

1:02:03.25 – Zum Schluss: A & B
"""
SAMPLES = {
    "audacity": AUDACITY,
    "mp4chaps": MP4CHAPS,
    "reaper": REAPER,
    "ultraschall": ULTRASCHALL,
    "reaper, regions alone": REGIONS,
    "audition": AUDITION,
    "hindenburg": HINDENBURG,
    "auphonic": AUPHONIC,
    "podlove": PSC,
    "json": JSON_CHAPTERS,
    "ogm": OGM,
    "typed": TYPED,
}


def read(text: str) -> list[tuple[float, str]]:
    return [(one.start, one.title) for one in read_markers(text.encode(), "m")]


@pytest.mark.parametrize("program", SAMPLES)
def test_what_a_program_writes_is_read_as_chapters(program: str) -> None:
    assert read(SAMPLES[program]) == WANTED


@pytest.mark.parametrize("program", SAMPLES)
def test_a_mark_of_byte_order_and_other_ends_of_lines_change_nothing(program: str) -> None:
    text = SAMPLES[program].replace("\n", "\r\n")
    assert [(one.start, one.title) for one in read_markers(b"\xef\xbb\xbf" + text.encode(), "m")] == WANTED


def test_text_of_windows_in_utf_16_is_read() -> None:
    assert [(one.start, one.title) for one in read_markers(AUDACITY.encode("utf-16"), "m")] == WANTED


@pytest.mark.parametrize("program", ["mp4chaps", "podlove", "json"])
def test_a_link_comes_along(program: str) -> None:
    assert read_markers(SAMPLES[program].encode(), "m")[1].href == "https://example.org/"


def test_a_picture_of_the_folder_comes_along_and_one_of_the_web_does_not() -> None:
    rows = [
        {"startTime": 0, "title": "a", "img": "a.jpg"},
        {"startTime": 1, "title": "b", "img": "https://e.org/b.jpg"},
    ]
    assert [one.image for one in read_markers(json.dumps({"chapters": rows}).encode(), "m")] == ["a.jpg", None]


def test_markers_come_in_the_order_of_their_times() -> None:
    assert read("1:00 Zweitens\n0:00 Erstens\n") == [(0.0, "Erstens"), (60.0, "Zweitens")]


# --- what is wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["m: contains no markers"]),
        ("\n \n", ["m: contains no markers"]),
        ("hallo\n", ["m:1:1: is not a supported marker format"]),
        (
            "0:00 Anfang\nhallo\n1:99 Ende\n2:00\n",
            ["m:2:1: ", 'm:3:1: "1:99" is not a time', "m:4:1: a marker has no name"],
        ),
        ("0.000\t0.000\t\n", ["m:1:1: a marker has no name"]),
        ("#,Name,Start\nM1,A,1.1.00\nM2,B,00:00:10:05\n", ['m:2:1: "1.1.00"', 'm:3:1: "00:00:10:05" is in frames']),
        ("#,Name,Start\n", ["m: contains no markers"]),
        ('{"chapters": [\n{"startTime": 0', ["m:2:1: is not complete JSON"]),
        ('{"title": "x"}', ["m: is JSON without chapters"]),
        ('{"chapters": [7, {"startTime": "x", "title": "A"}]}', ["m: chapter 1", "m: chapter 2"]),
        ("<a>\n<b></a>", ["m:2:1: is not complete XML"]),
        ("<a><b/></a>", ["m: is XML without chapters"]),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', ["m:1:1: is not complete XML"]),
        (
            '<x><chapter start="1:00"/>\n<chapter title="A"/></x>',
            ["m:1:1: a marker has no name", 'm:2:1: "" is not a time'],
        ),
    ],
)
def test_every_problem_is_reported_with_its_line(text: str, problems: list[str]) -> None:
    with pytest.raises(ShowError) as raised:
        read_markers(text.encode(), "m")
    told = [str(one) for one in raised.value.problems]
    assert len(told) == len(problems)
    assert all(one.startswith(start) for one, start in zip(told, problems, strict=True)), told


def test_bytes_that_are_not_text_are_reported_with_their_line() -> None:
    with pytest.raises(ShowError, match="m:2:1: contains a byte that is not UTF-8"):
        read_markers(b"0:00 A\n1:00 \xff\n", "m")


def test_a_bomb_of_entities_is_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><chapters><chapter start="0:00" title="&c;"/></chapters>'
    with pytest.raises(ShowError):
        read_markers(bomb.encode(), "m")


LOOKS_LIKE = st.text(alphabet="0123456789:.,;\t\n<>{}[]\"'#aM=/ ", max_size=120).map(str.encode)


@pytest.mark.long
@given(st.binary(max_size=300) | LOOKS_LIKE)
def test_whatever_a_file_holds_it_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ShowError):
        assert read_markers(data, "m")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("0:00", 0), ("1:23.5", 83.5), ("01:02:03,250", 3723.25), ("83.4996", 83.5), ("90:00", 5400), ("7", 7)],
)
def test_times_are_read_as_they_are_written(text: str, wanted: float) -> None:
    assert parse_seconds(text) == wanted


@pytest.mark.parametrize("text", ["", "-1", "1:60", "1:60:00", "1.1.00", "1:2:3:4", "nan", "1e3", "x"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_seconds(text) is None


# --- written, and read again -----------------------------------------------------------------------------------------


def clock(start: float) -> str:
    whole, thousandths = divmod(round(start * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


WRITERS = {
    "audacity": lambda rows: "".join(f"{one.start:.6f}\t{one.start:.6f}\t{one.title}\n" for one in rows),
    "mp4chaps": lambda rows: "".join(f"{clock(one.start)} {one.title}\n" for one in rows),
    "ogm": lambda rows: "".join(
        f"CHAPTER{n:03}={clock(one.start)}\nCHAPTER{n:03}NAME={one.title}\n" for n, one in enumerate(rows)
    ),
    "reaper": lambda rows: (
        "#,Name,Start,End,Length\n"
        + "".join(f"M{n},{quoted(one.title)},{clock(one.start)},,\n" for n, one in enumerate(rows))
    ),
    "podlove": lambda rows: (
        "<chapters>"
        + "".join(f"<chapter start='{clock(one.start)}' title={quoteattr(one.title)}/>" for one in rows)
        + "</chapters>"
    ),
    "json": lambda rows: json.dumps({"chapters": [{"startTime": one.start, "title": one.title} for one in rows]}),
}
STARTS = st.integers(0, 86_399_999).map(lambda thousandths: thousandths / 1000)
# A name as people give it: words; none begins with a mark that the lists themselves use.
TITLES = st.lists(st.text("abcdeäöüß„“‘’?!&*()'\"1234567890é日本语🎙,;:/.", min_size=1), min_size=1, max_size=4).map(
    lambda words: " ".join(["Ä" + words[0], *words[1:]])
)


@settings(max_examples=60)
@given(rows=st.lists(st.tuples(STARTS, TITLES), min_size=1, max_size=8, unique_by=lambda row: row[0]).map(sorted))
@pytest.mark.parametrize("form", WRITERS)
def test_what_is_written_in_a_form_is_read_again(form: str, rows: list[tuple[float, str]]) -> None:
    wanted = tuple(Marker(start, title) for start, title in rows)
    assert read_markers(WRITERS[form](wanted).encode(), "m") == wanted
