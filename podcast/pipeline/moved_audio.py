"""Audio that moves to another place: what is only at the former one is saved to site/, and published from there.

It is noted in the cache as if a build of this folder had written it, so it is taken over as it is: that audio moves is
no reason to make it anew.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final

from podcast import urls
from podcast.files import atomic
from podcast.files.digest import bytes_digest
from podcast.pipeline.pulled_audio import pulled_paths, store_pulled_record
from podcast.steps import audio_record, site_record
from podcast.steps.audio_takeover import REQUEST

if TYPE_CHECKING:
    from podcast.files.cache import Cache
    from podcast.files.digest import Digest
    from podcast.model.show import Episode, Show
    from podcast.steps.audio_takeover import LiveAudio
    from podcast.steps.paths import ProjectPaths

_THREADS: Final = 4  # that save audio at once


def save_moved_audio(show: Show, paths: ProjectPaths, cache: Cache, live: LiveAudio) -> None:
    """Save the audio files that are at another place than podcast.yaml wants them, and that are not in site/.

    What cannot be saved is left out: a build then makes it anew.

    Args:
        show: that is about to be published.
        paths: of its folder.
        cache: where the files are noted.
        live: the audio on the target.

    Raises:
        PublishError: the former place cannot be reached.
        FileError: the disk refuses.
    """
    requested = cache.get_json(*REQUEST) or []
    episodes = [
        episode
        for episode in show.episodes
        if not episode.withdrawn
        and not {episode.slug, "*"} & {*requested}
        and live.elsewhere.intersection(pulled_paths(live.records.get(episode.slug)))
        and not _is_here(paths, cache, episode.slug)
    ]
    with ThreadPoolExecutor(_THREADS) as threads:
        all_digests = list(threads.map(partial(_save, paths, live), episodes))
    for episode, digests in zip(episodes, all_digests, strict=True):
        site_record.record_files(cache, paths.site_kind, digests)
        store_pulled_record(cache, paths, episode.slug, live.records[episode.slug], digests)


def _is_here(paths: ProjectPaths, cache: Cache, slug: str) -> bool:
    """Whether the audio of the last build is in site/ as it was written."""
    record = audio_record.read_record(cache, paths, slug)
    files = record.files.values() if record else ()
    return bool(files) and all(audio_record.is_intact(paths.site, file, verify=cache.verify) for file in files)


def _save(paths: ProjectPaths, live: LiveAudio, episode: Episode) -> dict[str, Digest]:
    """Save an episode's audio files and its waveform; return the digests of those that are in site/ now, by path."""
    digests = {}
    for path in pulled_paths(live.records[episode.slug]):
        with atomic.temporary_path(paths.site / path, public=True) as temporary:
            digest = live.fetch(path, temporary)
            if digest is None:  # it is gone, or damaged
                return {}
            atomic.put_in_place(temporary, paths.site / path, public=True)
            digests[path] = digest
    waveform = urls.peaks(episode)
    if data := live.read(waveform):
        atomic.write(paths.site / waveform, data, public=True)
        digests[waveform] = bytes_digest(data)
    return digests
