"""What the player's page and its script promise each other. What the script does is tried in browsers."""

from __future__ import annotations

import re

import pytest

from podcast.artifacts import Picture
from podcast.pages.render import default_templates
from podcast.show.model import Chapter
from test_render import CUES, episode, select, show, site

SCRIPT = (default_templates() / "assets" / "player.js").read_text("utf-8")
CHAPTERS = (Chapter(start=0, title="Anfang"), Chapter(start=20, title="Mitte"))


def page(path="folge-1/index.html", language="de", **fields):
    fields = {"title": "Eins", "chapters": CHAPTERS} | fields
    return site(episode(1, **fields), transcripts={"folge-1": CUES}, language=language)[path]


def test_every_word_that_the_script_says_stands_in_the_page():
    said = set(re.findall(r"say\(\"(\w+)\"", SCRIPT))
    assert said == {"slept", "refused", "copied", "byhand"}
    (tools,) = select(page(), "//podcast-tools")
    assert all(tools.get(f"data-{key}") for key in said)


def test_the_script_holds_no_words_for_people():
    literals = re.findall(r"\"([^\"]*)\"", SCRIPT)
    assert not [text for text in literals if re.search(r"[A-ZÄÖÜ][a-zäöü]+ [a-zäöü]", text)]


@pytest.mark.parametrize("path", ["folge-1/index.html", "folge-1/einbetten/index.html"])
def test_what_the_script_cannot_do_without_is_on_each_page_with_a_player(path):
    found = page(path)
    for selector in (
        "//*[@class='player']//audio",
        "//*[@class='player']//*[@role='alert']",
        "//podcast-tools//output",
    ):
        assert len(select(found, selector)) == 1, selector
    names = re.search(r"const \{ (.*?) \} = tools\.dataset", SCRIPT)[1].split(", ")
    assert set(names) == {"title", "show", "cover", "page", "store", "slug"}
    assert select(found, "//podcast-tools/@data-title") == ["Eins"]


def test_the_script_starts_nothing_on_arrival_and_stores_nothing_unasked():
    assert SCRIPT.count(".play()") == 1  # the click on a time
    before = SCRIPT[: SCRIPT.index("localStorage.setItem")]
    assert before.rindex("if (!keep.checked) return;") > before.rindex("const remember")
    assert "cookie" not in SCRIPT
    assert not select(page(), "//*[@autoplay] | //input[@name='keep'][@checked]")


def test_the_script_listens_to_no_keys_of_the_page():
    assert not re.search(r"key(down|up|press)", SCRIPT)


def test_scripts_are_small():
    assert len(SCRIPT.encode()) <= 7000


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
    (store,) = select(page(), "//podcast-tools/@data-store")
    assert show().guid in store


def test_the_lock_screen_shows_the_episodes_cover_or_the_shows():
    pictures = {
        "cover.jpg@480": Picture("assets/show.jpg", 480, 480),
        "own.jpg@480": Picture("assets/own.jpg", 480, 480),
    }
    found = site(episode(1), episode(2, cover="own.jpg", cover_alt="Ein Bild"), pictures=pictures)
    assert select(found["folge-1/index.html"], "//podcast-tools/@data-cover") == ["../assets/show.jpg"]
    assert select(found["folge-2/index.html"], "//podcast-tools/@data-cover") == ["../assets/own.jpg"]
