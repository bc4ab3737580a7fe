import errno
import hashlib
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from podcast.errors import BusyError, FileError
from podcast.files import atomic, digest, os_errors, partial_files
from podcast.files.exclusive_lock import exclusive_lock
from podcast.files.partial_files import remove_partial_files


def test_a_digest_is_that_of_the_standard_library(tmp_path: Path) -> None:
    data = b"Akte" * 700_000
    (tmp_path / "a").write_bytes(data)
    file_digest = digest.file_digest(tmp_path / "a")
    assert file_digest == digest.bytes_digest(data)
    assert (file_digest.size, file_digest.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("alt")
    with pytest.raises(ZeroDivisionError), atomic.atomic_path(tmp_path / "a") as temporary:
        temporary.write_text("halb")
        _ = 1 / 0
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "alt"


def test_a_process_that_is_killed_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("alt")
    with subprocess.Popen([sys.executable, "-c", WRITING, tmp_path / "a"], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
    assert (tmp_path / "a").read_text() == "alt"
    assert atomic.write(tmp_path / "a", b"neu")
    assert (tmp_path / "a").read_text() == "neu"


def test_writing_what_is_there_already_touches_nothing(tmp_path: Path) -> None:
    assert atomic.write(tmp_path / "deep" / "a", b"gleich")
    before = (tmp_path / "deep" / "a").stat()
    assert not atomic.write(tmp_path / "deep" / "a", b"gleich")
    after = (tmp_path / "deep" / "a").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


@pytest.fixture(params=[0o022, 0o077, 0o002, 0o000], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_public_files_can_be_read_by_a_web_server_whatever_the_umask_is(tmp_path: Path, umask: int) -> None:
    atomic.write(tmp_path / "site" / "a" / "index.html", b"x", public=True)
    (tmp_path / "staged").write_bytes(b"y")
    atomic.move(tmp_path / "site" / "b" / "index.html", tmp_path / "staged", public=True)
    atomic.copy(tmp_path / "site" / "c" / "index.html", tmp_path / "site" / "a" / "index.html", public=True)
    assert {mode(path) for path in tmp_path.glob("site/*/index.html")} == {0o644}
    folders = [tmp_path / "site", *tmp_path.glob("site/*")]
    assert {mode(folder) for folder in folders} == {0o775 & ~umask | 0o755}


def test_other_files_have_the_permissions_of_the_umask(tmp_path: Path, umask: int) -> None:
    atomic.write(tmp_path / ".podcast" / "a" / "draft.mp3", b"x")
    assert mode(tmp_path / ".podcast" / "a" / "draft.mp3") == 0o666 & ~umask
    assert mode(tmp_path / ".podcast" / "a") == mode(tmp_path / ".podcast") == 0o777 & ~umask


@pytest.mark.parametrize("public", [True, False])
def test_what_was_made_private_by_hand_stays_private(tmp_path: Path, *, public: bool) -> None:
    folder = tmp_path / "site"
    atomic.write(folder / "a", b"x", public=public)
    (folder / "a").chmod(0o600)
    folder.chmod(0o700)
    with atomic.atomic_path(folder / "a", public=public) as temporary:
        temporary.write_bytes(b"y")
        assert mode(temporary) == 0o600
    atomic.write(folder / "b" / "a", b"z", public=public)
    (tmp_path / "staged").write_bytes(b"moved")
    atomic.move(folder / "a", tmp_path / "staged", public=public)
    assert ((folder / "a").read_bytes(), mode(folder / "a"), mode(folder)) == (b"moved", 0o600, 0o700)


def test_a_folder_that_hands_its_group_on_still_does(tmp_path: Path) -> None:
    tmp_path.chmod(0o2755)
    atomic.write(tmp_path / "a" / "b", b"x", public=True)
    assert (tmp_path / "a").stat().st_mode & 0o7777 == 0o2755


WRITING = """
import sys, time; from pathlib import Path; from podcast.files import atomic
with atomic.atomic_path(Path(sys.argv[1])) as temporary:
    temporary.write_text("halb"); print("writing", flush=True); time.sleep(60)
"""


def test_partial_files_of_the_dead_are_removed_and_those_of_the_living_stay(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    mine = [".notes.txt.part", ".a.mp3.short.part", "a.mp3.1234abcd.part", ".part", ".a.1234abcd.partial"]
    for name in mine:
        (tmp_path / "deep" / name).write_text("by hand")
    (tmp_path / "deep" / ".folder.1234abcd.part").mkdir()
    (tmp_path / "deep" / ".link.1234abcd.part").symlink_to(tmp_path / "deep" / ".part")
    with subprocess.Popen(
        [sys.executable, "-c", WRITING, tmp_path / "deep" / "ä b.mp3"], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        assert remove_partial_files(tmp_path) == ()
        partial = list(tmp_path.glob("deep/.ä b.mp3.*.part"))
        assert len(partial) == 1
        process.kill()
        process.wait()
        assert remove_partial_files(tmp_path) == tuple(partial)
    assert {path.name for path in (tmp_path / "deep").iterdir()} == {
        *mine,
        ".folder.1234abcd.part",
        ".link.1234abcd.part",
    }
    assert remove_partial_files(tmp_path / "nowhere") == ()


def test_a_file_that_is_swept_before_it_is_locked_is_created_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = partial_files.lock_file  # replaced at the moment between creation and lock
    attempts = []

    def lock_late(handle: int, *, wait: bool) -> bool:
        if wait and not attempts:
            attempts.append(remove_partial_files(tmp_path))
        return locked(handle, wait=wait)

    monkeypatch.setattr(partial_files, "lock_file", lock_late)
    atomic.write(tmp_path / "a", b"whole")
    assert len(attempts[0]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"whole"


def test_a_file_where_a_folder_is_wanted_is_said_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("")
    with pytest.raises(FileError, match=r"site.*; .*move it away, then run the same command again"):
        atomic.write(tmp_path / "site" / "a", b"x")


def test_a_full_disk_is_said_with_its_remedy() -> None:
    words = os_errors.os_error_message(Path("a"), OSError(errno.ENOSPC, "No space left on device", "site/a.mp3"))
    assert words == "site/a.mp3: no space left on device; free some space, then run the same command again"


def test_a_lock_holds_on_a_full_disk(tmp_path: Path) -> None:
    size_limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, size_limits[1]))
    try:
        with (
            exclusive_lock(tmp_path / "lock", "podcast new"),
            pytest.raises(BusyError),
            exclusive_lock(tmp_path / "lock", "podcast new"),
        ):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, size_limits)


def test_two_of_us_do_not_work_at_once_and_a_lock_dies_with_its_owner(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    program = (
        "import sys, time; from pathlib import Path; from podcast.files.exclusive_lock import exclusive_lock\n"
        "with exclusive_lock(Path(sys.argv[1]), 'podcast publish'):\n"
        "    print('locked', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, lock], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        with (
            pytest.raises(FileError, match="another podcast publish is running"),
            exclusive_lock(lock, "podcast build"),
        ):
            pass
        process.kill()
    with exclusive_lock(lock, "podcast build"):
        pass
