"""The show is read once, and again whenever a file has changed, even twice within the grain of the clock."""

import os

import pytest

from podcast.desk import show_state
from podcast.desk.show_state import ShowCache
from podcast.files.cache import create_cache, database_path
from podcast.files.tree_state import TreeState
from tests.support.desk_show import BROKEN, write_desk_show

DRAFT = "episodes/zweiter-kaffee/episode.yaml"


@pytest.fixture
def root(tmp_path):
    return write_desk_show(tmp_path / "show")


@pytest.fixture
def reads(monkeypatch):
    """The number of times that the whole show was examined."""
    counted = []
    examine = show_state.examine
    monkeypatch.setattr(show_state, "examine", lambda root, **given: counted.append(root) or examine(root, **given))
    return counted


def test_a_show_that_did_not_change_is_read_once(root, reads):
    cache = ShowCache(root)
    assert cache.read() is cache.read()
    assert len(reads) == 1


def test_a_change_is_seen_at_once_also_where_clocks_are_coarse(root, monkeypatch):
    monkeypatch.setattr(show_state, "tree_state", lambda *_: TreeState("the same", {DRAFT: 1}))
    cache, file = ShowCache(root), root / DRAFT
    title = cache.read().episodes["zweiter-kaffee"].title
    for other in ("Der dritte Kaffee", "Der vierte Kaffee"):
        file.write_text(file.read_text().replace(title, other))
        assert cache.read().episodes["zweiter-kaffee"].title == other
        title = other


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "podcast.yaml").write_text((root / "podcast.yaml").read_text() + "\nsubtitle: neu\n"),
        lambda root: (root / "episodes/neu").mkdir(),
        lambda root: (root / DRAFT).unlink(),
        lambda root: (root / "cover.jpg").unlink(),
    ],
)
def test_every_kind_of_change_is_seen(root, reads, change):
    cache = ShowCache(root)
    cache.read()
    change(root)
    cache.read()
    assert len(reads) == 2


def test_what_builds_write_is_no_change(root, reads):
    cache = ShowCache(root)
    cache.read()
    (root / "site").mkdir()
    (root / "site/index.html").write_text("x")
    (root / ".podcast").mkdir(exist_ok=True)
    (root / ".podcast/x").write_text("x")
    cache.read()
    assert len(reads) == 1


def test_a_field_with_a_problem_is_empty_and_the_episode_stays(root):
    file = root / DRAFT
    file.write_text(file.read_text() + "date: 2026-11-31 09:00\nsummary: [1]\n")
    show = ShowCache(root).read()
    episode = show.episodes["zweiter-kaffee"]
    assert (episode.title, episode.date, episode.summary) == ("Der zweite Kaffee", None, None)
    assert {problem.field for problem in show.problems("zweiter-kaffee")} == {"date", "summary"}
    assert not show.unreadable


def test_a_file_that_is_no_yaml_is_unreadable_and_the_others_are_not(root):
    (root / DRAFT).write_text(BROKEN)
    show = ShowCache(root).read()
    assert show.unreadable == {"zweiter-kaffee"}
    assert show.episodes.keys() == {"erster-kaffee"}


def test_a_show_with_fields_missing_still_has_its_episodes(root):
    show_file = root / "podcast.yaml"
    lines = [
        line for line in show_file.read_text().splitlines() if not line.startswith(("link", "categories", "title"))
    ]
    show_file.write_text("\n".join(lines))
    show = ShowCache(root).read()
    assert show.show is None
    assert (show.fields.title, show.fields.link, show.fields.categories) == ("", "", ())
    assert show.episodes.keys() == {"erster-kaffee", "zweiter-kaffee"}
    assert {problem.field for problem in show.problems(None)} >= {"link", "categories", "title"}


def test_a_file_that_was_just_added_has_its_hint(root):
    for path in root.glob("episodes/*/*"):
        os.utime(path, (0, 0))
    create_cache(database_path(root), root)
    cache = ShowCache(root)
    assert not cache.read().hints("zweiter-kaffee")
    (root / "episodes/zweiter-kaffee/uebrig.txt").write_text("Was niemand liest.")
    assert [hint.code for hint in cache.read().hints("zweiter-kaffee")] == ["unread-file"]
