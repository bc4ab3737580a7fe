"""The feed, read back by readers that share no code with us."""

from __future__ import annotations

import cProfile
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import feedparser
import podcastparser
import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from podcast.feed.elements.channel import CHANNEL_ELEMENTS
from podcast.feed.elements.item import ITEM_ELEMENTS
from podcast.feed.rss import CORE_ELEMENTS, build_feeds
from tests.support.feed_inputs import Inputs, a_show, an_audio, an_episode, any_inputs, full, inputs, small_limits
from tests.support.feed_rules import Reader, broken
from tests.support.paths import DOCS, GOLDEN_FEEDS, ROOT

SPACES = {
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
SITE = "https://podcast.example.org/amt/"


def xpath_values(data: bytes, path: str) -> list[str]:
    """Return the values that an XPath selects in a feed."""
    return etree.fromstring(data).xpath(path, namespaces=SPACES)


def written(html: str) -> list[str]:
    """The words that a reader of HTML sees."""
    return Reader(html).lines.split()


def read(data: bytes) -> dict:
    return podcastparser.parse(f"{SITE}feed.xml", io.BytesIO(data))


# --- the whole -------------------------------------------------------------------------------------------------------


def test_a_feed_with_every_field_breaks_no_rule_and_is_the_one_we_have_read():
    data = full().bytes()
    assert broken(data) == set()
    assert data.decode() == (GOLDEN_FEEDS / "full.xml").read_text(encoding="utf-8")


def test_the_least_show_breaks_no_rule():
    assert broken(inputs(an_episode()).bytes()) == set()


@pytest.mark.long
@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(any_inputs())
def test_any_show_that_the_model_allows_breaks_no_rule_and_reads_back_as_it_was(show_inputs: Inputs):
    data = show_inputs.bytes()
    for longest in (450_000, 3_000):
        found = {address: broken(document) for address, document in show_inputs.all(small_limits(longest)).items()}
        emptied = {address for address, rules in found.items() if rules == {"40"} and address.endswith("/feed.xml")}
        assert {address: rules for address, rules in found.items() if rules and address not in emptied} == {}
    episodes = show_inputs.show.episodes
    assert xpath_values(data, "//channel/title/text()") == [show_inputs.show.title]
    assert written(xpath_values(data, "//channel/description/text()")[0]) == show_inputs.show.description.split()
    assert xpath_values(data, "//item/title/text()") == [episode.title for episode in episodes]
    descriptions = xpath_values(data, "//item/description/text()")
    for text, episode in zip(descriptions, episodes, strict=True):
        summary = episode.summary.split()
        assert written(text)[: len(summary)] == summary
    assert xpath_values(data, "//item/itunes:explicit/text()") == [
        str(show_inputs.show.explicit if episode.explicit is None else episode.explicit).lower() for episode in episodes
    ]
    for episode, entry in zip(episodes, feedparser.parse(data, sanitize_html=False).entries, strict=True):
        audio = show_inputs.audio[episode.slug]
        enclosure = entry.enclosures[0]
        assert entry.id == episode.guid
        assert (enclosure.length, enclosure.type) == (str(audio.size), "audio/mpeg")
        assert enclosure.href == f"{show_inputs.show.link}{audio.path}"
        assert entry.itunes_duration == str(max(1, round(audio.seconds)))
        assert entry.published_parsed == episode.date.utctimetuple()


@pytest.mark.long
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(any_inputs())
def test_gpodder_reads_any_feed_as_we_meant_it(show_inputs: Inputs):
    episodes = show_inputs.show.episodes
    entries = {
        entry["guid"]: entry for entry in read(show_inputs.bytes())["episodes"]
    }  # a serial show comes oldest first
    assert len(entries) == len(episodes)
    for episode in episodes:
        entry = entries[episode.guid]
        audio = show_inputs.audio[episode.slug]
        assert entry["title"] == " ".join(episode.title.split())
        assert entry["published"] == int(episode.date.timestamp())
        assert entry["total_time"] == max(1, round(audio.seconds))
        assert entry["enclosures"] == [
            {"url": f"{show_inputs.show.link}{audio.path}", "file_size": audio.size, "mime_type": "audio/mpeg"}
        ]


MISTAKES = {
    "no way to what is older": ("94", b"<fh:complete/>", b""),
    "a feed for nobody": ("28", b"<itunes:complete>Yes", b"<itunes:block>Yes</itunes:block><itunes:complete>Yes"),
    "a move to elsewhere": ("27", b"amt/feed.xml</itunes:new", b"amt/neu.xml</itunes:new"),
    "a rule of no calendar": ("29-36", b"FREQ=WEEKLY", b"WEEKLY"),
    "a place on no map": ("29-36", b"geo:51.96,7.62", b"51.96,7.62"),
    "a digest of nothing": ("29-36", b"sha256-q6ur", b"md5-q6ur"),
    "a soundbite too long": ("68", b'duration="30.0"', b'duration="300"'),
    "a post without a place": ("69", b' uri="https://social.example/@amt/1"', b""),
    "a deep link to elsewhere": ("95", b'amt/eins/#"', b'amt/zwei/#"'),
    "a heading in the description": (
        "52",
        b"&lt;p&gt;Moderation: Erika Muster.&lt;/p&gt;&lt;p&gt;00",
        b"&lt;h1&gt;x&lt;/h1&gt;&lt;p&gt;00",
    ),
    "an open paragraph": ("52", b"Erika Muster.&lt;/p&gt;&lt;p&gt;00", b"&lt;p&gt;&lt;p&gt;00"),
    "a script in the notes": ("55", b"<p>Mehr <a", b"<script>x</script><p>Mehr <a"),
    "copyright with a year": ("22", b"<copyright>Werkstatt", b"<copyright>2024 Werkstatt"),
    "a blank line in front": ("1", b"<?xml", b"\n<?xml"),
    "a declaration in single quotes": ("1", b'"1.0"', b"'1.0'"),
    "another namespace": ("4", b"https://podcastindex.org/namespace/1.0", b"https://podcastindex.org/namespace/1.0/"),
    "space around a title": ("6", b"<title>Amt &amp; W\xc3\xbcrden</title>", b"<title> Amt</title>"),
    "an empty element": ("6", b"<copyright>Werkstatt Kommune</copyright>", b"<copyright/>"),
    "two titles": ("7", b"<language>de</language>", b"<title>x</title><language>de</language>"),
    "the feed as link": ("13", b"/amt/</link>", b"/amt/feed.xml</link>"),
    "explicit in the old words": ("17", b"<itunes:explicit>false", b"<itunes:explicit>no"),
    "a flat subcategory": ("16", b'text="Government"', b'text="Education &gt; Courses"'),
    "a length of 0": ("46", b'length="31415926"', b'length="0"'),
    "a guid twice": ("47", b"guid-eins", b"guid-zwei"),
    "a German weekday": ("49", b"Tue, 02 Apr", b"Die, 02 Apr"),
    "a wrong weekday": ("49", b"Tue, 02 Apr", b"Mon, 02 Apr"),
    "a relative address in the notes": ("56", b'href="https://podcast.example.org/amt/eins/#t=83"', b'href="#t=83"'),
    "a duration in minutes": ("57", b"<itunes:duration>1985", b"<itunes:duration>33:05"),
    "oldest first": ("70", b"Tue, 02 Apr 2024", b"Mon, 02 Jan 2023"),
    "a chapter's time without hours": ("67", b'start="00:01:23.500"', b'start="1:23"'),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_judge_of_these_tests_sees(mistake: str):
    rule, right, wrong = MISTAKES[mistake]
    data = full().bytes()
    assert right in data
    assert rule in broken(data.replace(right, wrong))


@pytest.mark.parametrize("row", [*CORE_ELEMENTS, *CHANNEL_ELEMENTS, *ITEM_ELEMENTS], ids=lambda row: row[0])
def test_the_rules_that_a_row_names_are_in_the_docs(row: tuple):
    rules = re.findall(r"^\| ([\d-]+b?) \|", (DOCS / "decisions" / "feed.md").read_text("utf-8"), re.MULTILINE)
    assert set(row[2].split()) <= set(rules)


# --- the same bytes --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def german(tmp_path_factory) -> dict[str, str]:
    """The environment in which C programs speak German, where the machine can make one."""
    folder = tmp_path_factory.mktemp("locales")
    if not shutil.which("localedef"):
        return {"LC_ALL": "de_DE.UTF-8"}
    command = ["localedef", "-i", "de_DE", "-f", "UTF-8", folder / "de_DE.UTF-8"]
    subprocess.run(command, check=False, capture_output=True)
    return {"LC_ALL": "de_DE.UTF-8", "LOCPATH": str(folder)}


SAY = """
import hashlib, locale, sys
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
from tests.support.feed_inputs import full
print(hashlib.sha256(full().bytes()).hexdigest())
"""


@pytest.mark.long
@pytest.mark.parametrize(("zone", "seed"), [("Asia/Tokyo", "1"), ("America/St_Johns", "4711")])
def test_another_time_zone_language_and_hash_seed_give_the_same_bytes(german, zone: str, seed: str):
    here = hashlib.sha256(full().bytes()).hexdigest()
    environment = os.environ | german | {"TZ": zone, "PYTHONHASHSEED": seed}
    elsewhere = subprocess.run([sys.executable, "-c", SAY], cwd=ROOT, env=environment, check=True, capture_output=True)
    assert elsewhere.stdout.decode().strip() == here


def test_the_order_in_which_episodes_and_covers_come_does_not_matter():
    show, audio, covers, notes = full()
    shuffled = show.model_copy(update={"episodes": show.episodes[::-1]})
    back = dict(reversed(audio.items())), dict(reversed(covers.items())), notes
    assert build_feeds(shuffled, *back) == build_feeds(show, audio, covers, notes)


def test_ten_times_the_episodes_take_about_ten_times_the_work():
    def calls(count: int) -> int:
        show_inputs = inputs(*(an_episode(f"folge-{number}", season=1) for number in range(count)))
        profile = cProfile.Profile()
        profile.runcall(show_inputs.bytes)
        return sum(entry.callcount for entry in profile.getstats())

    calls(1)
    assert calls(400) < 12 * calls(40)  # what grows with the square would be 100 times the work


# --- what feedgen would do by itself ---------------------------------------------------------------------------------


def test_explicit_is_true_or_false():
    data = inputs(an_episode("a", explicit=False), an_episode("b"), explicit=True).bytes()
    assert xpath_values(data, "//channel/itunes:explicit/text()") == ["true"]
    assert sorted(xpath_values(data, "//item/itunes:explicit/text()")) == ["false", "true"]


@pytest.mark.parametrize("name", ["cover.1a2b3c4d.jpeg", "cover.1a2b3c4d.JPG", "cover.1a2b3c4d.png"])
def test_every_kind_of_cover_is_written(name: str):
    data = inputs(an_episode())._replace(covers={"cover.jpg": f"assets/{name}"}).bytes()
    assert xpath_values(data, "//channel/itunes:image/@href") == [f"{SITE}assets/{name}"]


def test_the_link_is_the_show_and_not_the_feed():
    data = inputs(an_episode()).bytes()
    assert xpath_values(data, "//channel/link/text()") == [SITE]
    assert xpath_values(data, "//channel/atom:link[@rel='self']/@href") == [f"{SITE}feed.xml"]
    assert xpath_values(data, "//channel/atom:link[@rel='self']/@type") == ["application/rss+xml"]


def test_every_other_link_is_written_too():
    data = full().bytes()
    assert xpath_values(data, "//channel/atom:link/@rel") == ["self", "alternate", "hub"]
    assert xpath_values(data, "//channel/atom:link[@rel='hub']/@href") == ["https://hub.example/"]
    assert xpath_values(data, "//item[1]/atom:link[@rel='http://podlove.org/deep-link']/@href") == [f"{SITE}zwei/#"]


def test_the_feed_of_a_season_has_its_episodes_and_does_not_pretend_to_be_the_show():
    data = full().all()["staffel-1/feed.xml"]
    assert xpath_values(data, "//item/guid/text()") == xpath_values(full().bytes(), "//item/guid/text()")
    assert xpath_values(data, "//channel/title/text()") == ["Amt & Würden – Anfänge"]
    assert xpath_values(data, "//channel/link/text()") == [f"{SITE}staffel-1/"]
    assert xpath_values(data, "//atom:link[@rel='self']/@href") == [f"{SITE}staffel-1/feed.xml"]
    identity = "//podcast:guid | //itunes:new-feed-url | //podcast:txt | //podcast:podroll | //atom:link[@rel='hub']"
    assert not xpath_values(data, identity)
    assert xpath_values(data, "//itunes:block/text() | //podcast:block/text()") == ["Yes", "yes"]


def test_the_feed_of_a_season_is_described_by_its_own_words():
    feeds_ = inputs(an_episode(season=1), notes={"": "<p>Die Sendung.</p>", "staffel-1/": "<p>Die Staffel.</p>"}).all()
    assert xpath_values(feeds_["feed.xml"], "//channel/description/text()") == ["<p>Die Sendung.</p>"]
    assert xpath_values(feeds_["staffel-1/feed.xml"], "//channel/description/text()") == ["<p>Die Staffel.</p>"]


def test_a_show_without_seasons_has_one_feed():
    assert list(inputs(an_episode("a"), an_episode("b")).all()) == ["feed.xml"]


def test_letters_in_two_pieces_are_put_together():
    data = inputs(an_episode(), notes={"folge": "<p>Gro\u0308\u00dfe</p>"}).bytes()
    assert xpath_values(data, "//content:encoded/text()")[0].endswith("<p>Gr\u00f6\u00dfe</p>")


def test_feeds_made_at_once_are_the_same_as_feeds_made_one_by_one():
    alone = full().bytes()
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(lambda _: full().bytes(), range(12))) == {alone}


def test_the_feed_is_dated_by_its_newest_episode_and_not_by_the_clock():
    data = inputs(an_episode("a", date="2021-11-23 09:00"), an_episode("b", date="2022-07-01 09:00")).bytes()
    assert xpath_values(data, "//lastBuildDate/text()") == ["Fri, 01 Jul 2022 09:00:00 +0200"]
    assert xpath_values(data, "//item[2]/pubDate/text()") == ["Tue, 23 Nov 2021 09:00:00 +0100"]


def test_the_newest_episode_comes_first():
    dates = {"alt": "2021-01-01 09:00", "neu": "2024-01-01 09:00", "mittel": "2022-01-01 09:00"}
    data = inputs(*(an_episode(slug, date=date) for slug, date in dates.items())).bytes()
    assert xpath_values(data, "//item/guid/text()") == ["guid-neu", "guid-mittel", "guid-alt"]


def test_notes_stand_in_a_cdata_section_of_their_own_after_the_summary():
    data = inputs(an_episode(), notes={"folge": "<p>a ]]> b &amp; c</p>"}).bytes()
    assert b"<content:encoded><![CDATA[<p>Worum es geht.</p>\n<p>a ]]&gt; b &amp; c</p>]]></content:encoded>" in data
    assert xpath_values(data, "//item/description/text()") == ["<p>Worum es geht.</p><p>a ]]&gt; b &amp; c</p>"]


def test_a_description_in_markdown_reaches_the_feed_as_html():
    data = inputs(an_episode(), notes={"": '<p>Mehr <a href="ueber/">über uns</a></p>'}).bytes()
    expected = '<p>Mehr <a href="https://podcast.example.org/amt/ueber/">über uns</a></p>'
    assert xpath_values(data, "//channel/description/text()") == [expected]


def test_an_episode_without_notes_has_its_summary_alone():
    assert not xpath_values(inputs(an_episode()).bytes(), "//content:encoded")


def test_no_element_hides_or_moves_the_show_unless_it_is_set():
    data = inputs(an_episode(season=1)).bytes()
    assert not xpath_values(data, "//itunes:block | //podcast:block | //itunes:complete | //itunes:new-feed-url")


def test_categories_are_nested_each_parent_once():
    data = inputs(an_episode()).bytes()
    assert xpath_values(data, "//channel/itunes:category/@text") == ["Government", "Education", "Society & Culture"]
    assert xpath_values(data, "//itunes:category[@text='Education']/itunes:category/@text") == ["Courses", "How To"]


def test_what_xml_cannot_hold_does_not_reach_it():
    data = inputs(an_episode(), notes={"folge": "<p>a\x00\x0b\ufffe\udc80b</p>"}).bytes()
    assert xpath_values(data, "//content:encoded/text()") == ["<p>Worum es geht.</p>\n<p>ab</p>"]


def test_the_author_needs_no_mail():
    data = inputs(an_episode()).bytes()
    assert xpath_values(data, "//channel/itunes:author/text()") == ["Werkstatt Kommune"]
    assert not xpath_values(data, "//author | //managingEditor | //itunes:owner")


def test_the_declaration_stands_at_the_first_byte_in_double_quotes():
    assert full().bytes().startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<rss ')


def test_the_generator_has_a_name_without_a_version():
    data = full().bytes()
    assert xpath_values(data, "//generator/text()") == ["podcast-from-a-folder"]
    assert not xpath_values(data, "//docs")


# --- what is published -----------------------------------------------------------------------------------------------


def test_an_episode_without_a_date_or_without_audio_is_left_out():
    undated = an_episode("entwurf").model_copy(update={"date": None})
    show, audio, covers, notes = inputs(an_episode("da"), an_episode("stumm"), undated)
    data = Inputs(show, {slug: audio[slug] for slug in ("da", "entwurf")}, covers, notes).bytes()
    assert xpath_values(data, "//item/guid/text()") == ["guid-da"]
    assert b"entwurf" not in data
    assert b"stumm" not in data


def test_a_show_without_episodes_gives_a_channel_that_only_lacks_items():
    data = inputs().bytes()
    assert broken(data) == {"40"}
    assert not xpath_values(data, "//lastBuildDate")
    assert feedparser.parse(data).feed.title == "Amt & Würden"


def test_a_draft_without_a_summary_still_has_a_description():
    draft = an_episode(title="Noch ohne Text").model_copy(update={"summary": None})
    assert xpath_values(inputs(draft).bytes(), "//item/description/text()") == ["<p>Noch ohne Text</p>"]


def test_a_soft_hyphen_stays_on_the_page():
    data = inputs(
        an_episode(title="Verwal\u00adtung"), title="Amts\u00adstube", notes={"folge": "Ver\u00adwalten"}
    ).bytes()
    assert "\u00ad".encode() not in data
    assert xpath_values(data, "//item/title/text()") == ["Verwaltung"]


CHAPTERS = ["0:00 Begrüßung", "1:23 Frage & Antwort", "30:00 Abschied"]


def test_chapters_stand_in_the_description_as_timestamps():
    data = inputs(an_episode(chapters=CHAPTERS)).bytes()
    lines = "00:00:00 Begrüßung<br>\n00:01:23 Frage &amp; Antwort<br>\n00:30:00 Abschied"
    expected = f"<p>Worum es geht.</p><p>{lines}</p>"
    assert xpath_values(data, "//item/description/text()") == [expected]


@pytest.mark.parametrize(("umlauts", "with_chapters"), [(1850, True), (1990, False)])
def test_timestamps_give_way_when_the_description_would_be_too_long(umlauts: int, with_chapters: bool):  # noqa: FBT001 -- a column of a table
    data = inputs(an_episode(summary="ä" * umlauts, chapters=["0:00 a", "1:00 b", "2:00 c"])).bytes()
    text = xpath_values(data, "//item/description/text()")[0]
    assert ("00:01:00 b" in text) == with_chapters
    assert len(text.encode()) <= 4000


def test_gpodder_reads_the_chapters():
    entry = next(entry for entry in read(full().bytes())["episodes"] if entry["guid"] == "guid-eins")
    assert [(chapter["start"], chapter["title"]) for chapter in entry["chapters"]] == [
        (0, "Begrüßung"),
        (83, "Mit Bild & Link"),
        (1800, "Abschied"),
    ]


def test_a_trailer_has_no_number():
    data = inputs(an_episode(type="trailer", season=2, episode=1)).bytes()
    assert xpath_values(data, "//item/itunes:season/text()") == ["2"]
    assert not xpath_values(data, "//item/itunes:episode | //item/podcast:episode")
    assert xpath_values(data, "//podcast:trailer/@season") == ["2"]


HOST, GUEST = {"name": "Erika Muster", "role": "host"}, {"name": "Ali Beispiel", "role": "guest"}


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ([], []),
        ([GUEST], ["Erika Muster", "Ali Beispiel"]),
        ([GUEST, {"name": "Vera Vertretung", "role": "guest host"}], ["Ali Beispiel", "Vera Vertretung"]),
        ([HOST | {"role": "guest"}], ["Erika Muster"]),
    ],
)
def test_the_hosts_are_said_again_where_an_episode_names_no_host(listed: list, names: list):
    data = inputs(an_episode(people=listed), people={"erika": HOST, "ali": GUEST}).bytes()
    assert xpath_values(data, "//channel/podcast:person/text()") == ["Erika Muster"]
    assert xpath_values(data, "//item/podcast:person/text()") == names


def test_addresses_of_others_are_written_in_ascii():
    person = GUEST | {"href": "https://straße.example/größe?q=100%#ü"}
    data = inputs(an_episode(people=[person])).bytes()
    assert xpath_values(data, "//item/podcast:person/@href") == [
        "https://xn--strae-oqa.example/gr%C3%B6%C3%9Fe?q=100%25#%C3%BC"
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('<a href="#t=83">x</a>', '<a href="https://podcast.example.org/amt/folge/#t=83">x</a>'),
        ('<img src="../a.png" alt="1 > 0">', '<img src="https://podcast.example.org/amt/a.png" alt="1 > 0">'),
        ('<a title=" href=&quot;x&quot; > " href="/y">', '<a title=" href=&quot;x&quot; > " href="https://podcast.example.org/y">'),
        ('<a href="?a=1&amp;b=2">', '<a href="https://podcast.example.org/amt/folge/?a=1&amp;b=2">'),
        ('<p>src="x" href="y"</p>', '<p>src="x" href="y"</p>'),
        ('<a href="mailto:a@example.org">', '<a href="mailto:a@example.org">'),
        ('<a href="//b.example/">', '<a href="https://b.example/">'),
        ('<a href="http://[">', '<a href="http://[">'),
    ],
)  # fmt: skip
def test_addresses_in_notes_start_from_the_page(written: str, expected: str):
    data = inputs(an_episode(), notes={"folge": written}).bytes()
    assert xpath_values(data, "//content:encoded/text()") == [f"<p>Worum es geht.</p>\n{expected}"]


def test_a_short_sound_still_lasts_a_second():
    show, _, covers, notes = inputs(an_episode())
    data = Inputs(show, {"folge": an_audio(seconds=0.2)}, covers, notes).bytes()
    assert xpath_values(data, "//itunes:duration/text()") == ["1"]


def test_a_picture_that_is_not_published_is_not_linked():
    person = GUEST | {"image": "people/ali.jpg"}
    data = inputs(an_episode(cover="e/cover.jpg", people=[person])).bytes()
    assert not xpath_values(data, "//item/itunes:image | //item/podcast:image | //@img")


def test_a_licence_of_ones_own_has_its_address():
    data = inputs(an_episode(), license={"name": "Eigene", "url": "https://a.example/l"}).bytes()
    assert xpath_values(data, "//podcast:license[text() = 'Eigene']/@url") == ["https://a.example/l"]
    assert a_show(license="CC0-1.0").license.name == "cc0-1.0"


def test_the_feed_is_dated_by_the_newest_episode_correction_or_withdrawal():
    def built(**fields: object) -> str:
        documents = inputs(an_episode(date="2024-03-12 09:00", season=1), an_episode("zwei", **fields)).all()
        return str(xpath_values(documents["feed.xml"], "//lastBuildDate/text()")[0])

    assert built(date="2024-03-01 09:00") == "Tue, 12 Mar 2024 09:00:00 +0100"
    correction = {"on": "2024-04-02", "text": "Fünf, nicht vier."}
    assert built(date="2024-03-01 09:00", correction=correction) == "Tue, 02 Apr 2024 00:00:00 +0200"
    given = inputs(
        an_episode(season=1),
        an_episode("zwei", date="2024-03-01 09:00", withdrawn={"on": "2024-05-02", "reason": "Auf Wunsch."}),
    )
    feeds_ = given._replace(audio={"folge": given.audio["folge"]}).all()
    assert b"<lastBuildDate>Thu, 02 May 2024 00:00:00 +0200<" in feeds_["feed.xml"]
    assert b"<lastBuildDate>Tue, 12 Mar 2024 09:00:00 +0100<" in feeds_["staffel-1/feed.xml"]
