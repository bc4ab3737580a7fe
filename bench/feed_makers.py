"""Makes a feed in one of several ways and says as JSON what that took. Run by bench/feed.py, a process for each."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

LINK = "https://podcast.example.org/"
FIRST = datetime(2000, 1, 1, 9, tzinfo=UTC)
SUMMARY = "Worum es geht: Bürger*innen, Ämter & Räte reden mit. " * 3
NOTES = f"<p>Mehr dazu & Größeres in den <a href='{LINK}'>Notizen</a>.</p>" * 8
PEOPLE = ("Erika Muster", "Ali Beispiel")
CHAPTERS = 6

# A maker is given a number of episodes, prepares, and returns what is to be measured: a function that returns bytes.
Maker = Callable[[int], Callable[[], int]]


def moment(number: int) -> datetime:
    """When an episode came out."""
    return FIRST + timedelta(hours=number)


def ours(count: int) -> Callable[[], int]:
    """All feeds of the show: with archives, seasons, every element."""
    from podcast.artifacts import Audio
    from podcast.feed.json_feed import build_json_feeds
    from podcast.feed.rss import build_feeds
    from podcast.model.groups import Chapter, Person
    from podcast.model.show import Episode, Show
    from podcast.timeline.time_map import TimeMap

    people = tuple(Person(name=name, role="host") for name in PEOPLE)
    chapters = tuple(Chapter(start=float(300 * n), title=f"Kapitel {n} & mehr") for n in range(CHAPTERS))
    episodes = [
        Episode.model_construct(
            slug=f"folge-{n}", guid=f"guid-{n}", title=f"Folge {n}: Größe & Maß", date=moment(n), summary=SUMMARY,
            season=1 + n // 1000, episode=1 + n, people=people, chapters=chapters, transcript="t.vtt",
        )
        for n in range(count)
    ]  # fmt: skip
    show = Show.model_validate(
        {
            "title": "Amt & Würden", "description": SUMMARY, "link": LINK, "language": "de",
            "timezone": "Europe/Berlin",
            "author": "Amt", "categories": ["Government"], "explicit": False, "cover": "cover.jpg", "cover_alt": "x",
            "guid": "0f7c2a4e-5f0e-5d3c-9a55-0d1c2b3a4f5e", "people": {"e": {"name": PEOPLE[0], "role": "host"}},
        }
    ).with_episodes(episodes)  # fmt: skip
    audio = {
        one.slug: Audio(path, 31_415_926, 1984.6, "audio/mpeg", 128, TimeMap(), -16.0, -1.0)
        for one in episodes
        for path in (f"audio/{one.slug}.01234567.mp3",)
    }
    notes = {one.slug: NOTES.replace("'", '"').replace(" & ", " &amp; ") for one in episodes}
    given = (show, audio, {"cover.jpg": "assets/cover.jpg"}, notes)
    return lambda: sum(len(data) for data in (build_feeds(*given) | build_json_feeds(*given)).values())


def feedgen(count: int) -> Callable[[], int]:
    """The core and what its own podcast extension knows: no chapters, transcripts, people, archives, seasons."""
    from feedgen.feed import FeedGenerator

    def make() -> int:
        feed = FeedGenerator()
        feed.load_extension("podcast")
        feed.title("Amt & Würden")
        feed.link(href=LINK)
        feed.description(SUMMARY)
        feed.language("de")
        for number in reversed(range(count)):
            entry = feed.add_entry(order="append")
            entry.title(f"Folge {number}: Größe & Maß")
            entry.guid(f"guid-{number}")
            entry.link(href=f"{LINK}folge-{number}/")
            entry.description(SUMMARY)
            entry.content(NOTES, type="CDATA")
            entry.enclosure(f"{LINK}audio/folge-{number}.mp3", 31_415_926, "audio/mpeg")
            entry.pubDate(moment(number))
            entry.podcast.itunes_duration(1985)
            entry.podcast.itunes_season(1 + number // 1000)
            entry.podcast.itunes_episode(1 + number)
        return len(feed.rss_str(pretty=True))

    return make


def podgen(count: int) -> Callable[[], int]:
    """The core and the elements of Apple that it knows."""
    from podgen import Episode, Media, Podcast

    def make() -> int:
        show = Podcast(name="Amt & Würden", description=SUMMARY, website=LINK, explicit=False, language="de")
        for number in reversed(range(count)):
            media = Media(f"{LINK}audio/folge-{number}.mp3", 31_415_926, duration=timedelta(seconds=1985))
            title = f"Folge {number}: Größe & Maß"
            show.add_episode(
                Episode(
                    title=title, id=f"guid-{number}", link=f"{LINK}folge-{number}/", summary=SUMMARY,
                    long_summary=NOTES, media=media, publication_date=moment(number),
                )
            )  # fmt: skip
        return len(show.rss_str().encode())

    return make


def podcast_rss_generator(count: int) -> Callable[[], int]:
    """From a YAML file, which is its only way in; titles, descriptions, enclosures, dates, no guids."""
    from podcast_rss_generator import generate_rss_feed

    folder = Path(tempfile.mkdtemp(prefix="podcast-bench-"))
    item = "- title: 'Folge {n}'\n  description: '{words}'\n  duration: '1985'\n"
    item += "  file: folge-{n}.mp3\n  length: 31415926\n"
    items = "".join(
        item.format(n=n, words=SUMMARY) + f"  published: '{moment(n):%a, %d %b %Y %H:%M:%S +0000}'\n"
        for n in reversed(range(count))
    )
    (folder / "feed.yaml").write_text(f"title: 'Amt'\nlink: {LINK}\ndescription: '{SUMMARY}'\nitem:\n{items}", "utf-8")
    return lambda: generate_rss_feed(folder / "feed.yaml", folder / "feed.xml").stat().st_size


MAKERS: dict[str, Maker] = {
    "podcast": ours,
    "feedgen": feedgen,
    "podgen": podgen,
    "podcast-rss-generator": podcast_rss_generator,
}


def peak() -> int:
    """The most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    make = MAKERS[sys.argv[1]](int(sys.argv[2]))
    before, begin = peak(), time.process_time()
    size = make()
    took = time.process_time() - begin
    print(json.dumps({"seconds": took, "memory": peak() - before, "size": size}))


if __name__ == "__main__":
    main()
