"""Every kind of page in a real browser: accessible, self-contained, light; the player by mouse, keys and links."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from browsing import CONTEXTS, LONG, NARROW, NODE, WIDE, built_anew, chromium, required, served, visits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page

    from browsing import Site, Visit
    from podcast.pipeline import Built

SPOKEN = "document.querySelector('audio')"


@pytest.fixture(scope="session")
def site(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if not shutil.which("chromium"):
        required("chromium is not installed (Debian: apt-get install chromium)")
    made = built_anew(built, tmp_path_factory.mktemp("browser") / "show")
    with served(made.site) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def visited(site: Site, browser: Browser) -> Callable[[str], tuple[Visit, ...]]:
    """A visit to every kind of page in a context, each made once."""
    return cache(lambda context: tuple(visits(browser, site, CONTEXTS[context])))


@pytest.fixture
def opened(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page in a context of its own; what it stores is gone afterwards."""
    with contextlib.ExitStack() as held:

        def open_page(name: str, context: Any = None, **options: Any) -> Page:
            if context is None:
                context = browser.new_context(locale="de-DE", **{"viewport": WIDE, **options})
                held.callback(context.close)
            page = context.new_page()
            page.goto(site.url + name, wait_until="load")
            return page

        yield open_page


def until(page: Page, condition: str) -> None:
    """Waits until a condition holds. Playwright's own way asks the page to evaluate text, which its policy forbids."""
    for _ in range(1200):
        if page.evaluate(f"() => {condition}"):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"never: {condition}")


def nothing(faults: list[str]) -> None:
    """There are no faults; else all of them are named, a line for each."""
    assert not faults, "\n".join(["", *faults])


def wrong(visits: tuple[Visit, ...], field: str) -> list[str]:
    """What was seen and should not have been: the page, and what."""
    return [f"{one.name or 'home'}: {what}" for one in visits for what in getattr(one, field)]


def test_there_is_a_page_of_every_kind_that_we_know(site: Site) -> None:
    known = {"home", "404.html", "staffel-n", "episode", "tombstone"}
    assert known <= set(site.kinds)


# --- every kind of page, loaded ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("context", CONTEXTS)
def test_no_page_breaks_a_rule_of_wcag(visited: Callable[[str], tuple[Visit, ...]], context: str) -> None:
    nothing(wrong(visited(context), "violations"))


@pytest.mark.parametrize("context", CONTEXTS)
def test_no_page_scrolls_sideways_not_even_with_wider_text(
    visited: Callable[[str], tuple[Visit, ...]], context: str
) -> None:
    nothing([f"{one.name}: {one.sideways}" for one in visited(context) if one.sideways])
    nothing([f"{one.name}: {one.spaced}" for one in visited(context) if one.spaced])


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_page_asks_nobody_else_stores_nothing_and_complains_of_nothing(
    visited: Callable[[str], tuple[Visit, ...]], context: str
) -> None:
    visits = visited(context)
    nothing(wrong(visits, "foreign"))
    nothing(wrong(visits, "missing"))
    nothing(wrong(visits, "stored"))
    nothing(wrong(visits, "console"))


@pytest.mark.parametrize("context", CONTEXTS)
def test_nothing_moves_while_a_page_loads(visited: Callable[[str], tuple[Visit, ...]], context: str) -> None:
    nothing([f"{one.name}: {one.shifted:.3f}" for one in visited(context) if one.shifted >= 0.02])


def test_pages_are_light(site: Site, visited: Callable[[str], tuple[Visit, ...]]) -> None:
    visits = {one.name: one for one in visited(next(iter(CONTEXTS)))}
    over = [
        f"{name or 'home'}: {kind} of {one.weight[kind]} bytes"
        for name, one in visits.items()
        for kind, most in (("stylesheet", 15_000), ("script", 10_000))
        if one.weight.get(kind, 0) > most
    ]
    over += [f"{name}: {one.requests} requests" for name, one in visits.items() if one.requests > 10]
    for name, most in (("", 80_000), (site.kinds["episode"], 150_000)):
        if (size := sum(visits[name].weight.values())) > most:
            over.append(f"{name or 'home'}: {size} bytes of {visits[name].weight}")
    assert site.kinds["episode"] == f"{LONG}/"
    nothing(over)


def test_html_and_css_are_valid(site: Site) -> None:
    jar, java = NODE / "vnu-jar" / "build" / "dist" / "vnu.jar", shutil.which("java")
    if not jar.is_file() or java is None:
        required("the Nu checker is not installed: npm ci --prefix tests/readers, apt-get install default-jre-headless")
    pages = [
        site.folder / (f"{name}index.html" if name.endswith("/") or not name else name) for name in site.kinds.values()
    ]
    sheets = sorted(site.folder.rglob("*.css"))
    command = [
        java,
        "-Xss2m",
        "-jar",
        jar,
        "--format",
        "json",
        "--also-check-css",
        "--exit-zero-always",
        *pages,
        *sheets,
    ]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=True, timeout=120)
    said = json.loads(done.stderr)["messages"]
    nothing([f"{one['url']}:{one.get('lastLine')}: {one['message']}" for one in said if one["type"] != "info"])


# --- by keyboard ------------------------------------------------------------------------------------------------------

FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const native = one.localName === "audio";
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  if (!one.dataset.walked) one.dataset.walked = ++window.walked || (window.walked = 1);
  const before = [...document.querySelectorAll("a[href], button, input, select, summary, audio, [tabindex='0']")];
  return {
    name: one.localName + " " + (one.getAttribute("aria-label") || one.innerText || one.name || "").trim().slice(0, 50),
    href: one.getAttribute("href"), visible: native || ring || style.boxShadow !== "none",
    covered: !native && box.width > 0 && (box.bottom <= 0 || box.top >= innerHeight),
    place: before.indexOf(one), native, sized: native || (box.width > 1 && box.height > 1),
  };
}"""


def walk(page: Page, most: int = 400) -> list[dict[str, Any]]:
    """Every stop of the tab key until it leaves the page; those within the browser's own player count once."""
    stops: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:
            return stops
        if stops and stops[-1]["place"] == stop["place"]:
            if not stop["native"]:
                break  # the key no longer leads on
            continue
        if stops and stop["place"] == stops[0]["place"]:
            return stops
        stops.append(stop)
    raise AssertionError(f"the tab key does not get past {stops[-1]['name']}")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_keyboard_gets_everywhere_and_the_focus_can_be_seen(
    site: Site, opened: Callable[..., Page], viewport: dict[str, int]
) -> None:
    page, faults = opened("", viewport=viewport, reduced_motion="reduce"), []
    for name in site.least.values():
        page.goto(site.url + name)
        stops = walk(page)
        unseen = [one["name"] for one in stops if not (one["visible"] and one["sized"])]
        faults += [f"{name}: no focus to be seen on {one}" for one in unseen]
        faults += [f"{name}: {one['name']} has the focus out of sight" for one in stops if one["covered"]]
        places = [one["place"] for one in stops]
        faults += [f"{name}: the order of the focus is not that of the page"] if places != sorted(places) else []
    nothing(faults)


def test_the_first_stop_leads_past_the_head_of_the_page(site: Site, opened: Callable[..., Page]) -> None:
    page, faults = opened(""), []
    for kind, name in site.least.items():
        if kind.startswith("episode "):  # an embedded player has no head
            continue
        page.goto(site.url + name)
        page.keyboard.press("Tab")
        target = page.evaluate("() => document.activeElement.getAttribute('href')")
        page.keyboard.press("Enter")
        inside = page.evaluate("() => document.activeElement === document.querySelector('main')")
        if not (target or "").startswith("#") or not inside:
            faults.append(f"{name or 'home'}: {target}")
    nothing(faults)


def test_the_player_and_its_tools_work_by_keyboard_alone(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/")
    page.locator("audio").focus()
    page.keyboard.press("Space")
    until(page, f"!{SPOKEN}.paused")
    page.keyboard.press("Space")
    until(page, f"{SPOKEN}.paused")
    second = page.locator(".chapters a.mark").nth(1)
    second.focus()
    page.keyboard.press("Enter")
    until(page, f"{SPOKEN}.currentTime >= {begins(second)} && !{SPOKEN}.paused")


# --- the player -------------------------------------------------------------------------------------------------------


def at(page: Page, seconds: float) -> None:
    """Waits until the player is there, or has gone a little on."""
    until(page, f"Math.abs({SPOKEN}.currentTime - {seconds}) < 3")


def begins(link: Locator) -> float:
    """The seconds that a link leads to."""
    return float((link.get_attribute("href") or "").partition("#t=")[2])


def test_a_chapter_plays_from_its_beginning_and_is_marked(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/")
    for number in (1, 2, 0):
        link = page.locator(".chapters a.mark").nth(number)
        link.click()
        at(page, begins(link))
        until(page, f"!{SPOKEN}.paused")
        page.wait_for_selector(f".chapters li:nth-child({number + 1}) [aria-current=true]")
        assert page.locator(".chapters [aria-current]").count() == 1


def test_a_time_in_the_transcript_plays_from_there(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/")
    link = page.locator(".transcript a[href*='#t=']").nth(5)
    link.click()
    at(page, begins(link))
    until(page, f"!{SPOKEN}.paused")


@pytest.mark.parametrize("form", ["#t=20", "?t=20", "#t=0:20", "#t=20s", "#t=0m20s", "#t=00:00:20"])
def test_a_link_to_a_moment_waits_there_and_does_not_play_by_itself(opened: Callable[..., Page], form: str) -> None:
    page = opened(f"{LONG}/{form}")
    at(page, 20)
    assert page.evaluate(f"{SPOKEN}.paused")


def test_skipping_and_speed_do_what_they_say(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/#t=20")
    at(page, 20)
    page.locator("[data-skip='-15']").click()
    at(page, 5)
    page.locator("[data-skip='30']").click()
    at(page, 35)
    page.locator("select[name=speed]").select_option("1.5")
    assert page.evaluate(f"{SPOKEN}.playbackRate") == 1.5


def test_a_place_is_remembered_only_for_those_who_ask_for_it(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/")
    page.locator(".chapters a.mark").nth(1).click()
    at(page, 14)
    page.evaluate(f"{SPOKEN}.pause()")
    again = opened(f"{LONG}/", page.context)
    assert again.evaluate("localStorage.length") == 0
    assert again.evaluate(f"{SPOKEN}.currentTime") == 0
    page.locator("input[name=keep]").check()
    page.locator(".chapters a.mark").nth(2).click()
    at(page, 30)
    page.evaluate(f"{SPOKEN}.pause()")
    until(page, "localStorage.length > 0")
    later = opened(f"{LONG}/", page.context)
    at(later, 30)
    assert later.evaluate(f"{SPOKEN}.paused")
    later.locator("input[name=keep]").uncheck()
    assert later.evaluate("localStorage.length") == 0


# --- without scripts, with other colours ------------------------------------------------------------------------------


def test_everything_can_be_read_and_heard_without_scripts(site: Site, opened: Callable[..., Page]) -> None:
    with_scripts, without, faults = opened(""), opened("", java_script_enabled=False), []
    for kind, name in site.kinds.items():
        with_scripts.goto(site.url + name)
        without.goto(site.url + name)
        words = set(re.findall(r"\w{4,}", with_scripts.inner_text("body")))
        there = set(re.findall(r"\w{4,}", unescape(re.sub(r"<[^>]+>", " ", without.content()))))
        faults += [f"{name}: {sorted(words - there)[:5]} only with scripts"] if words - there else []
        if kind == "episode":
            assert without.locator("audio[controls]").count() == 1
            assert not without.locator("podcast-tools button").first.is_visible()
    nothing(faults)


def test_a_chapter_plays_without_scripts(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/", java_script_enabled=False)
    target = str(page.evaluate("(one) => one.href", page.locator(".chapters a.mark").nth(1).element_handle()))
    file, _, start = target.partition("#t=")
    assert file.endswith(".mp3")
    player = opened(target.partition("//")[2].partition("/")[2])  # the browser's own page for sound
    until(player, f"document.querySelector('video, audio').currentTime >= {start}")


EDGELESS = """() => [...document.querySelectorAll("button, select, input:not([type=checkbox])")]
  .filter((one) => one.checkVisibility())
  .filter((one) => !parseFloat(getComputedStyle(one).borderTopWidth))
  .map((one) => one.outerHTML.slice(0, 80))"""
LOOK = """(which) => {
  const style = getComputedStyle(document.querySelector(which));
  return ["backgroundColor", "color", "fontWeight", "outlineStyle"].map((name) => style[name]).join();
}"""


def test_controls_have_an_edge_where_colours_are_the_reader_s(site: Site, opened: Callable[..., Page]) -> None:
    page, faults = opened("", forced_colors="active"), []
    for name in site.least.values():
        page.goto(site.url + name)
        faults += [f"{name}: {one}" for one in page.evaluate(EDGELESS)]
    nothing(faults)
    page.goto(f"{site.url}{LONG}/#t=20")
    page.wait_for_selector(".chapters [aria-current=true]")
    marked, plain = ".chapters a.mark[aria-current]", ".chapters a.mark:not([aria-current])"
    assert page.evaluate(LOOK, marked) != page.evaluate(LOOK, plain)
