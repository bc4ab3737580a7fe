"""Masters in the cache: the digest and the facts of each file, its levels, its gain plan; keyed by fingerprint.

Facts are read for every episode of every build, so what is long lies in rows of its own. Files are those of
`.podcast/masters`; the parent of the worker processes is the only one that writes rows.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from podcast.artifacts import Levels, LoudnessValues, Master
from podcast.audio.limiter import CeilingDip, GainPlan
from podcast.audio.programme.programme_levels import ProgrammeLevels
from podcast.timeline.time_map import TimeMap
from podcast.timeline.track_facts import TrackFacts

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from podcast.artifacts import StoredFile
    from podcast.audio.job import MasterJob
    from podcast.audio.master import MasteringOutput
    from podcast.files.cache import Cache

_MASTER: Final = "master"  # kind of the MP3; the other formats are `master.opus`, `master.m4a`
_PASSTHROUGH: Final = "passthrough"  # kind of the facts of a recording that is its own master
_LEVELS, _PEAKS, _GAIN_PLAN, _PROGRAMME = "levels", "peaks", "gain plan", "programme"
_BARS: Final = "waveform bars"  # of a page, made from the peaks


def forget_orphans(cache: Cache) -> None:
    """Delete levels, peaks and gain plans whose master is gone.

    Raises:
        FileError: the disk refuses.
    """
    masters = {*cache.keys(_MASTER), *cache.keys(_PASSTHROUGH)}
    with cache.transaction():
        for kind in (_LEVELS, _PEAKS, _GAIN_PLAN, _PROGRAMME, _BARS):
            for fingerprint in cache.keys(kind):
                if fingerprint not in masters:
                    cache.forget(kind, fingerprint)


def file_kind(format_name: str) -> str:
    """The kind of a format's results, by its name: `mp3`, or one of `podcast.audio.opus_m4a.FORMATS`."""
    return _MASTER if format_name == "mp3" else f"{_MASTER}.{format_name}"


def read_file(cache: Cache, path: Path) -> StoredFile | None:
    """Return the file of a master in the format of its suffix; None if it is missing or damaged.

    Raises:
        FileError: the disk refuses.
    """
    return cache.stored_file(file_kind(path.suffix[1:]), path.stem, path)


def read_master(cache: Cache, path: Path) -> Master | None:
    """Return the facts of a master; None if it is missing or damaged.

    Facts that were stored by another version, with other fields, count as none, and so do those without peaks; these
    are not read. A recording that is published as it is has facts without a file.

    Args:
        cache: of the show.
        path: of the MP3.

    Raises:
        FileError: the disk refuses.
    """
    stored = read_file(cache, path)
    facts = stored.facts if stored else cache.get_json(_PASSTHROUGH, path.stem)
    if facts is None or not cache.has(_PEAKS, path.stem):
        return None
    try:
        loudness = {name: LoudnessValues(**facts[name]) for name in ("before", "after")}
        tracks = tuple(TrackFacts(**track) for track in facts.get("tracks", ()))
        return Master(**facts | loudness | {"time_map": TimeMap.from_json(facts["time_map"]), "tracks": tracks})
    except (KeyError, TypeError, ValueError):
        return None


def store(cache: Cache, job: MasterJob, output: MasteringOutput) -> None:
    """Store the result of a job: all rows or none.

    Raises:
        FileError: the disk refuses.
    """
    fingerprint = job.path.stem
    with cache.transaction():
        for name, path in job.outputs.items():
            facts = asdict(output.master) if name == "mp3" and output.master else None
            cache.store_file(file_kind(name), fingerprint, path, facts, output.sha256[name])
        if job.passthrough and output.master:
            cache.put_json(_PASSTHROUGH, fingerprint, asdict(output.master))
        if output.levels:
            cache.put_json(_LEVELS, fingerprint, [output.levels.before, output.levels.after])
            cache.put_json(_PEAKS, fingerprint, output.levels.peaks)
        if output.gain_plan:
            plan = output.gain_plan
            dips = [[dip.sample, dip.depth] for dip in plan.dips]
            cache.put_json(_GAIN_PLAN, fingerprint, [plan.gain, plan.ceiling, dips])
        if output.programme:
            cache.put_json(_PROGRAMME, fingerprint, output.programme.to_json())


def forget_passthrough(cache: Cache, needed: Collection[str], max_age: int) -> None:
    """Delete the facts of recordings that are published as they are, if no current and no late build needs them.

    Args:
        cache: of the show.
        needed: the fingerprints that stay.
        max_age: what one of the last so many builds has needed stays, too.

    Raises:
        FileError: the disk refuses.
    """
    with cache.transaction():
        for fingerprint, age in cache.last_builds(_PASSTHROUGH).items():
            if age >= max_age and fingerprint not in needed:
                cache.forget(_PASSTHROUGH, fingerprint)


def discard_damaged(cache: Cache, path: Path) -> None:
    """Delete the damaged file of a master, in the format that its suffix names; see `Cache.discard_damaged`.

    Raises:
        FileError: the disk refuses.
    """
    cache.discard_damaged(file_kind(path.suffix[1:]), path.stem, path)


def read_peaks(cache: Cache, fingerprint: str) -> tuple[float, ...] | None:
    """Return the peaks of a master for its waveform; see `Levels`. None if there are none."""
    peaks = cache.get_json(_PEAKS, fingerprint)
    return None if peaks is None else tuple(peaks)


def forget_peaks(cache: Cache, fingerprint: str) -> None:
    """Delete the peaks of a master, which then counts as missing.

    Raises:
        FileError: the disk refuses.
    """
    cache.forget(_PEAKS, fingerprint)


def read_bars(cache: Cache, fingerprint: str) -> str | None:
    """Return the stored bars of the waveform of a master; None if there are none."""
    bars = cache.get(_BARS, fingerprint)
    return None if bars is None else bars.decode()


def store_bars(cache: Cache, fingerprint: str, bars: str) -> None:
    """Store the bars of a waveform.

    Raises:
        FileError: the disk refuses.
    """
    cache.put(_BARS, fingerprint, bars.encode())


def read_levels(cache: Cache, fingerprint: str) -> Levels | None:
    """Return the loudness of a master along its time; None if it is not stored."""
    curves = cache.get_json(_LEVELS, fingerprint)
    return Levels(tuple(curves[0]), tuple(curves[1]), read_peaks(cache, fingerprint) or ()) if curves else None


def read_programme(cache: Cache, fingerprint: str) -> ProgrammeLevels | None:
    """Return the levels of a master's programme; None if none are stored, as by another version of the program."""
    return ProgrammeLevels.from_json(cache.get_json(_PROGRAMME, fingerprint))


def read_gain_plan(cache: Cache, fingerprint: str) -> GainPlan | None:
    """Return the gain plan of a master; None if there is none."""
    row = cache.get_json(_GAIN_PLAN, fingerprint)
    if row is None:
        return None
    gain, ceiling, dips = row
    return GainPlan(gain, ceiling, tuple(CeilingDip(sample, depth) for sample, depth in dips))
