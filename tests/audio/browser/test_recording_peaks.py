"""The peaks of a recording: where its sound is, in memory that does not grow."""

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from podcast.audio.browser import recording_peaks as module
from podcast.audio.browser.recording_peaks import FULL_SCALE, RecordingPeaks, recording_peaks

RATE = 1000


def blocks_of(samples: list[float], sizes: list[int]) -> Iterator[NDArray[np.float32]]:
    array, start = np.array([samples], np.float32), 0
    for size in [*sizes, len(samples)]:
        if start < len(samples):
            yield array[:, start : start + size]
            start += size


def test_each_peak_is_the_highest_sample_of_its_hundredth() -> None:
    samples = [0.0] * 25
    samples[3], samples[12], samples[24] = -0.5, 1.5, 0.2
    peaks = recording_peaks(blocks_of(samples, [7]), RATE)
    assert list(peaks.values) == [128, FULL_SCALE, 51]
    assert (peaks.step, peaks.samples, peaks.seconds) == (0.01, 25, 0.025)


def test_both_channels_count() -> None:
    peaks = recording_peaks([np.array([[0.1] * 10, [-0.4] * 10], np.float32)], RATE)
    assert list(peaks.values) == [102]


@pytest.mark.long
@given(st.lists(st.integers(1, 400), max_size=20), st.integers(1, 3000))
def test_how_the_samples_come_in_blocks_makes_no_difference(sizes: list[int], count: int) -> None:
    samples = [((number * 37) % 101) / 101 for number in range(count)]
    assert recording_peaks(blocks_of(samples, sizes), RATE) == recording_peaks(blocks_of(samples, [count]), RATE)


def test_of_a_long_recording_each_two_peaks_become_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PEAKS", 8)
    samples = [number / 1000 for number in range(330)]
    peaks = recording_peaks(blocks_of(samples, [50]), RATE)
    assert peaks.step == 0.08
    assert list(peaks.values) == [round(height * 0.255) for height in (79, 159, 239, 319, 329)]


@pytest.mark.long
def test_a_day_takes_no_more_memory_than_an_hour() -> None:
    block = np.zeros((1, 8000), np.float32)

    def highest(seconds: int) -> int:
        tracemalloc.start()
        recording_peaks((block for _ in range(seconds)), 8000)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert highest(12_000) < highest(3000) * 1.1


def test_a_window_shows_its_span_alone() -> None:
    peaks = RecordingPeaks(bytes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 0.1, 1000, RATE)
    assert list(peaks.window(0.3, 0.7, 100)) == [4, 5, 6, 7]
    assert list(peaks.window(0.3, 0.7, 2)) == [5, 7]
    assert list(peaks.window(0.0, 99.0, 5)) == [2, 4, 6, 8, 10]
    assert peaks.window(5.0, 6.0, 10) == b""


@given(st.binary(max_size=40), st.sampled_from([0.01, 0.02, 0.04]))
def test_peaks_come_back_from_the_cache_as_they_were(values: bytes, step: float) -> None:
    peaks = RecordingPeaks(values, step, len(values) * 441, 44100)
    assert RecordingPeaks.from_bytes(peaks.to_bytes()) == peaks
