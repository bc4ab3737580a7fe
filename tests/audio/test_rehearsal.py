"""The gain is rehearsed in the seconds that matter for it: as precisely as in all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from podcast.audio.encoding import rehearsal
from podcast.audio.encoding.limited_recording import LimitedRecording
from podcast.audio.encoding.rehearsal import Rehearsal, rehearsed_plan
from podcast.audio.first_pass import EditedRecording, analyse
from podcast.audio.gain import LoudnessTarget
from podcast.audio.job import MasterJob
from podcast.audio.limiter import GainPlan
from podcast.audio.loudness import LoudnessMeasurement
from podcast.audio.mp3.encode import EncodingJob
from podcast.audio.source import open_source
from podcast.model.audio_settings import AudioTargets
from tests.support.sounds import RATE, silence, speech, write_wav

TARGET = LoudnessTarget(-16.0, -1.0, 128)


def speech_with_claps(seconds: float, channels: int, seed: int) -> np.ndarray:
    """Quiet speech with a clap every two seconds, behind silence that is trimmed."""
    random = np.random.default_rng(seed)
    sound = 0.25 * speech(seconds, channels=channels, seed=seed)
    clap = random.uniform(-1, 1, RATE // 20) * np.exp(-np.arange(RATE // 20) / (0.01 * RATE))
    for start in range(RATE // 2, sound.shape[1] - clap.size, 2 * RATE):
        sound[:, start : start + clap.size] += random.uniform(0.2, 0.7) * clap
    return np.clip(np.concatenate([silence(1.317, channels=channels), sound], axis=1), -1, 1)


@contextmanager
def analysed(path: Path) -> Iterator[tuple[EditedRecording, LoudnessMeasurement]]:
    job = MasterJob("a", path, AudioTargets(), None, None, path.with_suffix(".mp3"), "new")
    with open_source(job) as source:
        recording, _seconds, before = analyse(job, source)
        yield recording, before


@pytest.mark.parametrize("channels", [1, 2])
def test_single_seconds_have_the_samples_of_the_whole(tmp_path: Path, channels: int) -> None:
    path = write_wav(tmp_path / "r.wav", speech_with_claps(9, channels, seed=2))
    with analysed(path) as (recording, _before):
        trimmed = recording.trim.start
        assert trimmed % RATE
        limited = LimitedRecording(recording, GainPlan(18.0, -2.8))
        complete = np.concatenate(list(limited.blocks()), axis=1)
        for number, samples in limited.seconds({2, 3, 7}, RATE // 10):
            start = number * RATE - RATE // 10 - trimmed
            assert np.array_equal(samples, complete[:, start : start + samples.shape[1]]), number
        first = trimmed // RATE
        assert [number for number, _samples in limited.seconds({first - 1, 2, 3, 99}, 0)] == [2, 3]


@pytest.mark.long
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_the_seconds_in_which_the_limiter_works_give_the_gain_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    path = write_wav(tmp_path / "r.wav", speech_with_claps(40, 2, seed))
    with analysed(path) as (recording, before):

        def job(limited: LimitedRecording) -> EncodingJob:
            return EncodingJob(limited.blocks, recording.sample_count, AudioTargets(), 2, tmp_path / "r.mp3")

        asked = Rehearsal(before, TARGET, lambda plan: LimitedRecording(recording, plan), job)
        plan, _samples = rehearsed_plan(asked)
        monkeypatch.setattr(rehearsal, "_limited_seconds", lambda *_args: range(before.powers.size))
        complete_plan, _samples = rehearsed_plan(asked)
    assert rehearsal.is_doubtful(before, plan)
    assert plan.gain == pytest.approx(complete_plan.gain, abs=0.08)
