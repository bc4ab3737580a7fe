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

from podcast.pages.csp import TEXT_SPACING
from tests.support.browsers import (
    CONTEXTS,
    LONG,
    NARROW,
    NODE,
    RULES,
    SHIFTS,
    SIDEWAYS,
    STORED,
    STYLED,
    WIDE,
    open_menu,
    required,
    violations,
    visits,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page

    from tests.support.browsers import Site, Visit

pytestmark = pytest.mark.browser
SPOKEN = "document.querySelector('audio')"


@pytest.fixture(scope="session")
def visited(site: Site, browser: Browser) -> Callable[[str], tuple[Visit, ...]]:
    """A visit to every kind of page in a context, each made once."""
    at_width = cache(lambda width: visits(browser, site, WIDE if width == WIDE["width"] else NARROW))

    def in_context(context: str) -> tuple[Visit, ...]:
        options = CONTEXTS[context]
        return at_width(options["viewport"]["width"])[options["color_scheme"]]

    return in_context


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
    known = {"home", "404.html", "staffel-n", "episode", "withdrawn"}
    assert known <= set(site.kinds)


# --- every kind of page, loaded ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("context", CONTEXTS)
def test_no_page_scrolls_sideways_not_even_with_wider_text(
    visited: Callable[[str], tuple[Visit, ...]], context: str
) -> None:
    nothing([f"{one.name}: {one.sideways}" for one in visited(context) if one.sideways])
    nothing([f"{one.name}: {one.spaced}" for one in visited(context) if one.spaced])


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_page_asks_no_other_host_stores_nothing_and_logs_nothing(
    visited: Callable[[str], tuple[Visit, ...]], context: str
) -> None:
    visits = visited(context)
    nothing(wrong(visits, "foreign"))
    nothing(wrong(visits, "missing"))
    nothing(wrong(visits, "stored"))
    nothing(wrong(visits, "console"))


PAINT = re.compile(r"--[\w-]+|color|(background|border|outline|fill|stroke|box-shadow|text-decoration|scrollbar)[\w-]*")


def test_the_dark_changes_colours_alone_so_that_a_page_loads_there_as_it_does_by_light() -> None:
    theme = NODE.parents[2] / "templates"
    asking = {path.name: path.read_text("utf-8").count("prefers-color-scheme") for path in theme.rglob("*.*")}
    assert {name: count for name, count in asking.items() if count} == {"site.css": 1, "page.html": 2}
    assert (theme / "page.html").read_text("utf-8").count('<meta name="theme-color"') == 2
    sheet = re.sub(r"/\*.*?\*/", "", (theme / "assets" / "site.css").read_text("utf-8"), flags=re.DOTALL)
    [dark] = re.findall(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{([^{}]*)\}\s*\}", sheet)
    names = re.findall(r"(?:^|;)\s*([\w-]+):", dark)
    assert len(names) > 10
    assert all(name.startswith("--") for name in names)
    used = re.findall(r"([\w-]+):([^;{}]*)", sheet)
    told = {what for what, value in used for name in re.findall(r"var\((--[\w-]+)", value) if name in names}
    assert not [what for what in told if not PAINT.fullmatch(what)]


@pytest.mark.parametrize("context", CONTEXTS)
def test_nothing_moves_while_a_page_loads(visited: Callable[[str], tuple[Visit, ...]], context: str) -> None:
    nothing([f"{one.name}: {one.shifted:.3f}" for one in visited(context) if one.shifted >= 0.02])


def test_pages_are_light(site: Site, visited: Callable[[str], tuple[Visit, ...]]) -> None:
    """On a phone. Lists load a picture for each row near the window, so requests are counted on two pages alone."""
    visits = {one.name: one for one in visited("light, 320 px")}
    over = [
        f"{name or 'home'}: {kind} of {one.weight[kind]} bytes"
        for name, one in visits.items()
        for kind, most in (("stylesheet", 24_000), ("script", 16_000))
        if one.weight.get(kind, 0) > most
    ]
    for name, most in (("", 120_000), (site.kinds["episode"], 180_000)):
        if visits[name].requests > 12:  # with the icon
            over.append(f"{name or 'home'}: {visits[name].requests} requests")
        if (size := sum(visits[name].weight.values())) > most:
            over.append(f"{name or 'home'}: {size} bytes of {visits[name].weight}")
    assert site.kinds["episode"] == f"{LONG}/"
    nothing(over)


def test_a_page_draws_the_waveform_of_its_own_player_without_another_request(opened: Callable[..., Page]) -> None:
    for name in ("", f"{LONG}/"):
        page = opened(name)
        until(page, "document.querySelector('podcast-player .wave path').getAttribute('d')?.length > 100")
        files = page.evaluate("performance.getEntriesByType('resource').map(({name}) => name)")
        assert not [url for url in files if url.endswith("peaks.json")], name


def test_the_policy_lets_the_spacing_of_wcag_in_and_no_other_style(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/")
    assert not page.evaluate(STYLED, "body{letter-spacing:1em!important}")
    assert not page.evaluate(STYLED, f"{TEXT_SPACING} ")
    assert page.evaluate(STYLED, TEXT_SPACING)


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
  const framed = [style, getComputedStyle(one.parentElement)];  // a field and its buttons share a frame
  const ring = framed.some((each) => each.outlineStyle !== "none" && parseFloat(each.outlineWidth) > 0);
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
        if kind.startswith("episode "):  # an embedded player and a transcript alone have no head
            continue
        page.goto(site.url + name)
        page.keyboard.press("Tab")
        target = page.evaluate("() => document.activeElement.getAttribute('href')")
        page.keyboard.press("Enter")
        inside = page.evaluate("() => document.activeElement === document.querySelector('main')")
        if not (target or "").startswith("#") or not inside:
            faults.append(f"{name or 'home'}: {target}")
    nothing(faults)


NAMES = (
    'button "−15 s: 15 Sekunden zurück"',
    'combobox "Tempo"',
    'slider "Stelle in der Folge"',
    'combobox "Ausschalten"',
    'button "Link zu dieser Stelle"',
    'checkbox "Stelle auf diesem Gerät merken"',
)


def test_the_player_and_its_tools_have_names_and_work_by_keyboard_alone(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/")
    open_menu(page)
    spoken = page.locator(".player").aria_snapshot().replace("\xa0", " ")
    nothing([f"no {name}" for name in NAMES if name not in spoken])
    page.locator(".player .play").first.focus()
    page.keyboard.press("Space")
    until(page, f"!{SPOKEN}.paused")
    page.keyboard.press("Space")
    until(page, f"{SPOKEN}.paused")
    second = page.locator(".chapters a.chapter").nth(1)
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
        link = page.locator(".chapters a.chapter").nth(number)
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


@pytest.mark.parametrize("place", [f"{LONG}/#t=20", "?t=20"], ids=["episode", "home"])
def test_a_link_to_a_moment_waits_there_and_does_not_play_by_itself(opened: Callable[..., Page], place: str) -> None:
    page = opened(place)
    at(page, 20)
    assert page.evaluate(f"{SPOKEN}.paused")


TIMES = ["20", "20.0", "0:20", "00:00:20", "20s", "0m20s", "0H0M20S", "npt:20", "20,30", "%2020"]
NO_TIMES = ["", "abc", "-5", "1e1", "1:2:3:4", "NaN", "%E0%A4%A", "9999", "1:02:03", "1h2m3s"]  # the sound is shorter
MOMENTS = {f"t={time}": 20 for time in TIMES} | {f"t={time}": 3 for time in NO_TIMES} | {"a=b&t=20": 20, "T=20": 3}


def test_times_are_read_as_people_write_them_and_what_is_none_moves_nothing(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/#t=3")
    at(page, 3)
    for form, seconds in MOMENTS.items():
        found = page.evaluate(
            f"""async (form) => {{
              {SPOKEN}.currentTime = 3;
              const changed = new Promise((done) => addEventListener("hashchange", done, {{once: true}}));
              location.hash = form;
              await changed;
              return [{SPOKEN}.currentTime, {SPOKEN}.paused];
            }}""",
            form,
        )
        assert found == [seconds, True], form


def test_home_loads_sound_only_where_it_is_asked_for(opened: Callable[..., Page]) -> None:
    page = opened("")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    assert not [url for url in asked if url.endswith(".mp3")]
    page.locator(".player .seek").click()
    until(page, f"{SPOKEN}.readyState > 0 && {SPOKEN}.currentTime > 5")
    assert page.evaluate(f"{SPOKEN}.paused")


def test_home_tells_the_lock_screen_what_is_played(opened: Callable[..., Page]) -> None:
    page = opened("")
    page.locator(".player .play").first.click()
    until(page, f"{SPOKEN}.currentTime > 0 && Boolean(navigator.mediaSession.metadata)")
    said = page.evaluate(
        "() => [navigator.mediaSession.metadata.album, navigator.mediaSession.metadata.artwork[0].src]"
    )
    assert " ".join(said[0].split()).startswith(page.locator(".newest h2 a").inner_text().partition("\n")[0])
    assert page.request.get(said[1]).ok


def test_a_link_to_the_moment_is_copied(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/#t=20", permissions=["clipboard-read", "clipboard-write"])
    open_menu(page)
    page.locator(".share").click()
    until(page, "document.querySelector('.player output').textContent.trim()")
    assert str(page.evaluate("navigator.clipboard.readText()")).endswith(f"/{LONG}/#t=20")


def test_the_end_of_a_chapter_and_of_the_last_one_put_the_player_to_rest(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/")
    marks, sleep = page.locator(".chapters a.chapter"), page.locator("select[name=sleep]")
    open_menu(page)
    page.locator("select[name=speed]").select_option("2")
    length = float(page.locator(".controls .play").first.evaluate("(button) => button.of.seconds"))
    for link, end in ((marks.nth(0), begins(marks.nth(1))), (marks.last, length)):
        link.click()
        until(page, f"!{SPOKEN}.paused")
        sleep.select_option("chapter")
        page.evaluate(f"{SPOKEN}.currentTime = {end - 0.5}")
        until(page, f"{SPOKEN}.paused && document.querySelector('[name=sleep]').value === ''")
        at(page, end)
        assert page.evaluate(f"{SPOKEN}.playbackRate") == 2


def test_audio_of_unknown_length_can_be_followed(opened: Callable[..., Page], browser: Browser) -> None:
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(HTMLMediaElement.prototype, 'duration', {get: () => Infinity})")
    page, faults = opened(f"{LONG}/", context), []
    page.on("pageerror", lambda error: faults.append(error))  # noqa: PLW0108 - Playwright marks what it is given
    page.locator(".chapters a.chapter").last.click()
    page.wait_for_selector(".chapters li:last-child [aria-current=true]")
    context.close()
    assert not faults


@pytest.mark.parametrize("place", [f"{LONG}/", ""], ids=["episode", "home"])
def test_sound_that_is_gone_is_said_and_breaks_nothing(site: Site, opened: Callable[..., Page], place: str) -> None:
    page, faults = opened("404.html"), []
    page.on("pageerror", lambda error: faults.append(error))  # noqa: PLW0108 - Playwright marks what it is given
    page.route("**/*.mp3", lambda route: route.fulfill(status=404))
    page.goto(site.url + place)
    page.locator(".player .play").first.click()
    page.wait_for_selector(".player [role=alert]")
    assert page.locator(".player [role=alert] a[download]").is_visible()
    assert not faults


def test_an_embedded_player_fits_its_frame(site: Site, opened: Callable[..., Page]) -> None:
    page = opened("404.html")
    for path in sorted(site.folder.glob("*/oembed.json")):
        height = json.loads(path.read_text("utf-8"))["height"]
        for width in (280, 640) if path.parent.name == LONG else (280,):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{site.url}{path.parent.name}/einbetten/")
            needed = page.evaluate("document.querySelector('main').lastElementChild.getBoundingClientRect().bottom")
            assert page.evaluate(SIDEWAYS) == ""
            assert height - 200 < needed < height, (path.parent.name, width)
            assert page.evaluate("document.documentElement.scrollHeight") <= height, (path.parent.name, width)


def test_skipping_and_speed_do_what_they_say(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/#t=20")
    at(page, 20)
    page.locator(".player [data-skip='-15']").click()
    at(page, 5)
    page.locator(".player [data-skip='30']").click()
    at(page, 35)
    page.locator("select[name=speed]").select_option("1.5")
    assert page.evaluate(f"{SPOKEN}.playbackRate") == 1.5


def test_a_place_is_remembered_only_for_those_who_ask_for_it(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/")
    page.locator(".chapters a.chapter").nth(1).click()
    at(page, 14)
    page.evaluate(f"{SPOKEN}.pause()")
    again = opened(f"{LONG}/", page.context)
    assert again.evaluate("localStorage.length") == 0
    assert again.evaluate(f"{SPOKEN}.currentTime") == 0
    open_menu(page)
    page.locator("input[name=remember]").check()
    page.locator(".chapters a.chapter").nth(2).click()
    at(page, 30)
    page.evaluate(f"{SPOKEN}.pause()")
    until(page, "localStorage.length > 0")
    later = opened(f"{LONG}/", page.context)
    at(later, 30)
    assert later.evaluate(f"{SPOKEN}.paused")
    open_menu(later)
    later.locator("input[name=remember]").uncheck()
    assert later.evaluate("localStorage.length") == 0


def test_taking_the_wish_back_in_one_window_takes_it_back_in_all(opened: Callable[..., Page]) -> None:
    one = opened(f"{LONG}/")
    other = opened(f"{LONG}/", one.context)
    open_menu(one)
    open_menu(other)
    one.locator("input[name=remember]").check()
    other.wait_for_selector("input[name=remember]:checked")
    other.locator(".chapters a.chapter").nth(1).click()
    until(other, f"{SPOKEN}.currentTime > {begins(other.locator('.chapters a.chapter').nth(1))}")
    one.locator("input[name=remember]").uncheck()
    other.evaluate(f"{SPOKEN}.pause()")
    other.wait_for_selector("input[name=remember]:not(:checked)")
    assert other.evaluate("localStorage.length") == 0


def test_what_was_heard_to_its_end_is_marked_in_lists_for_those_who_asked(
    site: Site, opened: Callable[..., Page]
) -> None:
    page = opened(f"{LONG}/")
    page.context.add_init_script(SHIFTS)
    open_menu(page)
    page.locator("input[name=remember]").check()
    page.locator(".chapters a.chapter").last.click()
    until(page, f"!{SPOKEN}.paused && {SPOKEN}.duration > 0")
    page.evaluate(f"{SPOKEN}.currentTime = {SPOKEN}.duration - 0.3")
    until(page, f"{SPOKEN}.ended")
    assert page.locator(".kicker .played").is_visible()
    kept = page.evaluate(STORED)
    for name in ("folgen/", "staffel-1/", ""):
        page.goto(site.url + name)
        marks = page.locator(":is(.row, .card) .played").all()
        assert marks
        for mark in marks:
            assert mark.inner_text() == "✓ gehört"
            link = mark.locator("xpath=ancestor::li[1]").locator(".title a")
            assert link.get_attribute("href") == f"{'../' if name else ''}{LONG}/index.html"
        assert page.evaluate("window.shifted") < 0.02
        assert page.evaluate(STORED) == kept
    assert violations(page, RULES["light"]) == ()
    page.goto(f"{site.url}{LONG}/")
    open_menu(page)
    page.locator("input[name=remember]").uncheck()
    page.goto(f"{site.url}folgen/")
    assert page.locator(".played").count() == 0


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
            assert not without.locator("podcast-player button").first.is_visible()
    nothing(faults)


def test_a_chapter_plays_without_scripts(opened: Callable[..., Page]) -> None:
    page = opened(f"{LONG}/", java_script_enabled=False)
    target = str(page.evaluate("(one) => one.href", page.locator(".chapters a.chapter").nth(1).element_handle()))
    file, _, start = target.partition("#t=")
    assert file.endswith(".mp3")
    player = opened(target.partition("//")[2].partition("/")[2])  # the browser's own page for sound
    until(player, f"document.querySelector('video, audio').currentTime >= {start}")


EDGELESS = """() => [...document.querySelectorAll("button, select, input:not([type=checkbox], [type=range])")]
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
    marked, plain = ".chapters a.chapter[aria-current]", ".chapters a.chapter:not([aria-current])"
    assert page.evaluate(LOOK, marked) != page.evaluate(LOOK, plain)
