"""Elements of a source's channel that our own channel lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from podcast import urls
from podcast.feed import rss
from podcast.feed.feed_context import ChannelSources
from podcast.i18n import _
from podcast.importing.mapping.feed_elements import attribute_value, clark_name, element_text, one_line
from podcast.importing.mapping.leftover_xml import elements_as_text, leftover_elements
from podcast.importing.mapping.old_addresses import log_old_addresses
from podcast.model.imported.extra_xml import ATOM_LINK, PROTECTED_IN_CHANNEL, PROTECTED_RELATIONS
from podcast.pages.text import markdown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from podcast.importing.mapping.feed_elements import FeedElements
    from podcast.importing.mapping.finding_log import FindingLog
    from podcast.model.show import Show

# They belong to the old feed as a document: its dates, its program, its server, its parts.
_OF_THE_DOCUMENT: Final = (
    *("lastBuildDate", "pubDate", "generator", "docs", "cloud", "podcast:podping", "itunes:new-feed-url"),
    *("fh:complete", "fh:archive"),
)
_IMAGE: Final = clark_name("podcast:image")
_TRAILER: Final = clark_name("podcast:trailer")
_FEED_TYPES: Final = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "text/xml"}
)
_IGNORED: Final = PROTECTED_IN_CHANNEL | {clark_name(name) for name in _OF_THE_DOCUMENT}


def leftover_channel_xml(
    elements: FeedElements, show: Show, addresses: Mapping[str, str], hosts: frozenset[str], log: FindingLog
) -> str:
    """Return the elements of a channel that our feed would not give back, as XML; empty if it gives all of them back.

    Args:
        elements: of the channel.
        show: without episodes.
        addresses: path of a picture -> its address in the source.
        hosts: of the feed and of its audio, which the show leaves.
        log: for what is left out, and for what leads to the old host.
    """
    own = own_channel(show, addresses)
    leftovers = leftover_elements(elements.element, own, _IGNORED, _is_handled)
    _log_old_feed(elements, log)
    log_old_addresses(leftovers, hosts, log)
    return elements_as_text(leftovers)


def own_channel(show: Show, addresses: Mapping[str, str]) -> Any:
    """Return the channel of our feed as an lxml element, with the addresses of pictures in the source."""
    from lxml.etree import fromstring

    notes = {urls.HOME: markdown.html(show.description, show.language)}
    sources = ChannelSources({}, {path: path for path in addresses}, notes)
    plan = next(iter(rss.plan_documents(show, [], sources)))
    channel = fromstring(plan.head + plan.tail).find("channel")
    by_own_address = {urls.absolute_url(show, path): address for path, address in addresses.items()}
    for element in channel.iter():
        for name, value in element.attrib.items():
            if value in by_own_address:
                element.set(name, by_own_address[value])
    return channel


def _is_handled(element: Any) -> bool:
    """Whether an element comes back by its content or by an episode, or leads to the old feed.

    Pictures that could not be fetched are among them: their addresses end with the old host.
    """
    if element.tag == ATOM_LINK:
        return _is_feed_link(element)
    is_image = element.tag == _IMAGE and bool(attribute_value(element, "href"))
    return is_image or element.tag == _TRAILER


def _is_feed_link(element: Any) -> bool:
    """Whether a link leads to the old feed, to its parts or its hub, or to another form of it."""
    relation = attribute_value(element, "rel")
    media_type = attribute_value(element, "type").lower()
    return relation in PROTECTED_RELATIONS or (relation == "alternate" and media_type in _FEED_TYPES)


def _log_old_feed(elements: FeedElements, log: FindingLog) -> None:
    """Say which addresses of the old feed are left out."""
    links = [element for element in elements.all("atom:link") if _is_feed_link(element)]
    names = {f"atom:link {attribute_value(element, 'rel')}": None for element in links}
    names |= {"itunes:new-feed-url": None} if elements.all("itunes:new-feed-url") else {}
    if names:
        sentence = _("addresses of the old feed are left out; the new feed has its own: {elements}")
        log.add("old-feed", "repaired", sentence.format(elements=", ".join(names)))


def log_trailers(elements: FeedElements, trailers: Collection[str], log: FindingLog) -> None:
    """Say which trailers of a channel are no episodes: the feed names as trailers what has `type: trailer`.

    Args:
        elements: of the channel.
        trailers: addresses of the audio of items that are trailers.
        log: for those that are none.
    """
    for element in elements.all("podcast:trailer"):
        url = attribute_value(element, "url")
        if url not in trailers:
            sentence = _("the trailer {title} is left out; set type: trailer in the episode with this audio: {url}")
            title = one_line(element_text(element))
            log.add("trailer", "to do", sentence.format(title=title, url=url))
