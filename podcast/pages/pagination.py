"""Pagination: a long list is cut into pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from podcast import urls
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.model.show import Show

Item = TypeVar("Item")

MAX_ITEMS_PER_PAGE = 50
_LINKED_NEIGHBOURS = 2  # pages on either side of this one that have a link


@dataclass(frozen=True, slots=True)
class PaginationPage(Generic[Item]):
    """A page of a list: number `number` of `count`, counted from 1; `first_position` is that of its first item."""

    items: tuple[Item, ...]
    number: int
    page_addresses: tuple[str, ...]  # of all pages of the list
    first_position: int = 1

    @property
    def address(self) -> str:
        """The address of this page."""
        return self.page_addresses[self.number - 1]

    @property
    def count(self) -> int:
        """The number of pages of the list."""
        return len(self.page_addresses)

    @property
    def previous(self) -> str | None:
        """The address of the page before; None on the first page."""
        return self.page_addresses[self.number - 2] if self.number > 1 else None

    @property
    def next(self) -> str | None:
        """The address of the page after; None on the last page."""
        return self.page_addresses[self.number] if self.number < self.count else None

    @property
    def page_links(self) -> tuple[tuple[int, str] | None, ...]:
        """Number and address of the pages to link to: the first, the last, the neighbours; None for a gap."""
        neighbours = range(self.number - _LINKED_NEIGHBOURS, self.number + _LINKED_NEIGHBOURS + 1)
        numbers = [n for n in range(1, self.count + 1) if n in {1, self.count} or n in neighbours]
        links: list[tuple[int, str] | None] = []
        for previous, number in zip([0, *numbers], numbers, strict=False):
            links += [None] if number - previous > 1 else []
            links.append((number, self.page_addresses[number - 1]))
        return tuple(links)


def window_title(show: Show, title: str, page: PaginationPage[Any] | None = None) -> str:
    """Return the title of a page's window, a different one for each `page` of a list."""
    translate = translator(show.language)
    if page and page.number > 1:
        title = translate("numbered_page_title", title=title, number=page.number)
    return strip_soft_hyphens(translate("page_title", title=title, show=show.title))


def paginate(show: Show, address: str, items: Sequence[Item]) -> Iterator[PaginationPage[Item]]:
    """Yield the pages of the list at this address; an empty list has one page."""
    starts = range(0, len(items), MAX_ITEMS_PER_PAGE) or range(1)
    page_addresses = tuple(urls.list_page(show, address, number) for number, _ in enumerate(starts, start=1))
    for number, start in enumerate(starts, start=1):
        yield PaginationPage(tuple(items[start : start + MAX_ITEMS_PER_PAGE]), number, page_addresses, start + 1)
