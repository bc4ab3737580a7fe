"""Canonical form of the values of a feed: dates, times, numbers, words and HTML, each by its element or attribute."""

from __future__ import annotations

import re
from datetime import UTC
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from podcast.feed.rules.canonical_html import canonical_html
from podcast.feed.rules.values import DURATION, NORMAL_PLAY_TIME, play_seconds
from podcast.importing.source.feed_dates import parse_date
from podcast.model.imported.feed_namespaces import CONTENT_NAMESPACE, NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SPACE: Final = " \t\r\n"
_YES: Final = {"yes": "true", "explicit": "true", "true": "true", "no": "false", "clean": "false", "false": "false"}
_MEDIA_TYPES: Final = {
    **dict.fromkeys(("audio/mp3", "audio/mpeg3", "audio/x-mpeg", "audio/x-mpeg-3", "audio/x-mp3"), "audio/mpeg"),
    **dict.fromkeys(("audio/x-m4a", "audio/m4a"), "audio/mp4"),
}
_DECIMAL: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,18})?")


def _date(text: str) -> str:
    """Return a date with its own offset in ISO form; as it is where it cannot be read."""
    date = parse_date(text)
    return date.isoformat() if date else text


def _moment(text: str) -> str:
    """Return a date in UTC: our feed writes it in the time zone of the show, whatever the item has."""
    date = parse_date(text)
    return date.astimezone(UTC).isoformat() if date else text


def duration_seconds(text: str) -> float | None:
    """Return a duration in seconds, also one with a fraction; None if it cannot be read."""
    return play_seconds(text) if DURATION.fullmatch(text) or _DECIMAL.fullmatch(text) else None


def _duration(text: str) -> str:
    """Return a duration in whole seconds; as it is where it cannot be read."""
    seconds = duration_seconds(text)
    return text if seconds is None else str(round(seconds))


def _play_time(text: str) -> str:
    """Return the time of a chapter in seconds; as it is where it cannot be read."""
    return f"{play_seconds(text):.3f}" if NORMAL_PLAY_TIME.fullmatch(text) else text


def _choice(text: str) -> str:
    """Return `true` or `false` for the words that mean them; other words as they are."""
    return _YES.get(text.lower(), text)


def _word(text: str) -> str:
    """Return a word whose case has no meaning, such as `Full`, in lower case."""
    return text.lower()


def media_type(text: str) -> str:
    """Return a media type in its usual name: hosts write `audio/x-m4a` for `audio/mp4`."""
    word = text.lower()
    return _MEDIA_TYPES.get(word, word)


def _number(text: str) -> str:
    """Return a number without leading and trailing zeros; as it is where it is none."""
    return f"{float(text):.9g}" if _DECIMAL.fullmatch(text) else text


def _name(prefix: str, local_name: str) -> str:
    return f"{{{NAMESPACES[prefix]}}}{local_name}"


# The text of an element, by its name in Clark notation.
TEXTS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "pubDate": _date,
        "lastBuildDate": _date,
        "description": canonical_html,
        "language": _word,
        f"{{{CONTENT_NAMESPACE}}}encoded": canonical_html,
        _name("itunes", "summary"): canonical_html,
        _name("itunes", "duration"): _duration,
        _name("itunes", "explicit"): _choice,
        _name("itunes", "block"): _choice,
        _name("itunes", "complete"): _choice,
        _name("itunes", "isClosedCaptioned"): _choice,
        _name("itunes", "episodeType"): _word,
        _name("itunes", "type"): _word,
        _name("itunes", "season"): _number,
        _name("itunes", "episode"): _number,
        _name("podcast", "season"): _number,
        _name("podcast", "episode"): _number,
        _name("podcast", "guid"): _word,
        _name("podcast", "locked"): _choice,
        _name("podcast", "block"): _choice,
    }
)
# An attribute, by element and name; an empty element stands for all.
ATTRIBUTES: Final[Mapping[tuple[str, str], Callable[[str], str]]] = MappingProxyType(
    {
        ("", "type"): _word,
        ("enclosure", "type"): media_type,
        ("", "length"): _number,
        ("guid", "isPermaLink"): _choice,
        (_name("psc", "chapter"), "start"): _play_time,
        (_name("podcast", "soundbite"), "startTime"): _number,
        (_name("podcast", "soundbite"), "duration"): _number,
        (_name("podcast", "transcript"), "language"): _word,
        (_name("podcast", "trailer"), "pubdate"): _moment,
        (_name("podcast", "person"), "role"): _word,
        (_name("podcast", "person"), "group"): _word,
    }
)
# The value that an attribute has where it is not written, by element: RSS 2.0 (guid), Podcast Namespace (person).
ATTRIBUTE_DEFAULTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "guid": {"isPermaLink": "true"},
        _name("podcast", "person"): {"role": "host", "group": "cast"},
    }
)
