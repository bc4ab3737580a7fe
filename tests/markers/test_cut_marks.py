"""Cut marks of audio editors: regions and pairs, in every format that has them."""

import pytest

from podcast.markers.cut_marks import cut_spans, is_cut_mark, is_cut_title
from podcast.markers.marker import Marker, MarkerProblem
from podcast.markers.read_markers import read_markers

AUDACITY = (
    "0.000000\t0.000000\tAnfang\n12.500000\t15.250000\tcut\n\\\t0\t1\n60.0\t60.0\tMitte\n"
    "70.0\t72.5\tSchnitt 2: Husten\n"
)
REAPER = (
    "#,Name,Start,End,Length,Color\nM1,Anfang,0:00.000,,,\nR1,Schnitt,0:12.500,0:15.250,0:02.750,\n"
    "M2,Mitte,1:00.000,,,\nR2,_cut,1:10.000,1:12.500,0:02.500,\nR3,Teil,1:20.000,1:30.000,0:10.000,\n"
)
AUDITION = (
    "Name\tStart\tDuration\tTime Format\tType\tDescription\nAnfang\t0:00.000\t0:00.000\tdecimal\tCue\t\n"
    "cut\t0:12.500\t0:02.750\tdecimal\tCue\t\nMitte\t1:00.000\t0:00.000\tdecimal\tCue\t\n"
    "cut 2\t1:10.000\t0:02.500\tdecimal\tCue\t\n"
)
HINDENBURG = """<?xml version="1.0" encoding="utf-8"?><Session><Markers>
<Marker Id="1" Name="Anfang" Time="0.0"/><Marker Id="2" Name="Cut start" Time="12.500"/>
<Marker Id="3" Name="Cut end" Time="15.250"/><Marker Id="4" Name="Mitte" Time="1:00.000"/>
<Marker Id="5" Name="Schnitt" Time="1:10.000" Length="2.500"/></Markers></Session>"""
JSON = """{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Anfang"},
{"startTime": 12.5, "endTime": 15.25, "title": "Cut"}, {"startTime": 60, "endTime": 70, "title": "Mitte"},
{"startTime": 70, "endTime": 72.5, "title": "cut: noise"}]}"""
TYPED = "0:00 Anfang\n0:12.5 Schnitt Anfang\n0:15.25 Schnitt Ende\n1:00 Mitte\n1:10 cut in\n1:12.5 cut out\n"


@pytest.mark.parametrize("text", [AUDACITY, REAPER, AUDITION, HINDENBURG, JSON, TYPED])
def test_cuts_and_chapters_of_one_file(text: str) -> None:
    markers = read_markers(text.encode(), "marken")
    assert cut_spans(markers) == [(12.5, 15.25), (70.0, 72.5)]
    chapters = [(marker.start, marker.title) for marker in markers if not is_cut_mark(marker)]
    assert chapters == [(0.0, "Anfang"), (60.0, "Mitte")]


def test_regions_are_chapters_where_all_other_marks_are_cuts() -> None:
    table = "#,Name,Start,End,Length\nR1,Teil 1,0:00,1:00,1:00\nR2,cut,0:10,0:12,0:02\nR3,Teil 2,1:00,2:00,1:00\n"
    markers = read_markers(table.encode(), "marken")
    assert [marker.title for marker in markers if not is_cut_mark(marker)] == ["Teil 1", "Teil 2"]
    assert cut_spans(markers) == [(10.0, 12.0)]


@pytest.mark.parametrize("title", ["Schnittmuster", "cutter", "Schnitt und Ton", "cut the rope", "Kurzschnitt"])
def test_other_words_are_no_cut(title: str) -> None:
    assert not is_cut_title(title)


def test_a_point_named_cut_is_a_chapter() -> None:
    assert not is_cut_mark(Marker(5.0, "Schnitt"))


@pytest.mark.parametrize(
    ("markers", "what"),
    [
        ([Marker(5.0, "Begrüßung")], "contains no cut marks"),
        ([Marker(5.0, "cut")], "the cut mark at 0:05 has no length"),
        ([Marker(5.0, "cut start")], "the cut that starts at 0:05 has no end"),
        ([Marker(5.0, "cut end")], "the mark cut end at 0:05 has no other end"),
        ([Marker(5.0, "cut start"), Marker(7.0, "cut start")], "the mark cut start at 0:07 has no other end"),
    ],
)
def test_marks_that_are_no_whole_cut_are_problems(markers: list[Marker], what: str) -> None:
    problems = [cut for cut in cut_spans(markers) if isinstance(cut, MarkerProblem)]
    assert problems[0].what == what
    assert problems[0].remedy
