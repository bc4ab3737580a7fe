"""A show that a cluster masters and tags is the show that one process makes, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podcast import pipeline
from podcast.cluster.address import parse_address
from podcast.cluster.executor import ClusterExecutor
from podcast.errors import BuildError, PodcastError
from podcast.steps.mastering_events import MasteringPlanned, RecordingMastered
from podcast.steps.workers import Workers
from tests.support import podcast_process
from tests.support.dask_cluster import end, job_processes, wait_until
from tests.support.passthrough_show import write_passthrough_episode
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from typing import IO

    from tests.support.dask_cluster import Cluster
    from tests.support.podcast_process import Running

NOW = datetime(2025, 1, 1, tzinfo=UTC)
LONG = 60  # seconds of a recording whose mastering can be interrupted


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def build(root: Path, executor: Executor, report: Callable[[object], None] = lambda _event: None) -> dict[str, bytes]:
    with executor:
        return files(pipeline.build_show(pipeline.load_show(root).due(NOW), root, executor, report).site)


def on(cluster: Cluster, root: Path) -> ClusterExecutor:
    return ClusterExecutor(parse_address(cluster.address), root, None)


@contextlib.contextmanager
def started_build(cluster: Cluster, root: Path) -> Iterator[tuple[Running, IO[str]]]:
    """The command, with two jobs under way, and what it prints on standard error."""
    process, out, err = podcast_process.start_piped("build", "--executor", cluster.address, "-C", root, at=root.parent)
    with out, err:
        wait_until(lambda: len(job_processes(cluster)) == 2 or process.poll() is not None, "two jobs have begun")
        yield process, err


def partial_files(root: Path) -> list[Path]:
    return [*root.rglob("*.part")]


@pytest.fixture(scope="module")
def long_show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_show(tmp_path_factory.mktemp("long") / "show", episodes=2, seconds=LONG)


@pytest.fixture(scope="module")
def long_site(long_show: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("long-site") / "show"
    shutil.copytree(long_show, root)
    return build(root, Workers(2))


def test_one_thread_a_pool_and_a_cluster_build_the_same_site(tmp_path: Path, dask_cluster: Cluster) -> None:
    show = write_show(tmp_path / "show", episodes=3)
    change(show / "podcast.yaml", "cover: cover.jpg", "audio: {formats: [mp3, opus, m4a]}\ncover: cover.jpg")
    recording = write_passthrough_episode(show, "m4a", 4)
    roots = [Path(shutil.copytree(show, tmp_path / name)) for name in ("serial", "pool", "cluster")]
    executors = (ThreadPoolExecutor(1), Workers(2), on(dask_cluster, roots[2]))
    serial, pool, cluster = (build(root, executor) for root, executor in zip(roots, executors, strict=True))
    audio = {name: data for name, data in serial.items() if name.startswith("audio/")}
    assert len(audio) == 10
    assert recording.read_bytes() in audio.values()
    assert serial == pool == cluster
    assert not partial_files(roots[2])
    assert not (roots[2] / ".podcast/tagged").exists() or not [*(roots[2] / ".podcast/tagged").iterdir()]


def test_workers_tell_how_far_each_master_is(long_show: Path, tmp_path: Path, dask_cluster: Cluster) -> None:
    root = Path(shutil.copytree(long_show, tmp_path / "show"))
    told: dict[str, set[float]] = {}
    stopped, planned = threading.Event(), []

    def watch() -> None:
        while not stopped.wait(0.1):
            for event in planned:
                for job in event.jobs:
                    if (seconds := event.written_seconds(job)) is not None:
                        told.setdefault(job.slug, set()).add(seconds)

    def note(event: object) -> None:
        if isinstance(event, MasteringPlanned):
            planned.append(event)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        build(root, on(dask_cluster, root), note)
    finally:
        stopped.set()
        thread.join()
    assert told.keys() == {"folge-1", "folge-2"}
    assert all(0 <= min(seconds) <= max(seconds) <= LONG + 5 for seconds in told.values())


@pytest.mark.long
def test_nothing_to_do_needs_no_cluster(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    before = build(root, Workers(1))
    nowhere = ClusterExecutor(parse_address("dask://127.0.0.1:1"), root, None)
    assert build(root, nowhere) == before


def test_a_killed_worker_costs_time_and_not_a_byte(
    long_show: Path, long_site: dict[str, bytes], tmp_path: Path, own_cluster: Cluster
) -> None:
    root = Path(shutil.copytree(long_show, tmp_path / "show"))
    with started_build(own_cluster, root) as (process, err):
        wait_until(lambda: partial_files(root), "a master is being written")
        end(own_cluster.workers[0])
        printed = err.read()
    assert process.wait() == 0, printed
    assert files(root / "site") == long_site
    assert not partial_files(root)


def test_a_recording_whose_processes_are_killed_each_time_fails_alone(tmp_path: Path, own_cluster: Cluster) -> None:
    root = write_show(tmp_path / "show", episodes=3)
    write_show(tmp_path / "other", episodes=1, seconds=LONG)
    shutil.copy2(tmp_path / "other/episodes/folge-1/recording.wav", root / "episodes/folge-2/recording.wav")
    stopped = threading.Event()

    def kill() -> None:
        while not stopped.wait(0.02):
            for pid in job_processes(own_cluster):
                with contextlib.suppress(OSError):
                    open_files = [path.readlink() for path in Path(f"/proc/{pid}/fd").iterdir()]
                    if any("folge-2" in path.parts for path in open_files):
                        os.kill(pid, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    mastered = []
    try:
        with pytest.raises(BuildError) as raised:
            build(
                root,
                on(own_cluster, root),
                lambda event: mastered.append(event.job.slug) if isinstance(event, RecordingMastered) else None,
            )
    finally:
        stopped.set()
        thread.join()
    assert [error.path for error in raised.value.errors] == ["episodes/folge-2/recording.wav"]
    assert "was killed" in str(raised.value)
    assert sorted(mastered) == ["folge-1", "folge-3"]
    assert not partial_files(root)


def test_a_recording_that_cannot_be_read_fails_alone(tmp_path: Path, dask_cluster: Cluster) -> None:
    root = write_show(tmp_path / "show", episodes=3)
    recording = root / "episodes/folge-2/recording.wav"
    recording.write_bytes(recording.read_bytes()[:44] + bytes(2 * 44100 * 4))
    with pytest.raises(BuildError) as raised:
        build(root, on(dask_cluster, root))
    assert [error.path for error in raised.value.errors] == ["episodes/folge-2/recording.wav"]
    assert len([*(root / ".podcast/masters").glob("*.mp3")]) == 2


def test_ctrl_c_ends_the_jobs_on_the_workers(long_show: Path, tmp_path: Path, dask_cluster: Cluster) -> None:
    root = Path(shutil.copytree(long_show, tmp_path / "show"))
    with started_build(dask_cluster, root) as (process, err):
        os.kill(process.pid, signal.SIGINT)
        printed = err.read()
    assert process.wait() == 130, printed
    assert job_processes(dask_cluster) == []
    assert not partial_files(root)
    assert not [*(root / ".podcast/masters").glob("*.mp3")]
    assert "Traceback" not in printed


def test_the_end_of_the_caller_is_the_end_of_its_jobs(long_show: Path, tmp_path: Path, dask_cluster: Cluster) -> None:
    root = Path(shutil.copytree(long_show, tmp_path / "show"))
    with started_build(dask_cluster, root) as (process, _err):
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    wait_until(lambda: not job_processes(dask_cluster), "no job goes on")
    wait_until(lambda: not [*(root / ".podcast/masters").glob("*")], "no master is half written, none is finished")


def test_a_lost_scheduler_is_named_and_what_is_finished_is_kept(
    long_show: Path, tmp_path: Path, own_cluster: Cluster
) -> None:
    root = Path(shutil.copytree(long_show, tmp_path / "show"))
    with started_build(own_cluster, root) as (process, err):
        assert own_cluster.scheduler
        end(own_cluster.scheduler)
        printed = err.read()
    assert process.wait() == 1, printed
    assert f"{own_cluster.address}: the connection to the scheduler was lost" in printed
    assert "Traceback" not in printed
    wait_until(lambda: not job_processes(own_cluster), "workers end the jobs of a scheduler that is gone")


@pytest.mark.long
def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    with pytest.raises(PodcastError, match=r"dask://127\.0\.0\.1:1: the scheduler does not answer"):
        build(root, ClusterExecutor(parse_address("dask://127.0.0.1:1"), root, None))


def test_a_cluster_without_workers_is_named(tmp_path: Path, own_cluster: Cluster) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    for worker in own_cluster.workers:
        end(worker)
    with pytest.raises(PodcastError, match="the cluster has no worker; start one with `dask worker`"):
        build(root, on(own_cluster, root))


@pytest.mark.long
def test_a_plain_build_does_not_load_dask(tmp_path: Path) -> None:
    import sys

    root = write_show(tmp_path / "show", episodes=1)
    program = "import sys; from podcast.cli.main import podcast; podcast(['build', '-C', sys.argv[1]])"
    listing = f"import atexit, sys; atexit.register(lambda: print(*sys.modules)); {program}"
    run = subprocess.run([sys.executable, "-c", listing, root], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.splitlines()[-1].split()}
    assert "podcast" in loaded
    assert not loaded & {"dask", "distributed", "tornado"}
