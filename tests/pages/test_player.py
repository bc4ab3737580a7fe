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

NAMES = ("navigation", "player", "player-extras", "transcript", "played")
SCRIPTS = {name: (default_templates() / "assets" / f"{name}.js").read_text("utf-8") for name in NAMES}
WHOLE = SCRIPTS["player"] + SCRIPTS["player-extras"]
CHAPTERS = (Chapter(start=0, title="Anfang"), Chapter(start=20, title="Mitte"))


@cache
def pages(language, **fields):
    fields = {"title": "Eins", "chapters": CHAPTERS} | fields
    return site(episode(1, **fields), transcripts={"folge-1": CUES}, language=language)


def page(path="folge-1/index.html", language="de", **fields):
    return pages(language, **fields)[path]


PLAYER = "//podcast-player"


def test_every_word_that_the_scripts_say_stands_in_the_page():
    keys = set(re.findall(r"\bwords\.(\w+)", WHOLE)) - {"storageKey", "extras", "extrasStyle"}
    assert keys >= {"play", "pause", "position", "positionChapter", "now", "left", "chapterLeft", "slept", "refused"}
    (template,) = select(page(), "//template[@id='player-bar']")
    for key in keys:
        attribute = "data-" + re.sub(r"([A-Z])", lambda match: f"-{match[1].lower()}", key)
        assert template.get(attribute), key


def test_the_values_that_a_script_fills_in_are_those_of_the_page():
    (template,) = select(page(), "//template[@id='player-bar']")
    fields = {name for value in template.attrib.values() for name in re.findall(r"{(\w+)}", value)}
    assert fields == {"title", "time", "length", "number", "count"}


def test_the_scripts_hold_no_words_for_people():
    literals = re.findall(r"\"([^\"]*)\"", "".join(SCRIPTS.values()))
    assert not [text for text in literals if re.search(r"[A-ZÄÖÜ][a-zäöü]+ [a-zäöü]", text)]


@pytest.mark.parametrize("path", ["index.html", "folge-1/index.html", "folge-1/einbetten/index.html"])
def test_what_the_script_cannot_do_without_is_on_each_page_with_a_player(path):
    html = page(path)
    for selector in (
        f"{PLAYER}/audio[@controls][@preload='none']",
        f"{PLAYER}/*[@role='alert']",
        f"{PLAYER}//a[@class='play'][@data-audio][@data-peaks][@data-slug][@data-page]",
        f"{PLAYER}//input[@name='seek'][@aria-label][@aria-valuetext]",
        "//template[@id='player-bar']/div[@data-keep]/audio[not(@src)]",
    ):
        assert len(select(html, selector)) == 1, selector
    assert select(html, f"{PLAYER}/div//a[@class='play']/@data-title") == ["Eins"]


def test_length_and_place_are_there_before_the_sound():
    html = page()
    assert select(html, f"{PLAYER}//*[@class='length']/text()") == ["36:00"]
    assert select(html, f"{PLAYER}/p/*[@class='elapsed']/text()") == ["0:00"]
    (slider,) = select(html, f"{PLAYER}//input[@name='seek']")
    assert (slider.get("max"), slider.get("aria-valuetext")) == ("2160", "0:00 von 36:00")
    assert select(html, f"{PLAYER}//*[@class='now-title']/text()") == ["Anfang"]


def test_the_scripts_start_nothing_on_arrival_and_store_nothing_unasked():
    assert WHOLE.count(".play()") == 1  # of `play`, which clicks and keys call
    assert re.findall(r".*localStorage\.(?:setItem|removeItem).*", WHOLE) == re.findall(
        r".*localStorage\.(?:setItem|removeItem).*", SCRIPTS["player-extras"]
    )
    assert WHOLE.count("localStorage.setItem") == 1
    assert re.findall(r".*\bwrite\(.*", WHOLE) == [
        "    write({ ...kept, [track.slug]: [isDone ? 0 : Math.floor(saved), isPlayed] });",  # see the next line
        "      if (checked) write({});",  # the tick
    ]
    assert "if (!kept || !track || !sound.played.length) return;" in WHOLE
    assert "cookie" not in WHOLE
    assert not select(page(), "//*[@autoplay] | //input[@name='remember'][@checked]")


def test_keys_count_within_the_player_alone():
    (handler,) = re.findall(r"key(?:down|up|press)\"[^\n]*\n(?:.*\n){3}", WHOLE)
    assert 'if (!target.closest(".player, .player-bar")' in handler


def test_scripts_of_an_episode_are_small():
    sizes = {name: len(jsmin(text).encode()) for name, text in SCRIPTS.items()}
    assert sizes["navigation"] + sizes["player"] <= 12_500
    assert sizes["navigation"] + sizes["player"] + sizes["transcript"] <= 16_000
    assert sizes["player-extras"] <= 6_000
    assert sizes["played"] <= 1000


def test_the_script_of_lists_only_reads():
    assert set(re.findall(r"localStorage\.(\w+)", SCRIPTS["played"])) == {"getItem"}
    assert not re.search(r"cookie|sessionStorage|indexedDB|fetch", SCRIPTS["played"])


def test_a_play_control_of_a_row_is_a_link_that_knows_its_sound():
    (link,) = select(page("staffel-1/index.html"), "//li//a[@class='play']")
    assert link.get("href") == link.get("data-page") == "../folge-1/index.html"
    assert link.get("data-audio") == "../audio/folge-1.1234abcd.mp3"
    assert link.get("data-peaks") == "../folge-1/peaks.json"
    assert link.get("data-seconds") == "2160.0"
    assert link.get("aria-label") == "Abspielen: Eins"


def test_the_next_episode_is_offered_in_the_player():
    files = site(episode(1), episode(2, title="Zwei"), episode(3, draft=True))
    (offer,) = select(files["folge-1/index.html"], f"{PLAYER}/p[contains(@class, 'up-next')]")
    assert offer.get("hidden") is not None
    assert offer.xpath(".//a[@class='play']/@data-title") == ["Zwei"]
    assert not select(files["folge-2/index.html"], f"{PLAYER}/p[contains(@class, 'up-next')]")


ROW = ("-15", "30", "speed", "menu-button")
PLAYERS = {"home": "index.html", "episode": "folge-1/index.html", "frame": "folge-1/einbetten/index.html"}


@pytest.mark.parametrize(
    ("place", "tools"),
    [
        ("home", ["seek"]),
        (
            "episode",
            ["-15", "30", "speed", "menu-button", "sleep", "volume", "share", "embed-code", "remember", "seek"],
        ),
        ("frame", [*ROW, "volume", "share", "seek"]),
    ],
)
def test_each_place_has_the_tools_that_fit(place, tools):
    elements = select(page(PLAYERS[place]), f"{PLAYER}//*[self::button or self::select or self::input]")
    assert [
        element.get("data-skip")
        or element.get("name")
        or element.get("data-copies")
        or element.get("class").split()[-1]
        for element in elements
    ] == tools


def test_a_frame_stores_nothing_and_its_links_lead_to_the_episode():
    html = page(PLAYERS["frame"])
    assert select(html, "//template[@id='player-bar'][@data-storage-key]") == []
    assert select(html, f"{PLAYER}//a[@class='play']/@data-page") == ["../../folge-1/index.html"]
    assert select(html, "//a[contains(@href, '#transcript')]/@target") == ["_blank"]


def test_home_without_sound_loads_no_player():
    html = site(episode(1, draft=True))["index.html"]
    assert not select(html, "//podcast-player | //body//audio | //script[contains(@src, 'player')]")


@pytest.mark.parametrize("path", ["index.html", "staffel-1/index.html", "folgen/index.html", "personen/ada/index.html"])
def test_lists_mark_what_was_heard_before_they_are_drawn(path):
    html = page(path, people=(Person(name="Ada", role="guest"),))
    (script,) = select(html, "//script[contains(@src, 'played')]")
    assert script.get("blocking") == "render"
    assert script.get("data-played") == "gehört"
    assert [script.get("data-storage-key")] == select(page(), "//template[@id='player-bar']/@data-storage-key")
    assert "folge-1" in [href.split("/")[-2] for href in select(html, "//*[@class='title']/a/@href")]


def test_what_is_seen_of_a_button_begins_its_name():
    for button in select(page(), f"{PLAYER}//button[@aria-label]"):
        assert button.get("aria-label").startswith(button.text_content().strip())


def test_every_tool_has_a_label():
    (player,) = select(page(), PLAYER)
    for field in player.xpath(".//select | .//input[not(@aria-label)]"):
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
    (store,) = select(page(), "//template[@id='player-bar']/@data-storage-key")
    assert show().guid in store


def test_the_lock_screen_shows_the_episodes_cover_or_the_shows():
    pictures = {
        "cover.jpg@480": Picture("assets/show.jpg", 480, 480),
        "own.jpg@480": Picture("assets/own.jpg", 480, 480),
    }
    files = site(episode(1), episode(2, cover="own.jpg", cover_alt="Ein Bild"), pictures=pictures)
    assert select(files["folge-1/index.html"], f"{PLAYER}/div//a[@class='play']/@data-cover") == ["../assets/show.jpg"]
    assert select(files["folge-2/index.html"], f"{PLAYER}/div//a[@class='play']/@data-cover") == ["../assets/own.jpg"]
