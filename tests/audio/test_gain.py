from dataclasses import replace

import numpy as np
import pytest

from podcast.audio.gain import LoudnessTarget, correct_plan, plan_gain, predict_loudness
from podcast.audio.limiter import CeilingDip, GainPlan, limit_blocks
from podcast.audio.loudness import LoudnessMeasurement, measure, measure_blocks
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


@pytest.mark.parametrize("gain", [0.0, 4.0, 8.0, 12.0])
@pytest.mark.parametrize("channels", [1, 2])
def test_what_the_limiter_takes_from_the_loudness_is_known_beforehand(gain: float, channels: int) -> None:
    sound = speech(12, channels=channels)
    expected = measure(limit_blocks([sound.astype(np.float32)], 44100, GainPlan(gain, -3.0)), 44100).loudness
    assert predict_loudness(measurement(sound), gain, -3.0) == pytest.approx(expected, abs=0.1)


def test_what_fits_is_not_corrected() -> None:
    sound = measurement(speech(10) * 0.5)
    level = GainPlan(3.0, -3.0)
    fitting = replace(TARGET, loudness=sound.values.loudness + 0.05)
    assert correct_plan(level, sound, sound, fitting) == level


def test_under_deep_limiting_a_deviation_of_less_than_0_2_is_let_pass() -> None:
    sound = measurement(speech(10) * 0.5)
    level = GainPlan(3.0, -3.0)
    target = replace(TARGET, loudness=sound.values.loudness + 0.15)
    assert correct_plan(level, sound, sound, target, 3.0) != level
    assert correct_plan(level, sound, sound, target, 9.0) == level


def test_a_gain_that_was_too_small_grows_by_what_is_missing() -> None:
    before = measurement(speech(10) * 0.1)
    level = plan_gain(before, TARGET)
    quieter = measurement(speech(10) * 0.1 * 10 ** ((level.gain - 0.8) / 20))
    assert correct_plan(level, before, quieter, TARGET).gain == pytest.approx(level.gain + 0.8, abs=0.11)


def test_where_a_peak_is_too_high_the_ceiling_dips_and_where_it_still_is_deeper() -> None:
    sound = measurement(speech(10))
    target = replace(TARGET, loudness=sound.values.loudness)
    once = correct_plan(GainPlan(5.0, -3.0), sound, replace(sound, over_ceiling=((1000, -0.5),)), target)
    assert once == GainPlan(5.0, -3.0, (CeilingDip(1000, 0.85),))
    twice = correct_plan(once, sound, replace(sound, over_ceiling=((1200, -0.8),)), target)
    assert CeilingDip(1200, 1.4) in twice.dips
