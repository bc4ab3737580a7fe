"""Rules of an episode's own elements (rules 41 to 62)."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from podcast.feed.rules.channel_rules import MAX_DESCRIPTION_BYTES, MAX_TITLE_CHARACTERS, explicit_values
from podcast.feed.rules.feed_xml import attribute_of, children, qualified_name, text_of
from podcast.feed.rules.rule import Rule
from podcast.feed.rules.values import DURATION, SECONDS, is_web_address, parse_date
from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

# The media types that stores and apps understand, by the ending of the file (Apple, PSP-1).
MEDIA_TYPES: Final = {
    ".mp3": ("audio/mpeg",),
    ".m4a": ("audio/x-m4a", "audio/mp4", "audio/aac"),
    ".mp4": ("video/mp4", "audio/mp4"),
    ".m4v": ("video/x-m4v", "video/mp4"),
    ".mov": ("video/quicktime",),
    ".pdf": ("application/pdf",),
}
# Those that most apps play, and Apple's do not take.
OTHER_MEDIA_TYPES: Final = {
    ".aac": ("audio/aac", "audio/aacp"),
    ".flac": ("audio/flac", "audio/x-flac"),
    ".ogg": ("audio/ogg", "application/ogg"),
    ".opus": ("audio/ogg", "audio/opus"),
    ".wav": ("audio/wav", "audio/x-wav"),
}
_FILE_PATH = re.compile(r"[A-Za-z0-9._/-]*")


def _title(item: Any) -> Iterator[str]:
    title = (text_of(item, "title") or text_of(item, "itunes:title")).strip()
    if not 0 < len(title) <= MAX_TITLE_CHARACTERS:
        yield title


def _enclosure(item: Any) -> Iterator[str]:
    enclosures = children(item, "enclosure")
    if len(enclosures) != 1:
        yield f"{len(enclosures)} × <enclosure>" if enclosures else ""
    else:
        yield from (key for key in ("url", "length", "type") if not enclosures[0].get(key, "").strip())


def _enclosure_urls(item: Any) -> list[str]:
    return [str(enclosure.get("url", "")) for enclosure in children(item, "enclosure")]


def _enclosure_address(item: Any) -> Iterator[str]:
    yield from (url for url in _enclosure_urls(item) if url and not is_web_address(url))


def _enclosure_path(item: Any) -> Iterator[str]:
    for url in _enclosure_urls(item):
        if is_web_address(url) and not _FILE_PATH.fullmatch(urlsplit(url).path):
            yield url


def _media_type(item: Any) -> Iterator[str]:
    for ending, media_type in _enclosure_types(item):
        if media_type not in (*MEDIA_TYPES.get(ending, ()), *OTHER_MEDIA_TYPES.get(ending, ())):
            yield f"{ending} {media_type}".strip()


def _rare_media_type(item: Any) -> Iterator[str]:
    for ending, media_type in _enclosure_types(item):
        if media_type in OTHER_MEDIA_TYPES.get(ending, ()):
            yield media_type


def _enclosure_types(item: Any) -> Iterator[tuple[str, str]]:
    """Yield ending and type of each enclosure that has a type; the ending is empty without a web address."""
    for enclosure in children(item, "enclosure"):
        url, media_type = enclosure.get("url", ""), enclosure.get("type", "").strip()
        if media_type:
            yield PurePosixPath(urlsplit(url).path).suffix.lower() if is_web_address(url) else "", media_type


def _length(item: Any) -> Iterator[str]:
    for enclosure in children(item, "enclosure"):
        if not re.fullmatch(r"[1-9][0-9]*", enclosure.get("length", "").strip()):
            yield enclosure.get("length", "")


def _guid(item: Any) -> Iterator[str]:
    if not text_of(item, "guid").strip():
        yield ""


def _permanent_link(item: Any) -> Iterator[str]:
    guid = text_of(item, "guid").strip()
    if attribute_of(item, "guid", "isPermaLink").strip() != "false" and guid and not is_web_address(guid):
        yield guid


def _date(item: Any) -> Iterator[str]:
    written = text_of(item, "pubDate").strip()
    if parse_date(written) is None:
        yield written


def _description(item: Any) -> Iterator[str]:
    description = (text_of(item, "description") or text_of(item, "content:encoded")).strip()
    if not description or len(text_of(item, "description").strip().encode()) > MAX_DESCRIPTION_BYTES:
        yield description


def _notes_first(item: Any) -> Iterator[str]:
    names = [child.tag for child in item]
    notes = qualified_name("content:encoded")
    if notes in names and "description" in names and names.index(notes) < names.index("description"):
        yield ""


def _no_duration(item: Any) -> Iterator[str]:
    written = text_of(item, "itunes:duration").strip()
    if not SECONDS.fullmatch(written) and (not written or DURATION.fullmatch(written)):
        yield written


def _unreadable_duration(item: Any) -> Iterator[str]:
    written = text_of(item, "itunes:duration").strip()
    if written and not DURATION.fullmatch(written):
        yield written


def _link(item: Any) -> Iterator[str]:
    if not is_web_address(link := text_of(item, "link").strip()):
        yield link


def _image(item: Any) -> Iterator[str]:
    for image in children(item, "itunes:image"):
        url = image.get("href", "")
        if PurePosixPath(urlsplit(url).path).suffix.lower() not in {".jpg", ".jpeg", ".png"}:
            yield url


def _kind(item: Any) -> Iterator[str]:
    if (kind := text_of(item, "itunes:episodeType").strip()) not in {"full", "trailer", "bonus"}:
        yield kind


def _numbered_trailer(item: Any) -> Iterator[str]:
    if text_of(item, "itunes:episodeType").strip() == "trailer":
        yield from filter(None, [text_of(item, "itunes:episode")])


def _numbers(item: Any) -> Iterator[str]:
    for name in ("itunes:season", "itunes:episode"):
        number = text_of(item, name).strip()
        if number and not re.fullmatch(r"[1-9][0-9]*", number):
            yield number


def _other_numbers(item: Any) -> Iterator[str]:
    for name in ("season", "episode"):
        number, other = text_of(item, f"itunes:{name}").strip(), text_of(item, f"podcast:{name}").strip()
        if number and other and number != other:
            yield f"{number} ≠ {other}"


def _transcripts(item: Any) -> Iterator[str]:
    types = [str(transcript.get("type", "")) for transcript in children(item, "podcast:transcript")]
    if types and types[0] != "text/vtt":
        yield types[0]
    yield from (
        transcript.get("url", "")
        for transcript in children(item, "podcast:transcript")
        if not transcript.get("type") or not transcript.get("url")
    )


def _no_transcript(item: Any) -> Iterator[str]:
    if not children(item, "podcast:transcript"):
        yield ""


NO_TRANSCRIPT: Final = Rule(
    "65", "SHOULD", gettext_noop("the episode has no transcript; deaf listeners cannot follow it"), _no_transcript
)
ITEM_RULES: Final = (
    Rule("41", "MUST", gettext_noop("the episode needs a title of at most 255 characters"), _title),
    Rule("43", "MUST", gettext_noop("the episode needs one enclosure with url, length and type"), _enclosure),
    Rule(
        "44",
        "MUST",
        gettext_noop("the enclosure needs an absolute web address in ASCII, without spaces"),
        _enclosure_address,
    ),
    Rule("44", "SHOULD", gettext_noop("Apple asks for audio addresses of a-z A-Z 0-9 . _ - / only"), _enclosure_path),
    Rule(
        "45",
        "MUST",
        gettext_noop("the ending of the file and its type do not agree; an MP3 is `audio/mpeg`"),
        _media_type,
    ),
    Rule("45", "SHOULD", gettext_noop("Apple takes audio as MP3 or M4A only; export it as one"), _rare_media_type),
    Rule(
        "46", "MUST", gettext_noop("the enclosure's length must be the size of the file in bytes, more than 0"), _length
    ),
    Rule("47", "MUST", gettext_noop("the episode needs a guid that never changes"), _guid),
    Rule("48", "MUST", gettext_noop('the guid is no web address: it needs isPermaLink="false"'), _permanent_link),
    Rule(
        "49",
        "MUST",
        gettext_noop("the episode needs a date like `Tue, 02 Apr 2024 09:00:00 +0200`, with the right weekday"),
        _date,
    ),
    Rule("51", "MUST", gettext_noop("the episode needs a description of at most 4000 bytes"), _description),
    Rule("54", "SHOULD", gettext_noop("content:encoded should come after the description"), _notes_first),
    Rule("57", "MUST", gettext_noop("itunes:duration cannot be read; write whole seconds"), _unreadable_duration),
    Rule("57", "SHOULD", gettext_noop("itunes:duration is best written in whole seconds"), _no_duration),
    Rule("58", "SHOULD", gettext_noop("the episode has no link to its page"), _link),
    Rule("59", "SHOULD", gettext_noop("the episode's itunes:image should end in .jpg, .jpeg or .png"), _image),
    Rule("60", "SHOULD", gettext_noop("itunes:explicit of the episode must be `true` or `false`"), explicit_values),
    Rule("61", "SHOULD", gettext_noop("itunes:episodeType must be `full`, `trailer` or `bonus`"), _kind),
    Rule("61", "SHOULD", gettext_noop("a trailer should have no episode number"), _numbered_trailer),
    Rule("62", "SHOULD", gettext_noop("season and number of an episode must be whole numbers from 1"), _numbers),
    Rule("64", "SHOULD", gettext_noop("the numbers of itunes and podcast elements differ"), _other_numbers),
    Rule("65", "SHOULD", gettext_noop("a transcript needs url and type, and text/vtt should come first"), _transcripts),
    NO_TRANSCRIPT,
)
