"""Models that were written to a row come back equal, and share what is the same in all of them."""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING, Any

import pytest

from podcast.model.groups import Chapter
from podcast.show.caching.compact_models import ModelPickler, restore_model
from podcast.show.load import load
from tests.support.paths import SHOWS

if TYPE_CHECKING:
    from podcast.model.show import Episode


def restored(value: Any) -> Any:
    buffer = io.BytesIO()
    ModelPickler(buffer, protocol=5).dump(value)
    return pickle.loads(buffer.getvalue())


@pytest.fixture(scope="module")
def episodes() -> tuple[Episode, ...]:
    shows = (load(folder).show for folder in sorted(SHOWS.iterdir()))
    return tuple(episode for show in shows if show for episode in show.episodes)


def test_all_fields_come_back(episodes: tuple[Episode, ...]) -> None:
    assert len(episodes) > 5
    for episode in episodes:
        copy = restored(episode)
        assert copy == episode
        assert copy.model_fields_set == episode.model_fields_set
        assert repr(copy) == repr(episode)
        assert copy.fingerprint == episode.fingerprint


def test_a_copy_with_other_fields_leaves_the_others_alone(episodes: tuple[Episode, ...]) -> None:
    first, second = restored(episodes[0]), restored(episodes[0])
    changed = first.model_copy(update={"cover_alt": "Ein Schrank."})
    assert "cover_alt" in changed.model_fields_set
    assert second.model_fields_set == first.model_fields_set == episodes[0].model_fields_set


def test_equal_people_are_one_object(episodes: tuple[Episode, ...]) -> None:
    episode = next(episode for episode in episodes if episode.people)
    assert restored(episode).people[0] is restored(episode).people[0]


def test_a_row_with_other_fields_is_refused() -> None:
    with pytest.raises(pickle.UnpicklingError):
        restore_model(Chapter, (0.0, "Anfang"), 3, None)
