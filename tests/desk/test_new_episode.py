"""A dropped recording becomes an episode: the same files as `podcast new` writes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import mutagen
import pytest

from podcast.audio.browser.recording_peaks import CACHE_KIND
from podcast.desk.recordings.held_files import HeldFile, hold_file
from podcast.desk.recordings.measurements import EVENT, measurements
from podcast.desk.recordings.new_recording import proposal_of, title_of
from podcast.files.cache import Cache, database_path
from podcast.files.digest import file_digest
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
    page, _sign, _watch = str(answer.headers["location"]).partition("&watch=")
    measurements(browser.desk).wait(page.partition("=")[2])
    return page


def test_the_title_comes_from_the_name_of_the_file_and_the_address_from_the_title(
    browser: DeskBrowser, recording: Path
) -> None:
    page = browser.text(send(browser, recording))
    assert 'value="Jünger wählen"' in page
    assert 'value="juenger-waehlen"' in page
    assert "final.flac" in page
    assert 'name="day" value="2026-11-01"' in page
    assert "Proposed from the name of the file" in page
    assert "LUFS" in page


def test_what_was_decoded_is_there_for_the_waveform_of_the_episode(browser: DeskBrowser, recording: Path) -> None:
    send(browser, recording)
    with Cache(database_path(browser.desk.root), browser.desk.root, check=False) as cache:
        assert cache.get(CACHE_KIND, file_digest(recording).sha256)


@pytest.fixture
def paused(browser: DeskBrowser, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Readings that go on after their first news only when they are let go on."""
    go_on, send_event = threading.Event(), browser.desk.events.send

    def wait_and_send(kind: str, data: Any) -> None:
        send_event(kind, data)
        if kind == EVENT:
            go_on.wait()

    monkeypatch.setattr(browser.desk.events, "send", wait_and_send)
    yield go_on
    go_on.set()


def test_without_script_a_page_that_refreshes_itself_says_how_far_the_recording_is_read(
    browser: DeskBrowser, paused: threading.Event, tmp_path: Path
) -> None:
    path = write(tmp_path / "Acht Sekunden.wav", speech(8))
    answer = browser.post_files("/upload", {}, {"recording": (path.name, path.read_bytes())})
    address = str(answer.headers["location"])
    identity = address.partition("=")[2].partition("&")[0]
    page = browser.get(address)
    assert page.headers["refresh"] == "2"
    assert "<progress" in page.data.decode()
    assert "title-input" not in page.data.decode()
    meanwhile = browser.get(f"/new?upload={identity}")
    assert "refresh" not in meanwhile.headers
    assert "title-input" in meanwhile.data.decode()
    assert "<progress id=" in browser.text(f"/new/recording?upload={identity}")
    paused.set()
    measurements(browser.desk).wait(identity)
    assert browser.get(address).headers["location"] == f"/new?upload={identity}"
    assert "<progress id=" not in browser.text(f"/new/recording?upload={identity}")


def test_reading_a_recording_is_cancelled_and_the_file_goes(
    browser: DeskBrowser, paused: threading.Event, tmp_path: Path
) -> None:
    path = write(tmp_path / "Acht Sekunden.wav", speech(8))
    answer = browser.post_files("/upload", {}, {"recording": (path.name, path.read_bytes())})
    identity = str(answer.headers["location"]).partition("=")[2].partition("&")[0]
    work = measurements(browser.desk).of(identity)
    assert work
    assert work.is_running
    threading.Timer(0.1, paused.set).start()  # the request waits for the thread to end
    assert browser.post(f"/new/cancel?upload={identity}", {}).headers["location"] == "/new"
    assert not work.is_running
    assert work.percent < 100
    assert not [*browser.desk.root.glob(".podcast/uploads/*/*")]


def tagged(path: Path, tags: dict[str, str]) -> HeldFile:
    """A recording of a second with tags, as programs write them into its form."""
    write(path, speech(1, 48000, 2), 48000)
    file = mutagen.File(path, easy=True)
    if file.tags is None:
        file.add_tags()
    for name, text in tags.items():
        file[name] = text
    file.save()
    return HeldFile("0" * 32, path.name, path)


@pytest.mark.parametrize("suffix", ["mp3", "m4a", "flac", "ogg", "opus"])
def test_title_and_date_come_from_the_tags_of_the_file(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"2024-01-01 Aufnahme.{suffix}"
    proposal = proposal_of(tagged(path, {"title": "Worum  es geht", "date": "2026-11-30"}))
    assert (proposal.title, proposal.title_from) == ("Worum es geht", "tags")
    assert (proposal.day, proposal.day_from) == ("2026-11-30", "tags")


def test_a_year_alone_is_no_date_and_what_the_tags_lack_comes_from_the_name(tmp_path: Path) -> None:
    proposal = proposal_of(tagged(tmp_path / "Gespräch 30.11.2026.mp3", {"date": "2024"}))
    assert (proposal.title, proposal.title_from) == ("Gespräch 30.11.2026", "name")
    assert (proposal.day, proposal.day_from) == ("2026-11-30", "name")


def test_a_proposed_date_can_be_changed_or_left_out_and_one_that_does_not_exist_is_refused(
    browser: DeskBrowser,
) -> None:
    root = browser.desk.root
    browser.post("/new", {"title": "Mit Datum", "day": "2030-01-31", "time": "10:30"})
    assert b"\ndate: 2030-01-31 10:30" in (root / "episodes/mit-datum/episode.yaml").read_bytes()
    browser.post("/new", {"title": "Ohne Datum", "day": "", "time": "09:00"})
    assert b"\ndate:" not in (root / "episodes/ohne-datum/episode.yaml").read_bytes()
    answer = browser.post("/new", {"title": "Falsch", "day": "2030-02-31", "time": "10:30"})
    assert (answer.status, 'value="2030-02-31"' in answer.data.decode()) == (422, True)


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
