"""A transcript of 900 lines by keyboard, in Chromium and Firefox: ten corrections, and the bytes of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.desk.desk_server import running_desk
from podcast.files.cache import database_path
from podcast.transcripts.read_transcript import read_cues
from podcast.transcripts.write import format_vtt
from tests.support.desk import TEST_PORT
from tests.support.desk_sessions import SAVED, keys
from tests.support.long_transcript import SLUG, long_cues, write_long_transcript
from tests.support.two_browsers import ChromiumSession

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.desk.desk_session import Desk
    from tests.support.webdriver import BrowserSession

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.usefixtures("german")]
LINES = 900
CSRF = "document.querySelector('meta[name=csrf]').content"
BODY = f"new URLSearchParams({{csrf: {CSRF}}})"
UNDO = f"fetch('/undo', {{method: 'POST', body: {BODY}}}).then(() => {{ window.undone = 1 }})"
AUDIO = "(document.querySelector('[data-cue=play]').ariaPressed === 'false')"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The transcript of a show."""
    return write_long_transcript(tmp_path_factory.mktemp("transcript") / "show", LINES)


@pytest.fixture(scope="module")
def desk(file: Path) -> Iterator[Desk]:
    with running_desk(file.parents[2], TEST_PORT) as desk:
        yield desk


@pytest.fixture
def transcript(file: Path) -> Path:
    """The transcript as it was at first, of which no line was reviewed."""
    file.write_bytes(format_vtt(long_cues(LINES)))
    database_path(file.parents[2]).unlink(missing_ok=True)
    return file


@pytest.fixture
def page(session: BrowserSession, desk: Desk, transcript: Path) -> BrowserSession:
    """The page of the transcript, with the focus in its first line."""
    assert transcript.is_file()
    session.open("about:blank")
    session.open(f"{desk.address.origin}/e/{SLUG}/transcript")
    session.wait(focused(0))
    return session


def focused(number: int) -> str:
    return (
        f"document.activeElement.name === 't-{number}' && document.activeElement.closest('.cue').id === 'cue-{number}'"
    )


def progress(done: int, count: int = LINES) -> str:
    return f"{SAVED['de']} && document.getElementById('cue-progress').textContent === '{done} von {count} geprüft'"


def test_ten_corrections_change_ten_words_of_the_file(page: BrowserSession, transcript: Path) -> None:
    before = transcript.read_text("utf-8")
    for number in range(10):
        page.wait(focused(number))
        keys(page, "End", "Backspace")
        page.press(*"!")
        keys(page, "Enter")
    page.wait(progress(10))
    assert transcript.read_text("utf-8") == corrected(before, 10)
    page.evaluate(UNDO)
    page.wait("window.undone")
    assert transcript.read_text("utf-8") == corrected(before, 9)


def corrected(vtt: str, count: int) -> str:
    """The file with another last character of its first lines."""
    head, *blocks = vtt.split("\n\n")
    return "\n\n".join([head, *(f"{block[:-1]}!" for block in blocks[:count]), *blocks[count:]])


def test_the_check_mark_of_a_line_is_taken_back_by_keyboard(page: BrowserSession, transcript: Path) -> None:
    before = transcript.read_bytes()
    keys(page, "Enter", "Enter")
    page.wait(f"{focused(2)} && {progress(2)}")
    keys(page, "ArrowUp", "Shift+Enter")
    page.wait(f"{focused(1)} && {progress(1)} && document.querySelectorAll('.cue.reviewed').length === 1")
    assert transcript.read_bytes() == before


def test_lines_are_divided_and_joined_by_keyboard(page: BrowserSession, transcript: Path) -> None:
    before = transcript.read_bytes()
    keys(page, "ArrowDown", "Home", *["ArrowRight"] * 9, "Control+Enter")
    page.wait(f"document.querySelectorAll('.cue').length === {LINES + 1}")
    page.wait("document.activeElement.closest('.cue')?.id === 'cue-2' && document.activeElement.selectionStart === 0")
    texts = [cue.text for cue in read_cues(transcript.read_bytes(), "t.vtt")]
    assert texts[1:3] == ["Das hier", "ist die Zeile 1 und."]
    keys(page, "Backspace")
    page.wait(f"document.querySelectorAll('.cue').length === {LINES}")
    page.wait("document.activeElement.closest('.cue')?.id === 'cue-1' && document.activeElement.selectionStart === 9")
    page.wait(SAVED["de"])
    assert [cue.text for cue in read_cues(transcript.read_bytes(), "t.vtt")] == [cue.text for cue in long_cues(LINES)]
    assert len(transcript.read_bytes()) == len(before)


def test_sound_stops_at_the_end_of_the_line(page: BrowserSession) -> None:
    if not isinstance(page, ChromiumSession):
        pytest.skip("Firefox plays nothing on a computer without a sound card")
    keys(page, "F8")
    page.wait(f"!{AUDIO}")
    page.wait(AUDIO)
    assert 2.85 <= page.evaluate("Number(document.querySelector('[data-waveform]').ariaValueNow)") <= 3.05
    keys(page, "F9")
    page.wait("document.getElementById('wave-clock').textContent === '0:00'")
