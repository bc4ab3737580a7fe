"""Results leave when a build does not need them, and files of results are looked at without being needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.files.cache import Cache

if TYPE_CHECKING:
    from pathlib import Path


def test_results_that_a_build_did_not_need_leave(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        cache.start_build()
        for key in ("a", "b"):
            cache.put("page", key, b"x")
            cache.put("other", key, b"x")
        cache.finish_build()
    with Cache(tmp_path / "cache.db") as cache:
        cache.start_build()
        assert cache.get("page", "a") == b"x"
        cache.forget_unused("page")
        cache.finish_build()
        assert cache.keys("page") == ["a"]
        assert cache.keys("other") == ["a", "b"]


def test_a_build_knows_when_each_result_was_needed(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        for keys in (("a", "b"), ("a",), ("a",)):
            cache.start_build()
            for key in keys:
                cache.put("picture", key, b"x")
            cache.finish_build()
        assert cache.last_builds("picture") == {"a": 0, "b": 2}


def test_a_verification_discards_damaged_files_and_needs_none_of_the_others(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db", tmp_path) as cache:
        cache.start_build()
        for name in ("intact", "damaged"):
            (tmp_path / name).write_text("eins")
            cache.store_file("picture", name, tmp_path / name)
        cache.finish_build()
    (tmp_path / "damaged").write_text("zwei")
    with Cache(tmp_path / "cache.db", tmp_path, verify=True) as cache:
        cache.start_build()
        cache.put("picture", "new", b"{}")
        cache.forget("picture", "new")
        cache.discard_damaged_files("picture", tmp_path)
        cache.put("page", "a", b"x")
        cache.finish_build()
        assert cache.damaged == ["damaged"]
        assert cache.last_builds("picture") == {"intact": 1}
    assert not (tmp_path / "damaged").exists()
