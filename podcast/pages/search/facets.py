"""The facets that results can be filtered by: season, year, person, topic, and the episodes that have each value."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from podcast.pages.content.topics import topic_index
from podcast.text import normalized_topic, strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podcast.model.show import Episode, Show

MAX_FACET_CHARACTERS = 12_000  # of the values of one facet: of shows with thousands of people, the most frequent ones

Run = tuple[int, int]  # successive episodes: the number of the first, and that after the last


def facets(show: Show, newest_first: Sequence[Episode]) -> dict[str, dict[str, list[Run]]]:
    """Return the values of each facet with their episodes, which are numbered newest first."""
    zone = ZoneInfo(show.timezone)
    topics = topic_index(show)
    numbers: dict[str, defaultdict[str, list[int]]] = {
        name: defaultdict(list) for name in ("season", "year", "person", "topic")
    }
    for number, episode in enumerate(newest_first):
        if episode.season:
            numbers["season"][str(episode.season)].append(number)
        if episode.date:
            numbers["year"][str(episode.date.astimezone(zone).year)].append(number)
        for name in dict.fromkeys(person.name for person in episode.people):
            numbers["person"][name].append(number)
        for topic in dict.fromkeys(normalized_topic(topic) for topic in episode.topics):
            numbers["topic"][strip_soft_hyphens(topics.labels[topic])].append(number)
    return {name: _most_frequent(values) for name, values in numbers.items()}


def _most_frequent(values: dict[str, list[int]]) -> dict[str, list[Run]]:
    """Return as many values as fit into `MAX_FACET_CHARACTERS`, the most frequent ones, each with its episodes."""
    facet: dict[str, list[Run]] = {}
    size = 0
    for value, numbers in sorted(values.items(), key=lambda item: -len(item[1])):
        runs = _runs(numbers)
        size += len(f"{value}{runs}")
        if size > MAX_FACET_CHARACTERS:
            break
        facet[value] = runs
    return facet


def _runs(numbers: Iterable[int]) -> list[Run]:
    """Return ascending numbers as runs."""
    runs: list[Run] = []
    for number in numbers:
        if runs and runs[-1][1] == number:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    return runs
