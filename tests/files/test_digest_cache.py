from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from podcast.files import digest
from podcast.files import digest_cache as hashes

if TYPE_CHECKING:
    from pathlib import Path


def old(path: Path) -> None:
    """As if it had been written a minute ago."""
    then = time.time() - 60
    os.utime(path, (then, then))


def test_a_file_that_has_not_changed_is_not_hashed_again(tmp_path: Path) -> None:
    path, cache = tmp_path / "a", tmp_path / "cache.json"
    path.write_text("eins")
    old(path)
    true = hashes.digests([path], cache)[path]
    lie = cache.read_text().replace(true.sha256, "0" * 64)
    cache.write_text(lie)
    assert hashes.digests([path], cache)[path].sha256 == "0" * 64, "the cache is believed"


def test_a_fingerprint_is_the_sha_256_and_is_remembered_likewise(tmp_path: Path) -> None:
    path, cache = tmp_path / "a", tmp_path / "cache.json"
    path.write_text("eins")
    old(path)
    true = hashes.fingerprints([path], cache)[path]
    assert true == digest.bytes_digest(b"eins").sha256
    cache.write_text(cache.read_text().replace(true, "0" * 64))
    assert hashes.fingerprints([path], cache)[path] == "0" * 64, "the cache is believed"


def test_a_changed_file_is_hashed_again_even_at_the_same_size(tmp_path: Path) -> None:
    path, cache = tmp_path / "a", tmp_path / "cache.json"
    path.write_text("eins")
    old(path)
    hashes.digests([path], cache)
    path.write_text("zwei")
    assert hashes.digests([path], cache)[path] == digest.bytes_digest(b"zwei")


def test_a_file_younger_than_two_seconds_is_not_trusted(tmp_path: Path) -> None:
    path, cache = tmp_path / "a", tmp_path / "cache.json"
    path.write_text("eins")
    hashes.digests([path], cache)
    assert not cache.exists() or "a" not in cache.read_text().replace(str(cache), "")


@pytest.mark.parametrize("damage", ["", "[", "[]", '{"a": 1}'])
def test_a_damaged_cache_is_forgotten(tmp_path: Path, damage: str) -> None:
    path, cache = tmp_path / "a", tmp_path / "cache.json"
    path.write_text("eins")
    cache.write_text(damage)
    assert hashes.digests([path], cache)[path] == digest.bytes_digest(b"eins")
