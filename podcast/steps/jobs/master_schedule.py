"""The order in which jobs of mastering are started, and the cores that each may use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.steps import workers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from podcast.audio.job import MasterJob


def schedule_on(executor: Executor, jobs: Sequence[MasterJob]) -> tuple[MasterJob, ...]:
    """The jobs as an executor starts them. Without any it is not asked for its capacity: a cluster would be called."""
    if not jobs:
        return ()
    capacity = workers.capacity(executor)
    scheduled = schedule(jobs, capacity.at_once, capacity.cores)
    return tuple(replace(job, threads=min(job.threads, capacity.job_cores)) for job in scheduled)


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
