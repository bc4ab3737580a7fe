"""Texts of an episode that have nothing to report are not judged again; whatever changes in them is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from podcast.checks import markdown_references
from podcast.checks.examine import examine
from podcast.checks.rules import notes
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from pathlib import Path

EPISODE = "episodes/folge-1/episode.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_show(tmp_path / "show", episodes=3)
    for path in (root / EPISODE, root / EPISODE.replace("1", "2")):
        change(path, "notes: Mit", "notes: Siehe <https://example.org/>. Mit")
    for path in root.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return root


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The notes that were searched for references, in order."""
    texts: list[str] = []

    def counted(text: str) -> object:
        texts.append(text)
        return markdown_references.find_references(text)

    monkeypatch.setattr(notes, "find_references", counted)
    return texts


def problems(root: Path) -> list[str]:
    return [problem.what for problem in examine(root).problems]


def test_notes_are_searched_once(root: Path, searched: list[str]) -> None:
    assert problems(root) == []
    before = len([text for text in searched if "example.org" in text])
    assert problems(root) == []
    assert len([text for text in searched if "example.org" in text]) == before


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("<https://example.org/>", "[dort](../folge-9/)", "has a link to"),
        ("<https://example.org/>", "![](bild.jpg)", "shows"),
        ("<https://example.org/>", "<iframe src='https://example.org/'>", "contains <iframe>"),
        ("title: Folge 1", "title: TODO #", "still has the placeholder"),
    ],
)
def test_a_fault_is_found_after_a_clean_check_and_told_until_it_is_gone(
    root: Path, old: str, new: str, what: str
) -> None:
    assert problems(root) == []
    text = (root / EPISODE).read_text("utf-8")
    change(root / EPISODE, old, new)
    for _time in range(2):
        assert any(what in problem for problem in problems(root))
    (root / EPISODE).write_text(text, "utf-8")
    assert problems(root) == []


def test_a_link_to_an_episode_depends_on_the_other_episodes(root: Path) -> None:
    change(root / EPISODE, "<https://example.org/>", "[dort](../folge-3/)")
    assert problems(root) == []
    (root / "episodes/folge-3").rename(root / "episodes/folge-4")
    assert any("folge-3" in problem for problem in problems(root))
