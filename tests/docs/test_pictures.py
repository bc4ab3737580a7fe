"""Pictures of README and documentation: small, named, and with a text for those who do not see them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.paths import DOCS, ROOT
from tests.tools.desk_pictures import SHOTS

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 150_000
PICTURES = sorted((DOCS / "pictures").iterdir())
KINDS = {"home.webp", "episode.webp", "phone.webp", "terminal-en.svg", "terminal-de.svg"}
CURVES = {
    language: {f"scaling-{name}-{language}.svg" for name in ("cpu", "memory", "peers")} for language in ("en", "de")
}
DESK = {language: {f"desk-{view}-{language}.webp" for view in SHOTS} for language in ("en", "de")}
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
README = ROOT / "README.md"
PAGES = {language: sorted((DOCS / language).glob("*.md")) for language in ("en", "de")}


def images(*pages: Path) -> dict[str, str]:
    """The texts of the pictures that pages show, by the name of the file."""
    texts: dict[str, str] = {}
    for page in pages:
        for text, target in IMAGE.findall(page.read_text("utf-8")):
            path = (page.parent / target).resolve()
            assert path in PICTURES, target
            texts[path.name] = text
    return texts


def test_there_is_a_picture_of_home_episode_phone_and_terminal_and_curves_in_each_language() -> None:
    assert {picture.name for picture in PICTURES} == KINDS.union(*CURVES.values(), *DESK.values())


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_small(picture: Path) -> None:
    assert picture.stat().st_size < MAX_BYTES


def test_the_readme_shows_all_of_them() -> None:
    assert set(images(README)) == KINDS - {"terminal-de.svg"}


@pytest.mark.parametrize("language", PAGES)
def test_the_documentation_shows_all_of_them_in_each_language(language: str) -> None:
    texts = images(*PAGES[language])
    shown = {name for name in KINDS if not name.startswith("terminal")} | {f"terminal-{language}.svg"}
    assert set(texts) == shown | CURVES[language] | DESK[language]
    assert all(len(text) > 60 for text in texts.values())


def test_their_texts_are_in_the_language_of_the_page() -> None:
    english, german = images(*PAGES["en"]), images(*PAGES["de"])
    assert images(README) == {name: text for name, text in english.items() if name in KINDS}
    assert not set(english.values()) & set(german.values())


def test_a_drawing_loads_nothing() -> None:
    for picture in PICTURES:
        if picture.suffix == ".svg":
            text = picture.read_text("utf-8")
            assert not re.findall(r"url\((?!#)|href=|@import|<script", text)
