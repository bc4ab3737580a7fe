"""An episode as lists show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.artifacts import Audio, Picture
    from podcast.model.show import Episode
    from podcast.pages.card_parts import Face
    from podcast.pages.text import localization


@dataclass(frozen=True, slots=True)
class GuestLink:
    """A guest in a line of names: the text before the name, the name, and the address of the guest's page."""

    prefix: str
    name: str
    address: str


@dataclass(frozen=True, slots=True, repr=False)
class EpisodeCard:
    """An episode as lists show it.

    `number` is short (`3/08`), `kicker` long (`Staffel 3, Folge 8`), `tab` what stands on the tab of a card (`3/8`, a
    place, a year). `heading` and `subtitle` are the two parts of a long title; `title` is the whole of it.
    `fingerprint` stands for all other fields in the fingerprints of the many pages that list the episode.
    """

    slug: str
    address: str
    title: str
    heading: str
    subtitle: str
    number: str
    tab: str
    kicker: str
    season_colour: int
    summary: str
    guests: str
    guest_links: tuple[GuestLink, ...]  # the same guests, each with the address of a page
    faces: tuple[Face, ...]  # guests, else hosts, with their portraits
    cover: Picture | None  # the episode's own artwork, square
    date: localization.LocalDate | None
    length: str
    short_length: str
    draft: bool
    audio: Audio | None
    fingerprint: str = field(compare=False)

    def __repr__(self) -> str:
        """Return the fingerprint: pages with lists are hashed by their representation."""
        return f"EpisodeCard({self.fingerprint!r})"


class LazyCard:
    """A card that is made when one of its texts is asked for; a pickled one is an `EpisodeCard`.

    Args:
        episode: of the card.
        fingerprint: of all that the card shows.
        make: makes the card of an episode, with this fingerprint.
        audio: of the episode, if it has one.
    """

    __slots__ = ("_card", "_episode", "_make", "audio", "fingerprint")

    def __init__(
        self, episode: Episode, fingerprint: str, make: Callable[[Episode, str], EpisodeCard], audio: Audio | None
    ) -> None:
        """Make nothing yet."""
        self._episode, self.fingerprint, self._make, self.audio = episode, fingerprint, make, audio
        self._card: EpisodeCard | None = None

    @property
    def slug(self) -> str:
        """The episode's slug."""
        return self._episode.slug

    @property
    def draft(self) -> bool:
        """Whether the episode is a draft."""
        return self._episode.draft

    def __getattr__(self, name: str) -> Any:
        """Return any other value of the card."""
        return getattr(self.full_card(), name)

    def __repr__(self) -> str:
        """Return the same as the card does."""
        return f"EpisodeCard({self.fingerprint!r})"

    def __reduce__(self) -> tuple[Callable[[EpisodeCard], EpisodeCard], tuple[EpisodeCard]]:
        """Pickle the card itself: the show that it is made from is large."""
        return _itself, (self.full_card(),)

    def full_card(self) -> EpisodeCard:
        """Return the card."""
        if self._card is None:
            self._card = self._make(self._episode, self.fingerprint)
        return self._card


def lazy_card(card: LazyCard) -> EpisodeCard:
    """Return a lazy card as what it stands for: it has the same attributes."""
    return cast("EpisodeCard", card)


def _itself(card: EpisodeCard) -> EpisodeCard:
    return card
