"""`podcast docs`: every page in both languages, in the checkout and in the wheel, and no message names another file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import click
import pytest
from babel.messages import pofile
from click.testing import CliRunner
from jsonschema import validate

from podcast.authoring.reference import documentation
from podcast.authoring.reference.documentation import TOPICS, page_text
from podcast.cli import pager
from podcast.cli.documents.table import output_schema
from podcast.cli.main import podcast
from tests.support.paths import DOCS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

CATALOGUE = ROOT / "podcast" / "locale" / "de" / "LC_MESSAGES" / "podcast.po"
TOPIC_COMMAND = re.compile(r"podcast docs ([a-z]+)")
# Files of the repository, which an installation does not have.
REPOSITORY_FILE = re.compile(r"(?:\b(?:docs|tests|bench)/\S|README|CHANGELOG)")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(podcast, ["docs", *arguments])


def messages() -> set[str]:
    """All that the program says, in both languages."""
    with CATALOGUE.open("rb") as file:
        entries = [entry for entry in pofile.read_po(file) if entry.id]
    texts: set[str] = set()
    for entry in entries:
        for text in (entry.id, entry.string):
            texts |= {text} if isinstance(text, str) else {*text}
    return texts


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_page_is_a_topic_in_both_languages(language: str) -> None:
    assert {path.stem for path in (DOCS / language).glob("*.md")} == {"index", *TOPICS}


@pytest.mark.parametrize(("language", "title"), [("en", "Chapters"), ("de", "Kapitel")])
def test_without_a_topic_all_are_listed_with_their_titles(language: str, title: str) -> None:
    lines = run("--lang", language).stdout.splitlines()
    assert [line.split()[0] for line in lines] == [*TOPICS]
    assert f"chapters      {title}" in lines


def test_a_page_is_plain_markdown_when_it_is_piped() -> None:
    text = run("chapters").stdout
    assert text.startswith("# Chapters\n")
    assert "\n```yaml\n" in text


def test_the_markdown_of_an_example_stays() -> None:
    assert "`[the study](https://example.org/study)`" in page_text("notes", "en")


def test_an_unknown_topic_is_refused_with_a_similar_one() -> None:
    result = run("chapter", "--lang", "en")
    assert str(result.exception) == 'there is no topic "chapter"; did you mean "chapters"?'


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_page_in_the_terminal_names_no_file_of_the_documentation(topic: str, language: str) -> None:
    text = re.sub(r"```.*?```", "", page_text(topic, language), flags=re.DOTALL)
    assert not re.findall(r"\]\([^)]*\.md", text)
    assert "<!--" not in text
    assert {*TOPIC_COMMAND.findall(text)} <= {*TOPICS}


def test_a_link_becomes_the_command_that_shows_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "# Page\n<!-- podcast new -->\n[fields](fields.md#a), [why](../decisions/feed.md) ([more](api.md#b)), [RSS](https://example.org/)\n"
    monkeypatch.setattr(documentation, "_page_source", lambda *_: f"{page}```md\n[a](b.md)\n```\n")
    text = page_text("feed", "en")
    assert "fields (`podcast docs fields`), why (`podcast docs api`), RSS (https://example.org/)\n" in text
    assert text.endswith("```md\n[a](b.md)\n```\n")
    assert "podcast new" not in text


def test_at_a_terminal_a_page_is_rendered_and_paged(monkeypatch: pytest.MonkeyPatch) -> None:
    paged: list[str] = []
    monkeypatch.setattr(pager.sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(pager.click, "echo_via_pager", paged.append)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("LESS", raising=False)
    pager.show_markdown("# Title\n\nSome `code`, and a line that is longer than the sixty columns of this terminal.\n")
    [text] = paged
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert max(map(len, plain.splitlines())) <= 60
    assert "Some code, and a line" in plain


def test_no_message_names_a_file_that_an_installation_lacks() -> None:
    assert not [text for text in messages() if REPOSITORY_FILE.search(text)]


@pytest.mark.parametrize(
    "path", [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "podcast.yaml"]
)
def test_every_topic_that_a_page_names_exists(path: Path) -> None:
    assert {*TOPIC_COMMAND.findall(path.read_text("utf-8"))} <= {*TOPICS}


def test_every_topic_that_a_message_names_exists() -> None:
    named = {topic for text in messages() for topic in TOPIC_COMMAND.findall(text)}
    assert {"fields", "legal", "stores", "themes"} <= named <= {*TOPICS}


def test_json_has_the_pages_and_the_text_of_one() -> None:
    listing, page = (json.loads(run(*arguments, "--json").stdout) for arguments in ([], ["chapters"]))
    assert listing["topics"] == page["topics"]
    assert [item["topic"] for item in listing["topics"]] == [*TOPICS]
    assert listing["text"] is None
    assert page["text"] == page_text("chapters", "en")
    validate(page, json.loads(output_schema("docs")))


def test_the_shell_completes_topics() -> None:
    command = podcast.commands["docs"]
    items = command.params[0].shell_complete(click.Context(command), "ch")
    assert [item.value for item in items] == ["chapters"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_first_page_leads_to_every_topic(language: str) -> None:
    text = (DOCS / language / "index.md").read_text("utf-8")
    assert {*re.findall(r"\]\((\w+)\.md\)", text)} == {*TOPICS}
