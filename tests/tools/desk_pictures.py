"""The pictures of the desk in docs/*/desk.md: `make pictures` takes them of a copy of the shipped show.

    python -m tests.tools.desk_pictures [FOLDER [LANGUAGE]]

FOLDER contains the show; without it, this repository. LANGUAGE is en or de; without it, both. Needs Chromium. In the
copy, an episode has a soundbite, two people have to approve, and its summary is changed after it was published: the
pictures show the desk at work.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from podcast.desk.desk_server import first_address, running_desk
from podcast.publish.destination import TARGET_VARIABLE
from tests.support.browsers import chromium
from tests.support.paths import DOCS, ROOT
from tests.support.small_show import change

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

PICTURES: Final = DOCS / "pictures"
EPISODE: Final = "juenger-waehlen"
SOURCES: Final = ("podcast.yaml", "cover.jpg", "episodes", "templates", "site", ".podcast")
SOUNDBITE: Final = 'soundbites: [{start: "0:14.3", duration: 15.1, title: Welches Wahlalter ist das richtige?}]\n'
# A word of the summary before and after an edit, so that there is something to publish, and as it is edited elsewhere.
WORDS: Final = ("Wählen mit", "Wählen schon mit")
EDITED_ELSEWHERE: Final = ("Wählen schon mit", "Wählen gern mit")
APPROVED_BY: Final = {"en": ("Newsroom", "Head of project"), "de": ("Redaktion", "Projektleitung")}
RECORDING: Final = "Gespräch mit Jörg Tremmel.m4a"  # dropped for a new episode
PORT: Final = 18390
PATIENCE: Final = 900_000  # milliseconds: a plan masters what is new
SIZE: Final = {"width": 1280, "height": 860}
QUALITY: Final = 72  # of WebP: letters stay sharp, and a picture has about 40 kB
# All waveforms of the page are drawn.
DRAWN: Final = """() => [...document.querySelectorAll(".waveform canvas")].every((canvas) => canvas.width && canvas
  .getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value))"""


@dataclass(frozen=True)
class Visit:
    """A page of a desk that is being photographed, in a language."""

    page: Page
    show: Path
    language: str

    @property
    def episode_file(self) -> Path:
        """The file of the episode that the pictures show."""
        return self.show / "episodes" / EPISODE / "episode.yaml"


def main() -> None:
    """Take all pictures of the desk; each language has a process and a copy of the show of its own."""
    root = Path(sys.argv[1]).resolve() if sys.argv[1:] else ROOT
    for language in APPROVED_BY:
        words = [sys.executable, "-m", "tests.tools.desk_pictures", str(root), language]
        if not sys.argv[2:]:
            subprocess.run(words, check=True, env=os.environ | {"LANGUAGE": language})
        elif language == sys.argv[2]:
            _take_all(root, language)


def _take_all(root: Path, language: str) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        show = _published_copy(root, Path(folder) / "show")
        change(show / "episodes" / EPISODE / "episode.yaml", *WORDS)
        with chromium() as browser:
            _take(browser, show, language)


def _published_copy(root: Path, show: Path) -> Path:
    show.mkdir()
    for name in SOURCES:
        source = root / name
        if source.exists():
            (shutil.copytree if source.is_dir() else shutil.copy)(source, show / name)
    with (show / "episodes" / EPISODE / "episode.yaml").open("a", encoding="utf-8") as file:
        file.write(SOUNDBITE)
    os.environ[TARGET_VARIABLE] = "podcast.example.org"  # a folder; in the picture, an address
    subprocess.run([sys.executable, "-m", "podcast", "publish", "--yes", "-C", show], check=True)
    with (show / "podcast.yaml").open("a", encoding="utf-8") as file:
        file.write("\nrelease: {needs: 2}\n")
    return show


def _take(browser: Browser, show: Path, language: str) -> None:
    with running_desk(show, PORT) as desk:
        context = browser.new_context(viewport=SIZE, color_scheme="light", reduced_motion="reduce")  # type: ignore[arg-type]  # has the keys of ViewportSize
        visit = Visit(context.new_page(), show, language)
        visit.page.set_default_timeout(PATIENCE)
        visit.page.goto(first_address(desk))
        for name, (address, bring_about) in SHOTS.items():
            visit.page.goto(f"{desk.address.origin}{address.format(EPISODE)}")
            bring_about(visit)
            _save(visit.page, f"desk-{name}-{language}.webp")
        context.close()


def _shown(place: str) -> Callable[[Visit], object]:
    """Wait until a place of the page is there."""
    return lambda visit: visit.page.wait_for_selector(place)


def _drop_recording(visit: Visit) -> None:
    """Drop a recording, and wait until it is read."""
    recording = shutil.copy(visit.show / "episodes" / EPISODE / "recording.m4a", visit.show.parent / RECORDING)
    visit.page.set_input_files("#recording-input", recording)
    visit.page.wait_for_function("() => document.querySelector('.held') && !document.querySelector('.reading')")


def _listen(visit: Visit) -> None:
    visit.page.wait_for_function(DRAWN)
    visit.page.focus(".waveform")
    for _second in range(17):
        visit.page.keyboard.press("ArrowRight")


def _wait_for_waveforms(visit: Visit) -> None:
    visit.page.wait_for_function(DRAWN)


def _edit_in_two_windows(visit: Visit) -> None:
    """Edit the summary here, and meanwhile in the file."""
    summary = visit.page.locator("[data-field=summary] textarea")
    summary.fill(summary.input_value().replace("Diese Folge wägt ab", "Die Folge wägt ab"))
    change(visit.episode_file, *EDITED_ELSEWHERE)
    summary.press("Tab")
    visit.page.wait_for_url("**/conflict/**")


def _approve_as_first(visit: Visit) -> None:
    _approve(visit, 0)


def _approve_and_plan(visit: Visit) -> None:
    """Approve the change as the second person, and look at what would be published."""
    _approve(visit, 1)
    visit.page.goto(f"{visit.page.url.partition('/e/')[0]}/publish")
    visit.page.wait_for_selector("#publish-plan [data-mode=plan]")


def _approve(visit: Visit, number: int) -> None:
    visit.page.fill("#approve-name", APPROVED_BY[visit.language][number])
    visit.page.click(".approve button")
    visit.page.wait_for_selector(f".approvals li.done >> nth={number}")


def _publish(visit: Visit) -> None:
    visit.page.click("#publish-plan button.strong")
    visit.page.wait_for_selector("#publish-run .steps .running")


# The name of a picture: its address, and what brings about the state that it shows. In this order.
SHOTS: Final[dict[str, tuple[str, Callable[[Visit], object]]]] = {
    "overview": ("/", _shown("main")),
    "new": ("/new", _drop_recording),
    "sound": ("/e/{}/sound", _wait_for_waveforms),
    "facts": ("/e/{}/facts", _shown(".tokens-field")),
    "notes": ("/e/{}/notes", _shown("#notes-preview p")),
    "chapters": ("/e/{}/chapters", _listen),
    "transcript": ("/e/{}/transcript", _wait_for_waveforms),
    "preview": ("/e/{}/preview", _shown("#shared-card img")),
    "conflict": ("/e/{}/facts", _edit_in_two_windows),
    "release": ("/e/{}/release", _approve_as_first),
    "show": ("/show/facts", _shown(".field")),
    "publish": ("/e/{}/release", _approve_and_plan),
    "publishing": ("/publish", _publish),
}


def _save(page: Page, name: str) -> None:
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.save(PICTURES / name, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
