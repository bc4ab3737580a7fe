"""Object storage that carries files to workers without the show's folder, and back.

Recordings lie below `recordings/` under their SHA-256, so that each is sent once. Results lie below `results/RUN/`
until the caller has fetched them. The bucket is never the one that is published to: see
`podcast.publish.targets.bucket_address`.
"""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from podcast import http
from podcast.cluster.cluster_job import WrittenFile
from podcast.errors import InputChangedError, PodcastError, PublishError
from podcast.files import atomic
from podcast.files.digest import file_digest
from podcast.i18n import _
from podcast.publish.targets.body import Body, ByteCounter, body_of
from podcast.publish.targets.bucket_address import bucket_and_prefix
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.s3.s3_target import S3Target
from podcast.publish.targets.target import Headers

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.groups import Cluster

_HEADERS: Final = Headers("application/octet-stream", "private, no-store")
_AMAZON: Final = "https://{bucket}.s3.amazonaws.com"
_LIMITS: Final = http.Limits(idle_timeout=5, total_timeout=10, max_body=1000)
RECORDINGS: Final = "recordings"
RESULTS: Final = "results"


def store_location(settings: Cluster) -> S3Location:
    """The place that `cluster:` of podcast.yaml names."""
    bucket, prefix = bucket_and_prefix(settings.store) or ("", "")
    return S3Location(bucket, prefix, settings.endpoint, settings.region)


class RecordingStore:
    """The store of a cluster, for the caller and for a worker. Thread-safe.

    Args:
        location: the bucket and prefix.

    Raises:
        PublishError: the endpoint is not encrypted, or the profile of the credentials does not exist.
    """

    def __init__(self, location: S3Location) -> None:
        self.location, self._target = location, S3Target(location)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End uploads that other threads are about: each of them raises a PublishError."""
        self._stopped.set()

    def put_token(self, run: str, content: str) -> str:
        """Put an object that a worker shall be able to read; return its key."""
        key = f"{RESULTS}/{run}/token"
        self._target.put(key, body_of(content.encode()), _HEADERS, None)
        return key

    def refuse_public(self, key: str, content: str) -> None:
        """Refuse a bucket whose objects can be read without credentials.

        Raises:
            PodcastError: it is one.
        """
        place = self.location
        base = f"{place.endpoint.rstrip('/')}/{place.bucket}" if place.endpoint else _AMAZON.format(bucket=place.bucket)
        path = quote(f"{place.prefix}/{key}".lstrip("/"))
        try:
            response = http.send(http.Request("GET", f"{base}/{path}"), _LIMITS)
        except http.RequestError:
            return
        if response.body == content.encode():
            sentence = _("{place}: everybody can read it, and recordings are not public; make the bucket private")
            raise PodcastError(sentence.format(place=place))

    def read_token(self, key: str) -> str:
        """Return the content of a token; empty if it is missing."""
        stored = self._target.get(key)
        return stored[0].decode(errors="replace") if stored else ""

    def put_recording(self, path: Path, sha256: str) -> None:
        """Put a recording into the store, unless it is there.

        Raises:
            InputChangedError: the file does not have the bytes of the digest any more.
        """
        key = f"{RECORDINGS}/{sha256}"
        stored = self._target.head(key)
        if stored and stored.size == path.stat().st_size:
            return
        digest = file_digest(path)
        if digest.sha256 != sha256:
            raise InputChangedError(path)
        self._target.put(key, Body(path, digest, ByteCounter(self._go_on)), _HEADERS, None)

    def _go_on(self, _count: int) -> None:
        if self._stopped.is_set():
            raise PublishError(str(self.location))

    def fetch_recording(self, sha256: str, path: Path) -> None:
        """Fetch a recording, and compare its bytes.

        Raises:
            PodcastError: it is missing, or has other bytes.
        """
        self._fetch(f"{RECORDINGS}/{sha256}", sha256, path)

    def put_result(self, run: str, path: Path) -> WrittenFile:
        """Put a file that a job has written."""
        digest, key = file_digest(path), f"{RESULTS}/{run}/{secrets.token_hex(16)}"
        self._target.put(key, Body(path, digest), _HEADERS, None)
        return WrittenFile(digest.size, digest.sha256, key)

    def fetch_result(self, written: WrittenFile, path: Path) -> None:
        """Fetch a file that a job has written, completely or not at all, and remove it from the store.

        Raises:
            PodcastError: it is missing, or has other bytes.
            FileError: the disk refuses.
        """
        with atomic.atomic_path(path) as temporary:
            self._fetch(written.key, written.sha256, temporary)
        self._target.delete(written.key)

    def delete_results(self, run: str) -> None:
        """Remove the files of a run: its token, and results that were not fetched."""
        for stored in list(self._target.list(f"{RESULTS}/{run}/")):
            self._target.delete(stored.key)

    def _fetch(self, key: str, sha256: str, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = self._target.save(key, path)
        if digest is None:
            sentence = _("{place}/{key}: is missing; run the same command again, which puts it there")
            raise PodcastError(sentence.format(place=self.location, key=key))
        if digest.sha256 != sha256:
            self._target.delete(key)  # the next run puts it there again
            sentence = _("{place}/{key}: was damaged, and is deleted; run the same command again")
            raise PodcastError(sentence.format(place=self.location, key=key))
