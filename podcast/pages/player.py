"""What the player and the tools beside it need to know, ready for the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast import urls as addresses
from podcast.pages.text import localization as figures
from podcast.pages.text.markdown import typeset
from podcast.text import plain

if TYPE_CHECKING:
    from podcast.artifacts import Picture
    from podcast.model.show import Episode, Show
    from podcast.pages.page import Made

_SPEEDS: Final = (0.75, 1, 1.25, 1.5, 1.75, 2)


@dataclass(frozen=True, slots=True)
class Speed:
    """A playback rate: as the browser has it, and as people read it (`1,25×`)."""

    rate: str
    text: str


@dataclass(frozen=True, slots=True)
class Player:
    """An episode's sound and the words around it; `store` is where a browser keeps places that it shall remember.

    `audio`, `peaks` and `artwork` are addresses below the base URL, `page` is the episode's public URL.
    """

    title: str
    show: str
    audio: str
    size: str
    peaks: str
    artwork: str | None
    page: str
    store: str
    slug: str
    speeds: tuple[Speed, ...]
    chapters: bool


def store(show: Show) -> str:
    """Where a browser keeps what it shall remember: several shows may be at home on one host."""
    return f"podcast {show.guid}"


def player(show: Show, made: Made, episode: Episode) -> Player | None:
    """The player of an episode; none when there is nothing to hear."""
    audio = made.audio.get(episode.slug)
    if audio is None:
        return None
    artwork = _artwork(show, made, episode)
    return Player(
        title=plain(typeset(episode.title, show.language)),
        show=plain(show.title),
        audio=audio.path,
        size=figures.size(audio.size, show.language),
        peaks=addresses.peaks(episode),
        artwork=artwork.path if artwork else None,
        page=addresses.absolute(show, addresses.episode(episode)),
        store=store(show),
        slug=episode.slug,
        speeds=tuple(Speed(f"{rate:g}", f"{figures.decimal(rate, show.language)}×") for rate in _SPEEDS),
        chapters=bool(episode.chapters),
    )


def _artwork(show: Show, made: Made, episode: Episode) -> Picture | None:
    """What a lock screen shows: the episode's cover, else the show's."""
    known = (made.pictures.get(f"{source}@480") for source in (episode.cover, show.cover) if source)
    return next((picture for picture in known if picture is not None), None)
