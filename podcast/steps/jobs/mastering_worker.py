"""The work of a worker process on one recording: it is mastered, and analysed if the pre-flight has no result yet.

Both are one job, so that no second process has to start for the shorter of them. This module imports little but the
audio layer: each worker imports it anew.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio import master
from podcast.audio.passthrough.measure import measure_recording
from podcast.audio.preflight import analysis
from podcast.errors import AudioError
from podcast.steps.jobs.master_progress import reported_progress

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.audio.job import MasterJob
    from podcast.audio.master import MasteringOutput
    from podcast.audio.preflight.analysis import PreflightResult
    from podcast.steps.jobs.file_job import ProgressReport


@dataclass(frozen=True, slots=True)
class WorkerResult:
    """The result of a job: the output, or the error of a recording that cannot be mastered.

    `elapsed` are the seconds that mastering took; `preflight` is None where no analysis was asked for, or none is
    possible.
    """

    output: MasteringOutput | None
    error: AudioError | None
    elapsed: float
    preflight: PreflightResult | None = None


def carry_out(job: MasterJob, *, with_preflight: bool, report: ProgressReport | None = None) -> WorkerResult:
    """Master a recording, or measure one that is published as it is; `report` takes the seconds that are written.

    The first pass of mastering is one long sequence, so a job with several cores analyses beside it. A job with one
    core analyses first: once a master is complete, nothing delays its record in the cache.

    Raises:
        FileError: a file cannot be written.
    """
    with reported_progress(job, report):
        return _master_and_analyse(job) if with_preflight else _master(job, None)


def analyse(recording: Path, report: ProgressReport | None = None) -> PreflightResult | None:  # noqa: ARG001 -- as every `FileJob`
    """Analyse a recording; None where it cannot be read: mastering says why."""
    try:
        return analysis.analyse(recording)
    except AudioError:
        return None


def _master_and_analyse(job: MasterJob) -> WorkerResult:
    if job.threads == 1:
        return _master(job, analyse(job.recording))
    with ThreadPoolExecutor(1) as pool:
        preflight = pool.submit(analyse, job.recording)
        result = _master(job, None)
        return WorkerResult(result.output, result.error, result.elapsed, preflight.result())


def _master(job: MasterJob, preflight: PreflightResult | None) -> WorkerResult:
    start = time.perf_counter()
    output, error = None, None
    try:
        output = _measure(job) if job.passthrough else master.master(job)
    except AudioError as audio_error:
        error = audio_error
    return WorkerResult(output, error, time.perf_counter() - start, preflight)


def _measure(job: MasterJob) -> MasteringOutput:
    measured = measure_recording(job)
    return master.MasteringOutput({}, measured.master, measured.levels)
