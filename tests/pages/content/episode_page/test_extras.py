"""Everything the producer gives has a place on the episode's page."""

from __future__ import annotations

from typing import Any

from podcast.artifacts import Picture
from podcast.model.ai import Ai
from podcast.model.groups import Chapter, License
from podcast.model.podcast_namespace import ContentLink, Funding, Location, SocialInteract, Soundbite
from podcast.transcripts.cue import Cue
from tests.support.rendered_pages import CUES, episode, select, site, text


def page(*, transcript: tuple[Cue, ...] = CUES, show: dict[str, Any] | None = None, **fields: Any) -> bytes:
    files = site(episode(1, **fields), transcripts={"folge-1": transcript}, **(show or {}))
    return files["folge-1/index.html"]


def row(html: bytes, label: str) -> Any:
    (value,) = select(html, f"//dl[@class='rows']/div[dt[normalize-space()='{label}']]/dd")
    return value


def test_a_soundbite_is_a_quote_that_plays_its_passage() -> None:
    html = page(soundbites=(Soundbite(start=4, duration=16, title="Über Akten"),))
    (quote,) = select(html, "//figure[@class='quote']")
    assert quote.xpath(".//blockquote/p/text()") == ["Heute geht es um <Akten>."]
    assert quote.xpath(".//a/@href") == ["../audio/folge-1.1234abcd.mp3#t=4,20"]
    assert quote.xpath(".//figcaption/b/text()") == ["Ada"]
    assert "Über Akten" in quote.text_content()


def test_a_soundbite_without_a_transcript_is_its_title_or_nothing() -> None:
    bites = (Soundbite(start=40, duration=15, title="Ein Satz"), Soundbite(start=80, duration=15))
    assert select(page(soundbites=bites), "//figure//blockquote/p/text()") == ["Ein Satz"]


def test_a_long_soundbite_ends_with_a_sentence() -> None:
    long = Cue(0, 20, "Ada", "Das ist ein Satz von mittlerer Länge. " * 12)
    (words,) = select(page(transcript=(long,), soundbites=(Soundbite(start=0, duration=20),)), "//blockquote/p/text()")
    assert len(words) <= 280
    assert words.endswith("Länge.")


def test_a_place_is_a_link_to_a_map_that_loads_nothing() -> None:
    places = (
        Location(name="Münster", geo="geo:51.96,7.62"),
        Location(name="Leipzig", osm="R62649"),
        Location(name="Hier"),
    )
    html = page(location=places)
    assert [link.get("href") for link in row(html, "Ort").xpath(".//a")] == [
        "https://www.openstreetmap.org/?mlat=51.96&mlon=7.62#map=13/51.96/7.62",
        "https://www.openstreetmap.org/relation/62649",
    ]
    assert "Hier" in row(html, "Ort").text_content()
    assert "Münster" in select(html, "//header[contains(@class, 'band')]//p[@class='facts']")[0].text_content()


def test_comments_are_linked_where_they_are_on_the_web() -> None:
    posts = (
        SocialInteract(protocol="matrix", uri="matrix:r/amt:example.org", priority=3),
        SocialInteract(protocol="bluesky", uri="at://did:plc:x/app.bsky.feed.post/3k", priority=2),
        SocialInteract(protocol="activitypub", uri="https://social.example/@amt/1", priority=1),
    )
    links = row(page(social_interact=posts), "Mitreden").xpath(".//a")
    assert [(link.get("href"), link.text) for link in links] == [
        ("https://social.example/@amt/1", "Im Fediverse (Mastodon)"),
        ("https://bsky.app/profile/did:plc:x/post/3k", "Auf Bluesky"),
    ]


def test_disabled_comments_have_no_row() -> None:
    show = {"social_interact": (SocialInteract(protocol="activitypub", uri="https://social.example/1"),)}
    assert "Mitreden" in text(page(show=show))
    assert "Mitreden" not in text(page(show=show, social_interact=(SocialInteract(protocol="disabled"),)))


def test_support_of_the_episode_comes_before_that_of_the_show() -> None:
    show = Funding(url="https://example.org/show", text="Den Podcast unterstützen")
    own = Funding(url="https://example.org/folge", text="Für diese Folge")
    links = row(page(funding=(own,), show={"funding": (show, own)}), "Unterstützen").xpath(".//a")
    assert [link.text for link in links] == ["Für diese Folge", "Den Podcast unterstützen"]


def test_the_licence_of_the_episode_stands_on_its_page() -> None:
    html = page(license=License(name="cc-by-4.0"), show={"license": License(name="cc0-1.0")})
    (link,) = row(html, "Lizenz").xpath(".//a")
    assert (link.text, link.get("href")) == ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
    assert "CC0 1.0" in row(page(show={"license": License(name="cc0-1.0")}), "Lizenz").text_content()


def test_all_forms_can_be_downloaded() -> None:
    links = row(page(), "Herunterladen").xpath(".//a[@download]/@href")
    forms = [f"transcript.{suffix}" for suffix in ("vtt", "srt", "txt", "html", "json")]
    assert links == ["../audio/folge-1.1234abcd.mp3", *(f"../folge-1/{form}" for form in forms)]


def test_other_services_and_what_a_machine_made_have_rows() -> None:
    html = page(
        content_links=(ContentLink(url="https://audiothek.example/1", text="ARD Audiothek"),), ai=Ai(parts=("voice",))
    )
    assert "ARD Audiothek" in row(html, "Anderswo").text_content()
    assert "Stimmen" in row(html, "Künstliche Intelligenz").text_content()


def test_a_chapter_has_its_picture_and_its_link() -> None:
    chapters = (Chapter(start=0, title="A", image="episodes/folge-1/a.jpg", href="https://example.com/a"),)
    pictures = {"episodes/folge-1/a.jpg@chapter": Picture("assets/a.jpg", 128, 96)}
    html = site(episode(1, chapters=chapters), pictures=pictures)["folge-1/index.html"]
    assert select(html, "//ol[@class='chapters']//img/@src") == ["../assets/a.jpg"]
    assert select(html, "//ol[@class='chapters']//a[@class='chapter-link']/@href") == ["https://example.com/a"]


def test_many_chapters_are_short_on_phones_and_all_of_them_are_in_the_page() -> None:
    html = page(chapters=tuple(Chapter(start=n * 10, title=f"K{n}") for n in range(22)))
    assert len(select(html, "//ol[@class='chapters short']/li")) == 22
    assert select(html, "//button[@class='all-chapters button']/text()") == ["Alle 22 Kapitel"]


def test_an_episode_in_another_language_is_marked_as_such() -> None:
    html = page(language="en", notes="Notes")
    assert select(html, "//h1/@lang | //section[@id='transcript']/@lang") == ["en", "en"]
    assert not select(page(), "//main//*[@lang]")
