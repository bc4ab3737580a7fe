"""The show that ships, built, as other people's readers, players and meters meet it."""

import io
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

import feedparser
import podcastparser
import pytest
from mutagen.id3 import ID3
from mutagen.mp3 import MP3, BitrateMode

from podcast.pipeline import BuildResult
from tests.support.paths import ROOT
from tests.support.sounds import decode_with_miniaudio, loudness, true_peak

FEED = "https://podcast.example.org/feed.xml"


@pytest.fixture(scope="session")
def feed(built: BuildResult) -> bytes:
    return (built.site / "feed.xml").read_bytes()


def local(built: BuildResult, url: str) -> Path:
    """The file behind a public URL."""
    assert url.startswith("https://podcast.example.org/")
    path = unquote(urlsplit(url).path).lstrip("/")
    return built.site / (path + "index.html" if path.endswith("/") or not path else path)


def test_feedparser_reads_every_episode_newest_first(built: BuildResult, feed: bytes) -> None:
    parsed = feedparser.parse(feed)
    assert not parsed.bozo
    assert parsed.feed.title == "Rebellion im Aktenschrank"
    assert parsed.feed.language == "de"
    assert [entry.title for entry in parsed.entries] == [episode.title for episode in built.show.episodes]
    assert [entry.id for entry in parsed.entries] == [episode.guid for episode in built.show.episodes]
    dates = [entry.published_parsed for entry in parsed.entries]
    assert dates == sorted(dates, reverse=True)


def test_podcastparser_finds_what_a_player_needs(built: BuildResult, feed: bytes) -> None:
    parsed = podcastparser.parse(FEED, io.BytesIO(feed))
    assert parsed["type"] == "episodic"
    assert parsed["explicit"] is False
    assert parsed["link"] == "https://podcast.example.org/"
    for entry, episode in zip(parsed["episodes"], built.show.episodes, strict=True):
        (enclosure,) = entry["enclosures"]
        assert enclosure["mime_type"] == "audio/mpeg"
        assert enclosure["file_size"] == local(built, enclosure["url"]).stat().st_size
        assert entry["total_time"] == pytest.approx(built.audio[episode.slug].seconds, abs=1)
        assert entry["guid"] == episode.guid
        assert local(built, entry["link"]).is_file()


def test_everything_that_the_feed_names_is_in_the_site(built: BuildResult, feed: bytes) -> None:
    from xml.etree import ElementTree as ET

    named = {
        value
        for element in ET.fromstring(feed).iter()  # noqa: S314 our own bytes
        for value in (*element.attrib.values(), element.text or "")
        if value.startswith("https://podcast.example.org/")
    }
    assert len(named) >= 30
    for url in named:
        assert local(built, url).is_file(), url


@pytest.mark.long
def test_every_mp3_is_as_loud_as_promised_for_an_independent_decoder_and_meter(built_in_full: BuildResult) -> None:
    for audio in built_in_full.audio.values():
        path = built_in_full.site / audio.path
        samples, rate = decode_with_miniaudio(path)
        assert loudness(samples, rate) == pytest.approx(-16, abs=0.5)
        assert true_peak(samples) <= -1.0
        info = MP3(path).info
        assert info.bitrate_mode is BitrateMode.CBR
        assert info.length == pytest.approx(len(samples) / rate, abs=0.001)
        assert len(samples) / rate == pytest.approx(audio.seconds, abs=0.001)


def test_chapters_are_the_same_in_the_file_the_feed_and_the_page(built: BuildResult) -> None:
    for episode in built.show.episodes:
        wanted = [(chapter.start, chapter.title) for chapter in episode.chapters]
        assert len(wanted) >= 3
        tags = ID3(built.site / built.audio[episode.slug].path)
        frames = sorted(tags.getall("CHAP"), key=lambda frame: frame.start_time)
        assert [(frame.start_time / 1000, str(frame.sub_frames["TIT2"])) for frame in frames] == wanted
        marks = json.loads((built.site / episode.slug / "chapters.json").read_text("utf-8"))["chapters"]
        assert [(mark["startTime"], mark["title"]) for mark in marks] == wanted
        page = (built.site / episode.slug / "index.html").read_text("utf-8")
        for _, title in wanted:
            assert title in page


def test_every_page_is_german_and_has_a_player_or_none_to_have(built: BuildResult) -> None:
    pages = sorted(built.site.rglob("*.html"))
    assert sum(path.parent.name == "einbetten" for path in pages) == len(built.show.episodes)
    for path in pages:
        assert '<html lang="de"' in path.read_text("utf-8")
    for episode in built.show.episodes:
        page = (built.site / episode.slug / "index.html").read_text("utf-8")
        assert "<audio" in page
        assert "controls" in page


@pytest.mark.long
def test_the_show_is_built_in_full(built_in_full: BuildResult) -> None:
    seasons = Counter(episode.season for episode in built_in_full.show.episodes)
    assert seasons == {1: 10, 2: 5, 3: 4, None: 2}


def test_every_episode_is_on_a_page_of_its_season(built: BuildResult) -> None:
    assert {episode.season for episode in built.show.episodes} == {1, 2, 3, None}
    for episode in built.show.episodes:
        season = built.site / f"staffel-{episode.season}" if episode.season else built.site / "folgen"
        pages = [season / "index.html", *season.glob("seite-*/index.html")]
        assert any(f"/{episode.slug}/" in page.read_text("utf-8") for page in pages)


def test_what_the_placeholder_edition_chose_is_called_so_wherever_it_stands(built: BuildResult, feed: bytes) -> None:
    texts = {entry.id: entry.summary for entry in feedparser.parse(feed).entries}
    chosen = [episode for episode in built.show.episodes if "Platzhalter-Ausgabe" in (episode.summary or "")]
    assert len(chosen) >= 5
    for episode in chosen:
        [sentence] = re.findall(r"[^.?!]*Platzhalter-Ausgabe[^.]*\.", episode.summary or "")
        page = (built.site / episode.slug / "index.html").read_text("utf-8")
        json_ld = "".join(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL))
        visible = re.sub(r"<head>.*?</head>|<script.*?</script>", "", page, flags=re.DOTALL)
        tags = ID3(built.site / built.audio[episode.slug].path)
        tagged = " ".join(str(frame) for kind in ("COMM", "TDES") for frame in tags.getall(kind))
        for text in (texts[episode.guid], json_ld, visible, tagged):
            assert sentence.strip() in " ".join(text.replace("\xa0", " ").split())
        assert "Zu dieser Ausgabe" in visible


def test_every_item_links_its_transcript_with_times_first(feed: bytes) -> None:
    namespace = "{https://podcastindex.org/namespace/1.0}"
    from xml.etree import ElementTree as ET

    for item in ET.fromstring(feed).iter("item"):  # noqa: S314 our own bytes
        types = [transcript.get("type") for transcript in item.iter(f"{namespace}transcript")]
        assert types[0] == "text/vtt"


def test_drafts_are_nowhere(built: BuildResult) -> None:
    drafts = {
        path.parent.name
        for path in (ROOT / "episodes").glob("*/episode.yaml")
        if "draft: true" in path.read_text("utf-8")
    }
    assert len(drafts) == 2
    for path in built.site.rglob("*"):
        assert path.name not in drafts
        if path.suffix in {".html", ".xml", ".json"}:
            text = path.read_text("utf-8")
            assert not [slug for slug in drafts if f"/{slug}/" in text]


def test_no_page_asks_a_third_party_for_anything(built: BuildResult) -> None:
    for path in built.site.rglob("*.html"):
        loaded = re.findall(
            r"<(?:script|img|audio|source|iframe|video)[^>]*\ssrc(?:set)?=\"([^\"]+)\"", path.read_text("utf-8")
        )
        loaded += re.findall(
            r"<link[^>]*rel=\"(?:stylesheet|preload|icon)\"[^>]*href=\"([^\"]+)\"", path.read_text("utf-8")
        )
        assert not [address for address in loaded if "//" in address]
