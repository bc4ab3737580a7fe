import errno
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from podcast.errors import FileError
from podcast.files import atomic, digest


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
    program = (
        "import sys, time; from pathlib import Path; from podcast.files import atomic\n"
        "with files.atomic_path(Path(sys.argv[1])) as temporary:\n"
        "    temporary.write_text('halb'); print('writing', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, tmp_path / "a"], stdout=subprocess.PIPE) as process:
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


def test_written_files_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    atomic.write(tmp_path / "a", b"x")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644


def test_a_file_where_a_folder_is_wanted_is_said_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("")
    with pytest.raises(FileError, match=r"site.*; .*move it away, then run the same command again"):
        atomic.write(tmp_path / "site" / "a", b"x")


def test_a_full_disk_is_said_with_its_remedy() -> None:
    words = atomic.os_error_message(Path("a"), OSError(errno.ENOSPC, "No space left on device", "site/a.mp3"))
    assert words == "site/a.mp3: no space left on device; free some space, then run the same command again"


def test_two_of_us_do_not_work_at_once_and_a_lock_dies_with_its_owner(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    program = (
        "import sys, time; from pathlib import Path; from podcast.files import atomic\n"
        "with atomic.exclusive_lock(Path(sys.argv[1]), 'podcast build'):\n"
        "    print('locked', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, lock], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        with (
            pytest.raises(FileError, match="another podcast build is running"),
            atomic.exclusive_lock(lock, "podcast build"),
        ):
            pass
        process.kill()
    with atomic.exclusive_lock(lock, "podcast build"):
        pass
