"""Edits of marker files: in each program's own form, and nothing but the marker changes."""

from __future__ import annotations

import codecs
import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.markers.editing.edit_markers import add_marker, remove_marker, set_marker
from podcast.markers.editing.marker_entry import time_like
from podcast.markers.marker import parse_seconds
from podcast.markers.read_markers import read_markers
from tests.markers.test_read_markers import PSC, SAMPLES, WANTED


def read(data: bytes | None) -> list[tuple[float, str]]:
    assert data is not None
    return [(marker.start, marker.title) for marker in read_markers(data, "m")]


def changed_lines(before: str, after: bytes | None) -> list[str]:
    assert after is not None
    lines = difflib.ndiff(before.splitlines(), after.decode().splitlines())
    return [line for line in lines if line[:1] in "+-"]


@pytest.mark.parametrize("program", SAMPLES)
def test_a_chapter_moves_in_the_form_of_each_program(program: str) -> None:
    moved = set_marker(SAMPLES[program].encode(), 1, start=84.25)
    assert read(moved) == [WANTED[0], (84.25, WANTED[1][1]), WANTED[2]]
    assert len(changed_lines(SAMPLES[program], moved)) == 2


@pytest.mark.parametrize("program", SAMPLES)
@pytest.mark.parametrize("title", ["Schluss", 'Ein "Wort", & <mehr>; dazu'])
def test_a_chapter_gets_another_title(program: str, title: str) -> None:
    if "<" in title and program in {"mp4chaps", "typed"}:
        title = title.replace("<mehr>", "mehr")  # which is an address there
    renamed = set_marker(SAMPLES[program].encode(), 2, title=title)
    assert read(renamed) == [*WANTED[:2], (WANTED[2][0], title)]
    assert len(changed_lines(SAMPLES[program], renamed)) == 2


@pytest.mark.parametrize("program", SAMPLES)
@pytest.mark.parametrize(("place", "start"), [(1, 17.4), (3, 3800.0)])
def test_a_chapter_is_added_where_its_time_is(program: str, place: int, start: float) -> None:
    added = add_marker(SAMPLES[program].encode(), start, "Neu & „laut“")
    assert read(added) == [*WANTED[:place], (start, "Neu & „laut“"), *WANTED[place:]]


@pytest.mark.parametrize("program", SAMPLES)
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_chapter_is_removed_and_the_others_keep_their_bytes(program: str, number: int) -> None:
    removed = remove_marker(SAMPLES[program].encode(), number)
    assert read(removed) == [chapter for index, chapter in enumerate(WANTED) if index != number]
    if "\n" in SAMPLES[program].strip():
        assert all(line.startswith(("-", "+  ", "+ }")) for line in changed_lines(SAMPLES[program], removed))


@pytest.mark.parametrize("program", SAMPLES)
def test_what_is_added_and_removed_again_leaves_the_file_as_it_was(program: str) -> None:
    data = SAMPLES[program].encode()
    added = add_marker(data, 17.4, "Neu")
    assert added is not None
    assert remove_marker(added, 1) == data


@pytest.mark.parametrize("program", SAMPLES)
@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF8, "utf-8"), (b"", "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")]
)
def test_byte_order_marks_and_ends_of_lines_stay(program: str, mark: bytes, encoding: str) -> None:
    text = SAMPLES[program].replace("\n", "\r\n")
    if encoding != "utf-8" and text.startswith("<"):
        pytest.skip("XML in UTF-16 is left to its program")
    added = add_marker(mark + text.encode(encoding), 17.4, "Neu")
    assert read(added)[1] == (17.4, "Neu")
    assert added is not None
    assert added.startswith(mark)
    assert "\n" not in added[len(mark) :].decode(encoding).replace("\r\n", "")


def test_attributes_and_comments_of_xml_stay() -> None:
    text = PSC.replace('  <psc:chapter start="01', "  <!-- Schluss: prüfen -->\n  <psc:chapter start='01").replace(
        '03.250"', "03.250'"
    )
    moved = set_marker(text.encode(), 2, start=3724.0, title="Schluss")
    assert moved == text.replace("01:02:03.250", "01:02:04.000").replace("Zum Schluss: A &amp; B", "Schluss").encode()


def test_a_region_of_audacity_keeps_its_end_unless_it_begins_behind_it() -> None:
    region = "83.500000\t90.250000\tA\n"
    assert set_marker(region.encode(), 0, start=85.0) == b"85.000000\t90.250000\tA\n"
    assert set_marker(region.encode(), 0, start=95.0) == b"95.000000\t95.000000\tA\n"


def test_a_file_without_an_end_of_line_gets_one_only_between() -> None:
    assert add_marker(b"0:00 A\n0:10 B", 20.0, "C") == b"0:00 A\n0:10 B\n0:20 C"


def test_what_cannot_be_written_is_refused() -> None:
    data = SAMPLES["typed"].encode()
    assert remove_marker(b"0:00 A\n", 0) is None
    assert set_marker(data, 9, start=1.0) is None
    assert set_marker(data, 1, title="a\nb") is None
    assert add_marker(b"no markers", 1.0, "A") is None


@pytest.mark.parametrize(
    ("sample", "seconds", "text"),
    [
        ("0:00", 17.4, "0:17.4"),
        ("0:00", 17.0, "0:17"),
        ("00:00:00.000", 17.4, "00:00:17.400"),
        ("0:00", 3723.25, "1:02:03.25"),
        ("83,5", 17.4, "17,4"),
        ("83.500000", 17.4, "17.400000"),
        ("62:03.456", 3900.0, "1:05:00.000"),
    ],
)
def test_times_are_written_like_the_others(sample: str, seconds: float, text: str) -> None:
    assert time_like(sample, seconds) == text


@given(st.sampled_from(["0:00", "00:00:00.000", "1:02", "83,5", "0", "12:00:00,5"]), st.integers(0, 359_999_999))
def test_a_written_time_is_read_as_itself(sample: str, milliseconds: int) -> None:
    assert parse_seconds(time_like(sample, milliseconds / 1000)) == milliseconds / 1000


@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 2), st.integers(0, 4_000_000))
def test_wherever_a_chapter_is_moved_the_file_says_so_or_stays(program: str, number: int, milliseconds: int) -> None:
    start = milliseconds / 1000
    moved = set_marker(SAMPLES[program].encode(), number, start=start)
    expected = [*WANTED[:number], (start, WANTED[number][1]), *WANTED[number + 1 :]]
    assert moved is not None
    assert read(moved) == sorted(expected, key=lambda chapter: chapter[0])
