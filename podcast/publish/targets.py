"""Where a site can be published to: object storage (s3.py), a folder; and two wrappers around any target."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast import files
from podcast.errors import FileError, PublishError
from podcast.files import digest, digest_of
from podcast.publish.s3 import S3, Place
from podcast.publish.state import MANIFESTS, OWN
from podcast.publish.store import REFUSED, Body, Headers, Stored, Target, changed, check, proper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.show.model import Publish

LOCK: Final = f"{OWN}lock"
MEMORY: Final = ".podcast/manifests"  # below the show's root


def open_target(publish: Publish, root: Path) -> Target:
    """The target that `podcast.yaml` names; manifests read or written are remembered under the show's root.

    Args:
        publish: `publish:` of podcast.yaml. A target without `s3://` is a folder, relative to the show's root.
        root: the folder of podcast.yaml.

    Raises:
        PublishError: it is no target, or one that would swallow the show itself.
    """
    scheme, separator, rest = publish.target.partition("://")
    if not separator:
        return Remembering(Folder(_apart(Path(publish.target).expanduser(), root)), root / MEMORY)
    bucket, _, prefix = rest.partition("/")
    if scheme != "s3" or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]+", bucket):
        raise PublishError(
            f'"{publish.target}" is no target; write s3://bucket/prefix, or a folder, in `publish: target:`'
        )
    prefix = prefix.strip("/")
    place = Place(bucket, proper(prefix) if prefix else "", publish.endpoint, publish.region)
    return Remembering(S3(place), root / MEMORY)


def _apart(folder: Path, root: Path) -> Path:
    """A folder that neither holds the show nor is where its site is built."""
    target, show = (root / folder).resolve(), root.resolve()
    if show.is_relative_to(target) or target.is_relative_to(show / "site") or target.is_relative_to(show / "episodes"):
        raise PublishError(
            f"{target} cannot be the target: the show itself is kept there; name another folder in `publish: target:`"
        )
    return target


class Folder:
    """A target on a disk. It keeps no headers; the web server in front of it must set them (docs/stores.md).

    Args:
        folder: made when something is first written to it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`."""
        path = self._path(key)
        with _refusals():
            data = path.read_bytes() if path.is_file() else None
        return None if data is None else (data, digest_of(data).md5)

    def head(self, key: str) -> Stored | None:
        """See `Target`. The ETag is the MD5 of the file, read anew each time."""
        path = self._path(key)
        with _refusals():
            found = digest(path) if path.is_file() else None
        return Stored(key, found.size, found.md5) if found else None

    def list(self, prefix: str) -> Iterator[Stored]:
        """See `Target`. Every file is read."""
        with _refusals():
            paths = [Path(folder) / name for folder, _, names in os.walk(self._folder) for name in names]
        for key in sorted(path.relative_to(self._folder).as_posix() for path in paths):
            if key.startswith(prefix) and key != LOCK and not key.endswith(".part") and (found := self.head(key)):
                yield found

    def put(self, key: str, body: Body, headers: Headers, expected: str | None) -> str:  # noqa: ARG002 -- a folder keeps no headers
        """See `Target`. Readers see the old file or the new one; the condition is held under a lock."""
        path = self._path(key)
        with _refusals(), contextlib.ExitStack() as until_it_is_there, files.whole(path) as temporary:
            with body.opened() as source, temporary.open("wb") as copy:
                shutil.copyfileobj(source, copy, files.BLOCK)
            if digest(temporary) != body.digest:
                raise changed(path)
            until_it_is_there.enter_context(self._locked())
            check(key, self.head(key), expected)
        return body.digest.md5

    def delete(self, key: str) -> None:
        """See `Target`. Folders left empty go, too."""
        path = self._path(key)
        with _refusals():
            path.unlink(missing_ok=True)
            for folder in path.relative_to(self._folder).parents:
                if folder.parts and (self._folder / folder).is_dir() and not any((self._folder / folder).iterdir()):
                    (self._folder / folder).rmdir()

    def _path(self, key: str) -> Path:
        path = self._folder / proper(key)
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise PublishError(f"{path} leads out of {self._folder} by a link; remove the link", REFUSED)
        return path

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        lock = self._folder / LOCK
        lock.parent.mkdir(parents=True, exist_ok=True)
        with lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # given back when the file is closed, even by a crash
            yield


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """What the disk refuses, the target refuses."""
    try:
        yield
    except FileError as error:
        raise PublishError(str(error), REFUSED) from error
    except OSError as error:
        raise PublishError(files.refused(Path(str(error.filename or "")), error), REFUSED) from error


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


class Remembering:
    """A target whose latest manifest is kept on this disk, too: a publish with nothing new is one request.

    A manifest's name holds a digest of its bytes, so a copy that fits its name is the manifest, whatever else happened.
    """

    def __init__(self, target: Target, folder: Path) -> None:
        self._target = target
        self._folder = folder
        self.head, self.list, self.delete = target.head, target.list, target.delete

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`. A manifest comes from the disk, if its copy there is whole."""
        if not key.startswith(MANIFESTS):
            return self._target.get(key)
        copy = self._copy(key)
        if copy.is_file() and digest_of(data := copy.read_bytes()).sha256[:8] == key[:-5].rpartition("-")[2]:
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

    def _copy(self, key: str) -> Path:
        return self._folder / key.removeprefix(MANIFESTS)

    def _remember(self, key: str, data: bytes) -> None:
        """Keeps this manifest and forgets the others."""
        files.write(self._copy(key), data)
        for copy in self._folder.glob("*.json"):
            if copy != self._copy(key):
                copy.unlink(missing_ok=True)
