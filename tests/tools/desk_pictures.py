"""The pictures of the desk in docs/*/desk.md: `make pictures` takes them of a copy of the shipped show.

    python -m tests.tools.desk_pictures [FOLDER]

FOLDER contains the show; without it, this repository. Needs Chromium.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from podcast.desk.desk_server import first_address, running_desk
from podcast.publish.destination import TARGET_VARIABLE
from tests.support.browsers import chromium
from tests.support.paths import DOCS, ROOT
from tests.support.small_show import change

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES: Final = DOCS / "pictures"
EPISODE: Final = "juenger-waehlen"
SOURCES: Final = ("podcast.yaml", "cover.jpg", "episodes", "templates", "site", ".podcast")
LANGUAGES: Final = ("en", "de")
PORT: Final = 18390
PATIENCE: Final = 900_000  # milliseconds: a plan masters what is new
# The name of a picture, its address, and what is there once all is drawn.
SHOTS: Final = (
    ("overview", "/", "main"),
    ("transcript", f"/e/{EPISODE}/transcript", "main"),
    ("publish", "/publish", "#publish-plan[data-mode=plan]"),
)


def main() -> None:
    """Take all pictures of the desk."""
    root = Path(sys.argv[1]).resolve() if sys.argv[1:] else ROOT
    with tempfile.TemporaryDirectory() as folder:
        show = Path(folder) / "show"
        show.mkdir()
        for name in SOURCES:
            source = root / name
            if source.exists():
                (shutil.copytree if source.is_dir() else shutil.copy)(source, show / name)
        os.environ[TARGET_VARIABLE] = "podcast.example.org"  # a folder; in the picture, an address
        subprocess.run([sys.executable, "-m", "podcast", "publish", "--yes", "-C", show], check=True)
        change(show / "episodes" / EPISODE / "episode.yaml", "Wählen mit sechzehn", "Wählen schon mit sechzehn")
        with chromium() as browser:
            for language in LANGUAGES:
                os.environ["LANGUAGE"] = language
                _take(browser, show, language)


def _take(browser: Browser, show: Path, language: str) -> None:
    with running_desk(show, PORT) as desk:
        context = browser.new_context(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(first_address(desk))
        for name, address, place in SHOTS:
            page.goto(f"{desk.address.origin}{address}")
            page.wait_for_selector(place)
            _save(page, f"desk-{name}-{language}.webp")
        context.close()


def _save(page: Page, name: str) -> None:
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.save(PICTURES / name, "WEBP", quality=82, method=6)


if __name__ == "__main__":
    main()
