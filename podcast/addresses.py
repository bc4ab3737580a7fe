"""Every address of the site, in one place: published addresses are for ever.

Paths are below the base URL (the show's `link`), without a leading slash; a path that ends in `/` (or is empty) is a
page, kept in its `index.html`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

if TYPE_CHECKING:
    from podcast.show.model import Episode, Show

FEED = "feed.xml"
JSON_FEED = "feed.json"
HOME = ""
NOT_FOUND = "404.html"

_FOREIGN_LABEL = re.compile(r"[^.:@\[\]]*[^\x00-\x7f.:@\[\]][^.:@\[\]]*")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PLAIN = re.compile(r"[A-Za-z0-9:/._~-]*")  # nothing to be encoded
_RESERVED = "!$%&'()*+,/:;=?@~"  # what stands for itself in a path, a query or a fragment (RFC 3986)

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


def web(url: str) -> str:
    """An address in ASCII: host names in Punycode (RFC 3492), all else percent-encoded (RFC 3986).

    `https://kommune.example/größe` and its encoded form are one page to browsers, but feed readers take the former for
    a fault. Other schemes (mailto, tel) are not touched.
    """
    if _PLAIN.fullmatch(url):
        return url
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        return url
    host = _FOREIGN_LABEL.sub(lambda label: _punycode(label[0]), parts.netloc)
    return urlunsplit((parts.scheme, host, _encoded(parts.path), _encoded(parts.query), _encoded(parts.fragment)))


def _punycode(label: str) -> str:
    """One label of a host name; IDNA 2008 keeps ß where IDNA 2003, which Python knows, makes it ss."""
    return "xn--" + unicodedata.normalize("NFC", label.lower()).encode("punycode").decode("ascii")


def _encoded(text: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=_RESERVED)
