"""Files of the last build whose states are known are not read again; what is not known for certain is."""

import os
import shutil
import time

import pytest

from podcast.artifacts import StoredFile
from podcast.errors import DamagedFileError
from podcast.files.cache import Cache
from podcast.steps import rendering
from podcast.steps.paths import ProjectPaths
from podcast.steps.rendering import RenderingInput, page_rows, render_site
from podcast.steps.site_record import recorded_files
from podcast.steps.site_writer import write_site
from tests.support.caches import cache_connection
from tests.support.opened_files import opened_files
from tests.support.site_builds import VTT, audio, the_show
from tests.support.small_show import change, write_show

PAGE, EPISODE = "index.html", "folge-1/index.html"


@pytest.fixture
def root(tmp_path):
    """A show that was built, and whose files are older than the clocks of file systems tell."""
    folder = write_show(tmp_path / "show", episodes=3, seconds=0.2)
    (folder / "episodes" / "folge-1" / "transcript.vtt").write_text(VTT)
    build(folder)
    settle(folder)
    build(folder)
    return folder


def settle(root):
    before = time.time() - 60
    for path in (*root.rglob("*"), root):
        if ".podcast" not in path.parts:
            os.utime(path, (before, before))


def build(root, *, verify=False, processes=1):
    """The files that a build renders or copies, and its changes to site/."""
    show, paths = the_show(root), ProjectPaths(root)
    with Cache(paths.database, root, verify=verify) as cache:
        cache.start_build()
        rows = page_rows(paths, cache)
        artifacts = render_site(show, audio(show), RenderingInput(paths, cache, processes, rows=rows))
        changes = write_site(paths, cache, artifacts, {})
        rows.store_states(paths.site)
        cache.finish_build()
    return {path for path, artifact in artifacts.items() if not isinstance(artifact, str | StoredFile)}, changes


def read_pages(root, **options):
    """The pages and transcripts of site/ that a build reads."""
    with opened_files(root / "site") as opened:
        build(root, **options)
    return {path for path in opened if path.endswith((".html", ".vtt", ".srt"))}


def test_no_file_of_the_last_build_is_read_when_nothing_is_new(root):
    assert read_pages(root) == set()
    rendered, changes = build(root)
    assert changes.written == ()
    assert not {path for path in rendered if path.endswith((".html", ".vtt", ".bin", "feed.xml"))}


def test_a_file_that_was_written_a_moment_ago_is_compared_by_its_bytes(tmp_path):
    root = write_show(tmp_path / "show", episodes=1, seconds=0.2)
    build(root)
    assert {PAGE, EPISODE} <= read_pages(root)


def test_one_new_title_renders_the_episode_and_the_pages_that_name_it(root):
    change(root / "episodes/folge-3/episode.yaml", "title: ", "title: Neu ")
    rendered, changes = build(root)
    assert {"folge-3/index.html", "index.html", "feed.xml"} <= rendered
    assert not {path for path in rendered if path.startswith("folge-1/")}
    assert {*changes.written} <= rendered | {path for path in changes.written if path.startswith("assets/")}


def test_one_new_title_makes_only_its_own_segment_of_the_search_index_anew(tmp_path):
    root = write_show(tmp_path / "show", episodes=10, seconds=0.2)
    build(root)
    change(root / "episodes/folge-10/episode.yaml", "title: ", "title: Neu ")
    rendered, changes = build(root)
    assert {path.partition(".")[0] for path in rendered if path.startswith("suche/") and "-" in path} == {
        "suche/block-8"
    }
    assert not [path for path in (*changes.written, *changes.removed) if path.startswith("suche/words")]


@pytest.mark.parametrize("path", [PAGE, EPISODE, "folge-1/transcript.vtt"])
@pytest.mark.parametrize("restores_time", [False, True])
def test_another_byte_is_found_by_the_state_of_its_file(root, path, restores_time):
    file = root / "site" / path
    status, data = file.stat(), file.read_bytes()
    (file.with_suffix(".new")).write_bytes(data[:-1] + b"!")
    file.with_suffix(".new").replace(file)
    if restores_time:
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))  # size and time are the same, the inode is not
    assert path in build(root)[1].written
    assert file.read_bytes() == data


def test_a_link_in_place_of_a_file_is_never_trusted_by_its_state(root, tmp_path):
    file = root / "site" / EPISODE
    shutil.move(file, tmp_path / "elsewhere.html")
    os.utime(tmp_path / "elsewhere.html", (1e9, 1e9))
    file.symlink_to(tmp_path / "elsewhere.html")
    assert EPISODE in read_pages(root)
    assert EPISODE in read_pages(root)


def test_a_missing_file_is_made_again(root):
    (root / "site" / EPISODE).unlink()
    assert EPISODE in build(root)[1].written


def test_a_build_that_verifies_reads_every_file(root):
    pages = {path.relative_to(root / "site").as_posix() for path in (root / "site").rglob("*.html")}
    assert pages <= read_pages(root, verify=True)


def test_bytes_that_were_changed_in_place_with_the_same_size_and_time_are_found_by_verifying(root):
    file = root / "site" / EPISODE
    status, data = file.stat(), file.read_bytes()
    with file.open("r+b") as opened:
        opened.write(b"X")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert build(root)[1].written == ()  # the state tells nothing
    assert EPISODE in build(root, verify=True)[1].written
    assert file.read_bytes() == data


@pytest.mark.parametrize("kind", ["search entry", "notes"])
def test_an_episode_is_rendered_again_where_a_part_of_its_row_is_lost(root, kind):
    paths = ProjectPaths(root)
    change(root / "episodes/folge-3/episode.yaml", "title: ", "title: Neu ")
    with Cache(paths.database, root) as cache:
        cache.forget(f"page {kind}", "folge-1")
    with cache_connection(paths.database) as database:
        database.execute("DELETE FROM feed_items")
    with pytest.raises(DamagedFileError):
        build(root)
    assert EPISODE in build(root, verify=True)[0]  # as a build does by itself after this error
    build(root)


def test_a_lost_record_of_a_file_that_stays_is_made_again(root):
    paths = ProjectPaths(root)
    with Cache(paths.database, root) as cache:
        before = recorded_files(cache, "site")
        cache.forget("site", EPISODE)
    _rendered, changes = build(root)
    assert changes.files == before
    with Cache(paths.database, root) as cache:
        assert recorded_files(cache, "site") == before


def test_a_change_of_one_episode_is_rendered_without_other_processes(root, monkeypatch):
    monkeypatch.setattr(rendering, "PARALLEL_THRESHOLD", 1)
    started = []
    monkeypatch.setattr("podcast.steps.workers.Workers.submit", lambda *job: started.append(job))
    change(root / "episodes/folge-3/episode.yaml", "title: ", "title: Neu ")
    rendered, _changes = build(root, processes=2)
    assert "folge-3/index.html" in rendered
    assert not started
