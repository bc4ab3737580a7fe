"""Elements of a source's item that our own item lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from podcast.artifacts import Audio, Picture
from podcast.feed.description import description, full_notes
from podcast.feed.elements.element import TableExtension
from podcast.feed.elements.item import ITEM_ELEMENTS
from podcast.feed.feed_context import item_context
from podcast.feed.pictures import image_key
from podcast.feed.rules.values import DURATION, play_seconds
from podcast.i18n import _
from podcast.importing.mapping.feed_elements import attribute_value, clark_name, element_text
from podcast.importing.mapping.items.item_files import image_address, web_address
from podcast.importing.mapping.items.item_identity import audio_enclosure, enclosure_url, further_enclosures
from podcast.importing.mapping.leftover_xml import alternate_enclosure, elements_as_text, leftover_elements
from podcast.importing.mapping.old_addresses import log_old_addresses
from podcast.model.imported.extra_xml import PROTECTED_IN_ITEM
from podcast.pages.text.episode_notes import feed_notes
from podcast.timeline.time_map import TimeMap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.importing.mapping.feed_elements import FeedElements
    from podcast.importing.mapping.finding_log import FindingLog
    from podcast.importing.mapping.items.mapping_context import ShowContext
    from podcast.model.show import Episode

# Measured by this program, or compared by their content: guid, enclosure, title and dates cannot be replaced at all.
_IGNORED: Final = PROTECTED_IN_ITEM | {clark_name("itunes:duration")}
_OLD_PAGE_RELATIONS: Final = frozenset({"http://podlove.org/deep-link", "self", "alternate", ""})
_FILE_ELEMENTS: Final = (
    *(("podcast:transcript", "url"), ("podcast:chapters", "url")),
    *(("itunes:image", "href"), ("podcast:image", "href")),
)
_ENDLESS: Final = 1e7  # seconds: no chapter is after the end of audio whose length is not known yet


@dataclass(frozen=True, slots=True)
class ItemForComparison:
    """An item and the episode that it has become.

    Attributes:
        elements: of the item.
        episode: with its notes, and the paths of its pictures as episode.yaml has them.
        addresses: path of a picture -> its address in the source.
    """

    elements: FeedElements
    episode: Episode
    addresses: Mapping[str, str]


def leftover_item_xml(item: ItemForComparison, context: ShowContext, log: FindingLog) -> str:
    """Return the elements of an item that our feed would not give back, as XML; empty if it gives all of them back."""
    elements = item.elements
    handled = {id(element) for element in _handled(item, context)}
    own = _own_item(item, context)
    leftovers = leftover_elements(elements.element, own, _IGNORED, lambda element: id(element) in handled)
    log_old_addresses(leftovers, context.old_hosts, log)
    further = [alternate_enclosure(element) for element in further_enclosures(elements)]
    if further and audio_enclosure(elements) is not None:
        log.add("several-enclosures", "repaired", _("has several enclosures; the first one is its audio"))
    log_old_addresses(further, context.old_hosts, log)
    return elements_as_text([*leftovers, *further])


def _own_item(item: ItemForComparison, context: ShowContext) -> Any:
    """Return the elements that our feed would have, of the names that the source has: others need no comparison."""
    from lxml.etree import Element, SubElement

    elements = item.elements
    notes = feed_notes(item.episode, context.show.language)
    own_context = item_context(context.show, item.episode, audio_of_source(elements), _pictures(item, context), notes)
    own = Element("item")
    # Our description has the notes behind the summary: where there are notes, it differs from that of other programs.
    if elements.all("description") and (context.is_own_feed or not notes):
        SubElement(own, "description").text = description(own_context)
    if notes and elements.all("content:encoded"):
        SubElement(own, clark_name("content:encoded")).text = full_notes(own_context)
    rows = tuple(row for row in ITEM_ELEMENTS if elements.all(row[0]))
    return TableExtension(rows, own_context).extend_rss(own)


def _handled(item: ItemForComparison, context: ShowContext) -> Iterator[Any]:
    """Yield the elements that come back by their content, and what belongs to the old page.

    Elements of files that could not be fetched are among them: ours would be replaced by addresses that end with the
    old host, also when a later import has fetched the files.
    """
    elements, episode = item.elements, item.episode
    yield from _file_elements(elements)
    if episode.cover or image_address(elements) == context.cover_address:
        yield from elements.all("itunes:image")
    for element in elements.all("atom:link"):
        if attribute_value(element, "rel") in _OLD_PAGE_RELATIONS:
            yield element
    audio = enclosure_url(elements)
    for element in elements.all("media:content"):
        if attribute_value(element, "url") == audio:
            yield element


def _file_elements(elements: FeedElements) -> Iterator[Any]:
    """Yield the elements that name a file which an import fetches."""
    for name, attribute in _FILE_ELEMENTS:
        for element in elements.all(name):
            if web_address(attribute_value(element, attribute) or element_text(element)):
                yield element


def audio_of_source(elements: FeedElements) -> Audio:
    """Return the audio as the source states it."""
    stated = elements.line("itunes:duration")
    seconds = play_seconds(stated) if DURATION.fullmatch(stated) else _ENDLESS
    return Audio("", 0, seconds or _ENDLESS, "", 0, TimeMap(), 0.0, 0.0)


def _pictures(item: ItemForComparison, context: ShowContext) -> dict[str, str | Picture]:
    """Return the address in the source of each picture, so that our item is compared as if it had stayed there."""
    pictures: dict[str, str | Picture] = {**context.registry.addresses, **item.addresses}
    pictures |= {image_key(path): Picture(address, 1, 1) for path, address in item.addresses.items()}
    return pictures
