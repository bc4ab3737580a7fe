"""Hints on what decoding did: gaps that became silence, clocks that jump, channels that were mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import pipeline
from podcast.audio.preflight import analysis
from podcast.audio.preflight.analysis import PreflightResult
from podcast.checks import audio_hints
from podcast.checks.rules.sound.decoding import note_hints
from podcast.files.cache import Cache
from podcast.files.fingerprints import fingerprints
from podcast.steps.paths import ProjectPaths
from podcast.timeline.recording_notes import RecordingNotes, TimeJump
from tests.support.small_show import write_show

if TYPE_CHECKING:
    from pathlib import Path


def jumps(*found: TimeJump, count: int = 0, drift: float = 0.0) -> RecordingNotes:
    silence = sum(jump.seconds for jump in found if jump.is_filled)
    return RecordingNotes(jumps=found, jump_count=count or len(found), inserted_silence=silence, drift=drift)


def sentences(notes: RecordingNotes) -> list[str]:
    return [what for what, remedy in note_hints(notes) if remedy]


def test_gaps_are_told_with_their_places_and_all_that_is_missing() -> None:
    found = [TimeJump(10.0 + 60 * number, 0.5, is_filled=True) for number in range(5)]
    assert sentences(jumps(*found)) == [
        "has gaps, which silence fills, 2.5 s in all: 0:10 (0.5 s), 1:10 (0.5 s), 2:10 (0.5 s), 2 more places"
    ]
    (what,) = sentences(jumps(*found, count=240))
    assert what.endswith("2:10 (0.5 s), 237 more places")


def test_a_track_that_begins_later_is_no_gap() -> None:
    assert sentences(jumps(TimeJump(0.0, 1.5, is_filled=True))) == []


def test_a_clock_that_was_set_is_told() -> None:
    assert sentences(jumps(TimeJump(802.4, -20.0, is_filled=False))) == [
        "has a clock that jumps: 13:22 (-20.0 s); the sound just continues there"
    ]


def test_a_slow_or_fast_clock_is_told_from_half_a_second_on() -> None:
    assert sentences(jumps(drift=0.4)) == sentences(jumps(drift=-0.4)) == []
    assert sentences(jumps(drift=0.9)) == ["has sound that is 0.9 s shorter than its picture, spread over its length"]
    assert sentences(jumps(drift=-2.04)) == ["has sound that is 2.0 s longer than its picture, spread over its length"]


def test_a_recording_without_notes_has_no_hints() -> None:
    assert sentences(RecordingNotes()) == []


def test_the_hint_stands_with_those_on_the_recordings(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    show, recording = pipeline.load_show(root), next(root.glob("episodes/*/recording.*"))
    notes = jumps(TimeJump(61.0, 2.0, is_filled=True))
    with Cache(ProjectPaths(root).database, root) as cache:
        digests = fingerprints([recording], cache)
        analysis.store_result(cache, digests[recording], PreflightResult(600, (), notes))
        (hint,) = audio_hints.audio_hints(show, root, cache, digests)
    assert str(hint) == (
        f"{recording.relative_to(root)}: has gaps, which silence fills, 2.0 s in all: 1:01 (2.0 s); listen to these "
        "places; if words are missing, export the recording again or use another copy"
    )
