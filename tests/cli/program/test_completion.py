"""Completion, in the shells themselves: what they offer after what was typed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from podcast.authoring.reference.field_docs import all_fields, field_docs
from podcast.cli.program import completion
from podcast.model.fields import EpisodeFields, ShowFields
from tests.support.paths import ROOT
from tests.support.podcast_command import podcast
from tests.support.small_show import write_show
from tests.test_floors import HEAVY

if TYPE_CHECKING:
    from pathlib import Path

# What each shell is asked: its script is loaded, and the words after the program's name are completed.
BASH = """
source <(podcast completion bash)
COMP_WORDS=("$@"); COMP_CWORD=$(($#-1))
_podcast_completion podcast
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
compdef() { }
_describe() { print -rl -- "${(@P)3%%:*}" }
compadd() { print -rl -- $completions }
eval "$(podcast completion zsh)"
words=("$@"); CURRENT=$#
_podcast_completion
"""
FISH = """
podcast completion fish | source
complete -C (string join ' ' -- $argv) | string split -f 1 \\t
"""
SHELLS = {
    "bash": ["bash", "--norc", "-c", BASH, "bash"],
    "zsh": ["zsh", "-f", "-c", ZSH, "zsh"],
    "fish": ["fish", "--no-config", "-c", FISH],
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_show(tmp_path_factory.mktemp("completion") / "show", seconds=0.1)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the program under its name, for the path."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "podcast").write_text(f'#!/bin/sh\nexec {sys.executable} -m podcast "$@"\n', "utf-8")
    (folder / "podcast").chmod(0o755)
    return folder


def complete(shell: str, programs: Path, at: Path, *words: str) -> list[str]:
    if not shutil.which(shell):
        assert os.environ.get("PODCAST_READERS") != "required", f"{shell} is missing"
        pytest.skip(f"{shell} is not installed")
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(programs),
    }
    run = subprocess.run(
        [*SHELLS[shell], "podcast", *words], cwd=at, env=environment, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    return sorted(run.stdout.split())


@pytest.mark.long
@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_commands_options_episodes_and_fields(shell: str, root: Path, programs: Path) -> None:
    assert complete(shell, programs, root, "compl") == ["completion"]
    assert complete(shell, programs, root, "build", "--dr") == ["--drafts"]
    assert complete(shell, programs, root, "set", "fol") == ["folge-1", "folge-2"]
    assert complete(shell, programs, root, "set", "folge-1", "audio.loudness_") == ["audio.loudness_mono"]


def completions(at: Path, typed: str, *, new_word: bool = False, **environment: str) -> list[str]:
    """What bash would be offered, without bash."""
    position = len(typed.split()) - (0 if new_word else 1)
    variables = {"_PODCAST_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(position), **environment}
    run = subprocess.run(
        [sys.executable, "-m", "podcast"],
        cwd=at,
        env={**os.environ, **variables, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    return [line.partition(",")[2] for line in run.stdout.split()]


@pytest.mark.long
def test_the_values_of_arguments_and_options_are_completed(root: Path, tmp_path: Path) -> None:
    assert completions(root, "podcast set folge-1 chapters[3].s") == ["chapters[3].start"]
    assert completions(root, "podcast set people.jana.r") == ["people.jana.role"]
    assert completions(root, "podcast transcribe ge-2") == ["folge-2"], "the only one that contains it"
    assert completions(root, "podcast build --remaster", new_word=True) == ["folge-1", "folge-2"]
    assert completions(root, "podcast help und") == ["undo"]
    assert completions(root, "podcast publish --allow gu") == ["guid"]
    assert completions(tmp_path, f"podcast -C {root} set folge-2 tit") == ["title"]
    assert completions(tmp_path, "podcast set fol", PODCAST_DIR=str(root)) == ["folge-1", "folge-2"]


@pytest.mark.long
def test_outside_a_show_there_are_no_episodes_and_no_messages(tmp_path: Path) -> None:
    assert completions(tmp_path, "podcast transcribe", new_word=True) == []
    assert completions(tmp_path, "podcast -C nowhere transcribe", new_word=True) == []
    assert "title" in completions(tmp_path, "podcast set", new_word=True)


@pytest.mark.parametrize("typed", ["podcast bu", "podcast set fol", "podcast set folge-1 ti"])
def test_completion_loads_no_heavy_library(typed: str, root: Path) -> None:
    program = "import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
    program += "from podcast.cli.main import main; main()"
    position = str(len(typed.split()) - 1)
    variables = {"_PODCAST_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": position}
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env={**os.environ, **variables, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in run.stderr.split()}
    assert "click" in loaded
    assert loaded & HEAVY <= {"tomllib", "tempfile", "zoneinfo"}


def test_the_documented_fields_are_those_of_the_model() -> None:
    for model in (ShowFields, EpisodeFields):
        names = {path for path, _model, _name in all_fields(model) if "." not in path}
        assert {*field_docs()[model.__name__]} == names
        groups = {path.partition(".")[0] for path, _model, _name in all_fields(model) if "[" not in path} - names
        assert not groups


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_the_script_says_how_to_install_it_in_both_languages(shell: str) -> None:
    english = podcast("completion", shell).stdout
    german = podcast("completion", shell, "--lang", "de").stdout
    assert f"podcast completion {shell}" in english
    assert "# Completion of `podcast`" in english
    assert "# Ergänzung von `podcast`" in german
    assert english.startswith("#compdef podcast\n#") == (shell == "zsh")


def test_the_way_of_click_works_as_well() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "podcast"],
        env={
            **os.environ,
            "_PODCAST_COMPLETE": "bash_source",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert "_podcast_completion()" in run.stdout
