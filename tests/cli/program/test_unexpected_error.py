"""An unexpected error ends in three lines, and in a file for those who repair the program."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from podcast.checks import status
from podcast.cli import main as cli
from podcast.cli.program import unexpected_error
from tests.support.small_show import write_show

SECRET = "AbCdEf/1234567890"  # noqa: S105 -- a made-up one


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A show in which `podcast status` fails unexpectedly."""

    def fail(*_arguments: object, **_keywords: object) -> None:
        raise ZeroDivisionError(f"nothing to divide by, {SECRET}, https://user:secret@store.example.org/")

    monkeypatch.setattr(status, "read_status", fail)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    return write_show(tmp_path / "show", episodes=0)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["podcast", *words])
    with pytest.raises(SystemExit) as error:
        cli.main()
    return int(error.value.code or 0)


def test_three_lines_and_a_file_with_the_traceback(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "status", "-C", str(root)) == cli.EXIT_BUG
    what, whose, where = capsys.readouterr().err.splitlines()
    assert what.startswith("`podcast status` stopped because of an unexpected error: ZeroDivisionError: nothing to ")
    assert re.fullmatch(r"this is a bug in podcast \S+, not a mistake in your files", whose)
    assert where.endswith(" has the details; `podcast docs install` says what to do with it")
    (path,) = (root / ".podcast").glob("podcast-error-*.txt")
    assert str(path) in where
    report = path.read_text("utf-8")
    for part in ("podcast: ", "python: ", "platform: ", "click ", "Traceback (most recent call last)", "in fail"):
        assert part in report
    assert f"command: podcast status -C {root}" in report
    for text in (what, report):
        assert SECRET not in text
        assert "user:secret" not in text


def test_verbose_prints_the_details_as_well(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "status", "-C", str(root), "--verbose")
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_in_german_and_as_json(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run(monkeypatch, "status", "-C", str(root), "--lang", "de")
    assert "Das ist ein Fehler in podcast " in capsys.readouterr().err
    run(monkeypatch, "status", "-C", str(root), "--json")
    assert json.loads(capsys.readouterr().out)["error"]["exit_status"] == cli.EXIT_BUG


def test_outside_a_show_the_file_is_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: object) -> str:
        raise RuntimeError

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("podcast.cli.commands.completion.completion_script", fail)
    assert run(monkeypatch, "completion", "bash") == cli.EXIT_BUG
    assert str(next(tmp_path.glob("podcast-error-*.txt"))) in capsys.readouterr().err


def test_where_no_file_can_be_written_the_details_are_printed(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/proc/nowhere")
    (root / ".podcast").write_text("a file is in the way", "utf-8")
    run(monkeypatch, "status", "-C", str(root))
    assert "what to do with these details:\npodcast: " in capsys.readouterr().err


def test_a_shell_that_completes_sees_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: object) -> list[str]:
        raise RuntimeError

    monkeypatch.setenv("_PODCAST_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "podcast set ")
    monkeypatch.setenv("COMP_CWORD", "2")
    monkeypatch.setattr("podcast.cli.program.completion._slugs", fail)
    run(monkeypatch)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("metadata", "where"),
    [
        (
            {"Project-URL": ["Documentation, https://docs.example.org", "Issues, https://bugs.example.org/"]},
            "please report it at https://bugs.example.org/; attach report.txt, which has the details",
        ),
        ({"Author": ["Redaktion"]}, "report.txt has the details; `podcast docs install` says what to do with it"),
    ],
)
def test_bugs_are_reported_where_the_package_says(
    metadata: dict[str, list[str]], where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Metadata:
        def get_all(self, name: str) -> list[str] | None:
            return metadata.get(name)

    monkeypatch.setattr("importlib.metadata.metadata", lambda _name: Metadata())
    address = unexpected_error._report_address()  # noqa: SLF001
    assert unexpected_error._what_to_do(Path("report.txt"), address) == where  # noqa: SLF001
