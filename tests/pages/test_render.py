import json
import pickle
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import unquote, urldefrag

import pytest
from lxml import etree

from podcast import urls
from podcast.artifacts import Picture
from podcast.errors import TemplateError
from podcast.model.groups import Chapter, License, Person, Season
from podcast.model.podcast_namespace import Location
from podcast.pages import view_models
from podcast.pages.content.lists import list_pages, other_pages
from podcast.pages.page import RenderInputs
from podcast.pages.render import site_files
from podcast.pages.theme import default_templates
from podcast.transcripts.cue import Cue
from tests.support.rendered_pages import CUES, audio, episode, select, show, site, text


def test_there_is_a_page_for_home_each_season_each_episode_and_the_lost():
    files = site(episode(1), episode(2, season=2))
    assert {path for path in files if path.endswith(".html")} == {
        "index.html", "staffel-1/index.html", "staffel-2/index.html",
        "folge-1/index.html", "folge-2/index.html", "folge-1/einbetten/index.html", "folge-2/einbetten/index.html",
        "folgen/index.html", "abonnieren/index.html", "suche/index.html", "ueber/index.html",
        "impressum/index.html", "datenschutz/index.html", "barrierefreiheit/index.html", "404.html",
    }  # fmt: skip
    assert {"sitemap.xml", "robots.txt"} < files.keys()


def test_the_same_show_gives_the_same_bytes():
    assert site(episode(1), episode(2), transcripts={"folge-1": CUES}) == site(
        episode(2), episode(1), transcripts={"folge-1": CUES}
    )


def test_an_episode_page_says_what_the_episode_is():
    page = site(episode(2, title='"Echt"?', people=(Person(name="Anikó", role="guest"),)))["folge-2/index.html"]
    assert select(page, "//h1/text()") == ["„Echt“?"]
    words = text(page)
    for part in ("Staffel 1, Folge 2", "Worum es in 2 geht.", "6. Januar 2022", "36 Minuten", "Anikó", "Zu Gast"):
        assert part in words
    assert "MP3 · 27 MB: Herunterladen" in words.replace("\xa0", " ")
    assert select(page, "//time/@datetime") == ["2022-01-06T09:00:00+01:00"]


def test_the_guests_at_the_top_of_an_episode_and_of_home_lead_to_their_pages():
    guests = (Person(name="Ada", role="guest"), Person(name="Ben", role="guest"))
    files = site(episode(1, people=guests))
    for path, up in (("index.html", ""), ("folge-1/index.html", "../")):
        (faces,) = select(files[path], "//main//ul[@class='faces named'][.//a[.='Ada']]")
        assert faces.text_content().split() == ["Ada", "Ben"]
        assert faces.xpath(".//a/@href") == [f"{up}personen/ada/index.html", f"{up}personen/ben/index.html"]


def test_an_episode_without_a_number_is_called_after_its_season():
    files = site(episode(1, episode=None, title="Eins"), episode(2, episode=None, season=None))
    assert select(files["folge-1/index.html"], "normalize-space(//p[@class='kicker']/text())") == "Staffel 1"
    assert select(files["folge-1/index.html"], "//title/text()") == ["Eins – Staffel 1 – Rebellion"]
    assert select(files["folge-2/index.html"], "normalize-space(//p[@class='kicker']/text())") == "Folge"
    assert select(files["folgen/index.html"], "//p[@class='kicker']/text()") == ["Staffel 1"]


def test_a_page_for_frames_speaks_for_its_episode():
    page = site(episode(1))["folge-1/einbetten/index.html"]
    assert select(page, "//link[@rel='canonical']/@href") == ["https://example.org/folge-1/einbetten/"]
    assert select(page, "//meta[@property='og:url']/@content") == ["https://example.org/folge-1/"]
    assert select(page, "//link[@type='application/rss+xml']/@href") == ["../../feed.xml"]
    (data,) = select(page, "//script[@type='application/ld+json']/text()")
    assert json.loads(data)["url"] == "https://example.org/folge-1/"


def test_the_player_needs_no_script():
    page = site(episode(1, title="Eins"))["folge-1/index.html"]
    (player,) = select(page, "//main//audio")
    assert player.get("src") == "../audio/folge-1.1234abcd.mp3"
    assert player.get("controls") is not None
    assert player.get("autoplay") is None
    assert player.get("preload") == "none"
    assert player.get("aria-label") == "Folge anhören: Eins"


def test_a_chapter_opens_the_audio_at_its_start():
    chapters = (
        Chapter(start=0, title="Anfang"),
        Chapter(start="1:23.5", title="Mitte", href="https://www.example.org/x"),
    )
    page = site(episode(1, chapters=chapters))["folge-1/index.html"]
    assert select(page, "//ol[@class='chapters']//a/@href") == [
        "../audio/folge-1.1234abcd.mp3#t=0",
        "../audio/folge-1.1234abcd.mp3#t=83.5",
        "https://www.example.org/x",
    ]
    assert "Mitte 1:24" in text(page)


def test_a_transcript_stands_on_the_page_by_chapters():
    chapters = (Chapter(start=0, title="Begrüßung"), Chapter(start=20, title="Was ist eine Akte?"))
    files = site(episode(1, chapters=chapters), transcripts={"folge-1": CUES})
    page = files["folge-1/index.html"]
    headings = [heading.text_content() for heading in select(page, "//section[@id='transcript']//h3")]
    assert headings == ["0:00 Begrüßung", "0:20 Was ist eine Akte?"]
    assert "0:00 Ada: Guten Tag. Heute geht es um <Akten>." in text(page)
    assert "0:20 Ben: Endlich & gern." in text(page)
    assert files["folge-1/transcript.vtt"].startswith(b"WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n<v Ada>Guten Tag.")
    assert b"Ben: Endlich & gern." in files["folge-1/transcript.srt"]


def test_without_a_transcript_there_is_no_word_of_one():
    files = site(episode(1))
    assert "ranskript" not in files["folge-1/index.html"].decode()
    assert not [path for path in files if "transcript." in path and not path.startswith("assets/")]


def test_a_draft_is_marked_and_may_lack_almost_everything():
    files = site(episode(1), episode(2, draft=True, date=None, summary=None))
    page = files["folge-2/index.html"]
    assert "Entwurf" in text(page)
    assert not select(page, "//main//audio")
    assert select(page, "//meta[@name='robots']/@content") == ["noindex"]
    assert b"folge-2" not in files["sitemap.xml"]
    assert "Entwurf" in text(files["index.html"])
    assert "Entwurf" not in select(files["folge-1/index.html"], "string(//header[contains(@class, 'band')])")
    assert select(files["index.html"], "string(//article[@aria-labelledby='newest']//h2)").strip() == "Titel 1"


def test_home_shows_the_newest_four_of_each_season_newest_season_first():
    files = site(*(episode(n) for n in range(1, 7)), episode(7, season=3), episode(8, season=None, episode=None))
    seasons = select(files["index.html"], "//section[contains(@class, 'season-list')]")
    assert [season.get("aria-label") for season in seasons] == ["Staffel 3", "Staffel 1", "Weitere Folgen"]
    titles = [link.text_content() for link in seasons[1].xpath(".//h3/a")]
    assert [title.rpartition(": ")[2] for title in titles] == ["Titel 6", "Titel 5", "Titel 4", "Titel 3"]
    assert "Alle 6 Folgen" in seasons[1].text_content()
    assert seasons[2].xpath(".//li[contains(@class, 'out')]")  # the newest of all stands above, out of its drawer


def test_a_show_without_seasons_lists_its_newest_at_home_and_all_on_a_page_of_their_own():
    files = site(*(episode(n, season=None) for n in range(1, 9)))
    assert len(select(files["index.html"], "//section[contains(@class, 'season-list')]//h3")) == 4
    assert "folgen/index.html" in select(files["index.html"], "//a[@class='more']/@href")
    assert len(select(files["folgen/index.html"], "//h3")) == 8
    assert not [path for path in files if path.startswith("staffel")]


def test_a_season_lists_all_its_episodes_oldest_first():
    page = site(*(episode(n) for n in range(1, 7)))["staffel-1/index.html"]
    titles = [link.text_content().rpartition(": ")[2] for link in select(page, "//h3/a")]
    assert titles == [f"Titel {n}" for n in range(1, 7)]
    assert "Staffel 1: Jugend" in " ".join(select(page, "//h1")[0].text_content().split())


def test_no_page_of_a_long_list_carries_the_list():
    host = Person(name="Ada", role="host")
    listed = show().with_episodes([episode(number, people=(host,), topics=("Akten",)) for number in range(1, 241)])
    inputs = RenderInputs(audio(*listed.episodes), {}, {})
    cards = view_models.episode_cards(listed, inputs.audio)
    rendered = [*list_pages(listed, inputs, cards), *other_pages(listed, inputs, cards)]
    full = next(len(pickle.dumps(page)) for page in rendered if page.template == "topic.html")
    assert len(rendered) > 25
    assert max(len(pickle.dumps(page)) for page in rendered) < 2 * full


def test_a_season_without_episodes_has_neither_page_nor_tab():
    files = site(episode(1), seasons=(Season(number=1, title="A"), Season(number=2, title="B")))
    assert "staffel-2/index.html" not in files
    assert "Staffel 2" not in files["index.html"].decode()


def test_a_show_without_episodes_has_a_home():
    assert "Noch ist keine Folge erschienen." in text(site()["index.html"])


def test_episodes_are_linked_with_their_neighbours_in_time():
    page = site(episode(1), episode(2), episode(3))["folge-2/index.html"]
    assert select(page, "//a[@rel='prev']/@href") == ["../folge-1/index.html"]
    assert select(page, "//a[@rel='next']/@href") == ["../folge-3/index.html"]


@pytest.fixture
def everything():
    guest = Person(name="Ada", role="guest", image="a.jpg", href="https://example.org/ada")
    rich = episode(
        1, people=(guest, Person(name="Ben", role="host")), topics=("Mut",), location=(Location(name="Münster"),),
        chapters=(Chapter(start=0, title="A"), Chapter(start=20, title="B")), notes="# Mehr\n\n[x](https://example.org/)\n\n![B](b.jpg)",
    )  # fmt: skip
    pictures = {
        f"{key}": Picture(f"assets/{number}.webp", 96, 96)
        for number, key in enumerate(
            ["cover.jpg@share", "cover.jpg@480", "a.jpg@96", "a.jpg@192", "episodes/folge-1/b.jpg@notes"]
        )
    }
    return site(
        rich, episode(2), episode(3, season=2), episode(4, season=None, draft=True),
        transcripts={"folge-1": CUES}, pictures=pictures, license=License(name="cc-by-4.0"),
    )  # fmt: skip


class Links(HTMLParser):
    def __init__(self, data):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(data.decode())

    def handle_starttag(self, _tag, attrs):
        attributes = dict(attrs)
        self.ids.add(attributes.get("id"))
        self.links += [
            attributes[name].split()[0]
            for name in ("href", "src", "srcset")
            if name in attributes and attributes.get("rel") != "canonical"
        ]


def test_every_link_inside_the_site_leads_to_a_file(everything):
    outside = {
        *("feed.xml", "feed.json", "staffel-1/feed.xml", "staffel-2/feed.xml"),
        *(f"assets/{n}.webp" for n in range(5)),
        *(f"audio/folge-{n}.1234abcd.mp3" for n in (1, 2, 3)),
    }
    links = {path: Links(data) for path, data in everything.items() if path.endswith(".html")}
    checked = 0
    for path, page in links.items():
        for link in page.links:
            address, fragment = urldefrag(link)
            if re.match(r"[a-z]+:", link):
                continue
            if path == "404.html" and address:
                target = address.removeprefix("/")
            else:
                assert not address.startswith("/"), link
                target = resolved(PurePosixPath(path).parent / unquote(address)) if address else path
            assert target in everything or target in outside, (path, link)
            if fragment and target in links:
                assert fragment in links[target].ids, (path, link)
            checked += 1
    assert checked > 100


def resolved(path):
    parts = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def test_nothing_is_asked_from_anywhere_else(everything):
    for path, data in everything.items():
        if path.endswith(".html"):
            assert not [
                link for link in select(data, "//@src | //link[@rel='stylesheet' or @rel='icon']/@href") if ":" in link
            ]
            (policy,) = select(data, "//meta[@http-equiv='Content-Security-Policy']/@content")
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "http" not in policy


def test_no_page_holds_a_script_or_a_style_of_its_own(everything):
    for path, data in everything.items():
        if path.endswith(".html"):
            own_style = "" if path.endswith("/transcript.html") else "//style | "  # that one stands alone
            assert not select(data, f"{own_style}//@style | //@*[starts-with(name(), 'on')]"), path
            assert not select(data, "//script[not(@src) and not(@type='application/ld+json')]"), path


def test_headings_are_in_order_and_landmarks_are_there(everything):
    for path, data in everything.items():
        if path.endswith(".html"):
            levels = [int(heading.tag[1]) for heading in select(data, "//h1|//h2|//h3|//h4|//h5|//h6")]
            assert levels.count(1) == 1, path
            assert levels[0] == 1, path
            assert all(after - before <= 1 for before, after in pairwise(levels)), (path, levels)
            # The player stands within somebody else's page, the transcript within an app.
            if "/einbetten/" not in path and not path.endswith("/transcript.html"):
                assert [len(select(data, f"//body/{name}")) for name in ("header", "main", "footer")] == [1, 1, 1]
                assert select(data, "//body/a[1]/@href") == ["#content"]
            assert select(data, "/html/@lang") == ["de"]


def test_ids_are_unique_and_pictures_have_words_and_sizes(everything):
    for path, data in everything.items():
        if path.endswith(".html"):
            ids = select(data, "//@id")
            assert len(ids) == len(set(ids)), path
            for image in select(data, "//img"):
                assert None not in (image.get("alt"), image.get("width"), image.get("height"))


def test_titles_and_descriptions_are_unique(everything):
    listed = [data for path, data in everything.items() if path.endswith(".html")]
    titles = [select(data, "//title/text()")[0] for data in listed]
    descriptions = [select(data, "//meta[@name='description']/@content")[0] for data in listed]
    assert len(set(titles)) == len(titles)
    assert len(set(descriptions)) == len(descriptions)


def test_absolute_addresses_are_the_clean_ones(everything):
    page = everything["folge-1/index.html"]
    assert select(page, "//link[@rel='canonical']/@href") == ["https://example.org/folge-1/"]
    assert select(page, "//meta[@property='og:url']/@content") == ["https://example.org/folge-1/"]
    locations = etree.fromstring(everything["sitemap.xml"]).xpath("//*[local-name()='loc']/text()")
    assert sorted(locations) == sorted([
        "https://example.org/", "https://example.org/staffel-2/", "https://example.org/staffel-1/",
        "https://example.org/folgen/",
        "https://example.org/folge-1/", "https://example.org/folge-2/", "https://example.org/folge-3/",
        "https://example.org/personen/", "https://example.org/personen/ada/",
        "https://example.org/personen/ben/",
        "https://example.org/themen/", "https://example.org/themen/mut/",
        "https://example.org/abonnieren/", "https://example.org/suche/", "https://example.org/ueber/",
        "https://example.org/impressum/", "https://example.org/datenschutz/", "https://example.org/barrierefreiheit/",
    ])  # fmt: skip
    assert "Sitemap: https://example.org/sitemap.xml" in everything["robots.txt"].decode()


def test_search_engines_get_what_is_known(everything):
    words, _breadcrumbs = select(everything["folge-1/index.html"], "//script[@type='application/ld+json']/text()")
    data = json.loads(words)
    assert data["@type"] == "PodcastEpisode"
    assert data["timeRequired"] == "PT36M"
    assert data["accessibilityFeature"] == ["transcript"]
    assert data["associatedMedia"]["contentUrl"] == "https://example.org/audio/folge-1.1234abcd.mp3"
    assert data["partOfSeries"]["webFeed"] == "https://example.org/feed.xml"
    (home,) = select(everything["index.html"], "//script[@type='application/ld+json']/text()")
    assert json.loads(home)["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_the_lost_find_their_way_from_any_depth_below_the_prefix():
    page = site_files(
        show(link="https://example.org/pod/").with_episodes([episode(1)]), {}, {}, {}, [default_templates()]
    )["404.html"]
    links = select(page, "//a/@href | //link/@href")
    assert "/pod/staffel-1/index.html" in links
    assert all(link.startswith(("/pod/", "#")) for link in links)


def test_what_a_producer_writes_cannot_break_out():
    evil = '</script><script>alert(1)</script>"><img src=x onerror=alert(1)>'
    files = site(
        episode(1, title=evil, summary=evil, topics=(evil,), people=(Person(name=evil, role="guest"),), notes=evil,
                chapters=(Chapter(start=0, title=evil),)),
        title=evil, cover_alt=evil, author=evil, transcripts={"folge-1": (Cue(0.0, 1.0, evil, evil),)},
    )  # fmt: skip
    for path, data in files.items():
        if path.endswith(".html"):
            assert not select(data, "//img[@src='x'] | //*[@onerror] | //script[not(@src) and not(@type)]"), path
            for block in select(data, "//script[@type='application/ld+json']/text()"):
                json.loads(block)


def test_soft_hyphens_stay_in_the_page_and_leave_the_window_title():
    page = site(episode(1, title="Bürger*innen\xadbeteiligung"))["folge-1/index.html"]
    assert select(page, "//h1/text()") == ["Bürger*innen\xadbeteiligung"]
    assert "\xad" not in "".join(select(page, "//title/text() | //meta/@content | //script/text()"))


def test_an_english_show_speaks_english():
    files = site(episode(1), language="en-GB")
    words = text(files["folge-1/index.html"])
    assert "Season 1, Episode 1" in words
    assert "5 January 2022" in words
    assert "season-1/index.html" in files


def test_styles_and_scripts_are_small_and_named_by_their_bytes():
    files = site(episode(1))
    scripts = {path: data for path, data in files.items() if path.endswith((".css", ".js")) and path != urls.WIDGET}
    sizes = {path: len(data) for path, data in scripts.items()}
    assert all(re.fullmatch(r"assets/[a-z-]+\.[0-9a-f]{8}\.(css|js)", path) for path in sizes)
    for path in (path for path in files if path.endswith("index.html")):
        for links, most in (("//link[@rel='stylesheet']/@href", 24_000), ("//script/@src", 16_000)):
            linked = [f"assets/{href.rpartition('/')[2]}" for href in select(files[path], links)]
            assert sum(sizes[asset] for asset in linked) <= most, path


def test_a_new_episode_leaves_other_seasons_alone():
    before = site(episode(1), episode(2), episode(3, season=2))
    after = site(episode(1), episode(2), episode(3, season=2), episode(4, season=2))
    gone = {path for path in before if path not in after}
    assert {re.sub(r"[0-9a-f]{8}", "…", path) for path in gone} <= {
        "suche/facets.….json", "suche/block-0.….bin",
    }  # fmt: skip
    assert {path for path in before if before[path] != after.get(path)} - gone == {
        "404.html", "index.html", "staffel-2/index.html", "folge-3/index.html", "sitemap.xml",
        "folgen/index.html", "ueber/index.html", "barrierefreiheit/index.html",
        "suche/index.json", "widget.js",
    }  # fmt: skip


def test_a_shows_own_template_wins_file_by_file(tmp_path):
    (tmp_path / "templates").mkdir()
    own = '{% extends "built-in/season.html" %}{% block main %}<h1>Eigenes</h1>{{ super() }}{% endblock %}'
    (tmp_path / "templates" / "season.html").write_text(own)
    files = site(episode(1), templates=[tmp_path / "templates"])
    assert "Eigenes" in text(files["staffel-1/index.html"])
    assert files["index.html"] == site(episode(1))["index.html"]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("eins\n{% if %}\n", r"templates/season.html:2: "),
        ("eins\n\n{{ shwo.title }}\n", r"templates/season.html:3: 'shwo' is undefined; correct the name"),
        ("{% extends 'no.html' %}", r'there is no template "no.html"; add it to templates/'),
        ("\n{{ 1 + 'a' }}", r"templates/season.html:2: TypeError"),
        ("\n{{ say('nothing') }}", r"templates/season.html:2: KeyError"),
        ("{{ asset('no.css') }}", r"templates/assets/no.css: this file does not exist; "),
    ],
)
def test_a_broken_template_is_named_with_its_line(tmp_path, template, message):
    (tmp_path / "season.html").write_text(template)
    with pytest.raises(TemplateError, match=message):
        site(episode(1), templates=[tmp_path])
