"""Identity of items: GUID, date and enclosure, which a second import has to find the same."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final

from podcast.i18n import _
from podcast.importing.mapping.feed_elements import FeedElements, attribute_value, clark_name
from podcast.importing.source.feed_dates import parse_date
from podcast.importing.source.tracking import resolve_tracking
from podcast.model.written_dates import MAX_YEAR, MIN_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from podcast.importing.mapping.finding_log import FindingLog

# Podcast Namespace, "guid": the namespace of every podcast:guid; here for items that have no address either.
GUID_NAMESPACE: Final = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
_DATE_ELEMENTS: Final = ("pubDate", "dc:date", "atom:published", "atom:updated")
_AUDIO_SUFFIXES: Final = (".mp3", ".m4a", ".m4b", ".ogg", ".oga", ".opus", ".aac", ".wav", ".flac", ".mp4", ".m4v")


def item_date(elements: FeedElements) -> datetime | None:
    """Return the date of an item with its own offset; None if it has none that can be read."""
    for name in _DATE_ELEMENTS:
        for text in elements.texts(name):
            date = parse_date(text)
            if date is not None and MIN_YEAR <= date.year <= MAX_YEAR:
                return date
    return None


def written_date(date: datetime) -> str:
    """Return a date as episode.yaml has it: `2021-11-23 09:00+01:00`, with seconds unless they are 0."""
    local = date.replace(microsecond=0)
    return local.isoformat(sep=" ", timespec="seconds" if local.second else "minutes")


def audio_enclosure(elements: FeedElements) -> Any | None:
    """Return the element that names the audio of an item; None if none does.

    It is the first enclosure of audio or video, else of any type but pictures and texts, else the first media:content.
    """
    usable = [element for element in elements.all("enclosure") if attribute_value(element, "url")]
    if len(usable) > 1:
        usable.sort(key=lambda element: not is_media(element))
    if usable and (is_media(usable[0]) or not _is_document(usable[0])):
        return usable[0]
    return next((element for element in _media_contents(elements) if is_media(element)), None)


def _media_contents(elements: FeedElements) -> Iterator[Any]:
    """Yield the elements media:content of an item (Media RSS), also those of a group."""
    yield from elements.all("media:content")
    for group in elements.all("media:group"):
        yield from group.iterfind(clark_name("media:content"))


def further_enclosures(elements: FeedElements) -> list[Any]:
    """Return the other enclosures of an item that have an address."""
    audio = audio_enclosure(elements)
    return [
        element for element in elements.all("enclosure") if attribute_value(element, "url") and element is not audio
    ]


def is_media(element: Any) -> bool:
    """Whether an enclosure is audio or video, by its type or by the end of its address."""
    media_type = attribute_value(element, "type").lower()
    path = attribute_value(element, "url").partition("?")[0].lower()
    return media_type.startswith(("audio/", "video/")) or path.endswith(_AUDIO_SUFFIXES)


def _is_document(element: Any) -> bool:
    """Whether an enclosure is a picture or a text: feeds of blogs have such."""
    return attribute_value(element, "type").lower().startswith(("image/", "text/"))


def enclosure_url(elements: FeedElements) -> str:
    """Return the address of an item's audio; empty if it has none."""
    audio = audio_enclosure(elements)
    return "" if audio is None else attribute_value(audio, "url")


def item_guid(elements: FeedElements, used: Mapping[str, str], log: FindingLog) -> str:
    """Return the GUID of an item; empty if the item repeats one that came before.

    A missing one is a UUIDv5 of the enclosure's address, else of the link, else of title and date, so that every import
    finds the same. An item with the GUID of another one, but another enclosure, gets such a UUIDv5 as well.

    Args:
        elements: of the item.
        used: GUID -> enclosure, of the items before.
        log: for what was found.
    """
    guid, url = elements.text("guid"), enclosure_url(elements)
    if guid and guid not in used:
        return guid
    if guid and used[guid] == url:
        sentence = _("repeats the episode with the guid {guid} and the same audio; the first one was taken")
        log.add("duplicate-item", "repaired", sentence.format(guid=guid))
        return ""
    new = derived_guid(elements)
    if new in used:
        new = str(uuid.uuid5(GUID_NAMESPACE, f"{new}\n{elements.line('title')}\n{elements.text('pubDate')}"))
        if new in used:
            log.add("duplicate-item", "repaired", _("is twice in the feed; the first one was taken"))
            return ""
    if guid:
        sentence = _("has the guid of another episode, {guid}; its new guid is {new}")
        log.add("duplicate-guid", "repaired", sentence.format(guid=guid, new=new))
    else:
        log.add("missing-guid", "repaired", _("has no guid; its new guid is {new}").format(new=new))
    return new


def derived_guid(elements: FeedElements) -> str:
    """Return the GUID of an item without one of its own."""
    url = resolve_tracking(enclosure_url(elements))[0] or elements.line("link")
    if url:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, url))
    return str(uuid.uuid5(GUID_NAMESPACE, f"{elements.line('title')}\n{elements.text('pubDate')}"))


def is_permalink(elements: FeedElements) -> bool:
    """Whether the guid is declared to be an address; RSS 2.0: it is unless isPermaLink says otherwise."""
    guids = elements.all("guid")
    return bool(guids and elements.text("guid")) and attribute_value(guids[0], "isPermaLink").lower() != "false"
