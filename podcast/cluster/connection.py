"""A connection to a cluster: client, handshake, progress, and the jobs that are under way."""

from __future__ import annotations

import contextlib
import logging
import secrets
import threading
import warnings
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, Final

from podcast.cluster import handshake
from podcast.cluster.cluster_job import Token
from podcast.cluster.store import RecordingStore, store_location
from podcast.errors import PodcastError
from podcast.files import atomic
from podcast.i18n import _
from podcast.steps.workers import Capacity

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from podcast.cluster.address import ClusterAddress
    from podcast.model.groups import Cluster

_CONNECT_TIMEOUT: Final = 10  # seconds
_WORKERS_TIMEOUT: Final = 10  # seconds until the first worker is there
_CLOSE_TIMEOUT: Final = 5  # seconds
_RETRIES: Final = 2  # of a job whose process was killed


class Connection:
    """A connection whose workers are those of this program's version, and see the show's files.

    `progress` are the seconds of audio that are done, by the name of the job; `running` are the tasks that a worker has
    begun and not ended.

    Args:
        address: of the scheduler.
        root: the show's folder.
        settings: the store of podcast.yaml; None if the workers see the folder.
        packages: besides those of the handshake, packages whose versions must be the same.

    Raises:
        PodcastError: the scheduler does not answer, there is no worker, or one is not like this computer.
    """

    def __init__(
        self, address: ClusterAddress, root: Path, settings: Cluster | None, packages: tuple[str, ...]
    ) -> None:
        self.location = store_location(settings) if settings else None
        self.store = RecordingStore(self.location) if self.location else None
        self.topic = f"podcast-{secrets.token_hex(8)}"
        self.progress: dict[str, float] = {}
        self.running: set[str] = set()
        self._closing = contextlib.ExitStack()
        self._futures: set[Future[Any]] = set()  # that are not done
        self._lock = threading.Lock()
        self._is_cancelled = False
        try:
            self._client = self._open_client(address)
            workers = self._wait_for_workers(address)
            self.token = self._place_token(root)
            self.versions = handshake.local_versions((*handshake.PACKAGES, *packages))
            handshake.compare(self._client, self.versions, self.token, self.location)
            self._client.subscribe_topic(self.topic, self._note_event)
        except BaseException:
            self._closing.close()
            raise
        threads = [int(facts["nthreads"]) for facts in workers.values()]
        self.capacity = Capacity(sum(threads), sum(threads), min(threads))
        self._executor = self._client.get_executor(pure=False, retries=_RETRIES)

    @property
    def killed_error(self) -> type[Exception]:
        """The error of a job whose workers died, each time it was tried."""
        from distributed import KilledWorker

        error: type[Exception] = KilledWorker
        return error

    @property
    def is_connected(self) -> bool:
        """Whether the scheduler is there."""
        return bool(self._client.status == "running")

    def submit(self, function: Callable[[bytes], bytes], data: bytes) -> Future[bytes]:
        """Carry out a function on a worker.

        Raises:
            CancelledError: all jobs were cancelled.
        """
        with self._lock:
            if self._is_cancelled:
                raise CancelledError
            future: Future[bytes] = self._executor.submit(function, data)
            self._futures.add(future)
        future.add_done_callback(self._forget)
        return future

    def cancel(self) -> None:
        """Cancel all jobs: workers end the processes of those that they have begun."""
        with self._lock:
            self._is_cancelled, futures = True, list(self._futures)
        if self.store:
            self.store.stop()
        for future in futures:
            future.cancel()

    def _forget(self, future: Future[Any]) -> None:
        with self._lock:
            self._futures.discard(future)

    def close(self) -> None:
        """Leave the cluster, and remove the files of this connection."""
        self._closing.close()

    def _open_client(self, address: ClusterAddress) -> Any:
        from distributed import Client, Security

        _quiet_logs()
        if address.is_encrypted and Security().get_connection_args("client")["ssl_context"] is None:  # type: ignore[no-untyped-call]
            sentence = _("{address}: dask's settings name no certificates for TLS; see `podcast docs cluster`")
            raise PodcastError(sentence.format(address=address))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the handshake compares what matters, and says it in one sentence
                client = Client(address.dask_address, timeout=_CONNECT_TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, RuntimeError) as error:
            sentence = _("{address}: the scheduler does not answer ({reason}); start it with `dask scheduler`")
            reason = str(error).partition("\n")[0]
            raise PodcastError(sentence.format(address=address, reason=reason)) from error
        self._closing.callback(client.close, timeout=_CLOSE_TIMEOUT)
        return client

    def _wait_for_workers(self, address: ClusterAddress) -> dict[str, Any]:
        from distributed import TimeoutError as DaskTimeoutError

        try:
            self._client.wait_for_workers(1, timeout=_WORKERS_TIMEOUT)
        except (DaskTimeoutError, TimeoutError) as error:
            sentence = _("{address}: the cluster has no worker; start one with `dask worker`")
            raise PodcastError(sentence.format(address=address)) from error
        workers: dict[str, Any] = self._client.scheduler_info()["workers"]
        return workers

    def _place_token(self, root: Path) -> Token:
        """Place a token where workers look for it: in the store, or in the show's folder until this is closed."""
        content = secrets.token_hex(16)
        if self.store:
            self._closing.callback(self.store.delete_results, self.topic)
            key = self.store.put_token(self.topic, content)
            self.store.refuse_public(key, content)
            return Token(key, content)
        path = self._closing.enter_context(atomic.temporary_path(root / ".podcast" / "handshake"))
        path.write_text(content, "ascii")
        return Token(path, content)

    def _note_event(self, event: tuple[float, dict[str, Any]]) -> None:
        """Note an event of a job on a worker; called in the client's thread."""
        _time, facts = event
        if "seconds" in facts:
            self.progress[facts["name"]] = facts["seconds"]
        elif facts["state"] == "started":
            self.running.add(facts["task"])
        else:
            self.running.discard(facts["task"])
            self.progress.pop(facts["name"], None)


def _quiet_logs() -> None:
    """Silence messages of dask that this program replaces by its own."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"distributed", "tornado", "asyncio"}:
            logging.getLogger(name).setLevel(logging.CRITICAL)
