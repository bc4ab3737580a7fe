"""GUIDs, dates and audio of items: what a second import finds again."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from tests.support.foreign_feed import (
    DATE,
    ENCLOSURE,
    GUID,
    OLD,
    foreign_feed,
    imported_show,
    item,
    map_feed,
    map_item,
    usual_item,
)

if TYPE_CHECKING:
    from pathlib import Path


def rules(folder: Path, *items: str) -> list[str]:
    """The findings about the items of a feed."""
    findings = map_feed(foreign_feed(folder, *items), folder / "show").findings
    return [finding.rule for finding in findings if finding.where]


@pytest.mark.parametrize(
    ("guid", "is_permalink"),
    [
        ('<guid isPermaLink="false">tag:old,2020:Ä&amp;1</guid>', False),
        ('<guid isPermaLink="true">https://old.example.com/1</guid>', True),
        ("<guid>https://old.example.com/1</guid>", True),
        ('<guid isPermaLink="FALSE">1</guid>', False),
    ],
)
def test_a_guid_is_kept_byte_for_byte(tmp_path: Path, guid: str, is_permalink: bool) -> None:  # noqa: FBT001
    show = imported_show(tmp_path, foreign_feed(tmp_path, item(guid, DATE, ENCLOSURE)))
    [episode] = show.episodes
    assert episode.guid == guid.partition(">")[2].removesuffix("</guid>").replace("&amp;", "&")
    assert episode.guid_is_permalink is is_permalink


@pytest.mark.parametrize("guid", ["", "<guid/>", "<guid> \n </guid>"])
def test_a_missing_guid_follows_from_the_audio(tmp_path: Path, guid: str) -> None:
    feed = foreign_feed(tmp_path, item(guid, DATE, ENCLOSURE))
    first, second = (map_feed(feed, tmp_path / "show") for _ in range(2))
    assert first.episodes[0].guid == second.episodes[0].guid == str(uuid.uuid5(uuid.NAMESPACE_URL, f"{OLD}one.mp3"))
    assert "missing-guid" in rules(tmp_path, item(guid, DATE, ENCLOSURE))


def test_two_items_with_one_guid_and_two_files_are_two_episodes(tmp_path: Path) -> None:
    other = ENCLOSURE.replace("one", "two")
    imported = map_feed(foreign_feed(tmp_path, item(GUID, DATE, ENCLOSURE), item(GUID, DATE, other)), tmp_path / "show")
    assert [episode.guid for episode in imported.episodes] == [
        "tag:old,1",
        str(uuid.uuid5(uuid.NAMESPACE_URL, f"{OLD}two.mp3")),
    ]


def test_an_item_that_is_repeated_is_one_episode(tmp_path: Path) -> None:
    items = [item(GUID, DATE, ENCLOSURE)] * 2
    assert len(map_feed(foreign_feed(tmp_path, *items), tmp_path / "show").episodes) == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Tue, 23 Nov 2021 09:00:00 +0100", "2021-11-23 09:00+01:00"),
        ("Tue, 23 Nov 2021 09:00:07 -0530", "2021-11-23 09:00:07-05:30"),
        ("Tue, 23 Nov 2021 09:00:00 GMT", "2021-11-23 09:00+00:00"),
    ],
)
def test_a_date_keeps_its_offset(tmp_path: Path, written: str, expected: str) -> None:
    feed = foreign_feed(tmp_path, item(GUID, ENCLOSURE, f"<pubDate>{written}</pubDate>"))
    assert map_feed(feed, tmp_path / "show").episodes[0].fields["date"] == expected


@pytest.mark.parametrize(
    ("date", "rule"),
    [("<pubDate>99.99.9999, 99:99</pubDate>", "unreadable-date"), ("<pubDate/>", "missing-date"), ("", "missing-date")],
)
def test_an_item_without_a_date_is_a_draft(tmp_path: Path, date: str, rule: str) -> None:
    assert rule in rules(tmp_path, item(GUID, ENCLOSURE, date))
    [episode] = imported_show(tmp_path, foreign_feed(tmp_path, item(GUID, ENCLOSURE, date))).episodes
    assert episode.draft
    assert episode.date is None


def test_dublin_core_has_a_date_where_pubdate_cannot_be_read(tmp_path: Path) -> None:
    dates = "<pubDate>soon</pubDate><dc:date>2021-11-23T09:00:00+01:00</dc:date>"
    feed = foreign_feed(tmp_path, item(GUID, ENCLOSURE, dates))
    assert map_feed(feed, tmp_path / "show").episodes[0].fields["date"] == "2021-11-23 09:00+01:00"


def test_an_item_without_audio_is_a_draft(tmp_path: Path) -> None:
    [episode] = imported_show(tmp_path, foreign_feed(tmp_path, item(GUID, DATE))).episodes
    assert episode.draft


def test_further_enclosures_are_kept_as_alternatives(tmp_path: Path) -> None:
    picture = f'<enclosure url="{OLD}one.jpg" length="9" type="image/jpeg"/>'
    ogg = f'<enclosure url="{OLD}one.ogg" length="0" type="audio/ogg"/>'
    episode = map_feed(foreign_feed(tmp_path, item(GUID, DATE, picture, ENCLOSURE, ogg)), tmp_path / "show").episodes[0]
    extra = str(episode.fields["extra_xml"])
    assert "one.mp3" not in extra
    assert f'<podcast:alternateEnclosure type="image/jpeg" length="9"><podcast:source uri="{OLD}one.jpg"/>' in extra
    assert f'uri="{OLD}one.ogg"' in extra


@pytest.mark.parametrize("group", ["{}", "<media:group>{}</media:group>"])
def test_media_rss_names_the_audio_where_no_enclosure_does(tmp_path: Path, group: str) -> None:
    content = group.format(f'<media:content url="{OLD}one.mp3" type="audio/mpeg"/>')
    imported = map_feed(foreign_feed(tmp_path, item(GUID, DATE, content)), tmp_path / "show")
    assert "draft" not in imported.episodes[0].fields
    assert "media-content" in {finding.rule for finding in imported.findings}


def test_audio_is_never_encoded_again(tmp_path: Path) -> None:
    assert map_item(tmp_path).fields["audio"] == {"passthrough": True}


def test_an_item_without_a_title_is_called_by_its_file(tmp_path: Path) -> None:
    feed = foreign_feed(tmp_path, item(GUID, DATE, ENCLOSURE, title=""))
    assert map_feed(feed, tmp_path / "show").episodes[0].fields["title"] == "one.mp3"


def test_a_title_of_300_characters_is_cut_at_a_word(tmp_path: Path) -> None:
    feed = foreign_feed(tmp_path, item(GUID, DATE, ENCLOSURE, title=f"<title>{'Wort ' * 60}</title>"))
    title = str(map_feed(feed, tmp_path / "show").episodes[0].fields["title"])
    assert len(title) <= 255
    assert title.endswith("Wort…")


def test_only_the_newest_items_are_chosen_whatever_their_order(tmp_path: Path) -> None:
    from podcast.importing.mapping.imported import MappingOptions

    feed = foreign_feed(tmp_path, *(usual_item(number=number) for number in (1, 3, 2)))
    imported = map_feed(feed, tmp_path / "show", options=MappingOptions(only=2))
    assert [episode.guid for episode in imported.episodes] == ["tag:old,3", "tag:old,2"]
