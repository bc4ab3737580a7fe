import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from podcast.audio.first_pass import EditedRecording, analyse
from tests.audio.cuts.test_cut_recordings import RATE, ArraySource, job, samples
from tests.audio.leveling.test_leveled_master import poorer_cpus
from tests.support.conversations import voice
from tests.support.sounds import write_wav


def recorded(*parts: float | tuple[float, float], noise: float = -60, seed: int = 1) -> np.ndarray:
    """Speech of (seconds, level in dB) and pauses of so many seconds, in a room with noise of so many dBFS."""
    random, pieces = np.random.default_rng(seed), []
    for number, part in enumerate(parts):
        if isinstance(part, tuple):
            pieces.append(voice(part[0], seed + number) * 10 ** (part[1] / 20))
        else:
            pieces.append(np.zeros(int(part * RATE)))
    sound = np.concatenate(pieces)
    return (sound + random.standard_normal(sound.size) * 10 ** (noise / 20))[None]


def shortened(sound: np.ndarray, cuts: tuple = (), longest: float = 2.0) -> EditedRecording:
    return analyse(job(cuts, shorten_pauses=longest, trim_silence=False), ArraySource(sound))[0]


def seconds(recording: EditedRecording) -> list[tuple[float, float]]:
    return [(start / RATE, end / RATE) for start, end in recording.pauses]


@pytest.mark.parametrize("noise", [-90, -70, -55, -42])
def test_long_pauses_are_shortened_to_the_length_and_others_stay(noise: float) -> None:
    sound = recorded(3, (4, 0), 5, (3, 0), 1.9, (4, -10), 4, (4, 0), 6, noise=noise)
    recording = shortened(sound)
    assert seconds(recording) == [pytest.approx((8, 11), abs=0.25), pytest.approx((21.9, 23.9), abs=0.4)]
    removed = sum(end - start for start, end in seconds(recording))
    assert recording.sample_count == sound.shape[1] - round(removed * RATE)
    assert removed == pytest.approx(5.0, abs=0.6)


def test_room_tone_goes_on_over_the_joint_as_loud_as_before() -> None:
    sound = recorded((6, 0), 9, (6, 0), noise=-50)
    recording = shortened(sound)
    joint = recording.pauses[0][0]
    edited = samples(recording)[0]
    levels = [np.sqrt(np.mean(edited[start : start + 2205] ** 2)) for start in range(joint - 8820, joint + 8820, 2205)]
    assert levels == pytest.approx([10 ** (-50 / 20)] * 8, rel=0.1)


def test_sound_in_a_pause_is_kept() -> None:
    quiet = recorded((6, 0), 6, (6, 0), noise=-65)
    time = np.arange(6 * RATE) / RATE
    chord = sum(np.sin(2 * np.pi * f * time) for f in (220, 277, 330)) * np.exp(-(time % 1.2)) * 10 ** (-52 / 20)
    quiet[0, 6 * RATE : 12 * RATE] += chord
    assert shortened(quiet).pauses == ()


def test_rests_of_music_are_kept() -> None:
    random = np.random.default_rng(3)
    time = np.arange(4 * RATE) / RATE
    phrases = [
        sum(np.sin(2 * np.pi * f * 2 ** (step / 12) * time) for f in (220, 277, 330)) * 0.1 for step in (0, 5, 7, 3)
    ]
    sound = np.concatenate([part for phrase in phrases for part in (phrase, np.zeros(3 * RATE))])
    sound = (sound + random.standard_normal(sound.size) * 0.0005)[None]
    assert shortened(sound).pauses == ()


def test_a_pause_that_a_cut_shortens_counts_as_long_as_it_is_left() -> None:
    sound = recorded((4, 0), 5, (4, 0))
    assert shortened(sound, ((4.5, 7.5),)).pauses == ()
    recording = shortened(sound, ((4.5, 6.0),))
    assert seconds(recording) == [pytest.approx((6.75, 8.25), abs=0.25)]
    assert recording.sample_count / RATE == pytest.approx(13 - 1.5 - 1.5, abs=0.25)


def test_a_recording_without_long_pauses_is_read_as_it_is() -> None:
    recording = shortened(recorded((4, 0), 1, (4, 0)))
    assert recording.splice is None
    assert recording.pauses == ()


SAMPLES = """
import hashlib, sys
from dataclasses import replace
from pathlib import Path
from podcast.audio.first_pass import analyse
from podcast.audio.source import open_source
from tests.audio.cuts.test_cut_recordings import job
with open_source(replace(job(((5.0, 6.5),), shorten_pauses=1.0), recording=Path(sys.argv[1]))) as source:
    edited = analyse(replace(job(((5.0, 6.5),), shorten_pauses=1.0), recording=Path(sys.argv[1])), source)[0]
    digest = hashlib.sha256()
    for block in edited.blocks():
        digest.update(block.tobytes())
    print(edited.pauses, digest.hexdigest())
"""


@pytest.mark.long
def test_places_and_samples_do_not_depend_on_what_the_cpu_can_do(tmp_path: Path) -> None:
    sound = recorded((4, 0), 3, (4, -8), 1, (3, 0), 5, (4, -14))
    path = write_wav(tmp_path / "recording.wav", np.clip(sound, -1, 1))
    results = set()
    for variables in ({}, *poorer_cpus().values()):
        command = [sys.executable, "-c", SAMPLES, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | variables)
        results.add(done.stdout)
    (result,) = results
    assert result.count("(") >= 3
