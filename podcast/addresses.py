"""Every address of the site, in one place: published addresses are for ever.

Paths are below the base URL (the show's `link`), without a leading slash; a path that ends in `/` (or is empty) is a
page, kept in its `index.html`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podcast.show.model import Episode, Show

FEED = "feed.xml"
JSON_FEED = "feed.json"
HOME = ""
NOT_FOUND = "404.html"

_SEASON = {"de": "staffel"}  # other languages: season


def season(show: Show, number: int) -> str:
    """The page of a season: `staffel-1/` in a German show."""
    return f"{_SEASON.get(show.language.split('-')[0], 'season')}-{number}/"


def season_feed(show: Show, number: int) -> str:
    """The feed of a season's episodes alone."""
    return f"{season(show, number)}{FEED}"


def archive(feed: str, number: int) -> str:
    """An older part of a feed that is too long for one file, counted from the oldest: `feed.archive-1.rss`."""
    stem, _, suffix = feed.rpartition(".")
    return f"{stem}.archive-{number}.{'rss' if suffix == 'xml' else suffix}"


def episode(episode: Episode) -> str:
    """The page of an episode."""
    return f"{episode.slug}/"


def chapters(episode: Episode) -> str:
    """The episode's chapters as JSON."""
    return f"{episode.slug}/chapters.json"


def transcript(episode: Episode, form: str) -> str:
    """The episode's transcript, `form` being vtt, srt or json."""
    return f"{episode.slug}/transcript.{form}"


def peaks(episode: Episode) -> str:
    """The waveform of the episode's audio as JSON, for players."""
    return f"{episode.slug}/peaks.json"


def audio(slug: str, digest: str, form: str = "mp3") -> str:
    """An audio file; `digest` is the SHA-256 of its bytes."""
    return f"audio/{slug}.{digest[:8]}.{form}"


def asset(name: str, digest: str) -> str:
    """A file whose name changes with its bytes: `asset("site.css", …)` is `assets/site.1a2b3c4d.css`."""
    stem, dot, suffix = name.rpartition(".")
    return f"assets/{stem}.{digest[:8]}{dot}{suffix}"


def file(path: str) -> str:
    """The file below site/ that an address is kept in."""
    return f"{path}index.html" if path.endswith("/") or not path else path


def absolute(show: Show, path: str) -> str:
    """The public URL of an address; the show's link ends in a slash."""
    return f"{show.link}{path}"
