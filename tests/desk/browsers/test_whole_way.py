"""From a dropped recording to a published episode, by keyboard alone, in Chromium and Firefox.

The files of the show are those that the commands would have written, byte for byte but for times and the guid.
"""

from __future__ import annotations

import base64
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from podcast.desk.desk_server import running_desk
from tests.support.desk import TEST_PORT
from tests.support.desk_sessions import SAVED, desk_session, keys, tab_to, wait_long
from tests.support.desk_show import write_desk_show, write_sound
from tests.support.podcast_process import run
from tests.support.two_browsers import BOTH_BROWSERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.desk.desk_session import Desk
    from tests.support.webdriver import BrowserSession

pytestmark = [pytest.mark.browser, pytest.mark.long]
SLUG, TITLE, SUMMARY = "frischer-kaffee", "Frischer Kaffee", "Wie er schmeckt."
CUES = 10
CHAPTERS, APPROVERS = ("Ansage", "Thema", "Ende"), ("Erika Muster", "Max Muster")
DROP = """(() => {{
  const bytes = Uint8Array.from(atob("{data}"), (letter) => letter.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], "Frischer Kaffee.wav", {{ type: "audio/wav" }}));
  document.body.dispatchEvent(new DragEvent("drop", {{ dataTransfer, bubbles: true, cancelable: true }}));
}})()"""


def transcript(end: str = ".") -> str:
    """A transcript of ten lines; `end` is what each ends in."""
    cues = (f"00:{number:02}.000 --> 00:{number + 1:02}.000\nDas ist Zeile {number}{end}" for number in range(CUES))
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A show for the desk, the same for the commands, and a recording."""
    root = write_desk_show(tmp_path / "desk" / "show")
    text = (root / "podcast.yaml").read_text("utf-8")
    (root / "podcast.yaml").write_text(f"{text}release: {{needs: 2}}\n", "utf-8")
    shutil.rmtree(root / "episodes/zweiter-kaffee")
    shutil.copytree(tmp_path / "desk", tmp_path / "commands")
    recording = tmp_path / "Frischer Kaffee.wav"
    write_sound(recording, 12)
    return root, tmp_path / "commands/show", recording


@pytest.fixture
def desk(folders: tuple[Path, Path, Path]) -> Iterator[Desk]:
    with running_desk(folders[0], TEST_PORT) as running:
        yield running


@pytest.fixture(params=BOTH_BROWSERS)
def page(request: pytest.FixtureRequest, tmp_path: Path, desk: Desk) -> Iterator[BrowserSession]:
    (tmp_path / request.param).mkdir()
    with desk_session(request.param, tmp_path / request.param, desk) as session:
        yield session


def go_to(page: BrowserSession, part: str) -> None:
    """Open a part of the episode by the rail."""
    href = f"/e/{SLUG}/{part}"
    tab_to(page, f'#rail a[href="{href}"]')
    keys(page, "Enter")
    page.wait(f"location.pathname === '{href}' && document.readyState === 'complete'")


def test_by_keyboard_the_desk_writes_what_the_commands_write(
    page: BrowserSession, folders: tuple[Path, Path, Path]
) -> None:
    root, other, recording = folders
    folder = root / "episodes" / SLUG
    page.evaluate(DROP.format(data=base64.b64encode(recording.read_bytes()).decode()))
    page.wait("location.pathname === '/new' && document.activeElement.id === 'title-input'")  # it has the focus
    assert page.evaluate("document.activeElement.value") == TITLE
    keys(page, "Enter")
    page.wait(f"location.pathname === '/e/{SLUG}/sound' && document.readyState === 'complete'")

    go_to(page, "facts")
    tab_to(page, "[data-field=date] input:not([type=hidden])")
    page.press(*"2024-04-02")
    tab_to(page, "#f-date-time")
    page.press(*"09:00", "Tab")
    tab_to(page, "[data-field=summary] textarea")
    page.press(*SUMMARY, "Tab")
    page.wait(f"{SAVED['en']} && !document.querySelector('#rail .rail-blocks')")
    (folder / "transcript.vtt").write_text(transcript(), "utf-8")  # by another program, while the desk is open

    go_to(page, "chapters")
    for number, name in enumerate(CHAPTERS):
        tab_to(page, "[data-waveform]")
        keys(page, "Home", *["ArrowRight"] * (4 * number), "k")
        page.wait("document.activeElement.id === 'c-new-title'")
        page.press(*name, "Enter")
        page.wait(f"{SAVED['en']} && document.querySelectorAll('[name$=title-was]').length === {number + 1}")

    go_to(page, "transcript")
    tab_to(page, "[name=t-0]")
    for number in range(CUES):
        page.wait(f"document.activeElement.name === 't-{number}'")
        keys(page, "End", "Backspace")
        page.press("!")
        keys(page, "Enter")
    page.wait(f"{SAVED['en']} && document.getElementById('cue-progress').textContent.startsWith('{CUES} of {CUES}')")

    publish_by_keyboard(page)
    written = re.search(r"^date: (\S+ \S+)", (folder / "episode.yaml").read_text("utf-8"), re.MULTILINE)
    assert written
    assert written[1].startswith("2024-04-02")
    write_by_commands(other, recording, written[1])
    compare(root, other)


def publish_by_keyboard(page: BrowserSession) -> None:
    """Mark the episode as ready, approve it twice, publish it."""
    go_to(page, "release")
    tab_to(page, "form[action$='/ready'] button")
    keys(page, "Enter")
    page.wait("document.querySelector('form[action$=\"/ready\"] .quiet') !== null")
    for number, name in enumerate(APPROVERS, 1):
        tab_to(page, "#approve-name")
        page.press(*name, "Enter")
        page.wait(f"document.querySelectorAll('.approvals .done').length === {number}")
    tab_to(page, ".bar nav a[href='/publish']")
    keys(page, "Enter")
    wait_long(page, "location.pathname === '/publish' && document.querySelector('form[action=\"/publish\"] .strong')")
    tab_to(page, "form[action='/publish'] .strong")
    keys(page, "Enter")
    page.wait("location.pathname === '/publish/run'")
    wait_long(page, "document.querySelector('#publish-run[data-mode=done]') !== null")


def write_by_commands(root: Path, recording: Path, date: str) -> None:
    """Do the same by the commands."""
    folder = root / "episodes" / SLUG
    command(root, "new", TITLE, "--recording", recording)
    command(root, "set", SLUG, "summary", SUMMARY)
    command(root, "set", SLUG, "date", date)
    chapters = (f"0:{4 * number:02} {name}" for number, name in enumerate(CHAPTERS))
    command(root, "set", SLUG, "chapters", f"[{', '.join(chapters)}]")
    (folder / "transcript.vtt").write_text(transcript("!"), "utf-8")
    command(root, "set", SLUG, "draft", "false")
    for name in APPROVERS:
        command(root, "approve", SLUG, "--as", name)
    command(root, "publish", "--yes")


def command(root: Path, *words: str | Path) -> None:
    done = run(*words, at=root)
    assert done.returncode == 0, (words, done.stderr)


def compare(root: Path, other: Path) -> None:
    """Compare the sources; the feed has what was published."""
    mine, theirs = files(root / "episodes"), files(other / "episodes")
    assert mine.keys() == theirs.keys()
    for name, data in mine.items():
        assert without_times(name, data) == without_times(name, theirs[name]), name
    feed = (root.parent / "public/feed.xml").read_text("utf-8")
    assert TITLE in feed
    assert "Der erste Kaffee" not in feed  # which waits for its approvals


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def without_times(name: str, data: bytes) -> bytes:
    """A file without its random guid, and without the times of the clock."""
    data = re.sub(
        rb"guid: [0-9a-f-]{8,36}|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", b"GUID", data
    )
    return re.sub(rb"on: .*|digest: .*|<lastBuildDate>.*", b"TIME", data) if name.endswith(("yaml", "xml")) else data
