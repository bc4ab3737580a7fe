"""Values of podcast.yaml that a channel may lack: each by a rule, and each said."""

from __future__ import annotations

import html
import re
import uuid
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from podcast import urls
from podcast.checks.rules.feed import LOCAL_HOSTS, is_language_code
from podcast.i18n import _
from podcast.importing.mapping.feed_elements import attribute_value, plain_text
from podcast.importing.mapping.items.item_identity import GUID_NAMESPACE
from podcast.model.german_names import apple_category

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from podcast.importing.mapping.feed_elements import FeedElements
    from podcast.importing.mapping.finding_log import FindingLog
    from podcast.importing.source.read_source import SourceFeed
    from podcast.show.yaml_reader import YamlValue

DEFAULT_CATEGORY: Final = "Society & Culture"
_FALLBACK_LINK: Final = "https://podcast.example.org/"
_LANGUAGE: Final = re.compile(r"([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{2}))?(?![a-zA-Z])")
_LINK: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?/[\w:.~/-]*", re.ASCII)
_FILE: Final = re.compile(r"[^/]+\.(?:xml|rss|html?|php|json)/?$")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MAX_SAMPLE_DATES: Final = 400
# The zones that are compared with the offsets of the dates, by the language of the show; the first one wins a tie.
_ZONES: Final = {
    "de": ("Europe/Berlin",),
    "en": ("America/New_York", "Europe/London", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    "fr": ("Europe/Paris", "America/Toronto"),
    "pt": ("America/Sao_Paulo", "Europe/Lisbon"),
    "es": ("Europe/Madrid", "America/Mexico_City", "America/Argentina/Buenos_Aires"),
}
_FURTHER_ZONES: Final = (
    *("Europe/Berlin", "Europe/London", "Europe/Helsinki", "Europe/Moscow", "Europe/Istanbul", "America/New_York"),
    *("America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Halifax"),
    *("America/Sao_Paulo", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Asia/Dubai", "Australia/Sydney"),
    *("Australia/Brisbane", "Pacific/Auckland"),
)


def feed_address(source: SourceFeed) -> str:
    """Return the web address of a feed: where it was found, else the one that it calls its own; empty without one."""
    if source.location.startswith(("http://", "https://")):
        return source.location
    for link in source.channel.iterfind("{http://www.w3.org/2005/Atom}link"):
        address = attribute_value(link, "href")
        if attribute_value(link, "rel") == "self" and address.startswith(("http://", "https://")):
            return address
    return ""


def show_link(elements: FeedElements, own_link: str, address: str, log: FindingLog) -> str:
    """Return the address that the show will have.

    Args:
        elements: of the channel.
        own_link: what the user asks for; empty: the channel's own link, where the show can be at that address.
        address: of the feed.
        log: for what has to be decided.
    """
    if own_link:
        return own_link if own_link.endswith("/") else f"{own_link}/"
    for candidate in _links(elements.line("link"), address):
        if _LINK.fullmatch(candidate) and "@" not in candidate:
            secure = candidate
            if candidate.startswith("http:") and urlsplit(candidate).hostname not in LOCAL_HOSTS:
                sentence = _("the link of the show begins with http: {link}; the address of the new site is with https")
                log.add("insecure-link", "repaired", sentence.format(link=candidate))
                secure = candidate.replace("http:", "https:", 1)
            sentence = _("the show will be at {link}, the address of its old site; set link: if that is another one")
            log.add("show-link", "to do", sentence.format(link=secure))
            return secure
    log.add("missing-link", "to do", _("the feed names no site; set link: to the address of the new one"))
    return _FALLBACK_LINK


def _links(link: str, address: str) -> Iterator[str]:
    """Yield addresses of folders: that of the channel, and the roots of its host and of the feed's."""
    for text in (link, address):
        try:
            parts = urlsplit(text)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.netloc:
            root = f"{parts.scheme}://{parts.netloc}"
            if text == link and not parts.query:
                path = _FILE.sub("", parts.path)
                yield f"{root}{path}" if path.endswith("/") else f"{root}{path}/"
            yield f"{root}/"


def language_code(elements: FeedElements, fallback: str, log: FindingLog) -> str:
    """Return the language of a channel: `de`, `en-US`; that of the run where it names none."""
    written = elements.first_line("language", "dc:language")
    match = _LANGUAGE.match(written)
    if match and is_language_code(match[1].lower()):
        return match[1].lower() + (f"-{match[2].upper()}" if match[2] else "")
    log.add(
        "missing-language", "to do", _("the feed names no language; language: is {language}").format(language=fallback)
    )
    return fallback


def time_zone(dates: Iterable[datetime], language: str, log: FindingLog) -> str:
    """Return the time zone whose offsets the dates of the feed have.

    Dates keep their own offsets; the zone is that of the pages and of the feed. Where all dates are in UTC, it is UTC.

    Args:
        dates: of the items.
        language: of the show: its zones are compared first.
        log: for a guess.
    """
    listed = list(dates)
    sample = listed[:: max(1, len(listed) // _MAX_SAMPLE_DATES)]
    candidates = dict.fromkeys(("UTC", *_ZONES.get(language.partition("-")[0], ()), *_FURTHER_ZONES))
    if not sample:
        candidates.pop("UTC")
    zone = max(candidates, key=lambda name: _matches(sample, name))
    sentence = _("the time zone {zone} follows from the dates of the feed; set timezone: if it is another one")
    log.add("time-zone", "to do", sentence.format(zone=zone))
    return zone


def _matches(dates: Sequence[datetime], name: str) -> int:
    zone = ZoneInfo(name)
    return sum(date.astimezone(zone).utcoffset() == date.utcoffset() for date in dates)


def show_guid(elements: FeedElements, address: str, link: str, log: FindingLog) -> str:
    """Return the show's podcast:guid: its own, else the UUIDv5 of the feed's address (Podcast Namespace, "guid").

    Args:
        elements: of the channel.
        address: of the feed; empty if it has none.
        link: of the show.
        log: for a guid that is new.
    """
    written = elements.line("podcast:guid")
    if _UUID.fullmatch(written.lower()):
        return written.lower()
    new = str(uuid.uuid5(GUID_NAMESPACE, (address or f"{link}{urls.FEED}").partition("://")[2].rstrip("/")))
    if written:
        sentence = _("the podcast:guid of the show, {guid}, is not a UUID; its new one is {new}")
        log.add("show-guid", "lost", sentence.format(guid=written, new=new))
    else:
        log.add(
            "show-guid", "repaired", _("the show has no podcast:guid; the one of its address is {new}").format(new=new)
        )
    return new


def categories(elements: FeedElements, log: FindingLog) -> list[str]:
    """Return Apple's categories in their spelling; a general one where the channel has none."""
    listed: list[str] = []
    for parent in elements.all("itunes:category"):
        children = [child for child in parent if isinstance(child.tag, str)]
        for child in children or [None]:
            parts = [_category_name(element) for element in (parent, child) if element is not None]
            name = " > ".join(filter(None, parts))
            category = apple_category(name) or apple_category(parts[0])
            if category is None:
                log.add("unknown-category", "kept", _('"{name}" is not one of Apple\'s categories').format(name=name))
            elif category not in listed:
                listed.append(category)
    if not listed:
        sentence = _("the show has none of Apple's categories; {category} stands in: set categories:")
        log.add("missing-category", "to do", sentence.format(category=DEFAULT_CATEGORY))
    return listed or [DEFAULT_CATEGORY]


def _category_name(element: Any) -> str:
    return html.unescape(attribute_value(element, "text"))


def show_description(elements: FeedElements, title: str, log: FindingLog) -> str:
    """Return the description of a channel as plain text; its title stands in for a missing one."""
    for name in ("description", "itunes:summary", "itunes:subtitle"):
        if text := plain_text(elements.text(name)):
            return text
    log.add("missing-description", "to do", _("the show has no description; its title stands in: set description:"))
    return title


def seasons(names: Mapping[int, str], language: str, log: FindingLog) -> list[YamlValue]:
    """Return the seasons of the items, each with a title: it has a page.

    Args:
        names: number -> name in the items, empty where they name none.
        language: of the show, in which the titles are that stand in.
        log: for those.
    """
    without_name = [number for number in sorted(names) if not names[number]]
    if without_name:
        sentence = _("seasons without a name have their number as title: {seasons}")
        listed = ", ".join(season_title(number, language) for number in without_name)
        log.add("season-title", "repaired", sentence.format(seasons=listed))
    return [{"number": number, "title": names[number] or season_title(number, language)} for number in sorted(names)]


def season_title(number: int, language: str) -> str:
    """Return the title of a season that has no name."""
    return f"Staffel {number}" if language.partition("-")[0] == "de" else f"Season {number}"
