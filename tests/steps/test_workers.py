"""An executor belongs to its caller; our own workers know their own processes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pytest

from podcast import pipeline
from podcast.steps import workers
from podcast.steps.mastering_events import RecordingMastered
from tests.support.small_show import write_show
from tests.support.sounds import speech, write_wav

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from pathlib import Path

NOW = datetime(2025, 1, 1, tzinfo=UTC)


def test_workers_do_jobs_again_after_their_memory_was_released() -> None:
    with workers.Workers(1) as executor:
        first = executor.submit(pow, 2, 3)
        assert first.result() == 8
        executor.release()
        assert executor.submit(pow, 3, 2).result() == 9


def test_aborting_ends_their_own_processes_and_no_other_child() -> None:
    child = get_context("spawn").Process(target=time.sleep, args=(60,))
    child.start()
    try:
        with workers.Workers(1) as executor:
            future = executor.submit(time.sleep, 60)
            while not future.running():
                time.sleep(0.01)
            start = time.monotonic()
            workers.stop(executor, [future])
            assert time.monotonic() - start < 10
            assert child.is_alive()
            assert executor.submit(pow, 2, 3).result() == 8, "the next job starts new processes"
    finally:
        child.terminate()
        child.join()


def test_stopping_cancels_the_pending_jobs_of_another_executor_and_leaves_it_running() -> None:
    block = threading.Event()
    with ThreadPoolExecutor(1) as executor:
        running, pending = executor.submit(block.wait), executor.submit(print)
        workers.stop(executor, [running, pending])
        block.set()
        assert pending.cancelled()
        assert executor.submit(pow, 2, 3).result() == 8


def build(root: Path, executor: Executor, report=lambda _event: None) -> pipeline.BuildResult:
    return pipeline.build_show(pipeline.load_show(root).due(NOW), root, executor, report)


@pytest.mark.long
def test_the_same_executor_builds_again_and_again(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    with ThreadPoolExecutor(1) as executor:
        build(root, executor)
        write_wav(root / "episodes/folge-1/recording.wav", speech(3, seed=9))
        build(root, executor)
        assert executor.submit(pow, 2, 3).result() == 8


@pytest.mark.long
def test_a_build_that_is_interrupted_leaves_the_children_and_the_executor_of_its_caller_alone(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=2)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    process = get_context("spawn").Process(target=time.sleep, args=(60,))
    process.start()

    def interrupt(event: object) -> None:
        if isinstance(event, RecordingMastered):
            raise KeyboardInterrupt

    try:
        with workers.Workers(1) as executor:
            with pytest.raises(KeyboardInterrupt):
                build(root, executor, interrupt)
            assert child.poll() is None
            assert process.is_alive()
            build(root, executor)
    finally:
        child.kill()
        child.wait()
        process.terminate()
        process.join()
