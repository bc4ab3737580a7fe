"""The fingerprint of an episode: computed once, and never that of other fields."""

import pickle

import pytest

from podcast.model.groups import Chapter
from podcast.model.show import Episode, episode_fingerprint
from podcast.timeline.time_map import TimeMap

FIELDS = {"slug": "a", "guid": "g", "title": "Eins", "chapters": (Chapter(start=0, title="Anfang"),)}


def new_episode(**fields):
    return Episode(**FIELDS | fields)


def test_equal_episodes_have_the_same_fingerprint():
    assert episode_fingerprint(new_episode()) == episode_fingerprint(new_episode())


@pytest.mark.parametrize("field", [{"title": "Zwei"}, {"slug": "b"}, {"notes": "N"}, {"machine_transcript": True}])
def test_another_field_is_another_fingerprint(field):
    assert episode_fingerprint(new_episode(**field)) != episode_fingerprint(new_episode())


@pytest.mark.parametrize("is_computed", [False, True])
def test_a_copy_with_another_field_does_not_keep_the_fingerprint(is_computed):
    episode = new_episode()
    if is_computed:
        episode_fingerprint(episode)
    copies = [episode.model_copy(update={"title": title}) for title in ("Zwei", "Zwei", "Drei")]
    two, again, three = map(episode_fingerprint, copies)
    assert two == again
    assert len({episode_fingerprint(episode), two, three}) == 3


def test_a_copy_without_a_change_keeps_it():
    episode = new_episode()
    assert episode_fingerprint(episode) == episode_fingerprint(episode.model_copy())


@pytest.mark.parametrize("other", [(TimeMap.shifted(3.0), 60.0), (TimeMap.shifted(2.0), 61.0)])
def test_the_time_of_the_master_counts(other):
    chapters = (Chapter(start=0, title="Anfang"), Chapter(start=9, title="Schluss"))
    times = (TimeMap.shifted(2.0), 60.0)
    mapped = [new_episode(chapters=chapters).with_master_times(*time) for time in (times, times, other)]
    first, again, changed = map(episode_fingerprint, mapped)
    assert first == again
    assert first != changed


def test_the_fingerprint_is_no_field():
    episode, other = new_episode(), new_episode()
    fingerprint = episode_fingerprint(episode)
    assert episode == other
    assert fingerprint not in repr(episode)
    assert episode.model_dump() == other.model_dump()
    assert pickle.loads(pickle.dumps(episode)) == other


def test_an_episode_whose_times_stay_the_same_is_not_copied():
    episode = new_episode()
    assert episode.with_master_times(TimeMap(), 60.0) is episode
