"""Content type, Cache-Control and upload phase of each file of the site: three tables.

Content types: RSS Advisory Board and Apple for the feed, the Podcast Namespace for transcripts and chapters, the IANA
registry for the rest. Text is declared as UTF-8, because an SRT file has no other place for that.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

from podcast.urls import FEED

UTF8: Final = "; charset=utf-8"

TYPES_BY_NAME: Final = {
    FEED: f"application/rss+xml{UTF8}",
    "feed.json": "application/feed+json",
    "chapters.json": "application/json+chapters",
}
TYPES_BY_SUFFIX: Final = {
    ".avif": "image/avif",
    ".css": f"text/css{UTF8}",
    ".gif": "image/gif",
    ".html": f"text/html{UTF8}",
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": f"text/javascript{UTF8}",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".md": f"text/markdown{UTF8}",
    ".mjs": f"text/javascript{UTF8}",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rss": f"application/rss+xml{UTF8}",
    ".srt": f"application/x-subrip{UTF8}",
    ".svg": "image/svg+xml",
    ".txt": f"text/plain{UTF8}",
    ".vcf": f"text/vcard{UTF8}",
    ".vtt": f"text/vtt{UTF8}",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": f"application/xml{UTF8}",
}
DEFAULT_TYPE: Final = "application/octet-stream"

IMMUTABLE: Final = "public, max-age=31536000, immutable"  # a year
SHORT_LIVED: Final = "public, max-age=300"
NO_STORE: Final = "no-store"  # of the publisher's own objects

# In this order, each phase whole before the next: no file is named before it is there.
PHASES: Final = ("audio", "assets", "pages", "archives", "feeds", "feed")
FEEDS: Final = (
    "archives",
    "feeds",
    "feed",
)  # those that name audio: parts of feeds, feeds of seasons and as JSON, the feed

_DIGEST = re.compile(r"\.[0-9a-f]{8}(?=\.[^./]+$)")


def content_type(key: str) -> str:
    """The content type of a file of the site, by its whole name or its suffix."""
    path = PurePosixPath(key)
    return (
        TYPES_BY_NAME.get(key) or TYPES_BY_NAME.get(path.name) or TYPES_BY_SUFFIX.get(path.suffix.lower(), DEFAULT_TYPE)
    )


def cache_control(key: str) -> str:
    """The Cache-Control of a file: immutable if its name changes with its bytes, else five minutes."""
    return IMMUTABLE if phase(key) in {"audio", "assets"} and _DIGEST.search(key) else SHORT_LIVED


def phase(key: str) -> str:
    """The upload phase of a file."""
    name = PurePosixPath(key).name
    if key == FEED:
        return "feed"
    if name.startswith("feed.archive-"):
        return "archives"
    if name in {FEED, "feed.json"}:
        return "feeds"
    folder = key.partition("/")[0] if "/" in key else ""
    return folder if folder in {"audio", "assets"} else "pages"


def without_digest(key: str) -> str:
    """A key without the digest in its name: it stays the same when the file is replaced."""
    return _DIGEST.sub("", key)
