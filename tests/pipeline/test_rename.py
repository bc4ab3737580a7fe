"""`podcast rename`: another address for what never was public, and every text that names it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from podcast.errors import PodcastError, PublishError
from podcast.files.digest import bytes_digest
from podcast.pipeline.rename import change_slug
from podcast.publish.protocol.plan import object_specs
from podcast.publish.protocol.state import Manifest, PublishedObject, immutable_key
from podcast.publish.protocol.state_json import manifest_json
from podcast.publish.targets.open import MANIFEST_FOLDER
from tests.support import podcast_process
from tests.support.desk_show import write_desk_show

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = "zweiter-kaffee", "kaffee-zwei"
LINKS = """\
[so](https://podcast.example.org/zweiter-kaffee/) [da](../zweiter-kaffee/#t=3) [dort](/zweiter-kaffee)
[nicht](https://example.org/zweiter-kaffee/) zweiter-kaffee/ [auch nicht](/zweiter-kaffee-und-kuchen/)

[ref]: ../zweiter-kaffee/
"""


@pytest.fixture(name="show")
def a_show(tmp_path: Path) -> Path:
    root = write_desk_show(tmp_path / "show")
    path = root / "podcast.yaml"
    path.write_text(path.read_text() + "featured: [erster-kaffee, zweiter-kaffee]  # zuerst\n")
    (root / "episodes/erster-kaffee/notes.md").write_bytes(LINKS.replace("\n", "\r\n").encode())
    return root


def test_the_folder_moves_and_links_follow(show: Path) -> None:
    before = (show / "episodes" / OLD / "episode.yaml").read_bytes()
    done = change_slug(show, "zweiter", NEW)
    assert not (show / "episodes" / OLD).exists()
    assert (show / "episodes" / NEW / "episode.yaml").read_bytes() == before
    assert [reference.path for reference in done.references] == ["podcast.yaml", "episodes/erster-kaffee/notes.md"]
    assert "featured: [erster-kaffee, kaffee-zwei]  # zuerst\n" in (show / "podcast.yaml").read_text()
    first, second, *_rest = (show / "episodes/erster-kaffee/notes.md").read_bytes().decode().split("\r\n")
    assert first == LINKS.splitlines()[0].replace(OLD, NEW)
    assert second == LINKS.splitlines()[1]  # other sites, plain text, other episodes
    assert "[ref]: ../kaffee-zwei/\r\n" in (show / "episodes/erster-kaffee/notes.md").read_bytes().decode()


def test_records_of_the_cache_follow(show: Path) -> None:
    for name in ("listen/zweiter-kaffee/index.html", "review/zweiter-kaffee.json", "review/zweiter-kaffee-und.json"):
        path = show / ".podcast" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    change_slug(show, OLD, NEW)
    names = {path.relative_to(show / ".podcast").as_posix() for path in (show / ".podcast").glob("*/*")}
    assert names >= {"listen/kaffee-zwei", "review/kaffee-zwei.json", "review/zweiter-kaffee-und.json"}


@pytest.mark.parametrize("key", [f"{OLD}/index.html", f"audio/{OLD}.01234567.mp3"])
def test_what_was_public_keeps_its_address(show: Path, key: str) -> None:
    specs = object_specs({key: bytes_digest(b"x")})
    objects = {key: PublishedObject(spec, spec.digest.md5) for key, spec in specs.items()}
    data = manifest_json(Manifest(1, objects))
    path = show / MANIFEST_FOLDER / immutable_key("", 1, data).rpartition("/")[2]
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    with pytest.raises(PodcastError, match="is or was public"):
        change_slug(show, OLD, NEW)
    assert (show / "episodes" / OLD).is_dir()


@pytest.fixture(name="published")
def a_clone_of_a_published_show(small_show: Path, tmp_path: Path) -> Path:
    """A published show without what this computer remembers of it; its first episode is a draft again."""
    root = shutil.copytree(small_show, tmp_path / "published", copy_function=shutil.copy2)
    assert podcast_process.run("publish", "--yes", at=root).returncode == 0
    shutil.rmtree(root / ".podcast")
    with (root / "episodes/folge-1/episode.yaml").open("a") as file:
        file.write("draft: true\n")
    return root


def test_a_draft_that_was_public_keeps_its_address_on_any_computer(published: Path) -> None:
    with pytest.raises(PodcastError, match="is or was public"):
        change_slug(published, "folge-1", NEW)
    assert (published / "episodes/folge-1").is_dir()


def test_without_an_answer_of_the_target_no_address_changes(published: Path) -> None:
    (published / "published/.podcast/head.json").write_text("{")
    with pytest.raises(PublishError):
        change_slug(published, "folge-1", NEW)
    assert (published / "episodes/folge-1").is_dir()


@pytest.mark.parametrize("new", ["erster-kaffee", "suche", "Groß", "con"])
def test_a_slug_that_cannot_be_used_is_refused(show: Path, new: str) -> None:
    with pytest.raises(PodcastError):
        change_slug(show, OLD, new)
    assert (show / "episodes" / OLD).is_dir()


def test_a_rename_that_was_killed_before_the_folder_moved_is_completed(show: Path) -> None:
    path = show / "podcast.yaml"
    path.write_text(path.read_text().replace("erster-kaffee, zweiter-kaffee", f"erster-kaffee, {NEW}"))
    change_slug(show, OLD, NEW)
    assert (show / "episodes" / NEW).is_dir()
    assert NEW in (show / "podcast.yaml").read_text()
