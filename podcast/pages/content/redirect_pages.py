"""Former addresses of episodes (`redirects`): pages that lead to the address of today, where a file can have them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from podcast import urls
from podcast.pages.content.moved import moved_page, moved_pages
from podcast.pages.content.topics import topic_index
from podcast.pages.slugs import oldest_first, person_directory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Episode, Show
    from podcast.pages.page import Page

# Folders and files of the site that are no pages.
OTHER_FOLDERS: Final = frozenset({"assets", "audio", "redirects"})
OTHER_FILES: Final = frozenset({urls.FEED, urls.JSON_FEED, "robots.txt", "sitemap.xml", "_redirects"})

_FILE_NAME = re.compile(r"[A-Za-z0-9._~/-]+")  # that every file system and store takes as it is
_INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class EpisodeRedirect:
    """A former address of an episode.

    Attributes:
        episode: whose address it was.
        number: its place in `redirects`, counted from 0.
        source: the path on the show's host, with its query.
        address: of the page that leads on, below the show's link; None where no file can have the former address: it
            has a query, characters that a file name should not have, or is not below the show's link.
    """

    episode: Episode
    number: int
    source: str
    address: str | None

    @property
    def is_own_page(self) -> bool:
        """Whether it is the address of today, but for its case."""
        return self.address is not None and self.address.casefold() == urls.episode(self.episode)


def episode_redirects(show: Show) -> Iterator[EpisodeRedirect]:
    """Yield the former addresses of all episodes, the oldest episode first."""
    for episode in oldest_first(show):
        for number, source in enumerate(episode.redirects):
            yield EpisodeRedirect(episode, number, source, page_address(show, source))


def page_address(show: Show, source: str) -> str | None:
    """Return the address of the page for a former address; None where no file can have it."""
    path, has_query, _query = source.partition("?")
    base = urlsplit(show.link).path or "/"
    address = path.removeprefix(base).removesuffix(_INDEX)
    if has_query or not path.startswith(base) or not _FILE_NAME.fullmatch(address):
        return None
    suffix = PurePosixPath(address).suffix.lower()
    if address.endswith("/") or suffix == ".html":
        return address
    return None if suffix else f"{address}/"


class TakenAddresses:
    """The files of a site, as far as they follow from its show, for comparison with former addresses.

    Case makes no difference: file systems may have none.
    """

    def __init__(self, show: Show) -> None:
        """List the addresses of a show's pages."""
        self._show = show
        self._files = {urls.file_path(address).casefold() for address in _page_addresses(show)} | OTHER_FILES

    def __contains__(self, address: str) -> bool:
        """Whether the site has a file at an address, or all files below its first folder are the site's."""
        path = urls.file_path(address).casefold()
        parent, _slash, last = path.removesuffix(f"/{_INDEX}").rpartition("/")
        is_further_page = urls.is_list_page(self._show, last) and f"{parent}/{_INDEX}".removeprefix("/") in self._files
        return path in self._files or path.partition("/")[0] in OTHER_FOLDERS or is_further_page


def _page_addresses(show: Show) -> Iterator[str]:
    yield from (urls.HOME, urls.NOT_FOUND)
    yield from (urls.page(show, name) for name in (*urls.STANDARD_PAGES, *urls.OPTIONAL_PAGES))
    seasons = {season.number for season in show.seasons} | {episode.season for episode in show.episodes}
    for number in seasons - {None}:
        yield from (urls.season(show, number), urls.season_feed(show, number)) if number else ()
    people, topics = person_directory(show), topic_index(show)
    for episode in show.episodes:
        yield from (urls.episode(episode), urls.embed(show, episode), urls.easy_language(show, episode))
        yield urls.transcript(episode, "html")
        yield from (people.address(person) for person in episode.people)
        yield from (topics.address(topic) for topic in episode.topics)
    yield from (page.address for page in moved_pages(show))


def redirect_pages(show: Show, all_episodes: Show) -> Iterator[Page]:
    """Yield a page for each former address that a file can have; search engines may not list it.

    A page of the site keeps its address, whatever `redirects` say.

    Args:
        show: without its episodes.
        all_episodes: the show with all its episodes, the withdrawn ones too.
    """
    redirects = list(episode_redirects(all_episodes))
    site_addresses = TakenAddresses(all_episodes) if redirects else ()
    done = set[str]()
    for redirect in redirects:
        address = redirect.address
        if address is not None and address not in site_addresses and address.casefold() not in done:
            done.add(address.casefold())
            yield moved_page(show, redirect.episode.title, address, urls.episode(redirect.episode))
