"""Chapters of an item: JSON, Podlove Simple Chapters and ID3, with all that they have."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from mutagen.id3 import APIC, CHAP, CTOC, ID3, TIT2, WXXX, CTOCFlags

from podcast.importing.mapping.items.source_chapters import SourceChapter, json_chapters, tag_chapters
from tests.support.foreign_feed import OLD, foreign_feed, imported_show, map_item, usual_item

if TYPE_CHECKING:
    from pathlib import Path

PSC = f"""<psc:chapters version="1.2">
<psc:chapter start="00:00:00.000" title="Anfang"/>
<psc:chapter start="00:01:30.500" title="Mitte: Teil 2" href="https://example.org/" image="{OLD}mitte.jpg"/>
</psc:chapters>"""
JSON = f'<podcast:chapters url="{OLD}1.json" type="application/json+chapters"/>'
FULL = {
    "version": "1.2.0",
    "chapters": [
        {"startTime": 0, "title": "Anfang"},
        {"startTime": 60.5, "endTime": 70, "title": "Werbung", "toc": False},
        {"startTime": 70, "title": "Ort", "img": f"{OLD}ort.png", "url": "https://example.org/ort",
         "location": {"name": "Münster", "geo": "geo:51.96,7.62", "osm": "R62591"}},
    ],
}  # fmt: skip
FILES = {f"{OLD}1.json": json.dumps(FULL).encode(), f"{OLD}ort.png": b"\x89PNG", f"{OLD}mitte.jpg": b"\xff\xd8\xff"}


def test_simple_chapters_are_taken_with_links_and_pictures(tmp_path: Path) -> None:
    assert map_item(tmp_path, PSC, contents=FILES).fields["chapters"] == [
        "0:00 Anfang",
        {"start": "1:30.5", "title": "Mitte: Teil 2", "href": "https://example.org/", "image": "chapter-2.jpg"},
    ]


def test_json_wins_and_has_ends_places_and_silent_chapters(tmp_path: Path) -> None:
    place = {"name": "Münster", "geo": "geo:51.96,7.62", "osm": "R62591"}
    ort = {"href": "https://example.org/ort", "image": "chapter-3.png", "location": place}
    assert map_item(tmp_path, PSC, JSON, contents=FILES).fields["chapters"] == [
        "0:00 Anfang",
        {"start": "1:00.5", "title": "Werbung", "end": "1:10", "toc": False},
        {"start": "1:10", "title": "Ort", **ort},
    ]


def test_simple_chapters_that_json_does_not_give_back_are_kept(tmp_path: Path) -> None:
    assert "Mitte: Teil 2" in str(map_item(tmp_path, PSC, JSON, contents=FILES).fields["extra_xml"])


def test_simple_chapters_that_come_back_are_not_kept_twice(tmp_path: Path) -> None:
    assert "psc:" not in str(map_item(tmp_path, PSC, contents=FILES).fields.get("extra_xml"))


def test_the_address_of_a_file_that_was_not_fetched_is_not_kept(tmp_path: Path) -> None:
    assert "extra_xml" not in map_item(tmp_path, JSON).fields


def test_chapters_are_loaded_as_they_were(tmp_path: Path) -> None:
    show = imported_show(tmp_path, foreign_feed(tmp_path, usual_item(JSON)), FILES)
    first, silent, place = show.episodes[0].chapters
    assert (first.start, silent.end, silent.toc, place.image) == (
        0, 70, False, f"episodes/{show.episodes[0].slug}/chapter-3.png",
    )  # fmt: skip
    assert place.location is not None
    assert place.location.osm == "R62591"


def test_a_picture_that_was_not_fetched_is_said(tmp_path: Path) -> None:
    contents = {name: content for name, content in FILES.items() if name.endswith("json")}
    assert "image" not in str(map_item(tmp_path, JSON, contents=contents).fields["chapters"])


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"chapters": 1}', b'{"chapters": [1, {"startTime": "x"}]}', b"\xff\xfe", b"[" * 9999]
)
def test_chapters_that_cannot_be_read_are_none(data: bytes) -> None:
    assert json_chapters(data) == ()


@pytest.mark.parametrize(
    ("fields", "chapter"),
    [
        ({"startTime": "62.5", "title": " Ein\nTitel "}, SourceChapter(62.5, "Ein Titel")),
        ({"startTime": 5, "endTime": 5, "title": "a"}, SourceChapter(5.0, "a")),
        ({"startTime": 5, "title": "a", "img": "bild.jpg", "url": "javascript:x"}, SourceChapter(5.0, "a")),
        ({"startTime": 5, "title": None, "location": "hier"}, SourceChapter(5.0)),
    ],
)
def test_what_a_chapter_cannot_have_is_left_out(fields: dict[str, object], chapter: SourceChapter) -> None:
    assert json_chapters(json.dumps({"chapters": [fields]}).encode()) == (chapter,)


def test_the_silent_chapter_that_our_own_files_begin_with_is_no_chapter() -> None:
    chapters = [{"startTime": 0, "toc": False}, {"startTime": 3, "title": "Anfang"}]
    assert json_chapters(json.dumps({"chapters": chapters}).encode()) == (SourceChapter(3.0, "Anfang"),)


def tagged_file(path: Path) -> bytes:
    """An MP3's tag with two chapters, of which the table of contents lists one."""
    tag = ID3()
    title = TIT2(encoding=3, text="Anfang")
    link = WXXX(encoding=3, desc="", url="https://example.org/")
    picture = APIC(encoding=3, mime="image/png", type=0, desc="", data=b"\x89PNG...")
    tag.add(CHAP(element_id="a", start_time=0, end_time=9000, sub_frames=[title, link, picture]))
    tag.add(CHAP(element_id="b", start_time=10000, end_time=20000, sub_frames=[TIT2(encoding=3, text="Stille")]))
    tag.add(CTOC(element_id="toc", flags=CTOCFlags.TOP_LEVEL, child_element_ids=["a"], sub_frames=[]))
    path.write_bytes(b"")
    tag.save(path)
    return path.read_bytes()


def test_a_tag_has_ends_links_pictures_and_what_is_not_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    tagged_file(path)
    assert tag_chapters(path) == (
        SourceChapter(0.0, "Anfang", "https://example.org/", end=9.0, picture=b"\x89PNG..."),
        SourceChapter(10.0, "Stille", toc=False),
    )


def test_the_tag_counts_where_the_feed_names_no_chapters(tmp_path: Path) -> None:
    audio = tagged_file(tmp_path / "a.mp3")
    episode = map_item(tmp_path, contents={f"{OLD}audio-1.mp3": audio})
    assert episode.texts["chapter-1.png"] == b"\x89PNG..."
    [first, second] = episode.fields["chapters"]  # type: ignore[misc]
    assert first == {
        "start": "0:00", "title": "Anfang", "href": "https://example.org/", "image": "chapter-1.png", "end": "0:09",
    }  # fmt: skip
    assert second == {"start": "0:10", "title": "Stille", "toc": False}
