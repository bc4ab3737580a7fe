"""The player in a browser: row, seek bar, keys, the bar at the bottom, the next episode, and sound across pages."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from podcast import preview
from tests.support.browsers import HAS_EXTRAS, SIDEWAYS, STORED, WIDE, open_menu, served
from tests.support.player_site import SECONDS, STARTS, TITLES, write_player_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Route

    from tests.support.browsers import Site

pytestmark = pytest.mark.browser
SOUND = "document.querySelector('.player-bar audio')"
PLAYER, BAR, SLIDER = "podcast-player", ".player-bar", "podcast-player [name=seek]"
EPISODE, OTHER = "folge-1/", "folge-2/"
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def player_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("player")
    write_player_site(folder)
    with served(folder) as running:
        yield running


@pytest.fixture
def open_page(player_site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page in a context of its own; a test that leaves an error in the console fails."""
    errors: list[str] = []
    with contextlib.ExitStack() as contexts:

        def open_address(address: str, **options: Any) -> Page:
            context = browser.new_context(locale="de-DE", **{"viewport": WIDE, "reduced_motion": "reduce", **options})
            contexts.callback(context.close)
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.goto(player_site.url + address, wait_until="load")
            return page

        yield open_address
    assert not errors


def wait(page: Page, condition: str) -> None:
    """Waits for a condition; the pages' policy forbids Playwright's own way."""
    for _ in range(1200):
        if page.evaluate(f"() => Boolean({condition})"):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"never: {condition}")


def wait_time(page: Page, seconds: float, tolerance: float = 2.0) -> None:
    wait(page, f"Math.abs({SOUND}.currentTime - {seconds}) < {tolerance}")


def play(page: Page) -> None:
    page.click(f"{PLAYER} .controls .play")
    wait(page, f"!{SOUND}.paused && {SOUND}.currentTime > 0")


def played_share(page: Page, selector: str) -> float:
    return float(page.evaluate(f"document.querySelector('{selector}').style.getPropertyValue('--played')"))


# --- what stands there before a byte of sound -------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["", EPISODE, f"{EPISODE}einbetten/"], ids=["home", "episode", "embed"])
def test_times_are_known_before_the_first_byte_of_sound(open_page: Callable[..., Page], address: str) -> None:
    page = open_page("404.html")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(page.url.replace("404.html", address))
    page.wait_for_timeout(200)
    assert page.locator(f"{PLAYER} .times").inner_text().split() == ["0:00", "1:00"]
    assert page.locator(SLIDER).get_attribute("aria-valuetext").startswith("0:00 von 1:00")  # type: ignore[union-attr]
    assert not [url for url in requests if url.endswith(".mp3")]
    assert page.locator("audio[controls]").count() == 0


def test_the_waveform_is_drawn_from_the_peaks_a_bar_every_five_pixels(open_page: Callable[..., Page]) -> None:
    for viewport in (WIDE, PHONE):
        page = open_page(EPISODE, viewport=viewport)
        wait(page, f"document.querySelector('{PLAYER} .wave path').getAttribute('d')")
        bars = page.locator(f"{PLAYER} .wave path").first.get_attribute("d").count("M")  # type: ignore[union-attr]
        assert bars == page.locator(f"{PLAYER} .seek").bounding_box()["width"] // 5  # type: ignore[index]
        assert page.locator(f"{PLAYER} .tick").count() == len(STARTS)


def test_without_javascript_the_browsers_own_player_is_there(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE, java_script_enabled=False)
    assert page.locator(f"{PLAYER} > audio[controls]").is_visible()
    for part in (".controls", ".seek", ".times"):
        assert not page.locator(f"{PLAYER} {part}").is_visible()


# --- row, seek bar, keys ----------------------------------------------------------------------------------------------


def test_play_pauses_and_says_what_it_does(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE)
    button = page.locator(f"{PLAYER} .controls .play")
    assert button.get_attribute("aria-label") == f"Abspielen: {TITLES[0]}"
    play(page)
    assert button.get_attribute("aria-label") == f"Anhalten: {TITLES[0]}"
    wait(page, f"document.querySelector('{PLAYER} .play').dataset.state === 'playing'")
    button.click()
    wait(page, f"document.querySelector('{PLAYER} .play').ariaLabel === 'Abspielen: {TITLES[0]}'")
    assert page.evaluate(f"{SOUND}.paused")


def test_a_click_on_the_waveform_goes_there(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE)
    box = page.locator(f"{PLAYER} .seek").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 30)
    wait_time(page, SECONDS / 2, 0.5)
    assert page.evaluate(f"{SOUND}.paused")
    assert 0.49 < played_share(page, PLAYER) < 0.51
    assert page.locator(SLIDER).get_attribute("aria-valuetext") == "0:30 von 1:00, Kapitel 3"
    assert page.locator(f"{PLAYER} .now").inner_text().split("\n")[0] == "Kapitel 3 von 4"
    assert page.locator(f"{PLAYER} .left").inner_text() == "noch 0:30"


def test_the_pointer_drags_the_position_and_shows_time_and_chapter(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE)
    box = page.locator(f"{PLAYER} .seek").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 30)
    wait(page, HAS_EXTRAS)
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 30)
    wait(page, "document.querySelector('.hint').textContent === '0:15 · Worum es geht'")
    assert page.locator(".hint").is_visible()
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 30, steps=3)
    page.mouse.up()
    wait_time(page, 30, 1)
    page.mouse.move(5, 5)
    page.locator(".hint").wait_for(state="hidden")


def test_keys_work_where_the_player_has_the_focus(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE)
    page.locator(SLIDER).focus()
    wait(page, HAS_EXTRAS)  # they come with the focus
    for key, seconds in (
        ("5", 30), ("ArrowRight", 35), ("ArrowLeft", 30), ("PageDown", 0), ("PageUp", 30), ("ArrowUp", 35),
    ):  # fmt: skip
        page.keyboard.press(key)
        wait_time(page, seconds, 0.5)
    page.keyboard.press("Space")
    wait(page, f"!{SOUND}.paused")
    page.keyboard.press("Space")
    wait(page, f"{SOUND}.paused")
    page.locator(f"{PLAYER} [name=speed]").focus()
    page.keyboard.press("ArrowDown")  # belongs to the field
    wait(page, f"{SOUND}.playbackRate === 1.25")


def test_no_key_counts_elsewhere_on_the_page(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{EPISODE}#t=20")
    page.locator("h1 + *").evaluate("(element) => { element.tabIndex = -1; element.focus(); }")
    for key in ("Space", "5", "ArrowRight", "k"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert page.evaluate(f"{SOUND}.paused")
    assert page.evaluate(f"{SOUND}.currentTime") == 20


def test_skips_that_lead_nowhere_are_marked(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE)
    back = page.locator(f"{PLAYER} [data-skip='-15']")
    assert back.get_attribute("aria-disabled") == "true"
    page.click(f"{PLAYER} [data-skip='30']")
    wait_time(page, 30, 0.5)
    assert back.get_attribute("aria-disabled") == "false"


def test_targets_are_large_and_a_row_on_a_phone(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE, viewport=PHONE)
    assert page.evaluate(SIDEWAYS) == ""
    for element in page.locator(f"{PLAYER} .controls > :is(button, label)").all():
        box = element.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44, element.evaluate("(element) => element.outerHTML")
    slider = page.locator(f"{PLAYER} .seek").bounding_box()
    assert slider
    assert slider["height"] >= 44


# --- „Mehr“ -----------------------------------------------------------------------------------------------------------


def test_more_opens_in_place_and_closes_with_escape(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE)
    button, menu = page.locator(".menu-button"), page.locator(".menu")
    assert not menu.is_visible()
    open_menu(page)
    assert button.get_attribute("aria-expanded") == "true"
    page.locator("[name=volume]").fill("0.5")
    assert page.evaluate(f"{SOUND}.volume") == 0.5
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert page.evaluate("document.activeElement.className").endswith("menu-button")


def test_the_sleep_timer_goes_on_on_other_pages(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{EPISODE}#t=8")
    play(page)
    open_menu(page)
    page.locator("[name=sleep]").select_option("chapter")
    page.click(".name a")
    wait(page, "document.querySelector('main h1')?.textContent === 'Rebellion'")
    wait(page, f"{SOUND}.paused")
    wait_time(page, STARTS[1], 0.1)


# --- the bar at the bottom --------------------------------------------------------------------------------------------


def test_the_bar_appears_when_sound_was_started_and_the_player_is_out_of_sight(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE)
    page.mouse.wheel(0, 1500)
    page.wait_for_timeout(200)
    assert not page.locator(BAR).is_visible()
    page.evaluate("scrollTo(0, 0)")
    play(page)
    assert not page.locator(BAR).is_visible()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator(BAR).wait_for()
    assert page.locator(".bar-title").inner_text() == TITLES[0]
    assert page.locator(".bar-chapter").inner_text() == "1 · Ansage"
    wait(page, "document.querySelector('.bar-wave path').getAttribute('d')")
    page.click(f"{BAR} .play")
    wait(page, f"{SOUND}.paused")
    page.click(f"{BAR} [data-skip='30']")
    wait_time(page, 31)
    page.click(f"{BAR} .to-player")
    wait(page, f"document.querySelector('{BAR}').hidden")


def test_no_focus_is_hidden_behind_the_bar(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE, viewport={"width": 1280, "height": 500})
    play(page)
    page.evaluate("scrollTo(0, 900)")
    page.locator(BAR).wait_for()
    top = page.locator(BAR).bounding_box()["y"]  # type: ignore[index]
    for _ in range(30):
        page.keyboard.press("Tab")
        box = page.evaluate(
            """() => {
              const element = document.activeElement;
              const isFree = element === document.body || element.closest(".player-bar, .skip-link");
              return [element.getBoundingClientRect().bottom, Boolean(isFree)];
            }"""
        )
        assert box[1] or box[0] <= top, page.evaluate("document.activeElement.outerHTML")


def test_a_low_window_has_no_bar(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE, viewport={"width": 740, "height": 340})
    play(page)
    page.evaluate("scrollTo(0, 1500)")
    page.wait_for_timeout(200)
    assert not page.locator(BAR).is_visible()


# --- chapters and the end ---------------------------------------------------------------------------------------------


def test_chapters_show_progress_and_what_is_left(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{EPISODE}#t=16")
    wait(page, "document.querySelector('.chapters [aria-current]')")
    current = page.locator(".chapters [aria-current=true]")
    assert current.locator(".title").inner_text() == "Worum es geht"
    assert 0.35 < float(current.evaluate("(row) => row.style.getPropertyValue('--progress')")) < 0.45
    assert page.locator(".chapter-left").inner_text() == "noch 0:09 in Kapitel 2"
    assert page.locator(".tick.current").inner_text() == "2"


def test_the_next_episode_is_offered_and_does_not_start_by_itself(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{EPISODE}#t=58")
    play(page)
    offer = page.locator(f"{PLAYER} .up-next")
    assert not offer.is_visible()
    page.evaluate(f"{SOUND}.currentTime = {SECONDS} - 0.2")
    wait(page, f"{SOUND}.ended")
    offer.wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate(f"{SOUND}.paused")
    assert TITLES[1] in offer.inner_text()
    offer.locator(".play").click()
    wait(page, f"{SOUND}.src.includes('folge-2') && !{SOUND}.paused")
    page.locator(BAR).wait_for()
    assert page.locator(".bar-title").inner_text() == TITLES[1]


# --- across pages -----------------------------------------------------------------------------------------------------


def test_sound_goes_on_across_pages(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE)
    play(page)
    page.evaluate("window.document.marker = true")
    page.click(".name a")
    wait(page, "document.querySelector('main h1').textContent === 'Rebellion'")
    assert page.evaluate("document.marker") is True
    assert page.url.endswith("/index.html")
    assert page.title().startswith("Rebellion – Zukunft")
    assert not page.evaluate(f"{SOUND}.paused")
    wait(page, "document.activeElement.localName === 'h1'")
    assert page.evaluate("document.querySelector('link[rel=canonical]').href") == "https://example.org/"
    assert page.locator(".tabs [aria-current]").count() == 0
    page.locator(BAR).wait_for()
    page.click(f"{BAR} .bar-title")
    wait(page, f"document.querySelector('{PLAYER} .now')")
    assert page.url.endswith("folge-1/index.html#player")
    assert not page.evaluate(f"{SOUND}.paused")
    wait(page, f"document.querySelector('{PLAYER} .play').dataset.state === 'playing'")
    assert page.locator(".tabs [aria-current]").count() == 1
    wait(page, f"document.querySelector('{BAR}').hidden")


def test_back_and_forward_keep_sound_and_scroll(open_page: Callable[..., Page]) -> None:
    page = open_page("")
    page.evaluate("scrollTo(0, 300)")
    page.wait_for_timeout(300)
    page.click(".newest h2 a")
    wait(page, "location.pathname.endsWith('folge-3/index.html')")
    wait(page, "scrollY === 0")
    play(page)
    page.go_back()
    wait(page, "document.querySelector('main h1').textContent === 'Rebellion' && scrollY === 300")
    assert not page.evaluate(f"{SOUND}.paused")
    page.go_forward()
    wait(page, "location.pathname.endsWith('folge-3/index.html') && scrollY === 0")
    assert not page.evaluate(f"{SOUND}.paused")


def test_other_clicks_are_the_browsers(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE)
    page.evaluate("document.marker = true")
    with page.context.expect_page() as opened:
        page.click(".name a", modifiers=["Control"])
    assert opened.value.url.endswith("/index.html")
    assert page.evaluate("document.marker") is True
    prevented = page.evaluate(
        """() => {
          const results = [];
          addEventListener("click", (event) => { results.push(event.defaultPrevented); event.preventDefault(); });
          for (const attributes of [
            {href: "https://example.org/"}, {href: "../index.html", target: "_blank"}, {href: "../feed.xml"},
            {href: "../index.html", download: ""}, {href: "../audio/folge-1.1234abcd.mp3"}, {href: "#transcript"},
            {href: "mailto:a@b.c"},
          ]) {
            const link = document.createElement("a");
            for (const name in attributes) link.setAttribute(name, attributes[name]);
            document.body.append(link);
            link.click();
            link.remove();
          }
          return results;
        }"""
    )
    assert prevented == [False] * 7


def test_what_cannot_be_swapped_is_loaded(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE)
    page.evaluate("document.marker = true")
    page.route(
        "**/staffel-2/index.html",
        lambda route: route.fulfill(body="<!doctype html><title>Anders</title><main></main>", content_type="text/html"),
    )
    with page.expect_navigation():
        page.click(".tab:has-text('Staffel 2')")
    wait(page, "document.title === 'Anders'")
    assert page.evaluate("document.marker") is None


def test_the_sheets_of_a_page_leave_with_it_and_that_of_the_bar_stays(open_page: Callable[..., Page]) -> None:
    page = open_page("")
    sheets = "[...document.querySelectorAll('link[rel=stylesheet]')].map((link) => link.href)"
    home = {sheet for sheet in page.evaluate(sheets) if "extras" not in sheet}
    page.click(".newest h2 a")
    wait(page, f"document.querySelector('{PLAYER} .now')")
    page.go_back()
    wait(page, "document.querySelector('main h1').textContent === 'Rebellion'")
    assert {sheet for sheet in page.evaluate(sheets) if "extras" not in sheet} == home


def test_a_moment_that_the_search_found_plays_on_its_page(open_page: Callable[..., Page]) -> None:
    page = open_page("suche/?q=Gemeinde")
    page.locator(".passage a.place").first.click()
    page.locator(BAR).wait_for(state="attached")
    wait(page, f"!{SOUND}.paused && {SOUND}.currentTime > 0")
    start = float(page.evaluate("location.hash").removeprefix("#t="))
    assert start == page.evaluate(f"Math.floor({SOUND}.currentTime)") // 3 * 3


def test_one_play_starts_and_all_others_stop(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{EPISODE}#t=12")
    play(page)
    page.click(".tab:has-text('Staffel 2')")
    row = page.locator(".row button.play")
    row.click()
    wait(page, f"{SOUND}.src.includes('folge-2') && !{SOUND}.paused")
    wait(page, f"document.querySelector('.row button.play').ariaLabel === 'Anhalten: {TITLES[1]}'")
    assert page.locator("audio").count() == 1
    page.go_back()
    wait(page, f"document.querySelector('{PLAYER} .elapsed')")
    wait(page, f"/^0:1[2-9]$/.test(document.querySelector('{PLAYER} .times .elapsed').textContent)")
    assert page.locator(BAR).is_visible()
    play_button = page.locator(f"{PLAYER} .controls .play")
    assert play_button.get_attribute("aria-label") == f"Abspielen: {TITLES[0]}"
    play_button.click()
    wait(page, f"{SOUND}.src.includes('folge-1') && !{SOUND}.paused")
    wait_time(page, 15, 5)


def test_a_play_link_is_a_link_without_javascript(open_page: Callable[..., Page]) -> None:
    page = open_page("staffel-2/", java_script_enabled=False)
    assert page.locator(".row a.play").get_attribute("href") == "../folge-2/index.html"
    page = open_page("staffel-2/")
    assert page.locator(".row a.play").count() == 0
    assert page.locator(".row button.play").get_attribute("aria-label") == f"Abspielen: {TITLES[1]}"


def test_nothing_is_stored_unasked_and_a_reload_resumes_only_then(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{EPISODE}#t=20")
    play(page)
    page.goto(page.url.partition("#")[0])
    assert page.evaluate(STORED) == []
    assert page.evaluate(f"{SOUND}.currentTime") == 0
    open_menu(page)
    page.locator("[name=remember]").check()
    page.click(f"{PLAYER} [data-skip='30']")
    play(page)
    wait(page, f"{SOUND}.currentTime > 30.2")
    page.evaluate(f"{SOUND}.pause()")
    wait(page, "Object.values(JSON.parse(Object.values(localStorage)[0] || '{}'))[0]?.[0] >= 30")
    page.reload()
    wait_time(page, 30)
    assert page.evaluate(f"{SOUND}.paused")
    assert page.locator(f"{PLAYER} .times .elapsed").inner_text().startswith("0:3")


def test_the_lock_screen_knows_chapter_and_picture(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{EPISODE}#t=12")
    play(page)
    wait(page, "navigator.mediaSession.metadata?.title === 'Worum es geht'")
    metadata = "(({album, artist, artwork}) => [album, artist, artwork[0].src])(navigator.mediaSession.metadata)"
    album, artist, artwork = page.evaluate(metadata)
    assert (album, artist) == (TITLES[0], "Rebellion")
    assert artwork.endswith("/assets/cover.png")


def test_a_sound_that_fails_is_said(open_page: Callable[..., Page]) -> None:
    page = open_page("404.html")
    page.route("**/*.mp3", lambda route: route.fulfill(status=404))
    page.goto(page.url.replace("404.html", EPISODE))
    page.click(f"{PLAYER} .controls .play")
    page.locator(f"{PLAYER} [role=alert]").wait_for()
    assert page.locator(f"{PLAYER} .controls .play").get_attribute("data-state") == ""


@pytest.mark.parametrize("options", [{"width": width, "height": 1000} for width in (320, 360)], ids=["320", "360"])
def test_the_player_and_the_bar_fit_with_text_of_200_percent(open_page: Callable[..., Page], options: Any) -> None:
    page = open_page(EPISODE, viewport=options)
    client = page.context.new_cdp_session(page)
    client.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    play(page)
    open_menu(page)
    assert page.evaluate(SIDEWAYS) == ""
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator(BAR).wait_for()
    assert page.evaluate(SIDEWAYS) == ""
    box = page.locator(BAR).bounding_box()
    assert box
    assert box["height"] < 240


def test_a_sound_that_is_on_its_way_shows_a_ring(open_page: Callable[..., Page]) -> None:
    page = open_page("404.html")
    page.route("**/*.mp3", lambda _: None)  # it never comes
    page.goto(page.url.replace("404.html", EPISODE))
    page.click(f"{PLAYER} .controls .play")
    wait(page, f"document.querySelector('{PLAYER} .play').dataset.state === 'loading'")


def test_a_video_that_plays_stops_the_sound(open_page: Callable[..., Page]) -> None:
    page = open_page(EPISODE)
    play(page)
    page.evaluate("document.querySelector('main').append(document.createElement('video'))")
    page.evaluate("document.querySelector('main video').dispatchEvent(new Event('play'))")
    wait(page, f"{SOUND}.paused")


HANDLERS = """
globalThis.handlers = {};
MediaSession.prototype.setActionHandler = (name, act) => { handlers[name] = act; };
"""


def test_media_keys_seek_step_through_chapters_and_lead_to_the_next_episode(open_page: Callable[..., Page]) -> None:
    page = open_page("404.html")
    page.add_init_script(HANDLERS)
    page.goto(page.url.replace("404.html", f"{EPISODE}#t=12"))
    play(page)
    wait(page, "handlers.nexttrack")
    for call, seconds in (
        ("nexttrack()", STARTS[2]), ("nexttrack()", STARTS[3]), ("previoustrack()", STARTS[2]),
        ("seekforward({})", 55), ("seekbackward({seekOffset: 5})", 50), ("seekto({seekTime: 41})", 41),
    ):  # fmt: skip
        page.evaluate(f"handlers.{call}")
        wait_time(page, seconds, 1)
        wait(page, f"!{SOUND}.seeking")
        page.wait_for_timeout(100)
    page.evaluate("handlers.nexttrack()")
    wait(page, f"{SOUND}.src.includes('folge-2') && !{SOUND}.paused")


CONTRAST = """() => {
  const luminance = (selector, property) => {
    const value = getComputedStyle(document.querySelector(selector))[property];
    const parts = value.match(/[\\d.]+/g).slice(0, 3).map((part) => value.startsWith("rgb") ? part / 255 : +part);
    const [red, green, blue] = parts.map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  const rest = luminance(".wave:not(.heard)", "stroke"), heard = luminance(".heard", "stroke");
  const surface = luminance(".player", "backgroundColor");
  return [ratio(heard, rest), ratio(rest, surface), ratio(heard, surface)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_played_and_unplayed_waveform_differ_by_three_to_one(open_page: Callable[..., Page], scheme: str) -> None:
    page = open_page(EPISODE, color_scheme=scheme)
    for colour in range(6):
        page.evaluate(f"document.documentElement.className = 'season-colour-{colour}'")
        assert min(page.evaluate(CONTRAST)) >= 3, colour


EVENT_SOURCES = """
globalThis.sources = [];
globalThis.EventSource = class { constructor(url) { sources.push(url); } close() { sources.push("closed"); } };
"""


def test_the_preview_watches_the_page_that_took_the_place_of_another(open_page: Callable[..., Page]) -> None:
    page = open_page("404.html")
    script = Path(str(preview.__file__)).with_name("reload.js").read_text("utf-8")

    def with_panel(route: Route) -> None:
        answer = route.fetch()
        path = urlsplit(route.request.url).path
        panel = (
            '<aside id="podcast-preview"></aside><script src="/reload.js" data-events="/events" '
            f'data-path="{path}" data-version="1" data-marks=\'{{"folge-2": "nur hier"}}\' defer></script></body>'
        )
        route.fulfill(response=answer, body=answer.text().replace("</body>", panel))

    page.add_init_script(EVENT_SOURCES)
    page.route(re.compile(r"(/|\.html)$"), with_panel)
    page.route("**/reload.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.goto(page.url.replace("404.html", EPISODE))
    page.click(".tab:has-text('Staffel 2')")
    wait(page, "sources.length === 3")
    assert page.evaluate("sources") == [
        "/events?path=%2Ffolge-1%2F",
        "closed",
        "/events?path=%2Fstaffel-2%2Findex.html",
    ]
    assert "nur hier" in page.locator(".row .title").inner_text()


def test_a_place_that_was_found_plays_though_its_page_brings_the_player(open_page: Callable[..., Page]) -> None:
    page = open_page("abonnieren/")
    assert page.evaluate("globalThis.podcastPlayer") is None
    page.evaluate(
        """() => {
          const link = document.createElement("a");
          Object.assign(link, {className: "play", href: "../folge-1/index.html#t=40", textContent: "0:40"});
          document.querySelector("main").prepend(link);
        }"""
    )
    page.click("main > a.play")
    wait(page, f"document.querySelector('.player-bar audio') && !{SOUND}.paused")
    wait_time(page, 40)
    assert page.url.endswith("/folge-1/index.html#t=40")
    assert page.evaluate("getComputedStyle(document.querySelector('podcast-player .seek')).height") == "84px"


def test_the_embedded_player_names_chapters_of_a_closed_list(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{EPISODE}einbetten/", viewport={"width": 640, "height": 400})
    page.click(f"{PLAYER} [data-skip='30']")
    wait_time(page, 30, 0.5)
    now = " ".join(page.locator(f"{PLAYER} .now").inner_text().split())
    assert now == "Kapitel 3 von 4 Ein Workshop, ein Foto – und dann?"
    assert page.locator(BAR).is_hidden()
