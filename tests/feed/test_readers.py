"""Every field that we write, read back by other people's readers; docs/en/feed.md has the same as a table.

A field that a reader has no function for here is one that it does not read, or reads wrong (the page says which).
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tempfile
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest

from tests.support.feed_inputs import full
from tests.support.paths import ENGLISH_DOCS, GERMAN_DOCS, TESTS

SITE = "https://podcast.example.org/amt/"
NODE = TESTS / "readers"

# What the show of `full` says. Times are seconds since 1970 or since the beginning of the audio.
SAID: dict[str, Any] = {
    "title": "Amt & Würden",
    "link": SITE,
    "description": "<p>Ein Podcast über die Verwaltung von morgen.</p>",
    "language": "de",
    "author": "Werkstatt Kommune",
    "owner": "post@example.org",
    "artwork": f"{SITE}assets/cover.1a2b3c4d.jpg",
    "categories": ["Government", "Education > Courses", "Education > How To", "Society & Culture"],
    "explicit": False,
    "type": "episodic",
    "copyright": "Werkstatt Kommune",
    "self": f"{SITE}feed.xml",
    "hub": "https://hub.example/",
    "new address": f"{SITE}feed.xml",
    "complete": True,
    "guid": "0f7c2a4e-5f0e-5d3c-9a55-0d1c2b3a4f5e",
    "locked": True,
    "medium": "podcast",
    "license": "cc-by-4.0",
    "update frequency": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "funding": ("https://a.example/spenden?f%C3%BCr=uns", "Spenden & helfen"),
    "hosts": ["Erika Muster"],
    "place": "Westfalen",
    "words of the artwork": "Ein Aktenschrank mit offenen Schubladen",
    "trailer": f"{SITE}audio/trailer.01234567.mp3",
    "comments unwanted": "disabled",
    "txt": [("verify", "abc-123"), (None, "ohne Zweck")],
    "podroll": "29cdca4a-32d8-56ba-b48b-09a011c5daa9",
    "publisher": ("003af0a0-6a45-55cf-b765-68e3d349551a", "https://c.example/%C3%BC"),
    "places": [("Westfalen", "subject", None), ("Wien", "creator", "AT")],
    "pictures": [("artwork", None, None), ("banner", "3/1", 1500)],
    "item title": "Über eins",
    "item title for Apple": "Eins",
    "item link": f"{SITE}eins/",
    "item guid": "guid-eins",
    "item date": 1711785600,
    "item description": "<p>Worum es geht.</p>",
    "item notes": f'<a href="{SITE}eins/#t=83">ab 1:23</a>',
    "item enclosure": (f"{SITE}audio/eins.01234567.mp3", 31_415_926, "audio/mpeg"),
    "item duration": 1985,
    "item season": 1,
    "item season's name": "Anfänge",
    "item number": 1,
    "item number in words": "Teil 1 & 2",
    "item language": "en",
    "item license": ("eigene", "https://a.example/%C3%9F"),
    "item kind": ["full", "full", "trailer"],
    "item explicit": [False, False, True],
    "item artwork": f"{SITE}assets/cover.33333333.jpeg",
    "item words of the artwork": "Ein Rathaus",
    "item pictures": [("artwork", None, None), ("social artwork", "16/9", 1920), ("canvas", "9/16", 1080)],
    "item wide picture": f"{SITE}assets/youtube.44444444.jpg",
    "item transcripts": ["text/vtt", "application/x-subrip", "text/html", "application/json"],
    "item chapters (file)": f"{SITE}eins/chapters.json",
    "item chapters": [("Begrüßung", 0), ("Mit Bild & Link", 83), ("Abschied", 1800)],
    "item soundbites": [(73, 30), (60.5, 45)],
    "item people": [("Erika Muster", "host"), ("Ali Beispiel", "guest")],
    "item place": ("Münster", "R62591"),
    "item places": [("Münster", "subject", None), ("Köln & Umgebung", "creator", "DE")],
    "item link elsewhere": ("https://a.example/%C3%BC?v=1&t=2", "Auch in der Mediathek & anderswo"),
    "item default format": (f"{SITE}audio/eins.01234567.mp3", 128_000, "MP3, 128 kbit/s"),
    "item other format": f"{SITE}audio/eins.89abcdef.opus",
    "item digest of it": "sha256-q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=",
    "item comments": "https://social.example/@amt/1",
    "item deep link": f"{SITE}eins/#",
    "item topics": ["Jugend & Amt", "Wahl"],
}


def program() -> str:
    """Return node's path, if the readers that it runs are installed; else skip the test, or fail if it must run."""
    node = shutil.which("node")
    if node is None or not (NODE / "node_modules").is_dir():
        missing = "the readers of npm are not installed: npm ci --prefix tests/readers"
        pytest.fail(missing) if os.environ.get("PODCAST_READERS") == "required" else pytest.skip(missing)
    return node


@cache
def npm() -> dict[str, Any]:
    """Return the feeds as the readers that node runs parse them, by the readers' names."""
    node = program()
    with tempfile.TemporaryDirectory() as folder:
        feed, as_json = Path(folder, "feed.xml"), Path(folder, "feed.json")
        feed.write_bytes(full().bytes())
        as_json.write_bytes(full().json()["feed.json"])
        done = subprocess.run([node, "read.mjs", feed, as_json], cwd=NODE, capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


def understood(reader: str) -> Any:
    """Return the feed as a reader parses it."""
    data = full().bytes()
    if reader == "feedparser":
        return feedparser.parse(data, sanitize_html=False)
    if reader == "podcastparser":
        return podcastparser.parse(f"{SITE}feed.xml", io.BytesIO(data))
    return npm()[reader]


def when(text: str) -> int:
    """Seconds since 1970, of a date as ISO 8601 or RFC 2822 writes it."""
    date = datetime.fromisoformat(text) if text[:1].isdigit() else parsedate_to_datetime(text)
    return int(date.timestamp())


def clock(npt: str) -> int:
    hours, minutes, seconds = npt.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(float(seconds))


def nested(parent: str, children: list[str]) -> list[str]:
    """Categories as podcast.yaml writes them."""
    return [f"{parent} > {child}" for child in children] or [parent]


def start(text: str, words: str) -> str | None:
    """The words, if the text begins with them."""
    return words if text.startswith(words) else None


def within(text: str, words: str) -> str | None:
    return words if words in text else None


WORDS, LINK = SAID["item description"], SAID["item notes"]


def of_feedparser() -> dict[str, Any]:
    def first_item(read):
        return read.entries[1]

    def enclosure(read):
        enclosure_fields = first_item(read).enclosures[0]
        return enclosure_fields.href, int(enclosure_fields.length), enclosure_fields.type

    return {
        "title": lambda read: read.feed.title,
        "link": lambda read: read.feed.link,
        "description": lambda read: read.feed.subtitle,
        "language": lambda read: read.feed.language,
        "owner": lambda read: read.feed.author_detail.email,
        "artwork": lambda read: read.feed.image.href,
        "type": lambda read: read.feed.itunes_type,
        "copyright": lambda read: read.feed.rights,
        "self": lambda read: next(link.href for link in read.feed.links if link.rel == "self"),
        "hub": lambda read: next(link.href for link in read.feed.links if link.rel == "hub"),
        "new address": lambda read: read.feed["itunes_new-feed-url"],
        "complete": lambda read: read.feed.itunes_complete == "Yes",
        "guid": lambda read: read.feed.podcast_guid,
        "medium": lambda read: read.feed.podcast_medium,
        "license": lambda read: read.feed.podcast_license,
        "update frequency": lambda read: read.feed.podcast_updatefrequency["rrule"],
        "trailer": lambda read: read.feed.podcast_trailer["url"],
        "comments unwanted": lambda read: read.feed.podcast_socialinteract["protocol"],
        "podroll": lambda read: read.feed.podcast_remoteitem["feedguid"],
        "item title": lambda read: first_item(read).title,
        "item title for Apple": lambda read: first_item(read).itunes_title,
        "item language": lambda read: read.entries[2].language,
        "item number in words": lambda read: first_item(read).podcast_episode["display"],
        "item topics": lambda read: [tag.term for tag in read.entries[0].tags],
        "item link": lambda read: first_item(read).link,
        "item guid": lambda read: first_item(read).id,
        "item date": lambda read: when(first_item(read).published),
        "item description": lambda read: start(first_item(read).summary, WORDS),
        "item notes": lambda read: within(first_item(read).content[0].value, LINK),
        "item enclosure": enclosure,
        "item duration": lambda read: int(first_item(read).itunes_duration),
        "item season": lambda read: int(first_item(read).itunes_season),
        "item season's name": lambda read: first_item(read).podcast_season["name"],
        "item number": lambda read: int(first_item(read).itunes_episode),
        "item kind": lambda read: [entry.itunes_episodetype for entry in read.entries],
        "item artwork": lambda read: first_item(read).image.href,
        "item wide picture": lambda read: first_item(read).media_thumbnail[0]["url"],
        "item chapters (file)": lambda read: first_item(read).podcast_chapters["url"],
        "item chapters": lambda read: [
            (c["title"], clock(c["start"])) for c in first_item(read).psc_chapters["chapters"]
        ],
        "item other format": lambda read: first_item(read).podcast_source["uri"],
        "item digest of it": lambda read: first_item(read).podcast_integrity["value"],
        "item comments": lambda read: read.entries[0].podcast_socialinteract["uri"],
        "item deep link": lambda read: next(
            x.href for x in first_item(read).links if x.rel == "http://podlove.org/deep-link"
        ),
    }


def of_podcastparser() -> dict[str, Any]:
    def first_item(read):
        return read["episodes"][1]

    def enclosure(read):
        enclosure_fields = first_item(read)["enclosures"][0]
        return enclosure_fields["url"], enclosure_fields["file_size"], enclosure_fields["mime_type"]

    return {
        "title": lambda read: read["title"],
        "link": lambda read: read["link"],
        "description": lambda read: read["description"],
        "language": lambda read: read["language"],
        "author": lambda read: read["itunes_author"],
        "owner": lambda read: read["itunes_owner"]["email"],
        "artwork": lambda read: read["cover_url"],
        "categories": lambda read: [
            name for parent, *children in read["itunes_categories"] for name in nested(parent, children)
        ],
        "explicit": lambda read: read["explicit"],
        "type": lambda read: read["type"],
        "new address": lambda read: read["new_url"],
        "item title": lambda read: first_item(read)["title"],
        "item link": lambda read: first_item(read)["link"],
        "item guid": lambda read: first_item(read)["guid"],
        "item date": lambda read: first_item(read)["published"],
        "item notes": lambda read: within(first_item(read)["description_html"], LINK),
        "item enclosure": enclosure,
        "item duration": lambda read: first_item(read)["total_time"],
        "item season": lambda read: first_item(read)["season"],
        "item number": lambda read: first_item(read)["number"],
        "item kind": lambda read: [entry["type"] for entry in read["episodes"]],
        "item explicit": lambda read: [entry["explicit"] for entry in read["episodes"]],
        "item artwork": lambda read: first_item(read)["episode_art_url"],
        "item chapters": lambda read: [(c["title"], c["start"]) for c in first_item(read)["chapters"]],
    }


def of_partytime() -> dict[str, Any]:
    def first_item(read):
        return read["items"][1]

    def people(read):
        return [(person["name"], person["role"].lower()) for person in read["items"][0]["podcastPeople"]]

    def default_format(read):
        chosen = next(format_ for format_ in first_item(read)["alternativeEnclosures"] if format_["default"])
        return chosen["source"][0]["uri"], chosen["bitrate"], chosen["title"]

    return {
        "title": lambda read: read["title"],
        "link": lambda read: read["link"],
        "description": lambda read: read["description"],
        "language": lambda read: read["language"],
        "author": lambda read: read["author"],
        "owner": lambda read: read["owner"]["email"],
        "artwork": lambda read: read["itunesImage"],
        "categories": lambda read: read["itunesCategory"],
        "explicit": lambda read: read["explicit"],
        "type": lambda read: read["itunesType"],
        "copyright": lambda read: read["copyright"],
        "self": lambda read: read["pubsub"]["self"],
        "hub": lambda read: read["pubsub"]["hub"],
        "new address": lambda read: read["itunesNewFeedUrl"],
        "complete": lambda read: read["itunesComplete"],
        "guid": lambda read: read["guid"],
        "locked": lambda read: read["locked"],
        "medium": lambda read: read["medium"],
        "license": lambda read: read["license"]["identifier"],
        "funding": lambda read: (read["podcastFunding"][0]["url"], read["podcastFunding"][0]["message"]),
        "hosts": lambda read: [person["name"] for person in read["podcastPeople"]],
        "place": lambda read: read["podcastLocation"]["name"],
        "trailer": lambda read: read["trailers"][0]["url"],
        "txt": lambda read: [(txt.get("purpose"), txt["value"]) for txt in read["podcastTxt"]],
        "podroll": lambda read: read["podroll"][0]["feedGuid"],
        "publisher": lambda read: tuple(read["podcastPublisher"][name] for name in ("feedGuid", "feedUrl")),
        "item number in words": lambda read: first_item(read)["podcastEpisode"]["display"],
        "item license": lambda read: tuple(first_item(read)["license"][name] for name in ("identifier", "url")),
        "item default format": default_format,
        "item title": lambda read: first_item(read)["title"],
        "item link": lambda read: first_item(read)["link"],
        "item guid": lambda read: first_item(read)["guid"],
        "item date": lambda read: when(first_item(read)["pubDate"]),
        "item description": lambda read: start(first_item(read)["description"], WORDS),
        "item notes": lambda read: within(first_item(read)["content"], LINK),
        "item enclosure": lambda read: tuple(first_item(read)["enclosure"].values()),
        "item duration": lambda read: first_item(read)["duration"],
        "item season": lambda read: first_item(read)["itunesSeason"],
        "item season's name": lambda read: first_item(read)["podcastSeason"]["name"],
        "item number": lambda read: first_item(read)["podcastEpisode"]["number"],
        "item kind": lambda read: [item["itunesEpisodeType"] for item in read["items"]],
        "item explicit": lambda read: [item["explicit"] for item in read["items"]],
        "item artwork": lambda read: first_item(read)["itunesImage"],
        "item chapters (file)": lambda read: first_item(read)["podcastChapters"]["url"],
        "item soundbites": lambda read: [
            (b["startTime"], b["duration"]) for b in read["items"][0]["podcastSoundbites"]
        ],
        "item people": people,
        "item place": lambda read: (
            first_item(read)["podcastLocation"]["name"],
            first_item(read)["podcastLocation"]["osm"],
        ),
        "item other format": lambda read: first_item(read)["alternativeEnclosures"][1]["source"][0]["uri"],
        "item digest of it": lambda read: first_item(read)["alternativeEnclosures"][1]["integrity"]["value"],
        "item comments": lambda read: read["items"][0]["podcastSocialInteraction"][0]["url"],
    }


def of_feedsmith() -> dict[str, Any]:
    def first_item(read):
        return read["items"][1]

    def link(item, rel):
        return next(entry["href"] for entry in item["atom"]["links"] if entry["rel"] == rel)

    def categories(read):
        for category in read["itunes"]["categories"]:
            yield from nested(category["text"], [child["text"] for child in category.get("categories", [])])

    def pictures(read):
        return [(image["purpose"], image.get("aspectRatio"), image.get("width")) for image in read["podcast"]["images"]]

    def places(read):
        return [(place["display"], place["rel"], place.get("country")) for place in read["podcast"]["locations"]]

    def default_format(read):
        chosen = next(format_ for format_ in read["podcast"]["alternateEnclosures"] if format_.get("default"))
        return chosen["sources"][0]["uri"], chosen["bitrate"], chosen["title"]

    return {
        "title": lambda read: read["title"],
        "link": lambda read: read["link"],
        "description": lambda read: read["description"],
        "language": lambda read: read["language"],
        "author": lambda read: read["itunes"]["author"],
        "owner": lambda read: read["itunes"]["owner"]["email"],
        "artwork": lambda read: read["itunes"]["image"],
        "categories": lambda read: list(categories(read)),
        "explicit": lambda read: read["itunes"]["explicit"],
        "type": lambda read: read["itunes"]["type"],
        "copyright": lambda read: read["copyright"],
        "self": lambda read: link(read, "self"),
        "hub": lambda read: link(read, "hub"),
        "new address": lambda read: read["itunes"]["newFeedUrl"],
        "complete": lambda read: read["itunes"]["complete"],
        "guid": lambda read: read["podcast"]["guid"],
        "locked": lambda read: read["podcast"]["locked"]["value"],
        "medium": lambda read: read["podcast"]["medium"],
        "license": lambda read: read["podcast"]["license"]["display"],
        "update frequency": lambda read: read["podcast"]["updateFrequency"]["rrule"],
        "funding": lambda read: tuple(read["podcast"]["fundings"][0].values()),
        "hosts": lambda read: [person["display"] for person in read["podcast"]["persons"]],
        "place": lambda read: read["podcast"]["locations"][0]["display"],
        "words of the artwork": lambda read: read["podcast"]["images"][0]["alt"],
        "trailer": lambda read: read["podcast"]["trailers"][0]["url"],
        "txt": lambda read: [(txt.get("purpose"), txt["display"]) for txt in read["podcast"]["txts"]],
        "podroll": lambda read: read["podcast"]["podroll"]["remoteItems"][0]["feedGuid"],
        "publisher": lambda read: tuple(
            read["podcast"]["publisher"]["remoteItem"][name] for name in ("feedGuid", "feedUrl")
        ),
        "places": places,
        "pictures": pictures,
        "item title for Apple": lambda read: first_item(read)["itunes"]["title"],
        "item language": lambda read: read["items"][2]["dc"]["languages"][0],
        "item number in words": lambda read: first_item(read)["podcast"]["episode"]["display"],
        "item license": lambda read: tuple(first_item(read)["podcast"]["license"][name] for name in ("display", "url")),
        "item pictures": lambda read: pictures(first_item(read)),
        "item wide picture": lambda read: first_item(read)["media"]["thumbnails"][0]["url"],
        "item places": lambda read: places(first_item(read)),
        "item default format": lambda read: default_format(first_item(read)),
        "item topics": lambda read: [category["name"] for category in read["items"][0]["categories"]],
        "item title": lambda read: first_item(read)["title"],
        "item link": lambda read: first_item(read)["link"],
        "item guid": lambda read: first_item(read)["guid"]["value"],
        "item date": lambda read: when(first_item(read)["pubDate"]),
        "item description": lambda read: start(first_item(read)["description"], WORDS),
        "item notes": lambda read: within(first_item(read)["content"]["encoded"], LINK),
        "item enclosure": lambda read: tuple(first_item(read)["enclosures"][0].values()),
        "item duration": lambda read: first_item(read)["itunes"]["duration"],
        "item season": lambda read: first_item(read)["podcast"]["season"]["number"],
        "item season's name": lambda read: first_item(read)["podcast"]["season"]["name"],
        "item number": lambda read: first_item(read)["podcast"]["episode"]["number"],
        "item kind": lambda read: [item["itunes"]["episodeType"] for item in read["items"]],
        "item explicit": lambda read: [item["itunes"]["explicit"] for item in read["items"]],
        "item artwork": lambda read: first_item(read)["itunes"]["image"],
        "item words of the artwork": lambda read: first_item(read)["podcast"]["images"][0]["alt"],
        "item transcripts": lambda read: [form["type"] for form in read["items"][0]["podcast"]["transcripts"]],
        "item chapters (file)": lambda read: first_item(read)["podcast"]["chapters"]["url"],
        "item chapters": lambda read: [(c["title"], clock(c["start"])) for c in first_item(read)["psc"]["chapters"]],
        "item soundbites": lambda read: [
            (b["startTime"], b["duration"]) for b in read["items"][0]["podcast"]["soundbites"]
        ],
        "item people": lambda read: [(p["display"], p["role"]) for p in read["items"][0]["podcast"]["persons"]],
        "item place": lambda read: tuple(
            first_item(read)["podcast"]["locations"][0][name] for name in ("display", "osm")
        ),
        "item other format": lambda read: first_item(read)["podcast"]["alternateEnclosures"][1]["sources"][0]["uri"],
        "item digest of it": lambda read: first_item(read)["podcast"]["alternateEnclosures"][1]["integrity"]["value"],
        "item comments": lambda read: read["items"][0]["podcast"]["socialInteracts"][0]["uri"],
        "item deep link": lambda read: link(first_item(read), "http://podlove.org/deep-link"),
    }


def of_podparse() -> dict[str, Any]:
    def first_item(read):
        return read["episodes"][1]

    def enclosure(read):
        return tuple(first_item(read)["enclosure"][name] for name in ("url", "length", "type"))

    def default_format(read):
        chosen = next(format_ for format_ in first_item(read)["alternateEnclosure"] if format_["default"])
        return chosen["source"][0]["uri"], chosen["bitrate"], chosen["title"]

    return {
        "title": lambda read: read["meta"]["title"],
        "link": lambda read: read["meta"]["link"],
        "description": lambda read: read["meta"]["description"],
        "language": lambda read: read["meta"]["language"],
        "author": lambda read: read["meta"]["author"],
        "owner": lambda read: read["meta"]["owner"]["email"],
        "artwork": lambda read: read["meta"]["image"]["url"],
        "explicit": lambda read: read["meta"]["explicit"],
        "type": lambda read: read["meta"]["type"],
        "self": lambda read: next(entry["href"] for entry in read["meta"]["links"] if entry["rel"] == "self"),
        "hub": lambda read: next(entry["href"] for entry in read["meta"]["links"] if entry["rel"] == "hub"),
        "guid": lambda read: read["meta"]["guid"],
        "locked": lambda read: read["meta"]["locked"],
        "medium": lambda read: read["meta"]["medium"],
        "license": lambda read: read["meta"]["license"]["slug"],
        "funding": lambda read: (read["meta"]["funding"][0]["url"], read["meta"]["funding"][0]["name"]),
        "hosts": lambda read: [person["name"] for person in read["meta"]["person"]],
        "place": lambda read: read["meta"]["location"]["name"],
        "trailer": lambda read: read["meta"]["trailer"][0]["url"],
        "item license": lambda read: tuple(first_item(read)["license"][name] for name in ("slug", "url")),
        "item link elsewhere": lambda read: tuple(
            first_item(read)["contentLink"][0][name] for name in ("href", "text")
        ),
        "item wide picture": lambda read: first_item(read)["thumbnail"],
        "item default format": default_format,
        "item title": lambda read: first_item(read)["title"],
        "item link": lambda read: first_item(read)["link"],
        "item guid": lambda read: first_item(read)["guid"],
        "item date": lambda read: when(first_item(read)["pubDate"]),
        "item description": lambda read: start(first_item(read)["description"], WORDS),
        "item enclosure": enclosure,
        "item duration": lambda read: first_item(read)["duration"],
        "item season": lambda read: first_item(read)["season"],
        "item number": lambda read: first_item(read)["episode"],
        "item kind": lambda read: [item["episodeType"] for item in read["episodes"]],
        "item explicit": lambda read: [item["explicit"] for item in read["episodes"]],
        "item artwork": lambda read: first_item(read)["image"]["url"],
        "item transcripts": lambda read: [form["type"] for form in read["episodes"][0]["transcript"]],
        "item chapters (file)": lambda read: first_item(read)["chapters"]["url"],
        "item soundbites": lambda read: [(b["startTime"], b["duration"]) for b in read["episodes"][0]["soundbite"]],
        "item people": lambda read: [(p["name"], p["role"]) for p in read["episodes"][0]["person"]],
        "item place": lambda read: (first_item(read)["location"]["name"], first_item(read)["location"]["osm"]),
        "item other format": lambda read: first_item(read)["alternateEnclosure"][1]["source"][0]["uri"],
    }


def of_json() -> dict[str, Any]:
    def first_item(read):
        return read["items"][1]

    def enclosure(read):
        attachment = first_item(read)["attachments"][0]
        return attachment["url"], attachment["size_in_bytes"], attachment["mime_type"]

    return {
        "title": lambda read: read["title"],
        "link": lambda read: read["home_page_url"],
        "language": lambda read: read["language"],
        "author": lambda read: read["authors"][0]["name"],
        "artwork": lambda read: read["icon"],
        "hub": lambda read: read["hubs"][0]["url"],
        "complete": lambda read: read["expired"],
        "item title": lambda read: first_item(read)["title"],
        "item link": lambda read: first_item(read)["url"],
        "item guid": lambda read: first_item(read)["id"],
        "item date": lambda read: when(first_item(read)["date_published"]),
        "item notes": lambda read: within(first_item(read)["content_html"], LINK),
        "item enclosure": enclosure,
        "item duration": lambda read: first_item(read)["attachments"][0]["duration_in_seconds"],
        "item artwork": lambda read: first_item(read)["image"],
        "item language": lambda read: read["items"][2]["language"],
        "item wide picture": lambda read: first_item(read)["banner_image"],
        "item other format": lambda read: first_item(read)["attachments"][1]["url"],
        "item topics": lambda read: read["items"][0]["tags"],
    }


READERS: dict[str, dict[str, Any]] = {
    "feedparser": of_feedparser(),
    "podcastparser": of_podcastparser(),
    "podcast-partytime": of_partytime(),
    "feedsmith": of_feedsmith(),
    "podparse": of_podparse(),
    "feedsmith (JSON)": of_json(),
}


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_understands_every_field_that_it_reads(reader: str):
    read = understood(reader)
    values = {name: reads(read) for name, reads in READERS[reader].items()}
    assert values == {name: SAID[name] for name in values}


def test_every_field_is_read_by_at_least_one_reader():
    read = {name for fields in READERS.values() for name in fields}
    assert set(SAID) == read


def table() -> list[str]:
    """Field by reader, as it stands in docs/en/feed.md."""
    head = ["field", *READERS]
    rows = [[name, *("yes" if name in fields else "–" for fields in READERS.values())] for name in SAID]
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def test_the_docs_say_which_reader_reads_which_field():
    assert "\n".join(table()) in (ENGLISH_DOCS / "feed.md").read_text("utf-8")
    german = (GERMAN_DOCS / "feed.md").read_text("utf-8").split("| Feld | feedparser |")[1].split("\n\n")[0]
    marks = [row.split("|")[2:] for row in german.replace(" ja ", " yes ").splitlines()[2:]]
    assert marks == [row.split("|")[2:] for row in table()[2:]]
