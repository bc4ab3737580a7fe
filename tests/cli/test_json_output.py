"""`--json`: every command prints one document, in English, and it is what its schema says."""

from __future__ import annotations

import json
import os
import shutil
import signal
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from podcast.cli.documents.table import DOCUMENTS
from podcast.cli.main import podcast as group
from podcast.speech import whisper
from podcast.speech.engine import Word
from tests.support import podcast_process
from tests.support.podcast_command import podcast
from tests.support.publish.s3_server import free_ports
from tests.support.small_show import change

if TYPE_CHECKING:
    from pathlib import Path

INIT = ("--title", "T", "--description", "D", "--link", "https://podcast.example.org/", "--language", "de")
INIT += ("--timezone", "Europe/Berlin", "--author", "A", "--category", "Government", "--not-explicit")
# The words of a real run of every command, in this order in one show; `serve` and `transcribe` have tests of their own.
RUNS: dict[str, tuple[str, ...]] = {
    "init": ("anew", *INIT, "--cover-alt", "C"),
    "import": ("old.xml", "moved", "--no-audio"),
    "new": ("Neue Folge",),
    "set": ("folge-1", "title", "Anders"),
    "rename": ("entwurf", "anders"),
    "desk": ("--install",),
    "approve": ("folge-1", "--as", "Ada"),
    "share": ("folge-1", "--yes"),
    "check": (),
    "listen": ("folge-1", "--no-open"),
    "compare": ("site/feed.xml", "site/feed.xml"),
    "status": (),
    "build": ("--report", "-j", "1"),
    "publish": ("--yes", "-j", "1"),
    "undo": ("--dry-run",),
    "verify": (),
    "unpublish": ("folge-1", "--reason", "Darum.", "--dry-run"),
    "archive": ("show.zip",),
    "clean": ("--all", "--dry-run"),
    "schema": ("episode",),
    "completion": ("bash",),
    "docs": ("chapters",),
    "help": ("publish",),
}


@pytest.fixture(scope="module")
def root(small_show: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = shutil.copytree(small_show, tmp_path_factory.mktemp("json") / "show", copy_function=shutil.copy2)
    assert podcast("publish", "--yes", at=root).returncode == 0  # there is something to undo
    assert podcast("new", "Entwurf", at=root).returncode == 0  # may be renamed: it was never public
    (root / "old.xml").write_text("<rss><channel><title>Old</title><item><title>A</title></item></channel></rss>")
    return root


def strict_schema(command: str) -> dict[str, Any]:
    """The schema that `podcast schema` prints, in which a key that it does not name is an error."""
    schema = json.loads(podcast("schema", "--output", command).stdout)
    for described in (schema, *schema.get("$defs", {}).values()):
        assert described.get("description"), "the docstring of the document"
        described["additionalProperties"] = False
    return schema


def validate(text: str, command: str) -> dict[str, Any]:
    document = json.loads(text)
    jsonschema.Draft202012Validator(strict_schema(command)).validate(document)
    return document


def test_every_command_has_the_option_and_a_document() -> None:
    for name, command in group.commands.items():
        assert any("--json" in parameter.opts for parameter in command.params), name
    assert {*RUNS, "pull", "serve", "transcribe"} == {*group.commands}
    assert DOCUMENTS.keys() - {"error"} == {*group.commands}


@pytest.mark.parametrize("command", RUNS)
def test_a_run_prints_one_document_that_its_schema_describes(command: str, root: Path) -> None:
    home = str(root.parent / "home")  # of the launcher that `desk --install` writes
    environment = {**os.environ, "LANGUAGE": "de", "HOME": home, "XDG_DATA_HOME": f"{home}/.local/share"}
    at = root.parent if command == "init" else root
    done = podcast_process.run(command, *RUNS[command], "--json", at=at, env=environment)
    assert done.returncode in {0, 1}, done.stderr
    document = validate(done.stdout, command)
    if command == "build":
        assert document["report"] == ".podcast/report.html"
        assert '<html lang="de"' in (root / document["report"]).read_text()  # people read it, not scripts
        assert document["episodes"] == ["folge-2", "folge-1"]
    if command == "status":
        assert document["target"] == "published"
        assert {"folge-1", "folge-2"} <= {episode["slug"] for episode in document["episodes"]}
    if command == "listen":
        assert '<html lang="de"' in (root / document["page"]).read_text()


def test_the_option_may_come_before_the_command(root: Path) -> None:
    assert podcast("--json", "schema", "episode", at=root).stdout == podcast("schema", "episode", "--json").stdout
    assert validate(podcast("--json").stdout, "help")["command"] == ""


def test_without_it_no_document_is_printed(root: Path) -> None:
    assert not podcast("status", at=root).stdout.startswith("{")


@pytest.mark.long
def test_serve_prints_its_addresses_first(root: Path) -> None:
    words = ("serve", "--json", "-C", root, "--port", str(free_ports(1)[0]))
    process, printed, errors = podcast_process.start_piped(*words, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    text = "".join(iter(printed.readline, "}\n")) + "}"
    assert any("rebuilt in" in line for line in iter(errors.readline, ""))
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait() == 0
    assert printed.read() == ""
    printed.close()
    errors.close()
    document = validate(text, "serve")
    assert document["url"] == f"http://127.0.0.1:{document['port']}/"


def test_transcribe_prints_the_path(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Script:
        def __init__(self, *_arguments: object) -> None:
            pass

        def words(self, _sound: object) -> list[Word]:
            return [Word(0.0, 0.4, "Ja.")]

    monkeypatch.setattr(whisper, "Whisper", Script)
    words = ["transcribe", "folge-2", "--model", str(tmp_path), "--overwrite", "--json", "-C", str(root)]
    done = CliRunner().invoke(group, words)
    assert validate(done.stdout, "transcribe") == {
        "slug": "folge-2",
        "path": "episodes/folge-2/transcript.vtt",
        "cues": 1,
    }


@pytest.mark.long
def test_a_failure_is_a_document_too_and_a_sentence(tmp_path: Path, small_show: Path) -> None:
    outside = podcast("build", "--json", at=tmp_path)
    assert validate(outside.stdout, "error")["error"]["exit_status"] == outside.returncode == 1
    assert outside.stderr.strip() == json.loads(outside.stdout)["error"]["message"]
    usage = podcast("build", "--jsn", "--json", at=tmp_path)
    assert validate(usage.stdout, "error")["error"]["exit_status"] == usage.returncode == 2
    broken = shutil.copytree(small_show, tmp_path / "show")
    change(broken / "episodes/folge-1/episode.yaml", "title:", "titel:")
    problems = validate(podcast("build", "--json", at=broken).stdout, "error")["error"]["problems"]
    assert [problem["field"] for problem in problems] == ["title", "titel"]


def test_an_unknown_output_is_refused_with_the_nearest() -> None:
    done = podcast("schema", "--output", "publsh")
    assert done.returncode == 2
    assert 'did you mean "publish"' in done.stderr or "known: " in done.stderr
