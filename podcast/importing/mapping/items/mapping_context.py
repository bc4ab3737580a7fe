"""Facts of the show that the mapping of an item uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.importing.mapping.items.item_files import Files
    from podcast.importing.mapping.source_people import PeopleRegistry
    from podcast.model.show import Show


@dataclass(frozen=True, slots=True)
class ShowContext:
    """Facts of the show that the mapping of an item uses.

    Attributes:
        show: without episodes; its `link` is empty, so that pictures keep their addresses for the comparison.
        link: the address of the show.
        cover_address: of the channel's cover; items with the same one have none of their own.
        registry: of its people.
        shared_links: links that several items have.
        root: its folder.
        files: that were fetched.
        old_hosts: hosts of the feed and of its audio that the show leaves.
        is_own_feed: whether this program has written the feed.
    """

    show: Show
    link: str
    cover_address: str
    registry: PeopleRegistry
    shared_links: frozenset[str]
    root: Path
    files: Files
    old_hosts: frozenset[str] = frozenset()
    is_own_feed: bool = False
