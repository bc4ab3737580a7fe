"""The leveler's slope limit holds by construction, whatever phrases, peaks and music a recording has."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.audio.leveling import pause_gains, slopes
from podcast.audio.leveling.features import SpectralFeatures
from podcast.audio.leveling.gain_planning import plan_leveling
from podcast.audio.leveling.phrases import find_phrases, step_levels, step_powers
from podcast.audio.leveling.voices import phrase_levels

pytestmark = pytest.mark.long

SEEDS = st.integers(0, 1 << 30)


def is_within(curve: np.ndarray, limits: np.ndarray) -> bool:
    return bool((np.abs(np.diff(curve.astype(int))) <= limits[:-1]).all())


def curves(seed: int, count: int) -> tuple[np.ndarray, np.ndarray, np.random.Generator]:
    """Values that jump, and limits, of as many steps."""
    random = np.random.default_rng(seed)
    values = np.repeat(random.integers(-1200, 1200, count), random.integers(1, 60, count))[:count].astype(np.int16)
    kinds = random.choice([pause_gains.SPEECH_SLOPE, pause_gains.NOISE_SLOPE, pause_gains.PAUSE_SLOPE], count)
    return values, np.repeat(kinds, random.integers(1, 40, count))[:count].astype(np.int16), random


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.integers(1, 900), st.integers(1, 200))
def test_curves_keep_to_their_limits_wherever_a_chunk_ends(seed: int, count: int, chunk: int) -> None:
    values, limits, random = curves(seed, count)
    is_set = np.repeat(random.random(count) < 0.5, random.integers(1, 50, count))[:count]
    rest = np.where(is_set, values, np.int16(-1500))
    whole = slopes.highest_curve_below(values, limits), slopes.curve_through(values, is_set, rest, limits)
    assert (whole[0] <= values).all()
    assert (slopes.lowest_curve_above(values, limits) >= values).all()
    assert all(is_within(curve, limits) for curve in whole)
    with mock.patch.object(slopes, "CHUNK_STEPS", chunk):
        parts = slopes.highest_curve_below(values, limits), slopes.curve_through(values, is_set, rest, limits)
    assert all(np.array_equal(a, b) for a, b in zip(whole, parts, strict=True))


def recording(seed: int) -> tuple[np.ndarray, np.ndarray, SpectralFeatures]:
    """Powers, peaks and features of a minute that no voice could utter: syllables, pauses and noise at any level."""
    random = np.random.default_rng(seed)
    lengths = random.integers(3, 220, 400)
    levels = np.repeat(random.choice([-20, -28, -36, -50, -62, -90], 400) + random.normal(0, 3, 400), lengths)[:9000]
    levels += random.normal(0, random.uniform(0, 4), levels.size)
    peaks = np.minimum(10 ** ((levels + random.exponential(6, levels.size)) / 20), 4).astype(np.float16)
    frames = random.random(600).astype(np.float32), random.random((600, 9)).astype(np.float32)
    features = SpectralFeatures(*frames, (random.random(120) * random.uniform(0, 8)).astype(np.float32))
    return (10 ** (levels / 10)).astype(np.float32), peaks, features


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.floats(4, 22))
def test_the_gain_moves_fast_in_real_pauses_alone(seed: int, headroom: float) -> None:
    powers, peaks, features = recording(seed)
    curve = plan_leveling(powers, peaks, features, headroom)
    levels = step_levels(powers)
    phrases = find_phrases(levels)
    gains = np.round(curve.decibels(np.arange(levels.size) * 3) * 100).astype(int)
    assert np.abs(gains).max() <= 1200
    is_fast = np.abs(np.diff(gains)) > pause_gains.SPEECH_SLOPE
    loudness = phrase_levels(step_powers(powers), phrases)
    for begin, end in phrases.tolist():
        assert not is_fast[begin : end - 1].any()
    for number, (end, begin) in enumerate(zip(phrases[:-1, 1], phrases[1:, 0], strict=True)):
        contrast = loudness[number : number + 2].min() - levels[end : begin - 1]
        assert contrast[is_fast[end : begin - 1]].min(initial=99) >= 9
