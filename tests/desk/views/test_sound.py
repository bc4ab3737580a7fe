"""The sound of an episode over HTTP: facts, hints, the master in the background, another recording and the way back."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from podcast.desk.views.sound import mastering_runs
from podcast.i18n import temporary_language
from tests.support.desk import DeskBrowser, desk_browser
from tests.support.small_show import change, write_show
from tests.support.sounds import RATE, silence, speech, write, write_as

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "/e/folge-1/sound"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_show(tmp_path / "show", episodes=1)


@pytest.fixture
def browser(root: Path) -> Iterator[DeskBrowser]:
    with temporary_language("de"), desk_browser(root) as browser:
        yield browser


def folder(root: Path) -> Path:
    return root / "episodes/folge-1"


def replace(browser: DeskBrowser, name: str, data: bytes) -> int:
    answer = browser.post_files(f"{PAGE}/upload", {"do": "replace"}, {"recording": (name, data)})
    return int(answer.status)


def test_the_recording_is_heard_before_there_is_a_master(browser: DeskBrowser) -> None:
    page = browser.text(PAGE)
    assert "0:02 · WAV, Stereo" in page
    assert "/sound/folge-1/recording?" in page
    assert "/sound/folge-1/master" not in page
    assert "Fertige Folge jetzt berechnen" in page


@pytest.mark.long
def test_the_master_is_made_in_the_background(browser: DeskBrowser, root: Path) -> None:
    write(folder(root) / "recording.wav", np.concatenate([silence(1.5), speech(3), silence(1.5)], axis=1))
    assert browser.post(PAGE, {"do": "master"}).status == 303
    mastering_runs(browser.desk).wait("folge-1")
    page = browser.text(PAGE)
    assert re.search(r"\u2212\d+,\d LUFS · Spitze \u2212\d+,\d dB", page)
    assert "Stille am Anfang" in page
    answer = browser.get("/sound/folge-1/master")
    assert (answer.status, answer.headers["content-type"]) == (200, "audio/mpeg")


@pytest.mark.long
def test_a_master_that_cannot_be_made_says_why(browser: DeskBrowser, root: Path) -> None:
    write(folder(root) / "recording.wav", np.stack([speech(2)[0], -speech(2)[0]]))
    browser.post(PAGE, {"do": "master"})
    mastering_runs(browser.desk).wait("folge-1")
    assert 'role="alert"' in browser.text(PAGE)


def test_another_recording_takes_its_place_and_the_old_one_comes_back(browser: DeskBrowser, root: Path) -> None:
    path = folder(root) / "recording.wav"
    old = path.read_bytes()
    new = write(root / ".podcast/new.wav", speech(3, seed=5)).read_bytes()
    assert replace(browser, "Neu final.WAV", new) == 303
    assert path.read_bytes() == new
    page = browser.text(PAGE)
    identity = re.search(r'value="(back:[^"]+recording\.wav)"', page)
    assert identity
    assert browser.post(PAGE, {"do": identity[1]}).status == 303
    assert path.read_bytes() == old
    assert len(re.findall(r'value="back:', browser.text(PAGE))) == 1


def test_a_recording_of_another_format_leaves_none_beside_it(browser: DeskBrowser, root: Path) -> None:
    new = write(root / ".podcast/new.flac", speech(3, seed=5)).read_bytes()
    assert replace(browser, "Neu.flac", new) == 303
    assert sorted(path.name for path in folder(root).glob("*.*")) == ["episode.yaml", "recording.flac"]
    assert "0:03 · FLAC, Mono" in browser.text(PAGE)


def test_the_name_in_the_file_follows_the_format(browser: DeskBrowser, root: Path) -> None:
    (folder(root) / "recording.wav").rename(folder(root) / "ton.wav")
    change(folder(root) / "episode.yaml", "chapters:", "recording: ton.wav  # vom Studio\nchapters:")
    new = write(root / ".podcast/new.flac", speech(3, seed=5)).read_bytes()
    assert replace(browser, "x.flac", new) == 303
    assert "recording: ton.flac  # vom Studio\n" in (folder(root) / "episode.yaml").read_text("utf-8")
    assert (folder(root) / "ton.flac").read_bytes() == new


def test_what_is_no_recording_is_refused_and_the_old_one_stays(browser: DeskBrowser, root: Path) -> None:
    old = (folder(root) / "recording.wav").read_bytes()
    assert replace(browser, "brief.wav", b"Sehr geehrte Damen und Herren") == 422
    assert browser.post_files(f"{PAGE}/upload", {"do": "replace"}, {"recording": ("", b"")}).status == 422
    assert (folder(root) / "recording.wav").read_bytes() == old
    assert browser.post(PAGE, {"do": "back:../../../etc/passwd"}).status == 422


def test_a_format_that_no_browser_plays_is_heard_as_a_copy(browser: DeskBrowser, root: Path) -> None:
    (folder(root) / "recording.wav").unlink()
    write_as(folder(root) / "recording.aiff", speech(2), RATE, ("pcm_s16be", "s16"))
    assert "Dieses Format spielt kein Browser" in browser.text(PAGE)
    answer = browser.get("/sound/folge-1/recording", range="bytes=0-99")
    assert (answer.status, answer.headers["content-type"], len(answer.data)) == (206, "audio/mpeg", 100)


@pytest.mark.long
def test_a_hint_about_the_sound_is_accepted(browser: DeskBrowser, root: Path) -> None:
    (folder(root) / "recording.wav").unlink()
    os.utime(write(folder(root) / "recording.mp3", speech(8), bit_rate=32_000), (1_700_000_000, 1_700_000_000))
    browser.post(PAGE, {"do": "master"})
    mastering_runs(browser.desk).wait("folge-1")
    code = re.search(r'value="accept:([^"]+)"', browser.text(PAGE))
    assert code, browser.text(PAGE)[-3000:]
    assert browser.post(PAGE, {"do": f"accept:{code[1]}"}).status == 303
    assert f"accepted_hints: [{code[1]}]\n" in (folder(root) / "episode.yaml").read_text("utf-8")
    assert f"accept:{code[1]}" not in browser.text(PAGE)


def test_an_episode_without_a_recording_takes_one(browser: DeskBrowser, root: Path) -> None:
    data = (folder(root) / "recording.wav").read_bytes()
    (folder(root) / "recording.wav").unlink()
    assert "noch keine Aufnahme" in browser.text(PAGE)
    assert replace(browser, "Folge 1.wav", data) == 303
    assert (folder(root) / "recording.wav").read_bytes() == data
