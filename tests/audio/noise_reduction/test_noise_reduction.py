import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from podcast.audio.decode import read_blocks
from podcast.audio.job import MasterJob
from podcast.audio.master import master
from podcast.audio.source import open_source
from podcast.model.audio_settings import AudioTargets
from tests.support.paths import ROOT
from tests.support.sounds import RATE, sine, speech, write_wav

pytestmark = pytest.mark.long


def noisy_recording(
    folder: Path, level: float = -52.0, seconds: int = 12, hum_level: float = 0.004
) -> tuple[Path, np.ndarray]:
    """Speech in two channels with pauses of a second, over noise and a hum; and where its pauses are."""
    voice = speech(seconds, channels=2)
    is_pause = np.zeros(voice.shape[1], bool)
    for start in range(0, voice.shape[1], 4 * RATE):
        is_pause[start : start + RATE] = True
    noise = np.random.default_rng(3).standard_normal(voice.shape)
    noise = 10 ** (level / 20) * (noise + np.roll(noise, 1, axis=1)) / 2**0.5
    hum = hum_level * (sine(50, seconds) + sine(100, seconds) / 2 + sine(150, seconds) / 2)
    return write_wav(folder / "noisy.wav", np.where(is_pause, 0, voice) + noise + hum), is_pause


def samples(path: Path, folder: Path, **settings: object) -> np.ndarray:
    job = MasterJob("a", path, AudioTargets(**settings), None, None, folder / "m" / "a.mp3", "new")
    with open_source(job) as source:
        first = np.concatenate(list(source.first_blocks()), axis=1)
        assert np.array_equal(np.concatenate(list(source.blocks(RATE + 1)), axis=1), first[:, RATE + 1 :])
    assert not settings or not list((folder / "m").iterdir())
    return first


def decibels(sound: np.ndarray) -> float:
    return float(10 * np.log10(np.square(sound.astype(np.float64)).mean()))


@pytest.mark.parametrize("level", [-45.0, -55.0, -65.0])
def test_noise_reduction_gains_10_db_and_leaves_speech(tmp_path: Path, level: float) -> None:
    path, is_pause = noisy_recording(tmp_path, level, hum_level=0)
    before, after = samples(path, tmp_path), samples(path, tmp_path, denoise="light")
    assert after.shape == before.shape
    inner = np.convolve(is_pause, np.ones(4411), "same") > 4410  # without the ends of pauses
    assert decibels(before[:, inner]) - decibels(after[:, inner]) > 12
    voice = ~is_pause
    filtered = samples(path, tmp_path, highpass=True)
    assert abs(decibels(filtered[:, voice]) - decibels(after[:, voice])) < 0.2
    clean = speech(12, channels=2)[:, voice]
    for old, new in zip(filtered[:, voice], after[:, voice], strict=True):
        assert np.corrcoef(new, clean[0])[0, 1] > min(np.corrcoef(old, clean[0])[0, 1], 0.995) - 0.001


def test_speech_between_silence_of_a_gate_is_left_as_it_is(tmp_path: Path) -> None:
    (recording,) = (ROOT / "episodes" / "juenger-waehlen").glob("recording.*")
    voice = np.concatenate(list(read_blocks(recording, RATE, 1)), axis=1)[:, : 20 * RATE].astype(np.float64)
    envelope = np.abs(voice[0]).reshape(-1, RATE // 20).max(axis=1)
    voice[:, np.repeat(envelope < 0.03, RATE // 20)] = 0
    path = write_wav(tmp_path / "a.wav", voice)
    assert np.array_equal(samples(path, tmp_path, denoise="light"), samples(path, tmp_path, highpass=True))


def test_noise_that_is_not_audible_is_left_as_it_is(tmp_path: Path) -> None:
    path, _ = noisy_recording(tmp_path, level=-92, hum_level=0)
    assert np.array_equal(samples(path, tmp_path, denoise="light"), samples(path, tmp_path, highpass=True))


def test_no_pause_becomes_louder(tmp_path: Path) -> None:
    path, is_pause = noisy_recording(tmp_path)
    before = samples(path, tmp_path)
    for settings in ({"denoise": "light"}, {"highpass": True}, {"highpass": 200}):
        after = samples(path, tmp_path, **settings)
        windows = is_pause.reshape(-1, RATE // 100).all(axis=1)
        was, now = (np.square(sound).sum(axis=0).reshape(-1, RATE // 100).sum(axis=1) for sound in (before, after))
        assert (now[windows] <= was[windows] * 1.001).all(), settings


def test_a_high_pass_takes_rumble_off_and_nothing_else(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", 0.2 * sine(25, 3) + 0.2 * sine(1000, 3))
    after = samples(path, tmp_path, highpass=100)
    spectrum = np.abs(np.fft.rfft(after[0, RATE : 2 * RATE])) * 2 / RATE
    assert spectrum[25] == pytest.approx(0.2 / 16, rel=0.1)
    assert spectrum[1000] == pytest.approx(0.2, rel=0.01)


def test_a_master_is_made_of_the_reduced_samples_and_only_the_master_stays(tmp_path: Path) -> None:
    path, _ = noisy_recording(tmp_path)
    outputs = []
    for threads in (1, 2):
        out = tmp_path / str(threads) / "a.mp3"
        job = MasterJob("a", path, AudioTargets(denoise="light"), None, None, out, "new", threads=threads)
        outputs.append(master(job))
        assert list(out.parent.iterdir()) == [out]
    assert outputs[0].sha256 == outputs[1].sha256
    facts = outputs[0].master
    assert facts is not None
    assert facts.after.loudness == pytest.approx(-16, abs=0.2)


DIGESTS = """
import ctypes, hashlib, sys
from pathlib import Path
import av.logging
libavutil = ctypes.CDLL(av.logging.__file__)
flags = libavutil.av_get_cpu_flags()
libavutil.av_force_cpu_flags(flags & ~int(sys.argv[1]))
from podcast.audio.decode import read_blocks
from podcast.audio.job import MasterJob
from podcast.audio.source import open_source
from podcast.model.audio_settings import AudioTargets
path = Path(sys.argv[2])
digest = hashlib.sha256()
for settings in ({"denoise": "light"}, {"highpass": 120}):
    job = MasterJob("a", path, AudioTargets(**settings), None, None, path.parent / sys.argv[3] / "a.mp3", "new")
    with open_source(job) as source:
        for block in source.first_blocks():
            digest.update(block.tobytes())
print(digest.hexdigest())
"""
# libavutil's flags of instructions beyond SSE2: SSE3 to SSE4.2, AVX, XOP, FMA, BMI, AVX2, AVX-512
FLAGS = (0x40, 0x80, 0x100, 0x200, 0x4000, 0x400, 0x10000, 0x20000, 0x8000, 0x100000, 0x200000, ~0)


def test_the_same_samples_with_every_feature_of_the_cpu_switched_off(tmp_path: Path) -> None:
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    path, _ = noisy_recording(tmp_path, seconds=4)
    features = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
    masked = ",".join(f"-{name}" for name in ("AVX512F", "AVX2", "AVX", "FMA", "FMA4", "SSE4_2", "SSE4_1", "SSSE3"))
    runs = [(0, {})]
    runs += [(flag, {}) for flag in FLAGS]
    runs += [(0, {"NPY_DISABLE_CPU_FEATURES": feature}) for feature in [*features, " ".join(features)] if feature]
    runs += [(0, {"GLIBC_TUNABLES": f"glibc.cpu.hwcaps={masked}"})]
    digests = {}
    for number, (flag, variables) in enumerate(runs):
        command = [sys.executable, "-c", DIGESTS, str(flag), str(path), str(number)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | variables)
        digests[json.dumps([flag, variables])] = done.stdout.strip()
    assert len(set(digests.values())) == 1, digests
    assert len(next(iter(digests.values()))) == hashlib.sha256().digest_size * 2
