"""Resampling by a ratio next to one."""

import numpy as np
import pytest

from podcast.audio.tracks.drift import resample_drift
from tests.support.sounds import RATE


def blocks(sound, size=RATE):
    for start in range(0, sound.shape[1], size):
        yield sound[:, start : start + size].astype(np.float32)


@pytest.mark.parametrize("frequency", [100, 1000, 6000])
@pytest.mark.parametrize("ppm", [100, -35, 2])
def test_a_sine_comes_out_as_the_right_clock_would_have_taken_it(frequency, ppm):
    rate, start = 1 + ppm * 1e-6, -1000.25
    sine = np.sin(2 * np.pi * frequency * np.arange(8 * RATE) / RATE)[None]
    result = np.concatenate(list(resample_drift(blocks(sine), start, rate)), axis=1)[0]
    positions = start + np.arange(result.size) * rate
    expected = np.sin(2 * np.pi * frequency * positions / RATE)
    inside = slice(2000, 7 * RATE)
    error = np.sqrt(np.mean((result[inside] - expected[inside]) ** 2)) / np.sqrt(0.5)
    assert 20 * np.log10(error) < -72


@pytest.mark.long
def test_it_begins_with_silence_where_the_track_begins_later_and_keeps_its_end():
    sound = np.ones((2, 3 * RATE)) * 0.5
    result = np.concatenate(list(resample_drift(blocks(sound), -RATE, 1.00005)), axis=1)
    assert np.abs(result[:, : RATE - 100]).max() < 1e-3
    assert result[:, RATE + 300 : 4 * RATE - 600] == pytest.approx(0.5, abs=1e-3)  # the step rings a little
    assert result.shape[1] >= 4 * RATE - 300


def test_blocks_of_any_length_give_the_same_samples():
    sound = np.random.default_rng(1).standard_normal((1, 3 * RATE))
    results = [np.concatenate(list(resample_drift(blocks(sound, size), 700.5, 0.99996)), axis=1)
               for size in (RATE, 1000, 3 * RATE)]  # fmt: skip
    assert np.array_equal(results[0], results[1])
    assert np.array_equal(results[0], results[2])
