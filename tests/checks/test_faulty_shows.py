"""Broken shows, each in a folder of its own: exactly these problems and hints are told, whatever lies on the disk."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podcast.checks.examine import examine
from podcast.cli.commands import check
from podcast.errors import ShowError
from podcast.pages.images.images import PictureStore, site_images
from podcast.show.yaml_reader import MAX_BYTES
from podcast.show.yaml_recovery import read_readable_yaml
from tests.support import generated_shows, golden_findings, podcast_process
from tests.support.caches import open_test_cache

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = {**os.environ, "LANGUAGE": "en", "COLUMNS": "80"}
COUNTED = """
import pathlib, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from podcast.show.load import load
print(len(load(pathlib.Path(sys.argv[1])).problems))
from tests.support.caches import open_test_cache
"""
TROUBLE = re.compile(r"[^ ].*: \S.*; \S")


lines, messages = golden_findings.lines, golden_findings.messages


@pytest.mark.parametrize("name", generated_shows.NAMES)
def test_a_show_tells_exactly_its_problems_and_hints(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = generated_shows.put(name, tmp_path)
    for language, (problems, hints) in golden_findings.FILES.items():
        monkeypatch.setenv("LANGUAGE", language)
        assert messages(examine(root)) == (lines(name, problems), lines(name, hints))
    if name == "fields-without-number":  # it has more problems than are listed
        return
    monkeypatch.setenv("LANGUAGE", "en")
    files = with_unknown_fields(root)
    told = messages(examine(root, files))[0]
    assert [line for line in told if ": zzz: " not in line] == lines(name, "problems.txt")
    assert len(told) == len(lines(name, "problems.txt")) + len(files)


def with_unknown_fields(root: Path) -> dict[str, bytes]:
    """The YAML files of a show, as far as they can be read, each with one more problem of form at its end."""
    files = {}
    for path in (root / "podcast.yaml", *root.glob("episodes/*/episode.yaml")):
        if path.is_file() and path.resolve().is_relative_to(root.resolve()) and path.stat().st_size < MAX_BYTES:
            data = path.read_bytes()
            if read_readable_yaml(data).fields is not None:
                files[path.relative_to(root).as_posix()] = data.rstrip(b" \n") + b"\nzzz: 1\n"
    return files


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
        assert (root / ".podcast" / "cache.db").is_file()
        assert messages(examine(root)) == first


def test_a_picture_in_the_notes_that_a_build_refuses_is_a_problem_at_its_place(tmp_path: Path) -> None:
    root = generated_shows.put("chapters-few-and-close", tmp_path)
    notes = next((root / "episodes").iterdir()) / "notes.md"
    header = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    chunks = b"\0\0\0\r" + header + struct.pack(">I", zlib.crc32(header)) + b"\0\0\0\0IDAT5\xaf\x06\x1e"
    notes.with_name("karte.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)
    notes.write_text("Text.\n\n![Eine Karte](karte.png)\n", "utf-8")
    path = notes.relative_to(root)
    (line,) = messages(examine(root))[0]
    assert line.startswith(f'{path}:3:1: "{path.with_name("karte.png")}" has too many pixels')
    with pytest.raises(ShowError, match="has too many pixels"):
        site_images(examine(root).show, PictureStore(root, tmp_path / "cache", open_test_cache()))


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
    (root / ".podcast/cache.db").write_bytes(memory)
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
    assert set(document) == {"problems", "hints", "next"}
    keys = {"path", "line", "column", "field", "what", "remedy", "severity", "code"}
    assert all(set(problem) == keys for problem in document["hints"])
    assert {problem["severity"] for problem in document["hints"]} == {"hint"}


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


@pytest.mark.long
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
