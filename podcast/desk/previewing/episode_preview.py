"""An episode as listeners will meet it, rendered by the code of the feed and of the site from the files as they are."""

from __future__ import annotations

import html
import re
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from podcast import urls
from podcast.artifacts import Audio, AudioInfo
from podcast.desk.previewing.app_support import AppCell, app_cells
from podcast.desk.waveforms.episode_sound import episode_sound
from podcast.feed import rss
from podcast.feed.chapters import audible_chapters
from podcast.feed.documents.feed_item import item_texts
from podcast.feed.feed_context import item_context
from podcast.files.cache import Cache
from podcast.pages.text.episode_notes import feed_notes
from podcast.preview.early_episode import render_episode_files
from podcast.steps.paths import ProjectPaths
from podcast.timeline.time_map import TimeMap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from podcast.desk.waveforms.episode_sound import EpisodeSound
    from podcast.model.show import Episode, Show

_META: Final = re.compile(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">')
_TAG: Final = re.compile(r"<[^>]+>")
_MEDIA_TYPE: Final = "audio/mpeg"


@dataclass(frozen=True, slots=True)
class EpisodePreview:
    """What an app shows of an episode.

    Attributes:
        title: as apps show it.
        description: HTML of the subset that stores show.
        excerpt: its first words, as lists show them.
        seconds: the length; 0 if it is unknown.
        apps: what each app shows, a row an app.
        sound: what listeners hear; None without a recording here.
    """

    title: str
    description: str
    excerpt: str
    seconds: float
    apps: tuple[tuple[AppCell, ...], ...]
    sound: EpisodeSound | None


def audio_name(episode: Episode) -> str:
    """The address of an episode's sound in the preview, below the site."""
    return f"audio/{episode.slug}.preview.mp3"


def preview_episode(root: Path, show: Show, episode: Episode, now: datetime) -> EpisodePreview:
    """Return what apps show of an episode.

    Args:
        root: of the show.
        show: with the episode.
        episode: may be a draft.
        now: stands for the date of an episode that has none yet.

    Raises:
        PodcastError: a recording or a file of the episode cannot be read.
    """
    sound = episode_sound(root, show, episode)
    audio = _audio(episode, sound)
    timed = episode.with_master_times(audio.time_map, audio.seconds) if audio.seconds else episode
    notes = feed_notes(timed, show.episode_language(timed))
    subject = item_context(show.with_episodes(()), timed, audio, {}, notes)
    texts = item_texts(subject)
    dated = replace(subject, episode=timed.model_copy(update={"date": timed.date or now}))
    item = rss.render_item(dated, texts)
    has_chapters = bool(audible_chapters(timed, audio))
    return EpisodePreview(
        title=timed.title,
        description=texts.description,
        excerpt=" ".join(html.unescape(_TAG.sub(" ", texts.description)).split()),
        seconds=audio.seconds,
        apps=app_cells(item, has_file_chapters=has_chapters),
        sound=sound,
    )


def _audio(episode: Episode, sound: EpisodeSound | None) -> Audio:
    """The audio file of an episode as it will be: by its master, else by the recording's header."""
    master = sound.master if sound else None
    if master:
        seconds, time_map = master.seconds, master.time_map
    else:
        info = sound.info if sound else None
        seconds, time_map = (info.seconds if isinstance(info, AudioInfo) else 0.0), TimeMap()
    return Audio(
        path=audio_name(episode),
        size=1,
        seconds=seconds,
        media_type=_MEDIA_TYPE,
        bitrate=128,
        time_map=time_map,
        loudness=-16.0,
        true_peak=-1.0,
    )


def render_page(root: Path, show: Show, slug: str) -> Mapping[str, bytes]:
    """Render the files of an episode's page: the page itself, its pictures and the theme, by path below the site.

    Args:
        root: of the show.
        show: with all its episodes; drafts are shown, withdrawn ones are not.
        slug: of the episode.

    Raises:
        PodcastError: a picture, a transcript or a template cannot be used.
    """
    shown = show.without_withdrawn()
    episode = next(episode for episode in shown.episodes if episode.slug == slug)
    sound = episode_sound(root, show, episode)
    audio = {slug: _audio(episode, sound)} if sound else {}
    paths = ProjectPaths(root, preview=True)
    with Cache(paths.database, root, check=False) as cache:
        return render_episode_files(shown, episode, audio, paths, cache)


@dataclass(frozen=True, slots=True)
class SharedLink:
    """The card that messengers and social networks show of a link: as the page itself names it."""

    title: str
    description: str
    picture: str  # its path below the site; empty without one
    picture_alt: str
    host: str


def shared_link(page: str, link: str) -> SharedLink:
    """Return the card of a page, from its own metadata.

    Args:
        page: its HTML.
        link: the base URL of the site.
    """
    values = {name: html.unescape(text) for name, text in _META.findall(page)}
    picture = values.get("og:image", "")
    return SharedLink(
        title=values.get("og:title", ""),
        description=values.get("og:description", ""),
        picture=picture.removeprefix(link) if picture.startswith(link) else "",
        picture_alt=values.get("og:image:alt", ""),
        host=link.partition("://")[2].partition("/")[0],
    )


def page_path(episode: Episode) -> str:
    """The file of an episode's page below the site."""
    return urls.file_path(urls.episode(episode))


class LastPage:
    """The files of the page that was asked for last, rendered once for a state of the show. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: object = None
        self._files: Mapping[str, bytes] = {}
        self.slug = ""

    def has(self, state: object, slug: str) -> bool:
        """Whether a page is there without being rendered, which takes long where its pictures are new."""
        return self._state is state and self.slug == slug

    def files(self, state: object, slug: str, render: Callable[[], Mapping[str, bytes]]) -> Mapping[str, bytes]:
        """Return the files of a page.

        Args:
            state: of the show; the same object as long as no file has changed.
            slug: of the episode.
            render: makes the files.
        """
        with self._lock:
            if self._state is not state or self.slug != slug:
                self._files, self._state, self.slug = render(), state, slug
            return self._files
