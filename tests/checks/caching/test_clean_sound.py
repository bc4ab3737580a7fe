"""Recordings without a hint are not looked at again, until something that hints are made from has changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from podcast import pipeline
from podcast.audio.preflight import analysis
from podcast.audio.preflight.analysis import PreflightResult
from podcast.audio.preflight.fault import RecordingFault
from podcast.checks import audio_hints
from podcast.checks.facts import Facts, PackedTurns, pack_turns
from podcast.checks.master_hints import last_master
from podcast.files.cache import Cache
from podcast.files.fingerprints import fingerprints
from podcast.steps.paths import ProjectPaths
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.model.show import Episode

HUM = RecordingFault("hum", 50.0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_show(tmp_path / "show", episodes=2)
    for path in root.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return root


def store(root: Path, *faults: RecordingFault, seconds: float = 600) -> None:
    with Cache(ProjectPaths(root).database, root) as cache:
        for sha256 in fingerprints(sorted(root.glob("episodes/*/recording.*")), cache).values():
            analysis.store_result(cache, sha256, PreflightResult(seconds, faults))


def hints(root: Path, facts: Facts | None = None) -> list[str]:
    show = pipeline.load_show(root)
    with Cache(ProjectPaths(root).database, root) as cache:
        return [hint.path for hint in audio_hints.audio_hints(show, root, cache, facts=facts)]


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The episodes whose masters were looked up, in order."""
    slugs: list[str] = []

    def counted(episode: Episode, *inputs: Any) -> Master | None:
        slugs.append(episode.slug)
        return last_master(episode, *inputs)

    monkeypatch.setattr(audio_hints, "last_master", counted)
    return slugs


def test_a_recording_that_was_not_analysed_is_looked_at_again(root: Path, looked_at: list[str]) -> None:
    with Cache(ProjectPaths(root).database, root) as cache:
        fingerprints(sorted(root.glob("episodes/*/recording.*")), cache)  # as a build does, before it analyses
    assert hints(root) == hints(root) == []
    assert len(looked_at) == 4


def test_recordings_without_a_hint_are_looked_at_once(root: Path, looked_at: list[str]) -> None:
    store(root)
    assert hints(root) == hints(root) == []
    assert sorted(looked_at) == ["folge-1", "folge-2"]


def test_hints_are_told_each_time(root: Path) -> None:
    store(root, HUM)
    assert len(hints(root)) == 2
    assert len(hints(root)) == 2


def test_another_analysis_is_heeded(root: Path) -> None:
    store(root)
    assert hints(root) == []
    store(root, HUM)
    assert len(hints(root)) == 2


def test_settings_count(root: Path) -> None:
    store(root, HUM)
    change(root / "podcast.yaml", "language: de", "language: de\naudio: {denoise: light}")
    assert hints(root) == []
    change(root / "podcast.yaml", "audio: {denoise: light}", "audio: {denoise: false}")
    assert len(hints(root)) == 2


def test_a_transcript_counts(root: Path) -> None:
    (root / "episodes/folge-1/transcript.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHallo.\n", "utf-8")
    store(root)
    turns, transcript = PackedTurns(), "episodes/folge-1/transcript.vtt"
    turns.add(transcript, pack_turns([("Ada", 0.0, 500.0)]))
    assert hints(root, Facts(last_cue_starts={transcript: 590.0}, speaker_turns=turns)) == []
    assert hints(root, Facts(last_cue_starts={transcript: 90.0}, speaker_turns=turns)) == [transcript]
