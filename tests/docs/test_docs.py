"""The docs: their links lead somewhere, they are reached from the README, and they say of commands what is so."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from podcast.checks.audio_hint_messages import MESSAGES
from podcast.cli.main import podcast
from podcast.cli.program.translated_help import translated
from podcast.i18n import _, set_language
from tests.support.paths import DOCS, ENGLISH_DOCS, ROOT
from tests.support.small_show import write_show
from tests.tools import command_docs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "bench" / "README.md",
    *sorted(DOCS.rglob("*.md")),
]
BLOCK = re.compile(r"```.*?```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
COMMAND = re.compile(r"`podcast ([a-z]+)(?= |`)([^`]*)`")
COMMANDS = (ENGLISH_DOCS / "commands.md").read_text("utf-8")


def names(pages: list[Path]) -> list[str]:
    return [page.relative_to(ROOT).as_posix() for page in pages]


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Where a page leads, and the heading there."""
    for target, heading in LINK.findall(BLOCK.sub("", page.read_text("utf-8"))):
        yield (page.parent / target).resolve() if target else page, heading


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as Git hosts write them."""
    lines = re.findall(r"(?m)^#+ (.*)$", BLOCK.sub("", page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_no_link_leads_nowhere(page: Path) -> None:
    for target, heading in links(page):
        assert target.exists(), target
        assert not heading or heading in headings(target), f"{target}#{heading}"


def test_the_readme_leads_to_every_page_in_one_or_two_steps() -> None:
    first = {target for target, _ in links(ROOT / "README.md")}
    second = {target for page in first if page.suffix == ".md" for target, _ in links(page)}
    decisions = DOCS / "decisions"  # reached as a folder
    known = first | second
    assert not [page for page in PAGES[1:] if page not in known and page.parent != decisions]
    assert decisions in first


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_every_command_and_option_that_a_page_names_is_there(page: Path) -> None:
    for name, rest in COMMAND.findall(page.read_text("utf-8")):
        assert name in podcast.commands, name
        known = {one for option in podcast.commands[name].params for one in (*option.opts, *option.secondary_opts)}
        assert not {*re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest)} - known - {"--help", "--lang"}, (
            f"podcast {name}{rest}"
        )


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_the_docs_say_of_commands_is_what_their_help_says(language: str) -> None:
    page = (DOCS / language / "commands.md").read_text("utf-8")
    assert command_docs.fill_page(page, language) == page, "run `make docs`"
    assert set(re.findall(r"<!-- podcast (\w+) -->", page)) == {*podcast.commands}


@pytest.mark.parametrize("name", podcast.commands)
@pytest.mark.parametrize("language", ["en", "de"])
def test_an_example_can_be_pasted(name: str, language: str) -> None:
    set_language(language)
    command = translated(podcast).commands[name]
    example = re.sub(r'^eval "\$\((.*)\)"$', r"\1", command_docs.example(command))
    words = shlex.split(example.partition(" > ")[0])
    assert words[:2] == ["podcast", name]
    _, left_over, _ = command.make_parser(click.Context(command, resilient_parsing=True)).parse_args(words[2:])
    assert not left_over


@pytest.mark.parametrize("name", ["", *podcast.commands])
def test_every_command_and_option_has_a_help_and_every_command_an_example(name: str) -> None:
    command = podcast.commands[name] if name else podcast
    assert command.help
    assert (command.epilog or "").startswith("Example:  " if name else "A first show:")
    assert f"podcast {name}" in (command.epilog or "")
    for one in command.params:
        assert one.param_type_name == "argument" or getattr(one, "help", None), one.name


def keys(command: str) -> set[str]:
    """What the docs say is in the JSON of a command."""
    section = COMMANDS.split(f"## podcast {command}\n")[1].split("\n## ")[0]
    rows = section.split("| key | content |")[1].split("\n\n")[0]
    return {key for row in rows.splitlines()[2:] for key in re.findall(r"`(\w+)`", row.split("|")[1])}


@pytest.mark.long
def test_the_json_has_the_keys_of_the_docs(tmp_path: Path) -> None:
    root = write_show(tmp_path, episodes=1)
    assert CliRunner().invoke(podcast, ["publish", "--yes", "-j", "1", "-C", str(root)]).exit_code == 0
    for command in ("check", "status", "verify"):
        said = json.loads(CliRunner().invoke(podcast, [command, "--json", "-C", str(root)]).stdout)
        assert {*said} == keys(command) - {"links", "network", "feed"}, command
    said = json.loads(CliRunner().invoke(podcast, ["check", "--json", "--feed", str(root / "site/feed.xml")]).stdout)
    assert {*said} == keys("check") - {"links", "network"}
    row = next(line for line in COMMANDS.splitlines() if line.startswith("| `feed` |"))
    assert {*re.findall(r"\w+", row.split("{")[1].split("}")[0])} == {*said["feed"]}
    said = json.loads(CliRunner().invoke(podcast, ["status", "--json", "-C", str(root)]).stdout)
    for name, holds in (("episodes", said["episodes"][0]), ("live", said["live"])):
        row = next(line for line in COMMANDS.splitlines() if line.startswith(f"| `{name}` |"))
        assert {*re.findall(r"\w+", row.split("{")[1].split("}")[0])} == {*holds}


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_on_recordings_has_the_hints_as_they_are_printed(language: str) -> None:
    set_language(language)
    head = {"en": "| hint |", "de": "| Hinweis |"}[language]
    rows = (DOCS / language / "preflight.md").read_text("utf-8").split(head)[1].split("\n\n")[0].splitlines()[2:]
    named = [row.split("|")[1].strip().replace("…", "") for row in rows]
    for message, _remedy in MESSAGES.values():
        text = re.sub(r"\{\w+\}", "", _(message))
        assert any(text.startswith(name) for name in named), text
