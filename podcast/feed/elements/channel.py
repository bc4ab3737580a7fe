"""Elements of the channel that feedgen lacks or writes wrong, a row for each.

The last column has the rules of docs/decisions/feed.md. itunes:explicit, itunes:image, the links and the date are here
although feedgen has them, because it writes them wrong, not at all, or different on every run.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from podcast import urls
from podcast.feed.elements import persons
from podcast.feed.elements.element import ElementContent, ElementTable, attribute_element, element_if, text_element
from podcast.feed.elements.shared import (
    AI_CONTENT,
    ai_content_element,
    artwork_element,
    funding_elements,
    image_elements,
    license_element,
    location_elements,
    social_interact_elements,
)
from podcast.feed.formatting import public_url, rfc2822_date
from podcast.feed.pictures import picture_url
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.feed.feed_context import ChannelContext

RSS_MEDIA_TYPE, JSON_MEDIA_TYPE = "application/rss+xml", "application/feed+json"


def _links(channel: ChannelContext) -> Iterator[ElementContent]:
    """Yield the links of a document: to itself, the JSON Feed, the WebSub hub and older episodes.

    RFC 5005 has two relations for older documents: `prev-archive`, and `next`, which podcast apps follow.
    """
    show, place = channel.show, channel.document
    yield attribute_element(rel="self", type=RSS_MEDIA_TYPE, href=public_url(show, place.address))
    if place.is_main:
        yield attribute_element(rel="alternate", type=JSON_MEDIA_TYPE, href=public_url(show, urls.JSON_FEED))
    if place.is_main and show.publish and show.publish.websub:
        yield attribute_element(rel="hub", href=ascii_url(show.publish.websub))
    if place.archive:
        yield attribute_element(rel="current", type=RSS_MEDIA_TYPE, href=public_url(show, place.feed))
    if place.archive_count or place.archive:
        yield attribute_element(rel="first", type=RSS_MEDIA_TYPE, href=public_url(show, place.feed))
    if place.older_address:
        yield attribute_element(rel="next", type=RSS_MEDIA_TYPE, href=public_url(show, place.older_address))
        yield attribute_element(rel="prev-archive", type=RSS_MEDIA_TYPE, href=public_url(show, place.older_address))


def _last_build_date(channel: ChannelContext) -> Iterator[ElementContent]:
    """Yield the newest date of an episode, a correction or a withdrawal.

    The time of the build would change the feed on every run.
    """
    zone = ZoneInfo(channel.show.timezone)
    days = [episode.correction.on for episode in channel.show.episodes if episode.correction]
    days += [episode.withdrawn.on for episode in channel.withdrawn if episode.withdrawn]
    dates = [episode.date for episode in channel.show.episodes if episode.date]
    dates += [datetime(day.year, day.month, day.day, tzinfo=zone) for day in days]
    if dates:
        yield ElementContent(rfc2822_date(max(dates), channel.show))


def _categories(channel: ChannelContext) -> Iterator[ElementContent]:
    """Yield Apple's categories, each parent once with its children, in the order of podcast.yaml."""
    paths = [tuple(category.split(" > ")) for category in channel.show.categories]
    parents = list(dict.fromkeys(path[0] for path in paths))
    for parent, siblings in groupby(sorted(paths, key=lambda path: parents.index(path[0])), key=lambda path: path[0]):
        children = dict.fromkeys(path[1] for path in siblings if len(path) > 1)
        elements = tuple(("itunes:category", attribute_element(text=child)) for child in children)
        yield ElementContent(attributes={"text": parent}, children=elements)


def _owner(channel: ChannelContext) -> Iterator[ElementContent]:
    if owner := channel.show.owner:
        yield ElementContent(
            children=(("itunes:name", ElementContent(owner.name)), ("itunes:email", ElementContent(owner.email)))
        )


def _locked(channel: ChannelContext) -> Iterator[ElementContent]:
    """Yield podcast:locked, with the owner's address if the show has one.

    The Podcast Index ignores a lock without an owner.
    """
    owner = channel.show.owner
    yield ElementContent("yes" if channel.show.locked else "no", {"owner": owner.email if owner else None})


def _frequency(channel: ChannelContext) -> Iterator[ElementContent]:
    complete = "true" if channel.show.complete else None
    if frequency := channel.show.update_frequency:
        start = frequency.dtstart.isoformat() if frequency.dtstart else None
        yield ElementContent(frequency.text, {"complete": complete, "rrule": frequency.rrule, "dtstart": start})
    elif complete:
        yield attribute_element(complete=complete)


def _trailers(channel: ChannelContext) -> Iterator[ElementContent]:
    for episode in channel.show.episodes:
        if episode.type == "trailer" and episode.date:
            audio = channel.audio[episode.slug]
            attributes = {
                "pubdate": rfc2822_date(episode.date, channel.show),
                "url": public_url(channel.show, audio.path),
                "length": str(audio.size),
                "type": audio.media_type,
                "season": str(episode.season) if episode.season else None,
            }
            yield ElementContent(episode.title, attributes)


def _podroll(channel: ChannelContext) -> Iterator[ElementContent]:
    shows = tuple(
        (
            "podcast:remoteItem",
            attribute_element(feedGuid=remote.guid, feedUrl=remote.url and ascii_url(remote.url), title=remote.title),
        )
        for remote in channel.show.podroll
    )
    if shows:
        yield ElementContent(children=shows)


def _publisher(channel: ChannelContext) -> Iterator[ElementContent]:
    """Yield the feed of the publisher; apps that do not know its guid find it by its address."""
    if publisher := channel.show.publisher:
        remote = attribute_element(
            medium="publisher", feedGuid=publisher.guid, feedUrl=ascii_url(publisher.url), title=publisher.title
        )
        yield ElementContent(children=(("podcast:remoteItem", remote),))


def _images(channel: ChannelContext) -> Iterator[ElementContent]:
    yield from artwork_element(channel, channel.show.cover, channel.show.cover_alt)
    yield from image_elements(channel, channel.show.images)


def _texts(channel: ChannelContext) -> Iterator[ElementContent]:
    """Yield the texts of podcast.yaml, and the `ai-content` that follows from the episodes, if anything does."""
    if channel.document.is_main:
        derived = _ai_content(channel)
        for txt in channel.show.txt:
            if txt.purpose != AI_CONTENT or derived is None:
                yield ElementContent(txt.text, {"purpose": txt.purpose})
        if derived is not None:
            yield ai_content_element(has_ai=derived)


def _ai_content(channel: ChannelContext) -> bool | None:
    """True if it is true of an episode, or if `txt:` says so; False only if it is false of all; None: unknown."""
    declared = [channel.show.episode_ai(episode) for episode in channel.show.episodes]
    if any(ai and ai.parts for ai in declared):
        return True
    texts = [txt.text.casefold() for txt in channel.show.txt if txt.purpose == AI_CONTENT]
    return "true" in texts if declared and None not in declared else None


def _is_show_feed(channel: ChannelContext) -> bool:
    """Whether the document belongs to the show's feed: elements that identify the show are in no other."""
    return channel.document.season is None


def _is_blocked(channel: ChannelContext) -> bool:
    """Whether directories shall not list the document: no season's feed, and none of a show with `block: true`."""
    return channel.show.block or not _is_show_feed(channel)


CHANNEL_ELEMENTS: ElementTable[ChannelContext] = (
    ("atom:link", _links, "18 37 94"),
    (
        "fh:complete",
        lambda channel: element_if(
            not (channel.document.archive or channel.document.archive_count), ElementContent(allow_empty=True)
        ),
        "94",
    ),
    ("fh:archive", lambda channel: element_if(channel.document.archive, ElementContent(allow_empty=True)), "94"),
    ("lastBuildDate", _last_build_date, "26 90"),
    ("itunes:author", lambda channel: text_element(channel.show.author), "19"),
    ("itunes:owner", _owner, "20"),
    (
        "itunes:image",
        lambda channel: [attribute_element(href=picture_url(channel.show.cover, channel.show, channel.covers))],
        "15",
    ),
    ("itunes:category", _categories, "16"),
    ("itunes:explicit", lambda channel: text_element(channel.show.explicit), "17"),
    ("itunes:type", lambda channel: text_element(channel.show.type), "21"),
    ("itunes:block", lambda channel: element_if(_is_blocked(channel), ElementContent("Yes")), "28"),
    (
        "itunes:complete",
        lambda channel: element_if(channel.show.complete and _is_show_feed(channel), ElementContent("Yes")),
        "28",
    ),
    (
        "itunes:new-feed-url",
        lambda channel: element_if(
            channel.show.moved_from and channel.document.is_main, ElementContent(public_url(channel.show, urls.FEED))
        ),
        "27",
    ),
    ("podcast:guid", lambda channel: element_if(_is_show_feed(channel), ElementContent(channel.show.guid)), "23"),
    ("podcast:block", lambda channel: element_if(_is_blocked(channel), ElementContent("yes")), "28"),
    ("podcast:locked", _locked, "24"),
    ("podcast:medium", lambda channel: text_element(channel.show.medium), "29-36"),
    ("podcast:license", lambda channel: license_element(channel.show.license), "29-36"),
    ("podcast:updateFrequency", lambda channel: _frequency(channel) if channel.document.is_main else (), "29-36"),
    ("podcast:funding", lambda channel: funding_elements(channel.show.funding), "29-36"),
    ("podcast:person", persons.show_persons, "29-36"),
    ("podcast:location", lambda channel: location_elements(channel.show.location), "29-36"),
    ("podcast:image", _images, "29-36"),
    ("podcast:trailer", _trailers, "29-36"),
    ("podcast:socialInteract", lambda channel: social_interact_elements(channel.show.social_interact), "69"),
    ("podcast:txt", _texts, "29-36"),
    ("podcast:publisher", lambda channel: _publisher(channel) if channel.document.is_main else (), "29-36"),
    ("podcast:podroll", lambda channel: _podroll(channel) if channel.document.is_main else (), "29-36"),
)
