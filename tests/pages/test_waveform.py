import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast import urls
from podcast.model.show import Episode
from podcast.pages.waveform import MAX_BARS, peaks_json, waveform_bars


def peaks_data(values, seconds=60.0):
    return json.loads(peaks_json(values, seconds))


def test_peaks_are_whole_numbers_from_0_to_100():
    assert peaks_data([0.0, 0.004, 0.006, 0.5, 0.89, 1.0]) == {
        "version": 1,
        "seconds": 60.0,
        "peaks": [0, 0, 1, 50, 89, 100],
    }


@given(st.lists(st.floats(-0.5, 2.0), max_size=1000))
def test_a_waveform_keeps_every_peak_and_its_bounds(values):
    peaks = peaks_data(values)["peaks"]
    assert len(peaks) == len(values)
    assert all(0 <= peak <= 100 for peak in peaks)


@pytest.mark.parametrize("peak", [0.0, 0.5, 0.944])  # -0.5 dBTP, the highest ceiling that a show may name
def test_a_thousand_peaks_of_any_master_are_smaller_than_4_kb(peak):
    assert len(peaks_json((peak,) * 1000, 36_000.123)) < 4000


def test_where_the_levels_are_not_known_there_are_no_peaks():
    assert json.loads(peaks_json((), 12.5)) == {"version": 1, "seconds": 12.5, "peaks": []}


def test_the_waveform_lies_beside_the_page():
    assert urls.peaks(Episode(slug="folge-1", guid="g", title="t")) == "folge-1/peaks.json"


@given(st.lists(st.floats(0.0, 1.0), max_size=1000))
def test_a_page_has_the_highest_peak_of_each_bar(values):
    peaks, text = peaks_data(values)["peaks"], waveform_bars(peaks_json(values, 60.0))
    bars = [int(bar) for bar in text.split(",")] if text else []
    assert len(bars) == min(len(values), MAX_BARS)
    assert max(bars, default=None) == max(peaks, default=None)
    if len(values) <= MAX_BARS:
        assert bars == peaks
