"""Faults of speech are found with their places, on voices of a speech synthesiser; the harmless are not."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from podcast.audio.preflight.detectors import RecordingAnalyser
from podcast.audio.preflight.level_track import speaker_gap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from podcast.audio.preflight.fault import RecordingFault

pytestmark = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng speaks here")

RATE = 22050
SECONDS = 42
TIME = np.arange(SECONDS * RATE) / RATE
TEXTS = {
    "de": "Heute sprechen wir über Beteiligung, Jugendräte und Haushalte. Was hat Sie dabei am meisten überrascht?",
    "en-us+f2": "That is a good question, and I do not think that we can answer it quickly. Six districts, six plans.",
}


def gain(decibels: float) -> float:
    return float(10 ** (decibels / 20))


@cache
def spoken(voice: str) -> NDArray[np.float64]:
    """What a voice says, mean power -24 dBFS."""
    text = TEXTS.get(voice, TEXTS["de"])
    data = subprocess.run(["espeak-ng", "-v", voice, "--stdout", text], capture_output=True, check=True).stdout
    with wave.open(io.BytesIO(data)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    loud = sound[np.abs(sound) > 0.03 * np.abs(sound).max()]
    return sound * gain(-24) / np.sqrt(np.mean(loud**2))


@cache
def turns(*voices: str) -> tuple[NDArray[np.float64], list[tuple[str, float, float]]]:
    """Voices in turn, a channel each, shape (voices, n), and who speaks when."""
    channels, spans, position, number = np.zeros((len(voices), TIME.size)), [], RATE // 3, 0
    while position < TIME.size:
        voice = voices[number % len(voices)]
        sound = spoken(voice)[: TIME.size - position]
        channels[number % len(voices), position : position + sound.size] = sound
        spans.append((voice, position / RATE, (position + sound.size) / RATE))
        position, number = position + sound.size + RATE // 4, number + 1
    return channels, spans


def microphone(sound: NDArray[np.float64], level: float = -68.0) -> NDArray[np.float64]:
    return np.atleast_2d(sound) + gain(level) * np.random.default_rng(5).normal(size=np.atleast_2d(sound).shape)


@cache
def talk() -> NDArray[np.float64]:
    """A conversation in which nothing is wrong, shape (1, n)."""
    return microphone(turns("de", "en-us+f2")[0].sum(axis=0))


def analyser(sound: NDArray[np.float64]) -> RecordingAnalyser:
    result = RecordingAnalyser(RATE, SECONDS)
    samples = np.round(np.clip(sound, -1, 1) * 32767).astype(np.float32) / 32768
    for start in range(0, samples.shape[1], RATE):
        result.add(samples[:, start : start + RATE])
    return result


def faults(sound: NDArray[np.float64]) -> dict[str, RecordingFault]:
    return {fault.kind: fault for fault in analyser(sound).faults()}


def room(sound: NDArray[np.float64], seconds: float, direct_db: float) -> NDArray[np.float64]:
    from scipy.signal import fftconvolve

    time = np.arange(int(1.2 * seconds * RATE)) / RATE
    tail = np.random.default_rng(3).normal(size=time.size) * np.exp(-6.9 * time / seconds) * (time > 0.004)
    tail *= gain(-direct_db) / np.sqrt(np.sum(tail**2))
    tail[0] += 1
    wet = fftconvolve(sound, tail)[: sound.size]
    return wet * 0.4 / np.abs(wet).max()


def opened(hold: float) -> NDArray[np.float64]:
    """A gate, 0 to 1, that opens where the second voice speaks."""
    from scipy.ndimage import maximum_filter1d, uniform_filter1d

    second = turns("de", "en-us+f2")[0][1]
    held = maximum_filter1d((np.abs(second) > 0.01).astype(float), int(2 * hold * RATE))
    return uniform_filter1d(held, RATE // 50)


def tones(mains: float, *multiples: int, level: float = -46.0) -> NDArray[np.float64]:
    total = sum(np.sin(2 * np.pi * mains * number * TIME + number) for number in multiples)
    return total * gain(level) / np.sqrt(np.mean(total**2))


def test_a_conversation_has_no_fault() -> None:
    assert faults(talk()) == {}


# --- speakers --------------------------------------------------------------------------------------------------------


def apart(decibels: float) -> NDArray[np.float64]:
    first, second = turns("de", "en-us+f2")[0]
    return microphone(first + gain(-decibels) * second)


def test_a_quieter_speaker_is_found_with_her_turns() -> None:
    fault = faults(apart(10))["speakers apart"]
    assert fault.value == pytest.approx(10, abs=1.5)
    (_name, start, end) = turns("de", "en-us+f2")[1][1]
    assert fault.spans[0] == (pytest.approx(start, abs=0.5), pytest.approx(end, abs=0.5))


def test_speakers_of_nearly_the_same_level_are_no_fault() -> None:
    assert faults(apart(4)) == {}


def test_a_transcript_knows_who_speaks() -> None:
    track = analyser(apart(8)).level_track()
    gap = speaker_gap(track, turns("de", "en-us+f2")[1])
    assert gap is not None
    assert (gap.quiet, gap.loud) == ("en-us+f2", "de")
    assert gap.decibels == pytest.approx(8, abs=1.5)
    assert speaker_gap(track, [("de", 0.0, 30.0), ("en-us+f2", 30.0, 35.0)]) is None  # too short to judge
    assert speaker_gap("", turns("de", "en-us+f2")[1]) is None


# --- room and microphone ---------------------------------------------------------------------------------------------


def test_noise_is_told_by_its_distance_from_the_voices() -> None:
    noise = np.random.default_rng(8).normal(size=TIME.size)
    assert faults(talk() + gain(-24 - 12) * noise)["noise"].value == pytest.approx(12, abs=3)
    assert faults(talk() + gain(-24 - 30) * noise) == {}


def test_a_strong_reverberation_is_found_and_a_living_room_is_not() -> None:
    assert set(faults(microphone(room(talk()[0], 1.3, -4)))) == {"reverberation"}
    assert faults(microphone(room(talk()[0], 0.3, 6))) == {}


def test_saturation_is_found_and_a_loud_programme_is_not() -> None:
    driven = np.tanh(talk() / np.abs(talk()).max() * gain(15))
    assert "soft clipping" in faults(0.5 * driven)
    assert faults(talk() * 0.9 / np.abs(talk()).max()) == {}


def test_pops_before_words_are_found_with_their_places() -> None:
    time = np.arange(RATE // 12) / RATE
    pop = 0.5 * np.sin(2 * np.pi * 28 * time) * np.hanning(time.size)
    sound, starts = talk().copy(), [start for _name, start, _end in turns("de", "en-us+f2")[1]][:6]
    for start in starts:
        place = int(start * RATE)
        sound[0, place : place + pop.size] += pop
    fault = faults(sound)["plosives"]
    assert [first for first, _end in fault.spans] == pytest.approx(starts[: len(fault.spans)], abs=0.15)
    assert len(fault.spans) >= 5


# --- single samples --------------------------------------------------------------------------------------------------


def test_clicks_are_found_to_the_millisecond() -> None:
    sound = talk().copy()
    loudest = np.abs(sound[0, : TIME.size // 441 * 441]).reshape(-1, 441).max(axis=1)
    places = np.flatnonzero((loudest[:-2] < 0.03) & (loudest[1:-1] < 0.03) & (loudest[2:] < 0.03))[::40] * 441 + 600
    sound[0, places] += 0.2
    fault = faults(sound)["clicks"]
    assert [start for start, _end in fault.spans] == pytest.approx(places / RATE, abs=0.001)


def test_claps_and_square_waves_are_no_clicks() -> None:
    random, sound = np.random.default_rng(1), talk().copy()
    for second in (3, 9, 15):
        clap = random.normal(size=RATE // 20) * np.exp(-np.arange(RATE // 20) / (0.005 * RATE))
        sound[0, second * RATE : second * RATE + clap.size] += 0.2 * clap
    assert "clicks" not in faults(sound)
    assert faults(0.3 * np.sign(np.sin(2 * np.pi * 233.1 * TIME))[None]) == {}


@pytest.mark.parametrize("milliseconds", [5, 20, 60])
def test_dropouts_are_found_also_across_seconds(milliseconds: int) -> None:
    sound = talk().copy()
    loud = np.flatnonzero(np.abs(sound[0]) > 0.15)
    near_border = loud[np.argmin(np.abs(loud - 7 * RATE))]
    places = sorted({int(near_border), *(int(loud[loud.size * part // 5]) for part in (1, 2, 3, 4))})
    for place in places:
        sound[0, place : place + milliseconds * RATE // 1000] = 0
    fault = faults(sound)["dropouts"]
    times = np.asarray(places) / RATE
    assert len(fault.spans) >= 4
    assert all(np.abs(times - start).min() < 0.001 for start, _end in fault.spans)
    assert all(end - start == pytest.approx(milliseconds / 1000, abs=0.002) for start, end in fault.spans)


def test_a_noise_gate_makes_no_dropouts() -> None:
    from scipy.ndimage import maximum_filter1d, uniform_filter1d

    held = maximum_filter1d((np.abs(talk()[0]) > 0.02).astype(float), RATE // 20)
    assert faults(talk() * uniform_filter1d(held, RATE // 100)) == {}


# --- echo, channels, telephone ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("milliseconds", [25, 60, 100])
def test_an_echo_is_found_with_its_delay(milliseconds: int) -> None:
    delay = milliseconds * RATE // 1000
    fault = faults(talk() + gain(-9) * np.pad(talk(), ((0, 0), (delay, 0)))[:, : TIME.size])["echo"]
    assert fault.value == pytest.approx(milliseconds, abs=0.5)


def test_a_channel_that_fails_for_a_while_is_found() -> None:
    sound = np.repeat(talk(), 2, axis=0)
    sound[1, 12 * RATE : 20 * RATE] = 0
    fault = faults(sound)["dead channel"]
    assert fault.value > 0  # the left one is louder
    assert fault.spans == ((pytest.approx(12, abs=0.6), pytest.approx(20, abs=0.8)),)


def test_two_people_on_a_channel_each_are_no_fault() -> None:
    assert faults(microphone(turns("de", "en-us+f2")[0])) == {}


@pytest.mark.long
def test_a_guest_on_the_telephone_is_found_with_the_turns() -> None:
    from scipy.signal import butter, sosfilt

    first, second = turns("de", "en-us+f2")[0]
    narrow = sosfilt(butter(8, [300, 3300], "band", fs=RATE, output="sos"), second)
    fault = faults(microphone(first)[0] * (1 - opened(0.1)) + narrow[None])["telephone"]
    (_name, start, end) = turns("de", "en-us+f2")[1][1]
    assert any(first < end and last > start for first, last in fault.spans)


# --- hum -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mains", "multiples"), [(50, (1, 2, 3)), (50.02, (2, 4, 6)), (49.98, (3, 5)), (60, (2, 3)), (60.02, (2, 6))]
)
def test_hum_at_any_two_multiples_is_found(mains: float, multiples: tuple[int, ...]) -> None:
    fault = faults(talk() + tones(mains, *multiples))["hum"]
    assert (fault.value, fault.spans) == (round(mains), ())


def test_hum_behind_a_gate_is_found_with_its_places() -> None:
    first, second = turns("de", "en-us+f2")[0]
    fault = faults(microphone(first + second + opened(0.3) * tones(50, 1, 2, 3)))["hum"]
    assert fault.value == 50
    assert all(np.mean(opened(0.3)[int(start * RATE) : int(end * RATE)]) > 0.3 for start, end in fault.spans)


@pytest.mark.parametrize("until", [20, SECONDS])
def test_a_chord_on_the_mains_frequencies_is_music(until: int) -> None:
    chord = tones(50, 1, 2, 3, level=-12) * (until > TIME)
    assert "hum" not in faults(microphone(chord))


# --- calm ------------------------------------------------------------------------------------------------------------


def test_whispering_is_no_fault() -> None:
    assert faults(microphone(turns("de+whisper")[0], -66)) == {}


def test_drums_and_chords_are_no_fault() -> None:
    random, sound = np.random.default_rng(2), np.zeros(TIME.size)
    time = np.arange(RATE // 2) / RATE
    kick = np.sin(2 * np.pi * 50 * time) * np.exp(-14 * time)
    for number in range(2 * SECONDS - 2):
        chord = sum(np.sin(2 * np.pi * 220 * 2 ** (tone / 12) * time) for tone in random.choice(12, 3))
        snare = random.normal(size=time.size) * np.exp(-30 * time) * (number % 2)
        sound[number * RATE // 2 : number * RATE // 2 + time.size] += kick + 0.1 * chord + 0.3 * snare
    assert faults(microphone(0.5 * sound / np.abs(sound).max(), -72)) == {}


def test_wind_and_birds_are_no_fault() -> None:
    from scipy.ndimage import uniform_filter1d

    random = np.random.default_rng(4)
    sound = np.cumsum(random.normal(size=TIME.size))
    sound = 0.05 * (sound - uniform_filter1d(sound, RATE)) / np.abs(sound).max()
    time = np.arange(RATE // 5) / RATE
    for start in random.integers(0, TIME.size - time.size, 60):
        chirp = np.sin(2 * np.pi * (3000 * time + 2000 * time**2)) * np.hanning(time.size)
        sound[start : start + time.size] += 0.1 * chirp
    assert faults(microphone(sound, -60)) == {}


# --- light faults ----------------------------------------------------------------------------------------------------


def test_light_saturation_is_found_and_a_limiter_is_not() -> None:
    voices = talk() / np.abs(talk()).max()
    assert "soft clipping" in faults(np.tanh(voices * gain(7)) * gain(-6))
    assert "soft clipping" not in faults(np.tanh(voices * gain(-6)))
    assert "soft clipping" not in faults(voices * gain(-6))


def test_a_guest_on_a_line_that_ends_gently_is_found() -> None:
    from scipy.signal import butter, sosfilt

    first, second = turns("de", "en-us+f2")[0]
    line = butter(5, (300, 3400), "bandpass", fs=RATE, output="sos")
    assert "telephone" in faults(microphone(first * (1 - opened(0.2))) * (1 - opened(0.2)) + sosfilt(line, second))
    assert "telephone" not in faults(microphone(sosfilt(butter(2, 150, "highpass", fs=RATE, output="sos"), talk())))
