"""The episode that a word means, and the one that was probably meant."""

from __future__ import annotations

import pytest

from podcast.errors import PodcastError
from podcast.show.find_episode import find_slug

SLUGS = ("echte-beteiligung", "ganz-kurz", "juenger-waehlen", "waehlen-und-dann")


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("ganz-kurz", "ganz-kurz"),
        ("kurz", "ganz-kurz"),
        ("episodes/ganz-kurz/", "ganz-kurz"),
        ("Jünger wählen", "juenger-waehlen"),
        ("JUENGER", "juenger-waehlen"),
    ],
)
def test_an_episode_is_found_by_slug_path_title_or_part(word: str, slug: str) -> None:
    assert find_slug(SLUGS, word) == slug


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("wählen", "2 episodes match wählen, for example juenger-waehlen, waehlen-und-dann"),
        ("gans-kurtz", 'there is no episode "gans-kurtz"; did you mean "ganz-kurz"?'),
        ("Ächte Beteilgung", 'did you mean "echte-beteiligung"?'),
        ("xyz", 'there is no episode "xyz"; `podcast status` lists all episodes'),
        ("!!!", "`podcast status` lists all episodes"),
    ],
)
def test_a_word_that_means_none_or_several_is_refused(word: str, message: str) -> None:
    with pytest.raises(PodcastError) as error:
        find_slug(SLUGS, word)
    assert message in str(error.value)


def test_where_a_part_is_too_little_the_slug_is_suggested() -> None:
    with pytest.raises(PodcastError, match='did you mean "ganz-kurz"'):
        find_slug(SLUGS, "kurz", allow_part=False)
