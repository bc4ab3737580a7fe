"""A dropped recording becomes an episode: the same files as `podcast new` writes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from podcast.desk.recordings.held_files import HeldFile, hold_file
from podcast.desk.recordings.new_recording import title_of
from tests.support.desk import desk_browser
from tests.support.small_show import write_show
from tests.support.sounds import speech, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.desk import DeskBrowser

_GUID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "2026-11-01 Jünger wählen final.flac"
    write(path, speech(2))
    return path


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[DeskBrowser]:
    with desk_browser(write_show(tmp_path / "desk")) as browser:
        yield browser


def send(browser: DeskBrowser, recording: Path) -> str:
    answer = browser.post_files("/upload", {}, {"recording": (recording.name, recording.read_bytes())})
    assert answer.status == 303, answer.data.decode()[-1500:]
    return str(answer.headers["location"])


def test_the_title_comes_from_the_name_of_the_file_and_the_address_from_the_title(
    browser: DeskBrowser, recording: Path
) -> None:
    page = browser.text(send(browser, recording))
    assert 'value="Jünger wählen"' in page
    assert 'value="juenger-waehlen"' in page
    assert "final.flac" in page


@pytest.mark.long
def test_an_episode_of_the_desk_has_the_bytes_of_podcast_new(
    browser: DeskBrowser, recording: Path, tmp_path: Path
) -> None:
    address = send(browser, recording)
    form = {"upload": address.partition("=")[2], "title": "Jünger wählen", "slug": "juenger-waehlen", "season": ""}
    answer = browser.post("/new", form)
    assert answer.headers["location"] == "/e/juenger-waehlen/sound"
    other = write_show(tmp_path / "command")
    command = [sys.executable, "-m", "podcast", "new", "Jünger wählen", "--recording", str(recording)]
    subprocess.run(command, cwd=other, check=True, capture_output=True)
    folders = [root / "episodes" / "juenger-waehlen" for root in (tmp_path / "desk", other)]
    ours, theirs = ({path.name: _GUID.sub(b"", path.read_bytes()) for path in folder.iterdir()} for folder in folders)
    assert ours == theirs
    assert "recording.flac" in ours
    assert not [*(tmp_path / "desk" / ".podcast" / "uploads").glob("*/*")]


def test_a_file_that_is_no_recording_is_refused_with_the_reason_and_not_held(browser: DeskBrowser) -> None:
    answer = browser.post_files("/upload", {}, {"recording": ("notizen.mp3", b"Das ist ein Text. " * 50)})
    assert answer.status == 422
    assert "recording-problem" in answer.data.decode()
    assert not [*browser.desk.root.glob(".podcast/uploads/*/*")]


def test_an_address_that_is_in_use_is_refused_and_nothing_is_created(browser: DeskBrowser) -> None:
    slug = browser.desk.show().slugs[0]
    before = sorted(browser.desk.root.glob("episodes/*"))
    answer = browser.post("/new", {"title": "Noch eine", "slug": slug})
    assert answer.status == 422
    assert 'aria-invalid="true"' in answer.data.decode()
    assert sorted(browser.desk.root.glob("episodes/*")) == before


def test_an_episode_without_a_recording_begins_with_its_facts(browser: DeskBrowser) -> None:
    answer = browser.post("/new", {"title": "Ohne Ton", "slug": ""})
    assert answer.headers["location"] == "/e/ohne-ton/facts"
    assert b"draft: true" in (browser.desk.root / "episodes/ohne-ton/episode.yaml").read_bytes()


def test_the_address_follows_a_title_while_it_is_typed(browser: DeskBrowser) -> None:
    answer = browser.post("/new/address", {"title": "Über Äpfel & Öl"}, script=True)
    assert json.loads(answer.data) == {"slug": "ueber-aepfel-oel"}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Gespräch Schneidewind final.mp3", "Gespräch Schneidewind"),
        ("012_wahlalter-16_mixdown.wav", "Wahlalter 16"),
        ("folge 7 - Beteiligung v2 (fertig).flac", "Beteiligung"),
        ("2024.wav", "2024"),
        ("final.wav", "Final"),
    ],
)
def test_a_title_leaves_out_numbers_in_front_and_words_for_versions(name: str, title: str, tmp_path: Path) -> None:
    assert title_of(HeldFile("0" * 32, name, tmp_path / name)) == title


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\Users\\x\\a.wav", "a\x00b.wav", "...", "x" * 500 + ".wav"])
def test_a_sent_name_never_leaves_its_folder(name: str, tmp_path: Path) -> None:
    with (tmp_path / "source").open("w+b") as source:
        held = hold_file(tmp_path, name, source)
    assert held.path.parent.parent == tmp_path / ".podcast" / "uploads"
    assert held.path.is_file()
