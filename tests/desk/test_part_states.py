"""Each problem and hint leads to the page on which it is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.checks.examine import examine
from podcast.desk.part_states import part_of
from podcast.desk.show_state import DeskShow
from podcast.errors import Problem
from tests.support.desk_show import write_desk_show

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.show import Episode

FOLDER = "episodes/erster-kaffee"


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> Episode:
    root: Path = write_desk_show(tmp_path_factory.mktemp("show"))
    (root / FOLDER / "transcript.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nGuten Tag.\n", "utf-8")
    (root / FOLDER / "notes.md").write_text("Worum es geht.\n", "utf-8")
    return DeskShow(root, examine(root)).episodes["erster-kaffee"]


@pytest.mark.parametrize(
    ("path", "field", "part"),
    [
        ("recording.wav", "", "sound"),
        ("transcript.vtt", "", "transcript"),
        ("notes.md", "", "notes"),
        ("cover.png", "", "facts"),
        ("episode.yaml", "cuts[1].start", "sound"),
        ("episode.yaml", "title", "facts"),
    ],
)
def test_a_problem_belongs_to_the_page_of_its_file_or_field(episode: Episode, path: str, field: str, part: str) -> None:
    assert part_of(episode, Problem(f"{FOLDER}/{path}", 0, 0, field, "", "")) == part
