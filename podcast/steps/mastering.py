"""Recordings to masters, several at once: what is known already is not made again."""

from __future__ import annotations

import time
from concurrent.futures import BrokenExecutor, Executor, as_completed
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.audio import master
from podcast.audio import preflight as quality
from podcast.errors import AudioError, BuildError, PodcastError
from podcast.i18n import _, gettext_noop
from podcast.steps import workers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.audio.job import MasterJob

    Say = Callable[[object], None]

_KILLED = gettext_noop(
    "a process that masters recordings was ended from outside, perhaps because the memory ran out; run "
    "the same command again, with -j 1 to need less of it"
)


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be mastered, and where the half-made masters can be watched growing."""

    jobs: tuple[MasterJob, ...]


@dataclass(frozen=True, slots=True)
class Mastered:
    """A recording is mastered, in `took` seconds."""

    job: MasterJob
    master: Master
    took: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A recording cannot be mastered; the others go on."""

    job: MasterJob
    error: AudioError


def mastered(
    jobs: Mapping[str, MasterJob], root: Path, executor: Executor, say: Say, unheard: Mapping[Path, Path]
) -> tuple[dict[str, Master], dict[str, float]]:
    """Every episode's master: those that are known, and those that are made now, several at once.

    Beside it, recordings are examined that nobody has examined. The executor is shut down when all is done.

    Args:
        jobs: by slug; those with a reason are carried out.
        root: the show's folder.
        executor: for both.
        say: is told of what happens.
        unheard: recordings that are to be examined, and where what is found is kept.

    Returns:
        The masters by slug, and how many seconds those took that were made now.
    """
    at_once = executor.count if isinstance(executor, workers.Workers) else workers.usable()
    wanted = shared_out([job for job in jobs.values() if job.reason], at_once, workers.usable())
    _sweep(wanted)  # after a build that was killed
    say(Planned(wanted))
    running = {executor.submit(_clocked, job): job for job in wanted}
    examined = [executor.submit(quality.examine, *one) for one in unheard.items()]
    took: dict[str, float] = {}
    failed = []
    try:
        for future in as_completed(running):
            job = running[future]
            try:
                made, took[job.slug] = future.result()
                say(Mastered(job, made, took[job.slug]))
            except AudioError as error:
                failed.append(error.below(root))
                say(Failed(job, failed[-1]))
        for heard in examined:
            heard.result()
    except BrokenExecutor as error:
        raise PodcastError(_(_KILLED)) from error
    except BaseException:  # Ctrl-C as well as the first error of the world: nothing goes on behind our back
        executor.shutdown(wait=False, cancel_futures=True)
        workers.stop()
        _sweep(wanted)
        raise
    executor.shutdown()  # the rest of the build needs their memory
    if failed:
        raise BuildError(tuple(sorted(failed, key=lambda error: error.path)))
    return {slug: known for slug, job in jobs.items() if (known := master.known(job.path, job.formats))}, took


def _sweep(jobs: tuple[MasterJob, ...]) -> None:
    """Removes half-made masters that nobody works on any more."""
    for part in {part for job in jobs for part in job.path.parent.glob(".*.part")}:
        part.unlink(missing_ok=True)


def shared_out(jobs: Sequence[MasterJob], at_once: int, cores: int) -> tuple[MasterJob, ...]:
    """The jobs in the order in which they are begun, each with its share of the cores.

    The longest come first, so that none is left over when the others are done. Where fewer run than there are cores,
    each has several: so have those of the last round, when the cores do not divide what is left.
    """
    longest = sorted(jobs, key=lambda job: -job.expected)
    last = len(jobs) - len(jobs) % at_once
    full = max(1, cores // at_once)
    shares = [full if number < last else max(full, cores // (len(jobs) - last)) for number in range(len(jobs))]
    return tuple(replace(job, threads=threads) for job, threads in zip(longest, shares, strict=True))


def _clocked(job: MasterJob) -> tuple[Master, float]:
    """Masters a recording; how many seconds that took, without the time in the queue."""
    start = time.perf_counter()
    return master.master(job), time.perf_counter() - start
