"""Addresses at the old host never replace what our feed makes itself; where one has to stay, that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.importing.mapping.imported import MappingOptions
from tests.support.foreign_feed import CHANNEL, OLD, foreign_feed, map_feed, map_item, usual_item

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.importing.mapping.imported import ImportedShow

TRAILER = f'<podcast:trailer url="{OLD}audio-1.mp3" pubdate="Tue, 23 Nov 2021 09:00:00 +0100">Bald</podcast:trailer>'
FORMATS = (
    '<podcast:alternateEnclosure type="audio/opus" length="1">'
    f'<podcast:source uri="{OLD}1.opus"/></podcast:alternateEnclosure>'
)


def imported(folder: Path, *items: str, channel: str = "") -> ImportedShow:
    return map_feed(foreign_feed(folder, *items, channel=CHANNEL + channel), folder / "show")


def sentences(show: ImportedShow, rule: str) -> list[str]:
    return [finding.sentence for finding in show.findings if finding.rule == rule]


@pytest.mark.parametrize(
    "element",
    [
        f'<itunes:image href="{OLD}own.jpg"/>',
        f'<podcast:image href="{OLD}wide.jpg" purpose="banner"/>',
        f'<podcast:transcript url="{OLD}1.vtt" type="text/vtt"/>',
        f'<podcast:chapters url="{OLD}1.json" type="application/json+chapters"/>',
        f'<podcast:person role="guest" img="{OLD}erika.jpg">Erika</podcast:person>',
    ],
)
def test_a_file_that_was_not_fetched_leaves_no_address(tmp_path: Path, element: str) -> None:
    assert "extra_xml" not in map_item(tmp_path, element).fields


@pytest.mark.parametrize(
    "element",
    [
        f'<atom:link rel="self" href="{OLD}feed.xml"/><atom:link rel="first" href="{OLD}feed.xml"/>',
        '<atom:link rel="hub" href="https://hub.example.org/"/>',
        f'<atom:link rel="alternate" type="application/rss+xml" href="{OLD}opus.xml"/>',
        f"<itunes:new-feed-url>{OLD}new.xml</itunes:new-feed-url>",
    ],
)
def test_addresses_of_the_old_feed_are_left_out_and_said(tmp_path: Path, element: str) -> None:
    show = imported(tmp_path, usual_item(), channel=element)
    assert OLD not in str(show.fields.get("extra_xml"))
    assert len(sentences(show, "old-feed")) == 1


def test_other_links_of_the_channel_are_kept(tmp_path: Path) -> None:
    show = imported(tmp_path, channel='<atom:link rel="payment" href="https://pay.example.org/"/>')
    assert "https://pay.example.org/" in str(show.fields["extra_xml"])


def test_a_trailer_is_named_by_its_episode(tmp_path: Path) -> None:
    episode = usual_item("<itunes:episodeType>trailer</itunes:episodeType>")
    show = imported(tmp_path, episode, channel=TRAILER)
    assert "trailer" not in str(show.fields.get("extra_xml"))
    assert sentences(show, "trailer") == []


def test_a_trailer_without_an_episode_is_said(tmp_path: Path) -> None:
    show = imported(tmp_path, usual_item(), channel=TRAILER)
    assert "trailer" not in str(show.fields.get("extra_xml"))
    assert sentences(show, "trailer") == [
        f"the trailer Bald is left out; set type: trailer in the episode with this audio: {OLD}audio-1.mp3"
    ]


def test_what_has_to_stay_at_the_old_host_is_said_once(tmp_path: Path) -> None:
    source = foreign_feed(tmp_path, usual_item(FORMATS), usual_item(FORMATS, number=2))
    show = map_feed(source, tmp_path / "show", options=MappingOptions(link="https://neu.example.org/"))
    assert [f"{OLD}1.opus" in str(episode.fields["extra_xml"]) for episode in show.episodes] == [True, True]
    [sentence] = sentences(show, "old-address")
    assert sentence.startswith("podcast:alternateEnclosure is kept")
