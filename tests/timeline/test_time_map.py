"""Times of a recording in its master, and back."""

from hypothesis import given
from hypothesis import strategies as st

from podcast.timeline.time_map import TimeMap, TimeSegment

TRIMMED = TimeMap.shifted(-0.4)
WITH_INTRO = TimeMap.shifted(5.25)
CUT = TimeMap((TimeSegment(0.0, 10.0, 2.0), TimeSegment(14.0, None, 12.0)))


def maps(lengths: list[int], shift: int) -> TimeMap:
    """A map of spans that are kept and cut in turn, in milliseconds."""
    segments, start, position = [], 0, shift
    for number, length in enumerate(lengths):
        if number % 2 == 0:
            is_last = number >= len(lengths) - 2
            segments.append(TimeSegment(start / 1000, None if is_last else (start + length) / 1000, position / 1000))
            position += length
        start += length
    return TimeMap(tuple(segments))


def test_a_time_of_the_master_is_earlier_or_later_in_the_recording() -> None:
    assert TRIMMED.to_recording(0.0) == 0.4
    assert WITH_INTRO.to_recording(6.0) == 0.75
    assert TimeMap().to_recording(3.5) == 3.5


def test_during_an_intro_the_recording_stands_at_its_beginning() -> None:
    assert WITH_INTRO.to_recording(3.0) == 0.0


def test_after_a_cut_the_recording_goes_on_behind_it() -> None:
    assert CUT.to_recording(11.999) == 9.999
    assert CUT.to_recording(12.0) == 14.0
    assert CUT.to_recording(13.0) == 15.0


@given(st.lists(st.integers(1, 90_000), min_size=1, max_size=9), st.integers(-5000, 9000), st.integers(0, 400_000))
def test_whatever_the_master_holds_is_found_again(lengths: list[int], shift: int, milliseconds: int) -> None:
    time_map, seconds = maps(lengths, shift), milliseconds / 1000
    kept = any(
        segment.start <= seconds and (segment.end is None or seconds < segment.end) for segment in time_map.segments
    )
    back = time_map.to_recording(time_map.to_master(seconds))
    assert (back == seconds) or not kept
    assert time_map.to_master(back) == time_map.to_master(seconds)
