"""The preview of one episode for a few people: its sound is mastered as for a build, and its page has all else.

Nothing of it is part of a build: site/ stays as it is, drafts included.
"""

from __future__ import annotations

import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from podcast.errors import FileError, PodcastError, ShowError
from podcast.files.os_errors import os_error_message
from podcast.i18n import _
from podcast.model.file_names import EPISODES, SHOW_FILE
from podcast.pipeline.load_steps import check_show, current_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from podcast.artifacts import Audio
    from podcast.model.fields import TargetSettings
    from podcast.model.show import Episode, Show
    from podcast.pages.shared_preview.preview_page import PreviewFiles
    from podcast.pipeline.build_steps import BuildEvent
    from podcast.publish.protocol.prepare import PreparedPublish
    from podcast.publish.protocol.state import Share
    from podcast.publish.targets.target import Target
    from podcast.transcripts.cue import Cue

DEFAULT_DAYS: Final = 7
MAX_DAYS: Final = 90
INDEX: Final = "index.html"


@dataclass(frozen=True, slots=True)
class SharedEpisode:
    """A preview that is to be published, or to end (`expires_at` is None): the plan, and its address."""

    slug: str
    url: str
    expires_at: datetime | None
    prepared: PreparedPublish


def share_url(settings: Show | TargetSettings, token: str) -> str:
    """The public address of a preview."""
    from podcast.publish.protocol.previews.shares import share_folder

    return f"{settings.link}{share_folder(token)}"


def read_shares(settings: Show | TargetSettings, target: Target) -> dict[str, tuple[str, Share]]:
    """Read the previews that a target has: address and preview, by the slug of the episode.

    Raises:
        PublishError: the target refuses, or belongs to another show.
    """
    from podcast.publish.protocol.previews import share

    shares = share.read_shares(target, settings.guid, current_time())
    return {item.slug: (share_url(settings, token), item) for token, item in shares.items()}


def plan_end(settings: Show | TargetSettings, slug: str, target: Target) -> SharedEpisode:
    """Plan to end the preview of an episode.

    Raises:
        PodcastError: there is none, or the target refuses.
    """
    shares = read_shares(settings, target)
    if slug not in shares:
        raise PodcastError(_("there is no preview of {slug} on the target").format(slug=slug))
    return SharedEpisode(slug, shares[slug][0], None, _prepare(settings, slug, target, None))


@dataclass(frozen=True, slots=True)
class ShareOptions:
    """For how many days a preview is there, and an empty folder for its files."""

    days: int
    folder: Path


def plan_share(
    root: Path, slug: str, target: Target, options: ShareOptions, report: Callable[[BuildEvent], None]
) -> SharedEpisode:
    """Make the preview of an episode as it is now, and plan to publish it; a preview that is there is replaced.

    Args:
        root: the show's folder.
        slug: of the episode, which may be a draft.
        target: where it is published.
        options: how long it is there, and where its files are made.
        report: called with each event of mastering.

    Raises:
        ShowError: the episode or podcast.yaml has problems.
        BuildError: the recording cannot be mastered.
        PublishError: the target refuses.
        FileError: the disk refuses.
    """
    from podcast.publish.protocol.previews import share
    from podcast.publish.protocol.previews.shares import share_folder

    show, episode = _presentable(root, slug)
    now = current_time()
    expires_at, folder = now.replace(microsecond=0) + timedelta(days=options.days), options.folder
    shares = share.read_shares(target, show.guid, now)
    token = share.present_token(shares, slug) or secrets.token_hex(16)
    with _mastered(show, episode, root, report) as (mastered, audio, sound):
        _write_preview(show, mastered, audio, sound, (root, folder / share_folder(token), expires_at))
    prepared = _prepare(show, slug, target, (token, folder, expires_at))
    return SharedEpisode(slug, share_url(show, token), expires_at, prepared)


def _prepare(
    settings: Show | TargetSettings, slug: str, target: Target, files: tuple[str, Path, datetime] | None
) -> PreparedPublish:
    """Plan the publish of a preview (its token, the folder of its files, its end), or its end."""
    from pathlib import Path

    from podcast.files.digest import file_digest
    from podcast.publish import release
    from podcast.publish.protocol.prepare import PublishOptions
    from podcast.publish.protocol.previews import share
    from podcast.publish.protocol.previews.shares import share_folder
    from podcast.publish.split_audio.audio_keys import configured_places

    token, folder, expires_at = files or ("", Path(), None)
    own = folder / share_folder(token)
    paths = own.iterdir() if files else ()
    digests = {path.name: file_digest(path) for path in paths}
    places = configured_places(settings.publish)
    request = share.ShareRequest(settings.guid, settings.link, slug, token, folder, digests, expires_at, places)
    options = release.with_show_settings(settings, PublishOptions())
    return share.prepare_share(request, target, current_time(), options)


def _presentable(root: Path, slug: str) -> tuple[Show, Episode]:
    """Load a show and an episode that can be presented: what it lacks as a draft does not matter.

    Raises:
        ShowError: the episode or podcast.yaml has problems.
        PodcastError: it has no sound, or was withdrawn.
    """
    examination = check_show(root)
    folder = f"{EPISODES}/{slug}/"
    blocking = tuple(
        problem for problem in examination.problems if problem.path == SHOW_FILE or problem.path.startswith(folder)
    )
    show = examination.show
    if show is None or blocking:
        raise ShowError(blocking or examination.problems)
    episode = next((episode for episode in show.episodes if episode.slug == slug), None)
    if episode is None or not episode.has_recording:
        raise PodcastError(_("{slug} has no recording yet, so there is nothing to share").format(slug=slug))
    if episode.withdrawn:
        raise PodcastError(_("{slug} was withdrawn; a preview would make it public again").format(slug=slug))
    return show.with_episodes([episode]), episode


@contextmanager
def _mastered(
    show: Show, episode: Episode, root: Path, report: Callable[[BuildEvent], None]
) -> Iterator[tuple[Episode, Audio, Path]]:
    """Yield the episode in the time of its audio, the audio, and its file; no other command works there meanwhile."""
    from podcast.files.cache import Cache
    from podcast.files.exclusive_lock import exclusive_lock
    from podcast.pipeline.audio_steps import BuildInput, make_audio
    from podcast.steps import workers
    from podcast.steps.audio_takeover import LiveAudio
    from podcast.steps.paths import ProjectPaths

    paths = ProjectPaths(root, preview=True)
    with (
        workers.Workers(None) as executor,
        exclusive_lock(paths.cache / "lock", "podcast share"),
        Cache(paths.database, root) as cache,
    ):
        built = make_audio(show, BuildInput(paths, cache, executor, LiveAudio()), report)
        audio = built.audio[episode.slug]
        yield episode.with_master_times(audio.time_map, audio.seconds), audio, paths.site / audio.path


def _write_preview(show: Show, episode: Episode, audio: Audio, sound: Path, place: tuple[Path, Path, datetime]) -> None:
    """Write the page and the files beside it.

    Args:
        show: for its language and its title.
        episode: in the time of its audio.
        audio: of the episode.
        sound: the file.
        place: the show's folder, the folder to write, and the moment at which the preview ends.

    Raises:
        FileError: the disk refuses.
    """
    from podcast.pages.shared_preview.preview_page import TRANSCRIPT, assets, preview_page
    from podcast.transcripts.write import format_vtt

    root, folder, expires_at = place
    try:
        folder.mkdir(parents=True)
        beside = _copy_files(show, episode, sound, (root, folder))
        cues = _cues(show, episode, audio, root)
        for name, data in assets().items():
            (folder / name).write_bytes(data)
        if cues:
            (folder / TRANSCRIPT).write_bytes(format_vtt(cues))
        (folder / INDEX).write_bytes(preview_page(show, episode, cues, beside, (audio.seconds, expires_at)))
    except OSError as error:
        raise FileError(os_error_message(folder, error)) from error


def _copy_files(show: Show, episode: Episode, sound: Path, places: tuple[Path, Path]) -> PreviewFiles:
    """Copy the sound, the cover and the pictures of the notes; return what the page says of them."""
    from podcast.pages.images.preview_pictures import preview_picture
    from podcast.pages.shared_preview.preview_page import COVER_PIXELS, PreviewFiles
    from podcast.pages.text.episode_notes import notes_image_sources

    root, folder = places
    name = f"{episode.slug}{sound.suffix}"
    shutil.copyfile(sound, folder / name)
    cover = preview_picture(root / (episode.cover or show.cover), 2 * COVER_PIXELS)
    (folder / f"cover{cover.suffix}").write_bytes(cover.data)
    pictures = {}
    for number, source in enumerate(notes_image_sources(episode), start=1):
        path = root / EPISODES / episode.slug / unquote(source)
        if path.is_file():
            picture = preview_picture(path)
            copy = f"picture-{number}{picture.suffix}"
            (folder / copy).write_bytes(picture.data)
            pictures[source] = (copy, picture.width, picture.height)
    return PreviewFiles(name, f"cover{cover.suffix}", pictures)


def _cues(show: Show, episode: Episode, audio: Audio, root: Path) -> tuple[Cue, ...]:
    from podcast.transcripts.episode_transcript import cues_in_master_time

    if not episode.transcript:
        return ()
    return cues_in_master_time(show, episode, (root / episode.transcript).read_bytes(), audio)
