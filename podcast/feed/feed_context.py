"""Subjects of the feed's tables: a document of the feed, its channel, and an item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import urls
from podcast.feed.chapters import audible_chapters
from podcast.feed.formatting import clean_text, public_url
from podcast.feed.show_notes import resolve_urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.artifacts import Audio
    from podcast.model.groups import Chapter
    from podcast.model.show import Episode, Show

MAX_TITLE_CHARACTERS = 255  # characters, Apple's limit


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """One of the show's documents: a feed, or one of its archives.

    `feed` is the address of the feed that it belongs to, `season` the season whose feed that is (None: the show's);
    `archive` counts the archives from the oldest (0: the feed itself), `archive_count` is their number.
    """

    feed: str = urls.FEED
    season: int | None = None
    archive: int = 0
    archive_count: int = 0

    @property
    def address(self) -> str:
        """Address of the document itself."""
        return urls.archive(self.feed, self.archive) if self.archive else self.feed

    @property
    def is_main(self) -> bool:
        """Whether it is the show's feed itself, no season's and no archive."""
        return self.season is None and not self.archive

    @property
    def older_address(self) -> str:
        """Address of the next older archive; empty if there is none."""
        number = self.archive - 1 if self.archive else self.archive_count
        return urls.archive(self.feed, number) if number else ""


@dataclass(frozen=True, slots=True)
class ChannelContext:
    """The subject of the channel's table: a document, and the show.

    The show's episodes all have a date and an audio file.
    """

    show: Show
    audio: Mapping[str, Audio]
    covers: Mapping[str, str]
    document: FeedDocument

    @property
    def page(self) -> str:
        """URL of the page that the feed belongs to."""
        season = self.document.season
        return public_url(self.show, urls.season(self.show, season) if season else urls.HOME)

    @property
    def title(self) -> str:
        """The show's title; in a season's feed with the season's title."""
        if self.document.season is None:
            return clean_text(self.show.title)
        season = self.show.season(self.document.season)
        return clean_text(f"{self.show.title} – {season.title if season else self.document.season}")[
            :MAX_TITLE_CHARACTERS
        ].strip()


@dataclass(frozen=True, slots=True)
class ItemContext:
    """The subject of the item's table: an episode; `notes` is sanitised HTML with absolute URLs."""

    show: Show
    episode: Episode
    audio: Audio
    covers: Mapping[str, str]
    notes: str = ""

    @property
    def page(self) -> str:
        """URL of the episode's page."""
        return public_url(self.show, urls.episode(self.episode))

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters within the audio."""
        return audible_chapters(self.episode, self.audio)

    @property
    def number(self) -> int | None:
        """The episode's number; None for a trailer."""
        return None if self.episode.type == "trailer" else self.episode.episode

    @property
    def explicit(self) -> bool:
        """The episode's own value, or else the show's."""
        return self.show.explicit if self.episode.explicit is None else self.episode.explicit


def publishable_show(show: Show, audio: Mapping[str, Audio]) -> Show:
    """Return the show with the episodes that a feed can contain: those with a date and an audio file, newest first."""
    return show.with_episodes(episode for episode in show.episodes if episode.date and episode.slug in audio)


def item_contexts(
    show: Show, audio: Mapping[str, Audio], covers: Mapping[str, str], notes: Mapping[str, str]
) -> Iterator[ItemContext]:
    """Yield the items of a show whose every episode can be published, newest first.

    For `notes` see `rss.build_feeds`.
    """
    for episode in show.episodes:
        page = public_url(show, urls.episode(episode))
        yield ItemContext(show, episode, audio[episode.slug], covers, resolve_urls(notes.get(episode.slug, ""), page))
