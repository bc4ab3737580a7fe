"""Elements of the Podcast Namespace and of Apple that a show may add, read by libxml2 and by other people's readers."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import feedparser
import podcastparser
import pytest

from podcast.artifacts import AlternateFormat, Picture
from podcast.feed.pictures import aspect_ratio
from tests.feed.test_rss import xpath_values
from tests.support.feed_inputs import Inputs, an_episode, full, inputs
from tests.support.feed_rules import broken


def test_bluesky_is_atproto_in_the_feed():
    post = {"protocol": "bluesky", "uri": "at://did:plc:abc/app.bsky.feed.post/1"}
    data = inputs(an_episode(social_interact=[post]), social_interact=[post]).bytes()
    assert broken(data) == set()
    assert xpath_values(data, "//podcast:socialInteract/@protocol") == ["atproto", "atproto"]


def test_the_preferred_place_for_comments_comes_last():
    """AntennaPod and feedparser keep the last one."""
    posts = [
        {"protocol": "activitypub", "uri": "https://a.example/1", "priority": 1},
        {"protocol": "bluesky", "uri": "at://b/1", "priority": 2},
        {"protocol": "matrix", "uri": "https://c.example/1"},
    ]
    data = inputs(an_episode(social_interact=posts)).bytes()
    assert xpath_values(data, "//item/podcast:socialInteract/@protocol") == ["matrix", "atproto", "activitypub"]
    assert feedparser.parse(data).entries[0].podcast_socialinteract["uri"] == "https://a.example/1"


def test_posts_without_priority_keep_their_order():
    posts = [{"protocol": name, "uri": f"https://{name}.example/1"} for name in ("matrix", "nostr", "hive")]
    data = inputs(an_episode(social_interact=posts)).bytes()
    assert xpath_values(data, "//item/podcast:socialInteract/@protocol") == ["matrix", "nostr", "hive"]


def test_the_address_of_a_post_is_ascii():
    posts = [
        {"protocol": "activitypub", "uri": "https://bürger.example/@größe"},
        {"protocol": "nostr", "uri": "nostr:a"},
    ]
    data = inputs(an_episode(social_interact=posts)).bytes()
    uris = xpath_values(data, "//item/podcast:socialInteract/@uri")
    assert uris == ["https://xn--brger-kva.example/@gr%C3%B6%C3%9Fe", "nostr:a"]


@pytest.mark.parametrize("block", [True, False])
def test_an_internal_show_asks_directories_not_to_list_it(block: bool):  # noqa: FBT001 -- a column of a table
    data = inputs(an_episode(), block=block).bytes()
    assert xpath_values(data, "//channel/itunes:block/text()") == ["Yes"] * block
    assert xpath_values(data, "//channel/podcast:block/text()") == ["yes"] * block
    assert feedparser.parse(data).feed.get("itunes_block") == (1 if block else None)
    assert xpath_values(data, "//item/itunes:block") == []


def test_one_episode_asks_directories_not_to_list_it():
    data = inputs(an_episode("intern", block=True, date="2024-01-02 09:00"), an_episode("offen")).bytes()
    assert broken(data) == set()
    assert xpath_values(data, "//item[itunes:block='Yes']/guid/text()") == ["guid-intern"]
    assert xpath_values(data, "//channel/itunes:block") == []


# --- ai-content ------------------------------------------------------------------------------------------------------

AI_CONTENT = "podcast:txt[@purpose='ai-content']/text()"


def ai_values(show_ai: object, *episodes_ai: object, **fields: object) -> tuple[list[str], list[str]]:
    """Return the values of the channel and of the items, the oldest first."""
    dated = [
        an_episode(f"e{number}", date=f"2024-01-{number + 10} 09:00", ai=ai) for number, ai in enumerate(episodes_ai)
    ]
    data = inputs(*dated, ai=show_ai, **fields).bytes()
    assert broken(data) == set()
    return xpath_values(data, f"//channel/{AI_CONTENT}"), xpath_values(data, f"//item/{AI_CONTENT}")[::-1]


@pytest.mark.parametrize(
    ("show_ai", "episodes_ai", "channel", "items"),
    [
        (None, [None, None], [], []),
        (None, [["voice"], None], ["true"], ["true"]),
        (None, [False, None], [], ["false"]),
        (None, [False, False], ["false"], ["false", "false"]),
        (None, [False, "image"], ["true"], ["false", "true"]),
        (["voice"], [None, False], ["true"], ["true", "false"]),
        (False, [None, None], ["false"], ["false", "false"]),
        (
            False,
            [None, {"parts": ["text"], "reviewed": {"by": "Ada", "on": "2024-01-09"}}],
            ["true"],
            ["false", "true"],
        ),
    ],
)
def test_the_show_says_true_if_an_episode_does_and_false_if_all_do(
    show_ai: object, episodes_ai: list[object], channel: list[str], items: list[str]
):
    assert ai_values(show_ai, *episodes_ai) == (channel, items)


@pytest.mark.parametrize(("episode_ai", "expected"), [(None, "true"), (False, "true"), (["text"], "true")])
def test_a_text_of_the_show_itself_counts_and_is_written_once(episode_ai: object, expected: str):
    txt = [{"purpose": "ai-content", "text": "true"}, {"purpose": "verify", "text": "x"}]
    assert ai_values(None, episode_ai, txt=txt)[0] == [expected]


def test_a_transcript_by_speech_recognition_is_a_part_like_another():
    made = an_episode("maschinell", transcript="t.vtt", date="2024-01-02 09:00", ai=["voice"])
    made = made.model_copy(update={"machine_transcript": True})
    show = inputs(made, ai=False).show
    assert show.episode_ai(made).parts == ("voice", "transcript")
    own = made.model_copy(update={"ai": None})
    assert show.episode_ai(own).parts == ("transcript",)
    assert feedparser.parse(inputs(own).bytes()).entries[0].podcast_txt == {"purpose": "ai-content"}


def test_the_codec_of_another_format_has_an_attribute_of_its_own():
    values = inputs(an_episode())
    opus = AlternateFormat("audio/folge.89abcdef.opus", 1234, "audio/ogg; codecs=opus", 48, "ab" * 32)
    audio = {"folge": replace(values.audio["folge"], alternate_formats=(opus,))}
    data = values._replace(audio=audio).bytes()
    assert broken(data) == set()
    other = feedparser.parse(data).entries[0].podcast_alternateenclosure
    assert (other["type"], other["codecs"], other["title"]) == ("audio/ogg", "opus", "OPUS, 48 kbit/s")


def test_a_course_its_rhythm_its_place_and_support_for_one_episode():
    fund = {"url": "https://a.example/spenden", "text": "Diese Folge unterstützen"}
    data = inputs(
        an_episode(funding=[fund], location={"name": "Wien", "country": "at"}),
        medium="course",
        location={"name": "Münster", "rel": "creator"},
        update_frequency={"text": "wöchentlich", "rrule": "FREQ=WEEKLY", "dtstart": "2024-03-12"},
    ).bytes()
    assert broken(data) == set()
    read = feedparser.parse(data)
    assert read.feed.podcast_medium == "course"
    assert read.feed.podcast_updatefrequency["dtstart"] == "2024-03-12"
    assert xpath_values(data, "//channel/podcast:location/@rel") == ["creator"]
    assert xpath_values(data, "//item/podcast:location/@*") == ["subject", "AT"]
    assert xpath_values(data, "//item/podcast:funding[@url='https://a.example/spenden']/text()") == [fund["text"]]


# --- language, licence, links, titles and numbers of an episode -------------------------------------------------------


def test_an_english_episode_of_a_german_show_is_english_in_its_words_transcripts_and_everywhere():
    ada = {"name": "Ada Lovelace", "role": "guest"}
    english = an_episode(
        "english", language="en-GB", transcript="t.vtt", people=[ada], correction={"on": "2024-01-02", "text": "Five."}
    )
    german = an_episode("deutsch", transcript="t.vtt", people=[ada], date="2024-01-01 09:00")
    values = inputs(english, german)
    data = values.bytes()
    assert broken(data) == set()
    first, second = feedparser.parse(data).entries
    assert (first.language, second.get("language")) == ("en-GB", None)
    assert "Corrected on 2024-01-02: Five." in first.summary
    assert "Guest: Ada Lovelace." in first.summary
    assert "Zu Gast: Ada Lovelace." in second.summary
    assert set(xpath_values(data, "//item[1]/podcast:transcript/@language")) == {"en-GB"}
    assert set(xpath_values(data, "//item[2]/podcast:transcript/@language")) == {"de"}
    items = json.loads(values.json()["feed.json"])["items"]
    assert [item["language"] for item in items] == ["en-GB", "de"]


def test_namespaces_that_few_shows_need_are_declared_only_where_they_are_used():
    rare = (b"xmlns:dc=", b"xmlns:media=")
    assert not any(name in inputs(an_episode()).bytes() for name in rare)
    assert [name in inputs(an_episode(language="en")).bytes() for name in rare] == [True, False]
    assert all(b"ns0:" not in document for document in full().all().values())


def test_a_publisher_is_named_in_the_feed_of_the_show_alone():
    publisher = {"guid": "003af0a0-6a45-55cf-b765-68e3d349551a", "url": "https://a.example/p.xml", "title": "Stiftung"}
    documents = inputs(an_episode(season=1), publisher=publisher).all()
    remote = "//channel/podcast:publisher/podcast:remoteItem"
    assert xpath_values(documents["feed.xml"], f"{remote}/@feedGuid") == [publisher["guid"]]
    assert xpath_values(documents["feed.xml"], f"{remote}/@medium") == ["publisher"]
    assert xpath_values(documents["staffel-1/feed.xml"], remote) == []


def test_the_title_for_apple_is_written_only_if_it_says_something_else():
    data = inputs(
        an_episode("a", title="12: Am\u00adt", itunes_title="Amt", date="2024-01-02 09:00"),
        an_episode("b", title="Am\u00adt", itunes_title="Amt"),
    ).bytes()
    assert [entry.get("itunes_title") for entry in feedparser.parse(data).entries] == [None, "Amt"]


def test_what_stands_for_the_number_needs_one():
    data = inputs(
        an_episode("a", episode=3, display="Teil 3a", date="2024-01-02 09:00"),
        an_episode("b", display="Vorab"),
        an_episode("c", episode=1, display="Vorschau", type="trailer", date="2024-01-01 09:00"),
    ).bytes()
    assert broken(data) == set()
    assert xpath_values(data, "//podcast:episode/@display") == ["Teil 3a"]


def test_topics_are_categories_once_each_without_soft_hyphens():
    data = inputs(an_episode(topics=["Bürger\u00adrat", "Bürgerrat", "Amt & <Maß>"])).bytes()
    assert broken(data) == set()
    assert [tag.term for tag in feedparser.parse(data).entries[0].tags] == ["Bürgerrat", "Amt & <Maß>"]


# --- pictures --------------------------------------------------------------------------------------------------------

SIZES = {"breit.jpg": (1920, 1080), "fast.jpg": (1280, 722), "hoch.jpg": (1080, 1920), "quer.jpg": (1500, 501)}


def pictured(*names: str, show: tuple[str, ...] = (), **fields: object) -> Inputs:
    """A show with an episode, both with pictures beside the cover."""
    given = {"images": [{"file": name, "alt": f"Bild {name}"} for name in names]} | fields
    shows = [{"file": name, "alt": f"Bild {name}"} for name in show]
    values = inputs(an_episode(**given), images=shows)
    pictures = {f"{name}@image": Picture(f"assets/{name}", *size) for name, size in SIZES.items()}
    return values._replace(covers={**values.covers, "cover.jpeg": "assets/c.jpeg", **pictures})


@pytest.mark.parametrize(
    ("name", "ratio"), [("breit.jpg", "16/9"), ("fast.jpg", "16/9"), ("hoch.jpg", "9/16"), ("quer.jpg", "3/1")]
)
def test_a_picture_has_its_measured_size_and_the_ratio_that_is_meant(name: str, ratio: str):
    data = pictured(name).bytes()
    picture = feedparser.parse(data).entries[0].podcast_image
    assert (picture["aspect-ratio"], picture["width"], picture["alt"]) == (ratio, str(SIZES[name][0]), f"Bild {name}")


def test_an_unusual_ratio_is_the_quotient_of_its_sides():
    assert aspect_ratio(1000, 700) == "10/7"
    assert aspect_ratio(1400, 1400) == "1/1"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pictured("hoch.jpg", "breit.jpg"), "breit.jpg"),
        (pictured("hoch.jpg"), None),
        (pictured(show=("breit.jpg",)), "breit.jpg"),
        (pictured("fast.jpg", show=("breit.jpg",)), "fast.jpg"),
        (pictured(show=("breit.jpg",), cover="cover.jpeg", cover_alt="Cover"), None),
        (pictured(show=("hoch.jpg",)), None),
        (pictured("fehlt.jpg"), None),
    ],
)
def test_the_wide_picture_is_youtubes_and_the_cover_stays_gpodders(values: Inputs, expected: str | None):
    data = values.bytes()
    address = f"https://podcast.example.org/amt/assets/{expected}" if expected else None
    thumbnails = feedparser.parse(data).entries[0].get("media_thumbnail", [{}])
    assert thumbnails[0].get("url") == address
    assert json.loads(values.json()["feed.json"])["items"][0].get("banner_image") == address
    if values.show.episodes[0].cover:
        read = podcastparser.parse("https://podcast.example.org/amt/feed.xml", io.BytesIO(data))
        assert read["episodes"][0]["episode_art_url"].endswith("c.jpeg")


def test_a_cover_is_also_the_last_picture_that_gpodder_sees():
    data = pictured("breit.jpg", cover="cover.jpeg", cover_alt="Cover").bytes()
    read = podcastparser.parse("https://podcast.example.org/amt/feed.xml", io.BytesIO(data))
    assert read["episodes"][0]["episode_art_url"].endswith("assets/c.jpeg")


# --- formats ---------------------------------------------------------------------------------------------------------


def test_the_file_of_the_enclosure_is_the_default_among_several_formats_and_alone_it_is_not_listed():
    values = inputs(an_episode(language="en"))
    assert "alternateEnclosure" not in values.bytes().decode()
    opus = AlternateFormat("audio/folge.89abcdef.opus", 1234, "audio/ogg; codecs=opus", 48, "ab" * 32)
    main = replace(values.audio["folge"], alternate_formats=(opus,), sha256="cd" * 32)
    data = values._replace(audio={"folge": main}).bytes()
    assert broken(data) == set()
    assert xpath_values(data, "//podcast:alternateEnclosure/@default") == ["true"]
    assert xpath_values(data, "//podcast:alternateEnclosure/@lang") == ["en", "en"]
    assert xpath_values(data, "//podcast:alternateEnclosure[1]/podcast:source/@uri") == xpath_values(
        data, "//enclosure/@url"
    )
    assert xpath_values(data, "//podcast:alternateEnclosure/@length") == ["31415926", "1234"]
    assert len(xpath_values(data, "//podcast:integrity/@value")) == 2
