"""The preview of notes shows the pictures of the episode, also while someone types."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from podcast.desk.security.gate import HEADERS
from tests.support.desk import DeskBrowser, desk_browser
from tests.support.desk_show import write_desk_show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SLUG = "erster-kaffee"
PAGE = f"/e/{SLUG}/notes"
NAME = unicodedata.normalize("NFD", "Küche.png")  # as macOS writes it
NOTES = "![Die Küche](Küche.png) ![Fern](https://example.org/a.png) ![Geheim](../../cover.jpg) ![Fehlt](fehlt.png)\n"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskBrowser]:
    root: Path = write_desk_show(tmp_path_factory.mktemp("show"))
    Image.new("RGB", (30, 20)).save(root / "episodes" / SLUG / NAME)
    (root / "episodes" / SLUG / "notes.md").write_text(NOTES, "utf-8")
    with desk_browser(root) as browser:
        yield browser


def pictures(html: str) -> list[str]:
    return re.findall(r"<img[^>]*>", html)


def test_a_picture_of_the_episode_is_shown_and_others_are_their_text(browser: DeskBrowser) -> None:
    page = browser.text(PAGE)
    [picture] = pictures(page)
    assert 'alt="Die Küche" width="30" height="20"' in picture
    address = re.search(r'src="([^"]+)"', picture)
    assert address
    answer = browser.get(address[1].replace("&amp;", "&"))
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"] == "private, max-age=86400"
    assert "img-src 'self'" in HEADERS["content-security-policy"]
    assert all(words in page for words in ("Fern", "Geheim", "Fehlt"))


def test_it_is_shown_while_someone_types_but_not_as_an_app_shows_notes(browser: DeskBrowser) -> None:
    for shape, count in (("website", 1), ("app", 0), ("text", 0)):
        answer = browser.post(f"{PAGE}/preview", {"text": "![Küche](./K%C3%BCche.png)", "as": shape}, script=True)
        assert len(pictures(json.loads(answer.data)["html"])) == count
