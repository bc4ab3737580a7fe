from collections.abc import Iterator

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from podcast.audio.noise_reduction.filters import filtered_blocks, highpass, hum_notches, noise_filters
from podcast.audio.noise_reduction.pause_limit import limit_pauses
from tests.support.sounds import silence, sine, speech

RATE = 8000
WIDTH = RATE // 100


def pairs(before: np.ndarray, after: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for start in range(0, before.shape[1], RATE):
        yield before[:, start : start + RATE], after[:, start : start + RATE]


def powers(sound: np.ndarray) -> np.ndarray:
    padded = np.pad(sound.astype(np.float64), ((0, 0), (0, -sound.shape[1] % WIDTH)))
    return np.square(padded).sum(axis=0).reshape(-1, WIDTH).sum(axis=1)


@given(
    st.lists(st.sampled_from([0.0, 1e-5, 1e-4, 1e-3, 0.01, 0.3]), min_size=20, max_size=220),
    st.integers(1, 2),
    st.integers(0, WIDTH - 1),
    st.integers(0, 2**32),
)
def test_no_pause_is_louder_than_it_was(levels: list[float], channels: int, missing: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    envelope = np.repeat(levels, WIDTH)[: len(levels) * WIDTH - missing]
    before = (envelope * random.uniform(-1, 1, (channels, envelope.size))).astype(np.float32)
    after = (before + 2e-4 * random.uniform(-1, 1, before.shape)).astype(np.float32)
    limited = np.concatenate(list(limit_pauses(pairs(before, after), RATE)), axis=1)
    assert limited.shape == before.shape
    was, now = powers(before), powers(limited)
    is_pause = was < 10**-5.5 * WIDTH * channels * 0.99
    assert (now[is_pause] <= was[is_pause] * 1.001 + 2e-11).all()
    assert (np.abs(limited) <= np.abs(after)).all()


def test_silence_between_sounds_stays_silent_behind_every_filter() -> None:
    rate, gap = 44100, silence(1.5)
    sound = np.concatenate([gap, speech(3), gap, 0.4 * sine(61, 1), gap, 0.3 * sine(3000, 1), gap], axis=1)
    sound = sound.astype(np.float32)
    filters = [[highpass(80), *hum_notches([50, 100, 150]), *noise_filters((-50.0,) * 15)]]
    blocks = [sound[:, start : start + rate] for start in range(0, sound.shape[1], rate)]
    ringing = np.concatenate([after for _, after in filtered_blocks(blocks, filters, rate)], axis=1)
    reduced = np.concatenate(list(limit_pauses(filtered_blocks(blocks, filters, rate), rate)), axis=1)
    is_silent = np.convolve(np.abs(sound[0]) > 0, np.ones(882), "same") < 0.5  # windows of 10 ms that are all silence
    assert float(np.abs(ringing[0, is_silent]).max()) > 1e-3, "the filters do ring"
    assert float(np.abs(reduced[0, is_silent]).max()) == 0.0
