import hashlib
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from podcast.artifacts import Master
from podcast.audio import master_cache
from podcast.audio.job import MasterJob
from podcast.audio.master import MasteringOutput, fingerprint, master
from podcast.errors import AudioError
from podcast.files.cache import Cache
from podcast.model.audio_settings import AudioTargets
from podcast.timeline.time_map import TimeMap
from tests.support.sounds import decode_with_miniaudio, loudness, silence, speech, true_peak, write, write_wav


def job(folder: Path, recording: Path, targets: AudioTargets | None = None, **pieces: Path) -> MasterJob:
    path = folder / "masters" / "a.mp3"
    return MasterJob("a", recording, targets or AudioTargets(), pieces.get("intro"), pieces.get("outro"), path, "new")


def mastered(mastering_job: MasterJob) -> Master:
    facts = master(mastering_job).master
    assert facts is not None
    return facts


# One row a recording: its level in dB, channels, sample rate, suffix and what is asked for.
RECORDINGS = [
    pytest.param(-20, 1, 22050, "wav", {}, id="mono at 22 kHz"),
    pytest.param(0, 2, 44100, "flac", {}, id="stereo"),
    pytest.param(-14, 2, 48000, "opus", {}, id="opus at 48 kHz"),
    pytest.param(5, 2, 44100, "m4a", {}, id="hot"),
    pytest.param(0, 2, 96000, "wav", {"sample_rate": 48000}, id="96 kHz to 48 kHz"),
    pytest.param(-6, 2, 44100, "mp3", {"channels": "mono", "bitrate": 96}, id="stereo to mono at 96 kbit/s"),
    pytest.param(0, 1, 44100, "flac", {"channels": "stereo", "loudness": -19.0}, id="mono to stereo, quieter"),
    pytest.param(-9, 1, 16000, "wav", {"loudness": -14.0, "bitrate": 64}, id="loud at 64 kbit/s"),
]


@pytest.mark.long
@pytest.mark.parametrize(("level", "channels", "rate", "suffix", "settings"), RECORDINGS)
def test_every_recording_comes_out_at_the_wanted_loudness_under_the_ceiling(
    tmp_path: Path, level: int, channels: int, rate: int, suffix: str, settings: dict
) -> None:
    sound = np.clip(speech(8, rate, channels) * 10 ** (level / 20), -1, 1)
    targets = AudioTargets(**settings)
    facts = mastered(job(tmp_path, write(tmp_path / f"r.{suffix}", sound, rate), targets))
    samples, decoded_rate = decode_with_miniaudio(tmp_path / "masters" / "a.mp3")
    assert decoded_rate == targets.sample_rate
    assert samples.shape[1] == facts.channels
    assert len(samples) / decoded_rate == pytest.approx(facts.seconds, abs=0.001)
    assert loudness(samples, decoded_rate) == pytest.approx(targets.loudness, abs=0.2)
    assert true_peak(samples) <= targets.true_peak
    assert facts.after.loudness == pytest.approx(targets.loudness, abs=0.1)
    assert facts.after.true_peak <= targets.true_peak


@pytest.mark.long
def test_the_same_recording_gives_the_same_bytes(tmp_path: Path) -> None:
    recording = write(tmp_path / "r.mp3", speech(5, channels=2))
    outputs = []
    for folder in ("one", "other"):
        master(job(tmp_path / folder, recording))
        outputs.append((tmp_path / folder / "masters" / "a.mp3").read_bytes())
    assert outputs[0] == outputs[1]


def stored(mastering_job: MasterJob, cache: Cache) -> MasteringOutput:
    """Master a recording and store the result, as a build does."""
    output = master(mastering_job)
    master_cache.store(cache, mastering_job, output)
    return output


def test_a_stored_master_is_read_back_with_its_levels_and_its_plan(tmp_path: Path) -> None:
    mastering_job = job(tmp_path, write_wav(tmp_path / "r.wav", speech(3)))
    with Cache(tmp_path / "cache.db") as cache:
        output = stored(mastering_job, cache)
    with Cache(tmp_path / "cache.db") as cache:
        assert master_cache.read_master(cache, mastering_job.path) == output.master
        assert master_cache.read_levels(cache, "a") == output.levels
        assert master_cache.read_peaks(cache, "a") == output.levels.peaks
        assert master_cache.read_gain_plan(cache, "a") == output.gain_plan
    assert pickle.loads(pickle.dumps(output)) == output
    assert [path.name for path in (tmp_path / "masters").iterdir()] == ["a.mp3"], "nothing lies beside it"


@pytest.mark.parametrize("damage", ["cut", "byte", "no row", "facts of another version", "no peaks"])
def test_a_master_that_is_incomplete_or_damaged_has_to_be_made(tmp_path: Path, damage: str) -> None:
    mastering_job = job(tmp_path, write_wav(tmp_path / "r.wav", speech(3)))
    path = mastering_job.path
    with Cache(tmp_path / "cache.db") as cache:
        stored(mastering_job, cache)
        data = path.read_bytes()
        if damage == "cut":
            path.write_bytes(data[:-1])
        elif damage == "byte":
            path.write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
        elif damage == "facts of another version":
            cache.store_file("master", "a", path, {"amplification": 1.0})
        else:
            cache.forget("master" if damage == "no row" else "peaks", "a")
        assert master_cache.read_master(cache, path) is None
        assert path.exists() == (damage not in {"cut", "byte"}), "damaged bytes are removed"


@pytest.mark.long
def test_another_format_of_a_master_is_encoded_without_the_mp3_and_has_the_same_bytes(tmp_path: Path) -> None:
    recording = write_wav(tmp_path / "r.wav", np.clip(speech(4) * 3, -1, 1))
    both = replace(job(tmp_path / "both", recording), new_formats=("opus", "m4a"))
    plan = master(both).gain_plan
    alone = replace(job(tmp_path / "alone", recording), new_formats=("opus", "m4a"), gain_plan=plan)
    output = master(alone)
    assert not alone.path.exists()
    assert output.master is None
    for name in ("opus", "m4a"):
        data = alone.alternate_path(name).read_bytes()
        assert data == both.alternate_path(name).read_bytes()
        assert output.sha256[name] == hashlib.sha256(data).hexdigest()


def test_trimmed_silence_is_the_shift_of_the_master(tmp_path: Path) -> None:
    noise = np.random.default_rng(4).standard_normal((1, 6 * 44100)) * 0.01
    sound = np.concatenate([silence(2), speech(6) + noise, silence(2)], axis=1)
    facts = mastered(job(tmp_path, write_wav(tmp_path / "r.wav", sound)))
    assert facts.time_map.to_master(2.0) == pytest.approx(0.2, abs=0.02)
    assert facts.recording_seconds == pytest.approx(10, abs=0.001)
    assert facts.seconds == pytest.approx(8 - 1.3, abs=0.05)


def test_silence_stays_where_the_show_wants_it(tmp_path: Path) -> None:
    sound = np.concatenate([silence(2), speech(6), silence(2)], axis=1)
    facts = mastered(job(tmp_path, write_wav(tmp_path / "r.wav", sound), AudioTargets(trim_silence=False)))
    assert (facts.time_map, facts.seconds) == (TimeMap(), 10.0)


@pytest.mark.long
def test_a_loud_jingle_is_brought_to_the_loudness_of_the_talk(tmp_path: Path) -> None:
    recording = write_wav(tmp_path / "r.wav", speech(12) * 0.05)
    jingle = write_wav(tmp_path / "intro.wav", speech(5, seed=3) * 1.9)
    facts = mastered(job(tmp_path, recording, intro=jingle))
    samples, rate = decode_with_miniaudio(tmp_path / "masters" / "a.mp3")
    both = [loudness(part, rate) for part in (samples[: 4 * rate], samples[7 * rate :])]
    assert both[0] == pytest.approx(both[1], abs=1.5)
    assert facts.time_map.to_master(0.0) == pytest.approx(4.0, abs=0.01)


def test_a_silent_recording_is_refused_by_name(tmp_path: Path) -> None:
    recording = write_wav(tmp_path / "r.wav", silence(5))
    with pytest.raises(AudioError, match=r"r\.wav: is silent, or shorter than 0\.4 s; check that"):
        master(job(tmp_path, recording))


def test_an_hour_long_jingle_is_refused_by_name(tmp_path: Path) -> None:
    jingle = write_wav(tmp_path / "intro.wav", silence(200))
    with pytest.raises(AudioError, match=r"intro\.wav: is longer than 180 s"):
        master(job(tmp_path, write_wav(tmp_path / "r.wav", speech(3)), intro=jingle))


def test_a_failure_leaves_nothing_half_made(tmp_path: Path) -> None:
    recording = write_wav(tmp_path / "r.wav", speech(8))
    recording.write_bytes(recording.read_bytes()[:300_000])
    with pytest.raises(AudioError, match="is incomplete"):
        master(job(tmp_path, recording))
    folder = tmp_path / "masters"
    assert not folder.exists() or not list(folder.iterdir())


def test_what_decides_the_sound_decides_the_fingerprint() -> None:
    plain = fingerprint("aa", AudioTargets(), None, None)
    assert plain == fingerprint("aa", AudioTargets(intro="audio/intro.flac"), None, None), "the bytes count, not names"
    other_fingerprints = [
        fingerprint("ab", AudioTargets(), None, None),
        fingerprint("aa", AudioTargets(loudness=-18.0), None, None),
        fingerprint("aa", AudioTargets(), "cc", None),
        fingerprint("aa", AudioTargets(), None, "cc"),
    ]
    assert len({plain, *other_fingerprints}) == 5


def test_a_fingerprint_outlives_settings_that_later_versions_add(monkeypatch: pytest.MonkeyPatch) -> None:
    class LaterTargets(AudioTargets):
        level: bool = False
        highpass: bool | float = False

    assert fingerprint("aa", LaterTargets(), None, None) == fingerprint("aa", AudioTargets(), None, None)
    asked = {fingerprint("aa", LaterTargets(**{name: True}), None, None) for name in ("level", "highpass")}
    assert len(asked | {fingerprint("aa", AudioTargets(), None, None)}) == 3
    monkeypatch.setattr("podcast.audio.master.CHAIN_VERSION", 1)
    first_version = "c70619514406b7d438784d3cb3087bca"
    assert fingerprint("aa", AudioTargets(), None, None) == first_version, "as the first version computed it"


def test_the_curves_of_loudness_are_those_of_the_master(tmp_path: Path) -> None:
    mastering_job = job(tmp_path, write_wav(tmp_path / "r.wav", speech(8)))
    output = master(mastering_job)
    facts, levels = output.master, output.levels
    assert facts is not None
    assert levels is not None
    assert len(levels.after) == int(facts.seconds)
    assert abs(len(levels.before) - len(levels.after)) <= 1
    steps = [after - before for before, after in zip(levels.before[3:], levels.after[3:], strict=False)]
    assert np.median(steps) == pytest.approx(facts.gain, abs=0.7)
    assert 0 < max(levels.peaks) <= 1
    assert len(levels.peaks) <= 1000


@pytest.mark.long
def test_the_number_of_threads_changes_no_bit(tmp_path: Path) -> None:
    recording = write_wav(tmp_path / "r.wav", np.tile(speech(10), 8))  # each thread is given more than 20 s
    outputs = []
    for threads in (1, 2, 3):
        mastering_job = replace(job(tmp_path / str(threads), recording), threads=threads)
        outputs.append((master(mastering_job), mastering_job.path.read_bytes()))
    assert outputs[0] == outputs[1] == outputs[2]


@pytest.mark.long
def test_a_peak_that_encoding_lifts_over_the_ceiling_is_met_at_its_place(tmp_path: Path) -> None:
    # Noise bursts at low bits: what LAME adds to their peaks is more than the room that the limiter leaves.
    sound = speech(20) * 0.1
    random = np.random.default_rng(2)
    for place in range(44100, sound.shape[1] - 4000, 50_000):
        sound[0, place : place + 3000] += random.standard_normal(3000) * 0.5
    recording = write_wav(tmp_path / "r.wav", np.clip(sound, -1, 1))
    facts = mastered(job(tmp_path, recording, AudioTargets(bitrate=64)))
    samples, _ = decode_with_miniaudio(tmp_path / "masters" / "a.mp3")
    assert facts.after.true_peak <= -1.1
    assert true_peak(samples) <= -1.0
