"""Chapters on the waveform in Chromium and Firefox: by keys and by pointer, with the bytes of `podcast set`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from podcast.checks.load_show import load_show
from podcast.desk.desk_server import running_desk
from podcast.desk.marks.times import shown_time
from podcast.desk.waveforms.episode_sound import episode_sound
from podcast.pipeline.build_steps import build_show
from tests.support.desk import TEST_PORT
from tests.support.desk_sessions import SAVED, keys
from tests.support.small_show import write_show
from tests.support.sounds import silence, sine, write
from tests.support.thread_workers import ThreadWorkers
from tests.support.two_browsers import drag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.desk.desk_session import Desk
    from tests.support.webdriver import BrowserSession

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.usefixtures("german")]
CHAPTERS = """\
chapters:
  - 0:00 Ansage
  - 0:14 Worum es geht  # hier wird gefragt
  - {start: "0:30", title: 'Zum Original'}
soundbites:
  - {start: "0:14.3", duration: 15.1, title: Frage}  # Kostprobe
cuts: [{from: "0:20", to: "0:22"}]
"""
WAVE = "document.querySelector('[data-waveform]')"
CLOCK = "document.getElementById('wave-clock').textContent"
DRAWN = f"{WAVE}.querySelector('.wave-note').textContent === '' && {WAVE}.querySelectorAll('.flag').length === 3"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show with a mastered episode of 40 seconds, silence at both ends, a cut."""
    root = write_show(tmp_path_factory.mktemp("waveform") / "show", seconds=1, episodes=1)
    sound = np.concatenate([silence(1.5), sine(300, 37) * 0.3, silence(1.5)], axis=1)
    write(root / "episodes/folge-1/recording.wav", sound)
    path = root / "episodes/folge-1/episode.yaml"
    path.write_text(path.read_text("utf-8").partition("chapters:")[0] + CHAPTERS, "utf-8")
    show = load_show(root).show
    assert show is not None
    build_show(show, root, ThreadWorkers(), lambda _event: None)
    return root


@pytest.fixture(scope="module")
def desk(root: Path) -> Iterator[Desk]:
    with running_desk(root, TEST_PORT) as desk:
        yield desk


@pytest.fixture
def page(session: BrowserSession, desk: Desk, root: Path) -> BrowserSession:
    """The page of chapters, with the file as it was at first, and the focus in the waveform."""
    path = root / "episodes/folge-1/episode.yaml"
    path.write_text(path.read_text("utf-8").partition("chapters:")[0] + CHAPTERS, "utf-8")
    session.open("about:blank")
    session.open(f"{desk.address.origin}/e/folge-1/chapters")
    session.wait(DRAWN)
    session.evaluate(f"{WAVE}.focus()")
    return session


def yaml_of(root: Path) -> str:
    return "chapters:" + (root / "episodes/folge-1/episode.yaml").read_text("utf-8").partition("chapters:")[2]


def master_of(root: Path) -> Master:
    show = load_show(root).show
    assert show is not None
    sound = episode_sound(root, show, show.episodes[0])
    assert sound is not None
    assert sound.master is not None
    return sound.master


def test_the_slider_speaks_time_and_chapter(page: BrowserSession) -> None:
    assert page.evaluate(f"{WAVE}.getAttribute('aria-valuetext')") == "0:00, Kapitel 1, Ansage"
    keys(page, *["ArrowRight"] * 14, "Shift+ArrowRight")
    assert page.evaluate(f"{WAVE}.getAttribute('aria-valuetext')") == "0:14,1, Kapitel 2, Worum es geht"
    assert page.evaluate(f"{WAVE}.getAttribute('aria-valuenow')") == "14.1"
    keys(page, "End")
    assert page.evaluate(CLOCK) == "0:40"
    keys(page, "Shift+ArrowLeft")
    assert page.evaluate(CLOCK) == "0:39,9"


def test_the_time_in_the_master_is_that_of_the_program(page: BrowserSession, root: Path) -> None:
    master = master_of(root)
    assert not master.time_map.is_identity
    for step in range(8):
        seconds = 1.5 + 3 * step
        keys(page, "Home", *["ArrowRight"] * int(seconds), *["Shift+ArrowRight"] * 5)
        shown = page.text("#wave-in-master")
        is_kept = any(start <= seconds < (end or 99) for start, end, _master in master.time_map.segments)
        expected = shown_time(round(max(master.time_map.to_master(seconds), 0), 1), "de")
        assert (expected in shown) if is_kept else ("nicht in der fertigen Folge" in shown), (seconds, shown)


def test_a_chapter_is_set_named_and_saved_by_keys_alone(page: BrowserSession, root: Path) -> None:
    keys(page, *["ArrowRight"] * 17, *["Shift+ArrowRight"] * 4, "k")
    assert page.evaluate("document.activeElement.id") == "c-new-title"
    assert page.evaluate("document.getElementById('c-new-start').value") == "0:17,4"
    page.press(*"Neu", "Enter")
    page.wait(f"{SAVED['de']} && {WAVE}.querySelectorAll('.flag').length === 4")
    page.wait(f"document.activeElement === {WAVE}")
    assert yaml_of(root) == CHAPTERS.replace('  - {start: "0:30"', '  - 0:17.4 Neu\n  - {start: "0:30"')


def test_a_soundbite_is_set_by_keys_alone(page: BrowserSession, root: Path) -> None:
    keys(page, *["ArrowRight"] * 10, "a")
    page.wait(SAVED["de"])
    assert 'soundbites:\n  - {start: "0:10", duration: 19.4, title: Frage}  # Kostprobe' in yaml_of(root)
    page.evaluate(f"{WAVE}.focus()")
    keys(page, *["ArrowRight"] * 16, "e")
    page.wait("document.querySelector('[name=s-1-end-was]').value === '0:26'")
    assert '{start: "0:10", duration: 16, title: Frage}  # Kostprobe' in yaml_of(root)


def test_arrows_in_a_time_field_move_a_chapter(page: BrowserSession, root: Path) -> None:
    page.evaluate("document.getElementById('c-2-start').focus()")
    keys(page, "ArrowUp", "Shift+ArrowUp", "Shift+ArrowUp", "Shift+ArrowDown", "Enter")
    page.wait(f"{SAVED['de']} && document.querySelector('[name=c-2-start-was]').value === '0:15,1'")
    assert yaml_of(root) == CHAPTERS.replace("0:14 Worum", "0:15.1 Worum")
    assert page.evaluate("document.activeElement.id") == "c-2-start"


def test_a_flag_is_dragged_to_another_time(page: BrowserSession, root: Path) -> None:
    flag = page.evaluate("(({x, y}) => [x, y])([...document.querySelectorAll('.flag')][1].getBoundingClientRect())")
    box = page.evaluate(f"(({{x, y, width}}) => [x, y, width])({WAVE}.getBoundingClientRect())")
    drag(page, (flag[0] + 20, flag[1] + 10), (box[0] + box[2] / 4, flag[1] + 10))
    page.wait(f"{SAVED['de']} && document.querySelector('[name=c-2-start-was]').value !== '0:14'")
    assert yaml_of(root) == CHAPTERS.replace("0:14 Worum", "0:10 Worum")


def test_a_click_moves_the_playhead_and_no_chapter(page: BrowserSession, root: Path) -> None:
    box = page.evaluate(f"(({{x, y, width, height}}) => [x, y, width, height])({WAVE}.getBoundingClientRect())")
    place = (box[0] + box[2] * 0.9, box[1] + box[3] - 8)
    drag(page, place, place)
    assert page.evaluate(CLOCK).startswith("0:36")
    assert yaml_of(root) == CHAPTERS


def test_space_plays_and_stops(page: BrowserSession) -> None:
    keys(page, *["ArrowRight"] * 3, "Space")
    page.wait(f"parseFloat({WAVE}.getAttribute('aria-valuenow')) > 3.3")
    keys(page, "Space")
    page.wait("document.querySelector('[data-wave=play]').ariaPressed === 'false'")
    stopped = page.evaluate(CLOCK)
    assert page.evaluate(f"new Promise((resolve) => setTimeout(() => resolve({CLOCK}), 300))") == stopped


def test_plus_and_minus_show_less_and_more(page: BrowserSession) -> None:
    keys(page, *["ArrowRight"] * 20, "+", "+")
    page.wait(f"{WAVE}.querySelectorAll('.flag:not([hidden])').length < 3")
    keys(page, "-", "-")
    page.wait(f"{WAVE}.querySelectorAll('.flag:not([hidden])').length === 3")


def test_letters_in_a_title_are_letters(page: BrowserSession, root: Path) -> None:
    page.evaluate("document.getElementById('c-2-title').select()")
    page.press(*"ka e", "Enter")
    page.wait(f"{SAVED['de']} && document.querySelector('[name=c-2-title-was]').value === 'ka e'")
    assert yaml_of(root) == CHAPTERS.replace("Worum es geht", "ka e")


def test_what_cannot_be_saved_stays_in_its_field(page: BrowserSession, root: Path) -> None:
    page.evaluate("document.getElementById('c-2-start').select()")
    page.press(*"gleich", "Enter")
    page.wait("document.getElementById('c-2-problem').hidden === false")
    assert page.evaluate("document.getElementById('c-2-start').value") == "gleich"
    page.wait("document.getElementById('save-state').textContent === '1 Feld nicht gespeichert'")
    assert yaml_of(root) == CHAPTERS


def test_onward_waits_for_what_was_typed(page: BrowserSession, root: Path) -> None:
    page.evaluate("document.getElementById('c-2-title').select()")
    page.press(*"Neu")
    page.click("button[name=next]")
    page.wait("location.pathname === '/e/folge-1/transcript'")
    assert yaml_of(root) == CHAPTERS.replace("Worum es geht", "Neu")


def test_before_and_after_play_on_at_the_same_place(page: BrowserSession, desk: Desk, root: Path) -> None:
    page.open(f"{desk.address.origin}/e/folge-1/sound")
    page.wait("[...document.querySelectorAll('.wave-note')].every((note) => !note.textContent)")
    after, before = (f"document.querySelector('[data-waveform={kind}]')" for kind in ("master", "recording"))
    page.evaluate(f"{before}.focus()")
    keys(page, *["ArrowRight"] * 25, "k", "Space")
    page.wait(f"parseFloat({before}.ariaValueNow) > 25.2")
    page.click("[data-wave=play][data-kind=master]")
    page.wait("document.querySelector('[data-wave=play][data-kind=recording]').ariaPressed === 'false'")
    page.click("[data-wave=play][data-kind=master]")
    page.wait("document.querySelector('[data-wave=play][data-kind=master]').ariaPressed === 'false'")
    here, there = float(page.evaluate(f"{before}.ariaValueNow")), float(page.evaluate(f"{after}.ariaValueNow"))
    assert 0 <= there - master_of(root).time_map.to_master(here) < 5
    assert there < here - 2
