"""Approvals in approvals.yaml: how they are written, who counts, and what is reported of a broken file."""

from __future__ import annotations

import itertools
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from podcast import pipeline
from podcast.authoring.edits.add_approval import add_approval, with_approval
from podcast.errors import PodcastError, ShowError
from podcast.model.publishing.approvals import Approval, name_key
from podcast.pipeline.approval_steps import approve
from podcast.show.load import load
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 1, 12, 30, 5, 77, tzinfo=UTC)
FILE = "episodes/folge-1/approvals.yaml"
FIRST = Approval(name="Ada: A & B", on=NOW.replace(microsecond=0), digest="0f" * 32, parts={"title": "01234567"})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_show(tmp_path / "show", episodes=2)
    with (root / "podcast.yaml").open("a", encoding="utf-8") as file:
        file.write("release: {needs: 2}\n")
    return root


def test_an_approval_is_a_line_with_name_moment_and_digest(root: Path) -> None:
    given = approve(root, "folge-1", "  Ada   Muster ", NOW)
    assert (given.path, given.is_new, given.state.needs) == (FILE, True, 2)
    text = (root / FILE).read_text("utf-8")
    assert text.startswith("# ")
    assert "no proof of identity" in text
    assert "  - name: Ada Muster\n    on: 2026-03-01 13:30:05+01:00\n    digest: " in text
    assert given.state.valid[0].digest in text
    assert (given.before, given.after) == (None, text.encode())


def test_a_second_name_leaves_every_byte_that_is_there(root: Path) -> None:
    approve(root, "folge-1", "Ada", NOW)
    (root / FILE).write_bytes((root / FILE).read_bytes() + b"  # gut!\n")
    before = (root / FILE).read_bytes()
    given = approve(root, "folge-1", "Grace", NOW)
    assert (root / FILE).read_bytes().startswith(before)
    assert (given.state.is_released, [item.name for item in given.state.valid]) == (True, ["Ada", "Grace"])


@pytest.mark.parametrize(
    "other", ["ADA MÜLLER", " ada  müller", "Ada Mu\u0308ller", "Ada\u00a0Müller", "A\u200bda Müller"]
)
def test_the_same_name_never_counts_twice(root: Path, other: str) -> None:
    assert approve(root, "folge-1", "Ada Müller", NOW).is_new
    again = approve(root, "folge-1", other, NOW)
    assert (again.is_new, len(again.state.valid), again.state.is_released) == (False, 1, False)


def test_a_name_that_stands_in_the_file_twice_counts_once(root: Path) -> None:
    given = approve(root, "folge-1", "Ada", NOW).state.valid[0]
    add_approval(root, "folge-1", given.model_copy(update={"name": "ADA"}))
    assert len(approve(root, "folge-1", "ada", NOW).state.valid) == 1


def test_whoever_approved_another_version_approves_this_one_with_a_line_of_its_own(root: Path) -> None:
    approve(root, "folge-1", "Ada", NOW)
    change(root / "episodes/folge-1/episode.yaml", "Worum es", "Um was es")
    state = approve(root, "folge-1", "Grace", NOW).state
    assert [(item.approval.name, item.changed) for item in state.outdated] == [("Ada", ("summary",))]
    assert not state.is_released
    assert approve(root, "folge-1", "Ada", NOW).state.is_released
    assert (root / FILE).read_text("utf-8").count("name: Ada") == 2


@pytest.mark.parametrize("name", ["", "  ", "\u200b"])
def test_an_approval_has_a_name(root: Path, name: str) -> None:
    with pytest.raises(PodcastError, match="needs a name"):
        approve(root, "folge-1", name, NOW)
    assert not (root / FILE).exists()


def test_sound_that_is_not_here_cannot_be_approved(root: Path) -> None:
    change(root / "episodes/folge-1/episode.yaml", "season: 1", "draft: true\naudio: {intro: jingle.wav}\nseason: 1")
    with pytest.raises(ShowError, match="jingle"):
        approve(root, "folge-1", "Ada", NOW)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# Notiz\n",
        b"approvals:\n",
        b"approvals:\r\n",
        b"approvals:\n  - {name: Grace, on: 2026-01-01 09:00, digest: %s}" % (b"ab" * 32),
        b"approvals:\r\n  # zuerst\r\n  - name: Grace\r\n    on: 2026-01-01 09:00\r\n    digest: %s\r\n" % (b"ab" * 32),
    ],
)
def test_an_approval_is_added_to_any_list_in_block_form(data: bytes) -> None:
    new = with_approval(data, FIRST)
    assert new is not None
    assert new.startswith(data)
    assert b"\r\n" not in data or new.count(b"\n") == new.count(b"\r\n")


@pytest.mark.parametrize("data", [b"approvals: []\n", b"approvals: [{name: Grace}]\n", b"approvals: {}\n"])
def test_what_cannot_be_added_to_in_place_is_left_alone(data: bytes) -> None:
    assert with_approval(data, FIRST) is None


def test_approvals_given_at_the_same_moment_are_all_kept(root: Path) -> None:
    names = [f"Person {number}" for number in range(12)]
    threads = [threading.Thread(target=approve, args=(root, "folge-1", name, NOW)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    loaded = load(root)
    assert loaded.show is not None
    episode = next(episode for episode in loaded.show.episodes if episode.slug == "folge-1")
    assert sorted(approval.name for approval in episode.approvals) == sorted(names)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "approvals:\n  - name: Ada\n    on: gestern\n    digest: x\n",
            f'{FILE}:3:9: approvals[1].on: "gestern" is not',
        ),
        ("approvals:\n  - name: Ada\n    on: 2026-01-01 09:00\n    digest: x\n", f"{FILE}:4:13: approvals[1].digest"),
        ("approvals:\n  - on: 2026-01-01 09:00\n    digest: x\n", f"{FILE}:2:5: approvals[1].name: is missing"),
        ("aprovals: []\n", f'{FILE}:1:1: aprovals: unknown field; did you mean "approvals"?'),
        ("approvals: [\n", f"{FILE}:"),
        ("- Ada\n", f"{FILE}:1:1"),
    ],
)
def test_a_broken_file_is_reported_with_its_place(root: Path, text: str, message: str) -> None:
    (root / FILE).write_text(text, "utf-8")
    problems = [str(problem) for problem in pipeline.check_show(root).problems]
    assert any(problem.startswith(message) for problem in problems), problems
    with pytest.raises(ShowError):
        approve(root, "folge-1", "Ada", NOW)
    assert (root / FILE).read_text("utf-8") == text


def test_check_knows_the_file_as_used(root: Path) -> None:
    approve(root, "folge-1", "Ada", NOW)
    approve(root, "folge-2", "Ada", NOW)
    examination = pipeline.check_show(root)
    assert [problem for problem in (*examination.problems, *examination.hints()) if "approvals" in problem.path] == []


def test_names_are_compared_without_case_spaces_and_forms_of_unicode() -> None:
    same = ["Ada Müller", "ADA MÜLLER", "ada  mu\u0308ller", "A\u00adda Müller"]
    assert all(name_key(first) == name_key(second) for first, second in itertools.combinations(same, 2))
    assert name_key("Ada Müller") != name_key("Ada Muller")
