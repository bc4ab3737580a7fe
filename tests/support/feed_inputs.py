"""Shows for the tests of the feed: one that uses every field, and any that the model allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

from podcast import urls as addresses
from podcast.artifacts import AlternateFormat, Audio, Picture
from podcast.feed.json_feed import build_json_feeds
from podcast.feed.paging import DEFAULT_LIMITS, FeedLimits
from podcast.feed.rss import build_feeds
from podcast.model.apple_categories import CATEGORIES
from podcast.model.show import Episode, Show
from podcast.timeline.time_map import TimeMap

if TYPE_CHECKING:
    from collections.abc import Mapping

CHANNEL_BYTES = 5_000  # more than the channel of these shows, for limits that leave room for few items
ZONE = "Europe/Berlin"
HOSTILE = (
    "Größe, Maß & Übermut",
    "Kinder & Jugend < 18 > Beteiligung",
    "Ende ]]> oder Anfang <![CDATA[",
    '<script>alert("1")</script>',
    "&amp; &nbsp; &#0; &uuml;",
    "🏛️ Rathaus 👩🏽‍💼",
    "„Anführung“ – ‚einfach‘ …",
    "שלום עולם",
    "a\u0308 u\u0308 zerlegt",
    "%s {0} ${x} \\n",
    "=cmd|'/c calc'!A0",
    "0:00 kein Kapitel",
)


def small_limits(part_bytes: int) -> FeedLimits:
    """Limits that divide a short show: a feed of two parts and the channel."""
    return FeedLimits(2 * part_bytes + CHANNEL_BYTES, part_bytes)


class Inputs(NamedTuple):
    """What `feed` is given."""

    show: Show
    audio: Mapping[str, Audio]
    covers: Mapping[str, str | Picture]
    notes: Mapping[str, str]

    def bytes(self) -> bytes:
        """The feed of the show."""
        return build_feeds(*self)[addresses.FEED]

    def all(self, limits: FeedLimits = DEFAULT_LIMITS) -> dict[str, Any]:
        """Every feed in XML, by its address."""
        return build_feeds(*self, limits)

    def json(self, limits: FeedLimits = DEFAULT_LIMITS) -> dict[str, Any]:
        """Every feed in JSON, by its address."""
        return build_json_feeds(*self, limits)


def a_show(**fields: Any) -> Show:
    values: dict[str, Any] = {
        "title": "Amt & Würden",
        "description": "Ein Podcast über die Verwaltung von morgen.",
        "link": "https://podcast.example.org/amt/",
        "language": "de",
        "timezone": ZONE,
        "author": "Werkstatt Kommune",
        "categories": ["Government", "Education > Courses", "Society & Culture", "Education > How To"],
        "explicit": False,
        "guid": "0f7c2a4e-5f0e-5d3c-9a55-0d1c2b3a4f5e",
        "cover": "cover.jpg",
        "cover_alt": "Ein Aktenschrank mit offenen Schubladen",
    }
    return Show.model_validate(values | fields)


def an_episode(slug: str = "folge", **fields: Any) -> Episode:
    values = {
        "slug": slug,
        "guid": f"guid-{slug}",
        "title": f"Über {slug}",
        "date": "2024-03-12 09:00",
        "summary": "Worum es geht.",
    }
    return Episode.model_validate(values | fields, context={"timezone": ZONE, "people": {}})


def an_audio(slug: str = "folge", size: int = 31_415_926, seconds: float = 1984.6) -> Audio:
    path = addresses.audio(slug, "0123456789abcdef")
    return Audio(path, size, seconds, "audio/mpeg", 128, TimeMap(), -16.0, -1.2)


def inputs(*episodes: Episode, notes: Mapping[str, str] | None = None, **fields: Any) -> Inputs:
    """The least that a feed needs, with these episodes and these fields of the show."""
    audio = {episode.slug: an_audio(episode.slug) for episode in episodes}
    show = a_show(**fields).with_episodes(episodes)
    return Inputs(show, audio, {"cover.jpg": "assets/cover.1a2b3c4d.jpg"}, notes or {})


def full() -> Inputs:
    """A show that uses every field that the feed knows."""
    erika = {"name": "Erika Muster", "role": "host", "href": "https://erika.example/", "image": "people/erika.jpg"}
    ali = {"name": "Ali Beispiel", "role": "guest", "href": "https://rathaus.example/größe", "title": "Bürgermeister"}
    chapters = [
        "0:00 Begrüßung",
        {"start": "1:23.5", "title": "Mit Bild & Link", "href": "https://a.example/?a=1&b=2", "image": "e/bild.png"},
        "30:00 Abschied",
    ]
    chapters[1] |= {"end": "20:00", "location": {"name": "Rathaus & Markt", "geo": "geo:51.96,7.62", "osm": "R62591"}}
    wide = {"file": "e/youtube.jpg", "alt": "Ein Rathaus & sein Markt", "purpose": "social Artwork"}
    eins = {
        "itunes_title": "Eins",
        "display": "Teil 1 & 2",
        "license": {"name": "eigene", "url": "https://a.example/ß"},
    }
    eins |= {"content_links": [{"url": "https://a.example/ü?v=1&t=2", "text": "Auch in der Mediathek & anderswo"}]}
    eins |= {"images": [wide, {"file": "e/hoch.jpg", "alt": "Ein Turm", "purpose": "canvas"}]}
    cover = {"cover": "e/cover.jpeg", "cover_alt": "Ein Rathaus"}
    place = {"name": "Münster", "geo": "geo:51.96,7.62", "osm": "R62591"}
    studio = {"name": "Köln & Umgebung", "rel": "creator", "country": "de"}
    eins |= {"location": [place, studio]}
    talk = {"protocol": "activitypub", "uri": "https://social.example/@amt/1", "account_id": "@amt", "priority": 1}
    talk |= {"account_url": "https://social.example/@amt"}
    bites = [{"start": "1:13", "duration": 30, "title": "Der Kern & mehr"}, {"start": 60.5, "duration": "0:45"}]
    zwei = {"transcript": "e/transcript.vtt", "soundbites": bites, "topics": ["Jugend & Amt", "Wahl"]}
    zwei |= {"social_interact": [talk]}
    episodes = (
        an_episode("trailer", type="trailer", date="2024-03-01 06:00", season=1, explicit=True, language="en"),
        an_episode("eins", season=1, episode=1, date="2024-03-30 09:00", chapters=chapters, **cover | eins),
        an_episode("zwei", season=1, episode=2, date="2024-04-02 09:00", people=[ali], **zwei),
    )
    values = inputs(
        *episodes,
        owner={"name": "Redaktion", "email": "post@example.org"},
        copyright="Werkstatt Kommune",
        license="CC-BY-4.0",
        people={"erika": erika},
        seasons=[{"number": 1, "title": "Anfänge"}],
        subtitle="Gespräche über morgen",
        complete=True,
        moved_from="https://alt.example/feed",
        funding=[{"url": "https://a.example/spenden?für=uns", "text": "Spenden & helfen"}],
        update_frequency={"text": "alle zwei Wochen", "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"},
        location=[{"name": "Westfalen"}, {"name": "Wien", "rel": "creator", "country": "AT"}],
        txt=[{"purpose": "verify", "text": "abc-123"}, "ohne Zweck"],
        social_interact=[{"protocol": "disabled"}],
        podroll=[{"guid": "29cdca4a-32d8-56ba-b48b-09a011c5daa9", "url": "https://b.example/feed", "title": "Nebenan"}],
        publisher={
            "guid": "003af0a0-6a45-55cf-b765-68e3d349551a",
            "url": "https://c.example/ü",
            "title": "Stift & Co.",
        },
        images=[{"file": "banner.jpg", "alt": "Ein Flur", "purpose": "banner"}],
        publish={"target": "published", "websub": "https://hub.example/"},
    )
    opus = AlternateFormat("audio/eins.89abcdef.opus", 1234, "audio/ogg", 48, "ab" * 32)
    values = values._replace(audio={**values.audio, "eins": replace(an_audio("eins"), alternate_formats=(opus,))})
    covers: dict[str, str | Picture] = {
        "people/erika.jpg": "assets/erika.11111111.jpg",
        "e/bild.png": "assets/bild.22222222.png",
    }
    covers |= {"e/cover.jpeg": "assets/cover.33333333.jpeg"}
    covers |= {"e/youtube.jpg@image": Picture("assets/youtube.44444444.jpg", 1920, 1080)}
    covers |= {"e/hoch.jpg@image": Picture("assets/hoch.55555555.jpg", 1080, 1918)}
    covers |= {"banner.jpg@image": Picture("assets/banner.66666666.jpg", 1500, 500)}
    notes = {"eins": '<p>Mehr <a href="#t=83">ab 1:23</a>, <img src="bild.png" alt="]]&gt;"></p>'}
    return values._replace(covers={**values.covers, **covers}, notes=notes)


characters = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff\u00ad\ufeff"
)
words = st.one_of(st.sampled_from(HOSTILE), st.text(characters, min_size=1, max_size=60)).filter(
    lambda text: bool(text.strip())
)
numbers = st.none() | st.integers(1, 400)
people = st.fixed_dictionaries(
    {"name": words, "role": st.sampled_from(["host", "guest", "editor", "Audio Editor", "nachbarin"])},
    optional={"href": st.sampled_from(["https://münchen.example/größe?a=ß#ü", "http://a.example"])},
)
dates = st.datetimes(datetime(1995, 1, 1), datetime(2090, 1, 1))  # noqa: DTZ001 -- the offset comes later


short = words.map(lambda text: text[:128].strip() or "x")
place = st.fixed_dictionaries(
    {"name": short},
    optional={
        "geo": st.just("geo:-51.9,7"),
        "osm": st.sampled_from(["N1", "W23#4"]),
        "rel": st.sampled_from(["subject", "creator"]),
        "country": st.sampled_from(["DE", "at"]),
    },
)
places = st.just([]) | place | st.lists(place, max_size=2)
images = st.lists(
    st.fixed_dictionaries(
        {"file": st.sampled_from(["wide.jpg", "tall.jpg", "missing.jpg"]), "alt": words},
        optional={"purpose": st.sampled_from(["social", "Banner  canvas"])},
    ),
    max_size=2,
)
TALK = [
    {"protocol": "activitypub", "uri": "https://a.example/ü?&"},
    {"protocol": "atproto", "uri": "at://x", "priority": 0},
]
LICENCES = ["CC0-1.0", {"name": "Eigene & andere", "url": "https://a.example/ß"}]
PUBLISHER = "003af0a0-6a45-55cf-b765-68e3d349551a"
posts = st.sampled_from([[], [{"protocol": "disabled"}], TALK])
passages = {"start": st.floats(0, 4000, width=32), "duration": st.integers(15, 120)}
bites = st.lists(st.fixed_dictionaries(passages, optional={"title": short}), max_size=2)
funding = st.fixed_dictionaries({"url": st.just("https://a.example/?ü=&"), "text": short})
extras = st.fixed_dictionaries(
    {},
    optional={
        "copyright": st.just("Amt & Söhne"),
        "owner": st.fixed_dictionaries({"name": words, "email": st.just("a@example.org")}),
        "license": st.sampled_from(LICENCES),
        "images": images,
        "publisher": st.fixed_dictionaries({"guid": st.just(PUBLISHER), "url": st.just("https://a.example/ü")}),
        "complete": st.booleans(),
        "moved_from": st.just("https://alt.example/feed"),
        "funding": st.lists(funding, max_size=2),
        "update_frequency": short | st.fixed_dictionaries({"text": short, "rrule": st.just("FREQ=MONTHLY;BYDAY=-1FR")}),
        "location": places,
        "txt": st.lists(words | st.fixed_dictionaries({"text": words, "purpose": short}), max_size=2),
        "social_interact": posts,
        "podroll": st.just([{"guid": "29cdca4a-32d8-56ba-b48b-09a011c5daa9", "title": "Nebenan & <mehr>"}]),
        "publish": st.just({"target": "published", "websub": "https://hub.example/"}),
        "type": st.sampled_from(["serial", "episodic"]),
    },
)


@st.composite
def chapter_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    starts = draw(st.lists(st.floats(0, 4000, width=32), max_size=6))
    chapters = [{"start": start, "title": draw(words)} for start in starts]
    ends = [draw(st.sampled_from([{}, {"end": round(chapter["start"], 3) + 7.25}])) for chapter in chapters]
    chapter_places = st.sampled_from([{}, {"location": {"name": "A & B", "geo": "geo:1,-2"}}])
    return [chapter | end | draw(chapter_places) for chapter, end in zip(chapters, ends, strict=True)]


@st.composite
def any_episode(draw: st.DrawFn, slug: str) -> Episode:
    date = draw(dates).replace(microsecond=0)
    return an_episode(
        slug,
        guid=draw(st.sampled_from([f"{slug} &<>", f"https://a.example/?p={slug}", slug])),
        title=draw(words),
        date=f"{date.isoformat()}{draw(st.sampled_from(['Z', '+02:00', '-11:30']))}",
        summary=draw(words),
        type=draw(st.sampled_from(["full", "trailer", "bonus"])),
        season=draw(numbers),
        episode=draw(numbers),
        explicit=draw(st.none() | st.booleans()),
        people=draw(st.lists(people, max_size=3)),
        chapters=draw(chapter_lists()),
        transcript=draw(st.sampled_from([None, "transcript.vtt"])),
        soundbites=draw(bites),
        location=draw(places),
        social_interact=draw(posts),
        topics=draw(st.lists(words, max_size=2)),
        itunes_title=draw(st.none() | words),
        display=draw(st.none() | words.map(lambda text: text[:32].strip() or "x")),
        language=draw(st.sampled_from([None, "en", "de-AT"])),
        license=draw(st.sampled_from([None, *LICENCES])),
        content_links=draw(st.lists(funding, max_size=2)),
        images=draw(images),
    )


def with_unique_numbers(episodes: list[Episode]) -> list[Episode]:
    """The episodes, no two of which have the same season and number: `podcast check` allows none."""
    seen: set[tuple[int | None, int | None]] = set()
    unique = []
    for episode in episodes:
        is_repeated = (episode.season, episode.episode) in seen
        unique.append(episode.model_copy(update={"episode": None}) if is_repeated else episode)
        seen.add((episode.season, episode.episode))
    return unique


@st.composite
def any_inputs(draw: st.DrawFn) -> Inputs:
    """Any show that the model lets through, with one to four episodes."""
    slugs = draw(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=4, unique=True))
    episodes = with_unique_numbers([draw(any_episode(slug)) for slug in slugs])
    values = inputs(
        *episodes,
        title=draw(words),
        description=draw(words),
        author=draw(words),
        link=draw(st.sampled_from(["https://a.example", "http://a.example:8080/b-c/"])),
        language=draw(st.sampled_from(["de", "en-GB"])),
        timezone=draw(st.sampled_from(["UTC", ZONE, "Asia/Kathmandu", "America/St_Johns"])),
        categories=draw(st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=5)),
        explicit=draw(st.booleans()),
        locked=draw(st.booleans()),
        people=draw(st.dictionaries(st.sampled_from("xy"), people)),
        seasons=[{"number": 1, "title": draw(words)}],
        **draw(extras),
    )
    sizes, lengths = st.integers(1, 2**40), st.floats(0.01, 90_000)
    audio = {slug: an_audio(slug, draw(sizes), draw(lengths)) for slug in slugs}
    pictures = {
        "wide.jpg@image": Picture("assets/w.1.jpg", 1280, 720),
        "tall.jpg@image": Picture("assets/t.1.jpg", 9, 17),
    }
    covers = {**values.covers, **pictures}
    return values._replace(audio=audio, covers=covers, notes={slug: draw(notes) for slug in slugs})


notes = st.sampled_from(
    ["", "<p>]]&gt; ü</p>", '<p><a href="../x#ü">]]> x</a><br><img src="b.png" alt="a > b"></p>', "<p>🏛️\u0000</p>"]
)
