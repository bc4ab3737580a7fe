"""A recording is encoded once: its gain is right at the first try, and places are mended at little cost."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from podcast.audio import gain
from podcast.audio.encoding import to_target
from podcast.audio.encoding.rehearsal import Rehearsal
from podcast.audio.job import MasterJob
from podcast.audio.limiter import GainPlan
from podcast.audio.master import MasteringOutput, master
from podcast.model.audio_settings import AudioTargets
from tests.support.loud_sounds import LOUD_SOUNDS
from tests.support.sounds import decode_with_miniaudio, loudness, speech, true_peak, write_wav

pytestmark = pytest.mark.long

SECONDS = 40


def mastered(folder: Path, sound: np.ndarray, **settings: float) -> MasteringOutput:
    recording = write_wav(folder / "r.wav", sound)
    return master(MasterJob("a", recording, AudioTargets(**settings), None, None, folder / "a.mp3", "new"))


# Reported with seeds that nothing was tuned with.
@pytest.mark.parametrize("seed", [11, 12])
@pytest.mark.parametrize("sounds", LOUD_SOUNDS, ids=lambda sounds: sounds.__name__)
def test_the_first_encoding_has_the_loudness_and_all_mends_take_less_than_a_third(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sounds: Callable, seed: int
) -> None:
    encodings = count_encodings(monkeypatch)
    channels, target = {11: (2, -16.0), 12: (1, -19.0)}[seed]
    output = mastered(tmp_path, sounds(SECONDS, channels=channels, seed=seed), loudness=target)
    samples, rate = decode_with_miniaudio(tmp_path / "a.mp3")
    assert output.master.after.loudness == pytest.approx(target, abs=0.1)
    assert loudness(samples, rate) == pytest.approx(target, abs=0.15)
    assert true_peak(samples) <= -1.0
    assert len(encodings) == 1
    assert output.encoded_seconds < SECONDS * 4 / 3


def count_encodings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The paths that are encoded in full, while a test runs."""
    paths: list[Path] = []
    encode = to_target.encode
    monkeypatch.setattr(to_target, "encode", lambda job: (paths.append(job.path), encode(job)))
    return paths


@pytest.mark.parametrize("channels", [1, 2])
def test_treble_that_the_encoder_leaves_out_is_made_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, channels: int
) -> None:
    random = np.random.default_rng(21)
    hiss = random.standard_normal((channels, SECONDS * 44100)) * np.repeat(random.uniform(0, 0.12, SECONDS * 4), 11025)
    encodings = count_encodings(monkeypatch)
    output = mastered(tmp_path, 0.3 * speech(SECONDS, channels=channels, seed=21) + hiss, bitrate=96)
    assert output.master.after.loudness == pytest.approx(-16, abs=0.15)
    assert len(encodings) == 1
    assert SECONDS < output.encoded_seconds < SECONDS * 4 / 3


def test_a_recording_without_mends_counts_its_own_length(tmp_path: Path) -> None:
    output = mastered(tmp_path, speech(12, seed=11) * 0.3, trim_silence=False)
    assert output.encoded_seconds == pytest.approx(12)


def test_rehearsals_and_mends_are_the_same_with_any_number_of_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gain, "_ENCODING_MARGIN_DB", 0.9)  # so that some places are over the ceiling
    random = np.random.default_rng(22)
    bursts = random.standard_normal((2, 66 * 44100)) * (np.arange(66 * 44100) % 50_000 < 3000)
    recording = write_wav(tmp_path / "r.wav", 0.1 * speech(66, channels=2, seed=22) + 0.15 * bursts)
    outputs = []
    for threads in (1, 2, 3):
        path = tmp_path / str(threads) / "a.mp3"
        path.parent.mkdir()
        job = MasterJob("a", recording, AudioTargets(bitrate=112), None, None, path, "new", threads=threads)
        outputs.append((master(job), path.read_bytes()))
    assert outputs[0] == outputs[1] == outputs[2]
    assert outputs[0][0].gain_plan.dips
    assert outputs[0][0].encoded_seconds > 66


def test_a_file_that_is_far_off_all_the_same_is_encoded_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right_plan = to_target.rehearsed_plan

    def wrong_plan(rehearsal: Rehearsal) -> tuple[GainPlan, int]:
        plan, samples = right_plan(rehearsal)
        return replace(plan, gain=plan.gain - 1), samples

    monkeypatch.setattr(to_target, "rehearsed_plan", wrong_plan)
    encodings = count_encodings(monkeypatch)
    output = mastered(tmp_path, speech(12, seed=11) * 0.3, trim_silence=False)
    assert output.master.after.loudness == pytest.approx(-16, abs=0.1)
    assert len(encodings) == 2
    assert output.encoded_seconds == pytest.approx(24)
