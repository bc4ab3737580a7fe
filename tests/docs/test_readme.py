"""The README's session is run as it stands there, on a copy of a part of the shipped show, by somebody who says yes."""

import re
import shutil
from pathlib import Path

import pytest

from podcast.pipeline import BuildResult
from podcast.publish.protocol.generation_mark import unmark_feed
from tests.support.doc_sessions import run, steps
from tests.support.paths import ROOT
from tests.support.sounds import speech, write_wav

README = (ROOT / "README.md").read_text("utf-8")
SESSION = README.split("## A session")[1].split("\n## ")[0]


@pytest.fixture
def root(built: BuildResult, tmp_path: Path) -> Path:
    copy = shutil.copytree(built.site.parent, tmp_path / "show", copy_function=shutil.copy2)
    write_wav(copy / "gespraech.wav", speech(3))
    return copy


def episodes(root: Path) -> str:
    """The number of episodes that are no drafts: the README has that of the shipped show, of which a third is here."""
    texts = [path.read_text("utf-8") for path in root.glob("episodes/*/episode.yaml")]
    return f"{sum('draft: true' not in text for text in texts)} episodes"


def test_the_session_of_the_readme_works_and_prints_what_it_says(root: Path) -> None:
    session = steps(SESSION)
    assert [step.command.split()[1] for step in session] == ["new", "check", "build", "publish", "publish"]
    for step in session:
        status, printed = run(step.command, root, "y\n")
        assert status == 0, printed
        for line in step.output.splitlines():
            assert line.replace(episodes(ROOT), episodes(root)) in printed
    built, published = (root / "site" / "feed.xml").read_bytes(), (root / "published" / "feed.xml").read_bytes()
    assert unmark_feed("feed.xml", published) == built


def test_the_readme_opens_with_a_wheel_and_the_two_commands_of_a_checkout() -> None:
    _head, install, checkout, *_rest = README.split("```console\n")
    commands = re.findall(r"^\$ (\w+ (?:tool )?install) podcast_from_a_folder-\S+\.whl", install, re.MULTILINE)
    assert commands == ["pipx install", "uv tool install"]
    assert re.findall(r"^\$ (make \w+)", checkout, re.MULTILINE)[:2] == ["make site", "make test"]
