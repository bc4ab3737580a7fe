"""What mastering had to do to a recording is a hint: much gain, a loudness that was missed, a deep limiter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from podcast import pipeline
from podcast.artifacts import LoudnessValues, Master
from podcast.checks.master_hints import master_hints
from podcast.timeline.time_map import TimeMap
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from pathlib import Path


def a_master(**facts: Any) -> Master:
    """A master without anything to tell, but for these facts."""
    usual: dict[str, Any] = {
        "path": "x.mp3",
        "recording_seconds": 600.0,
        "seconds": 600.0,
        "sample_rate": 44100,
        "channels": 2,
        "bitrate": 128,
        "time_map": TimeMap(),
        "before": LoudnessValues(-24.0, -3.0, 8.0),
        "after": LoudnessValues(-16.0, -1.5, 7.0),
        "gain": 8.0,
        "limited": 4.0,
    }
    return Master(**usual | facts)


def lines(root: Path, master: Master, loudest: float | None = 125.5) -> list[str]:
    show = pipeline.load_show(root)
    return ["; ".join(texts) for texts in master_hints(show, show.episodes[0], master, loudest)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_show(tmp_path / "show", episodes=1)


def test_an_ordinary_master_has_no_hint(root: Path) -> None:
    assert lines(root, a_master()) == []
    assert lines(root, a_master(gain=19.9, limited=9.9)) == []


def test_a_lift_of_more_than_20_db_is_told_with_its_remedy(root: Path) -> None:
    (line,) = lines(root, a_master(gain=24.0))
    assert "raises it, and its noise with it, by 24 dB" in line
    assert "audio: {level: true}" in line


def test_a_loudness_that_the_most_gain_does_not_reach_is_told(root: Path) -> None:
    (line,) = lines(root, a_master(gain=30.0, after=LoudnessValues(-18.0, -1.5, 7.0)))
    assert "it is 2.0 LU below the target" in line
    (line,) = lines(root, a_master(gain=30.0))  # reached all the same
    assert "with it, by 30" in line


def test_a_limiter_deeper_than_10_db_is_told_with_the_time_of_the_highest_peak(root: Path) -> None:
    (line,) = lines(root, a_master(limited=13.2))
    assert "takes off up to 13 dB, most of all at 2:05.5" in line
    assert "audio: {level: true}" in line
    (line,) = lines(root, a_master(limited=13.2), loudest=None)
    assert "most of all" not in line


def test_where_speech_is_levelled_levelling_is_not_recommended(root: Path) -> None:
    change(root / "podcast.yaml", "language: de", "language: de\naudio: {level: true}")
    assert all("level: true" not in line for line in lines(root, a_master(gain=24.0, limited=13.2)))


def test_noise_that_is_reduced_is_not_raised(root: Path) -> None:
    change(root / "podcast.yaml", "publish:", "audio: {denoise: light}\npublish:")
    (line,) = lines(root, a_master(gain=24.0))
    assert line.startswith("is quiet: mastering raises it by 24 dB;")
