from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podcast.artifacts import StoredFile
from podcast.errors import DamagedFileError, FileError
from podcast.files.cache import Cache
from podcast.files.digest import bytes_digest
from podcast.steps.paths import ProjectPaths
from podcast.steps.site_record import record_files, recorded_files
from podcast.steps.site_writer import SiteChanges, write_site

if TYPE_CHECKING:
    from podcast.artifacts import Artifact


def file_names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def write(root: Path, artifacts: dict[str, Artifact], *, verify: bool = False) -> SiteChanges:
    paths = ProjectPaths(root)
    with Cache(paths.database, root, verify=verify) as cache:
        return write_site(paths, cache, artifacts, {})


def flip_byte(path: Path) -> None:
    """Change one byte, and keep size, mtime and inode."""
    status = path.stat()
    with path.open("r+b") as file:
        first = file.read(1)[0]
        file.seek(0)
        file.write(bytes([first ^ 1]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def age(path: Path) -> None:
    """Make a file a minute old, so that its state is trusted."""
    then = path.stat().st_mtime - 60
    os.utime(path, (then, then))


def test_every_file_is_recorded_with_the_digest_that_was_written(tmp_path: Path) -> None:
    changes = write(tmp_path, {"index.html": b"1"})
    with Cache(ProjectPaths(tmp_path).database, tmp_path) as cache:
        assert recorded_files(cache, "site") == changes.files == {"index.html": bytes_digest(b"1")}


def test_a_file_with_other_bytes_is_written_again(tmp_path: Path) -> None:
    write(tmp_path, {"index.html": b"1"})
    flip_byte(tmp_path / "site/index.html")
    assert write(tmp_path, {"index.html": b"1"}).written == ("index.html",)
    assert (tmp_path / "site/index.html").read_bytes() == b"1"


def test_verify_finds_the_byte_that_changed_without_a_trace(tmp_path: Path) -> None:
    write(tmp_path, {"index.html": b"1"})
    age(tmp_path / "site/index.html")
    write(tmp_path, {"index.html": b"1"})  # now its state is known
    flip_byte(tmp_path / "site/index.html")
    assert write(tmp_path, {"index.html": b"1"}).written == (), "a plain build trusts size, mtime and inode"
    assert write(tmp_path, {"index.html": b"1"}, verify=True).written == ("index.html",)


def test_a_copy_with_another_digest_never_reaches_the_site(tmp_path: Path) -> None:
    picture = tmp_path / "picture.jpg"
    picture.write_bytes(b"right")
    stored = StoredFile(picture, bytes_digest(b"right").sha256, 5)
    picture.write_bytes(b"wrong")
    with pytest.raises(DamagedFileError):
        write(tmp_path, {"assets/picture.jpg": stored})
    assert not (tmp_path / "site/assets/picture.jpg").exists()


def test_what_only_an_earlier_build_wanted_goes_and_its_empty_folders_too(tmp_path: Path) -> None:
    write(tmp_path, {"index.html": b"1", "folge/index.html": b"2"})
    changes = write(tmp_path, {"index.html": b"1"})
    assert (changes.written, changes.unchanged, changes.removed) == ((), ("index.html",), ("folge/index.html",))
    assert not (tmp_path / "site" / "folge").exists()


def test_what_was_announced_and_is_not_wanted_goes(tmp_path: Path) -> None:
    """A build of drafts that was stopped had announced the audio of a draft, and put it there."""
    draft = tmp_path / "site/audio/draft.12345678.mp3"
    draft.parent.mkdir(parents=True)
    draft.write_bytes(b"secret")
    with Cache(ProjectPaths(tmp_path).database, tmp_path) as cache:
        record_files(cache, "site", {"audio/draft.12345678.mp3": bytes_digest(b"secret")})
    assert write(tmp_path, {"index.html": b"1"}).removed == ("audio/draft.12345678.mp3",)
    assert not draft.exists()


def test_temporary_files_of_a_killed_build_go_and_other_hidden_files_stay(tmp_path: Path) -> None:
    (tmp_path / "site/audio").mkdir(parents=True)
    (tmp_path / "site/audio/.eins.12345678.mp3.x_9abcde.part").write_bytes(b"half")
    (tmp_path / "site/.nomine.part").write_bytes(b"own")
    assert write(tmp_path, {"index.html": b"1"}).foreign == (".nomine.part",)
    assert file_names(tmp_path / "site") == {"index.html", ".nomine.part"}


def test_what_no_build_made_is_left_alone_and_named(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "CNAME").write_text("meins")
    (tmp_path / "site" / ".gitignore").write_text("*")
    assert write(tmp_path, {"index.html": b"1"}).foreign == ("CNAME",)
    assert file_names(tmp_path / "site") == {"CNAME", ".gitignore", "index.html"}


def test_the_feed_is_written_after_all_that_it_names(tmp_path: Path) -> None:
    assert write(tmp_path, {"feed.xml": b"f", "a.html": b"a", "z.html": b"z"}).written[-1] == "feed.xml"


def test_the_disk_is_flushed_once_for_all_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []
    monkeypatch.setattr(os, "sync", lambda: flushed.append("all"))
    monkeypatch.setattr(os, "fsync", lambda _handle: flushed.append("one"))
    write(tmp_path, {"a.html": b"1", "b/index.html": b"2", "feed.xml": b"3"})
    assert flushed == ["all"]
    write(tmp_path, {"a.html": b"1", "b/index.html": b"2", "feed.xml": b"3"})
    assert flushed == ["all"], "nothing was written"


def test_a_site_may_lie_on_another_disk(tmp_path: Path) -> None:
    memory = Path("/dev/shm")  # noqa: S108 -- only its device matters
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is one disk only")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        (tmp_path / "site").symlink_to(folder)
        assert write(tmp_path, {"index.html": b"1", "folge/index.html": b"2"}).written
        assert file_names(Path(folder)) == {"index.html", "folge/index.html"}
        assert (Path(folder) / "folge/index.html").stat().st_mode & 0o044 == 0o044


def test_a_build_that_is_killed_leaves_no_file_that_no_record_names(tmp_path: Path) -> None:
    (tmp_path / "site" / "b").mkdir(parents=True)  # in the way of the file b: the disk refuses in the middle
    with pytest.raises(FileError, match="folder is in the place of a file"):
        write(tmp_path, {"a": b"1", "b": b"2"})
    with Cache(ProjectPaths(tmp_path).database, tmp_path) as cache:
        assert recorded_files(cache, "site").keys() >= {"a", "b"}
