"""The podcast on other websites, with the HTML of the documentation: frame, oEmbed, list; WordPress and TYPO3."""

from __future__ import annotations

import json
import re
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
import yaml
from lxml import etree
from lxml import html as lxml_html

from tests.support.browsers import RULES, SHIFTS, SIDEWAYS, log_browser, served, violations
from tests.support.host_pages import EXAMPLE, Host, documented
from tests.support.player_site import TITLES, write_player_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, FrameLocator, Page

pytestmark = pytest.mark.browser
WIDTHS = (1280, 360)
# What docs/en/embedding.md asks of the policy of another website.
FRAME_POLICY = f"default-src 'none'; frame-src {EXAMPLE}; style-src 'unsafe-inline'"
LIST_POLICY = f"default-src 'none'; script-src {EXAMPLE}; style-src 'unsafe-inline'"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    podcast, folder = tmp_path_factory.mktemp("podcast"), tmp_path_factory.mktemp("host")
    with served(podcast) as site, served(folder) as other:
        write_player_site(podcast, link=site.url)
        yield Host(folder, other.url, site.url)


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def open_page(url: str, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="de-DE", **options)
        contexts.append(context)
        context.add_init_script(SHIFTS)
        page = context.new_page()
        log = log_browser(page)
        page.log = log  # type: ignore[attr-defined]  # the test's own
        page.goto(url, wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()


def plays(player: FrameLocator, page: Page) -> bool:
    """Whether the play button starts the sound; before the frame's script has run, a link is in its place."""
    player.locator(".player button.play").click()
    audio = player.locator("audio")
    for _attempt in range(1200):
        if audio.evaluate("(audio) => audio.currentTime > 0.1 && !audio.paused"):
            return True
        page.wait_for_timeout(25)
    return False


def hosts(page: Page) -> set[str]:
    return {urlsplit(url).netloc for url in page.log.requested_urls}  # type: ignore[attr-defined]


# --- one episode -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_documented_frame_plays_and_moves_nothing(
    host: Host, opened: Callable[..., Page], width: int, language: str
) -> None:
    page = opened(host.write("frame.html", documented("frame", language), FRAME_POLICY), width)
    player = page.frame_locator("iframe")
    assert player.locator("h1").inner_text().startswith(TITLES[0])
    assert plays(player, page)
    assert page.evaluate("window.shifted") == 0
    assert page.evaluate(SIDEWAYS) == ""
    assert hosts(page) == {urlsplit(host.url).netloc, urlsplit(host.podcast).netloc}
    # Chromium does not know a feature that the frame allows; the fonts are not part of this site.
    said = [line for line in page.log.console if "'web-share'" not in line]  # type: ignore[attr-defined]
    missing = [answer.url for answer in page.log.answers if answer.status >= 400]  # type: ignore[attr-defined]
    assert {line.split(":")[0] for line in said} <= {"Failed to load resource"}
    assert {url.rpartition(".")[2] for url in missing} <= {"woff2"}


def test_the_documented_height_is_that_of_the_site(host: Host) -> None:
    with urlopen(f"{host.podcast}folge-1/oembed.json") as response:  # noqa: S310 -- our own server
        document = json.load(response)
    (frame,) = lxml_html.fragments_fromstring(documented("frame"))
    (described,) = lxml_html.fragments_fromstring(document["html"])
    assert {*frame.keys()} - {"style"} == {*described.keys()} - {"frameborder"}
    assert described.get("src") == frame.get("src").replace(EXAMPLE, host.podcast)


# --- oEmbed ----------------------------------------------------------------------------------------------------------


def discovered(host: Host, media_type: str) -> bytes:
    """The document that a consumer finds from the address of an episode; it adds a query, as the specification says."""
    with urlopen(f"{host.podcast}folge-1/") as response:  # noqa: S310 -- our own server
        page = lxml_html.fromstring(response.read())
    (link,) = page.xpath(f"//head/link[@rel='alternate'][@type='{media_type}']/@href")
    with urlopen(f"{link}?maxwidth=640&maxheight=900&format=json&dnt=1") as response:  # noqa: S310
        return bytes(response.read())


def test_both_documents_say_the_same(host: Host) -> None:
    fields = json.loads(discovered(host, "application/json+oembed"))
    root = etree.fromstring(discovered(host, "text/xml+oembed"))
    assert root.tag == "oembed"
    assert {element.tag: element.text for element in root} == {name: str(value) for name, value in fields.items()}


def as_wordpress_embeds(document: dict[str, Any]) -> str:
    """The frame as `wp_filter_oembed_result` of WordPress 6 leaves it, for addresses that it does not know."""
    (frame,) = lxml_html.fragments_fromstring(document["html"])
    allowed = ("src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title")
    kept = {name: frame.get(name) for name in allowed if frame.get(name) is not None}
    kept["src"] += "#?secret=gG8pGmHZ2u"
    words = " ".join(f'{name}="{value}"' for name, value in kept.items())
    sandbox = 'sandbox="allow-scripts" security="restricted" data-secret="gG8pGmHZ2u"'
    return f'<iframe class="wp-embedded-content" {sandbox} {words}></iframe>'


@pytest.mark.parametrize("width", WIDTHS)
def test_wordpress_plays_it_in_its_sandbox(host: Host, opened: Callable[..., Page], width: int) -> None:
    document = json.loads(discovered(host, "application/json+oembed"))
    page = opened(host.write("wordpress.html", as_wordpress_embeds(document)), width)
    player, faults = page.frame_locator("iframe"), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    assert plays(player, page)
    player.locator("summary").click()
    player.locator(".chapters a.chapter").nth(2).click()
    player.locator(".chapters li:nth-child(3) [aria-current=true]").wait_for()
    assert player.locator("audio").evaluate("(audio) => audio.currentTime") >= 25
    assert page.locator("iframe").evaluate("(frame) => getComputedStyle(frame).borderTopWidth") == "0px"
    assert not faults


# --- the list --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_documented_list_is_there_and_moves_nothing(
    host: Host, opened: Callable[..., Page], width: int, language: str
) -> None:
    page = opened(host.write("list.html", documented("list", language), LIST_POLICY), width)
    rows = page.locator(".podcast-episodes li a")
    assert [row.locator("b").inner_text() for row in rows.all()] == [*reversed(TITLES)]
    assert rows.first.locator("span").inner_text().startswith("Staffel 3, Folge 3 · ")
    assert rows.first.get_attribute("href") == f"{host.podcast}folge-3/"
    assert page.evaluate("window.shifted") == 0
    assert page.evaluate(SIDEWAYS) == ""
    assert [url for url in page.log.requested_urls if url.startswith(host.podcast)] == [  # type: ignore[attr-defined]
        f"{host.podcast}widget.js"
    ]
    assert not page.log.console  # type: ignore[attr-defined]


def test_the_documented_space_is_what_the_list_takes(host: Host, opened: Callable[..., Page]) -> None:
    html = documented("list").replace('data-count="5" style="min-height:26em"', 'data-count="3"')
    page = opened(host.write("space.html", html), 360)
    box = page.locator(".podcast-episodes")
    em = box.evaluate("(box) => parseFloat(getComputedStyle(box).fontSize)")
    assert box.bounding_box()["height"] / em == pytest.approx(3 * 4.75 + 2.25, abs=0.25)  # and the lines between
    assert "min-height:26em" in documented("list")  # 5 * 4.75 + 2.25


def test_the_site_offers_the_documented_html(host: Host) -> None:
    with urlopen(f"{host.podcast}ueber/") as response:  # noqa: S310 -- our own server
        (code,) = lxml_html.fromstring(response.read()).xpath("//section[@aria-labelledby='widget']//code/text()")
    expected = documented("list").replace(EXAMPLE, host.podcast).replace("Kleine Sendung", "Rebellion")
    three = expected.replace('data-count="5"', 'data-count="3"').replace("26em", "16.5em")  # as many as there are
    assert code.strip() == three.strip()


def test_without_scripts_the_list_is_a_link(host: Host, opened: Callable[..., Page]) -> None:
    page = opened(host.write("noscript.html", documented("list")), java_script_enabled=False)
    link = page.get_by_role("link")
    assert (link.count(), link.get_attribute("href")) == (1, host.podcast)
    assert link.is_visible()


def test_a_podcast_that_is_down_or_not_allowed_is_a_link(host: Host, opened: Callable[..., Page]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    down = documented("list").replace(EXAMPLE, f"http://127.0.0.1:{port}/")
    for name, html, policy in (("down.html", down, ""), ("forbidden.html", documented("list"), "script-src 'none'")):
        page = opened(host.write(name, html, policy))
        assert page.get_by_role("link").count() == 1
        assert page.evaluate("window.shifted") == 0


def test_each_podcast_of_a_page_fills_its_own_list(host: Host, opened: Callable[..., Page]) -> None:
    other = '<div class="podcast-episodes"><a href="https://other.example.org/">Ein anderer</a></div>'
    page = opened(host.write("two.html", other + documented("list") * 2))
    assert page.locator(".podcast-episodes").evaluate_all("(boxes) => boxes.map((box) => Boolean(box.shadowRoot))") == [
        False, True, True,
    ]  # fmt: skip
    assert page.locator(".podcast-episodes li").count() == 2 * len(TITLES)


def test_styles_of_the_page_give_font_and_colour_and_nothing_else(host: Host, opened: Callable[..., Page]) -> None:
    head = "<style>body{color:#00f;font:20px serif}a{color:red;display:block;height:300px}ol{padding:50px}</style>"
    page = opened(host.write("styled.html", documented("list"), head=head))
    row = page.locator(".podcast-episodes li a").first
    style = row.evaluate("(row) => {const s = getComputedStyle(row); return [s.color, s.fontFamily, s.height]}")
    assert style == ["rgb(0, 0, 255)", "serif", "95px"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_is_accessible(host: Host, opened: Callable[..., Page], scheme: str) -> None:
    head = '<meta name="color-scheme" content="light dark"><style>body{background:Canvas;color:CanvasText}</style>'
    page = opened(host.write("axe.html", documented("list"), head=head), 360, color_scheme=scheme)
    assert violations(page, RULES["light"]) == ()
    snapshot = page.locator("main").aria_snapshot()
    assert re.search(r'- list:\n\s+- listitem:\n\s+- link "Wie führt man kooperativ\? Staffel 3, Folge 3', snapshot)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.href") == f"{host.podcast}folge-3/"


def test_the_typo3_policy_allows_frame_and_list() -> None:
    for language in ("de", "en"):
        policy = yaml.safe_load(documented("typo3", language))["enforce"]
        assert policy["inheritDefault"] is True
        assert {change["directive"]: change["sources"] for change in policy["mutations"]} == {
            "frame-src": [EXAMPLE.rstrip("/")],
            "script-src": [EXAMPLE.rstrip("/")],
        }
        assert {change["mode"] for change in policy["mutations"]} == {"extend"}
