"""The tutorial is run as it stands there, in both languages, on a recording that is made of figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.support.doc_sessions import Step, look_on, run, same, steps
from tests.support.paths import DOCS
from tests.support.publish.s3_server import REGION, Server
from tests.support.sounds import speech, write_wav

if TYPE_CHECKING:
    from pathlib import Path

PROBLEM = re.compile(r"^\S+:\d+:\d+: ", re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the reader begins, with a recording and a picture."""
    sound = speech(40, channels=2)
    for name in ("conversation.wav", "gespraech.wav"):
        write_wav(tmp_path / name, sound)
    for name in ("cover.jpg", "titelbild.jpg"):
        Image.new("RGB", (1400, 1400), (20, 98, 60)).save(tmp_path / name)
    return tmp_path


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize(("page", "tongue"), [("en/tutorial.md", "en"), ("de/tutorial.md", "de")])
def test_the_tutorial_works_and_prints_what_it_says(
    page: str, tongue: str, folder: Path, seaweed: Server, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", tongue)
    monkeypatch.setenv("TZ", "Europe/Berlin")
    # The store that the docs speak of is the one that runs here; the keys are in the environment already.
    text = (DOCS / page).read_text("utf-8").replace("https://s3.example.org", seaweed.endpoint)
    text = text.replace("BUCKET/", f"{seaweed.bucket}/{prefix}/").replace("region: eu-central-1", f"region: {REGION}")
    for step in steps(text):
        if step.command.startswith("cd "):
            folder /= step.command.removeprefix("cd ")
        elif not step.command.startswith("export "):
            taken(step, folder)


def taken(step: Step, folder: Path) -> None:
    """Takes a step, and compares."""
    if step.command == "podcast serve":
        printed, said = look_on(step.command, folder, step.output.splitlines()[-2]), step.output
    else:
        answers = "".join(f"{answer}\n" for answer in step.answers()) or "y\n"
        status, printed = run(step.command, folder, answers)
        assert status == bool(PROBLEM.search(step.output)), printed
        said = step.printed()
    assert same(said, printed), f"{step.command}\n{printed}"


def test_what_the_docs_do_not_say_is_noticed() -> None:
    assert same("a\n…\nc 3 files", "a\nb\nb\nc 45 files\n")
    assert same("a\n…", "a\n")
    assert not same("a\nc", "a\nb\nc\n")
    assert not same("a\n…\nc", "a\nb\n")
    assert not same("a 3 episodes", "a 4 episodes")
