"""An episode is parsed once: what changes it, and nothing else, makes it be read again."""

import os
import pickle
import shutil
import time
from pathlib import Path

import pytest

from podcast.checks.examine import examine
from podcast.files.cache import Cache, database_path
from podcast.model.show import episode_fingerprint
from podcast.show.caching import parsed_episodes
from podcast.show.load import load
from tests.support.every_input import write_every_input
from tests.support.opened_files import opened_files
from tests.support.paths import SHOWS
from tests.support.small_show import change

AS_THEY_LIE = sorted(
    path.parent.name for path in SHOWS.glob("*/problems.txt") if not path.with_name("made.txt").exists()
)
SLUGS = {"erste", "spuren", "unveraendert", "entwurf", "spaeter"}


@pytest.fixture(scope="module")
def parsed(tmp_path_factory):
    """A show whose episodes are all cached."""
    root = write_every_input(tmp_path_factory.mktemp("parsed") / "show").resolve()
    settle(root)
    assert not examine(root).problems
    return root


@pytest.fixture
def show(parsed, tmp_path):
    """A copy of it: the states of copied files are others, so the copy is parsed once."""
    root = Path(shutil.copytree(parsed, tmp_path / "copy")).resolve()
    settle(root)
    examine(root)
    return root


def settle(root):
    """Make all files older than the clocks of file systems tell."""
    before = time.time() - 60
    for path in root.rglob("*"):
        os.utime(path, (before, before), follow_symlinks=False)


def read_slugs(root):
    """The episodes whose file a load opens."""
    with opened_files(root) as opened:
        load(root)
    return {path.split("/")[1] for path in opened if path.endswith("/episode.yaml")}


def test_an_unchanged_episode_is_not_read_again(show):
    with opened_files(show) as opened:
        load(show)
    assert not [path for path in opened if path.startswith("episodes/")]


def test_what_the_cache_gives_is_what_the_files_say(show):
    cached = load(show)
    database_path(show).unlink()
    read = load(show)
    assert cached.show == read.show
    assert cached.variants == read.variants
    fingerprints = [[episode_fingerprint(episode) for episode in loaded.show.episodes] for loaded in (cached, read)]
    assert fingerprints[0] == fingerprints[1]
    fields_set = [[episode.model_fields_set for episode in loaded.show.episodes] for loaded in (cached, read)]
    assert fields_set[0] == fields_set[1]


@pytest.mark.parametrize(
    "edit",
    [
        lambda folder: change(folder / "episode.yaml", "Titel", "Name"),
        lambda folder: change(folder / "notes.md", "kurz", "lang"),
        lambda folder: change(folder / "leicht.md", "leicht", "einfach"),
        lambda folder: change(folder / "kapitel.txt", "Mitte", "Haelfte"),
        lambda folder: (folder / "transcript.vtt").unlink(),
        lambda folder: (folder / "recording.flac").rename(folder / "aufnahme.flac"),
        lambda folder: (folder / "zweite.flac").write_bytes((folder / "recording.flac").read_bytes()),
        lambda folder: (folder / "notiz.png").chmod(0o600),
        lambda folder: (folder / "bilder").mkdir(),
    ],
)
def test_any_change_in_its_folder_reads_that_episode_again_and_no_other(show, edit):
    edit(show / "episodes" / "erste")
    assert read_slugs(show) == {"erste"}


def test_a_change_within_a_folder_of_its_folder_counts(show):
    (show / "episodes/erste/bilder").mkdir()
    (show / "episodes/erste/bilder/eins.png").write_bytes(b"")
    settle(show)
    load(show)
    assert not read_slugs(show)
    (show / "episodes/erste/bilder/eins.png").write_bytes(b"123")
    assert read_slugs(show) == {"erste"}


@pytest.mark.parametrize("fields", [("timezone: Europe/Berlin", "timezone: UTC"), ("name: Ada", "name: Eda")])
def test_what_all_episodes_depend_on_reads_all_again(show, fields):
    change(show / "podcast.yaml", *fields)
    assert read_slugs(show) == SLUGS


def test_another_field_of_the_show_reads_none(show):
    change(show / "podcast.yaml", "title:", "website_title: x\ntitle:")
    assert not read_slugs(show)


def test_another_version_of_the_program_reads_all_again(show, monkeypatch):
    monkeypatch.setattr(parsed_episodes, "program_state", lambda: "another")
    assert read_slugs(show) == SLUGS


def test_a_request_to_verify_reads_all_again(show):
    with Cache(database_path(show), show) as cache:
        cache.request_verification()
    assert read_slugs(show) == SLUGS


def test_a_file_that_may_change_without_a_new_time_is_not_trusted(show):
    file = show / "episodes/erste/episode.yaml"
    change(file, "Titel", "Name1")
    assert read_slugs(show) == {"erste"}
    assert read_slugs(show) == {"erste"}  # it is too fresh to be cached
    os.utime(file, (1e9, 1e9))
    assert read_slugs(show) == {"erste"}
    assert not read_slugs(show)


def test_a_link_is_followed_each_time(show):
    picture = show / "episodes/erste/notiz.png"
    shutil.move(picture, show / "banner2.png")
    picture.symlink_to(show / "banner2.png")
    settle(show)
    load(show)
    assert read_slugs(show) == {"erste"}


def test_an_episode_that_has_left_leaves_no_row(show):
    shutil.rmtree(show / "episodes/erste")
    load(show)
    with Cache(database_path(show), show) as cache:
        assert set(cache.keys("episode")) == SLUGS - {"erste"}


def test_changes_that_are_not_saved_are_neither_missed_nor_remembered(show):
    path = "episodes/erste/episode.yaml"
    unsaved = (show / path).read_bytes().replace(b"Titel", b"Probe")
    assert "Probe von erste" in {episode.title for episode in load(show, {path: unsaved}).show.episodes}
    assert "Titel von erste" in {episode.title for episode in load(show).show.episodes}


@pytest.mark.parametrize("damage", [lambda row: row[:-5], lambda row: row[:16], lambda row: row[:16] + b"garbage"])
def test_a_row_that_cannot_be_read_counts_as_none(show, damage):
    with Cache(database_path(show), show) as cache:
        cache.put("episode", "erste", damage(cache.get("episode", "erste")))
    assert read_slugs(show) == {"erste"}
    assert not read_slugs(show)


class Command:
    """A value whose pickle calls a function when it is read."""

    def __reduce__(self):
        return os.mkdir, ("called",)


def test_a_row_that_somebody_else_has_written_calls_nothing(show, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with Cache(database_path(show), show) as cache:
        cache.put("episode", "erste", cache.get("episode", "erste")[:16] + pickle.dumps(Command()))
    assert read_slugs(show) == {"erste"}
    assert not (tmp_path / "called").exists()


def test_without_a_cache_nothing_is_written(parsed, tmp_path):
    root = Path(shutil.copytree(parsed, tmp_path / "copy", ignore=shutil.ignore_patterns(".podcast")))
    load(root)
    assert not (root / ".podcast").exists()


@pytest.mark.parametrize("name", AS_THEY_LIE)
def test_the_places_of_problems_and_hints_are_the_same_from_the_cache(name, tmp_path):
    root = Path(shutil.copytree(SHOWS / name, tmp_path / "show", symlinks=True)).resolve()
    settle(root)
    first, again = ([*found.problems, *found.hints()] for found in (examine(root), examine(root)))
    assert first == again


def test_a_problem_of_rules_in_a_cached_episode_has_its_place(show):
    change(show / "episodes/spuren/episode.yaml", "guid: spuren", "guid: erste")
    from_cache = examine(show).problems
    database_path(show).unlink()
    assert [str(problem) for problem in from_cache] == [str(problem) for problem in examine(show).problems]
    assert all(problem.line for problem in from_cache)
