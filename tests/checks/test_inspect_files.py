"""The inspection of a show's files: a transcript is read once, with the hints about it, until something changes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from podcast import i18n
from podcast.checks import inspect_files
from podcast.checks.examine import examine
from tests.support.paths import SHOWS

TRANSCRIPT = "episodes/mit-allem/transcript.vtt"
LINES = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada Amt>Guten Tag.\n\n00:01.000 --> 00:02.000\n<v Ada Amt>Es geht los.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A show in which a transcript names one of two people."""
    folder = Path(
        shutil.copytree(SHOWS / "nothing-wrong", tmp_path / "show", ignore=shutil.ignore_patterns(".podcast"))
    )
    (folder / TRANSCRIPT).write_text(LINES, "utf-8")
    for path in folder.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))  # old enough to be cached
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The transcripts that were read, in order."""
    paths: list[str] = []
    read_transcript = inspect_files.read_transcript

    def counted(file: Path, path: str, *facts: object) -> object:
        paths.append(path)
        return read_transcript(file, path, *facts)  # type: ignore[arg-type]

    monkeypatch.setattr(inspect_files, "read_transcript", counted)
    return paths


def test_a_transcript_with_hints_is_read_once(root: Path, read: list[str]) -> None:
    first = examine(root).files.hints
    assert [(hint.path, hint.what) for hint in first] == [
        (TRANSCRIPT, "has only one speaker, Ada Amt, but the episode has 2 people")
    ]
    assert examine(root).files.hints == first
    assert read == [TRANSCRIPT]


def test_hints_follow_the_language_and_the_people(root: Path, read: list[str], request: pytest.FixtureRequest) -> None:
    request.addfinalizer(lambda: i18n.set_language("en"))
    examine(root)
    i18n.set_language("de")
    (german,) = examine(root).files.hints
    assert "Ada Amt" in german.what
    assert "has only one speaker" not in german.what
    assert read == [TRANSCRIPT]  # another language is no reason to read it again
    i18n.set_language("en")
    file = root / "episodes/mit-allem/episode.yaml"
    file.write_text(
        "".join(line for line in file.read_text("utf-8").splitlines(keepends=True) if "Bo Bürger" not in line), "utf-8"
    )
    assert examine(root).files.hints == ()
    assert read == [TRANSCRIPT] * 2
