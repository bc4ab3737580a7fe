"""Subjects of the feed's tables: a document of the feed, its channel, and an item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import urls
from podcast.feed.chapters import audible_chapters
from podcast.feed.formatting import clean_text, public_url
from podcast.feed.show_notes import VERBATIM_MARK, resolve_urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.artifacts import Audio
    from podcast.feed.pictures import PictureAddresses
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
class ChannelSources:
    """Inputs of the channels of a show's documents, beside the show; see `rss.build_feeds`."""

    audio: Mapping[str, Audio]
    covers: PictureAddresses
    notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChannelContext:
    """The subject of the channel's table: a document, and the show.

    The show's episodes all have a date and an audio file; `withdrawn` are those that had a place in the document.
    """

    show: Show
    audio: Mapping[str, Audio]
    covers: PictureAddresses
    document: FeedDocument
    withdrawn: tuple[Episode, ...] = ()

    @property
    def page(self) -> str:
        """URL of the page that the feed belongs to."""
        season = self.document.season
        return public_url(self.show, urls.season(self.show, season) if season else urls.HOME)

    @property
    def extra_xml(self) -> str | None:
        """The show's own elements; none in the feeds of seasons, as for all elements that identify the show."""
        return self.show.extra_xml if self.document.season is None else None

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
    """The subject of the item's table: an episode; `notes` is sanitised HTML with absolute URLs.

    `verbatim_notes` is the text of a file with HTML, if the feed has that; empty if it has `notes`.
    """

    show: Show
    episode: Episode
    audio: Audio
    covers: PictureAddresses
    notes: str = ""
    verbatim_notes: str = ""

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
    def language(self) -> str:
        """The language that is spoken in the episode."""
        return self.show.episode_language(self.episode)

    @property
    def explicit(self) -> bool:
        """The episode's own value, or else the show's."""
        return self.show.explicit if self.episode.explicit is None else self.episode.explicit


def publishable_show(show: Show, audio: Mapping[str, Audio]) -> Show:
    """Return the show with the episodes that a feed can contain: those with a date and an audio file, newest first."""
    return show.with_episodes(episode for episode in show.episodes if episode.date and episode.slug in audio)


def item_contexts(
    show: Show, audio: Mapping[str, Audio], covers: PictureAddresses, notes: Mapping[str, str]
) -> Iterator[ItemContext]:
    """Yield the items of the episodes that can be published, newest first; for the arguments see `rss.build_feeds`."""
    bare_show = show.with_episodes(())
    for episode in publishable_show(show, audio).episodes:
        yield item_context(bare_show, episode, audio[episode.slug], covers, notes.get(episode.slug, ""))


def item_context(bare_show: Show, episode: Episode, audio: Audio, covers: PictureAddresses, notes: str) -> ItemContext:
    """Return the subject of an item.

    Args:
        bare_show: the show without episodes: no item depends on another one.
        episode: the episode.
        audio: its file.
        covers: see `rss.build_feeds`.
        notes: sanitised HTML, with addresses that start from the episode's page; see `VERBATIM_MARK`.
    """
    page = public_url(bare_show, urls.episode(episode))
    verbatim = episode.notes or "" if notes.startswith(VERBATIM_MARK) else ""
    clean = resolve_urls(notes.removeprefix(VERBATIM_MARK), page)
    return ItemContext(bare_show, episode, audio, covers, clean, verbatim)
