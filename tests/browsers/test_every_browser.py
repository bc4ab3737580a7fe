"""Firefox and WebKit as Debian has them: what a listener does with a page works there as it does in Chromium."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from podcast.pages.csp import TEXT_SPACING
from tests.browsers.test_large_text import OVERLAPS
from tests.support.browsers import HAS_EXTRAS, SIDEWAYS, STYLED, served
from tests.support.player_site import STARTS, TITLES, write_player_site
from tests.support.webdriver import BrowserSession, Preferences, firefox, webkit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.browsers import Site

pytestmark = pytest.mark.browser
BROWSERS = {"firefox": firefox, "webkit": webkit}
USUAL, WITHOUT_SCRIPTS = Preferences(), Preferences(runs_scripts=False)
DARK_AND_LARGE = Preferences(is_dark=True, has_large_text=True)
SOUND = "document.querySelector('.player-bar audio')"
PLAYER, BAR, SLIDER = "podcast-player", ".player-bar", "podcast-player [name=seek]"
EPISODE = "folge-1/index.html"
# The ground's colour as it is painted, however the style sheet writes it: its brightness from 0 to 255.
BRIGHTNESS = """(() => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return (red + green + blue) / 3;
})()"""


@pytest.fixture(scope="module")
def player_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("every-browser")
    write_player_site(folder)
    with served(folder) as running:
        yield running


@pytest.fixture(scope="module", params=BROWSERS)
def browser_with(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Preferences], BrowserSession]]:
    """A browser with a user's preferences, started when a test first wants it and used by all tests after it."""
    sessions: dict[Preferences, BrowserSession] = {}
    with contextlib.ExitStack() as stack:

        def start(preferences: Preferences) -> BrowserSession:
            if preferences not in sessions:
                folder = tmp_path_factory.mktemp(request.param)
                sessions[preferences] = stack.enter_context(BROWSERS[request.param](folder, preferences))
            return sessions[preferences]

        yield start


@pytest.fixture
def page(browser_with: Callable[[Preferences], BrowserSession]) -> BrowserSession:
    """A tab of 1000 by 800 pixels; nothing that an earlier test played is left."""
    session = browser_with(USUAL)
    session.resize(1000, 800)
    session.open("about:blank")
    return session


def play(page: BrowserSession) -> None:
    page.click(f"{PLAYER} .controls .play")
    page.wait(f"!{SOUND}.paused && {SOUND}.currentTime > 0")


def wait_time(page: BrowserSession, seconds: float) -> None:
    page.wait(f"Math.abs({SOUND}?.currentTime - {seconds}) < 2")


def test_sound_plays_and_stops_by_pointer_and_key(page: BrowserSession, player_site: Site) -> None:
    page.open(player_site.url + EPISODE)
    assert page.text(f"{PLAYER} .times").split() == ["0:00", "1:00"]
    play(page)
    page.press("Space")
    page.wait(f"{SOUND}.paused")
    page.click(f"{PLAYER} .controls .play")
    page.wait(f"!{SOUND}.paused")
    assert page.evaluate("document.querySelectorAll('audio[controls]').length") == 0


def test_the_seek_bar_moves_the_sound_by_pointer_and_keys(page: BrowserSession, player_site: Site) -> None:
    page.open(player_site.url + EPISODE)
    page.click(SLIDER)
    wait_time(page, 30)
    page.wait(HAS_EXTRAS)
    page.press("ArrowRight")
    wait_time(page, 35)
    page.click(f"{PLAYER} [data-skip='-15']")
    wait_time(page, 20)
    assert page.evaluate(f"document.querySelector('{SLIDER}').getAttribute('aria-valuetext')").startswith("0:20 von")
    assert page.evaluate(f"{SOUND}.paused")


def test_a_chapter_plays_from_its_beginning(page: BrowserSession, player_site: Site) -> None:
    page.open(player_site.url + EPISODE)
    page.click(".chapters li:nth-child(3) a")
    page.wait(f"!{SOUND}.paused")
    wait_time(page, STARTS[2])
    page.wait("document.querySelector('.chapters li:nth-child(3) [aria-current=true]')")


def test_the_transcript_follows_the_sound(page: BrowserSession, player_site: Site) -> None:
    page.resize(1000, 500)
    page.open(player_site.url + EPISODE)
    page.click(".cue a[href$='#t=54']")
    wait_time(page, 54)
    page.wait("document.querySelector('.cue[aria-current]')")
    page.wait("(({top, bottom}) => top >= 0 && bottom <= innerHeight)"
              "(document.querySelector('.cue[aria-current]').getBoundingClientRect())")  # fmt: skip
    assert page.evaluate("document.querySelector('.transcript [role=switch]').getAttribute('aria-checked') ?? true")


def test_words_are_found_in_the_transcript(page: BrowserSession, player_site: Site) -> None:
    page.open(player_site.url + EPISODE)
    page.fill("[name=find]", "satz 1")
    page.wait("document.querySelectorAll('.cue mark').length === 11")  # 1, and 10 to 19
    assert page.text(".find output") == "1 von 11"
    page.press("Enter")
    assert page.text(".find output") == "2 von 11"


def test_the_search_answers_and_a_hit_leads_to_its_moment(page: BrowserSession, player_site: Site) -> None:
    page.open(f"{player_site.url}suche/index.html")
    page.fill("#q", "kooperativ")
    page.press("Enter")
    page.wait("document.querySelectorAll('#hits h3').length === 1")
    assert page.text("#hits h3") == TITLES[2]
    page.open(f"{player_site.url}suche/index.html?q=Foto")
    page.click("#hits a.place")
    page.wait("location.hash === '#t=25'")
    wait_time(page, STARTS[2])


@pytest.mark.parametrize("address", [f"{EPISODE}#t=20", "index.html?t=20"], ids=["episode", "home"])
def test_a_link_to_a_moment_waits_there(page: BrowserSession, player_site: Site, address: str) -> None:
    page.open(player_site.url + address)
    wait_time(page, 20)
    assert page.evaluate(f"{SOUND}.paused")


def test_the_sound_goes_on_across_pages_and_back(page: BrowserSession, player_site: Site) -> None:
    page.open(player_site.url + EPISODE)
    play(page)
    page.evaluate("document.marker = true")
    page.click(".name a")
    page.wait("document.querySelector('main h1').textContent === 'Rebellion'")
    page.wait(f"document.querySelector('{BAR}').checkVisibility()")
    assert page.text(".bar-title") == TITLES[0]
    page.wait("document.activeElement.localName === 'h1'")
    page.evaluate("history.back()")
    page.wait(f"document.querySelector('{PLAYER} .now')")
    assert page.evaluate(f"document.marker && !{SOUND}.paused")


def test_the_dark_is_dark(
    browser_with: Callable[[Preferences], BrowserSession], page: BrowserSession, player_site: Site
) -> None:
    page.open(player_site.url + EPISODE)
    assert page.evaluate(BRIGHTNESS) > 200
    dark = browser_with(DARK_AND_LARGE)
    dark.open(player_site.url + EPISODE)
    assert dark.evaluate(BRIGHTNESS) < 60


@pytest.mark.long
def test_no_page_scrolls_sideways_or_overlaps_with_text_of_200_percent(
    browser_with: Callable[[Preferences], BrowserSession], site: Site
) -> None:
    page, faults = browser_with(DARK_AND_LARGE), []
    page.resize(320, 740)
    for name in dict.fromkeys((*site.kinds.values(), *site.least.values())):
        page.open(site.url + name)
        faults += layout_faults(page, name or "home")
    assert not faults, "\n".join(["", *faults])


def layout_faults(page: BrowserSession, name: str) -> list[str]:
    """What is wrong in the layout of a page, as it is and with the text spacing of WCAG 1.4.12."""
    faults: list[Any] = []
    for spacing in ("", "with wider spacing: "):
        if spacing:
            assert page.evaluate(f"({STYLED})({json.dumps(TEXT_SPACING)})"), name
        over, overlaps = page.evaluate(f"[({SIDEWAYS})(), ({OVERLAPS})()]")
        faults += [f"{name}: {spacing}{over} is wider than the window"] if over else []
        faults += [f"{name}: {spacing}{pair} overlap" for pair in overlaps]
    return faults


def test_without_scripts_the_browsers_own_player_is_there(
    browser_with: Callable[[Preferences], BrowserSession], player_site: Site
) -> None:
    page = browser_with(WITHOUT_SCRIPTS)
    page.open(player_site.url + EPISODE)
    assert page.evaluate(f"document.querySelector('{PLAYER} > audio[controls]').checkVisibility()")
    assert not page.evaluate(f"document.querySelector('{PLAYER} .controls').checkVisibility()")
    assert not page.evaluate("document.querySelector('.find')?.checkVisibility()")
    page.click(".name a")
    page.wait("document.querySelector('main h1').textContent === 'Rebellion'")
    page.open(f"{player_site.url}suche/index.html")
    assert page.text("noscript")
