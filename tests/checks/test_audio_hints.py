"""What was heard to be wrong with recordings, in words; kept by their digests, and said at no cost."""

from __future__ import annotations

import base64
import contextlib
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from podcast import pipeline
from podcast.audio.preflight import analysis, fault
from podcast.audio.preflight.analysis import PreflightResult
from podcast.audio.preflight.fault import RecordingFault
from podcast.checks import audio_hints, examine
from podcast.checks.facts import Facts
from podcast.errors import BuildError
from podcast.files.cache import Cache
from podcast.files.fingerprints import fingerprints
from podcast.i18n import _, set_language
from podcast.show.load import load
from podcast.steps import mastering_plan
from podcast.steps.paths import ProjectPaths
from tests.support.small_show import change, write_show
from tests.support.sounds import speech, write_wav

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.checks.facts import SpeakerTurn

RECORDING = "episodes/folge-1/recording.wav"
TRANSCRIPT = "episodes/folge-1/transcript.vtt"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_show(tmp_path / "show", episodes=2)


@contextlib.contextmanager
def cache_of(root: Path) -> Iterator[Cache]:
    with Cache(ProjectPaths(root).database, root) as cache:
        yield cache


def known(root: Path) -> dict[Path, str]:
    with cache_of(root) as cache:
        return fingerprints(sorted(root.glob("episodes/*/recording.*")), cache)


def cache_faults(root: Path, *faults: RecordingFault, seconds: float = 600, number: int = 1) -> None:
    """As if a build had found these."""
    path = root / RECORDING.replace("1", str(number))
    sha256 = known(root)[path]
    with cache_of(root) as cache:
        analysis.store_result(cache, sha256, PreflightResult(seconds, faults))


def hint_lines(
    root: Path, last_words: dict[str, float] | None = None, turns: tuple[SpeakerTurn, ...] = ()
) -> list[str]:
    show, digests = pipeline.load_show(root), known(root)
    with cache_of(root) as cache:
        facts = Facts(last_cue_starts=last_words or {}, speaker_turns={TRANSCRIPT: turns})
        return [str(problem) for problem in audio_hints.audio_hints(show, root, cache, digests, facts)]


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
        (RecordingFault("hum", 60.0, ((60.0, 90.0),)), "has mains hum at 60 Hz: 1:00–1:30"),
        (RecordingFault("telephone", 3400.0, ((60.0, 90.0),)), "sounds like a telephone call: 1:00–1:30"),
        (RecordingFault("dead channel", 47.0, ((60.0, 90.0),)), "has a silent right channel: 1:00–1:30"),
        (RecordingFault("speakers apart", 9.1, ((60.0, 90.0),)), "9.1 dB quieter than the other: 1:00–1:30"),
        (RecordingFault("speakers apart", 9.1, ((60.0, 90.0),)), "audio: {level: true}"),
        (RecordingFault("noise", 12.0), "only 12 dB above the noise; reduce the noise with audio: {denoise: light}"),
        (RecordingFault("noise", 12.0, ((60.0, 90.0),)), "above the noise: 1:00–1:30 (Schluss); reduce"),
        (RecordingFault("reverberation"), "is very reverberant"),
        (RecordingFault("clicks", 2.0, ((61.2, 61.2), (63.0, 63.0))), "has clicks: 1:01.2 (Schluss), 1:03;"),
        (RecordingFault("dropouts", 1.0, ((61.2, 61.22),)), "has dropouts of some milliseconds: 1:01.2 (Schluss);"),
        (RecordingFault("echo", 43.0), "has an echo after 43 ms"),
        (RecordingFault("soft clipping"), "is saturated"),
        (RecordingFault("plosives", 1.0, ((61.2, 61.2),)), "audio: {highpass: true}"),
    ],
)
def test_each_fault_has_its_sentence(root: Path, fault: RecordingFault, words: str) -> None:
    cache_faults(root, fault)
    (line,) = hint_lines(root)
    assert line.startswith(f"{RECORDING}: ")
    assert words in line
    assert not re.search(r"\{\w+\}", line)


def test_every_kind_of_fault_has_a_sentence(root: Path) -> None:
    cache_faults(root, *(RecordingFault(kind, 1.0, ((1.0, 2.0),)) for kind in get_args(fault.FaultKind)))
    assert len(hint_lines(root)) == len(get_args(fault.FaultKind))


def test_status_has_a_german_word_for_every_kind_of_fault() -> None:
    set_language("de")
    assert [kind for kind in get_args(fault.FaultKind) if _(kind) == kind] == []


TURNS = (("Ada", 0.0, 15.0), ("Grace", 15.0, 30.0), ("Ada", 30.0, 45.0), ("Grace", 45.0, 60.0))


@pytest.mark.parametrize(("steps", "count"), [(8, 0), (18, 1)])  # half a dB each
def test_the_transcript_says_who_is_quieter(root: Path, steps: int, count: int) -> None:
    (root / TRANSCRIPT).write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHallo\n", "utf-8")
    levels = base64.b64encode(bytes(([40] * 75 + [40 + steps] * 75) * 2)).decode()
    path = root / RECORDING
    by_turns = RecordingFault("speakers apart", 7.0, ((15.0, 30.0),))
    with cache_of(root) as cache:
        analysis.store_result(cache, known(root)[path], PreflightResult(60.0, (by_turns,), levels=levels))
    lines = hint_lines(root, turns=TURNS)
    assert len(lines) == count  # what the turns alone seemed to say is left out
    assert all("has Grace 9.0 dB quieter than Ada: 0:15–0:30 (Schluss), 0:45–1:00;" in line for line in lines)


def test_where_a_setting_is_the_remedy_its_hint_ends(root: Path) -> None:
    faults = [
        RecordingFault(kind, 1.0, ((1.0, 2.0),)) for kind in ("noise", "hum", "plosives", "speakers apart", "echo")
    ]
    cache_faults(root, *faults)
    assert len(hint_lines(root)) == 5
    change(root / "podcast.yaml", "language: de", "language: de\naudio: {level: true, denoise: light}")
    assert ["echo" in line for line in hint_lines(root)] == [True]


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


def test_what_is_cut_out_is_no_fault(root: Path) -> None:
    episode = root / "episodes/folge-1/episode.yaml"
    episode.write_text(episode.read_text("utf-8") + "cuts: [{from: 0.5, to: 1}]\n", "utf-8")
    silence = RecordingFault("digital silence", 0.0, ((0.5, 0.9),))
    cache_faults(root, RecordingFault("clipping", 0.0, ((0.6, 0.7), (1.2, 1.3))), silence)
    (line,) = [line for line in hint_lines(root) if "recording.wav" in line]
    assert "is clipped (flattened peaks): 0:01.2–0:01.3 (Schluss);" in line


def test_a_recording_that_was_not_analysed_has_no_hints(root: Path) -> None:
    assert hint_lines(root) == []
    with cache_of(root) as cache:
        assert audio_hints.audio_hints(pipeline.load_show(root), root, cache) == ()


def test_a_recording_that_changed_is_another_one(root: Path) -> None:
    cache_faults(root, RecordingFault("hum", 50.0))
    write_wav(root / RECORDING, speech(2, seed=9))
    assert hint_lines(root) == []


@pytest.mark.long
def test_a_build_and_a_check_know_the_speakers_from_the_transcript(root: Path) -> None:
    loud, quiet = speech(14, seed=2) * 0.5, speech(14, seed=3) * 0.1
    write_wav(root / RECORDING, np.concatenate([loud, quiet], axis=1))
    cues = "WEBVTT\n\n00:00.000 --> 00:14.000\n<v Ada>Hallo\n\n00:14.000 --> 00:28.000\n<v Grace>Guten Tag\n"
    (root / TRANSCRIPT).write_text(cues, "utf-8")
    change(root / "episodes/folge-1/episode.yaml", "season: 1", "transcript: transcript.vtt\nseason: 1")
    for path in (root / RECORDING, root / TRANSCRIPT):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    built = [str(hint) for hint in pipeline.build_site(root, jobs=1).hints if " quieter than " in str(hint)]
    assert len(built) == 1
    assert " Grace " in built[0]
    assert built == [str(hint) for hint in examine.examine(root).hints() if " quieter than " in str(hint)]


# --- a build listens, once -------------------------------------------------------------------------------------------


def build(root: Path, *, drafts: bool = False) -> None:
    show = pipeline.load_show(root).due(datetime(2026, 1, 1, tzinfo=UTC), drafts=drafts)
    with ThreadPoolExecutor(2) as executor:
        pipeline.build_show(show, root, executor, lambda _: None)


def test_every_recording_is_analysed_once_and_the_result_is_cached(root: Path) -> None:
    write_wav(root / RECORDING, np.clip(speech(4, channels=2) * 8, -1, 1))
    with cache_of(root) as cache:
        plan = mastering_plan.plan_masters(pipeline.load_show(root), ProjectPaths(root), cache)
        recordings = mastering_plan.recordings_to_analyse(plan, cache)
        assert [path.parent.name for path in recordings] == ["folge-1", "folge-2"]
    build(root)
    with cache_of(root) as cache:
        assert mastering_plan.recordings_to_analyse(plan, cache) == ()
        assert audio_hints.fault_kinds(plan.jobs["folge-1"], cache, plan.fingerprints) == ("clipping",)
    assert [line.partition(" (")[0] for line in hint_lines(root)] == [f"{RECORDING}: is clipped"]


@pytest.mark.long
def test_the_hint_of_a_draft_stays_when_a_build_without_drafts_follows(root: Path) -> None:
    """Two commands over one cache: what one of them does not ask for is not forgotten."""
    write_wav(root / RECORDING, np.clip(speech(4, channels=2) * 8, -1, 1))
    os.utime(root / RECORDING, (1_700_000_000, 1_700_000_000))  # a file just changed is not trusted
    change(root / "episodes/folge-1/episode.yaml", "season: 1", "draft: true\nseason: 1")
    build(root, drafts=True)
    assert checked(root) == ["is clipped"]
    build(root)
    assert checked(root) == ["is clipped"]


def checked(root: Path) -> list[str]:
    """What `podcast check` says about the recording, without its places."""
    hints = pipeline.check_show(root).hints()
    return [hint.what.partition(" (")[0] for hint in hints if hint.path == RECORDING]


def test_check_says_what_is_known_without_reading_a_recording(root: Path) -> None:
    os.utime(root / RECORDING, (1_700_000_000, 1_700_000_000))  # a file just changed is not trusted
    cache_faults(root, RecordingFault("hum", 50.0))
    result = [problem.what for problem in examine.examine(root).hints() if problem.path == RECORDING]
    assert result == ["has mains hum at 50 Hz"]


def test_a_recording_that_cannot_be_read_is_mastering_s_business(root: Path) -> None:
    (root / RECORDING).write_bytes(b"nonsense")
    with pytest.raises(BuildError, match=r"^episodes/folge-1/recording\.wav: "):
        build_unchecked(root)
    with cache_of(root) as cache:
        assert cache.keys("preflight") == [known(root)[root / "episodes/folge-2/recording.wav"]]


def build_unchecked(root: Path) -> None:
    """Build a show as it is loaded, whatever `podcast check` says about its files."""
    show = load(root).show
    assert show is not None
    with ThreadPoolExecutor(2) as executor:
        pipeline.build_show(show, root, executor, lambda _: None)


def test_hints_do_not_change_what_is_wrong(root: Path) -> None:
    cache_faults(root, RecordingFault("hum", 50.0))
    change(root / "episodes/folge-2/episode.yaml", "title:", "titel:")
    assert {problem.path for problem in pipeline.check_show(root).problems} == {"episodes/folge-2/episode.yaml"}
