"""A real cluster on 127.0.0.1: a scheduler and two workers, each in a process of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.paths import ROOT
from tests.support.publish.s3_server import free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PATIENCE = 60  # seconds
# Whatever happens to the tests, their end of the pipe closes, and what was started goes, with all that it has started.
WATCHED = '"$@" & child=$!; cat >/dev/null; kill -9 -$$'


@dataclass
class Cluster:
    """Scheduler and workers, by their process; each is the leader of a group, whose end is the end of all of them."""

    folder: Path
    port: int
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    environment: Mapping[str, str] = field(default_factory=dict)
    scheme: str = "tcp"  # or tls

    @property
    def address(self) -> str:
        """As `--executor` takes it."""
        return f"{'dask' if self.scheme == 'tcp' else 'dask+tls'}://127.0.0.1:{self.port}"

    @property
    def dask_address(self) -> str:
        """As dask takes it."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def python_path(self) -> str:
        """Where the workers find this program."""
        return str(ROOT)

    def start_scheduler(self, *options: str) -> None:
        self.scheduler = self._start("scheduler", "--port", str(self.port), "--protocol", self.scheme, *options)

    def start_worker(self, environment: Mapping[str, str] | None = None, *options: str) -> subprocess.Popen[bytes]:
        """A worker of one thread, which takes one job at a time; a nanny starts it again when it is killed."""
        number = str(len(self.workers))
        where = ("--nworkers", "1", "--nthreads", "1", "--local-directory", str(self.folder / f"worker-{number}"))
        self.workers.append(
            self._start("worker", self.dask_address, "--name", number, *where, *options, env=environment)
        )
        return self.workers[-1]

    def _start(self, *words: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words, "--host", "127.0.0.1", "--no-dashboard"]
        log = (self.folder / f"{words[0]}.log").open("ab")
        names = {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "null", **self.environment}
        with log:
            return subprocess.Popen(
                ["setsid", "sh", "-c", WATCHED, "sh", *command],
                env={**os.environ, **names, **(env or {})},
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )

    def wait_for_workers(self, count: int) -> None:
        """Waits until so many workers are there."""
        from distributed import Client, Security

        security = None
        if self.scheme == "tls":
            prefix = "DASK_DISTRIBUTED__COMM__TLS__"
            security = Security(
                tls_ca_file=self.environment[f"{prefix}CA_FILE"],
                tls_client_cert=self.environment[f"{prefix}CLIENT__CERT"],
                tls_client_key=self.environment[f"{prefix}CLIENT__KEY"],
            )
        with Client(self.dask_address, security=security, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=PATIENCE)

    def stop(self) -> None:
        """Ends everything."""
        for process in (*self.workers, self.scheduler):
            if process is not None:
                end(process)
        self.workers.clear()
        self.scheduler = None


def end(process: subprocess.Popen[bytes]) -> None:
    """Kills a process with all that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin:
        process.stdin.close()


@contextlib.contextmanager
def running_cluster(
    folder: Path, *, workers: int = 2, environment: Mapping[str, str] | None = None, scheme: str = "tcp"
) -> Iterator[Cluster]:
    """A cluster that is there as long as the block runs."""
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(folder, free_ports(1)[0], environment=environment or {}, scheme=scheme)
    try:
        cluster.start_scheduler()
        for _ in range(workers):
            cluster.start_worker()
        cluster.wait_for_workers(workers)
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def dask_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster that tests share: they leave it as it was."""
    with running_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def own_cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster that a test may break."""
    with running_cluster(tmp_path / "cluster") as cluster:
        yield cluster


def job_processes(cluster: Cluster) -> list[int]:
    """The processes of jobs that the cluster's workers have started and that still run."""
    pids = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            is_job = b"podcast.cluster.job_process" in path.read_bytes()
            if is_job and (path.parent / "cwd").readlink().is_relative_to(cluster.folder):
                pids.append(int(path.parent.name))
    return pids


def wait_until(condition: object, what: str) -> None:
    """Waits until a function returns something true."""
    deadline = time.monotonic() + PATIENCE
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, what
        time.sleep(0.02)
