"""Hints about chapters: how many an hour has, and how long their titles are."""

from __future__ import annotations

import pytest

from podcast.checks.rules.chapter_hints import MAX_TITLE_CHARACTERS, chapters_per_hour, short_chapter_titles
from podcast.model.groups import Chapter
from podcast.model.show import Episode, Show


def show(*chapters: tuple[float, str]) -> Show:
    marks = tuple(Chapter(start=start, title=title) for start, title in chapters)
    return Show.model_construct(episodes=(Episode(slug="eins", guid="g", title="Eins", chapters=marks),))


@pytest.mark.parametrize(
    ("minutes", "is_hint"),
    [
        (range(0, 60, 10), False),
        (range(0, 120, 10), False),
        (range(0, 63, 9), True),
        ([0, 60, 61, 62, 63, 64, 65, 66], True),
        ([], False),
    ],
)
def test_more_than_six_chapters_within_an_hour_are_a_hint(minutes, *, is_hint: bool) -> None:
    findings = [*chapters_per_hour(show(*((minute * 60, f"Teil {minute}") for minute in minutes)))]
    assert [finding.loc for finding in findings] == [("chapters",)] * is_hint


def test_a_long_title_is_a_hint() -> None:
    longest = "ö" * MAX_TITLE_CHARACTERS
    findings = [*short_chapter_titles(show((0, f"{longest}\u00ad"), (10, f"{longest}a")))]
    assert [(finding.loc, finding.what) for finding in findings] == [
        (("chapters", 1), "has a title of 61 characters; apps cut it after about 60")
    ]
