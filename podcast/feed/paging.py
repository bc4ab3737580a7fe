"""A feed that grows too long for one file: its older parts move into archives (RFC 5005), which then never change.

Episodes are dealt out from the oldest on, as many to a part as fit; the last two parts are the feed itself. So a new
episode changes the feed alone, until a third part begins: then the oldest part of the feed becomes an archive, whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LONGEST_PART = 450_000  # bytes; two of them and the show's own elements stay below 1 MB
IN_FEED = 2  # parts

Thing = TypeVar("Thing")


def parts(newest_first: Sequence[Thing], size: Callable[[Thing], int], longest: int) -> list[list[Thing]]:
    """The feed, and after it its archives from the oldest to the newest; each newest first.

    Args:
        newest_first: all that is to be dealt out.
        size: of each, in bytes; must depend on it alone.
        longest: the bytes that a part may have, unless one alone has more.
    """
    dealt = list(_dealt(reversed(newest_first), size, longest))
    feed = [one for part in dealt[-IN_FEED:] for one in part]
    return [part[::-1] for part in (feed, *dealt[:-IN_FEED])]


def _dealt(oldest_first: Iterable[Thing], size: Callable[[Thing], int], longest: int) -> Iterable[list[Thing]]:
    part: list[Thing] = []
    taken = 0
    for one in oldest_first:
        if part and taken + size(one) > longest:
            yield part
            part, taken = [], 0
        part.append(one)
        taken += size(one)
    if part:
        yield part
