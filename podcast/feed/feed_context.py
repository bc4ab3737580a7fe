"""What the feed speaks of: a document of it, and an item in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.feed.chapters import audible
from podcast.feed.formatting import clean, public
from podcast.feed.show_notes import written_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.artifacts import Audio
    from podcast.model.groups import Chapter
    from podcast.model.show import Episode, Show

LONGEST_TITLE = 255  # characters, Apple's limit


@dataclass(frozen=True, slots=True)
class Place:
    """Which of the show's documents one is: a feed, or an older part of it.

    `feed` is the address of the feed that it belongs to, `season` the season whose feed that is (None: the show's);
    `archive` counts the older parts from the oldest (0: the feed itself), `archives` is how many there are.
    """

    feed: str = addresses.FEED
    season: int | None = None
    archive: int = 0
    archives: int = 0

    @property
    def address(self) -> str:
        """Where the document itself is."""
        return addresses.archive(self.feed, self.archive) if self.archive else self.feed

    @property
    def main(self) -> bool:
        """Whether it is the one document that speaks for the show."""
        return self.season is None and not self.archive

    @property
    def older(self) -> str:
        """Where the next older part is; empty where nothing is older."""
        number = self.archive - 1 if self.archive else self.archives
        return addresses.archive(self.feed, number) if number else ""


@dataclass(frozen=True, slots=True)
class Channel:
    """What a document says of the show; its episodes are those that have a date and an audio file."""

    show: Show
    audio: Mapping[str, Audio]
    covers: Mapping[str, str]
    place: Place

    @property
    def page(self) -> str:
        """The URL of the page that the feed belongs to."""
        season = self.place.season
        return public(self.show, addresses.season(self.show, season) if season else addresses.HOME)

    @property
    def title(self) -> str:
        """The show's title; a season's feed has that of the season, too."""
        if self.place.season is None:
            return clean(self.show.title)
        season = self.show.season(self.place.season)
        return clean(f"{self.show.title} – {season.title if season else self.place.season}")[:LONGEST_TITLE].strip()


@dataclass(frozen=True, slots=True)
class Item:
    """What the feed says of one episode; `notes` is sanitised HTML, its addresses written out."""

    show: Show
    episode: Episode
    audio: Audio
    covers: Mapping[str, str]
    notes: str = ""

    @property
    def page(self) -> str:
        """The URL of the episode's page."""
        return public(self.show, addresses.episode(self.episode))

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters that can be heard."""
        return audible(self.episode, self.audio)

    @property
    def number(self) -> int | None:
        """The episode's number; a trailer has none."""
        return None if self.episode.type == "trailer" else self.episode.episode

    @property
    def explicit(self) -> bool:
        """What the episode says of itself, or else the show of all its episodes."""
        return self.show.explicit if self.episode.explicit is None else self.episode.explicit


def published(show: Show, audio: Mapping[str, Audio]) -> Show:
    """The show with the episodes that a feed can hold: those with a date and an audio file, newest first."""
    return show.with_episodes(episode for episode in show.episodes if episode.date and episode.slug in audio)


def items(
    show: Show, audio: Mapping[str, Audio], covers: Mapping[str, str], notes: Mapping[str, str]
) -> Iterator[Item]:
    """The items of a show whose every episode can be published, newest first; `notes` as `rss.feeds` has them."""
    for episode in show.episodes:
        page = public(show, addresses.episode(episode))
        yield Item(show, episode, audio[episode.slug], covers, written_out(notes.get(episode.slug, ""), page))
