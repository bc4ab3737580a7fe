"""Elements of the channel that feedgen lacks or writes wrong, a row for each.

The last column has the rules of docs/decisions/feed.md. itunes:explicit, itunes:image, the links and the date are here
although feedgen has them, because it writes them wrong, not at all, or different on every run.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from podcast import urls
from podcast.feed import persons
from podcast.feed.chapters import picture_url
from podcast.feed.elements import ElementContent, ElementTable, attribute_element, element_if, text_element
from podcast.feed.formatting import public_url, rfc2822_date
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.feed.feed_context import ChannelContext, ItemContext
    from podcast.model.podcast_namespace import Location, SocialInteract

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
    """Yield the newest date of an episode: the time of the build would change the feed on every run."""
    dates = [episode.date for episode in channel.show.episodes if episode.date]
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


def _license(channel: ChannelContext) -> Iterator[ElementContent]:
    if license_ := channel.show.license:
        yield ElementContent(license_.name, {"url": license_.url and ascii_url(license_.url)})


def _frequency(channel: ChannelContext) -> Iterator[ElementContent]:
    complete = "true" if channel.show.complete else None
    if frequency := channel.show.update_frequency:
        yield ElementContent(frequency.text, {"complete": complete, "rrule": frequency.rrule})
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


def artwork_element(
    context: ChannelContext | ItemContext, path: str | None, alt: str | None
) -> Iterator[ElementContent]:
    """Yield a cover with its alternative text."""
    if url := picture_url(path, context.show, context.covers):
        yield attribute_element(href=url, alt=alt, purpose="artwork")


def location_element(place: Location | None) -> Iterator[ElementContent]:
    """Yield the place that the show or the episode is about."""
    if place:
        yield ElementContent(place.name, {"rel": "subject", "geo": place.geo, "osm": place.osm})


def social_interact_elements(posts: tuple[SocialInteract, ...]) -> Iterator[ElementContent]:
    """Yield the posts under which listeners can comment."""
    for post in posts:
        yield attribute_element(
            protocol=post.protocol,
            uri=post.uri,
            accountId=post.account_id,
            accountUrl=post.account_url and ascii_url(post.account_url),
            priority=None if post.priority is None else str(post.priority),
        )


def _is_show_feed(channel: ChannelContext) -> bool:
    """Whether the document belongs to the show's feed: elements that identify the show are in no other."""
    return channel.document.season is None


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
        lambda channel: [attribute_element(href=public_url(channel.show, channel.covers[channel.show.cover]))],
        "15",
    ),
    ("itunes:category", _categories, "16"),
    ("itunes:explicit", lambda channel: text_element(channel.show.explicit), "17"),
    ("itunes:type", lambda channel: text_element(channel.show.type), "21"),
    ("itunes:block", lambda channel: element_if(not _is_show_feed(channel), ElementContent("Yes")), "28"),
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
    ("podcast:block", lambda channel: element_if(not _is_show_feed(channel), ElementContent("yes")), "28"),
    ("podcast:locked", _locked, "24"),
    ("podcast:medium", lambda _: text_element("podcast"), "29-36"),
    ("podcast:license", _license, "29-36"),
    ("podcast:updateFrequency", lambda channel: _frequency(channel) if channel.document.is_main else (), "29-36"),
    (
        "podcast:funding",
        lambda channel: (ElementContent(fund.text, {"url": ascii_url(fund.url)}) for fund in channel.show.funding),
        "29-36",
    ),
    ("podcast:person", persons.show_persons, "29-36"),
    ("podcast:location", lambda channel: location_element(channel.show.location), "29-36"),
    ("podcast:image", lambda channel: artwork_element(channel, channel.show.cover, channel.show.cover_alt), "29-36"),
    ("podcast:trailer", _trailers, "29-36"),
    ("podcast:socialInteract", lambda channel: social_interact_elements(channel.show.social_interact), "69"),
    (
        "podcast:txt",
        lambda channel: (
            ElementContent(txt.text, {"purpose": txt.purpose}) for txt in channel.show.txt if channel.document.is_main
        ),
        "29-36",
    ),
    ("podcast:podroll", lambda channel: _podroll(channel) if channel.document.is_main else (), "29-36"),
)
