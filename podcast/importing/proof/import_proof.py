"""The result of a proof: what of the source comes back in the feed of the folder, and what differs and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.importing.proof.difference_rules import DIFFERENCE_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class ImportDifference:
    """An element that differs, with its values in the source and in the feed of the folder.

    `field` is an English name of `podcast.feed.feed_fields`, or the name of an unknown element; `rule` is a key of
    `DIFFERENCE_RULES`.
    """

    field: str
    before: str
    after: str
    rule: str

    @property
    def matters(self) -> bool:
        """Whether subscribers or the producer lose something."""
        return DIFFERENCE_RULES[self.rule].matters


@dataclass(frozen=True, slots=True)
class EpisodeProof:
    """An item of the source that does not come back as it was; `number` is its place in the source, from 1."""

    guid: str
    title: str
    number: int
    slug: str
    differences: tuple[ImportDifference, ...]


@dataclass(frozen=True, slots=True)
class ImportProof:
    """The comparison of a source with the feed of a folder.

    Attributes:
        compared: the number of items that were compared.
        show: what differs in the channel.
        episodes: the items that differ, as in the source.
    """

    compared: int
    show: tuple[ImportDifference, ...]
    episodes: tuple[EpisodeProof, ...]

    @property
    def equal(self) -> int:
        """The number of items that come back with nothing lost: what differs in them does not matter."""
        return self.compared - len(self.lost_episodes)

    @property
    def is_lossless(self) -> bool:
        """Whether nothing differs that matters."""
        return not any(difference.matters for difference in self.all_differences())

    @property
    def lost_episodes(self) -> tuple[EpisodeProof, ...]:
        """The items with a difference that matters."""
        return tuple(
            episode for episode in self.episodes if any(difference.matters for difference in episode.differences)
        )

    def all_differences(self) -> Iterator[ImportDifference]:
        """Yield the differences of the channel, then those of the items."""
        yield from self.show
        for episode in self.episodes:
            yield from episode.differences

    def episode_rule_counts(self) -> dict[str, int]:
        """Return the number of items in which each rule explains a difference; those that matter come last."""
        counts: dict[str, int] = {}
        for episode in self.episodes:
            for rule in {difference.rule for difference in episode.differences}:
                counts[rule] = counts.get(rule, 0) + 1
        return dict(sorted(counts.items(), key=lambda row: (DIFFERENCE_RULES[row[0]].matters, row[1], row[0])))
