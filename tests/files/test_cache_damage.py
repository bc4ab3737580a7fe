"""The one cache under damage, and under several commands at once: nothing wrong is ever returned."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from podcast.files import cache_database
from podcast.files.cache import Cache, open_cache
from podcast.files.file_state import file_state
from tests.support.caches import cache_connection

if TYPE_CHECKING:
    from pathlib import Path


def execute(path: Path, statement: str) -> None:
    with cache_connection(path) as connection:
        connection.execute(statement)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A cache with one result, and one value of the file `recording`."""
    (tmp_path / "recording").write_bytes(b"sound")
    with Cache(tmp_path / "cache.db", tmp_path) as cache:
        cache.put("kind", "key", b"value")
        cache.put_file_value(tmp_path / "recording", "kind", file_state(tmp_path / "recording"), ["value"])
    return tmp_path / "cache.db"


def file_value(path: Path) -> object:
    recording = path.parent / "recording"
    with Cache(path, path.parent) as cache:
        return cache.file_value(recording, "kind", file_state(recording))


@pytest.mark.parametrize("column", ["value = 'valuf'", "key = 'kez'", "checksum = x'00'", "value = NULL"])
def test_a_damaged_result_is_missing(path: Path, column: str) -> None:
    execute(path, f"UPDATE results SET {column}")  # noqa: S608 -- from the list above
    with Cache(path) as cache:
        assert cache.get("kind", "key") is None
        assert cache.get("kind", "kez") is None


@pytest.mark.parametrize("column", ["value = '[1]'", "size = 4", "inode = 1", "checksum = NULL", "value = NULL"])
def test_a_damaged_value_of_a_file_is_missing(path: Path, column: str) -> None:
    assert file_value(path) == ["value"]
    execute(path, f"UPDATE files SET {column}")  # noqa: S608 -- from the list above
    assert file_value(path) is None


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(500)])
def test_a_damaged_file_is_replaced(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with Cache(path) as cache:
        assert cache.get("kind", "key") is None
        cache.put("kind", "key", b"new")
    with Cache(path) as cache:
        assert cache.get("kind", "key") == b"new"


@pytest.mark.parametrize("version", [1, cache_database.SCHEMA_VERSION + 1])
def test_a_file_of_another_version_is_replaced(path: Path, version: int) -> None:
    execute(path, f"PRAGMA user_version = {version}")
    with Cache(path) as cache:
        assert cache.get("kind", "key") is None


def test_flipped_bytes_never_give_another_value(path: Path) -> None:
    data = path.read_bytes()
    for position in range(0, len(data), 61):
        damaged = bytearray(data)
        damaged[position] ^= 0x11
        path.write_bytes(damaged)
        with Cache(path) as cache:
            assert cache.get("kind", "key") in {b"value", None}, position
        path.unlink()


WRITER = """
import sys
from pathlib import Path
from podcast.files.cache import Cache
with Cache(Path(sys.argv[1])) as cache:
    for number in range(200):
        with cache.transaction():
            cache.put("kind", f"{sys.argv[2]} {number}", sys.argv[2].encode())
            cache.put("shared", str(number), b"same")
"""


def test_two_commands_write_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path / "cache.db")]
    writers = [subprocess.Popen([*command, name]) for name in ("a", "b")]
    assert [writer.wait() for writer in writers] == [0, 0]
    with Cache(tmp_path / "cache.db") as cache:
        assert len(cache.keys("kind")) == 400
        assert len(cache.keys("shared")) == 200
        assert cache.get("kind", "b 199") == b"b"


def test_a_command_that_only_reads_works_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")  # no folder: holds for root as well
    with open_cache(tmp_path / "file" / "cache.db", tmp_path) as cache:
        cache.put("kind", "key", b"value")
        assert cache.get("kind", "key") == b"value"


def test_the_row_of_a_file_leaves_with_it_and_no_other(path: Path) -> None:
    other = path.parent / "other"
    other.write_bytes(b"sound")
    with Cache(path, path.parent) as cache:
        state = file_state(other)
        cache.put_file_value(other, "kind", state, ["value"])
        cache.start_build()  # asks for no file
        cache.finish_build()
        assert cache.file_value(other, "kind", state) == ["value"]
        other.unlink()
        cache.forget_missing_files()
        assert cache.file_value(other, "kind", state) is None
    assert file_value(path) == ["value"]


def test_a_transaction_that_fails_writes_nothing(path: Path) -> None:
    with Cache(path) as cache:
        with pytest.raises(ZeroDivisionError), cache.transaction():
            cache.put("kind", "key", b"new")
            raise ZeroDivisionError
        assert cache.get("kind", "key") == b"value"
