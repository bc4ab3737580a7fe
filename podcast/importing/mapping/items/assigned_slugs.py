"""Slugs of imported episodes: from the item's own link, else from its title; the same in every import."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from podcast.authoring.episode_slug import slug_from_title
from podcast.show.media_files import slug_problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from podcast.importing.mapping.feed_elements import FeedElements

_WORD: Final = re.compile(r"(?<![^\W_])[^\W\d_]{3,}(?![^\W_])")  # letters alone: no number, no part of a code
_FILE_ENDING: Final = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|mp3|m4a)$", re.IGNORECASE)
# Parts of addresses that name no episode.
_GENERAL: Final = frozenset(
    {"index", "episode", "episodes", "podcast", "podcasts", "show", "shows", "view", "watch", "listen", "item", "play"}
    | {"folge", "folgen", "sendung", "sendungen", "archiv", "archive", "blog", "news", "home", "default", "feed", "rss"}
)
_FALLBACK: Final = {"de": "folge"}


class SlugAssigner:
    """Gives each episode a slug that no other has; later ones of the same words are numbered."""

    def __init__(self, used: Collection[str], shared_links: Collection[str], language: str) -> None:
        """Start with the slugs that cannot be used.

        Args:
            used: of existing episodes, and of the site's own pages.
            shared_links: links that several items have: they name no episode.
            language: of the show.
        """
        self._used = {*used}
        self._shared_links = shared_links
        self._last_numbers: dict[str, int] = {}
        self._fallback = _FALLBACK.get(language.partition("-")[0], "episode")

    def assign(self, link: str, elements: FeedElements) -> str:
        """Return the slug of an item with its link, and take it."""
        stem = "" if link in self._shared_links else link_slug(link)
        stem = stem or slug_from_title(elements.first_line("title", "itunes:title")) or self._fallback
        number = self._last_numbers.get(stem, 0) + 1
        while (slug := stem if number == 1 else f"{stem}-{number}") in self._used or slug_problem(slug):
            number += 1
        self._last_numbers[stem] = number
        self._used.add(slug)
        return slug


def link_slug(link: str) -> str:
    """Return the last part of an address that has words, as a slug; empty if none has.

    Numbers, codes and general words such as `episodes` are passed over only at the end: in front of the last part are
    the folders of a site, which name no episode.
    """
    try:
        path = urlsplit(link).path
    except ValueError:
        return ""
    parts = [unquote(part) for part in path.split("/") if part]
    if parts and _FILE_ENDING.sub("", parts[-1]).lower() in {"index", "default"}:
        parts.pop()
    if len(parts) > 1 and not _has_words(parts[-1]) and _has_words(parts[-2]):
        parts.pop()  # …/echte-beteiligung/12345
    if not parts or not _has_words(parts[-1]):
        return ""
    return slug_from_title(_FILE_ENDING.sub("", parts[-1]).replace("_", "-").replace("+", "-"))


def _has_words(part: str) -> bool:
    name = _FILE_ENDING.sub("", part)
    return name.lower() not in _GENERAL and _WORD.search(name) is not None


def shared_links(links: Iterable[str]) -> frozenset[str]:
    """Return the links that more than one item has."""
    seen: set[str] = set()
    shared: set[str] = set()
    for link in links:
        (shared if link in seen else seen).add(link)
    return frozenset(shared)
