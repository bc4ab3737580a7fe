"""What a master lacks of its recording: every second is either in the master or told to be removed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.report.sound_details import Removal, removals
from podcast.timeline.time_map import TimeMap, TimeSegment


def test_a_plain_recording_lacks_nothing() -> None:
    assert list(removals(TimeMap(), 60.0, (0.0, 0.0), ())) == []


def test_silence_at_both_ends_is_told() -> None:
    assert list(removals(TimeMap.shifted(-2.5), 60.0, (2.5, 4.0), ())) == [
        Removal("start", 0.0, 2.5),
        Removal("end", 56.0, 60.0),
    ]


def test_a_cut_is_told_from_a_shortened_pause() -> None:
    segments = (TimeSegment(0.0, 10.0, 0.0), TimeSegment(15.0, 30.0, 10.0), TimeSegment(31.2, None, 25.0))
    assert list(removals(TimeMap(segments), 60.0, (0.0, 0.0), ((10.0, 15.0),))) == [
        Removal("cut", 10.0, 15.0),
        Removal("pause", 30.0, 31.2),
    ]


def test_cuts_at_both_ends_lie_outside_the_silence_that_was_trimmed() -> None:
    segments = (TimeSegment(5.0, 50.0, -1.0),)
    assert list(removals(TimeMap(segments), 60.0, (1.0, 2.0), ((0.0, 5.0), (50.0, 60.0)))) == [
        Removal("cut", 0.0, 5.0),
        Removal("start", 5.0, 6.0),
        Removal("end", 48.0, 50.0),
        Removal("cut", 50.0, 60.0),
    ]


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(1, 50)), min_size=1, max_size=20),
    st.integers(0, 20),
    st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)),
)
def test_what_is_kept_and_what_is_removed_make_the_recording(
    spans: list[tuple[int, int]], lead: int, trimmed: tuple[float, float]
) -> None:
    segments, position, kept = [], float(lead), 0.0
    for length, gap in spans:
        segments.append(TimeSegment(position, position + length, kept - trimmed[0]))
        position, kept = position + length + gap, kept + length
    found = list(removals(TimeMap(tuple(segments)), position, trimmed, ()))
    assert sum(removal.seconds for removal in found) + kept - sum(trimmed) == pytest.approx(position, abs=0.01)
    assert all(before.end <= after.start + 1e-6 for before, after in pairwise(found))
