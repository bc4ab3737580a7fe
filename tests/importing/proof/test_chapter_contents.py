"""The same chapters are equal, however they are written."""

import json

import pytest

from podcast.importing.proof.canonical import as_written
from podcast.importing.proof.chapter_contents import chapters_content


def content(*chapters: dict[str, object]) -> str:
    return chapters_content(json.dumps({"version": "1.2.0", "chapters": chapters}).encode(), as_written)


def test_notation_makes_no_difference() -> None:
    first = content({"startTime": 0, "title": "A "}, {"startTime": 90.5, "title": "B", "toc": True, "img": ""})
    second = content({"startTime": 90.500, "title": "B"}, {"startTime": 0.0, "title": "A"})
    assert first == second


def test_a_silent_beginning_makes_no_difference() -> None:
    assert content({"startTime": 0, "toc": False}, {"startTime": 5, "title": "A"}) == content(
        {"startTime": 5, "title": "A"}
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", "B"),
        ("startTime", 5.001),
        ("endTime", 9),
        ("url", "https://example.org/"),
        ("img", "x"),
        ("toc", False),
        ("location", {"name": "Leipzig", "geo": "geo:51.3,12.4"}),
    ],
)
def test_every_value_makes_a_difference(key: str, value: object) -> None:
    chapter = {"startTime": 5, "title": "A"}
    assert content(chapter) != content(chapter | {key: value})


@pytest.mark.parametrize("data", [b"", b"[]", b'{"chapters": 1}', b'{"chapters": [{"title": "x"}]}', b"\xff"])
def test_what_is_no_chapters_has_no_content(data: bytes) -> None:
    assert chapters_content(data, as_written) == ""
