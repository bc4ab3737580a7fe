"""What assistive technology meets on home, an episode's page and the search: Chromium's accessibility tree as text."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from podcast.artifacts import Picture
from podcast.model.groups import Chapter, Person
from podcast.pages.render import site_files
from podcast.pages.theme import default_templates
from podcast.transcripts.cue import Cue
from tests.support import rendered_pages
from tests.support.browsers import WIDE
from tests.support.player_site import PIXEL
from tests.support.rendered_pages import episode, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

# Of each page its address and its part; head and foot are those of home.
PAGES = {
    "home": ("index.html", "body"),
    "episode": ("folge-1/index.html", "main"),
    "search": ("suche/index.html?q=Beteiligung", "main"),
}
GUESTS = (Person(name="Ada Löw", role="guest"), Person(name="Ben Groß", role="guest"))
CHAPTERS = (Chapter(start=0.0, title="Ansage"), Chapter(start=10.0, title="Worum es geht"))
CUES = (
    Cue(0.0, 9.0, "Ada Löw", "Guten Tag."),
    Cue(10.0, 14.0, "Ben Groß", "Beteiligung beginnt mit einer Frage."),
    Cue(15.0, 19.0, "Ada Löw", "Und mit Zuhören."),
)


def write_site(folder: Path) -> None:
    """Write a site of two episodes: one with guests, chapters, topics and a transcript, and one without."""
    episodes = (
        episode(
            1,
            title="Echte Beteiligung? Wie macht man das?",
            people=GUESTS,
            chapters=CHAPTERS,
            topics=("Beteiligung", "Jugend"),
            notes="Mehr dazu im [Leitfaden](https://example.com/leitfaden).",
        ),
        episode(2, title="Jünger wählen?", season=2),
    )
    files = site_files(
        rendered_pages.show().with_episodes(episodes),
        rendered_pages.audio(*episodes),
        {"cover.jpg@480": Picture("assets/cover.png", 480, 480)},
        {"folge-1": CUES},
        [default_templates()],
    )
    files["assets/cover.png"] = PIXEL
    write_files(files, folder)


def accessibility_trees(browser: Browser, url: str) -> dict[str, str]:
    """The accessibility tree of each page, in the form of https://playwright.dev/docs/aria-snapshots."""
    trees = {}
    with contextlib.closing(browser.new_context(locale="de-DE", viewport=WIDE, reduced_motion="reduce")) as context:
        page = context.new_page()
        for name, (address, part) in PAGES.items():
            page.goto(url + address)
            page.locator("#hits li, .player:not([hidden])").first.wait_for()
            trees[name] = page.locator(part).aria_snapshot().replace("\xa0", " ").replace("\xad", "") + "\n"
    return trees
