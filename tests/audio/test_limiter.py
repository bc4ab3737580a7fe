from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.audio.limiter import DIP_RADIUS, CeilingDip, GainPlan, lead_in_samples, limit_blocks
from podcast.audio.meter import measure
from tests.support.sounds import silence, speech, true_peak


def joined(
    sound: np.ndarray, gain: float, ceiling: float, size: int = 1 << 16, dips: tuple[CeilingDip, ...] = ()
) -> np.ndarray:
    parts = (sound[:, at : at + size].astype(np.float32) for at in range(0, sound.shape[1], size))
    return np.concatenate(list(limit_blocks(parts, 44100, GainPlan(gain, ceiling, dips))), axis=1)


@pytest.mark.parametrize("gain", [0.0, 6.0, 20.0])
@pytest.mark.parametrize("channels", [1, 2])
def test_no_true_peak_passes_the_ceiling(gain: float, channels: int) -> None:
    out = joined(speech(5, channels=channels) * 1.9, gain, -2.0)
    assert true_peak(out.T) <= -1.9


def test_below_the_ceiling_gain_is_all_that_happens() -> None:
    sound = speech(3) * 0.2
    out = joined(sound, 6.0, -1.0)
    assert np.array_equal(out, sound.astype(np.float32) * np.float32(10 ** (6 / 20)))


def test_only_the_surroundings_of_a_peak_are_turned_down() -> None:
    sound = speech(4) * 0.2
    sound[0, 88200] = 1.5
    out = joined(sound, 0.0, -1.0)
    changed = np.flatnonzero(out[0] != sound[0].astype(np.float32))
    assert changed.size
    assert 88200 - changed.min() < 0.03 * 44100
    assert changed.max() - 88200 < 0.03 * 44100


def test_the_gain_moves_without_a_step() -> None:
    sound = silence(1) + 0.5
    sound[0, 22050] = 4.0
    out = joined(sound, 0.0, -1.0)
    curve = out[0] / sound[0]
    assert np.abs(np.diff(curve)).max() < 0.01


def test_both_channels_are_turned_down_together() -> None:
    sound = speech(2, channels=2) * 0.3
    sound[0, 30000] = 1.4
    out = joined(sound, 0.0, -1.0)
    gain = out / sound.astype(np.float32)
    assert np.allclose(gain[0, 29990:30010], gain[1, 29990:30010], atol=1e-4)


@pytest.mark.long
@given(st.integers(2000, 60000))
def test_where_blocks_end_changes_no_bit(size: int) -> None:
    sound, complete = in_one_block()
    assert np.array_equal(joined(sound, 6.0, -2.0, size), complete)


@cache
def in_one_block() -> tuple[np.ndarray, np.ndarray]:
    sound = speech(2, channels=2) * 2
    return sound, joined(sound, 6.0, -2.0, 88200)


def test_limiting_costs_little_loudness() -> None:
    sound = speech(10)
    before, after = (measure([signal.astype(np.float32)], 44100) for signal in (sound, joined(sound, 3.0, -4.0)))
    assert before.loudness + 3.0 - after.loudness < 1.5


def test_a_dip_lowers_the_ceiling_around_its_place_and_nowhere_else() -> None:
    sound = speech(4) * 1.8
    plain, dipped = joined(sound, 0.0, -2.0), joined(sound, 0.0, -2.0, dips=(CeilingDip(88200, 3.0),))
    changed = np.flatnonzero(plain[0] != dipped[0])
    assert changed.size
    assert changed.min() > 88200 - DIP_RADIUS - 1000
    assert changed.max() < 88200 + DIP_RADIUS + 1000
    assert true_peak(dipped[:, 88200 - DIP_RADIUS + 50 : 88200 + DIP_RADIUS - 50].T) <= -4.9


DIPPED = GainPlan(3.0, -2.0, (CeilingDip(60_000, 2.0), CeilingDip(150_000, 1.0)))


@cache
def from_the_start() -> tuple[np.ndarray, np.ndarray]:
    sound = (speech(5, channels=2) * 1.8).astype(np.float32)
    parts = [sound[:, at : at + 65536] for at in range(0, sound.shape[1], 65536)]
    return sound, np.concatenate(list(limit_blocks(iter(parts), 44100, DIPPED)), axis=1)


@pytest.mark.long
@given(st.integers(0, 200_000))
def test_starting_later_gives_the_same_samples_from_there_on(start: int) -> None:
    (sound, complete), plan = from_the_start(), DIPPED
    begin = max(0, start - lead_in_samples(44100))
    rest = [sound[:, at : at + 50_000] for at in range(begin, sound.shape[1], 50_000)]
    later = np.concatenate(list(limit_blocks(rest, 44100, plan, begin)), axis=1)
    assert np.array_equal(later[:, start - begin :], complete[:, start:])
