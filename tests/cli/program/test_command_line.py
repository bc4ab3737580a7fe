"""The command line as people expect it: help, folders, the environment, suggestions, terminals of all widths."""

from __future__ import annotations

import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from podcast.cli import main as cli
from podcast.cli.main import SECTIONS
from podcast.cli.main import podcast as group
from podcast.cli.program.translated_help import translated
from podcast.i18n import set_language
from podcast.pipeline.publish_steps import EXIT_NOT_REACHABLE
from podcast.publish.targets.target import EXIT_FAILED, EXIT_FOREIGN, EXIT_LEASE_LOST, EXIT_REFUSED
from tests.support import podcast_process
from tests.support.paths import ROOT
from tests.support.podcast_command import podcast
from tests.support.small_show import change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

LANGUAGES = ("en", "de")
COMMANDS = tuple(group.commands)


@pytest.fixture
def root(small_show: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)


def invoke(*words: str, language: str = "en", columns: int = 80) -> Result:
    return CliRunner().invoke(group, [*words, "--lang", language], env={"COLUMNS": str(columns)})


def commands_below(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for subcommand in command.commands.values():
            yield from commands_below(subcommand)


# --- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [(), ("help",), ("-h",), ("--help",), ("-C", "{folder}"), ("--quiet",)])
def test_help_is_what_a_newcomer_types(words: tuple[str, ...], tmp_path: Path) -> None:
    done = podcast(*(word.format(folder=tmp_path) for word in words), at=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == podcast("--help").stdout
    assert "Publish a podcast from a folder of files." in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_has_three_names(command: str) -> None:
    long, short, other = invoke(command, "--help"), invoke(command, "-h"), invoke("help", command)
    assert long.stdout == short.stdout == other.stdout
    assert long.exit_code == short.exit_code == other.exit_code == 0
    assert f"Usage: podcast {command} " in long.stdout


def test_the_version_and_the_module_are_there(tmp_path: Path) -> None:
    assert re.fullmatch(r"podcast-from-a-folder \d+\.\d+\S*\n", podcast("--version").stdout)
    run = subprocess.run([sys.executable, "-m", "podcast"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("Usage: podcast [OPTIONS]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_listed_under_its_task_in_one_line_of_80_columns(language: str) -> None:
    lines = invoke(language=language).stdout.splitlines()
    set_language(language)
    listed = [line.split()[0] for line in lines if re.match(r"  [a-z]+ {2,}\S", line)]
    assert listed == [str(command.name) for _head, rows in SECTIONS for command, _line in rows] == [*group.commands]
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [40, 80, 120])
def test_help_fits_the_terminal(language: str, columns: int) -> None:
    for command in COMMANDS:
        for line in invoke("help", command, language=language, columns=columns).stdout.splitlines():
            words = line.split()
            assert len(line) <= columns or len(words) == 1 or "|" in line, line


def test_german_help_is_german() -> None:
    text = invoke(language="de").stdout
    english = {"Usage", "Options", "Publish", "Write", "Show", "Check", "COMMAND", "ARGS", "Learn", "DIR", "the"}
    assert not english & set(re.findall(r"\w+", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_is_a_command_that_can_be_pasted(language: str) -> None:
    set_language(language)
    program = translated(group)
    for command in program.commands.values():
        _head, separator, example = command.epilog.partition(":  ")
        assert separator
        words = shlex.split(example.replace('eval "$(', "").replace(')"', ""))
        assert words[:2] == ["podcast", command.name], example
        arguments = words[2 : words.index(">")] if ">" in words else words[2:]
        assert "," not in example
        with command.make_context(command.name, arguments, parent=click.Context(program), resilient_parsing=True):
            known = {name for parameter in command.params for name in parameter.opts}
            assert {word for word in arguments if word.startswith("--")} <= known


# --- suggestions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["bild"], 'there is no command "bild"; did you mean `podcast build`?'),
        (["Publish"], "did you mean `podcast publish`?"),
        (["list"], "did you mean `podcast status`?"),
        (["veröffentlichen"], "did you mean `podcast publish`?"),
        (["qqqq"], "`podcast help` lists all commands"),
        (["help", "pubish"], "did you mean `podcast publish`?"),
        (["build", "--draft"], "--drafts"),
    ],
)
def test_unknown_commands_and_options_name_the_nearest(words: list[str], message: str) -> None:
    done = invoke(*words)
    assert done.exit_code == 2
    assert message in done.stderr


@pytest.mark.parametrize("words", [["build", "--remaster", "Folge-q"], ["transcribe", "folge-q", "--model", "."]])
def test_an_unknown_episode_names_the_nearest(words: list[str], root: Path) -> None:
    done = podcast(*words, at=root)
    assert done.returncode in {1, 2}
    assert 'did you mean "folge-' in done.stderr


# --- the folder ------------------------------------------------------------------------------------------------------


def test_the_folder_may_be_named_before_or_after_the_command(root: Path) -> None:
    expected = podcast("check", at=root).stdout
    assert podcast("-C", root, "check", at=root.parent).stdout == expected
    assert podcast("check", "-C", root, at=root.parent).stdout == expected
    assert podcast("-C", root.parent, "check", "-C", root, at=root.parent).stdout == expected


@pytest.mark.parametrize("folder", ["../other", "..", "link", "episodes/../../other"])
def test_a_folder_outside_never_acts_on_the_current_show(folder: str, root: Path) -> None:
    (root.parent / "other").mkdir()
    (root / "link").symlink_to(root.parent / "other")
    for words in (("-C", folder, "publish", "--dry-run"), ("publish", "--dry-run", "-C", folder)):
        done = podcast(*words, at=root)
        assert (done.returncode, done.stdout) == (1, "")
        assert "no podcast.yaml here or in a parent folder" in done.stderr


def test_a_show_is_created_in_the_folder_that_is_named(tmp_path: Path) -> None:
    for name in ("other", "third"):
        (tmp_path / name).mkdir()
    words = ("--title", "T", "--link", "https://podcast.example.org/", "--language", "de", "--timezone", "UTC")
    words += ("--author", "A", "--category", "Government", "--not-explicit")
    assert podcast("-C", "other", "init", *words, at=tmp_path).returncode == 0
    assert podcast("init", "new", "-C", "third", *words, at=tmp_path).returncode == 0
    places = [path.parent.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("podcast.yaml")]
    assert sorted(places) == ["other", "third/new"]


@pytest.mark.long
def test_the_environment_names_the_folder_and_the_option_wins(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = root.parent / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("PODCAST_DIR", str(root))
    assert podcast("check", at=elsewhere).returncode == 0
    assert podcast("check", "-C", ".", at=elsewhere).returncode == 1
    monkeypatch.setenv("PODCAST_DIR", str(elsewhere / "nothing"))
    refused = podcast("check", at=root)
    assert refused.returncode == 2
    assert "PODCAST_DIR: " in refused.stderr
    assert podcast("-C", root, "check", at=elsewhere).returncode == 0
    assert podcast("help", at=root).returncode == 0


# --- the environment -------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_environment_sets_jobs_and_the_option_wins(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODCAST_JOBS", "many")
    refused = podcast("build", at=root)
    assert refused.returncode == 2
    assert "Invalid value for PODCAST_JOBS: 'many' is not a valid integer" in refused.stderr
    assert podcast("build", "-j", "1", at=root).returncode == 0
    assert "'-j' / '--jobs'" in podcast("build", "-j", "some", at=root).stderr


@pytest.mark.long
def test_the_environment_names_a_cluster_and_the_option_wins(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODCAST_EXECUTOR", "ray://127.0.0.1:1")
    refused = podcast("build", at=root)
    assert refused.returncode == 2
    assert 'Invalid value for PODCAST_EXECUTOR: "ray://127.0.0.1:1" is not the address of a cluster' in refused.stderr
    assert podcast("build", "--executor", "dask://127.0.0.1:1", at=root).returncode == 0, "nothing is to be mastered"
    refused = podcast("build", "--executor", "dask://127.0.0.1", at=root)
    assert "Invalid value for '--executor'" in refused.stderr
    assert "write dask://HOST:PORT, or dask+tls://HOST:PORT" in refused.stderr


def test_no_consent_comes_from_the_environment(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parameters = [parameter for command in commands_below(group) for parameter in command.params]
    assert {parameter.envvar for parameter in parameters} <= {
        None,
        "PODCAST_EXECUTOR",
        "PODCAST_JOBS",
        "PODCAST_TARGET",
    }
    assert all("auto_envvar_prefix" not in command.context_settings for command in commands_below(group))
    for name in ("YES", "PUBLISH_YES", "ALLOW", "PUBLISH_ALLOW", "FORCE", "NOW"):
        monkeypatch.setenv(f"PODCAST_{name}", "1")
    done = podcast("publish", "-j", "1", at=root)
    assert done.returncode == 2
    assert "pass --yes" in done.stderr


# --- quiet, verbose, pipes, terminals --------------------------------------------------------------------------------


@pytest.mark.long
def test_quiet_drops_hints_progress_and_the_next_step(root: Path) -> None:
    shutil.rmtree(root / ".podcast")
    quiet = podcast_process.run("build", "-j", "1", "--quiet", at=root, env={**os.environ, "LANGUAGE": "en"})
    assert (quiet.returncode, quiet.stderr) == (0, "")
    assert podcast("--quiet", "status", at=root).stderr == ""
    assert podcast("build", at=root).stderr.count("next: ") == 1


@pytest.mark.long
def test_verbose_adds_details(root: Path) -> None:
    shutil.rmtree(root / "site")
    assert "wrote feed.xml" in podcast("-v", "build", "-j", "1", at=root).stderr


def test_nothing_built_is_not_called_built(root: Path) -> None:
    done = podcast("build", at=root)
    assert done.stdout.startswith("nothing new to build: ")
    assert "made" not in done.stderr + done.stdout


@pytest.mark.long
def test_a_reader_that_stops_reading_ends_the_command_in_silence(root: Path) -> None:
    for words in (["help"], ["schema", "episode"], ["status"]):
        process = subprocess.Popen(
            [sys.executable, "-m", "podcast", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=root,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read().replace(b"next: `podcast publish`\n", b"") == b""
        process.stderr.close()
        assert process.wait() in {0, 1}


def on_terminal(*words: str | Path, **environment: str) -> str:
    """What a command prints on a terminal of 80 columns."""
    here, there = pty.openpty()
    env = {**os.environ, "COLUMNS": "80", "LANGUAGE": "en", **environment}
    running = podcast_process.start(words, streams=(there, there, there), env=env)
    os.close(there)
    printed = b""
    while True:
        try:
            data = os.read(here, 65536)
        except OSError:  # nobody writes any more
            break
        if not data:
            break
        printed += data
    os.close(here)
    assert running.wait() == 0
    return printed.decode()


@pytest.mark.long
@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colours_gets_none(environment: dict[str, str], root: Path) -> None:
    shutil.rmtree(root / ".podcast")
    printed = on_terminal("build", "-j", "1", "-C", root, **environment)
    assert "mastered  folge-1" in printed
    assert not re.search(r"\x1b\[[0-9;]*m", printed), "colours"
    if "TERM" in environment:
        assert "\x1b" not in printed


# --- German errors ---------------------------------------------------------------------------------------------------

WRONG = """
new | transcribe x | build x y | verify x | build --nix | build --draft | build --drafts=1 | build -j | build -j 0
| build -j x | new x --type y | new x --recording /tmp | new x --recording /nix | build -C /etc/passwd | build -C /nix
| -C /nix build | status --calendar | status --calendar /tmp | serve --port 99999 | completion | completion ksh
| schema --output | schema --output nix | schema nix | undo --to a | publish --at gestern | publish --allow y
| help nix | nix | --nix | --lang fr | transcribe x --model /nix
"""
ENGLISH = """
the is not an of usage options arguments missing invalid value file directory path does exist no such try for choose
from env var required requires must be one command unexpected got extra range valid integer did you mean possible known
"""


@pytest.mark.parametrize("words", WRONG.split("|"))
def test_wrong_usage_is_explained_in_german_alone(words: str, root: Path) -> None:
    done = podcast_process.run(*words.split(), at=root, env={**os.environ, "LANGUAGE": "de"})
    assert done.returncode == 2
    prose = re.sub(r"'[^']*'|`[^`]*`|„[^“]*“|\{[^}]*\}|\[[^\]]*\]|--?\w[\w-]*|/\S+", " ", done.stderr)
    assert not {*ENGLISH.split()} & {word.casefold() for word in re.findall(r"\w+", prose)}, done.stderr


# --- exit statuses ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_documented_exit_statuses_are_those_of_the_program(language: str) -> None:
    page = (ROOT / f"docs/{language}/commands.md").read_text("utf-8")
    table = page.rpartition("\n## ")[2]
    documented = [int(number) for number in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)]
    assert documented == [
        0,
        EXIT_FAILED,
        click.UsageError.exit_code,
        EXIT_REFUSED,
        EXIT_LEASE_LOST,
        EXIT_FOREIGN,
        EXIT_NOT_REACHABLE,
        cli.EXIT_BUG,
        cli.EXIT_INTERRUPTED,
    ]


@pytest.mark.long
def test_commands_end_with_the_statuses_of_the_table(root: Path, tmp_path: Path) -> None:
    """Those that take no second program: 4 is in test_publish_damage, 70 in test_unexpected_error, 130 in test_main."""
    target = tmp_path / "target"
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "feed.xml").write_text("not ours", "utf-8")
    statuses = {
        0: podcast("check", at=root),
        1: podcast("check", at=tmp_path),
        2: podcast("check", "--nothing", at=root),
        5: podcast("publish", "--yes", "-j", "1", "--target", foreign, at=root),
    }
    assert podcast("publish", "--yes", "-j", "1", "--target", target, at=root).returncode in {0, 6}
    change(root / "podcast.yaml", "375e050f", "475e050f")
    statuses[3] = podcast("publish", "--yes", "-j", "1", "--target", target, at=root)
    assert {status: done.returncode for status, done in statuses.items()} == {status: status for status in statuses}
