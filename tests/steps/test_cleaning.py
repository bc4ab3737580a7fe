"""`podcast clean`: what recent builds and recordings need stays, the rest goes and can be made again."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from podcast import pipeline
from podcast.files.cache import Cache
from podcast.show.load import load
from podcast.steps import cleaning
from podcast.steps.paths import ProjectPaths
from tests.support.small_show import change, write_episode

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("thread_workers")

EPISODE = "episodes/folge-1/episode.yaml"
# `podcast listen` writes the one, earlier versions of the program wrote the other.
FOLDERS_OF_BUILDS = {*cleaning.FOLDERS} - {"listen", "fonts", "browser"}


@pytest.fixture
def show(small_show: Path, tmp_path: Path) -> Path:
    """A show of two episodes that was built once, not long ago."""
    return shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)


def removable(root: Path, *, everything: bool = False) -> set[str]:
    """The paths of removable files, below `.podcast/`."""
    paths = ProjectPaths(root)
    with Cache(paths.database, root) as cache:
        files = cleaning.removable_files(load(root).show, paths, cache, everything=everything)
    return {file.path.relative_to(paths.cache).as_posix() for file in files}


def clean(root: Path, *, everything: bool = False) -> None:
    paths = ProjectPaths(root)
    with Cache(paths.database, root) as cache:
        files = cleaning.removable_files(load(root).show, paths, cache, everything=everything)
        cleaning.remove_files(files, cache)


def cached_files(root: Path) -> set[str]:
    folder = root / ".podcast"
    files = (path for name in cleaning.FOLDERS for path in (folder / name).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in files}


def masters(root: Path) -> set[str]:
    return {name for name in cached_files(root) if name.startswith("masters/")}


def site_bytes(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in (root / "site").rglob("*") if path.is_file()}


def change_loudness(root: Path, number: int) -> set[str]:
    """Build the first episode with another loudness; the new masters."""
    before, path = masters(root), root / EPISODE
    text = "\n".join(line for line in path.read_text("utf-8").splitlines() if not line.startswith("audio:"))
    path.write_text(f"{text}\naudio: {{loudness: {number}}}\n", "utf-8")
    pipeline.build_site(root, jobs=1)
    return masters(root) - before


def test_after_a_build_nothing_is_removable(show: Path) -> None:
    assert {name.partition("/")[0] for name in cached_files(show)} == FOLDERS_OF_BUILDS
    assert removable(show) == set()


def test_masters_and_pictures_of_the_site_stay_however_often_it_is_built(show: Path) -> None:
    for _count in range(3):
        pipeline.build_site(show, jobs=1)
    public_bytes = {*site_bytes(show).values()}
    for name in removable(show):  # the cover of the tags: it is needed again when the next episode is tagged
        assert name.startswith("pictures/")
        assert (show / ".podcast" / name).read_bytes() not in public_bytes


def test_masters_of_the_last_two_builds_stay_and_older_ones_go(show: Path) -> None:
    first = masters(show)
    change_loudness(show, -18)
    assert removable(show) == set()  # the build before may be wanted again
    second = change_loudness(show, -19)
    (first_only,) = removable(show)
    assert first_only in first
    clean(show)
    assert first_only not in cached_files(show)
    assert second <= cached_files(show)
    assert removable(show) == set()


@pytest.mark.parametrize(
    "line",
    ["draft: true", "date: 2099-01-02 09:00", "withdrawn: {on: 2024-02-01, reason: Wurde zurückgezogen.}"],
    ids=lambda line: line[:5],
)
def test_the_master_of_an_episode_that_is_not_due_stays(show: Path, line: str) -> None:
    before, (name, _colon, _value) = masters(show), line.partition(":")
    path = show / EPISODE
    kept = [text for text in path.read_text("utf-8").splitlines() if not text.startswith(f"{name}:")]
    path.write_text("\n".join([*kept, line, ""]), "utf-8")
    for _count in range(4):
        pipeline.build_site(show, jobs=1)
    assert masters(show) == before
    assert not masters(show) & removable(show)


def test_masters_of_a_removed_episode_go_when_two_builds_did_without(show: Path) -> None:
    write_episode(show, 3)
    pipeline.build_site(show, jobs=1)
    before = masters(show)
    shutil.rmtree(show / "episodes" / "folge-3")
    for _count in range(2):
        pipeline.build_site(show, jobs=1)
    assert len(masters(show) & removable(show)) == len(before) - 2


def test_a_partial_file_is_removable(show: Path) -> None:
    name = next(name for name in sorted(cached_files(show)) if name.startswith("pictures/"))
    (show / ".podcast" / f"{name}.part").write_bytes(b"half")
    assert removable(show) == {f"{name}.part"}
    clean(show)
    with Cache(ProjectPaths(show).database, show) as cache:  # the row of the whole file is still there
        keys = {key for kind in ("picture", "card") for key in cache.keys(kind)}
    assert name.partition("/")[2] in keys


def test_masters_of_a_show_that_cannot_be_read_stay(show: Path) -> None:
    change_loudness(show, -18)
    change_loudness(show, -19)
    assert masters(show) & removable(show)
    (show / "podcast.yaml").write_text("- no show", "utf-8")
    assert not masters(show) & removable(show)


def test_everything_can_be_removed_and_the_next_build_gives_the_same_bytes(show: Path) -> None:
    before, site = cached_files(show), site_bytes(show)
    assert removable(show, everything=True) == before
    clean(show, everything=True)
    assert cached_files(show) == set()
    pipeline.build_site(show, jobs=1)
    assert site_bytes(show) == site
    shutil.rmtree(show / "site")
    clean(show, everything=True)
    pipeline.build_site(show, jobs=1)
    assert site_bytes(show) == site
    assert cached_files(show) == before


def test_rows_leave_with_their_files(show: Path) -> None:
    clean(show, everything=True)
    with Cache(ProjectPaths(show).database, show) as cache:
        for kind in ("master", "picture", "card"):
            assert cache.keys(kind) == []
        assert cache.keys("audio") == ["folge-1", "folge-2"]  # site/ is untouched


def test_nothing_outside_the_folders_of_results_is_removable(show: Path) -> None:
    (show / ".podcast" / "notes.txt").write_text("mine", "utf-8")
    change(show / "podcast.yaml", "Kleine Sendung", "Kleine Sendung zwei")
    assert {name.partition("/")[0] for name in removable(show, everything=True)} == FOLDERS_OF_BUILDS


@pytest.mark.long
def test_what_is_known_of_a_removed_master_and_of_a_recording_that_left_goes_with_it(show: Path) -> None:
    paths = ProjectPaths(show)
    for number in (-17, -18, -19):
        change_loudness(show, number)
    (show / "episodes/folge-2/recording.wav").write_bytes((show / "episodes/folge-1/recording.wav").read_bytes())
    clean(show)
    with Cache(paths.database, show) as cache:
        loaded = load(show).show
        assert loaded is not None
        assert (
            {*cache.keys("levels")} == {*cache.keys("peaks")} == {*cache.keys("gain plan")} == {*cache.keys("master")}
        )
        cleaning.forget_other_recordings(loaded, paths, cache)
        assert len(cache.keys("preflight")) == 1
