"""The sound of an episode as it is now: its recording, and the master that the program has of it."""

from __future__ import annotations

import contextlib
import threading
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

from podcast.artifacts import AudioInfo
from podcast.audio import master_cache
from podcast.audio.browser.browser_copy import measure_peaks, write_browser_copy
from podcast.audio.browser.browser_format import browser_media_type
from podcast.audio.browser.recording_peaks import CACHE_KIND, RecordingPeaks
from podcast.audio.passthrough.file_format import MEDIA_TYPES
from podcast.errors import FileError
from podcast.files.cache import Cache, with_cache
from podcast.platform.file_changes import remove_file
from podcast.platform.processes import usable_cpus
from podcast.steps import mastering_plan, recorded_inputs
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.audio.job import MasterJob
    from podcast.model.show import Episode, Show

Result = TypeVar("Result")
_COPY_TYPE: Final = MEDIA_TYPES["mp3"]
_locks = defaultdict[str, threading.Lock](threading.Lock)  # by digest: a recording is decoded once at a time


@dataclass(frozen=True, slots=True)
class EpisodeSound:
    """The recording of an episode, or its tracks, and the master that is made of it as it is now.

    `digest` stands for what is heard: the SHA-256 of the recording, or what stands for the mix. `info` is None where
    the header cannot be read, and for a mix.
    """

    root: Path
    job: MasterJob
    master: Master | None
    digest: str
    info: AudioInfo | None

    @property
    def master_file(self) -> Path | None:
        """The file of the master; None if there is none."""
        if self.master is None:
            return None
        return self.job.recording if self.job.passthrough else self.job.path

    @property
    def media_type(self) -> str | None:
        """The media type by which browsers play the recording as it is; None if they need a copy."""
        return browser_media_type(self.info, self.job.recording) if self.info else None

    @property
    def copy_path(self) -> Path:
        """The copy of the recording for the browser."""
        return self.root / ".podcast" / "browser" / self.job.slug / f"recording-{self.digest[:12]}.mp3"


@dataclass(frozen=True, slots=True)
class PlayableFile:
    """A file that a browser plays, and its media type."""

    path: Path
    media_type: str


def episode_sound(root: Path, show: Show, episode: Episode) -> EpisodeSound | None:
    """Return the sound of an episode; None if it has no recording here.

    Args:
        root: of the show.
        show: with the settings.
        episode: of the show.

    Raises:
        FileError: the disk refuses.
    """
    if not episode.has_recording:
        return None
    paths = ProjectPaths(root)
    own_show = show.with_episodes([episode])
    plan = with_cache(root, paths.database, lambda cache: mastering_plan.plan_masters(own_show, paths, cache))
    job = plan.jobs[episode.slug]
    digest = recorded_inputs.recorded_digest(job.recording, job.tracks, plan.fingerprints)
    if job.tracks:
        return EpisodeSound(
            root, job, plan.masters.get(episode.slug), recorded_inputs.mix_digest(digest, job.tracks), None
        )
    info = mastering_plan.probe_recording(job.recording)
    return EpisodeSound(
        root, job, plan.masters.get(episode.slug), digest, info if isinstance(info, AudioInfo) else None
    )


def recording_peaks(sound: EpisodeSound) -> RecordingPeaks:
    """Return the peaks of a recording; it is decoded where the cache has none.

    Raises:
        AudioError: the recording cannot be used.
        FileError: the disk refuses.
    """
    with _locks[sound.digest], Cache(ProjectPaths(sound.root).database, sound.root, check=False) as cache:
        if (row := cache.get(CACHE_KIND, sound.digest)) is not None:
            return RecordingPeaks.from_bytes(row)
        peaks = measure_peaks(sound.job)
        with contextlib.suppress(FileError):  # a full disk: they are measured again the next time
            cache.put(CACHE_KIND, sound.digest, peaks.to_bytes())
    return peaks


def cached_peaks(sound: EpisodeSound) -> RecordingPeaks | None:
    """Return the peaks of a recording that the cache has; None if it has to be decoded first."""
    row = _read(sound, lambda cache: cache.get(CACHE_KIND, sound.digest))
    return RecordingPeaks.from_bytes(row) if row is not None else None


def master_peaks(sound: EpisodeSound) -> tuple[float, ...]:
    """Return the peaks of the master as the site draws them, 0 to 1; none if there is no master."""
    if sound.master is None:
        return ()
    return _read(sound, lambda cache: master_cache.read_peaks(cache, sound.job.path.stem)) or ()


def _read(sound: EpisodeSound, read: Callable[[Cache], Result]) -> Result:
    return with_cache(sound.root, ProjectPaths(sound.root).database, read)


def playable_recording(sound: EpisodeSound) -> PlayableFile:
    """Return the recording as a browser plays it: the file itself, or a copy, which is encoded where there is none.

    Raises:
        AudioError: the recording cannot be used.
        FileError: the disk refuses.
    """
    if media_type := sound.media_type:
        return PlayableFile(sound.job.recording, media_type)
    path = sound.copy_path
    peaks = recording_peaks(sound)
    with _locks[f"copy {sound.digest}"]:
        if not path.is_file():
            samples = round(peaks.samples * sound.job.targets.sample_rate / peaks.sample_rate)
            write_browser_copy(replace(sound.job, threads=usable_cpus()), samples, path)
            _remove_others(path)
    return PlayableFile(path, _COPY_TYPE)


def _remove_others(path: Path) -> None:
    """Remove the copies of earlier recordings of the episode."""
    for other in path.parent.glob("recording-*.mp3"):
        if other != path:
            remove_file(other, missing_ok=True)


def playable_master(sound: EpisodeSound) -> PlayableFile | None:
    """Return the master as a browser plays it; None if there is none."""
    path = sound.master_file
    if sound.master is None or path is None:
        return None
    return PlayableFile(path, MEDIA_TYPES[sound.master.format])
