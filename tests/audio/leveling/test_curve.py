"""The leveler's gain curve: the same samples wherever a block ends, and a measurement that needs no second decoding."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.audio.leveling.curve import WINDOWS_PER_SECOND, GainCurve
from podcast.audio.leveling.leveled_source import programme_gains
from podcast.audio.meter import measure_blocks
from podcast.timeline.time_map import TimeMap, TimeSegment
from tests.support.sounds import RATE, speech

CURVE = GainCurve(((0, 0), (60, 0), (90, -750), (300, -750), (310, 900), (450, 900)))
SOUND = speech(3, channels=2).astype(np.float32)


def joined(curve: GainCurve, sizes: list[int], start: int = 0) -> np.ndarray:
    borders = [start, *itertools.accumulate(sizes, initial=start), SOUND.shape[1]]
    blocks = [SOUND[:, first:last] for first, last in itertools.pairwise(borders) if first < last]
    return np.concatenate(list(curve.apply(blocks, RATE, start)), axis=1)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 450), st.integers(-1200, 1200)), max_size=12, unique_by=lambda knot: knot[0]),
    st.lists(st.integers(1, 20000), max_size=6),
    st.integers(0, 100000),
)
def test_samples_do_not_depend_on_where_blocks_end(knots, sizes, start):
    curve = GainCurve(tuple(sorted(knots)))
    assert np.array_equal(joined(curve, sizes, start), joined(curve, [])[:, start:])


def test_the_gain_is_that_of_the_knots_and_linear_in_between():
    gain = 20 * np.log10(joined(CURVE, [])[0] / np.where(SOUND[0] == 0, 1, SOUND[0]) + 1e-9)
    width = RATE // WINDOWS_PER_SECOND
    for window, decibels in ((30, 0), (75, -3.75), (200, -7.5), (305, 0.75), (400, 9)):
        assert np.median(gain[window * width : window * width + 5]) == pytest.approx(decibels, abs=0.03)


def test_no_knots_change_nothing():
    assert next(iter(GainCurve().apply([SOUND], RATE))) is SOUND


def test_the_measurement_of_leveled_samples_follows_from_that_of_the_recording():
    measurement = measure_blocks([SOUND], RATE)
    predicted = measurement.with_window_gains(CURVE.window_gains(measurement.powers.size)).values
    measured = measure_blocks([joined(CURVE, [])], RATE).values
    assert predicted.loudness == pytest.approx(measured.loudness, abs=0.03)
    assert predicted.true_peak == pytest.approx(measured.true_peak, abs=0.2)


def test_gains_of_an_edited_programme_are_those_of_the_places_it_comes_from():
    time_map = TimeMap((TimeSegment(0.5, 1.0, 2.0), TimeSegment(2.0, None, 2.5)))  # an intro of 2 s, a cut of 1 s
    gains = programme_gains(CURVE, time_map, 5 * WINDOWS_PER_SECOND)
    assert (gains[:300] == 0).all()
    assert gains[320] == -7.5
    assert gains[374] == -7.5
    assert gains[390] == 9.0
    assert gains[460] == 9.0
    assert (gains[600:] == 0).all()
