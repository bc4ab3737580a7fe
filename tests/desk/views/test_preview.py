"""The preview of an episode: what the feed and the page say, before anything is built."""

from __future__ import annotations

import html
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.desk import desk_browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.desk import DeskBrowser


@pytest.fixture(scope="module")
def browser(small_show: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskBrowser]:
    root = shutil.copytree(small_show, tmp_path_factory.mktemp("preview") / "show")
    with desk_browser(root) as entered:
        yield entered


def test_the_description_is_the_one_of_the_feed(browser: DeskBrowser) -> None:
    page = browser.text("/e/folge-1/preview")
    feed = (browser.desk.root / "site/feed.xml").read_text("utf-8")
    (described,) = (
        html.unescape(re.search(r"<description>(.*?)</description>", item, re.DOTALL)[1])  # type: ignore[index]
        for item in feed.split("<item>")[1:]
        if "little-1<" in item
    )
    assert described in page
    assert "1 Jan" in page or "2024-01-01" in page


def test_the_shared_link_is_the_one_of_the_page(browser: DeskBrowser) -> None:
    page = (browser.desk.root / "site/folge-1/index.html").read_text("utf-8")
    title = re.search(r'og:title" content="([^"]+)"', page)
    assert title
    card = browser.text("/e/folge-1/preview?card=1").partition('id="shared-card"')[2]
    assert title[1].replace("&#34;", '"') in card
    picture = re.search(r'src="(/site/[^"]+)"', card)
    assert picture
    assert browser.get(picture[1]).headers["content-type"].startswith("image/")


def test_the_whole_page_runs_no_script_at_the_address_of_the_desk(browser: DeskBrowser) -> None:
    answer = browser.get("/site/folge-1/")
    assert answer.status == 200
    assert "Folge 1" in answer.data.decode()
    assert "sandbox allow-same-origin allow-popups;" in answer.headers["content-security-policy"]
    assert "allow-scripts" not in answer.headers["content-security-policy"]
    sound = re.search(r'src="\.\./(audio/[^"]+)"', answer.data.decode())
    assert sound
    assert browser.get(f"/site/{sound[1]}", range="bytes=0-9").status == 206
    for path in ("/site/../podcast.yaml", "/site/folge-9/", "/site/audio/folge-9.preview.mp3", "/site/folge-1/nothing"):
        assert browser.get(path).status == 404, path


def test_a_draft_without_date_and_sound_has_a_preview_too(browser: DeskBrowser) -> None:
    folder = browser.desk.root / "episodes/entwurf"
    folder.mkdir()
    (folder / "episode.yaml").write_text("guid: little-draft\ntitle: Noch <geheim>\ndraft: true\n", "utf-8")
    page = browser.text("/e/entwurf/preview")
    assert "Noch &lt;geheim&gt;" in page
    assert "No date yet" in page
    assert browser.get("/site/entwurf/").status == 200
