"""Readers that are not ours judge our feeds, and one mistake at a time in them: docs/decisions/feed-judges.md."""

from __future__ import annotations

from functools import cache

import pytest

from tests.support.feed_judges import NPM_READERS, PYTHON_READERS, READERS, SAME, has_npm_readers
from tests.support.feed_mutations import MUTATIONS, UNNOTICED
from tests.support.judged_shows import JUDGES
from tests.tools.feed_judges import PAGE, mutation_rows, show_rows


@cache
def written(section: str) -> dict[str, list[str]]:
    """The rows of a table of the page, by their first cell."""
    text = PAGE.read_text("utf-8").split(f"## {section}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return {first: rest for first, *rest in rows[2:]}


@cache
def judged() -> dict[str, list[str]]:
    return {first: rest for first, *rest in mutation_rows()}


@cache
def judged_shows() -> dict[str, list[str]]:
    return {first: rest for first, *rest in show_rows()}


def columns(rows: dict[str, list[str]], places: list[int]) -> dict[str, list[str]]:
    return {name: [row[place] for place in places] for name, row in rows.items()}


@pytest.mark.long
@pytest.mark.parametrize("readers", [PYTHON_READERS, NPM_READERS], ids=["Python", "npm"])
def test_what_each_reader_makes_of_each_mistake_is_what_the_page_says(readers: tuple[str, ...]):
    if readers == NPM_READERS and not has_npm_readers():
        pytest.skip("the readers of npm are not installed: npm ci --prefix tests/readers")
    places = [0, *(1 + READERS.index(reader) for reader in readers)]
    assert columns(judged(), places) == columns(written("One mistake at a time"), places)


@pytest.mark.long
def test_every_judge_says_of_every_show_what_the_page_says():
    said = judged_shows()
    places = [place for place in range(len(JUDGES)) if all(row[place] for row in said.values())]
    assert len(places) >= 1 + len(PYTHON_READERS)
    assert columns(said, places) == columns(written("Judges and shows"), places)


def test_no_show_loses_an_episode_in_any_reader():
    for name, (rules, *said) in written("Judges and shows").items():
        assert rules == "none broken"
        if name != "hostile titles":  # one reader decodes a title of entities twice
            assert set(said) == {"all"}, name


def test_most_mistakes_are_seen_by_a_reader_that_is_not_ours():
    unseen = {
        name for name, (_guard, *said) in written("One mistake at a time").items() if set(said) == {SAME}
    } - UNNOTICED.keys()
    assert len(unseen) * 10 <= len(MUTATIONS)
    assert set(written("One mistake at a time")) == {*MUTATIONS, *UNNOTICED}


@pytest.mark.parametrize("name", [name for name, (guard, *_rest) in MUTATIONS.items() if guard == "MUST 1"])
def test_a_document_that_cannot_be_read_is_trouble_for_readers_of_every_kind(name: str):
    """Some accept what others refuse: a byte order mark is the only one that harms none of these."""
    _guard, *said = written("One mistake at a time")[name]
    assert (set(said) == {SAME}) is (name in {"a byte order mark", "no declaration"})
