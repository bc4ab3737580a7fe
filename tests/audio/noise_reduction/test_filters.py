import numpy as np
import pytest

from podcast.audio.noise_reduction.filters import (
    filtered_blocks,
    highpass,
    hum_notches,
    noise_filter_delay,
    noise_filters,
)
from tests.support.sounds import sine, speech

FLAT = (-60.0,) * 15


def blocks(sound: np.ndarray, size: int) -> list[np.ndarray]:
    return [sound[:, start : start + size].astype(np.float32) for start in range(0, sound.shape[1], size)]


def filtered(sound: np.ndarray, filters: list[str], rate: int = 44100, size: int = 0) -> np.ndarray:
    pairs = list(filtered_blocks(blocks(sound, size or rate), [filters] * len(sound), rate))
    assert np.array_equal(np.concatenate([before for before, _ in pairs], axis=1), sound.astype(np.float32))
    assert all(before.shape == after.shape for before, after in pairs)
    return np.concatenate([after for _, after in pairs], axis=1)


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 32000, 37800, 44100, 48000, 96000])
def test_an_impulse_stays_at_its_sample_at_every_rate(rate: int) -> None:
    sound = np.zeros((2, 2 * rate + 17))
    places = [0, rate // 2, rate + 3, sound.shape[1] - 1]
    sound[:, places] = 0.9
    reduced = filtered(sound, noise_filters(FLAT), rate)
    assert reduced.shape == sound.shape
    for place in places:
        nearby = np.abs(reduced[0, max(0, place - 50) : place + 50])
        assert int(nearby.argmax()) == min(place, 50)
        assert reduced[0, place] == pytest.approx(0.9, abs=0.02)
    assert noise_filter_delay(rate) == 2 * (rate // 80)


@pytest.mark.parametrize("length", [1, 100, 1102, 1103, 44100, 50_000])
def test_a_sound_of_any_length_keeps_its_length(length: int) -> None:
    sound = speech(2)[:, :length]
    assert filtered(sound, [highpass(80), *hum_notches([50, 100]), *noise_filters(FLAT)]).shape == sound.shape


def test_the_size_of_blocks_changes_no_sample() -> None:
    sound = speech(3, channels=2)
    filters = [highpass(80), *noise_filters((-60.0, *FLAT[1:]))]
    assert np.array_equal(filtered(sound, filters), filtered(sound, filters, size=12345))


def level(sound: np.ndarray) -> float:
    return float(10 * np.log10(np.square(sound[:, 22050:-22050]).mean()))


@pytest.mark.parametrize(("frequency", "loss"), [(20, 24), (40, 12.3), (80, 3), (200, 0.1), (1000, 0)])
def test_the_high_pass_takes_off_12_db_an_octave(frequency: float, loss: float) -> None:
    tone = sine(frequency, 4)
    assert level(tone) - level(filtered(tone, [highpass(80)])) == pytest.approx(loss, abs=0.2)


@pytest.mark.parametrize("mains", [50, 60])
@pytest.mark.parametrize("deviation", [0.0, 0.02, -0.05])
def test_a_hum_is_taken_out_and_tones_beside_it_stay(mains: int, deviation: float) -> None:
    notches = hum_notches([mains, 2 * mains, 3 * mains])
    for number in (1, 2, 3):
        hum = sine(number * (mains + deviation), 6)
        assert level(hum) - level(filtered(hum, notches)) > 17
    for frequency in (1.5 * mains, 2.5 * mains, 220.0, 440.0):
        beside = sine(frequency, 6)
        assert level(beside) - level(filtered(beside, notches)) < 0.5


def test_noise_of_the_profile_is_lowered_and_speech_above_it_stays() -> None:
    noise = 1e-3 * np.random.default_rng(1).standard_normal((1, 44100 * 4))  # -60 dBFS
    assert level(noise) - level(filtered(noise, noise_filters(FLAT))) > 13
    tone = sine(440, 4) * 0.1
    assert level(tone + noise) - level(filtered(tone + noise, noise_filters(FLAT))) < 0.1
