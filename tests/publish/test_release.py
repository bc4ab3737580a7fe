"""How new a build is, and who publishes it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from podcast.model.audio_settings import AudioSettings
from podcast.model.legal import Legal
from podcast.model.show import Show
from podcast.publish.release import content_time, this_publisher

THEN, NOW = datetime(2024, 3, 1, 9, tzinfo=UTC), datetime(2024, 3, 2, 9, tzinfo=UTC)


SHOW = Show.model_construct(cover="cover.jpg", about="pages/about.md", legal=Legal(), people={}, audio=AudioSettings())


def touch(path, when):
    os.utime(path, (when.timestamp(), when.timestamp()))


@pytest.fixture
def root(tmp_path):
    episode = tmp_path / "episodes" / "eins"
    episode.mkdir(parents=True)
    (tmp_path / "podcast.yaml").write_text("title: x")
    (episode / "episode.yaml").write_text("title: y")
    for path in [*tmp_path.rglob("*")]:
        touch(path, THEN)
    return tmp_path


def test_a_build_is_as_new_as_its_newest_file(root):
    assert content_time(SHOW, root, NOW) == THEN
    touch(root / "episodes" / "eins" / "episode.yaml", THEN + timedelta(hours=3))
    assert content_time(SHOW, root, NOW) == THEN + timedelta(hours=3)


@pytest.mark.parametrize("name", ["cover.jpg", "pages/about.md"])
def test_every_file_that_the_show_names_counts(root, name):
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("")
    touch(root / name, THEN + timedelta(hours=5))
    assert content_time(SHOW, root, NOW) == THEN + timedelta(hours=5)


def test_what_is_built_for_an_earlier_moment_is_no_newer_than_that(root):
    assert content_time(SHOW, root, THEN - timedelta(days=9)) == THEN - timedelta(days=9)


def test_a_removed_episode_makes_a_build_newer_and_not_older(root):
    other = root / "episodes" / "zwei"
    other.mkdir()
    (other / "episode.yaml").write_text("")
    touch(other / "episode.yaml", THEN + timedelta(hours=1))
    before = content_time(SHOW, root, datetime.now(UTC))
    (other / "episode.yaml").unlink()
    other.rmdir()
    assert content_time(SHOW, root, datetime.now(UTC)) >= before > THEN


def test_what_is_made_does_not_make_a_build_newer(root):
    for folder in ("site", ".podcast", "published"):
        (root / folder).mkdir()
        (root / folder / "feed.xml").write_text("")
    assert content_time(SHOW, root, NOW) == THEN


def test_a_link_that_leads_nowhere_is_no_file(root):
    (root / "episodes" / "eins" / "gone").symlink_to("nowhere")
    touch(root / "episodes" / "eins", THEN)
    assert content_time(SHOW, root, NOW) == THEN


def test_two_publishes_are_two_owners():
    one, other = this_publisher(), this_publisher()
    assert one.owner != other.owner
    assert (one.host, one.pid) == (other.host, os.getpid())
    assert one.clock.wall().tzinfo is not None
