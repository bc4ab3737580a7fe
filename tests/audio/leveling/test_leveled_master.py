"""`level: true` from the recording to the MP3: equally loud voices, an untouched intro, the same bytes on every CPU."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from podcast.audio.first_pass import analyse
from podcast.audio.job import MasterJob
from podcast.audio.master import fingerprint, master
from podcast.audio.source import open_source
from podcast.model.audio_settings import AudioTargets
from tests.support.leveled_sounds import Programme, chords, part_loudness
from tests.support.sounds import RATE, decode_with_miniaudio, write_wav

LEVELED = AudioTargets(level=True, trim_silence=False)


@pytest.fixture(scope="module")
def programme() -> Programme:
    programme = Programme()
    for number in range(4):
        programme.speak("AB"[number % 2], (-20, -32)[number % 2])
    return programme


@pytest.fixture(scope="module")
def recording(programme, tmp_path_factory) -> Path:
    return write_wav(tmp_path_factory.mktemp("recording") / "recording.wav", programme.recorded())


def job(recording: Path, targets: AudioTargets, path: Path, intro: Path | None = None) -> MasterJob:
    return MasterJob("a", recording, targets, intro, None, path, "new")


def gap(path: Path, parts) -> float:
    sound = decode_with_miniaudio(path)[0].reshape(1, -1)
    loudness = {name: [] for name, _, _ in parts}
    for name, start, end in parts:
        loudness[name].append(part_loudness(sound, start, end))
    means = [np.mean(values) for values in loudness.values()]
    return max(means) - min(means)


@pytest.mark.long
def test_voices_of_the_mp3_are_equally_loud_and_the_limiter_rests(recording, programme, tmp_path):
    outputs = {
        level: master(job(recording, AudioTargets(level=level, trim_silence=False), tmp_path / f"{level}.mp3"))
        for level in (False, True)
    }
    assert gap(tmp_path / "True.mp3", programme.parts) < 1.5
    plain, leveled = outputs[False].master, outputs[True].master
    assert leveled.after.loudness == pytest.approx(-16, abs=0.15)
    assert leveled.after.true_peak <= -1
    assert leveled.limited < plain.limited - 3
    assert leveled.before == plain.before  # what the report calls the recording is not leveled


@pytest.mark.long
def test_the_report_gets_the_gain_of_each_second(recording, programme, tmp_path):
    levels = master(job(recording, LEVELED, tmp_path / "a.mp3")).programme
    gains = {name: levels.leveler[int(start) + 1] / 10 for name, start, _ in programme.parts}
    assert gains["B"] - gains["A"] > 8
    assert not master(job(recording, AudioTargets(), tmp_path / "b.mp3")).programme.leveler.size


@pytest.mark.long
def test_an_intro_is_not_leveled(recording, tmp_path):
    intro = write_wav(tmp_path / "intro.wav", np.stack([chords(4, -20)]))
    starts = []
    for level in (False, True):
        task = job(recording, AudioTargets(level=level), tmp_path / "a.mp3", intro)
        with open_source(task) as source:
            edited = analyse(task, source)[0]
            starts.append(next(iter(edited.blocks()))[0, RATE // 2 : 2 * RATE])
    ratio = starts[1][starts[0] != 0] / starts[0][starts[0] != 0]
    assert np.abs(ratio[np.abs(starts[0][starts[0] != 0]) > 0.01] / np.median(ratio) - 1).max() < 1e-3


def test_samples_are_the_same_from_any_position_on(recording, tmp_path):
    task = job(recording, LEVELED, tmp_path / "a.mp3")
    with open_source(task) as source:
        edited = analyse(task, source)[0]
        everything = np.concatenate(list(edited.blocks()), axis=1)
        for start in (1, RATE, 3 * RATE + 17, 12 * RATE + 5):
            assert np.array_equal(np.concatenate(list(edited.blocks(start)), axis=1), everything[:, start:])


def test_only_a_show_that_asks_for_it_gets_other_masters():
    plain = fingerprint("aa", AudioTargets(), None, None)
    assert fingerprint("aa", AudioTargets(level=False), None, None) == plain
    assert fingerprint("aa", AudioTargets(level=True), None, None) != plain


CURVE = """
import hashlib, json, sys
from pathlib import Path
from podcast.audio.first_pass import analyse
from podcast.audio.job import MasterJob
from podcast.audio.source import open_source
from podcast.model.audio_settings import AudioTargets
recording = Path(sys.argv[1])
job = MasterJob("a", recording, AudioTargets(level=True), None, None, recording.with_suffix(".mp3"), "new")
with open_source(job) as source:
    edited = analyse(job, source)[0]
    digest = hashlib.sha256()
    for block in edited.blocks():
        digest.update(block.tobytes())
    print(json.dumps([digest.hexdigest(), edited.source.curve.knots]))
"""


def poorer_cpus() -> dict[str, dict[str, str]]:
    """Variables under which numpy does without groups of instructions, or the C library without all new ones."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    names = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
    masked = ",".join(f"-{name}" for name in ("AVX512F", "AVX2", "AVX", "FMA", "FMA4", "SSE4_2", "SSE4_1", "SSSE3"))
    # A group needs those before it, so numpy switches off all after the named one as well.
    groups = {name: {"NPY_DISABLE_CPU_FEATURES": " ".join(names[number:])} for number, name in enumerate(names)}
    return groups | {"C library": {"GLIBC_TUNABLES": f"glibc.cpu.hwcaps={masked}"}}


@pytest.mark.long
def test_the_curve_and_the_samples_do_not_depend_on_what_the_cpu_can_do(recording):
    results = {}
    for name, variables in {"as it is": {}, **poorer_cpus()}.items():
        command = [sys.executable, "-c", CURVE, str(recording)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | variables)
        results[name] = json.loads(done.stdout)
    assert len(results["as it is"][1]) > 20
    assert all(result == results["as it is"] for result in results.values())
