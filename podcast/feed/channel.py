"""What feedgen does not know of a show or gets wrong, a row for each element.

The last column names the rules of docs/decisions/feed.md. itunes:explicit, itunes:image, the links and the date stand
here although feedgen has them, because it writes them wrong, not at all, or different on every run.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.feed import persons as people
from podcast.feed.chapters import picture
from podcast.feed.elements import Content, Table, having, said, where
from podcast.feed.formatting import public, stamp
from podcast.urls import web

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.feed.feed_context import Channel, Item
    from podcast.model.podcast_namespace import Location, SocialInteract

RSS, JSON = "application/rss+xml", "application/feed+json"


def _links(channel: Channel) -> Iterator[Content]:
    """Where this document is, where the show is told as JSON, who tells of changes, and where older episodes are.

    RFC 5005 has two words for the way to what is older: `prev-archive`, and `next`, which podcast apps follow.
    """
    show, place = channel.show, channel.place
    yield having(rel="self", type=RSS, href=public(show, place.address))
    if place.main:
        yield having(rel="alternate", type=JSON, href=public(show, addresses.JSON_FEED))
    if place.main and show.publish and show.publish.websub:
        yield having(rel="hub", href=web(show.publish.websub))
    if place.archive:
        yield having(rel="current", type=RSS, href=public(show, place.feed))
    if place.archives or place.archive:
        yield having(rel="first", type=RSS, href=public(show, place.feed))
    if place.older:
        yield having(rel="next", type=RSS, href=public(show, place.older))
        yield having(rel="prev-archive", type=RSS, href=public(show, place.older))


def _changed(channel: Channel) -> Iterator[Content]:
    """The newest date of an episode: a feed that says "now" would be another one on every run."""
    dates = [episode.date for episode in channel.show.episodes if episode.date]
    if dates:
        yield Content(stamp(max(dates), channel.show))


def _categories(channel: Channel) -> Iterator[Content]:
    """Apple's categories, each parent once with its children inside, in the producer's order."""
    paths = [tuple(category.split(" > ")) for category in channel.show.categories]
    parents = list(dict.fromkeys(path[0] for path in paths))
    for parent, family in groupby(sorted(paths, key=lambda path: parents.index(path[0])), key=lambda path: path[0]):
        children = dict.fromkeys(path[1] for path in family if len(path) > 1)
        inside = tuple(("itunes:category", having(text=child)) for child in children)
        yield Content(attributes={"text": parent}, inside=inside)


def _owner(channel: Channel) -> Iterator[Content]:
    if owner := channel.show.owner:
        yield Content(inside=(("itunes:name", Content(owner.name)), ("itunes:email", Content(owner.email))))


def _locked(channel: Channel) -> Iterator[Content]:
    """With the owner's address, if the show has one: the Podcast Index takes no notice of a lock without."""
    owner = channel.show.owner
    yield Content("yes" if channel.show.locked else "no", {"owner": owner.email if owner else None})


def _license(channel: Channel) -> Iterator[Content]:
    if license_ := channel.show.license:
        yield Content(license_.name, {"url": license_.url and web(license_.url)})


def _frequency(channel: Channel) -> Iterator[Content]:
    complete = "true" if channel.show.complete else None
    if frequency := channel.show.update_frequency:
        yield Content(frequency.text, {"complete": complete, "rrule": frequency.rrule})
    elif complete:
        yield having(complete=complete)


def _trailers(channel: Channel) -> Iterator[Content]:
    for episode in channel.show.episodes:
        if episode.type == "trailer" and episode.date:
            audio = channel.audio[episode.slug]
            attributes = {
                "pubdate": stamp(episode.date, channel.show),
                "url": public(channel.show, audio.path),
                "length": str(audio.size),
                "type": audio.media_type,
                "season": str(episode.season) if episode.season else None,
            }
            yield Content(episode.title, attributes)


def _podroll(channel: Channel) -> Iterator[Content]:
    shows = tuple(
        ("podcast:remoteItem", having(feedGuid=one.guid, feedUrl=one.url and web(one.url), title=one.title))
        for one in channel.show.podroll
    )
    if shows:
        yield Content(inside=shows)


def artwork(about: Channel | Item, path: str | None, alt: str | None) -> Iterator[Content]:
    """A cover with its words for those who do not see it."""
    if url := picture(path, about.show, about.covers):
        yield having(href=url, alt=alt, purpose="artwork")


def place(location: Location | None) -> Iterator[Content]:
    """The place that something is about."""
    if location:
        yield Content(location.name, {"rel": "subject", "geo": location.geo, "osm": location.osm})


def talk(posts: tuple[SocialInteract, ...]) -> Iterator[Content]:
    """Where listeners talk."""
    for post in posts:
        yield having(
            protocol=post.protocol,
            uri=post.uri,
            accountId=post.account_id,
            accountUrl=post.account_url and web(post.account_url),
            priority=None if post.priority is None else str(post.priority),
        )


def _of_show(channel: Channel) -> bool:
    """Whether the document belongs to the show's feed: what identifies the show stands in no other."""
    return channel.place.season is None


CHANNEL: Table[Channel] = (
    ("atom:link", _links, "18 37 94"),
    ("fh:complete", lambda one: where(not (one.place.archive or one.place.archives), Content(bare=True)), "94"),
    ("fh:archive", lambda one: where(one.place.archive, Content(bare=True)), "94"),
    ("lastBuildDate", _changed, "26 90"),
    ("itunes:author", lambda one: said(one.show.author), "19"),
    ("itunes:owner", _owner, "20"),
    ("itunes:image", lambda one: [having(href=public(one.show, one.covers[one.show.cover]))], "15"),
    ("itunes:category", _categories, "16"),
    ("itunes:explicit", lambda one: said(one.show.explicit), "17"),
    ("itunes:type", lambda one: said(one.show.type), "21"),
    ("itunes:block", lambda one: where(not _of_show(one), Content("Yes")), "28"),
    ("itunes:complete", lambda one: where(one.show.complete and _of_show(one), Content("Yes")), "28"),
    (
        "itunes:new-feed-url",
        lambda one: where(one.show.moved_from and one.place.main, Content(public(one.show, addresses.FEED))),
        "27",
    ),
    ("podcast:guid", lambda one: where(_of_show(one), Content(one.show.guid)), "23"),
    ("podcast:block", lambda one: where(not _of_show(one), Content("yes")), "28"),
    ("podcast:locked", _locked, "24"),
    ("podcast:medium", lambda _: said("podcast"), "29-36"),
    ("podcast:license", _license, "29-36"),
    ("podcast:updateFrequency", lambda one: _frequency(one) if one.place.main else (), "29-36"),
    (
        "podcast:funding",
        lambda one: (Content(fund.text, {"url": web(fund.url)}) for fund in one.show.funding),
        "29-36",
    ),
    ("podcast:person", people.of_show, "29-36"),
    ("podcast:location", lambda one: place(one.show.location), "29-36"),
    ("podcast:image", lambda one: artwork(one, one.show.cover, one.show.cover_alt), "29-36"),
    ("podcast:trailer", _trailers, "29-36"),
    ("podcast:socialInteract", lambda one: talk(one.show.social_interact), "69"),
    (
        "podcast:txt",
        lambda one: (Content(txt.text, {"purpose": txt.purpose}) for txt in one.show.txt if one.place.main),
        "29-36",
    ),
    ("podcast:podroll", lambda one: _podroll(one) if one.place.main else (), "29-36"),
)
