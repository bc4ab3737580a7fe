"""How each file of the site is served, and when it goes up: three tables.

Content types: RSS Advisory Board and Apple for the feed, the Podcast Namespace for transcripts and chapters, the IANA
registry for the rest. Text says that it is UTF-8, because nothing else in an SRT file could.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

from podcast.urls import FEED

TEXT: Final = "; charset=utf-8"

NAMES: Final = {
    FEED: f"application/rss+xml{TEXT}",
    "feed.json": "application/feed+json",
    "chapters.json": "application/json+chapters",
}
SUFFIXES: Final = {
    ".avif": "image/avif",
    ".css": f"text/css{TEXT}",
    ".gif": "image/gif",
    ".html": f"text/html{TEXT}",
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": f"text/javascript{TEXT}",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".md": f"text/markdown{TEXT}",
    ".mjs": f"text/javascript{TEXT}",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rss": f"application/rss+xml{TEXT}",
    ".srt": f"application/x-subrip{TEXT}",
    ".svg": "image/svg+xml",
    ".txt": f"text/plain{TEXT}",
    ".vcf": f"text/vcard{TEXT}",
    ".vtt": f"text/vtt{TEXT}",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": f"application/xml{TEXT}",
}
UNKNOWN: Final = "application/octet-stream"

FOR_EVER: Final = "public, max-age=31536000, immutable"  # a year, the longest that RFC 9111's readers are asked for
SOON: Final = "public, max-age=300"
OWN: Final = "no-store"  # what only the publisher reads

# In this order, each whole before the next: nothing is named before it is there.
PHASES: Final = ("audio", "assets", "pages", "archives", "feeds", "feed")
FEEDS: Final = ("archives", "feeds", "feed")  # those that name audio: parts of feeds, of seasons and as JSON, the feed

_DIGEST = re.compile(r"\.[0-9a-f]{8}(?=\.[^./]+$)")


def content_type(key: str) -> str:
    """The media type of a file of the site, by its whole name or its suffix."""
    path = PurePosixPath(key)
    return NAMES.get(key) or NAMES.get(path.name) or SUFFIXES.get(path.suffix.lower(), UNKNOWN)


def cache_control(key: str) -> str:
    """How long readers may keep a file: for ever if its name changes with its bytes, else five minutes."""
    return FOR_EVER if phase(key) in {"audio", "assets"} and _DIGEST.search(key) else SOON


def phase(key: str) -> str:
    """When a file goes up."""
    name = PurePosixPath(key).name
    if key == FEED:
        return "feed"
    if name.startswith("feed.archive-"):
        return "archives"
    if name in {FEED, "feed.json"}:
        return "feeds"
    first = key.partition("/")[0] if "/" in key else ""
    return first if first in {"audio", "assets"} else "pages"


def undigested(key: str) -> str:
    """A key without the digest in its name: what stays the same when the file is replaced."""
    return _DIGEST.sub("", key)
