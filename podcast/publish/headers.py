"""Content type, Cache-Control, security headers and upload phase of each file of the site.

Content types: RSS Advisory Board and Apple for the feed, the Podcast Namespace for transcripts and chapters, the IANA
registry for the rest. Text is declared as UTF-8, because an SRT file has no other place for that.
"""

from __future__ import annotations

import re
from typing import Final

from podcast.pages.csp import POLICY
from podcast.urls import FEED

UTF8: Final = "; charset=utf-8"

TYPES_BY_NAME: Final = {
    FEED: f"application/rss+xml{UTF8}",
    "feed.json": "application/feed+json",
    "chapters.json": "application/json+chapters",
}
TYPES_BY_SUFFIX: Final = {
    ".aac": "audio/aac",
    ".avif": "image/avif",
    ".css": f"text/css{UTF8}",
    ".flac": "audio/flac",
    ".gif": "image/gif",
    ".html": f"text/html{UTF8}",
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": f"text/javascript{UTF8}",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".m4v": "video/x-m4v",
    ".md": f"text/markdown{UTF8}",
    ".mjs": f"text/javascript{UTF8}",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
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
    ".wav": "audio/wav",
    ".webm": "video/webm",
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

# Stores and web servers send these; docs/en/stores.md has the settings. No page needs what the last one turns off.
SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
UNLISTED: Final = {"X-Robots-Tag": "noindex, nofollow, noarchive"}  # of previews; their pages say it as well
EMBEDDED_PLAYER: Final = re.compile(r"/(einbetten|embed)/")  # as in the site's texts: other sites show it in frames

SOURCES: Final = ".podcast/sources/"  # the show's own files, in the private part of a target (sources/source_list.py)

SHARED: Final = "shared_preview/"  # previews of single episodes for a few people; no episode can have this slug

# In this order, each phase whole before the next: no file is named before it is there.
PHASES: Final = ("sources", "shared", "audio", "assets", "pages", "archives", "feeds", "feed")
DURABLE_PHASES: Final = frozenset({"sources", "audio"})  # their objects never change: a name holds a digest
FEEDS: Final = (
    "archives",
    "feeds",
    "feed",
)  # those that name audio: parts of feeds, feeds of seasons and as JSON, the feed

AUDIO_AT_PLACE: Final = "audio@"  # begins the keys of audio that has a target of its own (split_audio/audio_keys.py)

_DIGEST = re.compile(r"\.[0-9a-f]{8}(?=\.[^./]+$)")


def content_type(key: str) -> str:
    """The content type of a file of the site, by its whole name or its suffix."""
    name = _name(key)
    return TYPES_BY_NAME.get(key) or TYPES_BY_NAME.get(name) or TYPES_BY_SUFFIX.get(_suffix(name), DEFAULT_TYPE)


def cache_control(key: str) -> str:
    """The Cache-Control of a file: immutable if its name changes with its bytes, else five minutes."""
    if key.startswith((SOURCES, SHARED)):  # a preview is gone when it ends
        return NO_STORE
    return IMMUTABLE if phase(key) in {"audio", "assets"} and _DIGEST.search(key) else SHORT_LIVED


def security_headers(key: str) -> dict[str, str]:
    """The security headers of a file: the policy of the pages, and who may show it in a frame (CSP level 3, 6.4.2)."""
    frames = "*" if EMBEDDED_PLAYER.search(key) else "'self'"
    hidden = UNLISTED if key.removeprefix("/").startswith(SHARED) else {}
    return {"Content-Security-Policy": f"{POLICY}; frame-ancestors {frames}", **SECURITY_HEADERS, **hidden}


def phase(key: str) -> str:
    """The upload phase of a file."""
    name = _name(key)
    if key == FEED:
        return "feed"
    if key.startswith((SOURCES, SHARED)):
        return "sources" if key.startswith(SOURCES) else "shared"
    if name.startswith("feed.archive-"):
        return "archives"
    if name in {FEED, "feed.json"}:
        return "feeds"
    folder = key.partition("/")[0] if "/" in key else ""
    if folder.startswith(AUDIO_AT_PLACE):
        return "audio"
    return folder if folder in {"audio", "assets"} else "pages"


def _name(key: str) -> str:
    """The last part of a key; of a hundred thousand keys, paths took most of the time of a plan."""
    return key.rpartition("/")[2]


def _suffix(name: str) -> str:
    """The suffix of a file's name in lower case, as `pathlib` has it."""
    at = name.rfind(".")
    return name[at:].lower() if 0 < at < len(name) - 1 else ""


def without_digest(key: str) -> str:
    """A key without the digest in its name: it stays the same when the file is replaced."""
    return _DIGEST.sub("", key)
