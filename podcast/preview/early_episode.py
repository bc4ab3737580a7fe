"""One episode's files in a preview, written before the rest of it is built: its page follows an edit at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from podcast import urls
from podcast.files import atomic
from podcast.files.digest import bytes_digest
from podcast.steps import rendering, site_record, social_cards
from podcast.steps.transcript_cues import TranscriptCues

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.artifacts import Audio, Picture, StoredFile
    from podcast.files.cache import Cache
    from podcast.model.show import Episode, Show
    from podcast.pages.images.resize import PictureStore
    from podcast.steps.paths import ProjectPaths


def write_early_episode(
    show: Show, episode: Episode, audio: Mapping[str, Audio], paths: ProjectPaths, cache: Cache
) -> tuple[str, ...]:
    """Write those files of an episode that differ from the last build's; return their paths, sorted.

    Lists, feeds and search stay as they are. Sound and waveform are those of the last build.

    Args:
        show: with all episodes to show; chapters in the recordings' time.
        episode: one of them.
        audio: of the last build, by slug.
        paths: of the preview.
        cache: of the show.

    Raises:
        ShowError: a picture cannot be read.
        TemplateError: a template is broken, or something makes browsers ask another host.
        FileError: the disk refuses.
    """
    files = render_episode_files(show, episode, audio, paths, cache)
    changed = {path: data for path, data in files.items() if not atomic.has_content(paths.site / path, data)}
    digests = {path: bytes_digest(data) for path, data in changed.items()}
    site_record.record_files(cache, paths.site_kind, digests)
    for path, data in changed.items():
        atomic.write(paths.site / path, data, public=True)
    return tuple(sorted(changed))


def render_episode_files(
    show: Show, episode: Episode, audio: Mapping[str, Audio], paths: ProjectPaths, cache: Cache
) -> dict[str, bytes]:
    """Return the bytes of the episode's files, its pictures and the theme's assets, by path; nothing is written.

    The arguments and errors are those of `write_early_episode`.
    """
    from podcast.pages import one_episode
    from podcast.pages.images.resize import PictureStore
    from podcast.pages.page import RenderInputs
    from podcast.pages.waveform import waveform_bars

    store = PictureStore(paths.root, paths.cache / "pictures", cache)
    enclosure = audio.get(episode.slug)
    if enclosure:
        timed = episode.with_master_times(enclosure.time_map, enclosure.seconds)
        show = show.with_episodes(timed if other is episode else other for other in show.episodes)
    pictures, picture_files = _pictures(one_episode.with_neighbours(show, episode.slug), episode, store)
    transcripts = TranscriptCues(show, audio, paths.root)
    peaks = paths.site / urls.peaks(episode)
    bars = {episode.slug: waveform_bars(peaks.read_bytes())} if peaks.is_file() else {}
    inputs = RenderInputs(audio, pictures, transcripts, paths.root, bars)
    folders = rendering.template_folders(rendering.RenderingInput(paths, cache))
    files = one_episode.render_one_episode(show, episode.slug, inputs, folders)
    return {**{path: file.path.read_bytes() for path, file in picture_files.items()}, **files}


def _pictures(show: Show, episode: Episode, store: PictureStore) -> tuple[dict[str, Picture], dict[str, StoredFile]]:
    """Return the pictures and icons of a part of the show, and the social card of one episode; and their files."""
    from podcast.pages.images import card_list, cover_icons, images

    pictures, files = images.site_images(show, store)
    icons, icon_files = cover_icons.cover_icons(show, store)
    find_picture = partial(social_cards.find_picture, pictures, files)
    cards = [card for card in card_list.social_cards(show, find_picture) if card.page == urls.episode(episode)]
    card_pictures, card_files = social_cards.draw_cards(cards, store)
    return {**pictures, **icons, **card_pictures}, {**files, **icon_files, **card_files}
