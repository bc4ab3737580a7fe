"""Sampler of CPU time by stage.

A timer of CPU time (`setitimer`) interrupts the main thread a few hundred times a second. The CPU time since the last
interruption goes to the stage that the thread's stack shows, so the sum is exact and each stage is right to a few
milliseconds. CPU time of other threads counts as work of the stage that they work for: sending jobs to processes in the
calling process, mastering in a worker.

Worker processes find the folder for their results in an environment variable, and write theirs when they end.
"""

from __future__ import annotations

import json
import os
import signal
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import util
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from podcast.profiling.stages import OTHER, START, TRANSFER, running_stage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType, TracebackType

FOLDER_VARIABLE: Final = "PODCAST_PROFILE_FOLDER"
_INTERVAL: Final = 0.004  # seconds of CPU time between two looks
_EXIT_PRIORITY: Final = 100  # before a worker's other work at its end


@dataclass(frozen=True, slots=True)
class BuildProfile:
    """CPU seconds of each stage, by its key in `podcast.profiling.stages.STAGE_NAMES`: of this process, of workers."""

    parent: Mapping[str, float]
    workers: Mapping[str, float] = field(default_factory=dict)
    worker_count: int = 0

    @property
    def seconds(self) -> dict[str, float]:
        """CPU seconds of each stage in all processes."""
        stages = dict.fromkeys((*self.parent, *self.workers))
        return {stage: self.parent.get(stage, 0.0) + self.workers.get(stage, 0.0) for stage in stages}


class BuildProfiler:
    """Measures a build: `with BuildProfiler() as profiler`, then `profiler.finish()` inside the block.

    It interrupts the main thread only. Where the system has no such timer, everything counts as one stage.
    """

    def __init__(self) -> None:
        """Measure nothing yet."""
        self._folder = tempfile.TemporaryDirectory(prefix="podcast-profile-")
        self._sampler = _Sampler()

    def __enter__(self) -> Self:
        """Begin; the CPU time up to now was that of the start."""
        os.environ[FOLDER_VARIABLE] = self._folder.name
        self._sampler.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""
        os.environ.pop(FOLDER_VARIABLE, None)
        self._sampler.stop(TRANSFER)
        self._folder.cleanup()

    def finish(self) -> BuildProfile:
        """End, and return what was measured; of the workers, those that have ended by now."""
        self._sampler.stop(TRANSFER)
        workers = [json.loads(path.read_text("utf-8")) for path in Path(self._folder.name).glob("*.json")]
        seconds: Counter[str] = Counter()
        for worker in workers:
            seconds.update(worker)
        return BuildProfile(dict(self._sampler.seconds), dict(seconds), len(workers))


def start_in_worker() -> None:
    """Measure this worker process until its end, if a build that is measured has started it."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder is None:
        return
    sampler = _Sampler()
    sampler.start()
    util.Finalize(None, _write_result, args=(sampler, Path(folder)), exitpriority=_EXIT_PRIORITY)


def _write_result(sampler: _Sampler, folder: Path) -> None:
    sampler.stop("mastering")
    if folder.is_dir():
        (folder / f"{os.getpid()}.json").write_text(json.dumps(sampler.seconds), "utf-8")


class _Sampler:
    """CPU seconds of this process by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._is_running = False
        self._process_time = self._thread_time = self._thread_start = 0.0

    def start(self) -> None:
        """Begin: all up to now was the start."""
        self._process_time = process_time = time.process_time()
        self._thread_time = self._thread_start = time.thread_time()
        self.seconds, self._is_running = {START: process_time}, True
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGPROF, self._sample)
            signal.siginterrupt(signal.SIGPROF, False)  # noqa: FBT003 - C need not know of the timer
            signal.setitimer(signal.ITIMER_PROF, _INTERVAL, _INTERVAL)

    def stop(self, other_threads: str) -> None:
        """End; the time of other threads is that of the stage `other_threads`. Once more, nothing changes."""
        if not self._is_running:
            return
        self._is_running = False
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, signal.SIG_IGN)
        self._add(OTHER, time.thread_time())
        thread_seconds = time.process_time() - self._process_time - (self._thread_time - self._thread_start)
        self.seconds[other_threads] = self.seconds.get(other_threads, 0.0) + max(0.0, thread_seconds)

    def _sample(self, _signal: int, frame: FrameType | None) -> None:
        self._add(running_stage(frame), time.thread_time())

    def _add(self, stage: str, thread_time: float) -> None:
        self.seconds[stage] = self.seconds.get(stage, 0.0) + thread_time - self._thread_time
        self._thread_time = thread_time
