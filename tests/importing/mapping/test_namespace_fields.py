"""The rest of the namespaces: each element is in its field, or verbatim in extra_xml, and comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.importing.mapping.namespace_fields import boolean
from tests.support.foreign_feed import CHANNEL, OLD, foreign_feed, imported_show, map_feed, map_item, usual_item

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.show.yaml_reader import YamlValue

UUID = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
PLACE = '<podcast:location rel="creator" geo="geo:51.96,7.62" osm="R62591" country="DE">Münster</podcast:location>'


@pytest.mark.parametrize(
    ("element", "field", "value"),
    [
        ("<itunes:season>2</itunes:season>", "season", 2),
        ("<itunes:episode>07</itunes:episode>", "episode", 7),
        ('<podcast:episode display="Sieben">7</podcast:episode>', "display", "Sieben"),
        ("<itunes:episodeType>Bonus</itunes:episodeType>", "type", "bonus"),
        ("<itunes:title>Ohne Nummer</itunes:title>", "itunes_title", "Ohne Nummer"),
        ("<itunes:explicit>YES</itunes:explicit>", "explicit", True),
        ("<itunes:block>yes</itunes:block>", "block", True),
        ("<dc:language>en</dc:language>", "language", "en"),
        ("<category>Eins</category><category> Zwei </category>", "topics", ["Eins", "Zwei"]),
        ("<podcast:license>cc-by-4.0</podcast:license>", "license", "cc-by-4.0"),
        (
            f'<podcast:license url="{OLD}l">Eigene</podcast:license>',
            "license",
            {"name": "Eigene", "url": f"{OLD}l"},
        ),
        (
            PLACE,
            "location",
            [{"name": "Münster", "geo": "geo:51.96,7.62", "osm": "R62591", "rel": "creator", "country": "DE"}],
        ),
        (
            '<podcast:soundbite startTime="73" duration="60.5">Der Kern</podcast:soundbite>',
            "soundbites",
            [{"start": 73, "duration": 60.5, "title": "Der Kern"}],
        ),
        (
            f'<podcast:funding url="{OLD}geld">Spenden</podcast:funding>',
            "funding",
            [{"url": f"{OLD}geld", "text": "Spenden"}],
        ),
        (
            f'<podcast:contentLink href="{OLD}video">Video</podcast:contentLink>',
            "content_links",
            [{"url": f"{OLD}video", "text": "Video"}],
        ),
        (
            f'<podcast:socialInteract protocol="activitypub" uri="{OLD}@a/1" accountId="@a" priority="1"/>',
            "social_interact",
            [{"protocol": "activitypub", "uri": f"{OLD}@a/1", "account_id": "@a", "priority": 1}],
        ),
    ],
)
def test_an_element_becomes_its_field_and_comes_back(
    tmp_path: Path, element: str, field: str, value: YamlValue
) -> None:
    feed = foreign_feed(tmp_path, usual_item(element))
    [episode] = map_feed(feed, tmp_path / "show").episodes
    assert episode.fields[field] == value
    assert element.partition(" ")[0].partition(">")[0] not in str(episode.fields.get("extra_xml"))
    assert len(imported_show(tmp_path, feed).episodes) == 1


@pytest.mark.parametrize(
    "element",
    [
        "<itunes:episode>0</itunes:episode>",
        "<itunes:keywords>a, b</itunes:keywords>",
        "<itunes:episodeType>special</itunes:episodeType>",
        '<podcast:soundbite startTime="1" duration="3"/>',
        '<podcast:location geo="geo:1"/>',
        '<podcast:txt purpose="verify">abc</podcast:txt>',
        '<podcast:value type="lightning"><podcast:valueRecipient type="node" address="0" split="1"/></podcast:value>',
        '<x:y xmlns:x="https://example.org/ns" x:z="1">Text &amp; <x:b/>mehr</x:y>',
        "<comments>https://example.org/c</comments>",
        '<podcast:socialInteract protocol="mastodon" uri="https://example.org/1"/>',
        "<itunes:order>3</itunes:order>",
        '<media:content url="https://example.org/other.mp4" type="video/mp4"/>',
    ],
)
def test_what_no_field_can_have_is_kept_as_it_is(tmp_path: Path, element: str) -> None:
    [episode] = imported_show(tmp_path, foreign_feed(tmp_path, usual_item(element))).episodes
    assert episode.extra_xml is not None
    assert element in episode.extra_xml


def test_one_refused_value_keeps_the_others_in_the_field(tmp_path: Path) -> None:
    bites = '<podcast:soundbite startTime="1" duration="3"/><podcast:soundbite startTime="5" duration="30"/>'
    imported = map_feed(foreign_feed(tmp_path, usual_item(bites)), tmp_path / "show")
    fields = imported.episodes[0].fields
    assert fields["soundbites"] == [{"start": 5, "duration": 30}]
    assert bites.replace("/><", "/>\n<") in str(fields["extra_xml"])
    assert "refused-value" in [finding.rule for finding in imported.findings]


def test_the_enclosure_that_media_rss_repeats_is_not_kept(tmp_path: Path) -> None:
    repeated = f'<media:content url="{OLD}audio-1.mp3" type="audio/mpeg"/>'
    assert "media:" not in str(map_item(tmp_path, repeated).fields.get("extra_xml"))


def test_pictures_beside_the_cover_are_fetched_with_what_they_say(tmp_path: Path) -> None:
    image = f'<podcast:image href="{OLD}wide.png" alt="Zwei Menschen" purpose="social banner" width="1920"/>'
    cover = f'<itunes:image href="{OLD}1.jpg"/>'
    files = {f"{OLD}wide.png": b"\x89PNG", f"{OLD}1.jpg": b"\xff\xd8\xff"}
    fields = map_item(tmp_path, image, cover, contents=files).fields
    assert fields["images"] == [{"file": "image-1.png", "alt": "Zwei Menschen", "purpose": "social banner"}]
    assert fields["cover"] == "cover.jpg"
    assert "image" not in str(fields.get("extra_xml"))


def test_an_item_with_the_cover_of_the_show_has_none_of_its_own(tmp_path: Path) -> None:
    same = f'<itunes:image href="{OLD}cover.jpg"/>'
    fields = map_item(tmp_path, same, contents={f"{OLD}cover.jpg": b"\xff\xd8\xff"}).fields
    assert "cover" not in fields
    assert "itunes:image" not in str(fields.get("extra_xml"))


def test_names_of_seasons_come_from_the_items(tmp_path: Path) -> None:
    season = '<podcast:season name="Haushalt">2</podcast:season><itunes:season>2</itunes:season>'
    show = imported_show(tmp_path, foreign_feed(tmp_path, usual_item(season)))
    assert [(named.number, named.title) for named in show.seasons] == [(2, "Haushalt")]
    assert show.episodes[0].extra_xml is None or "season" not in show.episodes[0].extra_xml


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("yes", True),
        (" Explicit ", True),
        ("TRUE", True),
        ("no", False),
        ("clean", False),
        ("false", False),
        ("?", None),
    ],
)
def test_explicit_has_many_spellings(word: str, value: bool | None) -> None:  # noqa: FBT001
    assert boolean(word) is value


def test_the_channel_says_the_same(tmp_path: Path) -> None:
    elements = f"""<itunes:type>serial</itunes:type><podcast:medium>course</podcast:medium>{PLACE}
<copyright>Amt</copyright><itunes:block>Yes</itunes:block>
<podcast:locked owner="podcast@example.org">yes</podcast:locked>
<podcast:updateFrequency rrule="FREQ=WEEKLY" dtstart="2021-01-01">Jede Woche</podcast:updateFrequency>
<podcast:txt purpose="verify">abc</podcast:txt><podcast:funding url="{OLD}geld">Spenden</podcast:funding>
<podcast:podroll><podcast:remoteItem feedGuid="{UUID}" feedUrl="{OLD}x"/></podcast:podroll>
<podcast:publisher><podcast:remoteItem medium="publisher" feedGuid="{UUID}" feedUrl="{OLD}p"/></podcast:publisher>
<podcast:value type="lightning" method="keysend"/><itunes:subtitle>Ein Satz</itunes:subtitle>"""
    show = imported_show(tmp_path, foreign_feed(tmp_path, usual_item(), channel=CHANNEL + elements))
    assert (show.type, show.medium, show.block, show.locked) == ("serial", "course", True, True)
    assert (show.copyright, show.subtitle, show.location[0].rel) == ("Amt", "Ein Satz", "creator")
    assert show.update_frequency is not None
    assert show.update_frequency.rrule == "FREQ=WEEKLY"
    assert (show.txt[0].purpose, show.funding[0].text, len(show.podroll)) == ("verify", "Spenden", 1)
    assert show.publisher is not None
    assert show.extra_xml is not None
    assert "podcast:value" in show.extra_xml
    for name in ("locked", "medium", "location", "txt", "funding", "podroll", "publisher", "updateFrequency"):
        assert f"podcast:{name}" not in show.extra_xml
