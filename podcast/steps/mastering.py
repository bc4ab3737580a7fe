"""Recordings to masters, several at once; a master that exists is not made again."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from podcast.audio import master_cache
from podcast.audio.preflight import analysis
from podcast.errors import AudioError, BuildError, InputChangedError, PodcastError
from podcast.i18n import _, gettext_noop
from podcast.platform.file_changes import remove_file
from podcast.steps import mastering_plan, workers
from podcast.steps.jobs import mastering_worker
from podcast.steps.jobs.file_job import FileJob
from podcast.steps.jobs.master_schedule import schedule_on
from podcast.steps.jobs.mastering_worker import WorkerResult
from podcast.steps.mastering_events import (
    FileDamaged,
    FormatsEncoded,
    InputChanged,
    JobDiscarded,
    MasteringEvent,
    MasteringFailed,
    MasteringPlanned,
    RecordingMastered,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.audio.job import MasterJob
    from podcast.audio.preflight.analysis import PreflightResult
    from podcast.files.cache import Cache
    from podcast.model.show import Show
    from podcast.steps.mastering_plan import MasteringPlan
    from podcast.steps.paths import ProjectPaths

_WORKER_KILLED = gettext_noop(
    "a mastering process was killed, perhaps because memory ran out; run the same "
    "command again, with -j 1 to use less memory"
)


@dataclass(frozen=True, slots=True)
class MasteringInput:
    """What mastering works with: places, cache, the executor of its jobs, and who takes its events.

    The executor belongs to the caller: it is not shut down. `idle_work` is work that this process does while it waits
    for jobs, a short step for each item; it is left where it is when the last job is done. It must not depend on the
    masters, and its errors are ignored: later steps of the build, which need its results, raise them. `plan` is one
    that was made a moment ago; None: it is made now.
    """

    paths: ProjectPaths
    cache: Cache
    executor: Executor
    report: Callable[[MasteringEvent], None]
    idle_work: Iterator[None] = field(default_factory=lambda: iter(()))
    plan: MasteringPlan | None = None


@dataclass(frozen=True, slots=True)
class Mastering:
    """The plan, all masters by slug, and the seconds that each of the new ones took."""

    plan: MasteringPlan
    masters: Mapping[str, Master]
    elapsed: Mapping[str, float] = field(default_factory=dict)


def master_all(show: Show, inputs: MasteringInput) -> Mastering:
    """Master every recording that has no master yet, several at once, and analyse new recordings beside it.

    A result whose inputs have changed meanwhile is discarded, and made again once from the new bytes.

    Raises:
        BuildError: recordings that cannot be mastered; the others are.
        InputChangedError: an input has changed once more; the other recordings are mastered.
        PodcastError: a worker process was killed.
        FileError: the disk refuses.
    """
    run = _run_jobs(show, inputs)
    elapsed, root = run.elapsed, inputs.paths.root
    if run.changed:
        for path in sorted(run.changed):
            inputs.report(InputChanged(path.relative_to(root).as_posix()))
        run = _run_jobs(show, replace(inputs, plan=None))
        elapsed = {**elapsed, **run.elapsed}
    for path in sorted(run.changed):
        raise InputChangedError(path.relative_to(root))
    return Mastering(run.plan, {**run.plan.masters, **run.masters}, elapsed)


def _run_jobs(show: Show, inputs: MasteringInput) -> _Run:
    """Plan all masters, and carry out the jobs.

    Raises:
        BuildError: recordings that cannot be mastered; the others are.
        PodcastError: a worker process was killed.
        FileError: the disk refuses.
    """
    run = _Run(_plan(show, inputs), inputs)
    run.carry_out()
    if run.errors:
        raise BuildError(tuple(sorted(run.errors, key=lambda error: error.path)))
    return run


def _plan(show: Show, inputs: MasteringInput) -> MasteringPlan:
    """Plan all masters, and report what has been found damaged up to now."""
    plan = inputs.plan or mastering_plan.plan_masters(show, inputs.paths, inputs.cache)
    for path in dict.fromkeys(inputs.cache.damaged):
        inputs.report(FileDamaged(path))
    inputs.cache.damaged.clear()
    return plan


class _Run:
    """Carries out the jobs of a plan; results go into the cache as soon as they are there."""

    def __init__(self, plan: MasteringPlan, inputs: MasteringInput) -> None:
        self.plan, self._inputs = plan, inputs
        self.masters: dict[str, Master] = {}
        self.elapsed: dict[str, float] = {}
        self.errors: list[AudioError] = []
        self.changed: set[Path] = set()

    def carry_out(self) -> None:
        """Master and analyse all that is new.

        Raises:
            PodcastError: a worker process was killed.
            FileError: the disk refuses.
        """
        executor = self._inputs.executor
        new = [mastering_plan.with_expected_size(job) for job in self.plan.jobs.values() if job.reason]
        jobs = schedule_on(executor, new)
        _remove_partial_files(jobs)  # after a build that was killed
        self._inputs.report(MasteringPlanned(jobs, workers.progress_of(executor)))
        unanalysed = set(mastering_plan.recordings_to_analyse(self.plan, self._inputs.cache))
        masters: dict[Future[WorkerResult], MasterJob] = {}
        for job in jobs:
            masters[executor.submit(self._file_job(job, with_preflight=job.recording in unanalysed))] = job
            unanalysed.discard(job.recording)
        analyses = {executor.submit(self._analysis_job(path)): path for path in sorted(unanalysed)}
        try:
            for future in self._as_completed(masters):
                self._finish_master(masters[future], future)
            for analysis_future, path in analyses.items():
                self._finish_analysis(path, analysis_future)
            _remove_partial_files(jobs)  # of a process that was killed, whose job another one has done
        except BrokenExecutor as error:
            workers.stop(executor, (*masters, *analyses))
            raise PodcastError(_(_WORKER_KILLED)) from error
        except BaseException:  # Ctrl-C as well as an unexpected error: no process keeps writing in the background
            workers.stop(executor, (*masters, *analyses))
            _remove_partial_files(jobs)
            raise

    def _as_completed(self, futures: Iterable[Future[WorkerResult]]) -> Iterator[Future[WorkerResult]]:
        """Yield each future when it is done, and do idle work until all are."""
        waiting = set(futures)
        while waiting:
            done = {future for future in waiting if future.done()}
            yield from done
            waiting -= done
            if waiting and not self._do_idle_work():
                yield from as_completed(waiting)
                return

    def _do_idle_work(self) -> bool:
        """Do one step of the idle work; whether there is more of it."""
        try:
            next(self._inputs.idle_work)
        except (StopIteration, PodcastError):
            return False
        return True

    def _file_job(self, job: MasterJob, *, with_preflight: bool) -> FileJob[WorkerResult]:
        function = partial(mastering_worker.carry_out, with_preflight=with_preflight)
        inputs = {path: self.plan.fingerprints[path] for path in job.inputs}
        return FileJob(function, (job,), job.slug, inputs, tuple(job.outputs.values()))

    def _analysis_job(self, path: Path) -> FileJob[PreflightResult | None]:
        return FileJob(mastering_worker.analyse, (path,), path.name, {path: self.plan.fingerprints[path]})

    def _finish_master(self, job: MasterJob, future: Future[WorkerResult]) -> None:
        """Store the result of a job, unless an input has changed since it was hashed."""
        try:
            result = future.result()
        except workers.JobKilledError:
            result = WorkerResult(None, _killed_error(job.recording), 0.0)
        self._store_preflight(job.recording, result.preflight)
        if result.error and not self._has_changed(job.inputs):  # half of a new recording may be anything
            self.errors.append(result.error.relative_to(self._inputs.paths.root))
            self._inputs.report(MasteringFailed(job, self.errors[-1]))
            return
        if result.output is None or self._has_changed(job.inputs):
            for path in job.outputs.values():
                remove_file(path, missing_ok=True)
            self._inputs.report(JobDiscarded(job))
            return
        master_cache.store(self._inputs.cache, job, result.output)
        if result.output.master is None:
            self._inputs.report(FormatsEncoded(job, result.elapsed))
            return
        self.masters[job.slug], self.elapsed[job.slug] = result.output.master, result.elapsed
        self._inputs.report(RecordingMastered(job, result.output.master, result.elapsed))

    def _finish_analysis(self, path: Path, future: Future[PreflightResult | None]) -> None:
        """Store the result of an analysis without a master."""
        try:
            self._store_preflight(path, future.result())
        except workers.JobKilledError:
            self.errors.append(_killed_error(path).relative_to(self._inputs.paths.root))

    def _store_preflight(self, recording: Path, result: PreflightResult | None) -> None:
        """Store the result of an analysis, unless the recording has changed since it was hashed."""
        if result and not self._has_changed((recording,)):
            analysis.store_result(self._inputs.cache, self.plan.fingerprints[recording], result)

    def _has_changed(self, paths: Iterable[Path]) -> bool:
        changed = self.plan.changed_inputs(paths)
        self.changed.update(changed)
        return bool(changed)


def _killed_error(recording: Path) -> AudioError:
    what = _("each process that worked on it was killed, perhaps because memory ran out")
    return AudioError(recording, what, _("give the workers more memory, or do it on this computer, without --executor"))


def _remove_partial_files(jobs: tuple[MasterJob, ...]) -> None:
    """Remove partly written masters that no process works on any more."""
    for part in {part for job in jobs for part in job.path.parent.glob(".*.part")}:
        remove_file(part, missing_ok=True)
