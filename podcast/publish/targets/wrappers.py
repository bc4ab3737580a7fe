"""Wrappers around any target: a dry run, one request for the head, and a cache of the latest manifest."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from podcast.files import atomic
from podcast.files.digest import bytes_digest
from podcast.platform.file_changes import remove_file
from podcast.publish.protocol.state import HEAD_KEY, MANIFESTS, matches_key
from podcast.publish.targets.target import Capabilities, Headers, ObjectInfo, Target, check_condition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from podcast.files.digest import Digest
    from podcast.publish.targets.body import Body


HEAD_MAX_AGE: Final = 10.0  # seconds


class DryRun:
    """A target that reads from another and only simulates writes; later reads see them.

    Conditions are checked against what is really there, so that foreign objects are noticed.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._simulated: dict[str, tuple[ObjectInfo, Body] | None] = {}

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`."""
        if key not in self._simulated:
            return self._target.get(key)
        if (simulated := self._simulated[key]) is None:
            return None
        info, body = simulated
        with body.open() as stream:
            return stream.read(), info.etag

    def head(self, key: str) -> ObjectInfo | None:
        """See `Target`."""
        if key not in self._simulated:
            return self._target.head(key)
        simulated = self._simulated[key]
        return simulated[0] if simulated else None

    def digest(self, key: str) -> Digest | None:
        """See `Target`."""
        if key not in self._simulated:
            return self._target.digest(key)
        simulated = self._simulated[key]
        return simulated[1].digest if simulated else None

    def read_start(self, key: str, size: int) -> bytes | None:
        """See `Target`."""
        if key not in self._simulated:
            return self._target.read_start(key, size)
        if (simulated := self._simulated[key]) is None:
            return None
        with simulated[1].open() as stream:
            return stream.read(size)

    def save(self, key: str, path: Path) -> Digest | None:
        """See `Target`."""
        if key not in self._simulated:
            return self._target.save(key, path)
        if (simulated := self._simulated[key]) is None:
            return None
        with simulated[1].open() as stream:
            path.write_bytes(stream.read())
        return simulated[1].digest

    def unsigned_addresses(self, folder: str) -> tuple[str, ...]:
        """See `Target`."""
        return self._target.unsigned_addresses(folder)

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """See `Target`."""
        yield from (info for info in self._target.list(prefix) if info.key not in self._simulated)
        written = (simulated[0] for simulated in self._simulated.values() if simulated)
        yield from (info for info in written if info.key.startswith(prefix))

    def put(self, key: str, body: Body, headers: Headers, expected_etag: str | None) -> str:
        """See `Target`."""
        check_condition(key, self.head(key) if expected_etag is not None else None, expected_etag)
        self._simulated[key] = (ObjectInfo(key, body.digest.size, body.digest.md5, headers), body)
        return body.digest.md5

    def delete(self, key: str) -> None:
        """See `Target`."""
        self._simulated[key] = None

    def clock_skew(self) -> float:
        """See `Target`."""
        return self._target.clock_skew()

    def detect_capabilities(self, key: str) -> Capabilities:  # noqa: ARG002 -- detection writes
        """See `Target`. They are detected by the first real publish."""
        return Capabilities()

    def for_writing(self, check: Callable[[], None], capabilities: Capabilities) -> DryRun:  # noqa: ARG002 -- nothing is written
        """See `Target`."""
        return self


class RecentHead:
    """A target whose head is believed for `HEAD_MAX_AGE` seconds: steps of one command that read it make one request.

    Whatever writes asks for a target of its own (`for_writing`) and compares the ETag, so an old head harms nothing.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._head: tuple[bytes, str] | None = None
        self._read_at = float("-inf")  # by the monotonic clock
        self.head, self.list, self.digest, self.read_start = target.head, target.list, target.digest, target.read_start
        self.clock_skew, self.detect_capabilities = target.clock_skew, target.detect_capabilities
        self.save, self.unsigned_addresses = target.save, target.unsigned_addresses

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`."""
        if key != HEAD_KEY:
            return self._target.get(key)
        if time.monotonic() - self._read_at > HEAD_MAX_AGE:
            self._head, self._read_at = self._target.get(key), time.monotonic()
        return self._head

    def put(self, key: str, body: Body, headers: Headers, expected_etag: str | None) -> str:
        """See `Target`."""
        self._read_at = float("-inf")
        return self._target.put(key, body, headers, expected_etag)

    def delete(self, key: str) -> None:
        """See `Target`."""
        self._read_at = float("-inf")
        self._target.delete(key)

    def for_writing(self, check: Callable[[], None], capabilities: Capabilities) -> Target:
        """See `Target`."""
        self._read_at = float("-inf")
        return self._target.for_writing(check, capabilities)


class ManifestCache:
    """Cache of a target's latest manifest on this disk: a publish with nothing new is one request.

    The key of a manifest holds a digest of its bytes, so a copy that matches its key is the manifest, come what may.
    """

    def __init__(self, target: Target, folder: Path) -> None:
        self._target = target
        self._folder = folder
        self.head, self.list, self.delete = target.head, target.list, target.delete
        self.digest, self.read_start, self.clock_skew, self.detect_capabilities = (
            target.digest,
            target.read_start,
            target.clock_skew,
            target.detect_capabilities,
        )
        self.save, self.unsigned_addresses = target.save, target.unsigned_addresses

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`. A manifest comes from the disk, if its copy there is intact."""
        if not key.startswith(MANIFESTS):
            return self._target.get(key)
        copy = self._copy(key)
        if copy.is_file() and matches_key(key, data := copy.read_bytes()):
            return data, bytes_digest(data).md5
        stored = self._target.get(key)
        if stored:
            self._store(key, stored[0])
        return stored

    def put(self, key: str, body: Body, headers: Headers, expected_etag: str | None) -> str:
        """See `Target`."""
        etag = self._target.put(key, body, headers, expected_etag)
        if key.startswith(MANIFESTS) and isinstance(body.source, bytes):
            self._store(key, body.source)
        return etag

    def for_writing(self, check: Callable[[], None], capabilities: Capabilities) -> ManifestCache:
        """See `Target`."""
        return ManifestCache(self._target.for_writing(check, capabilities), self._folder)

    def _copy(self, key: str) -> Path:
        return self._folder / key.removeprefix(MANIFESTS)

    def _store(self, key: str, data: bytes) -> None:
        """Store this manifest and delete the others."""
        atomic.write(self._copy(key), data)
        for copy in self._folder.glob("*.json"):
            if copy != self._copy(key):
                remove_file(copy, missing_ok=True)
