"""Edits of lists of chapters and soundbites, as values."""

from hypothesis import given
from hypothesis import strategies as st

from podcast.desk.marks.mark_edits import (
    AddMark,
    Mark,
    SetMark,
    edited_chapters,
    edited_soundbites,
)
from podcast.desk.marks.times import shown_time, typed_time

LISTED = ["0:00 Ansage", "0:14 Worum es geht", {"start": "0:30", "title": "Zum Original", "toc": False}]
BITES = [{"start": "0:14.3", "duration": 15.1, "title": "Frage"}]


def test_a_short_chapter_stays_short() -> None:
    edit = SetMark(2, Mark(14.0, "Worum es geht"), Mark(15.4, "Worum es geht", "", ""))
    assert edited_chapters(LISTED, edit) == [LISTED[0], "0:15.4 Worum es geht", LISTED[2]]


def test_a_time_that_says_the_same_stays_as_it_is_written() -> None:
    items = ["00:00 Ansage", "0:14,0 Worum"]
    edit = SetMark(2, Mark(14.0, "Worum"), Mark(14.0, "Worum geht es?"))
    assert edited_chapters(items, edit) == ["00:00 Ansage", "0:14,0 Worum geht es?"]


def test_a_chapter_gets_fields_when_it_gets_a_link_and_keeps_those_that_it_has() -> None:
    link = SetMark(1, Mark(0.0, "Ansage"), Mark(0.0, "Ansage", "https://example.org/", ""))
    assert edited_chapters(LISTED, link) == [
        {"start": "0:00", "title": "Ansage", "href": "https://example.org/"},
        *LISTED[1:],
    ]
    later = SetMark(3, Mark(30.0, "Zum Original"), Mark(31.0, "Zum Original", "", ""))
    assert edited_chapters(LISTED, later)[2] == {"start": "0:31", "title": "Zum Original", "toc": False}


def test_a_new_chapter_comes_where_its_time_is() -> None:
    assert edited_chapters(LISTED, AddMark(Mark(17.4, "Neu"))) == [*LISTED[:2], "0:17.4 Neu", LISTED[2]]
    assert edited_chapters([], AddMark(Mark(0.0, "Neu"))) == ["0:00 Neu"]


def test_a_chapter_that_passes_another_changes_places_with_it() -> None:
    edit = SetMark(2, Mark(14.0, "Worum es geht"), Mark(40.0, "Worum es geht"))
    assert edited_chapters(LISTED, edit) == [LISTED[0], LISTED[2], "0:40 Worum es geht"]


def test_a_list_without_order_is_left_in_its_own() -> None:
    items = ["0:30 B", "0:00 A"]
    assert edited_chapters(items, AddMark(Mark(10.0, "C"))) == ["0:30 B", "0:00 A", "0:10 C"]


def test_soundbites_keep_what_is_not_edited() -> None:
    longer = SetMark(1, Mark(14.3, "Frage"), Mark(14.3, "Frage", duration=20.0))
    assert edited_soundbites(BITES, longer) == [{"start": "0:14.3", "duration": 20, "title": "Frage"}]
    unnamed = SetMark(1, Mark(14.3, "Frage"), Mark(14.3, "", duration=15.1))
    assert edited_soundbites(BITES, unnamed) == [{"start": "0:14.3", "duration": 15.1}]
    assert edited_soundbites([], AddMark(Mark(5.0, ""))) == [{"start": "0:05", "duration": 30}]


@given(st.integers(0, 359_999_999), st.sampled_from(["de", "en"]))
def test_a_shown_time_is_typed_as_itself(milliseconds: int, language: str) -> None:
    assert typed_time(shown_time(milliseconds / 1000, language)) == milliseconds / 1000


def test_what_is_no_time_is_none() -> None:
    assert [typed_time(text) for text in ("", "gleich", "1:99", "-3", "1:2:3:4")] == [None] * 5
    assert [typed_time(text) for text in ("17,4", "0:17.4", "1:02:03,5")] == [17.4, 17.4, 3723.5]
