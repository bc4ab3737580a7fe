"""Web space as a target: any files on a server, with the promises of a target made from what servers can do.

A file is written under a temporary name beside its own and renamed once all its bytes are there. The head is replaced
by compare-and-swap (head_swap.py). The conditions of the site's files are compared just before the rename: the lease
keeps other publishers away meanwhile.
"""

from __future__ import annotations

import contextlib
import copy
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.files.digest import Digest, bytes_digest
from podcast.files.partial_names import is_partial_file
from podcast.i18n import _
from podcast.publish.protocol.state import HEAD_KEY, OWN_PREFIX
from podcast.publish.targets.body import Body, changed_file_error
from podcast.publish.targets.retry import Retrier
from podcast.publish.targets.target import (
    ABSENT,
    EXIT_REFUSED,
    Capabilities,
    ConflictError,
    Headers,
    ObjectInfo,
    check_condition,
    validate_key,
)
from podcast.publish.targets.web_space.folders import Folders, parent
from podcast.publish.targets.web_space.head_swap import HeadSwap
from podcast.publish.targets.web_space.probe import detect_capabilities
from podcast.publish.targets.web_space.retried_files import RetriedFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.publish.targets.web_space.remote_files import FileInfo, RemoteFiles

__all__ = ["WebSpaceTarget"]

MTIME_RESOLUTION: Final = 1.1  # seconds; servers tell whole seconds
LARGE: Final = 1 << 20  # bytes; the condition of a larger file is also checked before it is uploaded


class WebSpaceTarget:
    """Web space as a target. It keeps no headers: its web server must set them (docs/en/stores.md).

    The ETag of a file of the site is the server's version of it. That of the publisher's own objects is their MD5,
    except in a listing.

    Args:
        files: on the server.
        retrier: how often to try; a new one if None.
        sleep: waits a number of seconds.
    """

    def __init__(
        self, files: RemoteFiles, retrier: Retrier | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._files = RetriedFiles(files, retrier or Retrier())
        self._folders = Folders(self._files)
        self._swap = HeadSwap(self._files, self._folders, sleep)
        self._sleep = sleep
        self._before_write: Callable[[], None] = lambda: None
        self._capabilities = Capabilities()
        self._partial_files: set[str] = set()  # that a listing showed: their publishers were interrupted

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`."""
        info = None if key.startswith(OWN_PREFIX) else self._info(key)
        if not key.startswith(OWN_PREFIX) and info is None:
            return None
        data = self._files.read_bytes(validate_key(key))
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
        """See `Target`. All web space is public."""
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
            elif path.startswith(prefix):
                yield ObjectInfo(path, info.size, info.version)

    def put(self, key: str, body: Body, headers: Headers, expected_etag: str | None) -> str:  # noqa: ARG002 -- web space keeps no headers
        """See `Target`."""
        validate_key(key)
        if body.digest.size > LARGE and expected_etag is not None:
            check_condition(key, self.head(key), expected_etag)
        with self._uploaded(key, body) as (temporary, written):
            if key == HEAD_KEY and expected_etag is not None:
                with self._swap.token(expected_etag, temporary):
                    self._before_write()
                    self._replace(temporary, key, body)
                self._sweep()
                return body.digest.md5
            self._make_distinct(key, body, temporary, written)
            self._before_write()
            if expected_etag is not None:
                check_condition(key, self.head(key), expected_etag)
            self._replace(temporary, key, body)
        if key.startswith(OWN_PREFIX):
            return body.digest.md5
        info = self._info(key)
        return info.version if info else ABSENT

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

    @contextlib.contextmanager
    def _uploaded(self, key: str, body: Body) -> Iterator[tuple[str, FileInfo]]:
        """Upload a body under a temporary name, which is deleted if it still exists after an error."""
        self._folders.create(parent(key))
        temporary = _temporary_path(key)
        try:
            yield temporary, self._write(temporary, body)
        except BaseException:
            with contextlib.suppress(PublishError):  # the error that ended the write is the one to report
                self._files.delete(temporary)
            raise

    def _write(self, path: str, body: Body) -> FileInfo:
        """Write a body, and return what the server then has.

        Raises:
            PublishError: the file changed while it was being read, or the server has not got all of its bytes.
        """
        if self._files.write(path, body.open) != body.digest:
            raise changed_file_error(Path(path) if isinstance(body.source, bytes) else body.source)
        info = self._info(path)
        if info is None or info.size != body.digest.size:
            raise PublishError(
                _(
                    "the server confirmed {path}, but has {found} of its {wanted} bytes; the public site is intact. "
                    "Check that the web space is not full, then run the same command again"
                ).format(path=path, found=info.size if info else 0, wanted=body.digest.size)
            )
        return info

    def _make_distinct(self, key: str, body: Body, temporary: str, written: FileInfo) -> None:
        """Write a file again if its version would be that of the file that it replaces: same size, same second."""
        current = None if key.startswith(OWN_PREFIX) else self._info(key)
        while current is not None and current.version == written.version:
            self._sleep(MTIME_RESOLUTION)
            written = self._write(temporary, body)

    def _replace(self, temporary: str, key: str, body: Body) -> None:
        """Rename a temporary file over another, or overwrite that one where the server cannot.

        Raises:
            ConflictError: the temporary file is gone, and the other one has other bytes.
        """
        if not self._capabilities.renames_over and self._info(key):
            self._write(key, body)
            self._files.delete(temporary)
            return
        try:
            is_renamed = self._files.rename(temporary, key)
        except PublishError:
            if self._info(temporary) is not None:
                raise
            is_renamed = None
        if is_renamed is None and self.digest(key) != body.digest:
            raise ConflictError(key)

    def _sweep(self) -> None:
        """Delete temporary files of publishers that were interrupted, as far as a listing showed them."""
        while self._partial_files:
            with contextlib.suppress(PublishError):  # they do no harm
                self._files.delete(self._partial_files.pop())


def _temporary_path(key: str) -> str:
    folder, slash, name = key.rpartition("/")
    return f"{folder}{slash}.{name[:80]}.{secrets.token_hex(4)}.part"
