import os
import pty
import re
from pathlib import Path

import pytest

from podcast.artifacts import LoudnessValues, Master
from podcast.audio.job import MasterJob
from podcast.cli import progress
from podcast.cli.encode_progress import EncodeProgress
from podcast.errors import AudioError
from podcast.model.groups import AudioTargets
from podcast.steps.mastering import MasteringFailed, MasteringPlanned, RecordingMastered
from tests.support import podcast_process
from tests.support.small_show import write_show

JOB = MasterJob("folge-1", Path("r.wav"), AudioTargets(), None, None, Path("m.mp3"), "new", 16_000 * 600)


def made(after: float = -16.0) -> Master:
    before, now = LoudnessValues(-23.0, -3.0, 5.0), LoudnessValues(after, -1.2, 4.0)
    return Master("m.mp3", 600.0, 600.0, 44100, 2, 128, 0.0, before, now, 7.0, 2.0)


def said(capfd: pytest.CaptureFixture[str], *events: object) -> list[str]:
    with progress.build_progress() as say:
        for event in (MasteringPlanned((JOB,)), *events):
            say(event)
    out, err = capfd.readouterr()
    assert out == ""
    return err.splitlines()


def test_without_a_terminal_there_is_a_plain_line_for_each_thing_done(capfd: pytest.CaptureFixture[str]) -> None:
    assert said(capfd, RecordingMastered(JOB, made(), 15.0)) == [
        "1 to master: folge-1 (new)",
        "mastered  folge-1: -23.0 → -16.0 LUFS, peak -1.2 dBTP, 10:00 min in 15.0 s (× 40)",
    ]


def test_a_failure_is_said_at_once_in_a_line_without_its_remedy(capfd: pytest.CaptureFixture[str]) -> None:
    error = AudioError("episodes/folge-1/r.wav", "is silent", "see to it")
    assert said(capfd, MasteringFailed(JOB, error))[1:] == ["failed    folge-1: is silent"]


def test_a_master_below_its_target_is_hinted_at(capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        "(4.0 LU below the target: the recording is very quiet"
        in said(capfd, RecordingMastered(JOB, made(-20), 1.0))[1]
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


def on_a_terminal(*words: str, at: Path) -> tuple[int, str]:
    """Runs the command at a terminal of its own; what it showed there, without the terminal's codes."""
    ours, theirs = pty.openpty()
    try:
        environment = {**os.environ, "COLUMNS": "100", "TERM": "xterm"}
        process = podcast_process.start(words, streams=(theirs, theirs, theirs), at=at, env=environment)
        os.close(theirs)
        shown = bytearray()
        while block := _read(ours):
            shown += block
        return process.wait(), re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode(errors="replace"))
    finally:
        os.close(ours)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when nobody holds the other end
        return b""


def test_on_a_terminal_there_is_a_bar_for_each_and_one_for_all(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=2, seconds=45)
    status, shown = on_a_terminal("build", "-j", "1", at=root)
    assert status == 0
    assert re.search(r"all +\S+ [01] of 2, \d:\d\d of 1:30", shown)
    assert re.search(r"folge-[12] +\S+ +0:\d\d(, being checked| of 0:45)", shown)
    assert "mastered  folge-2" in shown
