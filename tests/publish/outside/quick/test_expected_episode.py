"""The episode that should be public, by the show's folder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from podcast.publish.outside.quick.expected_episode import expected_episode
from tests.support.small_show import EPISODE, SHOW

if TYPE_CHECKING:
    from pathlib import Path

SECOND = datetime(2024, 1, 2, 8, 0, tzinfo=UTC)  # 9:00 in Berlin


def write(root: Path, count: int, more: str = "") -> Path:
    (root / "podcast.yaml").write_text(SHOW, "utf-8")
    for number in range(1, count + 1):
        folder = root / "episodes" / f"folge-{number}"
        folder.mkdir(parents=True)
        (folder / "episode.yaml").write_text(EPISODE.format(number=number) + (more if number == 2 else ""), "utf-8")
    return root


def test_an_episode_is_expected_an_hour_after_its_date(tmp_path: Path) -> None:
    write(tmp_path, 2)
    assert expected_episode(tmp_path, SECOND + timedelta(hours=1)) == ("little-2", "Folge 2 & „mehr“")
    assert expected_episode(tmp_path, SECOND + timedelta(minutes=59)) == ("little-1", "Folge 1 & „mehr“")


def test_drafts_and_withdrawn_episodes_are_not_expected(tmp_path: Path) -> None:
    later = SECOND + timedelta(days=400)
    for name, more in (("a", "draft: true\n"), ("b", "withdrawn: {on: 2024-03-01, reason: Fehler.}\n")):
        (tmp_path / name).mkdir()
        assert expected_episode(write(tmp_path / name, 2, more), later) == ("little-1", "Folge 1 & „mehr“")


def test_a_folder_with_podcast_yaml_alone_expects_nothing(tmp_path: Path) -> None:
    assert expected_episode(write(tmp_path, 0), SECOND) is None


def test_a_folder_with_problems_expects_nothing(tmp_path: Path) -> None:
    write(tmp_path, 1, "").joinpath("episodes/folge-1/episode.yaml").write_text("title: [", "utf-8")
    assert expected_episode(tmp_path, SECOND) is None
