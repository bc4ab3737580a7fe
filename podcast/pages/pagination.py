"""Long lists, cut into pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from podcast import urls as addresses
from podcast.pages.text.strings import speaker
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.model.show import Show

Item = TypeVar("Item")

LONGEST = 50  # items of a page
_AROUND = 2  # pages that are named on either side of this one


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Item]):
    """A page of a list: the `number`th of `count`, counted from 1; `first` is the place of its first item."""

    items: tuple[Item, ...]
    number: int
    addresses: tuple[str, ...]  # of all pages of the list
    first: int = 1

    @property
    def address(self) -> str:
        """Where it is."""
        return self.addresses[self.number - 1]

    @property
    def count(self) -> int:
        """How many pages the list has."""
        return len(self.addresses)

    @property
    def before(self) -> str | None:
        """The address of the page before, if there is one."""
        return self.addresses[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> str | None:
        """The address of the next page, if there is one."""
        return self.addresses[self.number] if self.number < self.count else None

    @property
    def named(self) -> tuple[tuple[int, str] | None, ...]:
        """The pages to choose from, number and address: the first, the last, those around; None for a gap."""
        near = range(self.number - _AROUND, self.number + _AROUND + 1)
        numbers = [n for n in range(1, self.count + 1) if n in {1, self.count} or n in near]
        found: list[tuple[int, str] | None] = []
        for before, number in zip([0, *numbers], numbers, strict=False):
            found += [None] if number - before > 1 else []
            found.append((number, self.addresses[number - 1]))
        return tuple(found)


def numbered(show: Show, title: str, sheet: Sheet[Any]) -> str:
    """The title of a page's window, different for each page of a list."""
    say = speaker(show.language)
    title = title if sheet.number == 1 else say("sheet_title", title=title, number=sheet.number)
    return plain(say("page_title", title=title, show=show.title))


def sheets(show: Show, address: str, items: Sequence[Item]) -> Iterator[Sheet[Item]]:
    """A list at this address, page by page; one page at least."""
    starts = range(0, len(items), LONGEST) or range(1)
    known = tuple(addresses.sheet(show, address, number) for number, _ in enumerate(starts, start=1))
    for number, start in enumerate(starts, start=1):
        yield Sheet(tuple(items[start : start + LONGEST]), number, known, start + 1)
