"""What was heard to be wrong with recordings, in words; kept by their digests, and said at no cost."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from podcast import pipeline
from podcast.audio.preflight import analysis, fault
from podcast.audio.preflight.analysis import PreflightResult
from podcast.audio.preflight.fault import RecordingFault
from podcast.checks import audio_hints, examine
from podcast.files import atomic, digest_cache
from podcast.steps import mastering_plan
from podcast.steps.mastering import master_all
from podcast.steps.paths import ProjectPaths
from podcast.steps.site_writer import BuildRecord
from tests.support.small_show import change, write_show
from tests.support.sounds import speech, write_wav

if TYPE_CHECKING:
    from pathlib import Path

RECORDING = "episodes/folge-1/recording.wav"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_show(tmp_path / "show", episodes=2)


def known(root: Path) -> dict[Path, str]:
    paths = sorted(root.glob("episodes/*/recording.*"))
    return digest_cache.fingerprints(paths, ProjectPaths(root).fingerprints)


def cache_faults(root: Path, *faults: RecordingFault, seconds: float = 600, number: int = 1) -> None:
    """As if a build had found these."""
    path = root / RECORDING.replace("1", str(number))
    result = {"examination": analysis.ANALYSIS_VERSION, **asdict(PreflightResult(seconds, faults))}
    atomic.write(ProjectPaths(root).preflight(known(root)[path]), json.dumps(result).encode())


def hint_lines(root: Path, last_words: dict[str, float] | None = None) -> list[str]:
    show = pipeline.load_show(root)
    return [str(problem) for problem in audio_hints.audio_hints(show, ProjectPaths(root), known(root), last_words)]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (RecordingFault("clipping", 80.0, ((60.0, 61.0),)), "is clipped (flattened peaks): 1:00–1:01 (Schluss)"),
        (RecordingFault("digital silence", 0.0, ((0.5, 4.0),)), "has digital silence: 0:00.5–0:04 (Mitte)"),
        (
            RecordingFault("pause", 0.0, tuple((n, n + 6.0) for n in (60, 90, 120, 150, 180))),
            "2:00–2:06, 2 more places;",
        ),
        (RecordingFault("imbalance", -6.0), "6.0 dB louder in one channel than in the other"),
        (RecordingFault("dead channel", 47.0), "has a silent right channel"),
        (RecordingFault("dead channel", -47.0), "has a silent left channel"),
        (RecordingFault("inverted", -1.0), "has one inverted channel"),
        (RecordingFault("offset", 0.03), "has a DC offset"),
        (RecordingFault("hum", 50.0), "has mains hum at 50 Hz"),
        (RecordingFault("quiet passage", 12.2, ((60.0, 90.0),)), "is 12.2 dB quieter than the rest: 1:00–1:30"),
        (RecordingFault("telephone", 3900.0), "nothing above 3900 Hz"),
        (RecordingFault("lossy", 7600.0), "nothing above 7600 Hz"),
        (RecordingFault("low bit rate", 48.0), "has only 48 kbit/s"),
    ],
)
def test_each_fault_has_its_sentence(root: Path, fault: RecordingFault, words: str) -> None:
    cache_faults(root, fault)
    (line,) = hint_lines(root)
    assert line.startswith(f"{RECORDING}: ")
    assert words in line
    assert "{" not in line.replace("{channels: mono}", "")


def test_every_kind_of_fault_has_a_sentence(root: Path) -> None:
    cache_faults(root, *(RecordingFault(kind, 1.0, ((1.0, 2.0),)) for kind in get_args(fault.FaultKind)))
    assert len(hint_lines(root)) == len(get_args(fault.FaultKind))


def test_a_recording_used_twice_is_reported_at_the_second_episode(root: Path) -> None:
    shutil.copy(root / RECORDING, root / "episodes/folge-2/recording.wav")
    (line,) = hint_lines(root)
    assert line.startswith("episodes/folge-2/recording.wav: is the same as episodes/folge-1/recording.wav;")


@pytest.mark.parametrize(("last", "count"), [(490.0, 0), (470.0, 1), (590.0, 0)])
def test_a_transcript_that_ends_much_earlier_is_a_hint(root: Path, last: float, count: int) -> None:
    (root / "episodes/folge-1/transcript.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHallo\n", "utf-8")
    cache_faults(root, seconds=600)
    lines = hint_lines(root, {"episodes/folge-1/transcript.vtt": last})
    assert len(lines) == count
    assert all("ends at 7:50, but the recording ends at 10:00" in line for line in lines)


def test_a_recording_that_was_not_analysed_has_no_hints(root: Path) -> None:
    assert hint_lines(root) == []
    assert audio_hints.audio_hints(pipeline.load_show(root), ProjectPaths(root)) == ()


def test_a_recording_that_changed_is_another_one(root: Path) -> None:
    cache_faults(root, RecordingFault("hum", 50.0))
    write_wav(root / RECORDING, speech(2, seed=9))
    assert hint_lines(root) == []


# --- a build listens, once -------------------------------------------------------------------------------------------


def listened(root: Path, unheard: dict[Path, Path]) -> None:
    with ThreadPoolExecutor(2) as executor:
        master_all({}, root, executor, lambda _: None, unheard)


def test_every_recording_is_analysed_once_and_the_result_is_cached(root: Path) -> None:
    sound = np.clip(speech(4, channels=2) * 8, -1, 1)
    write_wav(root / RECORDING, sound)
    show, places = pipeline.load_show(root), ProjectPaths(root)
    plan = mastering_plan.plan_masters(show, places, BuildRecord())
    unheard = mastering_plan.recordings_to_analyse(plan, places)
    assert [path.parent.name for path in unheard] == ["folge-1", "folge-2"]
    listened(root, unheard)
    assert mastering_plan.recordings_to_analyse(plan, places) == {}
    assert audio_hints.fault_kinds(show.episodes[1], places, plan.fingerprints) == ("clipping",)
    assert [line.partition(" (")[0] for line in hint_lines(root)] == [f"{RECORDING}: is clipped"]


def test_check_says_what_is_known_without_reading_a_recording(root: Path) -> None:
    os.utime(root / RECORDING, (1_700_000_000, 1_700_000_000))  # a file just changed is not trusted
    cache_faults(root, RecordingFault("hum", 50.0))
    result = [problem.what for problem in examine.examine(root).hints() if problem.path == RECORDING]
    assert result == ["has mains hum at 50 Hz"]


def test_a_recording_that_cannot_be_read_is_mastering_s_business(root: Path) -> None:
    (root / RECORDING).write_bytes(b"nonsense")
    listened(root, {root / RECORDING: root / "heard.json"})
    assert not (root / "heard.json").exists()


def test_hints_do_not_change_what_is_wrong(root: Path) -> None:
    cache_faults(root, RecordingFault("hum", 50.0))
    change(root / "episodes/folge-2/episode.yaml", "title:", "titel:")
    assert {problem.path for problem in pipeline.check_show(root).problems} == {"episodes/folge-2/episode.yaml"}
