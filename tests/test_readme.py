"""The README's session is run as it stands there, on a copy of the shipped show, by somebody who says yes."""

import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from podcast.pipeline import Built
from sounds import speech, write_wav

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
SESSION = README.split("## A session")[1].split("\n## ")[0]


def steps() -> list[tuple[str, str]]:
    """Each command of the session, and what the README says it prints."""
    blocks = "".join(re.findall(r"```console\n(.*?)```", SESSION, re.DOTALL))
    return [(command, said.strip()) for command, said in re.findall(r"\$ podcast (.*)\n((?:(?!\$ ).*\n)*)", blocks)]


def run(command: str, root: Path) -> tuple[int, str]:
    """Runs a command at a terminal where somebody answers every question with yes."""
    ours, theirs = pty.openpty()
    try:
        os.write(ours, b"y\n")
        done = subprocess.run(
            [sys.executable, "-m", "podcast", *shlex.split(command)],
            cwd=root,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    return done.returncode, done.stdout


@pytest.fixture
def root(built: Built, tmp_path: Path) -> Path:
    copy = shutil.copytree(built.site.parent, tmp_path / "show", copy_function=shutil.copy2)
    write_wav(copy / "gespraech.wav", speech(3))
    return copy


def test_the_session_of_the_readme_works_and_prints_what_it_says(root: Path) -> None:
    commands = steps()
    assert [command.split()[0] for command, _ in commands] == ["new", "check", "build", "publish", "publish"]
    for command, said in commands:
        status, printed = run(command, root)
        assert status == 0, printed
        for line in said.splitlines():
            assert line in printed
    assert (root / "published" / "feed.xml").read_bytes() == (root / "site" / "feed.xml").read_bytes()


def test_the_readme_opens_with_the_two_commands() -> None:
    first = README.split("```console\n")[1]
    assert re.findall(r"^\$ (make \w+)", first, re.MULTILINE)[:2] == ["make site", "make test"]


@pytest.mark.parametrize(
    "page",
    ["README.md", "docs/architecture.md", "docs/audio.md", "docs/commands.md", "docs/schedule.md", "docs/stores.md"],
)
def test_every_file_that_the_docs_name_is_there(page: str) -> None:
    path = Path(__file__).parents[1] / page
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text("utf-8")):
        assert (path.parent / link).exists(), link


def test_the_commands_of_the_docs_are_the_commands_there_are() -> None:
    import click

    from podcast.cli import podcast

    table = (Path(__file__).parents[1] / "docs" / "commands.md").read_text("utf-8")
    for name, command in podcast.commands.items():
        (row,) = [line for line in table.splitlines() if line.startswith(f"| `podcast {name}")]
        options = {one for option in command.params if isinstance(option, click.Option) for one in option.opts}
        for option in options - {"-C", "--help", "--jobs"}:
            assert option in row, f"docs/commands.md says nothing of {name} {option}"
