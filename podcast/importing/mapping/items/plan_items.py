"""Items of a feed that become episodes: each with its GUID, its date and its slug."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from podcast import urls
from podcast.i18n import _
from podcast.importing.mapping.feed_elements import FeedElements, attribute_value, element_text, one_line
from podcast.importing.mapping.items.assigned_slugs import SlugAssigner, shared_links
from podcast.importing.mapping.items.item_identity import enclosure_url, item_date, item_guid
from podcast.model.show import Show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from podcast.importing.mapping.finding_log import FindingLog
    from podcast.importing.mapping.imported import ExistingShow
    from podcast.importing.source.read_source import SourceFeed, SourceItem

_NUMBER: Final = re.compile(r"0*([1-9][0-9]{0,8})")
_UNDATED: Final = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item that becomes an episode; `where` names it in findings, `slug` is empty until all dates are known."""

    source: SourceItem
    elements: FeedElements
    where: str
    guid: str
    date: datetime | None
    link: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """The items that become episodes, in the feed's order, and those that the folder has already: GUID -> slug.

    `existing_items` are those of the folder's episodes that are chosen: their audio may be missing still.
    """

    items: tuple[PlannedItem, ...]
    existing_items: tuple[PlannedItem, ...]
    existing_slugs: Mapping[str, str]
    shared_links: frozenset[str]


def identified_items(source: SourceFeed, log: FindingLog, seasons: dict[int, str]) -> Iterator[PlannedItem]:
    """Yield the items with their GUIDs and dates; those that repeat another one are left out.

    Args:
        source: the feed.
        log: for what was found.
        seasons: takes the names of seasons by their numbers, empty without one; the first item that names one decides.
    """
    used: dict[str, str] = {}
    for number, item in enumerate(source.items, start=1):
        elements = FeedElements(item.element)
        title = elements.first_line("title", "itunes:title") or elements.text("guid")
        log.where = _("item {number}: {title}").format(number=number, title=title)
        if guid := item_guid(elements, used, log):
            used[guid] = enclosure_url(elements)
            for season, name in season_names(elements):
                seasons[season] = seasons.get(season) or name
            yield PlannedItem(item, elements, log.where, guid, item_date(elements), elements.line("link"))
    log.where = ""


def plan_items(
    items: Sequence[PlannedItem], existing: ExistingShow, language: str, only: int | None = None
) -> ItemPlan:
    """Return the items that become episodes.

    Slugs are given from the oldest item on, so that later items of the same words are numbered; they do not depend on
    `only`, and episodes that exist keep theirs.

    Args:
        items: of the feed.
        existing: what the folder has.
        language: of the show.
        only: how many of the newest are wanted; None: all.
    """
    shared = shared_links(item.link for item in items if item.link)
    site: dict[str, Any] = {"language": language}
    reserved = urls.reserved(Show.model_construct(**site))
    assigner = SlugAssigner({*existing.folders, *existing.slugs.values(), *reserved}, shared, language)
    slugs = dict(existing.slugs)
    oldest_first = [*reversed(items)]  # of two with the same date, the later one in the feed is older
    for item in sorted(oldest_first, key=_age):
        if item.guid not in slugs:
            slugs[item.guid] = assigner.assign(item.link, item.elements)
    newest = sorted(items, key=_age, reverse=True)[:only] if only is not None else items
    chosen = {item.guid for item in newest}
    planned = [replace(item, slug=slugs[item.guid]) for item in items if item.guid in chosen]
    existing_slugs = {item.guid: slugs[item.guid] for item in items if item.guid in existing.slugs}
    new_items = tuple(item for item in planned if item.guid not in existing.slugs)
    existing_items = tuple(item for item in planned if item.guid in existing.slugs)
    return ItemPlan(new_items, existing_items, existing_slugs, shared)


def trailer_audio(items: Iterable[PlannedItem]) -> frozenset[str]:
    """Return the addresses of the audio of items that are trailers."""
    elements = (item.elements for item in items)
    return frozenset(enclosure_url(item) for item in elements if item.line("itunes:episodeType").lower() == "trailer")


def _age(item: PlannedItem) -> datetime:
    return item.date or _UNDATED


def season_names(elements: FeedElements) -> Iterator[tuple[int, str]]:
    """Yield the number and the name of an item's seasons; the name is empty where it has none."""
    for element in elements.all("podcast:season"):
        if number := positive_number(one_line(element_text(element))):
            yield number, one_line(attribute_value(element, "name"))
    if number := season_number(elements):
        yield number, ""


def season_number(elements: FeedElements) -> int | None:
    """Return the number of an item's season; None if it has none."""
    return positive_number(elements.line("itunes:season") or elements.line("podcast:season"))


def positive_number(text: str) -> int | None:
    """Return a whole number from 1; None for any other text."""
    match = _NUMBER.fullmatch(text)
    return int(match[1]) if match else None
