"""Keys of what had nothing to report: kept while they are named, valid for one version of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.checks.caching import clean_keys
from podcast.checks.caching.clean_keys import CleanKeys
from podcast.files.cache import Cache

if TYPE_CHECKING:
    import pytest


def keys_after(cache: Cache, *names: str) -> CleanKeys:
    keys = CleanKeys(cache, "texts")
    for name in names:
        if not keys.has(name):
            keys.add(name)
    keys.store()
    return CleanKeys(cache, "texts")


def test_keys_stay_while_they_are_named() -> None:
    with Cache() as cache:
        keys_after(cache, "a", "b")
        keys = keys_after(cache, "b", "c")
        assert [keys.has(name) for name in "abc"] == [False, True, True]


def test_another_judgement_has_keys_of_its_own() -> None:
    with Cache() as cache:
        keys_after(cache, "a")
        assert not CleanKeys(cache, "sound").has("a")


def test_another_version_of_the_program_judges_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with Cache() as cache:
        keys_after(cache, "a")
        monkeypatch.setattr(clean_keys, "program_state", lambda: "another")
        assert not CleanKeys(cache, "texts").has("a")
