"""A target on a disk."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError, PublishError
from podcast.files import atomic
from podcast.files.digest import BLOCK, digest_of, file_digest
from podcast.i18n import _
from podcast.publish.protocol.state import OWN
from podcast.publish.targets.body import Body, changed
from podcast.publish.targets.target import REFUSED, Headers, Probe, Stored, check, proper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.files.digest import Digest

LOCK: Final = f"{OWN}lock"


class Folder:
    """A target on a disk. It keeps no headers; the web server in front of it must set them (docs/stores.md).

    Args:
        folder: made when something is first written to it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before_write: Callable[[], None] = lambda: None

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`."""
        path = self._path(key)
        with _refusals():
            data = path.read_bytes() if path.is_file() else None
        return None if data is None else (data, digest_of(data).md5)

    def head(self, key: str) -> Stored | None:
        """See `Target`. The ETag is the MD5 of the file, read anew each time."""
        found = self.digest(key)
        return Stored(key, found.size, found.md5) if found else None

    def digest(self, key: str) -> Digest | None:
        """See `Target`."""
        path = self._path(key)
        with _refusals():
            return file_digest(path) if path.is_file() else None

    def beginning(self, key: str, size: int) -> bytes | None:
        """See `Target`."""
        path = self._path(key)
        with _refusals():
            if not path.is_file():
                return None
            with path.open("rb") as file:
                return file.read(size)

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
        with _refusals(), contextlib.ExitStack() as until_it_is_there, atomic.atomic_path(path) as temporary:
            with body.opened() as source, temporary.open("wb") as copy:
                shutil.copyfileobj(source, copy, BLOCK)
            if file_digest(temporary) != body.digest:
                raise changed(path)
            self._before_write()
            until_it_is_there.enter_context(self._locked())
            check(key, self.head(key), expected)
        return body.digest.md5

    def delete(self, key: str) -> None:
        """See `Target`. Folders left empty go, too."""
        path = self._path(key)
        with _refusals():
            self._before_write()
            path.unlink(missing_ok=True)
            for folder in path.relative_to(self._folder).parents:
                if folder.parts and (self._folder / folder).is_dir() and not any((self._folder / folder).iterdir()):
                    (self._folder / folder).rmdir()

    def ahead(self) -> float:
        """See `Target`. A disk has no clock."""
        return 0.0

    def probe(self, key: str) -> Probe:  # noqa: ARG002 -- nothing needs to be tried
        """See `Target`."""
        return Probe()

    def writing(self, check: Callable[[], None], probe: Probe) -> Folder:  # noqa: ARG002 -- it honours all
        """See `Target`."""
        folder = Folder(self._folder)
        folder._before_write = check
        return folder

    def _path(self, key: str) -> Path:
        path = self._folder / proper(key)
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise PublishError(
                _("{path} leads out of {folder} by a link; remove the link").format(path=path, folder=self._folder),
                REFUSED,
            )
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
        raise PublishError(atomic.refused(Path(str(error.filename or "")), error), REFUSED) from error
