"""Two wrappers around any target: one that only pretends to write, one that remembers the latest manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.files import atomic
from podcast.files.digest import digest_of
from podcast.publish.protocol.state import MANIFESTS, fits
from podcast.publish.targets.target import Headers, Probe, Stored, Target, check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from podcast.files.digest import Digest
    from podcast.publish.targets.body import Body


class DryRun:
    """A target that reads from another and only pretends to write: later reads see what was pretended.

    Conditions are held against what is really there, so that a foreign object is found.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._pretended: dict[str, tuple[Stored, Body] | None] = {}

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`."""
        if key not in self._pretended:
            return self._target.get(key)
        if (found := self._pretended[key]) is None:
            return None
        with found[1].opened() as stream:
            return stream.read(), found[0].etag

    def head(self, key: str) -> Stored | None:
        """See `Target`."""
        if key not in self._pretended:
            return self._target.head(key)
        found = self._pretended[key]
        return found[0] if found else None

    def digest(self, key: str) -> Digest | None:
        """See `Target`."""
        if key not in self._pretended:
            return self._target.digest(key)
        found = self._pretended[key]
        return found[1].digest if found else None

    def beginning(self, key: str, size: int) -> bytes | None:
        """See `Target`."""
        if key not in self._pretended:
            return self._target.beginning(key, size)
        if (found := self._pretended[key]) is None:
            return None
        with found[1].opened() as stream:
            return stream.read(size)

    def list(self, prefix: str) -> Iterator[Stored]:
        """See `Target`."""
        there = {stored.key: stored for stored in self._target.list(prefix) if stored.key not in self._pretended}
        pretended = {key: found[0] for key, found in self._pretended.items() if found and key.startswith(prefix)}
        yield from (there | pretended).values()

    def put(self, key: str, body: Body, headers: Headers, expected: str | None) -> str:
        """See `Target`."""
        check(key, self.head(key) if expected is not None else None, expected)
        self._pretended[key] = (Stored(key, body.digest.size, body.digest.md5, headers), body)
        return body.digest.md5

    def delete(self, key: str) -> None:
        """See `Target`."""
        self._pretended[key] = None

    def ahead(self) -> float:
        """See `Target`."""
        return self._target.ahead()

    def probe(self, key: str) -> Probe:  # noqa: ARG002 -- trying would be writing
        """See `Target`. What the target honours is found out when it is first written to."""
        return Probe()

    def writing(self, check: Callable[[], None], probe: Probe) -> DryRun:  # noqa: ARG002 -- nothing is written
        """See `Target`."""
        return self


class Remembering:
    """A target whose latest manifest is kept on this disk, too: a publish with nothing new is one request.

    A manifest's name holds a digest of its bytes, so a copy that fits its name is the manifest, whatever else happened.
    """

    def __init__(self, target: Target, folder: Path) -> None:
        self._target = target
        self._folder = folder
        self.head, self.list, self.delete = target.head, target.list, target.delete
        self.digest, self.beginning, self.ahead, self.probe = (
            target.digest,
            target.beginning,
            target.ahead,
            target.probe,
        )

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`. A manifest comes from the disk, if its copy there is whole."""
        if not key.startswith(MANIFESTS):
            return self._target.get(key)
        copy = self._copy(key)
        if copy.is_file() and fits(key, data := copy.read_bytes()):
            return data, digest_of(data).md5
        found = self._target.get(key)
        if found:
            self._remember(key, found[0])
        return found

    def put(self, key: str, body: Body, headers: Headers, expected: str | None) -> str:
        """See `Target`."""
        etag = self._target.put(key, body, headers, expected)
        if key.startswith(MANIFESTS) and isinstance(body.source, bytes):
            self._remember(key, body.source)
        return etag

    def writing(self, check: Callable[[], None], probe: Probe) -> Remembering:
        """See `Target`."""
        return Remembering(self._target.writing(check, probe), self._folder)

    def _copy(self, key: str) -> Path:
        return self._folder / key.removeprefix(MANIFESTS)

    def _remember(self, key: str, data: bytes) -> None:
        """Keeps this manifest and forgets the others."""
        atomic.write(self._copy(key), data)
        for copy in self._folder.glob("*.json"):
            if copy != self._copy(key):
                copy.unlink(missing_ok=True)
