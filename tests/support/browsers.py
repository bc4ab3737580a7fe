"""A site and a browser: the shipped show with a long transcript and a withdrawn episode, Debian's Chromium.

What a visit to a page showed is kept in a value, so that a page is loaded once for all that is asked of it.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import re
import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from podcast import pipeline
from podcast.pages.csp import TEXT_SPACING
from podcast.preview import server as listening
from podcast.preview.broadcast import ViewBroadcaster
from tests.support.paths import TESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Playwright

NODE = TESTS / "readers" / "node_modules"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
PATIENCE = 60  # seconds
LONG, GONE = "juenger-waehlen", "kinder-und-jugendbeteiligung-digital"
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
CONTEXTS: dict[str, dict[str, Any]] = {
    f"{light}, {size['width']} px": {"viewport": size, "color_scheme": light}
    for light in ("light", "dark")
    for size in (WIDE, NARROW)
}
# WCAG 2.2, A and AA; in the dark only the colours are others.
RULES: dict[str, dict[str, Any]] = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "dark": {"type": "rule", "values": ["color-contrast"]},
}
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""
# What the player offers beyond playing is loaded at the first touch; keys and the pointer's hint count from then on.
HAS_EXTRAS = "globalThis.podcastPlayer?.isWhole"
STORED = """async () => [
  ...Object.keys(localStorage).map((key) => `localStorage ${key}`),
  ...Object.keys(sessionStorage).map((key) => `sessionStorage ${key}`),
  ...(await indexedDB.databases()).map(({name}) => `indexedDB ${name}`),
]"""
# Too wide: what scrolls the page, named so that it can be found.
SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return "";
  const over = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > wide + 1);
  return over.map((one) => `${one.localName}.${one.className}`).slice(0, 3).join(" ") || "something";
}"""
# A style sheet in the page itself, as tools for testing put it in: whether the page's policy lets it have its say.
STYLED = """(text) => {
  const before = getComputedStyle(document.body).letterSpacing;
  document.head.append(Object.assign(document.createElement("style"), {textContent: text}));
  return getComputedStyle(document.body).letterSpacing !== before;
}"""


def required(missing: str) -> Any:
    """A test without what it needs is skipped, or fails where it must run."""
    pytest.fail(missing) if os.environ.get("PODCAST_READERS") == "required" else pytest.skip(missing)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The browser."""
    program = shutil.which("chromium")
    if program is None:
        required("chromium is not installed (Debian: apt-get install chromium)")
    browser = _playwright().chromium.launch(executable_path=program, args=list(FLAGS))
    try:
        yield browser
    finally:
        browser.close()


@functools.cache
def _playwright() -> Playwright:
    """Playwright, which a process can start only once at a time."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE * 1000)
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    return playwright


@dataclass(frozen=True)
class Site:
    """A built site that is served: of every kind of page the one with the most in it, and the one with the least."""

    folder: Path
    url: str
    kinds: dict[str, str]
    least: dict[str, str]


def built_anew(shipped: pipeline.BuildResult, root: Path) -> pipeline.BuildResult:
    """The shipped show once more, its masters at hand: one transcript of 45 kB, one episode withdrawn."""
    shutil.copytree(shipped.paths.root, root, ignore=shutil.ignore_patterns("site", "preview"))
    (root / "episodes" / LONG / "transcript.vtt").write_text(transcript(36_000, 42.0), "utf-8")
    gone = root / "episodes" / GONE / "episode.yaml"
    gone.write_text(
        gone.read_text("utf-8") + "withdrawn:\n  on: 2024-03-03\n  reason: Einverständnis fehlt.\n", "utf-8"
    )
    show = pipeline.load_show(root).due(datetime(2026, 1, 1, tzinfo=UTC))
    with ProcessPoolExecutor(1) as executor:
        return pipeline.build_show(show, root, executor, lambda _: None)


def transcript(size: int, seconds: float) -> str:
    """So many bytes of speech within so many seconds: two voices take turns."""
    sentence = "Wir haben gefragt, was die Kinder und Jugendlichen in der Gemeinde brauchen, und zugehört."
    count = size // len(sentence)
    times = [f"00:{round(seconds * number / count, 3):06.3f}" for number in range(count + 1)]
    cues = (
        f"{times[number]} --> {times[number + 1]}\n<v Stimme {'AB'[number // 4 % 2]}>{sentence}\n"
        for number in range(count)
    )
    return "WEBVTT\n\n" + "\n".join(cues)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Site]:
    """The site as a plain web server has it: ranges, types, and its 404 page."""
    from starlette.applications import Starlette
    from starlette.staticfiles import StaticFiles

    files = Starlette()
    files.mount("/", StaticFiles(directory=folder, html=True))
    with listening.listen(listening.LOOPBACK, 21000) as at, listening.running_server(files, at, ViewBroadcaster()):
        host, port = at.getsockname()
        yield Site(folder, f"http://{host}:{port}/", kinds(folder, max), kinds(folder, min))


def kinds(folder: Path, which: Callable[[list[tuple[int, str]]], tuple[int, str]]) -> dict[str, str]:
    """A page of every kind by the kind's name: the largest or smallest of those that are alike."""
    page_sizes: dict[str, list[tuple[int, str]]] = {}
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        page_sizes.setdefault(kind(name, path.read_text("utf-8")), []).append((path.stat().st_size, name))
    return {name: which(pages)[1].removesuffix("index.html") for name, pages in sorted(page_sizes.items())}


def kind(name: str, page: str) -> str:
    """What sort of page a file is: its address without what is of one season, person, topic, episode alone."""
    first, *rest = name.removesuffix("index.html").rstrip("/").split("/")
    if rest == ["transcript.html"]:
        return "episode transcript"
    if "/audio/" in page and "<audio controls" in page and first not in {"", "404.html"}:
        return " ".join(("episode", *rest))
    if "noindex" in page and first and not rest and first != "404.html":
        return "withdrawn"
    return re.sub(r"-\d+$", "-n", " ".join((first or "home", *(["…"] if rest else []))))


@dataclass(frozen=True)
class Visit:
    """What was seen of a page; `sizes` are bytes by kind of resource, sound left out."""

    name: str
    console: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()
    sideways: str = ""
    spaced: str = ""
    shifted: float = 0.0
    requests: int = 0
    sizes: tuple[tuple[str, int], ...] = ()

    @property
    def weight(self) -> dict[str, int]:
        """Bytes by kind of resource."""
        return dict(self.sizes)


def visits(browser: Browser, site: Site, size: dict[str, int]) -> dict[str, tuple[Visit, ...]]:
    """A visit to every kind of page as a stranger to it: by light, and in the dark."""
    seen = []
    for name in site.kinds.values():
        with contextlib.closing(browser.new_context(locale="de-DE", reduced_motion="reduce", viewport=size)) as context:
            context.add_init_script(SHIFTS)
            seen.append(visit(context.new_page(), site, name))
    return dict(zip(RULES, zip(*seen, strict=True), strict=True))


@dataclass(frozen=True)
class BrowserLog:
    """What the browser tells of a page."""

    console: list[str]
    requested_urls: list[str]
    answers: list[Any]


def log_browser(page: Page) -> BrowserLog:
    """Listens to the browser from now on."""
    log = BrowserLog([], [], [])
    page.on("console", lambda message: log.console.append(message.text))
    page.on("pageerror", lambda error: log.console.append(str(error)))
    page.on("request", lambda request: log.requested_urls.append(request.url))
    page.on("response", lambda answer: log.answers.append(answer))  # noqa: PLW0108 - Playwright marks what it is given
    return log


def visit(page: Page, site: Site, name: str) -> tuple[Visit, ...]:
    """Loads a page once, and looks at all that can be seen without touching it: by light, then in the dark.

    What moved is read when it has loaded: with other colours, letters may be drawn anew, in fonts that came late.
    """
    log, seen = log_browser(page), []
    page.goto(site.url + name, wait_until="load")
    shifted = 0.0
    for light in RULES:
        page.emulate_media(color_scheme=light)  # type: ignore[arg-type]  # one of the words that it takes
        page.wait_for_timeout(60)
        shifted = shifted if seen else page.evaluate("window.shifted")
        seen.append(with_observations(page, site, Visit(name, shifted=shifted), log))
    spaced = page.evaluate(STYLED, TEXT_SPACING)
    over = page.evaluate(SIDEWAYS) if spaced else "the policy refuses wider text"
    return tuple(replace(observation, spaced=over) for observation in seen)


def with_observations(page: Page, site: Site, seen: Visit, log: BrowserLog) -> Visit:
    """A visit, with all that can be seen of the page as it stands there, and was told of it until now."""
    return replace(
        seen,
        console=tuple(log.console),
        foreign=tuple(url for url in log.requested_urls if urlsplit(url).netloc != urlsplit(site.url).netloc),
        missing=tuple(f"{answer.status} {answer.url}" for answer in log.answers if answer.status >= 400),
        stored=(*page.evaluate(STORED), *(f"cookie {cookie['name']}" for cookie in page.context.cookies())),
        sideways=page.evaluate(SIDEWAYS),
        requests=sum(answer.request.resource_type != "media" for answer in log.answers),
        sizes=tuple(sizes(log.answers).items()),
    )


def open_menu(page: Page) -> None:
    """Opens „Mehr“ of the player, which waits for its code: a box that is hidden is as the page came."""
    page.locator(".menu-button").click()
    page.locator(".menu").wait_for()


def violations(page: Page, rules: dict[str, Any]) -> tuple[str, ...]:
    """The rules that axe finds broken, with the first place of each."""
    library = NODE / "axe-core" / "axe.min.js"
    if not library.is_file():
        required("axe is not installed: npm ci --prefix tests/readers")
    if not page.evaluate("() => Boolean(window.axe)"):  # it looked at this page already
        page.evaluate(library.read_text("utf-8"))
    run = "(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
    reports = page.evaluate(run, rules)["violations"]
    return tuple(
        f"{report['id']}: {report['nodes'][0]['target']} (and {len(report['nodes']) - 1} more)" for report in reports
    )


def sizes(answers: list[Any]) -> dict[str, int]:
    """Bytes of the answers by kind of resource; sound is loaded as it is played."""
    bytes_by_kind: dict[str, int] = {}
    for answer in answers:
        if answer.request.resource_type != "media" and answer.ok:
            kind = answer.request.resource_type
            bytes_by_kind[kind] = bytes_by_kind.get(kind, 0) + int(answer.headers["content-length"])
    return bytes_by_kind
