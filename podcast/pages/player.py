"""The variables of the player's template, formatted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast import urls
from podcast.model.season_colours import season_colour
from podcast.pages.text import localization
from podcast.pages.text.markdown import typeset
from podcast.pages.view_models import kicker
from podcast.text import format_whole_time, strip_soft_hyphens

if TYPE_CHECKING:
    from podcast.artifacts import Picture
    from podcast.model.show import Episode, Show
    from podcast.pages.page import RenderInputs

_PLAYBACK_RATES: Final = (0.75, 1, 1.25, 1.5, 1.75, 2)


@dataclass(frozen=True, slots=True)
class PlaybackRate:
    """A playback rate: as the browser has it, and as people read it (`1,25×`)."""

    rate: str
    text: str


@dataclass(frozen=True, slots=True)
class Player:
    """An episode's audio and its labels.

    `bars` is the waveform, see `podcast.pages.waveform.waveform_bars`. `audio`, `peaks`, `artwork` and `address` (the
    episode's page) are addresses below the base URL, `page_url` is the episode's public URL. `length` is `seconds` as
    people read them (`41:52`), `kicker` as cards have it.
    """

    title: str
    show: str
    audio: str
    size: str
    peaks: str
    bars: str
    artwork: str | None
    address: str
    page_url: str
    kicker: str
    seconds: float
    length: str
    season_colour: int
    slug: str
    speeds: tuple[PlaybackRate, ...]
    has_chapters: bool

    @property
    def format(self) -> str:
        """The name of the audio's format for people: `MP3`."""
        return self.audio.rpartition(".")[2].upper()


def storage_key(show: Show) -> str:
    """Return the key in local storage; it names the show, because several shows may share one host."""
    return f"podcast {show.guid}"


def episode_player(show: Show, inputs: RenderInputs, episode: Episode) -> Player | None:
    """Return the player of an episode; None without audio."""
    audio = inputs.audio.get(episode.slug)
    if audio is None:
        return None
    artwork = _artwork(show, inputs, episode)
    return Player(
        title=strip_soft_hyphens(typeset(episode.title, show.language)),
        show=strip_soft_hyphens(show.title),
        audio=audio.path,
        size=localization.format_size(audio.size, show.language),
        peaks=urls.peaks(episode),
        bars=inputs.waveforms.get(episode.slug, ""),
        artwork=artwork.path if artwork else None,
        address=urls.episode(episode),
        page_url=urls.absolute_url(show, urls.episode(episode)),
        kicker=kicker(show, episode),
        seconds=audio.seconds,
        length=format_whole_time(audio.seconds),
        season_colour=season_colour(episode.season),
        slug=episode.slug,
        speeds=tuple(
            PlaybackRate(f"{rate:g}", f"{localization.localized_number(rate, show.language)}×")
            for rate in _PLAYBACK_RATES
        ),
        has_chapters=bool(episode.chapters),
    )


def _artwork(show: Show, inputs: RenderInputs, episode: Episode) -> Picture | None:
    """Return the picture for lock screens: the episode's cover, else the show's."""
    pictures = (inputs.pictures.get(f"{source}@480") for source in (episode.cover, show.cover) if source)
    return next((picture for picture in pictures if picture is not None), None)
