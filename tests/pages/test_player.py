"""What the player's page and its script promise each other. What the script does is tried in browsers."""

from __future__ import annotations

import re
from functools import cache

import pytest
from rjsmin import jsmin

from podcast.artifacts import Picture
from podcast.model.groups import Chapter, Person
from podcast.pages.theme import default_templates
from tests.support.rendered_pages import CUES, episode, select, show, site

SCRIPT, PLAYED = ((default_templates() / "assets" / f"{name}.js").read_text("utf-8") for name in ("player", "played"))
CHAPTERS = (Chapter(start=0, title="Anfang"), Chapter(start=20, title="Mitte"))


@cache
def pages(language, **fields):
    fields = {"title": "Eins", "chapters": CHAPTERS} | fields
    return site(episode(1, **fields), transcripts={"folge-1": CUES}, language=language)


def page(path="folge-1/index.html", language="de", **fields):
    return pages(language, **fields)[path]


def test_every_word_that_the_script_says_stands_in_the_page():
    said = set(re.findall(r"say\(\"(\w+)\"", SCRIPT))
    assert said == {"slept", "refused", "copied", "byhand"}
    (tools,) = select(page(), "//podcast-tools")
    assert all(tools.get(f"data-{key}") for key in said)


def test_the_script_holds_no_words_for_people():
    literals = re.findall(r"\"([^\"]*)\"", SCRIPT)
    assert not [text for text in literals if re.search(r"[A-ZÄÖÜ][a-zäöü]+ [a-zäöü]", text)]


@pytest.mark.parametrize("path", ["index.html", "folge-1/index.html", "folge-1/einbetten/index.html"])
def test_what_the_script_cannot_do_without_is_on_each_page_with_a_player(path):
    html = page(path)
    for selector in (
        "//*[@class='player']//audio",
        "//*[@class='player']//*[@role='alert']",
        "//podcast-tools//output",
    ):
        assert len(select(html, selector)) == 1, selector
    names = re.search(r"const \{ (.*?) \} = tools\.dataset", SCRIPT)[1].split(", ")
    assert set(names) == {"title", "show", "cover", "page", "storageKey", "slug"}
    assert select(html, "//podcast-tools/@data-title") == ["Eins"]


def test_the_script_starts_nothing_on_arrival_and_stores_nothing_unasked():
    assert SCRIPT.count(".play()") == 1  # the click on a time
    assert SCRIPT.count("localStorage.setItem") == 1
    assert re.findall(r".*\bwrite\(.*", SCRIPT) == [
        "    write({ ...entry, [slug]: [done ? 0 : Math.floor(saved), !played.hidden] });",  # see the next line
        "    if (remember.checked) write({});",  # the tick
    ]
    assert "if (!entry || !audio.played.length) return;" in SCRIPT
    assert "cookie" not in SCRIPT
    assert not select(page(), "//*[@autoplay] | //input[@name='remember'][@checked]")


def test_the_script_listens_to_no_keys_of_the_page():
    assert not re.search(r"key(down|up|press)", SCRIPT)


def test_scripts_are_small():
    assert len(jsmin(SCRIPT).encode()) <= 6000
    assert len(jsmin(PLAYED).encode()) <= 512


def test_the_script_of_lists_only_reads():
    assert set(re.findall(r"localStorage\.(\w+)", PLAYED)) == {"getItem"}
    assert not re.search(r"cookie|sessionStorage|indexedDB|fetch", PLAYED)


PLAYERS = {"home": "index.html", "episode": "folge-1/index.html", "frame": "folge-1/einbetten/index.html"}


@pytest.mark.parametrize(
    ("place", "tools"),
    [
        ("home", ["-15", "30", "speed", "share"]),
        ("episode", ["-15", "30", "speed", "sleep", "share", "remember"]),
        ("frame", ["-15", "30", "speed", "share"]),
    ],
)
def test_each_place_has_the_tools_that_fit(place, tools):
    elements = select(page(PLAYERS[place]), "//podcast-tools//*[self::button or self::select or self::input]")
    assert [
        element.get("data-skip") or element.get("name") or element.get("class").split()[-1] for element in elements
    ] == tools


def test_home_loads_no_sound_and_its_link_leads_to_the_episode():
    html = page("index.html")
    assert select(html, "//audio/@preload") == ["none"]
    assert select(html, "//podcast-tools/@data-page") == ["https://example.org/folge-1/"]
    assert not select(page(), "//podcast-tools/@data-page")


def test_home_without_sound_loads_no_player():
    html = site(episode(1, draft=True))["index.html"]
    assert not select(html, "//podcast-tools | //audio | //script[contains(@src, 'player')]")


@pytest.mark.parametrize("path", ["index.html", "staffel-1/index.html", "folgen/index.html", "personen/ada/index.html"])
def test_lists_mark_what_was_heard_before_they_are_drawn(path):
    html = page(path, people=(Person(name="Ada", role="guest"),))
    (script,) = select(html, "//script[contains(@src, 'played')]")
    assert script.get("blocking") == "render"
    assert script.get("data-played") == "gehört"
    assert [script.get("data-storage-key")] == select(page(), "//podcast-tools/@data-storage-key")
    assert "folge-1" in [href.split("/")[-2] for href in select(html, "//*[@class='title']/a/@href")]


def test_what_is_seen_of_a_button_begins_its_name():
    for button in select(page(), "//podcast-tools//button[@aria-label]"):
        assert button.get("aria-label").startswith(button.text_content().strip())


def test_every_tool_has_a_label():
    (tools,) = select(page(), "//podcast-tools")
    for field in tools.xpath(".//select | .//input"):
        assert "".join(field.xpath("ancestor::label//text()")).strip()


def test_speeds_are_written_as_the_language_writes_numbers():
    assert "1,25×" in select(page(), "//select[@name='speed']/option/text()")
    assert "1.25×" in select(page(language="en"), "//select[@name='speed']/option/text()")
    assert select(page(), "//select[@name='speed']/option[@selected]/@value") == ["1"]


def test_only_an_episode_with_chapters_can_stop_at_the_end_of_one():
    assert select(page(), "//option[@value='chapter']")
    assert not select(page(chapters=()), "//option[@value='chapter']")


def test_a_failed_sound_leaves_the_download():
    (alert,) = select(page(), "//*[@role='alert']")
    assert alert.get("hidden") is not None
    assert alert.xpath(".//a[@download]/@href") == ["../audio/folge-1.1234abcd.mp3"]


def test_shows_on_one_host_keep_their_places_apart():
    (store,) = select(page(), "//podcast-tools/@data-storage-key")
    assert show().guid in store


def test_the_lock_screen_shows_the_episodes_cover_or_the_shows():
    pictures = {
        "cover.jpg@480": Picture("assets/show.jpg", 480, 480),
        "own.jpg@480": Picture("assets/own.jpg", 480, 480),
    }
    files = site(episode(1), episode(2, cover="own.jpg", cover_alt="Ein Bild"), pictures=pictures)
    assert select(files["folge-1/index.html"], "//podcast-tools/@data-cover") == ["../assets/show.jpg"]
    assert select(files["folge-2/index.html"], "//podcast-tools/@data-cover") == ["../assets/own.jpg"]
