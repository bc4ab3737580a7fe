"""The waveform of each episode: a small file of the site, and the bars that its page draws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podcast import urls
from podcast.audio import master_cache
from podcast.errors import DamagedFileError
from podcast.pages.caching.render_cache import RenderedUnit, files_digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.artifacts import Artifact, Master
    from podcast.audio.job import MasterJob
    from podcast.files.cache import Cache
    from podcast.model.show import Episode, Show
    from podcast.pages.caching.render_cache import RenderCache


@dataclass(frozen=True, slots=True)
class Waveforms:
    """The files, by path below site/, and the bars, by slug."""

    files: dict[str, Artifact] = field(default_factory=dict)
    bars: dict[str, str] = field(default_factory=dict)


def make_waveforms(
    show: Show, masters: Mapping[str, tuple[MasterJob, Master]], cache: Cache, rows: RenderCache, site: Path
) -> Waveforms:
    """Return the waveform of every episode that has a master; the peaks of unchanged ones are not read.

    Args:
        show: its episodes.
        masters: of episodes, by slug.
        cache: has the peaks.
        rows: of the files of the last build.
        site: the folder with these files.

    Raises:
        DamagedFileError: the peaks of a master are damaged, and have been deleted.
        FileError: the disk refuses.
    """
    result = Waveforms()
    units = []
    for episode in show.episodes:
        if episode.slug not in masters:
            continue
        job, master = masters[episode.slug]
        path, key, fingerprint = urls.peaks(episode), f"//{urls.peaks(episode)}", f"{job.path.stem} {master.seconds}"
        bars = master_cache.read_bars(cache, job.path.stem)
        if bars is not None and rows.unchanged_files(key, fingerprint, site) is not None:
            result.files[path] = path
        else:
            data = _waveform(job, master, cache)
            bars = _store_bars(job, data, cache)
            result.files[path] = data
            units.append(RenderedUnit(key, fingerprint, files_digest([(path, data)]), (path,)))
        result.bars[episode.slug] = bars
    rows.put(units)
    return result


def taken_over(show: Show, files: Mapping[str, bytes]) -> Waveforms:
    """Return the waveforms of audio that is taken over, from their files by path."""
    from podcast.pages.waveform import waveform_bars

    episodes: dict[str, Episode] = {urls.peaks(episode): episode for episode in show.episodes}
    bars = {episodes[path].slug: waveform_bars(data) for path, data in files.items() if path in episodes}
    return Waveforms({**files}, bars)


def _waveform(job: MasterJob, master: Master, cache: Cache) -> bytes:
    from podcast.pages.waveform import peaks_json

    peaks = master_cache.read_peaks(cache, job.path.stem)
    if peaks is None:
        master_cache.forget_peaks(cache, job.path.stem)  # the next build masters the recording again
        raise DamagedFileError(cache.path or job.path)
    return peaks_json(peaks, master.seconds)


def _store_bars(job: MasterJob, data: bytes, cache: Cache) -> str:
    from podcast.pages.waveform import waveform_bars

    bars = waveform_bars(data)
    master_cache.store_bars(cache, job.path.stem, bars)
    return bars
