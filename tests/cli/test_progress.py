from __future__ import annotations

import contextlib
import os
import pty
import re
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podcast.artifacts import LoudnessValues, Master
from podcast.audio.job import MasterJob
from podcast.cli import progress
from podcast.cli.encode_progress import EncodeProgress
from podcast.errors import AudioError
from podcast.model.audio_settings import AudioTargets
from podcast.steps.mastering_events import MasteringFailed, MasteringPlanned, RecordingMastered
from podcast.timeline.time_map import TimeMap
from tests.support import podcast_process

if TYPE_CHECKING:
    from collections.abc import Iterator

JOB = MasterJob("folge-1", Path("r.wav"), AudioTargets(), None, None, Path("m.mp3"), "new", 16_000 * 600)


def master_of(after: float = -16.0) -> Master:
    before, now = LoudnessValues(-23.0, -3.0, 5.0), LoudnessValues(after, -1.2, 4.0)
    return Master("m.mp3", 600.0, 600.0, 44100, 2, 128, TimeMap(), before, now, 7.0, 2.0)


def printed_lines(capfd: pytest.CaptureFixture[str], *events: object) -> list[str]:
    with progress.build_progress() as report:
        for event in (MasteringPlanned((JOB,)), *events):
            report(event)
    out, err = capfd.readouterr()
    assert out == ""
    return err.splitlines()


def test_without_a_terminal_there_is_a_plain_line_for_each_thing_done(capfd: pytest.CaptureFixture[str]) -> None:
    assert printed_lines(capfd, RecordingMastered(JOB, master_of(), 15.0)) == [
        "1 to master: folge-1 (new)",
        "mastered  folge-1: -23.0 → -16.0 LUFS, peak -1.2 dBTP, 10:00 min in 15.0 s (× 40)",
    ]


def test_a_failure_is_said_at_once_in_a_line_without_its_remedy(capfd: pytest.CaptureFixture[str]) -> None:
    error = AudioError("episodes/folge-1/r.wav", "is silent", "see to it")
    assert printed_lines(capfd, MasteringFailed(JOB, error))[1:] == ["failed    folge-1: is silent"]


def test_a_master_below_its_target_is_hinted_at(capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        "(4.0 LU below the target: the recording is very quiet"
        in printed_lines(capfd, RecordingMastered(JOB, master_of(-20), 1.0))[1]
    )


def test_the_speed_is_the_sound_written_since_the_file_was_there() -> None:
    grown = EncodeProgress(0.0, 10.0, 10.0)
    assert grown.speed == 0.0
    assert grown.updated(60.0, 12.0).speed == 30.0
    assert grown.updated(60.0, 12.0).updated(60.0, 13.0).speed == 20.0


def test_a_master_that_is_encoded_once_more_begins_anew() -> None:
    again = EncodeProgress(0.0, 10.0, 10.0).updated(60.0, 12.0).updated(5.0, 20.0)
    assert (again.seconds, again.start) == (5.0, 20.0)
    assert again.updated(25.0, 21.0).speed == 25.0


class Terminal:
    """A pseudoterminal that is read all the time, so that no program waits for its output to be read."""

    def __init__(self) -> None:
        self._reading_end, self.program_end = pty.openpty()
        self._text, self._changed = "", threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):  # Linux reports the end of all programs as an error
            while data := os.read(self._reading_end, 4096):
                with self._changed:
                    self._text += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", data.decode(errors="replace"))
                    self._changed.notify_all()

    def until(self, pattern: str) -> None:
        """Wait until the text without control sequences matches; fail after 30 seconds."""
        with self._changed:
            assert self._changed.wait_for(lambda: re.search(pattern, self._text), 30), self._text

    def close(self) -> None:
        """Close both ends, when no program uses the terminal any more."""
        os.close(self.program_end)
        self._reader.join()
        os.close(self._reading_end)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal of 100 columns."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")
    with contextlib.closing(Terminal()) as terminal:
        yield terminal


def test_on_a_terminal_there_is_a_bar_for_each_master_and_one_for_all(tmp_path: Path, terminal: Terminal) -> None:
    size = 45 * 16_000  # 45 seconds at 128 kbit/s
    jobs = tuple(
        replace(JOB, slug=slug, path=tmp_path / f"{slug}.mp3", expected_bytes=size) for slug in ("folge-1", "folge-2")
    )
    part = tmp_path / ".folge-1.mp3.x.part"
    with (
        os.fdopen(os.dup(terminal.program_end), "w", encoding="utf-8") as stderr,
        contextlib.redirect_stderr(stderr),
        progress.build_progress() as report,
    ):
        report(MasteringPlanned(jobs))
        terminal.until(r"all +\S+ 0 of 2, 0:00 of 1:30")
        part.write_bytes(bytes(size // 3))
        terminal.until(r"folge-1 +\S+ +0:15 of 0:45")
        part.write_bytes(bytes(size))
        terminal.until(r"folge-1 +\S+ +0:45, being checked")
        report(RecordingMastered(jobs[0], master_of(), 1.0))
        terminal.until(r"mastered  folge-1")
        terminal.until(r"all +\S+ 1 of 2, ")


@pytest.mark.long
def test_the_command_shows_its_bars_on_a_terminal(small_show: Path, tmp_path: Path, terminal: Terminal) -> None:
    root = shutil.copytree(small_show, tmp_path / "show", ignore=shutil.ignore_patterns(".podcast"))
    process = podcast_process.start(("build", "-j", "1"), streams=(terminal.program_end,) * 3, at=root)
    terminal.until(r"all +\S+")
    terminal.until(r"mastered  folge-2")
    assert process.wait() == 0
