"""What podcast.yaml says of a channel that lacks something, or says it in its own way."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from podcast.importing.mapping.imported import MappingOptions
from podcast.importing.mapping.write_show import write_show
from tests.support.foreign_feed import CHANNEL, DATE, OLD, foreign_feed, imported_show, map_feed, usual_item

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.importing.mapping.imported import ImportedShow

GUID = str(uuid.uuid5(uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6"), "old.example.com/feed.xml"))


def mapped(folder: Path, *changes: tuple[str, str], items: tuple[str, ...] = ()) -> ImportedShow:
    """The mapping of the usual channel with some texts replaced."""
    channel = CHANNEL
    for before, after in changes:
        assert before in channel
        channel = channel.replace(before, after)
    return map_feed(foreign_feed(folder, *items, channel=channel), folder / "show")


def rules(imported: ImportedShow) -> set[str]:
    return {finding.rule for finding in imported.findings}


def test_a_usual_channel_has_no_more_than_its_decisions(tmp_path: Path) -> None:
    assert rules(mapped(tmp_path)) == {"show-link", "time-zone", "cover-not-fetched", "missing-alt"}


@pytest.mark.parametrize(
    ("change", "rule", "field", "value"),
    [
        (("<title>Amt und Würden</title>", ""), "missing-title", "title", "Untitled"),
        (
            ("<description>Über die Verwaltung.</description>", ""),
            "missing-description",
            "description",
            "Amt und Würden",
        ),
        (("<language>de</language>", ""), "missing-language", "language", "en"),
        (("<itunes:author>Redaktion</itunes:author>", ""), "missing-author", "author", "Redaktion"),
        (("<itunes:explicit>no</itunes:explicit>", ""), "missing-explicit", "explicit", False),
        (("podcast@example.org", "no address"), "missing-owner", "owner", None),
        (('text="Government"', 'text="Verwaltungsdinge"'), "unknown-category", "categories", ["Society & Culture"]),
        (('<itunes:category text="Government"/>', ""), "missing-category", "categories", ["Society & Culture"]),
        ((f"<link>{OLD}</link>", ""), "missing-link", "link", "https://podcast.example.org/"),
        ((f'<itunes:image href="{OLD}cover.jpg"/>', ""), "missing-cover", "cover", "cover-stand-in.jpg"),
        (("9b024349-ccf0-5f69-a609-6b82873eab3c", "no-uuid"), "show-guid", "guid", GUID),
    ],
)
def test_what_is_missing_has_a_rule(
    tmp_path: Path, change: tuple[str, str], rule: str, field: str, value: object
) -> None:
    imported = mapped(tmp_path, change)
    assert rule in rules(imported)
    assert imported.fields.get(field) == value


@pytest.mark.parametrize(
    ("written", "code"), [("de-de", "de-DE"), ("de_AT", "de-AT"), ("EN-us", "en-US"), ("DE", "de"), ("zh-Hans", "zh")]
)
def test_languages_have_many_spellings(tmp_path: Path, written: str, code: str) -> None:
    assert mapped(tmp_path, ("<language>de<", f"<language>{written}<")).fields["language"] == code


@pytest.mark.parametrize(
    ("dates", "zone"),
    [
        (("23 Nov 2021 09:00:00 +0100", "23 Jul 2021 09:00:00 +0200"), "Europe/Berlin"),
        (("23 Nov 2021 09:00:00 -0500", "23 Jul 2021 09:00:00 -0400"), "America/New_York"),
        (("23 Nov 2021 09:00:00 GMT", "23 Jul 2021 09:00:00 +0000"), "UTC"),
    ],
)
def test_the_time_zone_follows_from_the_offsets_of_the_dates(tmp_path: Path, dates: tuple[str, ...], zone: str) -> None:
    items = [
        usual_item(number=number).replace(DATE.replace("23", str(22 + number)), f"<pubDate>{date}</pubDate>")
        for number, date in enumerate(dates, start=1)
    ]
    assert mapped(tmp_path, items=tuple(items)).fields["timezone"] == zone


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (f"{OLD}podcast", f"{OLD}podcast/"),
        (f"{OLD}podcast/index.html", f"{OLD}podcast/"),
        (f"{OLD}?show=1", OLD),
        ("http://old.example.com", OLD),
    ],
)
def test_the_link_is_that_of_a_folder(tmp_path: Path, link: str, expected: str) -> None:
    assert mapped(tmp_path, (f"<link>{OLD}</link>", f"<link>{link}</link>")).fields["link"] == expected


def test_the_user_decides_about_the_link(tmp_path: Path) -> None:
    options = MappingOptions(link="https://podcast.example.org")
    imported = map_feed(foreign_feed(tmp_path, usual_item()), tmp_path / "show", options=options)
    assert imported.fields["link"] == "https://podcast.example.org/"
    assert "show-link" not in rules(imported)


def test_categories_are_written_as_apple_does(tmp_path: Path) -> None:
    nested = '<itunes:category text="society &amp;amp; culture"><itunes:category text="Documentary"/></itunes:category>'
    imported = mapped(
        tmp_path, ('<itunes:category text="Government"/>', f'<itunes:category text="Government"/>{nested}')
    )
    assert imported.fields["categories"] == ["Government", "Society & Culture > Documentary"]


def test_the_old_address_is_that_which_the_feed_calls_its_own(tmp_path: Path) -> None:
    itself = f'<atom:link rel="self" href="{OLD}feed.xml" type="application/rss+xml"/>'
    feed, options = (
        foreign_feed(tmp_path, channel=CHANNEL + itself),
        MappingOptions(link="https://podcast.example.org/"),
    )
    assert map_feed(feed, tmp_path / "show", options=options).fields["moved_from"] == f"{OLD}feed.xml"


def test_a_show_that_stays_at_its_address_has_not_moved(tmp_path: Path) -> None:
    itself = f'<atom:link rel="self" href="{OLD}feed.xml" type="application/rss+xml"/>'
    imported = map_feed(foreign_feed(tmp_path, channel=CHANNEL + itself), tmp_path / "show")
    assert "moved_from" not in imported.fields


def test_what_describes_the_old_document_is_not_kept(tmp_path: Path) -> None:
    old = f"""<generator>Old 1.0</generator><lastBuildDate>x</lastBuildDate><pubDate>x</pubDate><docs>x</docs>
<itunes:new-feed-url>{OLD}</itunes:new-feed-url><atom:link rel="self" href="{OLD}"/><atom:link rel="hub" href="{OLD}"/>
<cloud domain="old"/><podcast:podping usesPodping="true"/><atom:link rel="payment" href="{OLD}geld"/><ttl>60</ttl>"""
    show = imported_show(tmp_path, foreign_feed(tmp_path, usual_item(), channel=CHANNEL + old))
    assert show.extra_xml is not None
    assert [
        name
        for name in ("generator", "Date", "docs", "new-feed", "self", "hub", "cloud", "podping")
        if name in show.extra_xml
    ] == []
    assert "payment" in show.extra_xml
    assert "<ttl>60</ttl>" in show.extra_xml


def test_a_title_of_300_characters_is_cut(tmp_path: Path) -> None:
    title = str(mapped(tmp_path, ("<title>Amt und Würden<", f"<title>{'Amt ' * 75}<")).fields["title"])
    assert len(title) <= 255
    assert title.endswith("Amt…")


def test_an_invalid_link_of_the_user_is_said(tmp_path: Path) -> None:
    options = MappingOptions(link="https://podcast.example.org/?show=1")
    imported = map_feed(foreign_feed(tmp_path, usual_item()), tmp_path / "show", options=options)
    assert "refused-value" in rules(imported)
    assert len(imported.episodes) == 1


@pytest.mark.parametrize(("language", "title"), [("de", "Staffel 2"), ("de-AT", "Staffel 2"), ("en", "Season 2")])
def test_every_season_of_an_item_is_listed(tmp_path: Path, language: str, title: str) -> None:
    items = (
        usual_item("<itunes:season>2</itunes:season>"),
        usual_item('<podcast:season name="Ämter">1</podcast:season>', number=2),
    )
    path = foreign_feed(tmp_path, *items, channel=CHANNEL.replace("<language>de<", f"<language>{language}<"))
    imported = map_feed(path, tmp_path / "show")
    assert imported.fields["seasons"] == [{"number": 1, "title": "Ämter"}, {"number": 2, "title": title}]
    assert "season-title" in rules(imported)


def test_a_season_that_is_new_is_named_and_podcast_yaml_stays(tmp_path: Path) -> None:
    root = tmp_path / "show"
    write_show(map_feed(foreign_feed(tmp_path, usual_item("<itunes:season>1</itunes:season>")), root), root)
    before = (root / "podcast.yaml").read_bytes()
    items = (usual_item("<itunes:season>2</itunes:season>", number=2), usual_item("<itunes:season>1</itunes:season>"))
    imported = map_feed(foreign_feed(tmp_path, *items), root)
    write_show(imported, root)
    [finding] = [finding for finding in imported.findings if finding.rule == "new-season"]
    assert (finding.kind, '- {number: 2, title: "Staffel 2"}' in finding.sentence) == ("to do", True)
    assert (root / "podcast.yaml").read_bytes() == before


def test_the_link_is_the_secure_one(tmp_path: Path) -> None:
    imported = mapped(tmp_path, (f"<link>{OLD}</link>", "<link>http://old.example.com/a/</link>"))
    assert imported.fields["link"] == "https://old.example.com/a/"
    assert "insecure-link" in rules(imported)
