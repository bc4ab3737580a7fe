"""Recordings, masters and tagged audio for a show of any size, laid there without mastering.

Each episode has a recording of its own: ten seconds of FLAC, whose header promises the length of the transcript. A few
are mastered and tagged by `podcast build` in a show beside it. Their files get the names that the build looks for, by
hard links, and the cache gets their facts, with levels of the whole length: for the build, all is mastered and tagged.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import recordings
import show_folder

from podcast.artifacts import Levels, LoudnessValues, Master
from podcast.audio import master_cache
from podcast.audio.master import MasteringOutput
from podcast.audio.preflight import analysis
from podcast.audio.programme.programme_levels import ProgrammeLevels
from podcast.audio.tags import id3
from podcast.files.cache import Cache
from podcast.files.digest import file_digest
from podcast.show.load import load
from podcast.steps import audio_record, mastering_plan, recorded_inputs, site_writer
from podcast.steps.audio_record import AudioRecord, TaggedFile
from podcast.steps.paths import ProjectPaths
from podcast.timeline.time_map import TimeMap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from podcast.files.digest import Digest
    from podcast.model.show import Episode, Show
    from podcast.steps.mastering_plan import MasteringPlan

FEW = 4  # recordings that are mastered
SECONDS = 10  # of a recording
RATE = 8000  # Hz
HOUR_NS = 3_600_000_000_000
_STREAM_INFO = 4 + 4  # where the stream info begins in a FLAC file, after the marker and the block's header
_TOTAL_SAMPLES = _STREAM_INFO + 13  # the lower four of 36 bits begin there
_FIRST_BLOCK_END = _STREAM_INFO + 34


@dataclass(frozen=True, slots=True)
class Mastered:
    """A recording that is mastered and tagged: the files and all that the cache knows of them."""

    recording: bytes
    master_path: Path
    master_sha256: str
    facts: Master
    levels: Levels
    programme: ProgrammeLevels | None
    preflight: analysis.PreflightResult
    tagged_path: Path
    tagged: Digest


def lay_sound(root: Path, new_slug: str = "", sizes: Sequence[int] = ()) -> None:
    """Give the episodes of a show recordings, masters and tagged audio.

    Args:
        root: the show's folder.
        new_slug: the only episode to do this for; all if empty.
        sizes: bytes that the tagged files of the first episodes get, by noise after their last frame.
    """
    beside = root.parent / f"{root.name}-mastered"
    few = _mastered(beside)
    slugs = [new_slug] if new_slug else sorted(path.name for path in (root / "episodes").iterdir())
    for number, slug in enumerate(slugs):
        recording = root / "episodes" / slug / "recording.flac"
        recording.write_bytes(_unique_recording(few[number % FEW].recording, slug, _length(recording.parent)))
    make_older(*(root / "episodes" / new_slug).iterdir() if new_slug else root.rglob("*"))
    paths = ProjectPaths(root)
    for folder in (paths.cache / "masters", paths.site / "audio"):
        folder.mkdir(parents=True, exist_ok=True)
    show = load(root).show
    assert show is not None, "\n".join(map(str, load(root).problems[:5]))  # noqa: S101 -- a benchmark
    with Cache(paths.database, root) as cache:
        cache.start_build()
        laying = _Laying(show, paths, cache, mastering_plan.plan_masters(show, paths, cache))
        episodes = {episode.slug: episode for episode in show.episodes}
        with cache.transaction():
            for number, slug in enumerate(slugs):
                one = few[number % FEW]
                laying.lay(episodes[slug], _longer(one, number, sizes[number], beside) if sizes[number:] else one)
    shutil.rmtree(beside)


def _longer(mastered: Mastered, seed: int, size: int, folder: Path) -> Mastered:
    """The same with a longer tagged file of its own."""
    path, sound = folder / f"longer-{seed}.mp3", mastered.tagged_path.read_bytes()
    noise = random.Random(seed).randbytes(size - len(sound))  # noqa: S311 -- the same noise each time
    path.write_bytes(sound + noise)
    make_older(path)
    return replace(mastered, tagged_path=path, tagged=file_digest(path))


def make_older(*paths: Path) -> None:
    """Make files an hour old: the program reads again what has just been written. Older ones stay as they are."""
    then = time.time_ns() - HOUR_NS
    for path in paths:
        if path.is_file() and path.stat().st_mtime_ns > then:
            os.utime(path, ns=(then, then))


@dataclass(frozen=True, slots=True)
class _Laying:
    """The show that gets sound."""

    show: Show
    paths: ProjectPaths
    cache: Cache
    plan: MasteringPlan

    def lay(self, episode: Episode, mastered: Mastered) -> None:
        """Lay the master and the tagged file of an episode, and all that the cache knows of them."""
        job, seconds = self.plan.jobs[episode.slug], _length(self.paths.root / "episodes" / episode.slug)
        os.link(mastered.master_path, job.path)
        facts = replace(mastered.facts, path=job.path.name, recording_seconds=seconds, seconds=seconds)
        levels = _long_levels(mastered.levels, seconds)
        output = MasteringOutput(
            {"mp3": mastered.master_sha256}, facts, levels, None, seconds, _long_programme(mastered.programme, seconds)
        )
        master_cache.store(self.cache, replace(job, new_formats=()), output)
        analysis.store_result(
            self.cache, self.plan.fingerprints[job.recording], replace(mastered.preflight, seconds=seconds)
        )
        self._lay_tagged(episode, mastered, facts)

    def _lay_tagged(self, episode: Episode, mastered: Mastered, facts: Master) -> None:
        """Lay the tagged file, with the record of a build that has tagged it with the same words."""
        digest, job = mastered.tagged, self.plan.jobs[episode.slug]
        path = f"audio/{episode.slug}.{digest.sha256[:8]}.mp3"
        os.link(mastered.tagged_path, self.paths.site / path)
        site_writer.record_files(self.cache, self.paths.site_kind, {path: digest})
        in_master_time = mastering_plan.in_master_time(episode, facts)
        tagging_job = mastering_plan.tagging_job(self.show, in_master_time, self.plan, facts, self.paths)
        record = AudioRecord(
            recording=self.plan.recorded_digest(job),
            master=tagging_job.fingerprint,
            fingerprint=id3.fingerprint(self.show, in_master_time, tagging_job),
            inputs=recorded_inputs.inputs_digest(self.show, episode, self.plan),
            files={"mp3": TaggedFile(path, digest.size, digest.md5, digest.sha256)},
            audio=asdict(id3.tagged_audio(facts, path, digest)),
        )
        audio_record.store_record(self.cache, self.paths, episode.slug, record)


def _length(folder: Path) -> float:
    """The seconds of an episode: its transcript's, rounded up to a minute."""
    stamp = folder.joinpath("transcript.vtt").read_text("utf-8").rpartition(" --> ")[2][:12]
    hours, minutes, seconds = stamp.split(":")
    return 60.0 * (int(hours) * 60 + int(minutes) + (float(seconds) > 0))


def _mastered(folder: Path) -> tuple[Mastered, ...]:
    """Master and tag a few recordings, in a show of their own, by the real command."""
    shutil.rmtree(folder, ignore_errors=True)
    kind = recordings.Kind("speech", channels=1)
    waves = [recordings.recording(kind, SECONDS, seed, folder / "recordings") for seed in range(FEW)]
    show_folder.write(folder / "show", waves, {})
    folder /= "show"
    for path in folder.glob("episodes/*/episode.yaml"):
        fields = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps(fields | {"chapters": []}), "utf-8")
    subprocess.run(
        [sys.executable, "-P", "-m", "podcast", "build", "-C", folder], check=True, stdout=subprocess.DEVNULL
    )
    make_older(*folder.rglob("*"))
    paths = ProjectPaths(folder)
    show = load(folder).show
    assert show is not None  # noqa: S101 -- a benchmark
    with Cache(paths.database, folder) as cache:
        plan = mastering_plan.plan_masters(show, paths, cache)
        return tuple(
            _read_mastered(cache, plan, slug, wave) for slug, wave in zip(sorted(plan.jobs), waves, strict=True)
        )


def _read_mastered(cache: Cache, plan: MasteringPlan, slug: str, wave: Path) -> Mastered:
    job, paths = plan.jobs[slug], ProjectPaths(plan.root)
    master, stored = master_cache.read_master(cache, job.path), master_cache.read_file(cache, job.path)
    levels = master_cache.read_levels(cache, job.path.stem)
    preflight = analysis.read_cached(cache, plan.fingerprints[job.recording])
    [tagged] = paths.site.glob(f"audio/{slug}.*.mp3")
    assert master and stored and levels and preflight  # noqa: S101, PT018 -- a benchmark
    return Mastered(
        recording=_flac(wave),
        master_path=job.path,
        master_sha256=stored.sha256,
        facts=replace(master, before=_loud(master.before), time_map=TimeMap()),
        levels=levels,
        programme=master_cache.read_programme(cache, job.path.stem),
        preflight=replace(preflight, faults=()),
        tagged_path=tagged,
        tagged=file_digest(tagged),
    )


def _loud(values: LoudnessValues) -> LoudnessValues:
    return replace(values, loudness=max(values.loudness, -30.0))


def _long_levels(levels: Levels, seconds: float) -> Levels:
    """Levels of the whole length: those of the few seconds again and again."""
    count = int(seconds)
    before, after = (([*curve] * (count // len(curve) + 1))[:count] for curve in (levels.before, levels.after))
    return Levels(tuple(before), tuple(after), ([*levels.peaks] * (1000 // len(levels.peaks) + 1))[:1000])


def _long_programme(programme: ProgrammeLevels | None, seconds: float) -> ProgrammeLevels | None:
    import numpy as np

    if programme is None:
        return None
    tenths, count = int(seconds) * 10, int(seconds)
    turns = -(-tenths // max(1, programme.after.size))
    phrases = np.concatenate(
        [programme.phrases + np.array([at * programme.after.size] * 2 + [0], np.int32) for at in range(turns)]
    )
    return ProgrammeLevels(
        np.resize(programme.before, tenths),
        np.resize(programme.after, tenths),
        np.resize(programme.limiter, count),
        np.resize(programme.leveler, count) if programme.leveler.size else programme.leveler,
        phrases,
        programme.trimmed,
    )


def _flac(wave: Path) -> bytes:
    """A recording as FLAC, small."""
    import io

    import av

    target = io.BytesIO()
    with av.open(str(wave)) as source, av.open(target, "w", format="flac") as out:
        stream = out.add_stream("flac", rate=RATE, layout="mono")
        resampler = av.AudioResampler("s16", "mono", RATE)
        for frame in source.decode(audio=0):
            for resampled in resampler.resample(frame):
                out.mux(stream.encode(resampled))
        out.mux(stream.encode(None))
    return target.getvalue()


def _unique_recording(flac: bytes, name: str, seconds: float) -> bytes:
    """The recording of an episode: its header promises so many seconds, and a block of its own holds its name."""
    header = bytearray(flac[:_FIRST_BLOCK_END])
    header[_TOTAL_SAMPLES] &= 0xF0
    header[_TOTAL_SAMPLES + 1 : _TOTAL_SAMPLES + 5] = int(seconds * RATE).to_bytes(4, "big")
    own = b"Name" + name.encode()
    return bytes(header) + b"\x02" + len(own).to_bytes(3, "big") + own + flac[_FIRST_BLOCK_END:]
