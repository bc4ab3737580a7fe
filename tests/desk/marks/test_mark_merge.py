"""Edits of marks that others have changed since the page was loaded, as values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.desk.marks.mark_edits import AddMark, Mark, RemoveMark, SetMark
from podcast.desk.marks.mark_merge import MarkClash, merged_edit

START, TOPIC, END = Mark(0.0, "Ansage", "", ""), Mark(14.0, "Worum", "", ""), Mark(30.0, "Ende", "", "")
SHOWN = [START, TOPIC, END]
RENAMED = SetMark(2, TOPIC, Mark(14.0, "Anders", "", ""))
BITE = Mark(14.0, "Frage", duration=20.0)


def test_a_mark_that_stayed_is_changed_where_it_is_now() -> None:
    present = [START, Mark(5.0, "Neu von anderen", "", ""), TOPIC, END]
    assert merged_edit(present, SHOWN, RENAMED) == SetMark(3, TOPIC, RENAMED.new)
    assert merged_edit(present, SHOWN, RemoveMark(2, TOPIC)) == RemoveMark(3, TOPIC)
    assert merged_edit(present, SHOWN, AddMark(END)) == AddMark(END)


@pytest.mark.parametrize(
    ("theirs", "merged"),
    [
        (Mark(15.0, "Worum", "", ""), Mark(15.0, "Anders", "", "")),
        (Mark(14.0, "Worum", "https://example.org/", ""), Mark(14.0, "Anders", "https://example.org/", "")),
        (Mark(14.0, "Worum", "", "./b.jpg"), Mark(14.0, "Anders", "", "./b.jpg")),
        (Mark(14.0, "Anders", "", ""), None),
    ],
)
def test_what_only_one_side_has_changed_is_merged(theirs: Mark, merged: Mark | None) -> None:
    expected = SetMark(2, theirs, merged) if merged else None
    assert merged_edit([START, theirs, END], SHOWN, RENAMED) == expected


@pytest.mark.parametrize("theirs", [Mark(14.0, "Von anderen", "", ""), Mark(20.0, "Von anderen", "", "")])
def test_a_part_that_both_have_changed_is_a_clash(theirs: Mark) -> None:
    mine = Mark(14.0, "Anders", "", "")
    assert merged_edit([START, theirs, END], SHOWN, RENAMED) == MarkClash(mine, theirs, 2, TOPIC)


def test_of_a_clash_this_side_has_what_only_the_others_have_changed() -> None:
    theirs = Mark(14.0, "Von anderen", "https://example.org/", "")
    clash = merged_edit([START, theirs, END], SHOWN, RENAMED)
    assert isinstance(clash, MarkClash)
    assert clash.mine == Mark(14.0, "Anders", "https://example.org/", "")


def test_a_mark_that_others_have_removed_is_a_clash_and_one_that_both_removed_is_gone() -> None:
    assert merged_edit([START, END], SHOWN, RENAMED) == MarkClash(RENAMED.new, None, 2, TOPIC)
    assert merged_edit([START, END], SHOWN, RemoveMark(2, TOPIC)) is None


def test_a_mark_that_others_have_changed_is_not_removed_unseen() -> None:
    theirs = Mark(14.0, "Worum", "https://example.org/", "")
    assert merged_edit([START, theirs, END], SHOWN, RemoveMark(2, TOPIC)) == MarkClash(None, theirs, 2, TOPIC)


def test_ends_of_soundbites_are_merged_as_ends() -> None:
    edit = SetMark(1, BITE, Mark(16.0, "Frage", duration=18.0))
    theirs = Mark(14.0, "Frage", duration=30.0)
    assert merged_edit([theirs], [BITE], edit) == SetMark(1, theirs, Mark(16.0, "Frage", duration=28.0))
    before_mine = Mark(14.0, "Frage", duration=1.5)
    assert merged_edit([before_mine], [BITE], edit) == MarkClash(edit.new, before_mine, 1, BITE)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from("abc")), min_size=1, max_size=6, unique=True),
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from("abcd")), max_size=6, unique=True),
    st.integers(0, 5),
)
def test_no_mark_but_the_same_one_is_ever_changed(
    shown: list[tuple[int, str]], present: list[tuple[int, str]], number: int
) -> None:
    number %= len(shown)
    before, now = ([Mark(float(start), title) for start, title in marks] for marks in (shown, present))
    edit = SetMark(number + 1, before[number], Mark(99.0, "neu"))
    result = merged_edit(now, before, edit)
    assert result is not None
    if isinstance(result, SetMark):
        assert result.old == now[result.number - 1]
        assert result.old.start == before[number].start or result.old.title == before[number].title
    elif isinstance(result, MarkClash) and result.in_file:
        assert result.in_file == now[result.number - 1]
        assert result.in_file not in before
