"""Elements that the channel and the items have in common: pictures, places, licences, comments, money, ai-content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.feed.elements.element import ElementContent, attribute_element
from podcast.feed.formatting import public_url
from podcast.feed.pictures import aspect_ratio, feed_picture, picture_url
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.feed.feed_context import ChannelContext, ItemContext
    from podcast.model.groups import License
    from podcast.model.podcast_namespace import FeedImage, Funding, Location, SocialInteract

# Protocols that podcast.yaml may call otherwise -> their names in the Podcast Namespace's list, socialprotocols.txt.
_PROTOCOL_NAMES = {"bluesky": "atproto"}

AI_CONTENT = "ai-content"  # a purpose of podcast:txt


def artwork_element(
    context: ChannelContext | ItemContext, path: str | None, alt: str | None
) -> Iterator[ElementContent]:
    """Yield a cover with its alternative text."""
    if url := picture_url(path, context.show, context.covers):
        yield attribute_element(href=url, alt=alt, purpose="artwork")


def image_elements(context: ChannelContext | ItemContext, images: Iterable[FeedImage]) -> Iterator[ElementContent]:
    """Yield the pictures beside the cover, with their measured size and ratio."""
    for image in images:
        if picture := feed_picture(image, context.covers):
            attributes = {
                "href": public_url(context.show, picture.path),
                "alt": image.alt,
                "aspect-ratio": aspect_ratio(picture.width, picture.height),
                "width": str(picture.width),
                "height": str(picture.height),
                "purpose": image.purpose,
            }
            yield ElementContent(attributes=attributes)


def license_element(license_: License | None) -> Iterator[ElementContent]:
    """Yield `podcast:license`: the name of the licence, and the address of its text if it has one."""
    if license_:
        yield ElementContent(license_.name, {"url": license_.url and ascii_url(license_.url)})


def funding_elements(funds: Iterable[Funding]) -> Iterator[ElementContent]:
    """Yield the pages where listeners can give money."""
    yield from (ElementContent(fund.text, {"url": ascii_url(fund.url)}) for fund in funds)


def location_elements(places: Iterable[Location]) -> Iterator[ElementContent]:
    """Yield a `podcast:location` for each place: the subject of the content, or where it was created."""
    for place in places:
        attributes = {"rel": place.rel, "geo": place.geo, "osm": place.osm, "country": place.country}
        yield ElementContent(place.name, attributes)


def social_interact_elements(posts: tuple[SocialInteract, ...]) -> Iterator[ElementContent]:
    """Yield the posts under which listeners can comment, the preferred one last: AntennaPod keeps the last."""
    for post in sorted(posts, key=lambda post: (post.priority is not None, -(post.priority or 0))):
        yield attribute_element(
            protocol=_PROTOCOL_NAMES.get(post.protocol, post.protocol),
            uri=post.uri and ascii_url(post.uri),
            accountId=post.account_id,
            accountUrl=post.account_url and ascii_url(post.account_url),
            priority=None if post.priority is None else str(post.priority),
        )


def ai_content_element(*, has_ai: bool) -> ElementContent:
    """Return whether a machine made or changed something, in an episode or in the show."""
    return ElementContent("true" if has_ai else "false", {"purpose": AI_CONTENT})
