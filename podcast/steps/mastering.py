"""Recordings to masters, several at once; a master that exists is not made again."""

from __future__ import annotations

import time
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from podcast.audio import master
from podcast.audio.preflight import analysis
from podcast.errors import AudioError, BuildError, PodcastError
from podcast.i18n import _, gettext_noop
from podcast.steps import mastering_plan, workers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.audio.job import MasterJob

_WORKER_KILLED = gettext_noop(
    "a mastering process was killed, perhaps because memory ran out; run the same "
    "command again, with -j 1 to use less memory"
)


@dataclass(frozen=True, slots=True)
class MasteringPlanned:
    """The recordings to be mastered are known; `job.path` names where their masters can be watched growing."""

    jobs: tuple[MasterJob, ...]


@dataclass(frozen=True, slots=True)
class RecordingMastered:
    """A recording is mastered."""

    job: MasterJob
    master: Master
    elapsed: float  # seconds, without the time in the queue


@dataclass(frozen=True, slots=True)
class MasteringFailed:
    """A recording cannot be mastered; the others go on."""

    job: MasterJob
    error: AudioError


MasteringEvent: TypeAlias = MasteringPlanned | RecordingMastered | MasteringFailed


def master_all(
    jobs: Mapping[str, MasterJob],
    root: Path,
    executor: Executor,
    report: Callable[[MasteringEvent], None],
    to_analyse: Mapping[Path, Path],
) -> tuple[dict[str, Master], dict[str, float]]:
    """Master every recording whose job has a reason, several at once, and read the other masters.

    Beside it, new recordings are analysed. The executor is shut down when all is done.

    Args:
        jobs: by slug; those with a reason are carried out.
        root: the show's folder.
        executor: for both.
        report: called with each event, in the calling thread.
        to_analyse: recordings to be analysed, each with the path of its cache file.

    Returns:
        All masters by slug, and the seconds that each of the new ones took.

    Raises:
        BuildError: recordings that cannot be mastered; the others are.
        PodcastError: a worker process was killed.
    """
    at_once = executor.count if isinstance(executor, workers.Workers) else workers.usable_cpus()
    new = [mastering_plan.with_expected_size(job) for job in jobs.values() if job.reason]
    due = schedule(new, at_once, workers.usable_cpus())
    _remove_partial_files(due)  # after a build that was killed
    report(MasteringPlanned(due))
    running = {executor.submit(_timed_master, job): job for job in due}
    analyses = [executor.submit(analysis.analyse_to_cache, *paths) for paths in to_analyse.items()]
    try:
        elapsed, errors = _collect(running, root, report)
        for future in analyses:
            future.result()
    except BrokenExecutor as error:
        raise PodcastError(_(_WORKER_KILLED)) from error
    except BaseException:  # Ctrl-C as well as an unexpected error: no process keeps writing in the background
        executor.shutdown(wait=False, cancel_futures=True)
        workers.terminate_workers()
        _remove_partial_files(due)
        raise
    executor.shutdown()  # the rest of the build needs their memory
    if errors:
        raise BuildError(tuple(sorted(errors, key=lambda error: error.path)))
    masters = {slug: master.read_master(job.path, job.formats) for slug, job in jobs.items()}
    return {slug: existing for slug, existing in masters.items() if existing}, elapsed


def _collect(
    running: Mapping[Future[tuple[Master, float]], MasterJob], root: Path, report: Callable[[MasteringEvent], None]
) -> tuple[dict[str, float], list[AudioError]]:
    """Wait for all jobs and report each; return the seconds that each master took, by slug, and the errors."""
    elapsed: dict[str, float] = {}
    errors: list[AudioError] = []
    for future in as_completed(running):
        job = running[future]
        try:
            new_master, elapsed[job.slug] = future.result()
            report(RecordingMastered(job, new_master, elapsed[job.slug]))
        except AudioError as error:
            errors.append(error.relative_to(root))
            report(MasteringFailed(job, errors[-1]))
    return elapsed, errors


def _remove_partial_files(jobs: tuple[MasterJob, ...]) -> None:
    """Remove partly written masters that no process works on any more."""
    for part in {part for job in jobs for part in job.path.parent.glob(".*.part")}:
        part.unlink(missing_ok=True)


def schedule(jobs: Sequence[MasterJob], at_once: int, cores: int) -> tuple[MasterJob, ...]:
    """The jobs in the order in which they are started, each with its share of the cores.

    The longest come first, so that none is left over when the others are done. Where fewer run than there are cores,
    each has several: so have those of the last round, when the cores do not divide what is left.
    """
    longest = sorted(jobs, key=lambda job: -job.expected_bytes)
    last = len(jobs) - len(jobs) % at_once
    full = max(1, cores // at_once)
    shares = [full if number < last else max(full, cores // (len(jobs) - last)) for number in range(len(jobs))]
    return tuple(replace(job, threads=threads) for job, threads in zip(longest, shares, strict=True))


def _timed_master(job: MasterJob) -> tuple[Master, float]:
    """Master a recording; return the master, and the seconds that it took without the time in the queue."""
    start = time.perf_counter()
    return master.master(job), time.perf_counter() - start
