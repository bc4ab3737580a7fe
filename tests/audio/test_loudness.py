import contextlib
from collections.abc import Callable
from fractions import Fraction

import av
import numpy as np
import pytest

from podcast.audio.k_weighting import weighting_coefficients, window_powers
from podcast.audio.loudness import join_measurements
from podcast.audio.meter import ProgrammeSpan, measure, measure_blocks
from podcast.audio.true_peak import REACH, blocks_with_neighbours, window_true_peaks
from tests.support.loud_sounds import bursts, music, talk
from tests.support.sounds import loudness, silence, sine, speech, true_peak


def blocks(sound: np.ndarray, size: int = 1 << 16) -> list[np.ndarray]:
    return [sound[:, at : at + size].astype(np.float32) for at in range(0, sound.shape[1], size)]


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("gain", [1.0, 0.05])
def test_loudness_agrees_with_another_meter(channels: int, gain: float) -> None:
    sound = speech(12, channels=channels) * gain
    expected = loudness(sound.T.astype(np.float32), 44100)
    assert measure(blocks(sound), 44100).loudness == pytest.approx(expected, abs=0.1)


def test_a_1_khz_sine_at_minus_23_dbfs_in_both_channels_measures_minus_23_lufs() -> None:
    # EBU Tech 3341, test case 1
    sound = np.repeat(sine(1000, 20, 48000) * 10 ** (-23 / 20), 2, axis=0)
    assert measure(blocks(sound), 48000).loudness == pytest.approx(-23, abs=0.1)


def by_ffmpeg(sound: np.ndarray, rate: int) -> float:
    """The integrated loudness of FFmpeg's filter ebur128."""
    layout = {1: "mono", 2: "stereo"}[sound.shape[0]]
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=rate, format="fltp", layout=layout, time_base=Fraction(1, rate))
    graph.link_nodes(source, graph.add("ebur128", "metadata=1:framelog=quiet"), graph.add("abuffersink")).configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound, np.float32), format="fltp", layout=layout)
    frame.sample_rate = rate
    graph.push(frame)
    graph.push(None)
    value = -70.0
    with contextlib.suppress(av.error.EOFError):
        while True:
            value = float(graph.pull().metadata.get("lavfi.r128.I", value))
    return value


@pytest.mark.long
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [44100, 48000])
@pytest.mark.parametrize("sounds", [talk, music, bursts], ids=lambda sounds: sounds.__name__)
def test_loudness_is_within_two_hundredths_of_two_other_meters(sounds: Callable, rate: int, channels: int) -> None:
    import pyloudnorm

    sound = sounds(40, rate, channels)
    measured = measure(blocks(sound), rate).loudness
    assert measured == pytest.approx(by_ffmpeg(sound, rate), abs=0.02)
    # pyloudnorm's own filters are 0.04 LU off at every rate; these of it are the standard's
    other = pyloudnorm.Meter(rate, filter_class="DeMan").integrated_loudness(sound.T.astype(np.float64))
    assert measured == pytest.approx(other, abs=0.02)


def test_the_filters_are_those_of_the_standard() -> None:
    # ITU-R BS.1770-4, annex 1, tables 1 and 2: coefficients at 48 kHz
    shelf = (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
    high_pass = (1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621)
    assert np.allclose(weighting_coefficients(48000), (shelf, high_pass), atol=1e-8)


def test_a_window_holds_the_power_of_all_channels_and_the_last_one_is_padded_with_silence() -> None:
    samples = np.array([[1.0, 1, 2, 2, 3], [0, 0, 1, 1, 0]])
    assert np.array_equal(window_powers(samples, 2), [1, 5, 4.5])


def test_a_change_of_gain_needs_no_second_measurement() -> None:
    sound = speech(20, channels=2).astype(np.float32)
    gains = np.repeat([0.5, 1.5, 0.7, 1.0], 5 * 150)
    changed = sound * np.repeat(gains, 294).astype(np.float32)
    expected = measure_blocks([changed], 44100)
    computed = measure_blocks([sound], 44100).with_window_gains(gains)
    assert computed.values.loudness == pytest.approx(expected.values.loudness, abs=0.01)
    assert computed.values.loudness_range == pytest.approx(expected.values.loudness_range, abs=0.05)
    assert np.isclose(computed.peaks, expected.peaks, rtol=0.002).mean() > 0.999
    assert computed.values.true_peak == pytest.approx(expected.values.true_peak, abs=0.1)
    assert np.allclose(computed.short_term, expected.short_term, atol=0.1)


@pytest.mark.long
def test_silence_between_the_words_does_not_count() -> None:
    talk = speech(10)
    paused = np.concatenate([talk, silence(20), talk], axis=1)
    assert measure(blocks(paused), 44100).loudness == pytest.approx(measure(blocks(talk), 44100).loudness, abs=0.2)


def test_silence_measures_minus_70_lufs_and_not_minus_infinity() -> None:
    measured = measure(blocks(silence(5)), 44100)
    assert (measured.loudness, measured.true_peak) == (-70.0, -140.0)


def test_a_sound_shorter_than_a_gating_block_measures_minus_70_lufs() -> None:
    assert measure(blocks(speech(0.2)), 44100).loudness == -70.0


def test_a_peak_between_the_samples_is_found() -> None:
    # A quarter of the sample rate, half a sample beside its crests: samples at 0.5, the wave at 0.707.
    sound = sine(11025, 2, phase=np.pi / 4) * 0.7071
    sound[:, :500] *= np.linspace(0, 1, 500)
    sound[:, -500:] *= np.linspace(1, 0, 500)
    assert np.abs(sound).max() == pytest.approx(0.5, abs=0.001)
    assert measure(blocks(sound), 44100).true_peak == pytest.approx(20 * np.log10(0.7071), abs=0.05)


@pytest.mark.parametrize("seed", range(5))
def test_true_peak_agrees_with_sixteenfold_oversampling(seed: int) -> None:
    sound = speech(3, channels=2, seed=seed) * 1.7
    assert measure(blocks(sound), 44100).true_peak == pytest.approx(true_peak(sound.T.astype(np.float32)), abs=0.1)


def test_the_peak_of_a_window_lies_between_its_samples() -> None:
    from scipy.signal import resample_poly

    sound = speech(3, channels=2, seed=4).astype(np.float32)
    window = np.pad(sound, ((0, 0), (REACH, REACH)))
    peaks = window_true_peaks(window, 294)
    samples = np.abs(sound).max(axis=0).reshape(-1, 294).max(axis=1)
    oversampled = np.abs(resample_poly(sound.astype(np.float64), 4, 1, axis=1)).max(axis=0).reshape(-1, 1176)
    assert (peaks >= samples).all()
    voiced = samples > 0.05  # not the noise of pauses
    assert np.isclose(peaks[voiced], oversampled.max(axis=1)[voiced], rtol=0.02).mean() > 0.98


@pytest.mark.parametrize("threads", [1, 2])
def test_parts_measured_one_by_one_give_the_loudness_of_the_whole(threads: int) -> None:
    sound = speech(33.37, channels=2).astype(np.float32) * 1.7
    complete = measure_blocks([sound], 44100, ceiling=-3.0)
    assert complete.over_ceiling
    parts = []
    for span in (ProgrammeSpan(0, 3), ProgrammeSpan(3, 17), ProgrammeSpan(17, 18), ProgrammeSpan(18, None)):
        begin = (span.first - span.lead_in) * 44100
        parts.append(measure_blocks([sound[:, begin:]], 44100, threads, -3.0, span))
    together = join_measurements(parts)
    assert together.over_ceiling == complete.over_ceiling
    assert np.array_equal(together.true_peaks, complete.true_peaks)
    assert np.allclose(together.momentary, complete.momentary, atol=0.002)
    assert np.allclose(together.short_term, complete.short_term, atol=0.002)
    assert together.values.loudness == pytest.approx(complete.values.loudness, abs=0.001)


@pytest.mark.parametrize("loud", [0.01, 1.7])
@pytest.mark.parametrize("more", [0, 1, 7, 63, 64, 65, 293, 294, 295, 4409])
def test_a_programme_may_end_anywhere(more: int, loud: float) -> None:
    sound = speech(2).astype(np.float32)[:, : 44100 + more] * np.float32(loud)
    for ceiling in (np.inf, -1.0):
        measurement = measure_blocks([sound], 44100, ceiling=ceiling)
        assert (measurement.momentary.size, measurement.true_peaks.size) == (10 + (more == 4409), 10 + (more > 0))
        assert measurement.true_peaks.max() >= np.abs(sound).max()


def test_a_part_measured_again_replaces_its_first_measurement() -> None:
    sound = speech(20).astype(np.float32) * 1.7
    changed = sound.copy()
    changed[:, 8 * 44100 : 10 * 44100] *= 0.3
    before, after = (measure_blocks([signal], 44100, ceiling=-3.0) for signal in (sound, changed))
    span = ProgrammeSpan(7, 14)
    part = measure_blocks([changed[:, (7 - span.lead_in) * 44100 :]], 44100, 1, -3.0, span)
    mixed = before.with_part(7, part, 44100)
    assert mixed.over_ceiling == after.over_ceiling != before.over_ceiling
    assert np.allclose(mixed.short_term, after.short_term, atol=0.002)
    assert np.array_equal(mixed.true_peaks, after.true_peaks)


def test_a_peak_on_the_border_of_two_blocks_is_found() -> None:
    sound = silence(2) + 0.0
    sound[0, 65535:65537] = 0.9
    undivided, divided = (measure(blocks(sound, size), 44100).true_peak for size in (88200, 65536))
    assert undivided == divided > 20 * np.log10(0.9)


def test_windows_hold_the_neighbours_of_each_block() -> None:
    sound = np.arange(1, 301, dtype=np.float32)[None]
    parts = [sound[:, :100], sound[:, 100:200], sound[:, 200:]]
    windows = [window for _, window in blocks_with_neighbours(parts, 5)]
    padded = np.pad(sound, ((0, 0), (5, 5)))
    for number, window in enumerate(windows):
        assert np.array_equal(window, padded[:, number * 100 : number * 100 + 110])
