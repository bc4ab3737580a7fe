"""Rules of the Podcast Namespace for elements that may be there: their syntax (rules 29 to 36, 68, 69 and 94)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.rules.feed_xml import attribute_of, children, link_targets, qualified_name
from podcast.feed.rules.rule import Rule
from podcast.feed.rules.values import UUID, is_web_address, parse_date
from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LABEL_CHARACTERS: Final = 128
MAX_TXT_CHARACTERS: Final = 4000
MIN_SOUNDBITE_SECONDS, MAX_SOUNDBITE_SECONDS = 15, 120
# socialprotocols.txt of the namespace
PROTOCOLS: Final = frozenset({"disabled", "activitypub", "twitter", "lightning", "atproto", "hive", "matrix", "nostr"})
_MEDIA = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course")
MEDIA: Final = frozenset({*_MEDIA, *(f"{medium}L" for medium in _MEDIA), "mixed"})
_GEO = re.compile(r"geo:-?\d+(\.\d+)?,-?\d+(\.\d+)?(,-?[\d.]+)?(;.+)?")
_COUNTRY = re.compile(r"[A-Za-z]{2}")  # ISO 3166-1
_DAY = re.compile(r"\d{4}-?\d\d-?\d\d(T.*)?")  # ISO 8601
_OSM = re.compile(r"[NWR]\d+(#\d+)?")
_RRULE = re.compile(r"(.*;)?FREQ=[A-Z]+(;.*)?")


def _label(element: Any) -> str:
    return (element.text or "").strip()


def _medium(channel: Any) -> Iterator[str]:
    yield from (_label(medium) for medium in children(channel, "podcast:medium") if _label(medium) not in MEDIA)


def _funding(parent: Any) -> Iterator[str]:
    for fund in children(parent, "podcast:funding"):
        if not is_web_address(fund.get("url", "")) or not 0 < len(_label(fund)) <= MAX_LABEL_CHARACTERS:
            yield fund.get("url", "")


def _txt(parent: Any) -> Iterator[str]:
    for txt in children(parent, "podcast:txt"):
        if not 0 < len(_label(txt)) <= MAX_TXT_CHARACTERS or len(txt.get("purpose", "")) > MAX_LABEL_CHARACTERS:
            yield _label(txt)


def _ai_content(parent: Any) -> Iterator[str]:
    for txt in children(parent, "podcast:txt"):
        if txt.get("purpose") == "ai-content" and _label(txt) not in {"true", "false"}:
            yield _label(txt)


def _frequency(channel: Any) -> Iterator[str]:
    for frequency in children(channel, "podcast:updateFrequency"):
        rule = frequency.get("rrule", "FREQ=DAILY")
        if (
            not _RRULE.fullmatch(rule)
            or not _DAY.fullmatch(frequency.get("dtstart", "2000-01-01"))
            or frequency.get("complete", "true") not in {"true", "false"}
            or len(_label(frequency)) > MAX_LABEL_CHARACTERS
        ):
            yield frequency.get("rrule", _label(frequency))


def _trailers(channel: Any) -> Iterator[str]:
    for trailer in children(channel, "podcast:trailer"):
        date = parse_date(trailer.get("pubdate", ""))
        if date is None or not is_web_address(trailer.get("url", "")) or not _label(trailer):
            yield trailer.get("url", "")


def _remote_items(channel: Any) -> Iterator[str]:
    for remote in channel.findall(f"{qualified_name('podcast:podroll')}/{qualified_name('podcast:remoteItem')}"):
        if not UUID.fullmatch(remote.get("feedGuid", "")):
            yield remote.get("feedGuid", "")


def _persons(parent: Any) -> Iterator[str]:
    yield from ("" for person in children(parent, "podcast:person") if not _label(person))


def _places(parent: Any) -> Iterator[str]:
    for place in children(parent, "podcast:location"):
        geo, osm = place.get("geo", "geo:0,0"), place.get("osm", "N1")
        is_placed = _GEO.fullmatch(geo) and _OSM.fullmatch(osm) and _COUNTRY.fullmatch(place.get("country", "DE"))
        is_related = place.get("rel", "subject") in {"subject", "creator"}
        if not 0 < len(_label(place)) <= MAX_LABEL_CHARACTERS or not is_placed or not is_related:
            yield _label(place)


def _soundbites(item: Any) -> Iterator[str]:
    for bite in children(item, "podcast:soundbite"):
        try:
            start, duration = float(bite.get("startTime", "")), float(bite.get("duration", ""))
        except ValueError:
            start = duration = -1.0
        if start < 0 or not MIN_SOUNDBITE_SECONDS <= duration <= MAX_SOUNDBITE_SECONDS:
            yield bite.get("duration", "")


def _comments(parent: Any) -> Iterator[str]:
    for post in children(parent, "podcast:socialInteract"):
        protocol = post.get("protocol", "")
        if protocol not in PROTOCOLS or (protocol == "disabled") is not (post.get("uri") is None):
            yield protocol


def _names(item: Any) -> Iterator[str]:
    for element, key, limit in (("podcast:season", "name", MAX_LABEL_CHARACTERS), ("podcast:episode", "display", 32)):
        if len(value := attribute_of(item, element, key)) > limit:
            yield value


def _history(channel: Any) -> Iterator[str]:
    """Yield contradictions of RFC 5005: a complete feed has no older documents, and an archive names its feed."""
    complete = bool(children(channel, "fh:complete"))
    archive = bool(children(channel, "fh:archive"))
    older = link_targets(channel, "prev-archive")
    if complete and (archive or older):
        yield "fh:complete"
    if archive and not link_targets(channel, "current"):
        yield "fh:archive"


BOTH_RULES: Final = (
    Rule(
        "29-36",
        "SHOULD",
        gettext_noop("podcast:funding needs a web address and a label of at most 128 characters"),
        _funding,
    ),
    Rule("29-36", "SHOULD", gettext_noop("podcast:txt needs a text of at most 4000 characters"), _txt),
    Rule("29-36", "SHOULD", gettext_noop("podcast:txt about AI must say `true` or `false`"), _ai_content),
    Rule("29-36", "SHOULD", gettext_noop("podcast:person needs a name"), _persons),
    Rule(
        "29-36",
        "SHOULD",
        gettext_noop("podcast:location needs a name; geo like `geo:52.5,13.4`, osm like `R62422`, country like `DE`"),
        _places,
    ),
    Rule(
        "69",
        "SHOULD",
        gettext_noop("podcast:socialInteract needs a protocol of the namespace's list and an address"),
        _comments,
    ),
)
CHANNEL_NAMESPACE_RULES: Final = (
    *BOTH_RULES,
    Rule("29-36", "SHOULD", gettext_noop("podcast:medium is not in the namespace's list"), _medium),
    Rule("29-36", "SHOULD", gettext_noop("podcast:updateFrequency has no valid recurrence rule or start"), _frequency),
    Rule(
        "29-36",
        "SHOULD",
        gettext_noop("podcast:trailer needs a title, a web address and a date as in pubDate"),
        _trailers,
    ),
    Rule("29-36", "SHOULD", gettext_noop("podcast:remoteItem needs the guid of a feed"), _remote_items),
    Rule(
        "94", "SHOULD", gettext_noop("the feed says that it is complete, and that there is more (RFC 5005)"), _history
    ),
)
ITEM_NAMESPACE_RULES: Final = (
    *BOTH_RULES,
    Rule("64", "SHOULD", gettext_noop("the name of the season or the episode's display is too long"), _names),
    Rule("68", "SHOULD", gettext_noop("a soundbite needs a start, and a length of 15 to 120 seconds"), _soundbites),
)
