from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from podcast.audio.gain import LoudnessTarget, add_dips, correct_gain, plan_gain, predict_loudness
from podcast.audio.limiter import CeilingDip, GainPlan, limit_blocks
from podcast.audio.loudness import LoudnessMeasurement
from podcast.audio.meter import measure, measure_blocks
from tests.support.loud_sounds import bursts, music, talk, telephone
from tests.support.sounds import speech

TARGET = LoudnessTarget(-16.0, -1.0, 128)


def measurement(sound: np.ndarray) -> LoudnessMeasurement:
    return measure_blocks([sound.astype(np.float32)], 44100)


def test_gain_is_rounded_and_has_an_end() -> None:
    sound = speech(10) * 0.1
    quiet = measurement(sound)
    level = plan_gain(quiet, TARGET)
    assert level.gain == round(level.gain, 2)
    assert level.gain == pytest.approx(-16 - quiet.values.loudness, abs=0.01)
    assert plan_gain(measurement(sound * 0.001), TARGET).gain == 30.0


def test_fewer_bits_leave_more_room_under_the_ceiling() -> None:
    sound = measurement(speech(5) * 0.1)
    assert plan_gain(sound, replace(TARGET, bitrate=64)).ceiling < plan_gain(sound, TARGET).ceiling < -1.0


@cache
def measured(sounds: Callable, channels: int) -> tuple[np.ndarray, LoudnessMeasurement]:
    """Twelve seconds, and what is measured of them."""
    sound = sounds(12, channels=channels, seed=3)
    return sound, measure_blocks([sound], 44100)


@pytest.mark.parametrize("gain", [0.0, 8.0, *(pytest.param(gain, marks=pytest.mark.long) for gain in (4.0, 12.0))])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("sounds", [talk, music, bursts, telephone], ids=lambda sounds: sounds.__name__)
def test_what_the_limiter_takes_from_the_loudness_is_known_beforehand(
    sounds: Callable, channels: int, gain: float
) -> None:
    sound, before = measured(sounds, channels)
    gain += -16.0 - before.values.loudness
    expected = measure(limit_blocks([sound], 44100, GainPlan(gain, -3.0)), 44100).loudness
    assert predict_loudness(before, gain, -3.0) == pytest.approx(expected, abs=0.08)


@pytest.mark.parametrize("deviation", [-0.25, 0.05, 0.25])
def test_what_fits_is_not_corrected(deviation: float) -> None:
    sound = measurement(speech(10) * 0.5)
    plan = GainPlan(3.0, -3.0)
    fitting = replace(TARGET, loudness=sound.values.loudness + deviation)
    assert correct_gain(plan, sound, sound, fitting) == plan


def test_a_gain_that_was_too_small_grows_by_what_is_missing() -> None:
    before = measurement(speech(10) * 0.1)
    plan = plan_gain(before, TARGET)
    quieter = measurement(speech(10) * 0.1 * 10 ** ((plan.gain - 0.8) / 20))
    assert correct_gain(plan, before, quieter, TARGET).gain == pytest.approx(plan.gain + 0.8, abs=0.11)


def test_what_is_known_beforehand_of_the_encoder_is_compensated() -> None:
    before = measurement(speech(10) * 0.1)
    assert plan_gain(before, TARGET, -0.5).gain == pytest.approx(plan_gain(before, TARGET).gain + 0.5, abs=0.03)


def test_where_a_peak_is_too_high_the_ceiling_dips_and_where_it_still_is_deeper() -> None:
    sound = measurement(speech(10))
    once = add_dips(GainPlan(5.0, -3.0), replace(sound, over_ceiling=((1000, -0.5),)), TARGET)
    assert once == GainPlan(5.0, -3.0, (CeilingDip(1000, 1.05),))
    twice = add_dips(once, replace(sound, over_ceiling=((1200, -0.8),)), TARGET)
    assert CeilingDip(1200, 2.2) in twice.dips
