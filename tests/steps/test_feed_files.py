"""Feeds from items of the cache: always the bytes of a fresh build, and what has not changed is not made again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from podcast.artifacts import Staged
from podcast.files.cache import Cache
from podcast.steps import rendering
from podcast.steps.paths import ProjectPaths
from podcast.steps.rendering import RenderingInput, render_site
from tests.support.caches import cache_connection
from tests.support.site_builds import audio, held, put, render, the_show
from tests.support.small_show import change, write_episode, write_show

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.artifacts import Artifact

FEEDS = ("feed.xml", "feed.json", "staffel-1/feed.xml", "staffel-2/feed.xml")
EPISODE = Path("episodes/folge-2/episode.yaml")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show of two seasons that has been built once."""
    root = write_show(tmp_path_factory.mktemp("feeds") / "show", episodes=4, seconds=0.2)
    change(root / "podcast.yaml", "publish:", "  - {number: 2, title: Zweite}\npublish:")
    for number in (3, 4):
        change(root / f"episodes/folge-{number}/episode.yaml", "season: 1", "season: 2")
    put(root, render(root))
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A copy of it, with the states of its files."""
    return shutil.copytree(built, tmp_path / "show", copy_function=shutil.copy2)


def rows(root: Path) -> dict[str, tuple[str, bytes]]:
    """The cached items: fingerprint and value by slug."""
    with cache_connection(ProjectPaths(root).database) as connection:
        found = connection.execute("SELECT slug, fingerprint, value FROM feed_items").fetchall()
    return {slug: (fingerprint, value) for slug, fingerprint, value in found}


def feed_files(files: dict[str, bytes]) -> dict[str, bytes]:
    """The feeds and the chapters."""
    return {path: data for path, data in files.items() if path in FEEDS or path.endswith("chapters.json")}


def fresh(root: Path, tmp_path: Path) -> dict[str, bytes]:
    """The same files from a show without a cache."""
    copy = shutil.copytree(root, tmp_path / "fresh", ignore=shutil.ignore_patterns(".podcast", "site"))
    return feed_files(held(render(copy), copy))


def written(artifacts: dict[str, Artifact]) -> set[str]:
    """The feeds and chapters that were made anew."""
    return {path for path in feed_files(dict(artifacts)) if not isinstance(artifacts[path], str)}


def test_a_second_build_makes_no_item_and_no_document(root: Path):
    before = rows(root)
    artifacts = render(root)
    assert written(artifacts) == set()
    assert rows(root) == before
    assert {*FEEDS} <= {*artifacts}


def test_a_new_title_makes_one_item_and_the_documents_that_have_it(root: Path, tmp_path: Path):
    before = rows(root)
    change(root / EPISODE, "title: Folge 2", "title: Anders")
    artifacts = render(root)
    after = rows(root)
    assert [slug for slug in after if after[slug] != before[slug]] == ["folge-2"]
    assert written(artifacts) == {"feed.xml", "feed.json", "staffel-1/feed.xml"}
    assert feed_files(held(artifacts, root)) == fresh(root, tmp_path)


def new_picture(root: Path) -> None:
    Image.new("RGB", (1500, 1500), (1, 2, 3)).save(root / "cover.jpg")


def episode_picture(root: Path) -> None:
    Image.new("RGB", (1400, 1400), (9, 9, 9)).save(root / EPISODE.parent / "cover.jpg")
    change(root / EPISODE, "title:", "cover: cover.jpg\ncover_alt: Ein Rathaus.\ntitle:")


def removed_episode(root: Path) -> None:
    shutil.rmtree(root / EPISODE.parent)


def in_episode(old: str, new: str) -> Callable[[Path], None]:
    return lambda root: change(root / EPISODE, old, new)


def in_show(old: str, new: str) -> Callable[[Path], None]:
    return lambda root: change(root / "podcast.yaml", old, new)


HOSTS = "people: {ada: {name: Ada Lovelace, role: host}}\n"
CHANGES: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    "the title": (in_episode("title: Folge 2", "title: Zwei"), {"folge-2"}),
    "the notes": (in_episode("Mit *Absicht*", "Ohne *Absicht*"), {"folge-2"}),
    "a chapter": (in_episode("0:01 Mitte", "0:01 Mittendrin"), {"folge-2"}),
    "the time of a chapter": (in_episode("0:01 Mitte", "0:00.7 Mitte"), {"folge-2"}),
    "the date": (in_episode("2024-01-02", "2024-02-02"), {"folge-2"}),
    "the season": (in_episode("season: 1", "season: 2\nexplicit: true"), {"folge-2"}),
    "the guid": (in_episode("little-2", "little-zwei"), {"folge-2"}),
    "a person": (in_episode("title:", "people: [{name: Ada, role: guest}]\ntitle:"), {"folge-2"}),
    "the language": (in_episode("title:", "language: en\ntitle:"), {"folge-2"}),
    "a correction": (in_episode("title:", "correction: {on: 2024-05-01, text: Fünf.}\ntitle:"), {"folge-2"}),
    "a picture of its own": (episode_picture, {"folge-2"}),
    "a new episode": (lambda root: write_episode(root, 5, seconds=0.2) and None, {"folge-5"}),
    "an episode less": (removed_episode, set()),
    "the name of a season": (in_show("Erste Staffel", "Anfang"), {"folge-1", "folge-2", "folge-3", "folge-4"}),
    "the hosts": (in_show("cover:", f"{HOSTS}cover:"), {"folge-1", "folge-2", "folge-3", "folge-4"}),
    "the base address": (in_show("podcast.example.org", "a.example"), {"folge-1", "folge-2", "folge-3", "folge-4"}),
    "the time zone": (in_show("Europe/Berlin", "Asia/Kathmandu"), {"folge-1", "folge-2", "folge-3", "folge-4"}),
    "the show's cover": (new_picture, set()),
}


# One change of each kind; the others take seconds.
ALWAYS = {"the title", "a person", "a new episode", "an episode less", "the hosts", "the base address"}
each_change = [pytest.param(name, marks=() if name in ALWAYS else pytest.mark.long) for name in CHANGES]


@pytest.mark.parametrize("name", each_change)
def test_whatever_changes_the_feeds_are_those_of_a_fresh_build(name: str, root: Path, tmp_path: Path):
    edit, remade = CHANGES[name]
    before = rows(root)
    edit(root)
    assert feed_files(held(render(root), root)) == fresh(root, tmp_path)
    after = rows(root)
    assert {slug for slug, row in after.items() if before.get(slug) != row} == remade


def test_new_audio_makes_its_item_anew(root: Path):
    show, paths = the_show(root), ProjectPaths(root)
    sounds = audio(show)
    sounds["folge-3"] = replace(sounds["folge-3"], path="audio/folge-3.99999999.mp3", size=2000)
    before = rows(root)
    with Cache(paths.database, root) as cache:
        cache.start_build()
        files = held(render_site(show, sounds, RenderingInput(paths, cache)), root)
    assert [slug for slug, row in rows(root).items() if before[slug] != row] == ["folge-3"]
    assert all(b"folge-3.99999999.mp3" in files[feed] for feed in ("feed.xml", "feed.json", "staffel-2/feed.xml"))


@pytest.mark.parametrize("column", ["value", "facts", "fingerprint", "checksum", "value_checksum"])
def test_a_damaged_row_of_an_item_changes_no_feed(column: str, root: Path, tmp_path: Path):
    with cache_connection(ProjectPaths(root).database) as connection:
        connection.execute(f"UPDATE feed_items SET {column} = substr({column}, 2)")  # noqa: S608 -- our own column
    change(root / EPISODE, "title: Folge 2", "title: Anders")
    assert feed_files(held(render(root), root)) == fresh(root, tmp_path)


@pytest.mark.parametrize("path", ["feed.xml", "staffel-2/feed.xml", "folge-1/chapters.json"])
@pytest.mark.parametrize("damage", [lambda file: file.write_bytes(b"x"), lambda file: file.unlink()])
def test_a_feed_that_was_changed_or_deleted_in_the_site_is_written_again(
    path: str, damage: Callable[[Path], None], root: Path
):
    file = root / "site" / path
    expected = file.read_bytes()
    damage(file)
    assert written(artifacts := render(root)) == {path}
    assert path in put(root, artifacts).written
    assert file.read_bytes() == expected


def test_a_build_that_was_not_put_into_the_site_is_not_taken_for_one(root: Path, tmp_path: Path):
    change(root / EPISODE, "title: Folge 2", "title: Anders")
    render(root)  # and its files get lost
    assert feed_files(held(render(root), root)) == fresh(root, tmp_path)


def test_a_build_that_verifies_makes_every_item_anew_and_writes_nothing(root: Path):
    before, paths, show = rows(root), ProjectPaths(root), the_show(root)
    with cache_connection(paths.database) as connection:
        connection.execute("UPDATE feed_items SET fingerprint = 'unread'")
    with Cache(paths.database, root, verify=True) as cache:
        cache.start_build()
        artifacts = render_site(show, audio(show), RenderingInput(paths, cache))
    assert rows(root) == before
    assert written(artifacts) == set()


@pytest.mark.long
def test_worker_processes_make_the_same_feeds_in_the_staging_area(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    change(root / EPISODE, "title: Folge 2", "title: Anders")
    monkeypatch.setattr(rendering, "PARALLEL_THRESHOLD", 1)
    monkeypatch.setattr(rendering, "MIN_PARALLEL_JOBS", 1)
    artifacts = render(root, 2)
    assert isinstance(artifacts["feed.xml"], Staged)
    assert artifacts["staffel-2/feed.xml"] == "staffel-2/feed.xml"
    assert feed_files(held(artifacts, root)) == fresh(root, tmp_path)


def test_items_of_episodes_that_left_are_deleted(root: Path):
    assert {*rows(root)} == {"folge-1", "folge-2", "folge-3", "folge-4"}
    removed_episode(root)
    render(root)
    assert {*rows(root)} == {"folge-1", "folge-3", "folge-4"}


def test_a_cache_of_an_earlier_version_without_the_table_gets_one(root: Path, tmp_path: Path):
    with cache_connection(ProjectPaths(root).database) as connection:
        connection.execute("DROP TABLE feed_items")
    assert feed_files(held(render(root), root)) == fresh(root, tmp_path)
    assert len(rows(root)) == 4
