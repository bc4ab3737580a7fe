"""Web space as a target: any files on a server, with the promises of a target made from what servers can do.

A file is written under a temporary name beside its own and renamed once all its bytes are there. The head is replaced
by compare-and-swap (head_swap.py). The conditions of the site's files are compared just before the rename: the lease
keeps other publishers away meanwhile.
"""

from __future__ import annotations

import contextlib
import copy
import time
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.files.digest import Digest, bytes_digest
from podcast.files.partial_names import is_partial_file
from podcast.i18n import _
from podcast.publish.protocol.state import HEAD_KEY, OWN_PREFIX
from podcast.publish.targets.retry import Retrier
from podcast.publish.targets.target import (
    ABSENT,
    EXIT_REFUSED,
    Capabilities,
    Headers,
    ObjectInfo,
    check_condition,
    validate_key,
)
from podcast.publish.targets.web_space.head_file import NEXT_HEAD, HeadFile
from podcast.publish.targets.web_space.head_swap import SYSTEM_CLOCK
from podcast.publish.targets.web_space.probe import detect_capabilities
from podcast.publish.targets.web_space.retried_files import RetriedFiles
from podcast.publish.targets.web_space.server_folders import Folders, parent
from podcast.publish.targets.web_space.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from podcast.publish.protocol.lease import Clock
    from podcast.publish.targets.body import Body
    from podcast.publish.targets.web_space.remote_files import FileInfo, RemoteFiles

__all__ = ["WebSpaceTarget"]

MTIME_RESOLUTION: Final = 1.1  # seconds; servers tell whole seconds
MAX_CLEANINGS: Final = 4
CLEANING_INTERVAL: Final = 0.5  # seconds
LARGE: Final = 1 << 20  # bytes; the condition of a larger file is also checked before it is uploaded


class WebSpaceTarget:
    """Web space as a target. It keeps no headers: its web server must set them (docs/en/stores.md).

    The ETag of a file of the site is the server's version of it. That of the publisher's own objects is their MD5,
    except in a listing.

    Args:
        files: on the server.
        retrier: how often to try; a new one if None.
        clock: of this process.
        sleep: waits a number of seconds.
    """

    def __init__(
        self,
        files: RemoteFiles,
        retrier: Retrier | None = None,
        clock: Clock = SYSTEM_CLOCK,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._files = RetriedFiles(files, retrier or Retrier())
        self._folders, self._sleep = Folders(self._files), sleep
        self._uploads = Uploads(self._files, self._folders)
        self._head = HeadFile(self._files, self._folders, self._uploads, clock, sleep)
        self._before_write: Callable[[], None] = lambda: None
        self._capabilities = Capabilities()
        self._partial_files: set[str] = set()  # that a listing showed: their publishers were interrupted

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`."""
        is_own = key.startswith(OWN_PREFIX)
        info = None if is_own else self._info(key)
        if info is None and not is_own:
            return None
        data = self._head.read() if key == HEAD_KEY else self._files.read_bytes(validate_key(key))
        if data is None:
            return None
        return data, info.version if info else bytes_digest(data).md5

    def head(self, key: str) -> ObjectInfo | None:
        """See `Target`. An object of the publisher's own is read."""
        if key.startswith(OWN_PREFIX):
            digest = self.digest(key)
            return ObjectInfo(key, digest.size, digest.md5) if digest else None
        info = self._info(key)
        return ObjectInfo(key, info.size, info.version) if info else None

    def digest(self, key: str) -> Digest | None:
        """See `Target`."""
        return self._files.digest(validate_key(key))

    def read_start(self, key: str, size: int) -> bytes | None:
        """See `Target`. The public address is asked for a range after the publish."""
        return self._files.read_bytes(validate_key(key), size)

    def save(self, key: str, path: Path) -> Digest | None:
        """See `Target`."""
        if self._info(key) is None:
            return None
        return self._files.digest(validate_key(key), lambda: path.open("wb"))

    def unsigned_addresses(self, folder: str) -> tuple[str, ...]:
        """See `Target`. All web space is public.

        Raises:
            PublishError: always.
        """
        raise PublishError(
            _(
                "web space is public, so the show's sources, drafts included, would not be private in {folder}; "
                "nothing was published. Remove `keep_source` and `keep_recordings` from podcast.yaml, and keep copies "
                "with `podcast archive`"
            ).format(folder=folder),
            EXIT_REFUSED,
        )

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """See `Target`. One request for each folder."""
        for path, info in self._walk(parent(prefix)):
            if is_partial_file(path.rpartition("/")[2]):
                self._partial_files.add(path)
            elif path.startswith(prefix) and path != NEXT_HEAD:
                yield ObjectInfo(path, info.size, info.version)

    def put(self, key: str, body: Body, headers: Headers, expected_etag: str | None) -> str:  # noqa: ARG002 -- web space keeps no headers
        """See `Target`."""
        if validate_key(key) == HEAD_KEY and expected_etag is not None:
            self._head.replace(body, expected_etag, self._before_write, self._capabilities)
            self._sweep()
            return body.digest.md5
        if self._capabilities.writes_whole:
            return self._put_in_place(key, body, expected_etag)
        if body.digest.size > LARGE and expected_etag is not None:
            check_condition(key, self.head(key), expected_etag)
        with self._uploads.temporary(key, body) as (temporary, written):
            current = self.head(key)
            check_condition(key, current, expected_etag)
            if current is not None and current.etag == written.version:
                self._make_distinct(temporary, body, current.etag)
            self._replace(temporary, key, body)
        if key.startswith(OWN_PREFIX):
            return body.digest.md5
        info = self._info(key)
        return info.version if info else ABSENT

    def _put_in_place(self, key: str, body: Body, expected_etag: str | None) -> str:
        """Write an object where the server keeps the old one until the new one has arrived."""
        self._folders.create(parent(key))
        current = None if expected_etag is None else self.head(key)
        check_condition(key, current, expected_etag)
        written = self._uploads.write(key, body, self._before_write)
        if key.startswith(OWN_PREFIX):
            return body.digest.md5
        while current is not None and current.etag == written.version:  # same size, same second
            self._sleep(MTIME_RESOLUTION)
            written = self._uploads.write(key, body, self._before_write)
        return written.version

    def delete(self, key: str) -> None:
        """See `Target`. Folders of the site that become empty are deleted, too."""
        self._before_write()
        self._files.delete(validate_key(key))
        if not key.startswith(OWN_PREFIX):
            self._folders.delete_empty(parent(key))

    def clock_skew(self) -> float:
        """See `Target`. Most servers do not tell the time: then the clocks of the publishing computers count."""
        return self._files.clock_skew()

    def detect_capabilities(self, key: str) -> Capabilities:
        """See `Target`."""
        return detect_capabilities(self._files, self._folders, validate_key(key))

    def measure_access(self, key: str) -> tuple[Capabilities, bool]:
        """Detect the capabilities without leaving anything; also return whether files can be deleted.

        Args:
            key: of a folder of the publisher's own that is used for nothing else.
        """
        folders = ("", OWN_PREFIX.rstrip("/"))
        new_folders = [folder for folder in folders if self._files.info(folder) is None]
        capabilities = self.detect_capabilities(key)
        tries = 0
        while (is_left := self._files.info(key) is not None) and tries < MAX_CLEANINGS:
            self._sleep(CLEANING_INTERVAL)  # Apache removes the rest of a broken upload a moment later
            self._files.delete_folder(key)
            tries += 1
        for folder in reversed(new_folders):
            self._files.delete_folder(folder)
        return capabilities, not is_left

    def for_writing(self, check: Callable[[], None], capabilities: Capabilities) -> WebSpaceTarget:
        """See `Target`."""
        target = copy.copy(self)  # it shares the connections, and what is known of the folders
        target._before_write, target._capabilities = check, capabilities  # noqa: SLF001 -- of the same class
        return target

    def _info(self, key: str) -> FileInfo | None:
        info = self._files.info(validate_key(key))
        return None if info is None or info.is_folder else info

    def _walk(self, folder: str) -> Iterator[tuple[str, FileInfo]]:
        for name, info in self._files.list(folder):
            path = f"{folder}/{name}" if folder else name
            if info.is_folder:
                yield from self._walk(path)
            else:
                yield path, info

    def _make_distinct(self, temporary: str, body: Body, version: str) -> None:
        """Write a file again until it differs from the version that it replaces, of the same size and second."""
        while self._uploads.write(temporary, body).version == version:
            self._sleep(MTIME_RESOLUTION)

    def _replace(self, temporary: str, key: str, body: Body) -> None:
        """Rename a temporary file over another, or overwrite that one where the server cannot."""
        if self._capabilities.renames_over or self._info(key) is None:
            self._uploads.rename(temporary, key, body, self._before_write)
        else:
            self._uploads.write(key, body, self._before_write)
            self._files.delete(temporary)

    def _sweep(self) -> None:
        """Delete temporary files of publishers that were interrupted, as far as a listing showed them."""
        while self._partial_files:
            with contextlib.suppress(PublishError):  # they do no harm
                self._files.delete(self._partial_files.pop())
