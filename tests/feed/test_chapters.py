"""Chapters: the file that podcast:chapters points to, and the forms inside the feed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from podcast.audio.tags.id3 import tag_words
from podcast.feed.chapters import audible_chapters, chapters_json, normal_play_time, timestamp_lines
from podcast.feed.rss import build_feeds
from podcast.model.groups import Chapter
from podcast.pages.render import default_templates, site_files
from podcast.show.load import load
from podcast.timeline.time_map import TimeMap
from tests.support.feed_inputs import a_show, an_audio, an_episode, inputs
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from pathlib import Path

SHOW = a_show()
AUDIO = an_audio(seconds=600.0)


def written(*chapters: Any, covers: dict[str, str] | None = None) -> dict:
    return json.loads(chapters_json(an_episode(chapters=chapters), SHOW, AUDIO, covers or {}))


def test_a_chapter_has_its_start_in_seconds_and_its_title():
    assert written("0:00 Begrüßung", "1:23.5 „Frage“ & 🏛️") == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0, "title": "Begrüßung"},
            {"startTime": 83.5, "title": "„Frage“ & 🏛️"},
        ],
    }


def test_a_chapter_has_its_link_and_its_picture_as_whole_addresses():
    chapter = {"start": 0, "title": "a", "href": "https://a.example/ü", "image": "e/bild.png"}
    assert written(chapter, covers={"e/bild.png": "assets/bild.1.png"})["chapters"] == [
        {
            "startTime": 0,
            "title": "a",
            "url": "https://a.example/%C3%BC",
            "img": "https://podcast.example.org/amt/assets/bild.1.png",
        }
    ]


def test_a_picture_that_is_not_published_is_left_out():
    assert "img" not in written({"start": 0, "title": "a", "image": "e/bild.png"})["chapters"][0]


def test_the_file_begins_at_zero_even_where_the_first_chapter_does_not():
    assert written("0:30 Frage")["chapters"] == [
        {"startTime": 0, "toc": False},
        {"startTime": 30, "title": "Frage"},
    ]


def test_chapters_come_in_the_order_in_which_they_are_heard():
    assert [chapter["title"] for chapter in written("5:00 c", "0:00 a", "1:00 b")["chapters"]] == ["a", "b", "c"]


def test_a_chapter_after_the_end_of_the_audio_is_left_out():
    assert [chapter["title"] for chapter in written("0:00 a", "9:59.999 b", "10:00 c")["chapters"]] == ["a", "b"]


def test_of_chapters_that_start_together_the_last_one_stands():
    assert written("0:00 Stille", "0:00 Begrüßung", "1:00 b")["chapters"][0]["title"] == "Begrüßung"


def test_no_chapters_give_none():
    assert audible_chapters(an_episode(), AUDIO) == ()
    assert written()["chapters"] == []


def test_a_soft_hyphen_stays_on_the_page():
    assert written("0:00 Verwal\u00adtung")["chapters"][0]["title"] == "Verwaltung"


def test_the_file_is_the_same_on_every_run_and_ends_with_a_line_break():
    episode = an_episode(chapters=["0:00 a", "1:00 ü"])
    assert chapters_json(episode, SHOW, AUDIO, {}) == chapters_json(episode, SHOW, AUDIO, {})
    assert chapters_json(episode, SHOW, AUDIO, {}).endswith(b"\n")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.0, "00:00:00.000"),
        (83.5, "00:01:23.500"),
        (59.9996, "00:01:00.000"),
        (3723.007, "01:02:03.007"),
        (360_000.0, "100:00:00.000"),
    ],
)
def test_a_time_has_hours_minutes_seconds_and_thousandths(seconds: float, expected: str):
    assert normal_play_time(seconds) == expected


def lines(*chapters: str) -> tuple[str, ...]:
    return timestamp_lines(audible_chapters(an_episode(chapters=chapters), AUDIO))


def test_timestamps_are_whole_seconds_with_hours():
    assert lines("0:00 a", "0:59.9 b", "2:00.4 c") == ("00:00:00 a", "00:01:00 b", "00:02:00 c")


def test_a_chapter_that_a_trimmed_silence_has_moved_keeps_the_second_that_was_typed():
    moved = an_episode(chapters=["0:00 a", "1:20 b", "3:05 c"]).with_master_times(TimeMap.shifted(-0.2), 600)
    expected = ("00:00:00 a", "00:01:20 b", "00:03:05 c")
    assert timestamp_lines(audible_chapters(moved, AUDIO)) == expected
    assert timestamp_lines(audible_chapters(an_episode(chapters=["0:00.9 a", "1:20 b", "3:05 c"]), AUDIO)) == expected


def test_stores_want_three_timestamps_or_none():
    assert lines("0:00 a", "1:00 b") == ()


def test_stores_want_the_first_timestamp_at_zero():
    assert lines("0:01 a", "1:00 b", "2:00 c") == ()


starts = st.lists(st.floats(0, 700).map(lambda start: round(start, 3)), max_size=12)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(starts)
def test_any_chapters_ascend_from_zero_and_end_before_the_audio(chapter_starts: list[float]):
    listed = [Chapter(start=start, title="x") for start in chapter_starts]
    chapters = json.loads(chapters_json(an_episode(chapters=listed), SHOW, AUDIO, {}))["chapters"]
    times = [chapter["startTime"] for chapter in chapters]
    assert times == sorted(set(times))
    assert times[:1] in ([], [0])
    assert {chapter["startTime"] for chapter in chapters if "title" in chapter} == {
        start for start in chapter_starts if start < 600
    }


def test_a_chapter_has_its_end_and_its_place_where_the_producer_gives_them():
    place = {"name": "Markt & Rathaus", "geo": "geo:51.96,7.62", "osm": "R62591"}
    chapters = [
        {"start": 0, "title": "a", "end": "0:59.5", "location": place},
        {"start": 60, "title": "b", "location": {"name": "Wien", "geo": "geo:48.2,16.4"}},
    ]
    assert written(*chapters)["chapters"] == [
        {"startTime": 0, "title": "a", "endTime": 59.5, "location": place},
        {"startTime": 60, "title": "b", "location": {"name": "Wien", "geo": "geo:48.2,16.4"}},
    ]


@pytest.mark.parametrize(
    ("shift", "end", "expected"),
    [(10.0, 600.0, 70.0), (-2.5, 600.0, 57.5), (0.0, 30.0, 30.0), (-60.0, 600.0, None)],
)
def test_ends_move_with_the_audio_and_stay_within_it(shift: float, end: float, expected: float | None):
    episode = an_episode(chapters=[{"start": 0, "title": "a", "end": 60}]).with_master_times(
        TimeMap.shifted(shift), end
    )
    assert [chapter.end for chapter in episode.chapters] == [expected]


def test_ends_and_places_change_neither_the_feed_nor_the_tags():
    plain = an_episode(chapters=["0:00 a", "1:00 b", "2:00 c"])
    place = {"name": "Wien", "geo": "geo:48.2,16.4"}
    told = [{"start": 60 * n, "title": title, "end": 60 * n + 9, "location": place} for n, title in enumerate("abc")]
    assert inputs(an_episode(chapters=told)).bytes() == inputs(plain).bytes()
    assert tag_words(SHOW, an_episode(chapters=told)) == tag_words(SHOW, plain)


def test_a_hidden_chapter_is_for_apps_and_in_no_list(tmp_path: Path) -> None:
    write_show(tmp_path, episodes=1)
    yaml = tmp_path / "episodes" / "folge-1" / "episode.yaml"
    listed = '  - 0:00 Anfang\n  - {start: "0:00.5", toc: false}\n  - {start: "0:01", title: Leise, toc: false}\n'
    change(yaml, "  - 0:00 Anfang\n", listed)
    change(yaml, "  - 0:01 Mitte\n", '  - {start: "0:01.2", title: Mitte}\n  - {start: "0:01.7", title: Ende}\n')
    show = load(tmp_path).show
    assert show
    [episode] = show.episodes
    audio = {"folge-1": an_audio("folge-1", seconds=2.0)}
    chapters = json.loads(chapters_json(episode, show, audio["folge-1"], {}))["chapters"]
    assert chapters[:3] == [
        {"startTime": 0, "title": "Anfang"},
        {"startTime": 0.5, "toc": False},
        {"startTime": 1, "title": "Leise", "toc": False},
    ]
    item = etree.fromstring(build_feeds(show, audio, {"cover.jpg": "assets/cover.jpg"}, {})["feed.xml"]).find(".//item")
    assert [chapter.get("title") for chapter in item.iter("{*}chapter")] == ["Anfang", "Mitte", "Schluss", "Ende"]
    assert "Leise" not in item.findtext("description")
    page = site_files(show, audio, {}, {}, [default_templates()])["folge-1/index.html"].decode()
    assert "Mitte" in page
    assert "Leise" not in page


@pytest.mark.parametrize("chapter", ['{start: "0:01"}', '{start: "0:01", title: ""}', '{start: "0:01", toc: true}'])
def test_a_chapter_of_a_list_has_a_title(chapter: str, tmp_path: Path) -> None:
    write_show(tmp_path, episodes=1)
    change(tmp_path / "episodes" / "folge-1" / "episode.yaml", "  - 0:01 Mitte\n", f"  - {chapter}\n")
    [problem] = load(tmp_path).problems
    assert problem.field == "chapters[2].title"
    assert problem.what in {"is missing", "is empty"}
