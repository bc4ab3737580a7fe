"""Where chapters are in the master: the same as feed and pages say."""

from hypothesis import given
from hypothesis import strategies as st

from podcast.artifacts import LoudnessValues, Master
from podcast.desk.marks.mark_list import chapter_rows, soundbite_rows
from podcast.model.groups import Chapter
from podcast.model.podcast_namespace import Soundbite
from podcast.model.show import Episode
from podcast.timeline.time_map import TimeMap, TimeSegment

VALUES = LoudnessValues(-20.0, -3.0, 5.0)


def master_of(time_map: TimeMap, seconds: float) -> Master:
    return Master("a.mp3", 60.0, seconds, 44100, 1, 128, time_map, VALUES, VALUES, 4.0, 0.0)


def episode_with(starts: list[float], bites: list[tuple[float, float]] | None = None) -> Episode:
    chapters = tuple(Chapter(start=start, title=f"K {start}") for start in starts)
    soundbites = tuple(Soundbite(start=start, duration=length) for start, length in bites or [])
    return Episode.model_construct(slug="a", chapters=chapters, soundbites=soundbites, audio=None, recording="a.wav")


@given(st.lists(st.integers(0, 600), min_size=1, max_size=8, unique=True), st.integers(-50, 90), st.integers(5, 300))
def test_chapters_are_where_feed_and_pages_have_them(tenths: list[int], shift: int, cut: int) -> None:
    starts = [tenth / 10 for tenth in sorted(tenths)]
    time_map = TimeMap((TimeSegment(0.0, cut / 10, shift / 10), TimeSegment(cut / 10 + 7, None, (shift + cut) / 10)))
    master = master_of(time_map, max(60.0 - 7 + shift / 10, 1.0))
    episode = episode_with(starts)
    rows = [row for row in chapter_rows(episode, master) if row.in_master is not None]
    published = episode.with_master_times(time_map, master.seconds).chapters
    shown = {row.in_master: row.title for row in rows}  # of two at the same time the later one stays
    assert shown == {chapter.start: chapter.title for chapter in published}


def test_without_a_master_nothing_is_said_of_it() -> None:
    episode = episode_with([0.0, 5.0], [(5.0, 20.0)])
    assert [row.in_master for row in chapter_rows(episode, None)] == [None, None]
    assert [row.in_master for row in soundbite_rows(episode, None)] == [None]


def test_a_soundbite_that_is_cut_out_is_not_in_the_master() -> None:
    time_map = TimeMap((TimeSegment(0.0, 10.0, 0.0), TimeSegment(40.0, None, 10.0)))
    episode = episode_with([0.0], [(12.0, 20.0), (45.0, 15.0)])
    assert [row.in_master for row in soundbite_rows(episode, master_of(time_map, 30.0))] == [None, 15.0]
