"""Every problem is told in the first round: a fault hides no other that could be told, and brings no false ones."""

from __future__ import annotations

import itertools
import os
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.checks.examine import examine
from tests.support import pairs_of_faults
from tests.support.pairs_of_faults import FAULTS, FORM, faulty_files

if TYPE_CHECKING:
    from pathlib import Path

PAIRS = [
    names
    for names in itertools.combinations(FAULTS, 2)
    if FORM.keys() & {*names} and FAULTS[names[0]].combines_with(FAULTS[names[1]])
]
# Pairs of which the first fault hides the second, because that depends on the value that cannot be read.
HIDDEN = {
    ("show: misspelt field", "one: season missing"): "the seasons that there are cannot be read",
    ("show: season without a number", "one: season missing"): "the season may be the one without a number",
    ("show: people are no group", "one: unknown person"): "the people that there are cannot be read",
    ("one: episode in words", "one: number twice"): "its number cannot be read",
    ("one: unknown type", "one: number twice"): "only full episodes need numbers of their own",
    ("one: no time of day", "one: corrected too early"): "the day of the release cannot be read",
    ("one: no such day", "one: corrected too early"): "the day of the release cannot be read",
    ("one: draft in words", "one: no date"): "a draft needs none",
    ("one: draft in words", "one: no summary"): "a draft needs none",
    ("one: draft in words", "one: corrected too early"): "a draft cannot be corrected at all",
    ("one: day of a withdrawal in words", "one: no summary"): "a withdrawn episode needs none",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = pairs_of_faults.put(tmp_path_factory.mktemp("pairs"))
    for path in folder.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))  # old enough to be remembered
    return folder


def problems(root: Path, *names: str) -> set[tuple[str, str, str]]:
    """The problems of the show with these faults: file, field and what is wrong, without line numbers."""
    examination = examine(root, faulty_files(*(FAULTS[name] for name in names)))
    return {
        (problem.path, problem.field, re.sub(r"line \d+", "line", problem.what)) for problem in examination.problems
    }


@pytest.fixture(scope="module")
def alone(root: Path) -> dict[str, set[tuple[str, str, str]]]:
    return {name: problems(root, name) for name in FAULTS}


def test_the_show_has_no_problems_and_every_fault_brings_its_own(
    root: Path, alone: dict[str, set[tuple[str, str, str]]]
) -> None:
    assert problems(root) == set()
    assert {name: len(told) for name, told in alone.items() if len(told) != 1} == {"show: unknown category": 2}


@pytest.mark.long
@settings(max_examples=250, deadline=None)
@given(st.sampled_from(PAIRS))
def test_two_faults_are_told_at_once_and_nothing_else(
    root: Path, alone: dict[str, set[tuple[str, str, str]]], names: tuple[str, str]
) -> None:
    if names not in HIDDEN:
        assert problems(root, *names) == alone[names[0]] | alone[names[1]]


@pytest.mark.parametrize("names", HIDDEN)
def test_what_depends_on_an_unreadable_value_is_not_judged(
    root: Path, alone: dict[str, set[tuple[str, str, str]]], names: tuple[str, str]
) -> None:
    assert problems(root, *names) == alone[names[0]], HIDDEN[names]


def test_all_faults_that_go_together_are_told_at_once(root: Path, alone: dict[str, set[tuple[str, str, str]]]) -> None:
    names = [
        "show: empty title", "show: cover is missing", "show: category twice", "show: second colon",
        "one: no guid", "one: chapter without a title", "one: no time of day", "one: season missing",
        "one: recording is missing", "one: unknown person", "one: link leads nowhere", "one: summary is too long",
    ]  # fmt: skip
    assert problems(root, *names) == set().union(*(alone[name] for name in names))
