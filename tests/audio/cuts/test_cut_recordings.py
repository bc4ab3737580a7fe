from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from podcast.audio.first_pass import EditedRecording, analyse
from podcast.audio.job import MasterJob
from podcast.audio.master import master
from podcast.audio.source import Source
from podcast.errors import AudioError
from podcast.model.audio_settings import AudioTargets
from tests.support.sounds import decode_with_miniaudio, speech, write_wav

RATE = 44100


class ArraySource(Source):
    """A source with its samples in memory."""

    def __init__(self, sound: np.ndarray) -> None:
        super().__init__(Path("recording.wav"), RATE, sound.shape[0])
        self.sound = sound.astype(np.float32)

    def first_blocks(self):
        return self.blocks()

    def blocks(self, start: int = 0):
        return (self.sound[:, at : at + RATE] for at in range(start, self.sound.shape[1], RATE))


def job(cuts: tuple, **settings) -> MasterJob:
    targets = AudioTargets(**settings)
    return MasterJob("a", Path("recording.wav"), targets, None, None, Path("a.mp3"), "new", cuts=cuts)


def samples(recording: EditedRecording, start: int = 0) -> np.ndarray:
    return np.concatenate(list(recording.blocks(start)), axis=1)


def test_a_cut_leaves_the_rest_as_it_is() -> None:
    sound = speech(30, channels=2)
    recording, seconds, before = analyse(job(((7.0, 10.5), (16.0, 16.25)), trim_silence=False), ArraySource(sound))
    edited = samples(recording)
    assert seconds == 30
    assert recording.sample_count == edited.shape[1] == round(26.25 * RATE)
    for start, removed in ((5.5, 0.0), (8.0, 3.5), (14.0, 3.75)):
        part = slice(round(start * RATE), round((start + 1) * RATE))
        original = slice(round((start + removed) * RATE), round((start + removed + 1) * RATE))
        assert np.array_equal(edited[:, part], sound[:, original].astype(np.float32))
    assert np.array_equal(samples(recording, 5 * RATE), edited[:, 5 * RATE :])
    assert before.powers.size == pytest.approx(26.25 * 150, abs=1)


def test_silence_at_the_ends_that_cuts_leave_is_trimmed() -> None:
    sound = np.concatenate([speech(3), np.zeros((1, 2 * RATE)), speech(9) + 0.01, np.zeros((1, 3 * RATE))], axis=1)
    sound = np.concatenate([sound, speech(4)], axis=1)
    recording, _seconds, _before = analyse(job(((0.0, 3.5), (17.0, 21.0))), ArraySource(sound))
    assert recording.time_map.to_master(5.0) == pytest.approx(0.2, abs=0.02)
    assert recording.time_map.to_master(1.0) == recording.time_map.to_master(3.5)
    assert recording.sample_count / RATE == pytest.approx(9.7, abs=0.05)


def test_cuts_that_leave_nothing_or_silence_are_refused_with_their_reason() -> None:
    sound = np.concatenate([speech(3), np.zeros((1, 5 * RATE))], axis=1)
    for cuts in (((0.0, 8.0),), ((0.0, 3.5),), ((0.0, 99.0),)):
        with pytest.raises(AudioError, match=r"nothing left but silence.*correct cuts:"):
            analyse(job(cuts), ArraySource(sound))


@pytest.mark.long
def test_the_master_of_a_cut_recording_is_as_long_and_as_loud_as_promised(tmp_path: Path) -> None:
    sound = speech(14) * np.where(np.arange(14 * RATE) < 6 * RATE, 1.0, 0.2)
    path = write_wav(tmp_path / "recording.wav", sound)
    cut_job = replace(job(((0.0, 6.5),)), recording=path)
    outputs = [master(replace(cut_job, path=tmp_path / f"{count}.mp3", threads=count)) for count in (1, 2, 3)]
    assert len({output.sha256["mp3"] for output in outputs}) == 1
    facts, levels = outputs[0].master, outputs[0].levels
    assert facts is not None
    assert levels is not None
    heard, _rate = decode_with_miniaudio(tmp_path / "1.mp3")
    assert len(heard) / RATE == pytest.approx(facts.seconds, abs=0.001)
    assert facts.after.loudness == pytest.approx(-16, abs=0.1)
    assert len(levels.before) == len(levels.after) == int(facts.seconds)
    gain = [after - before for before, after in zip(levels.before, levels.after, strict=True)]
    assert gain == pytest.approx([facts.gain] * len(gain), abs=1.5)
