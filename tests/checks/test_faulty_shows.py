"""Broken shows, each in a folder of its own: exactly these problems and hints are told, whatever lies on the disk."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podcast.checks.examine import examine
from podcast.cli.commands import check
from tests.support import generated_shows, podcast_process

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = {**os.environ, "LANGUAGE": "en", "COLUMNS": "80"}
COUNTED = """
import pathlib, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from podcast.show.load import load
print(len(load(pathlib.Path(sys.argv[1])).problems))
"""
TROUBLE = re.compile(r"[^ ].*: \S.*; \S")


def lines(name: str, file: str) -> list[str]:
    path = generated_shows.SHOWS / name / file
    return path.read_text("utf-8").splitlines() if path.exists() else []


def messages(examination) -> tuple[list[str], list[str]]:
    """The problems, and the hints but for those on the law, which every show without a publisher has."""
    hints = [str(problem) for problem in examination.hints() if not problem.field.startswith("legal")]
    return [str(problem) for problem in examination.problems], hints


@pytest.mark.parametrize("name", generated_shows.NAMES)
def test_a_show_tells_exactly_its_problems_and_hints(name: str, tmp_path: Path) -> None:
    examination = examine(generated_shows.put(name, tmp_path))
    assert messages(examination) == (lines(name, "problems.txt"), lines(name, "hints.txt"))


def test_there_are_shows_for_every_kind_of_trouble() -> None:
    assert len(generated_shows.NAMES) >= 60
    assert all(TROUBLE.match(line) for name in generated_shows.NAMES for line in lines(name, "problems.txt"))


def test_examined_again_a_show_tells_the_same(tmp_path: Path) -> None:
    for name in ("notes-lead-astray", "transcript-of-another-recording", "cover-too-small", "recording-is-no-sound"):
        root = generated_shows.put(name, tmp_path / name)
        for path in root.rglob("*"):
            if path.is_file():
                os.utime(path, (1_700_000_000, 1_700_000_000))  # old enough to be remembered
        first = messages(examine(root))
        assert (root / ".podcast" / "facts.json").is_file()
        assert messages(examine(root)) == first


def test_what_is_remembered_of_a_file_is_forgotten_when_it_changes(tmp_path: Path) -> None:
    root = generated_shows.put("chapters-after-the-end", tmp_path)
    sound = root / "episodes/eins/recording.wav"
    os.utime(sound, (1_700_000_000, 1_700_000_000))
    assert len(examine(root).problems) == 1
    generated_shows.sound(sound, "3700", root)
    os.utime(sound, (1_700_000_001, 1_700_000_001))
    assert examine(root).problems == ()


@pytest.mark.parametrize(
    "memory",
    [b"", b"{", b"[]", b'{"version": 1}', b'{"version": 1, "files": []}', b'{"version": 0, "files": {}}', b"\xff"],
)
def test_a_memory_that_cannot_be_read_is_none(memory: bytes, tmp_path: Path) -> None:
    root = generated_shows.put("cover-too-small", tmp_path)
    (root / ".podcast").mkdir()
    (root / ".podcast/facts.json").write_bytes(memory)
    assert messages(examine(root))[0] == lines("cover-too-small", "problems.txt")


def test_a_folder_that_may_not_be_written_is_examined_all_the_same(tmp_path: Path) -> None:
    root = generated_shows.put("cover-too-small", tmp_path)
    (root / ".podcast").write_text("no folder")
    assert messages(examine(root))[0] == lines("cover-too-small", "problems.txt")


@pytest.mark.parametrize("name", ["fifty-megabytes", "fields-without-number", "nested-deeply", "billion-laughs"])
def test_bombs_are_refused_in_little_memory_and_time(name: str, tmp_path: Path) -> None:
    root = generated_shows.put(name, tmp_path)

    done = subprocess.run([sys.executable, "-c", COUNTED, root], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert 1 <= int(done.stdout) <= 101


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return podcast_process.run(*words, env=ENGLISH)


def test_what_a_newcomer_reads_last_is_the_next_step(tmp_path: Path) -> None:
    done = run("check", "-C", generated_shows.put("person-unknown", tmp_path))
    assert done.returncode == 1
    assert done.stdout.splitlines() == lines("person-unknown", "problems.txt")
    assert done.stderr.splitlines()[-2:] == [
        "2 problems to fix",
        "next: fix them from the top, then run `podcast check` again",
    ]


def test_a_terminal_is_given_lines_that_fit_it_and_a_pipe_one_line_each() -> None:
    place, remedy = "episodes/eins/notes.md:1:1", "write the full address"
    line = f'{place}: has a link to "../zwei/", which does not exist on the site; {remedy}'
    assert check.wrap_line(line, None) == line
    broken = check.wrap_line(line, 80).split("\n")
    assert [part.strip() for part in broken] == [" ".join(part.split()) for part in broken]
    assert " ".join(part.strip() for part in broken) == line
    assert all(len(part) <= 80 for part in broken)
    assert all(part.startswith("    ") for part in broken[1:])


def test_without_podcast_yaml_the_message_says_how_to_begin(tmp_path: Path) -> None:
    done = run("check", "-C", tmp_path)
    assert done.returncode == 1
    assert "no podcast.yaml here or in a parent folder" in done.stderr


def test_json_holds_all_messages_and_stdout_nothing_else(tmp_path: Path) -> None:
    done = run("check", "--json", "-C", generated_shows.put("chapters-few-and-close", tmp_path))
    document = json.loads(done.stdout)
    assert done.returncode == 0
    assert set(document) == {"problems", "hints"}
    assert all(set(problem) == {"path", "line", "column", "field", "what", "remedy"} for problem in document["hints"])


KEYS = ["title", "guid", "date", "chapters", "people", "notes", "audio", "seasons", "legal", "cover", "link", "x"]
SIGNS = [
    ": ",
    "- ",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "|\n",
    ">\n",
    "&a ",
    "*a",
    "!!",
    "#",
    "? ",
    "---\n",
    "\t",
]
WORDS = ["[a](b)", "![a](b.jpg)", "<iframe>", "\\", "`", "0:00 A", "2024-01-01 09:00", "true", "\ufeff", "ü", "e\u0301"]
SCRAPS = st.sampled_from([*SIGNS, *WORDS])
PIECES = st.lists(st.sampled_from(KEYS) | SCRAPS | st.text(max_size=4), max_size=30).map("".join)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PIECES, PIECES, PIECES, st.sampled_from(["well", "ill"]))
def test_nothing_that_can_be_typed_makes_it_raise(
    tmp_path: Path, show: str, episode: str, notes: str, kind: str
) -> None:
    folder = tmp_path / "episodes" / "eins"
    folder.mkdir(parents=True, exist_ok=True)
    good = (generated_shows.SHOWS / "notes-twice" / "podcast.yaml").read_text("utf-8")
    encoded = (good if kind == "well" else show).encode("utf-8", "surrogatepass")
    (tmp_path / "podcast.yaml").write_bytes(encoded)
    text = f"guid: g\ntitle: T\n{episode}" if kind == "well" else episode
    (folder / "episode.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    (folder / "notes.md").write_bytes(notes.encode("utf-8", "surrogatepass"))
    examination = examine(tmp_path)
    assert examination.problems
    assert all("\n" not in str(problem) for problem in (*examination.problems, *examination.hints()))
