import numpy as np
import pytest

from podcast.audio.noise_reduction.survey import NoiseSurvey, RecordingSurvey
from tests.support.sounds import silence, sine, speech

RATE = 44100


def surveyed(sound: np.ndarray, rate: int = RATE) -> NoiseSurvey:
    survey = RecordingSurvey(rate, sound.shape[1] / rate)
    for start in range(0, sound.shape[1], rate):
        survey.add(sound[:, start : start + rate].astype(np.float32))
    return survey.result()


def white(seconds: float, level: float, rate: int = RATE, seed: int = 1) -> np.ndarray:
    return 10 ** (level / 20) * np.random.default_rng(seed).standard_normal((1, int(seconds * rate)))


def between_pauses(voice: np.ndarray, rate: int = RATE) -> np.ndarray:
    pause = silence(1, rate, len(voice))
    return np.concatenate([pause, voice[:, : 4 * rate], pause, voice[:, 4 * rate :], pause], axis=1)


@pytest.mark.parametrize("rate", [44100, 48000])
@pytest.mark.parametrize("level", [-45.0, -60.0, -75.0])
def test_the_noise_of_pauses_is_measured_under_speech(level: float, rate: int) -> None:
    voice = between_pauses(speech(9, rate) * (np.abs(speech(9, rate)) > 0.01), rate)
    (profile,) = surveyed(voice + white(12, level, rate), rate).profiles
    assert profile == pytest.approx([level] * 15, abs=4)


def test_each_channel_has_a_profile_of_its_own() -> None:
    left, right = surveyed(np.concatenate([white(8, -50), white(8, -70, seed=2)])).profiles
    assert np.mean(left) == pytest.approx(-50, abs=2)
    assert np.mean(right) == pytest.approx(-70, abs=2)


def test_silence_that_an_editor_made_is_no_noise() -> None:
    noisy = white(8, -50)
    noisy[:, : 4 * RATE] = 0
    assert surveyed(noisy).profiles == surveyed(noisy[:, 4 * RATE :]).profiles


@pytest.mark.parametrize("seconds", [0.5, 2])
def test_a_silent_or_very_short_recording_has_no_profile(seconds: float) -> None:
    assert surveyed(silence(30)).profiles == ((),)
    assert surveyed(white(seconds, -50)).profiles in ((), ((),))


@pytest.mark.parametrize("mains", [50.0, 60.0])
def test_a_hum_is_found_and_is_no_part_of_the_noise(mains: float) -> None:
    sound = speech(20) + white(20, -65)
    hum = sum(10 ** (-46 / 20) / number * sine(number * mains, 20) for number in (1, 2, 3))
    clean, humming = surveyed(sound), surveyed(sound + hum)
    assert clean.hum == ()
    assert set(humming.hum) >= {mains, 3 * mains}
    difference = np.array(humming.profiles[0]) - np.array(clean.profiles[0])
    assert np.abs(difference[3:]).max() < 4
    assert difference[:3].max() < 14, "the hum itself is 40 dB stronger than a band of the noise"
