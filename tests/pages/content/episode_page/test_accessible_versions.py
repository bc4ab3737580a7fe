"""Leichte Sprache and sign language, for episodes and for the show."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from podcast.checks.unread_files import find_unread_files
from podcast.files.cache import Cache
from podcast.show.load import load
from podcast.steps.linked_files import linked_files
from podcast.steps.paths import ProjectPaths
from tests.support.paths import SHOWS
from tests.support.rendered_pages import episode, select, site, text

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "# Titel 1\n\nViele sollen **mit-reden**."


def files(**fields: Any) -> dict[str, bytes]:
    return site(episode(1).model_copy(update=fields))


def test_a_text_in_easy_language_has_a_page_of_its_own() -> None:
    built = files(easy_language="episodes/folge-1/leicht.md", easy_language_text=TEXT)
    html = built["folge-1/leichte-sprache/index.html"]
    (part,) = select(html, "//*[@lang='de-simple']")
    assert part.text_content().split() == ["Viele", "sollen", "mit-reden."]
    assert select(html, "//main//a/@href") == ["../../folge-1/index.html"]
    (link,) = select(built["folge-1/index.html"], "//a[normalize-space()='In Leichter Sprache lesen']/@href")
    assert link == "../folge-1/leichte-sprache/index.html"


def test_the_text_of_a_draft_is_not_for_search_engines() -> None:
    built = files(easy_language="leicht.md", easy_language_text=TEXT, draft=True)
    assert select(built["folge-1/leichte-sprache/index.html"], "//meta[@name='robots']/@content") == ["noindex"]


def test_a_video_in_sign_language_plays_on_the_page() -> None:
    html = files(sign_language="episodes/folge-1/dgs.MP4")["folge-1/index.html"]
    (video,) = select(html, "//video")
    assert (video.get("src"), video.get("preload")) == ("../folge-1/gebaerdensprache.mp4", "none")
    assert video.get("aria-label") == "Video in Gebärdensprache"


def test_a_video_elsewhere_is_a_link() -> None:
    html = files(sign_language="https://video.example/dgs")["folge-1/index.html"]
    assert not select(html, "//video")
    assert select(html, "//a[normalize-space()='Video in Gebärdensprache']/@href") == ["https://video.example/dgs"]


def test_the_show_has_pages_that_every_footer_leads_to() -> None:
    built = site(
        episode(1), easy_language="leicht.md", sign_language="https://video.example/dgs", texts={"easy_language": TEXT}
    )
    assert "mit-reden" in text(built["leichte-sprache/index.html"])
    assert select(built["gebaerdensprache/index.html"], "//main//a/@href")[0] == "https://video.example/dgs"
    footer = select(built["folge-1/index.html"], "//footer//a/text()")
    assert {"Leichte Sprache", "Gebärdensprache"} <= set(footer)


def test_a_show_without_them_has_neither_pages_nor_links() -> None:
    built = site(episode(1))
    assert not [path for path in built if "leichte-sprache" in path or "gebaerdensprache" in path]
    assert "Leichte Sprache" not in text(built["index.html"])


def show_with(folder: Path, lines: str) -> Path:
    """Copy a small show whose only new episode has these lines in its episode.yaml, and return the episode's folder."""
    shutil.copytree(SHOWS / "nothing-wrong", folder, dirs_exist_ok=True)
    episode_folder = folder / "episodes" / "neu"
    episode_folder.mkdir()
    head = "guid: neu\ntitle: Eins\nsummary: x\ndate: 2024-01-01 09:00\n"
    (episode_folder / "episode.yaml").write_text(head + lines, "utf-8")
    (episode_folder / "recording.flac").write_text("sound")
    return episode_folder


def test_files_are_read_and_the_video_is_published(tmp_path: Path) -> None:
    folder = show_with(tmp_path, "easy_language: leicht.md\nsign_language: dgs.mp4\n")
    (folder / "leicht.md").write_text(TEXT, "utf-8")
    (folder / "dgs.mp4").write_bytes(b"video")
    loaded = load(tmp_path)
    assert not loaded.problems
    assert loaded.show is not None
    new = next(each for each in loaded.show.episodes if each.slug == "neu")
    assert (new.easy_language_text, new.recording) == (TEXT, "episodes/neu/recording.flac")
    with Cache() as cache:
        videos = linked_files(loaded.show, ProjectPaths(tmp_path), cache)
    assert {path: file.size for path, file in videos.items()} == {"neu/gebaerdensprache.mp4": 5}


def test_what_cannot_be_used_is_a_problem(tmp_path: Path) -> None:
    show_with(tmp_path, "easy_language: leicht.docx\nsign_language: dgs.mov\n")
    problems = "\n".join(str(problem) for problem in load(tmp_path).problems)
    assert "leicht.docx" in problems
    assert "dgs.mov" in problems


def test_a_text_that_no_field_names_is_a_hint_with_the_field(tmp_path: Path) -> None:
    folder = show_with(tmp_path, "")
    (folder / "leichte-sprache.md").write_text(TEXT, "utf-8")
    (tmp_path / "leichte-sprache.md").write_text(TEXT, "utf-8")
    loaded = load(tmp_path)
    assert loaded.show is not None
    hints = [str(hint) for hint in find_unread_files(loaded.show, loaded, tmp_path)]
    for place, file in (("episodes/neu/", "episode.yaml"), ("", "podcast.yaml")):
        remedy = f"name it in {file}, as in easy_language: leichte-sprache.md"
        assert f"{place}leichte-sprache.md: is not used; {remedy}" in hints
