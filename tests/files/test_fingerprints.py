"""A digest is computed once for each state of a file, and a file that changes while it is used is noticed."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from podcast.errors import InputChangedError
from podcast.files import fingerprints
from podcast.files.cache import Cache
from podcast.files.digest import bytes_digest
from podcast.files.file_state import file_state

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that was written a minute ago."""
    path = tmp_path / "a"
    path.write_text("eins")
    set_age(path, 60)
    return path


def set_age(path: Path, seconds: int) -> None:
    """Let a file look as if it had been written so many seconds ago."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_a_file_that_has_not_changed_is_not_hashed_again(path: Path, tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        assert fingerprints.digests([path], cache)[path] == bytes_digest(b"eins")
        cache.put_file_value(path, "digests", file_state(path), ["0" * 32, "0" * 64])
    with Cache(tmp_path / "cache.db") as cache:
        assert fingerprints.digests([path], cache)[path].sha256 == "0" * 64, "the cache is trusted"


def test_a_fingerprint_is_the_sha_256_and_is_cached_likewise(path: Path, tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        assert fingerprints.cached_fingerprints([path], cache) == {}
        assert fingerprints.fingerprints([path], cache) == {path: bytes_digest(b"eins").sha256}
    with Cache(tmp_path / "cache.db") as cache:
        assert fingerprints.cached_fingerprints([path], cache) == {path: bytes_digest(b"eins").sha256}


def test_a_changed_file_is_hashed_again_even_at_the_same_size(path: Path) -> None:
    with Cache() as cache:
        fingerprints.digests([path], cache)
        path.write_text("zwei")
        assert fingerprints.digests([path], cache)[path] == bytes_digest(b"zwei")


def test_a_file_younger_than_two_seconds_is_not_trusted(path: Path) -> None:
    path.write_text("zwei")
    with Cache() as cache:
        fingerprints.fingerprints([path], cache)
        assert fingerprints.cached_fingerprints([path], cache) == {}


def test_a_verification_reads_every_file(path: Path, tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db", verify=True) as cache:
        cache.put_file_value(path, "digests", file_state(path), ["0" * 32, "0" * 64])
        assert fingerprints.digests([path], cache)[path] == bytes_digest(b"eins")


def test_a_file_that_changes_while_it_is_used_is_noticed(path: Path) -> None:
    states = fingerprints.input_states([path])
    fingerprints.require_unchanged(states)
    path.write_text("zwei")
    set_age(path, 60)
    with pytest.raises(InputChangedError):
        fingerprints.require_unchanged(states)


def test_a_fresh_file_that_changes_within_one_tick_of_the_clock_is_noticed_by_its_bytes(path: Path) -> None:
    path.write_text("eins")
    states = fingerprints.input_states([path])
    assert fingerprints.changed_inputs(states, {path: bytes_digest(b"eins").sha256}) == ()
    assert fingerprints.changed_inputs(states, {path: bytes_digest(b"zwei").sha256}) == (path,)


def test_a_file_that_disappears_has_changed(path: Path) -> None:
    states = fingerprints.input_states([path, path.with_name("missing")])
    path.unlink()
    assert fingerprints.changed_inputs(states) == (path,)


def pointer(sha256: str) -> str:
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize 12345\n"


def test_a_git_lfs_pointer_has_the_fingerprint_of_the_file_that_it_stands_for(path: Path) -> None:
    path.write_text(pointer("0f" * 32))
    assert fingerprints.lfs_sha256(path) == "0f" * 32
    with Cache() as cache:
        assert fingerprints.fingerprints([path], cache) == {path: "0f" * 32}


@pytest.mark.parametrize(
    "text", ["", "version", pointer("0f"), pointer("0f" * 32).upper(), pointer("0f" * 32) + "x" * 1024]
)
def test_what_is_no_git_lfs_pointer_is_hashed_as_it_is(path: Path, text: str) -> None:
    path.write_text(text)
    assert fingerprints.lfs_sha256(path) == ""
    with Cache() as cache:
        assert fingerprints.fingerprints([path], cache) == {path: bytes_digest(text.encode()).sha256}
