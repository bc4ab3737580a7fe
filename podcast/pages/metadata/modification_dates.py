"""The dates of the last changes of pages, as far as the show's files tell: from dates of episodes and corrections.

They depend on the show alone, not on the time of a build: the same show has the same sitemap. Pages that name no
episode change with the newest one, which is on home and in the navigation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.pages.content.topics import topic_index
from podcast.pages.slugs import person_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.model.show import Episode, Show


def modification_dates(show: Show) -> Callable[[str], str | None]:
    """Return a function from a page's address to the date of its last change, as W3C date and time.

    The function returns None where no episode has a date. The page of a correction has the day alone.
    """
    directory, topics = person_directory(show), topic_index(show)
    dates: dict[str, str] = {}
    for episode in show.episodes:
        if date := _episode_date(episode):
            addresses = (
                *(directory.address(person) for person in episode.people),
                *(topics.address(topic) for topic in episode.topics),
                *((urls.season(show, episode.season),) if episode.season else ()),
            )
            for address in (urls.HOME, urls.episode(episode), *addresses):
                dates[address] = max(dates.get(address, ""), date, key=_day_first)
    return lambda address: next((dates[parent] for parent in _parents(address) if parent in dates), None)


def _episode_date(episode: Episode) -> str | None:
    """Return the later one of date and correction."""
    date = episode.date.isoformat() if episode.date else None
    if episode.correction and episode.date and episode.correction.on >= episode.date.date():
        return episode.correction.on.isoformat()
    return date


def _day_first(date: str) -> tuple[str, str]:
    """Return the key that sorts dates with and without a time."""
    return date[:10], date


def _parents(address: str) -> Iterator[str]:
    """Yield an address and those of the folders above it, the deepest first."""
    while address:
        yield address
        address = "".join(f"{part}/" for part in address.rstrip("/").split("/")[:-1])
    yield urls.HOME
