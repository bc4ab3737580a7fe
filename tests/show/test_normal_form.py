"""Dates are written in one form, wherever they stand; and the form in which one is typed changes nothing public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.model.fields import EpisodeFields
from podcast.show.load import load
from podcast.show.normal_form import normal_form
from tests.support.podcast_command import podcast
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from pathlib import Path


def test_dates_are_normalised_at_any_depth_and_nothing_else() -> None:
    assert normal_form(EpisodeFields, ("date",), "24.11.2026, 9 Uhr") == "2026-11-24 09:00"
    assert normal_form(EpisodeFields, ("withdrawn",), {"on": "1.12.26", "reason": "1.12.26"}) == {
        "on": "2026-12-01",
        "reason": "1.12.26",
    }
    assert normal_form(EpisodeFields, ("withdrawn", "on"), "1. Dezember 2026") == "2026-12-01"
    assert normal_form(EpisodeFields, ("title",), "24.11.2026") == "24.11.2026"
    assert normal_form(EpisodeFields, ("people",), ["ada", {"name": "1.12.26", "role": "guest"}]) == [
        "ada",
        {"name": "1.12.26", "role": "guest"},
    ]


def test_set_writes_a_date_in_its_normal_form(tmp_path: Path) -> None:
    root = write_show(tmp_path, episodes=1)
    done = podcast("set", "folge-1", "date", "24.11.2026 09:00", at=root)
    assert done.returncode == 0, done.stderr
    assert "date: 2026-11-24 09:00\n" in (root / "episodes/folge-1/episode.yaml").read_text("utf-8")


def test_the_form_of_a_date_changes_nothing_of_the_episode(tmp_path: Path) -> None:
    root = write_show(tmp_path, episodes=1)
    before = load(root).show
    change(root / "episodes/folge-1/episode.yaml", "2024-01-01 09:00", "Montag, 1. Januar 2024, 9 Uhr")
    assert load(root).show == before


def test_german_roles_and_categories_are_those_of_the_standards(tmp_path: Path) -> None:
    root = write_show(tmp_path, episodes=1)
    people = "people:\n  - {name: Ada, role: Gast}\nnotes:"
    change(root / "episodes/folge-1/episode.yaml", "notes:", people)
    before = load(root).show
    change(root / "podcast.yaml", "categories: [Government]", "categories: [Regierung]")
    show = load(root).show
    assert show is not None
    assert before is not None
    assert show.categories == before.categories == ("Government",)
    assert [person.role for person in show.episodes[0].people] == ["guest"]
