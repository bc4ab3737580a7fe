"""Twelve ways in which a recording can be wrong, each found and no other; and sounds in which nothing is wrong."""

from __future__ import annotations

import io
import itertools
import shutil
import subprocess
import wave
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from podcast.audio.preflight import analysis
from podcast.audio.preflight.analysis import analyse
from podcast.files.cache import Cache
from tests.support.sounds import RATE, speech, write, write_as, write_wav

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

pytestmark = pytest.mark.long

SECONDS = 60


@cache
def voice(seconds: int = SECONDS, rate: int = RATE, seed: int = 1) -> NDArray[np.float64]:
    """Speech with sibilants, shape (n,), peak 0.4."""
    from scipy.signal import butter, sosfilt

    random = np.random.default_rng(seed)
    low = speech(seconds, rate, seed=seed)[0]
    time = np.arange(low.size) / rate
    hiss = sosfilt(
        butter(4, [3000, min(12000, rate * 0.45)], "band", fs=rate, output="sos"), random.normal(size=low.size)
    )
    sibilants = (
        hiss * np.clip(np.sin(2 * np.pi * 1.37 * time) - 0.7, 0, None) * (np.sin(2 * np.pi * 0.21 * time) > -0.8)
    )
    sound = low + 0.4 * sibilants
    return sound / np.abs(sound).max() * 0.4


def room(sound: NDArray[np.float64], seed: int = 2, level: float = 2e-4) -> NDArray[np.float64]:
    """In two channels, with the noise of a room."""
    return np.stack([sound, sound]) + level * np.random.default_rng(seed).normal(size=(2, sound.size))


def resampled(sound: NDArray[np.float64], up: int, down: int) -> NDArray[np.float64]:
    """The sound at `up / down` of its rate; time is the last axis."""
    from scipy.signal import resample_poly

    return resample_poly(sound, up, down, axis=-1)


@cache
def clean() -> NDArray[np.float64]:
    """A minute in which nothing is wrong."""
    return room(voice())


TIME = np.arange(SECONDS * RATE) / RATE


def between(first: float, last: float) -> NDArray[np.bool_]:
    return (first <= TIME) & (last > TIME)


def clipped(down: float) -> NDArray[np.float64]:
    return np.clip(clean() * 5, -1, 1) * down


def without_sound() -> NDArray[np.float64]:
    return np.where(between(20, 24), 0, clean())


def paused() -> NDArray[np.float64]:
    return np.where(between(20, 26.1), room(np.zeros(TIME.size), 5), clean())


def one_side(factor: float) -> NDArray[np.float64]:
    return clean() * [[1], [factor]]


def humming(mains: float) -> NDArray[np.float64]:
    parts = ((1, 0.01), (2, 0.004), (3, 0.0015))
    return clean() + sum(loud * np.sin(2 * np.pi * mains * number * TIME + number) for number, loud in parts)


def quieter() -> NDArray[np.float64]:
    return np.where(between(20, 45), clean() * 10 ** (-12.2 / 20), clean())


def telephone() -> NDArray[np.float64]:
    from scipy.signal import butter, sosfilt

    return sosfilt(butter(6, [300, 3400], "band", fs=RATE, output="sos"), clean())


def narrow_band() -> NDArray[np.float64]:
    return resampled(resampled(clean(), 80, 441), 441, 80)


FAULTS = {
    "clipped": (lambda: clipped(1.0), "clipping"),
    "clipped, then turned down": (lambda: clipped(0.7), "clipping"),
    "digital silence": (without_sound, "digital silence"),
    "a pause": (paused, "pause"),
    "right channel dead": (lambda: one_side(0.0), "dead channel"),
    "right channel nearly dead": (lambda: one_side(0.004), "dead channel"),
    "right channel quieter": (lambda: one_side(0.5), "imbalance"),
    "inverted": (lambda: one_side(-1.0), "inverted"),
    "an offset": (lambda: clean() + 0.03, "offset"),
    "hum in Europe": (lambda: humming(50.02), "hum"),
    "hum in America": (lambda: humming(59.98), "hum"),
    "a quiet chapter": (quieter, "quiet passage"),
    "a telephone's filter": (telephone, "telephone"),
    "a telephone's rate": (narrow_band, "telephone"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_and_no_other(tmp_path: Path, name: str) -> None:
    sound, kind = FAULTS[name]
    assert [fault.kind for fault in analyse(write_wav(tmp_path / "r.wav", sound())).faults] == [kind]


@pytest.mark.parametrize(("kind", "sound", "first", "last"), [
    ("digital silence", without_sound, 20.0, 24.0),
    ("pause", paused, 20.0, 26.1),
    ("quiet passage", quieter, 20.0, 45.0),
])  # fmt: skip
def test_the_place_of_a_fault_is_given_in_seconds(tmp_path: Path, kind: str, sound, first: float, last: float) -> None:
    (fault,) = analyse(write_wav(tmp_path / "r.wav", sound())).faults
    tolerance = 1.5 if kind == "quiet passage" else 0.2  # in a pause between words nobody hears where it begins
    assert fault.kind == kind
    assert fault.spans == ((pytest.approx(first, abs=tolerance), pytest.approx(last, abs=tolerance)),)


@pytest.mark.parametrize(
    ("name", "options", "stereo"),
    [("mp3", {"bit_rate": 48_000}, True), ("mp3", {"bit_rate": 96_000}, True), ("m4a", {"bit_rate": 48_000}, True)],
)
def test_what_was_compressed_before_is_known_by_where_it_ends(tmp_path, name, options, stereo) -> None:
    from podcast.audio.decode import probe, read_original

    lossy = write(tmp_path / f"lossy.{name}", (clean() if stereo else clean()[:1])[:, : 20 * RATE], **options)
    rate = probe(lossy).sample_rate
    decoded = np.concatenate(list(read_original(lossy, rate)), axis=1)
    (fault,) = analyse(write_wav(tmp_path / "r.wav", decoded, rate)).faults
    assert fault.kind == "lossy"
    assert 5000 < fault.value < 16000


def test_a_file_of_a_low_bit_rate_is_a_fault(tmp_path: Path) -> None:
    faults = analyse(write(tmp_path / "r.mp3", clean()[:, : 20 * RATE], bit_rate=48_000)).faults
    assert ("low bit rate", 48.0) in [(fault.kind, fault.value) for fault in faults]
    assert not analyse(write(tmp_path / "r.opus", resampled(clean()[:, : 20 * RATE], 160, 147), 48000)).faults


# --- nothing wrong ---------------------------------------------------------------------------------------------------


@cache
def music(kind: str) -> NDArray[np.float64]:
    """Tones that begin and fade, two a second; below them a bass; cymbals above if wanted."""
    random, out = np.random.default_rng(7), np.zeros(SECONDS * RATE)
    step, time = RATE // 2, np.arange(RATE // 2) / RATE
    notes = {"chords": (110.0, 3), "bass": (41.2, 1), "near the mains": (49.0, 1)}[kind]
    for at in range(0, out.size, step):
        for pitch in notes[0] * 2 ** (random.choice([0, 3, 5, 7, 10, 12], notes[1]) / 12):
            out[at : at + step] += sum(np.sin(2 * np.pi * pitch * n * time) / n**1.5 for n in range(1, 9)) * np.exp(
                -3 * time
            )
        if kind == "chords":
            out[at : at + step] += 0.3 * random.normal(size=step) * np.exp(-80 * time)
    return np.stack([out, out]) / np.abs(out).max() * 0.7


def drone() -> NDArray[np.float64]:
    return room(0.3 * np.sin(2 * np.pi * 49 * TIME) + 0.1 * np.sin(2 * np.pi * 98 * TIME))


def swelling() -> NDArray[np.float64]:
    return music("chords") * 10 ** (-0.6 + 0.6 * np.sin(2 * np.pi * TIME / 40))


def interview() -> NDArray[np.float64]:
    """Two people, each nearer to a microphone of their own."""
    left = np.where((TIME // 9) % 2 == 0, 1.0, 0.4)
    return clean() * np.stack([left, 1.4 - left])


def squares() -> NDArray[np.float64]:
    pitch = 220 * 2 ** (np.floor(TIME * 2) % 5 / 12)
    return 0.3 * np.sign(np.sin(2 * np.pi * np.cumsum(pitch) / RATE))[None]


CLEAN_ONES = {
    "speech in a room": clean,
    "speech in mono": lambda: clean()[:1],
    "speech without sibilants": lambda: speech(SECONDS, channels=2),
    "a noisy room": lambda: room(voice(seed=3), level=3e-3),
    "loud, not clipped": lambda: room(np.tanh(voice() * 6) * 0.95),
    "an interview": interview,
    "chords": lambda: music("chords"),
    "bass": lambda: music("bass"),
    "a bass near the mains": lambda: music("near the mains"),
    "a drone near the mains": drone,
    "music that rises and falls": swelling,
    "square waves": squares,
    "coarse": lambda: np.round(clean() * 128) / 128,
}


@pytest.mark.parametrize("name", CLEAN_ONES)
def test_where_nothing_is_wrong_nothing_is_said(tmp_path: Path, name: str) -> None:
    assert analyse(write_wav(tmp_path / "r.wav", CLEAN_ONES[name]())).faults == ()


@pytest.mark.parametrize("seed", [11, 12])
def test_other_voices_are_no_faults_either(tmp_path: Path, seed: int) -> None:
    sound = np.round(voice(30, 48000, seed), 6)[None]
    assert analyse(write_as(tmp_path / "r.flac", sound, 48000, ("flac", "s32"))).faults == ()


TEXT = "Willkommen zu unserer Sendung. Heute sprechen wir über Beteiligung, Jugendräte und Haushalte. " * 6


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng speaks here")
@pytest.mark.parametrize(
    ("name", "rate"), [*itertools.product(("de", "de+f3", "en-us+m7"), (22050,)), ("de+whisper", 44100), ("en", 44100)]
)
def test_voices_of_a_speaking_program_are_no_faults(tmp_path: Path, name: str, rate: int) -> None:
    spoken = subprocess.run(["espeak-ng", "-v", name, "--stdout", TEXT], capture_output=True, check=True).stdout
    with wave.open(io.BytesIO(spoken)) as file:
        assert file.getframerate() == 22050
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    voice = resampled(sound, rate // 22050, 1)
    assert analyse(write_wav(tmp_path / "r.wav", room(voice * 0.4 / np.abs(voice).max()), rate)).faults == ()


# --- what is short, odd, or cannot be read ---------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0.05, 0.5, 3.0])
def test_a_short_sound_is_looked_at(tmp_path: Path, seconds: float) -> None:
    result = analyse(write_wav(tmp_path / "r.wav", speech(seconds)))
    assert result.faults == ()
    assert result.seconds == pytest.approx(seconds, abs=0.001)


def test_silence_alone_is_no_fault_but_mastering_s_business(tmp_path: Path) -> None:
    assert analyse(write_wav(tmp_path / "r.wav", np.zeros((2, 10 * RATE)))).faults == ()


@pytest.mark.parametrize("rate", [8000, 11025, 96000])
def test_any_sample_rate_is_looked_at(tmp_path: Path, rate: int) -> None:
    kinds = [fault.kind for fault in analyse(write_wav(tmp_path / "r.wav", speech(20, rate), rate)).faults]
    assert kinds == (["telephone"] if rate <= 11025 else [])


def test_a_result_is_stored_by_the_digest_of_the_recording(tmp_path: Path) -> None:
    result = analyse(write_wav(tmp_path / "r.wav", without_sound()))
    with Cache(tmp_path / "cache.db") as cache:
        assert analysis.read_cached(cache, "aa") is None
        analysis.store_result(cache, "aa", result)
    with Cache(tmp_path / "cache.db") as cache:
        assert analysis.read_cached(cache, "aa") == result
        assert analysis.read_cached(cache, "ab") is None


@pytest.mark.parametrize("row", [[], {"version": 1}, {"version": 0, "seconds": 1.0, "faults": []}])
def test_a_result_of_another_version_counts_as_none(row: object) -> None:
    with Cache() as cache:
        cache.put_json("preflight", "aa", row)
        assert analysis.read_cached(cache, "aa") is None
