"""All addresses of the site. Published addresses must not change.

Addresses are paths below the base URL (the show's `link`), without a leading slash; one that ends in `/` (or is empty)
is a page, whose file is `index.html` in that folder.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from podcast.strings import translator
from podcast.text import punycode, slugify

if TYPE_CHECKING:
    from podcast.model.groups import Publish
    from podcast.model.show import Episode, Show

FEED = "feed.xml"
JSON_FEED = "feed.json"
HOME = ""
NOT_FOUND = "404.html"
WIDGET = "widget.js"  # the script of the list of episodes on other sites

_AUDIO = re.compile(r"audio/[^/]+\.[0-9a-f]{8}\.[a-z0-9]+")
_FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
_NON_ASCII_LABEL = re.compile(r"[^.:@\[\]]*[^\x00-\x7f.:@\[\]][^.:@\[\]]*")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9:/._~-]*")  # needs no encoding
_LITERAL_CHARACTERS = "!$%&'()*+,/:;=?@~"  # not encoded in a path, a query or a fragment (RFC 3986)

OPTIONAL_PAGES = ("easy_language", "sign_language")  # named like the field that a show has for them
STANDARD_PAGES = ("episodes", "people", "topics", "subscribe", "search", "about", "imprint", "privacy", "accessibility")


def _localized_name(show: Show, name: str) -> str:
    return translator(show.language)(f"path_{name}")


def page(show: Show, name: str) -> str:
    """Return the address of one of `STANDARD_PAGES` or `OPTIONAL_PAGES`: `impressum/` in a German show."""
    return f"{_localized_name(show, name)}/"


def reserved(show: Show) -> frozenset[str]:
    """Return the names that no episode's folder may have in this show, because the site has pages there."""
    optional = (name for name in OPTIONAL_PAGES if getattr(show, name))
    return frozenset(_localized_name(show, name) for name in (*STANDARD_PAGES, *optional))


def person(show: Show, slug: str) -> str:
    """Return the address of a person's page; `podcast.pages.slugs` has the slugs."""
    return f"{page(show, 'people')}{slug}/"


def topic(show: Show, slug: str) -> str:
    """Return the address of a topic's page; `podcast.pages.content.topics` has the slugs."""
    return f"{page(show, 'topics')}{slug}/"


def address_slug(address: str) -> str:
    """Return the last part of the address of a page: the slug of a person or of a topic."""
    return address.rstrip("/").rpartition("/")[2]


def list_page(show: Show, address: str, number: int) -> str:
    """Return the address of a page of a long list, counted from 1: `staffel-1/seite-2/`."""
    return address if number == 1 else f"{address}{_localized_name(show, 'page')}-{number}/"


def is_list_page(show: Show, name: str) -> bool:
    """Whether the last part of a path is that of a further page of a list: `seite-2` in a German show."""
    return bool(re.fullmatch(rf"{_localized_name(show, 'page')}-[0-9]+", name))


def season(show: Show, number: int) -> str:
    """Return the address of a season's page: `staffel-1/` in a German show."""
    return f"{_localized_name(show, 'season')}-{number}/"


def season_feed(show: Show, number: int) -> str:
    """Return the address of the feed with a season's episodes alone."""
    return f"{season(show, number)}{FEED}"


def archive(feed: str, number: int) -> str:
    """Return the address of an older part of a long feed, counted from the oldest: `feed.archive-1.rss`."""
    stem, _, suffix = feed.rpartition(".")
    return f"{stem}.archive-{number}.{'rss' if suffix == 'xml' else suffix}"


def episode(episode: Episode) -> str:
    """Return the address of an episode's page."""
    return f"{episode.slug}/"


def chapters(episode: Episode) -> str:
    """Return the address of the episode's chapters as JSON."""
    return f"{episode.slug}/chapters.json"


def transcript(episode: Episode, suffix: str) -> str:
    """Return the address of the episode's transcript; `suffix` is vtt, srt, html, txt or json."""
    return f"{episode.slug}/transcript.{suffix}"


def transcript_file(episode: Episode, source: str) -> str:
    """Return the address of a transcript that is published as it is; `source` is its file."""
    stem, dot, suffix = source.rpartition("/")[2].rpartition(".")
    name = f"{stem}{dot}{suffix}"
    return f"{episode.slug}/transcripts/{name if _FILE_NAME.fullmatch(name) else f'{slugify(stem)}{dot}{suffix}'}"


def peaks(episode: Episode) -> str:
    """Return the address of the waveform of the episode's audio as JSON, for players."""
    return f"{episode.slug}/peaks.json"


def embed(show: Show, episode: Episode) -> str:
    """Return the address of the embedded player: `<slug>/einbetten/` in a German show."""
    return f"{episode.slug}/{_localized_name(show, 'embed')}/"


def easy_language(show: Show, episode: Episode) -> str:
    """Return the address of the episode in Leichte Sprache: `<slug>/leichte-sprache/` in a German show."""
    return f"{episode.slug}/{page(show, 'easy_language')}"


def sign_language_video(show: Show, episode: Episode | None, source: str) -> str:
    """Return the address of the video in sign language whose file is `source`, of an episode or of the show."""
    name = _localized_name(show, "sign_language")
    folder = episode.slug if episode else name
    return f"{folder}/{name}.{source.rpartition('.')[2].lower()}"


def oembed(episode: Episode, suffix: str = "json") -> str:
    """Return the address of the episode's oEmbed document; `suffix` is json or xml."""
    return f"{episode.slug}/oembed.{suffix}"


def audio(slug: str, digest: str, suffix: str = "mp3") -> str:
    """Return the address of an audio file; `digest` is the SHA-256 of its bytes."""
    return f"audio/{slug}.{digest[:8]}.{suffix}"


def asset(name: str, digest: str) -> str:
    """Return the address of a file whose name has the digest of its bytes, as in `assets/site.1a2b3c4d.css`."""
    stem, dot, suffix = name.rpartition(".")
    return f"assets/{stem}.{digest[:8]}{dot}{suffix}"


def file_path(path: str) -> str:
    """Return the path of an address's file below site/."""
    return f"{path}index.html" if path.endswith("/") or not path else path


def is_audio(path: str) -> bool:
    """Whether an address is that of an audio file: an episode's folder may be named `audio`, too."""
    return path.startswith("audio/") and _AUDIO.fullmatch(path) is not None


def audio_base(publish: Publish | None) -> str:
    """Return the base URL of audio files, with a slash at its end; empty if it is the show's link.

    Args:
        publish: `publish:` of podcast.yaml.
    """
    if publish is None or not (publish.audio_link or publish.audio):
        return ""
    if publish.audio_link or not publish.audio:
        return publish.audio_link or ""
    bucket, _slash, prefix = publish.audio.removeprefix("s3://").partition("/")
    folder = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    endpoint, region = publish.audio_endpoint or publish.endpoint, publish.audio_region or publish.region
    return bucket_url(bucket, folder, endpoint, region)


def bucket_url(bucket: str, key: str, endpoint: str | None = None, region: str | None = None) -> str:
    """Return the URL of a key in object storage, for requests without credentials.

    Amazon's store answers at the name of the bucket, of all regions; names with a dot fit no certificate.

    Args:
        bucket: its name.
        key: of the object, or what keys begin with.
        endpoint: the address of the store; None for Amazon's.
        region: of the store.
    """
    if endpoint:
        return f"{endpoint.rstrip('/')}/{bucket}/{key}"
    if "." in bucket:
        return f"https://s3.{region or 'us-east-1'}.amazonaws.com/{bucket}/{key}"
    return f"https://{bucket}.s3.{f'{region}.' if region else ''}amazonaws.com/{key}"


def absolute_url(show: Show, path: str) -> str:
    """Return the public URL of an address; the show's link ends in a slash. Audio may have a base URL of its own."""
    base = audio_base(show.publish) if is_audio(path) else ""
    return f"{base or show.link}{path}"


def ascii_url(url: str) -> str:
    """Return a URL in ASCII: host names in Punycode (RFC 3492), the rest percent-encoded (RFC 3986).

    `https://kommune.example/größe` and its encoded form are one page to browsers, but feed readers reject the former.
    URLs with other schemes (mailto, tel) are returned as they are.
    """
    if _UNRESERVED.fullmatch(url):
        return url
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        return url
    host = _NON_ASCII_LABEL.sub(lambda label: punycode(label[0]), parts.netloc)
    return urlunsplit(
        (
            parts.scheme,
            host,
            _percent_encoded(parts.path),
            _percent_encoded(parts.query),
            _percent_encoded(parts.fragment),
        )
    )


def _percent_encoded(text: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=_LITERAL_CHARACTERS)
