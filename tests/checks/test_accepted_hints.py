"""Hints that an episode accepts by their codes are not shown; a code that does not exist is a problem."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from podcast.authoring.reference.hint_codes import hint_codes
from podcast.checks.acceptance.accepted_hints import code_of_kind
from podcast.checks.audio_hint_messages import MESSAGES as AUDIO_MESSAGES
from podcast.checks.examine import examine
from podcast.checks.folders.conflict_hints import CONFLICT_COPY
from podcast.checks.rules.hints import HINTS
from podcast.checks.rules.media import MEDIA_HINTS
from podcast.checks.rules.transcript_hints import MESSAGES as TRANSCRIPT_MESSAGES
from tests.support.desk_show import write_desk_show
from tests.support.parsed_code import nodes, parsed

EPISODE = "episodes/erster-kaffee/episode.yaml"
CHECKS = Path(__file__).parents[2] / "podcast"


@pytest.fixture(name="show")
def a_show(tmp_path: Path) -> Path:
    root = write_desk_show(tmp_path / "show")
    write(root, "chapters: [0:00 Eins, 0:01 Zwei]\n")
    return root


def write(root: Path, text: str) -> None:
    path = root / EPISODE
    path.write_text(path.read_text() + text)


def codes_of(root: Path) -> set[str]:
    return {hint.code for hint in examine(root).hints() if hint.path == EPISODE}


def test_a_hint_that_is_accepted_is_not_shown_for_this_episode(show: Path) -> None:
    assert codes_of(show) == {"few-chapters", "short-chapter"}
    write(show, "accepted_hints: [few-chapters]\n")
    assert codes_of(show) == {"short-chapter"}
    assert not examine(show).problems


def test_hints_of_the_show_and_of_other_episodes_stay(show: Path) -> None:
    other = show / "episodes/zweiter-kaffee/episode.yaml"
    other.write_text(other.read_text() + "accepted_hints: [few-chapters, missing-owner]\n")
    assert "few-chapters" in codes_of(show)
    assert "missing-owner" in {hint.code for hint in examine(show).hints()}


@pytest.mark.parametrize(
    ("codes", "field", "words"),
    [
        ("few-chapter", "accepted_hints[1]", "few-chapters"),
        ("xyz", "accepted_hints[1]", "podcast docs fields"),
        ("clipping, clipping", "accepted_hints[2]", "keep one"),
    ],
)
def test_a_code_that_accepts_nothing_is_a_problem(show: Path, codes: str, field: str, words: str) -> None:
    write(show, f"accepted_hints: [{codes}]\n")
    problems = examine(show).problems
    assert [problem.field for problem in problems] == [field]
    assert words in problems[0].remedy


def test_every_hint_has_a_code_that_is_documented() -> None:
    kinds = {code_of_kind(kind) for kind in (*AUDIO_MESSAGES, *TRANSCRIPT_MESSAGES, "dead channel")}
    assert {CONFLICT_COPY, *HINTS, *MEDIA_HINTS, *kinds, *literal_codes()} == set(hint_codes())


def literal_codes() -> set[str]:
    """The codes that are written where a hint is made, and those of links, which are made of the verdict."""
    files = [*(CHECKS / "checks").rglob("*.py"), CHECKS / "pipeline/audio_steps.py"]
    calls = (node for file in files for node in nodes(parsed(file)) if isinstance(node, ast.Call))
    found = {"moved-link", "unsure-link"}
    for call in calls:
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        last = call.args[-1] if call.args else None
        if name == "Problem" and isinstance(last, ast.Constant) and isinstance(last.value, str) and last.value:
            found.add(last.value)
        found |= {
            str(part.value.value)
            for part in call.keywords
            if part.arg == "code" and isinstance(part.value, ast.Constant)
        }
    return found
