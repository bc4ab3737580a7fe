"""Merge of two versions of a text that come from the same one, by lines or by words.

Own code, because the library for it (merge3) is licensed under the GPL alone and knows no choice between the sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Token = TypeVar("Token")
Side = Literal["mine", "theirs"]


@dataclass(frozen=True, slots=True)
class Change(Generic[Token]):
    """Tokens of the common version, from `start` to `stop`, that became others."""

    start: int
    stop: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Region(Generic[Token]):
    """A part of the common version that at least one side changed; `is_conflict` is true if both did, differently.

    `mine` and `other` are the tokens that each side has there.
    """

    start: int
    stop: int
    mine: tuple[Token, ...]
    other: tuple[Token, ...]
    is_conflict: bool


@dataclass(frozen=True, slots=True)
class Merge(Generic[Token]):
    """Two versions of the same tokens: the parts that were changed, in order."""

    base: tuple[Token, ...]
    regions: tuple[Region[Token], ...]

    @property
    def conflicts(self) -> tuple[Region[Token], ...]:
        """The parts that both sides changed, each in another way."""
        return tuple(region for region in self.regions if region.is_conflict)

    def tokens(self, preferred: Side) -> tuple[Token, ...]:
        """Return the merged tokens; where both sides changed the same part, those of the preferred side."""
        merged: list[Token] = []
        position = 0
        for region in self.regions:
            is_mine = region.mine != self.base[region.start : region.stop]
            side = preferred if region.is_conflict else ("mine" if is_mine else "theirs")
            merged += self.base[position : region.start]
            merged += region.mine if side == "mine" else region.other
            position = region.stop
        return (*merged, *self.base[position:])


def merge_tokens(base: Sequence[Token], mine: Sequence[Token], other: Sequence[Token]) -> Merge[Token]:
    """Return the merge of two versions.

    Changes that only touch each other are no conflict; two insertions at the same point are one, unless they are the
    same.

    Args:
        base: the version that both come from.
        mine: one of the two.
        other: the other.
    """
    my_changes, their_changes = changes(base, mine), changes(base, other)
    sides = sorted(
        [*((change, True) for change in my_changes), *((change, False) for change in their_changes)],
        key=lambda pair: (pair[0].start, pair[0].stop),
    )
    clusters: list[list[tuple[Change[Token], bool]]] = []
    for change, is_mine in sides:
        if clusters and any(_overlap(change, other) for other, _is_mine in clusters[-1]):
            clusters[-1].append((change, is_mine))
        else:
            clusters.append([(change, is_mine)])
    return Merge(tuple(base), tuple(_region(base, cluster) for cluster in clusters))


def _region(base: Sequence[Token], cluster: list[tuple[Change[Token], bool]]) -> Region[Token]:
    start = min(change.start for change, _is_mine in cluster)
    stop = max(change.stop for change, _is_mine in cluster)
    mine = _applied(base, (start, stop), (change for change, is_mine in cluster if is_mine))
    other = _applied(base, (start, stop), (change for change, is_mine in cluster if not is_mine))
    return Region(start, stop, mine, other, is_conflict=_has_both(cluster) and mine != other)


def _has_both(cluster: list[tuple[Change[Token], bool]]) -> bool:
    return len({is_mine for _change, is_mine in cluster}) == 2


def _applied(base: Sequence[Token], span: tuple[int, int], changed: Iterable[Change[Token]]) -> tuple[Token, ...]:
    tokens: list[Token] = []
    position, stop = span
    for change in changed:
        tokens += [*base[position : change.start], *change.tokens]
        position = change.stop
    return (*tokens, *base[position:stop])


def _overlap(change: Change[Token], other: Change[Token]) -> bool:
    """Whether two changes concern the same tokens, or insert at the same point."""
    if change.start == change.stop == other.start == other.stop:
        return True
    return (
        max(change.start, other.start) < min(change.stop, other.stop)
        or _is_inside(change, other)
        or _is_inside(other, change)
    )


def _is_inside(insertion: Change[Token], other: Change[Token]) -> bool:
    return insertion.start == insertion.stop and other.start < insertion.start < other.stop


def changes(base: Sequence[Token], other: Sequence[Token]) -> tuple[Change[Token], ...]:
    """Return what makes `base` the other version, in order; only the part between equal ends is compared."""
    start = _common_length(zip(base, other, strict=False))
    rest = min(len(base), len(other)) - start
    end = min(rest, _common_length(zip(reversed(base), reversed(other), strict=False)))
    old, new = base[start : len(base) - end], other[start : len(other) - end]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        Change(start + first, start + last, tuple(new[begin:stop]))
        for kind, first, last, begin, stop in matcher.get_opcodes()
        if kind != "equal"
    )


def _common_length(pairs: Iterable[tuple[Token, Token]]) -> int:
    """Return the number of equal pairs at the beginning."""
    is_equal, group = next(groupby(pairs, key=lambda pair: pair[0] == pair[1]), (False, iter(())))
    return sum(1 for _pair in group) if is_equal else 0
