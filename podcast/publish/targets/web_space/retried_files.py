"""Files on a server whose calls are made again while a failure may be temporary."""

from __future__ import annotations

import contextlib
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

from podcast.errors import FileError, PublishError
from podcast.files.digest import Digest
from podcast.files.os_errors import os_error_message
from podcast.i18n import _
from podcast.publish.targets.retry import Retrier, TransientError
from podcast.publish.targets.web_space.remote_files import ComputesDigests, ReplacesWhole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from podcast.publish.targets.web_space.remote_files import FileInfo, RemoteFiles

    OpenStream = Callable[[], AbstractContextManager[BinaryIO]]

__all__ = ["DigestingReader", "RetriedFiles"]

T = TypeVar("T")


class RetriedFiles:
    """The calls of `RemoteFiles`, each made again until it succeeds or the time is over.

    Args:
        files: on the server.
        retrier: how often to try.
    """

    def __init__(self, files: RemoteFiles, retrier: Retrier) -> None:
        self._files, self._retrier = files, retrier
        self.checks_bytes, self.clock_skew = files.checks_bytes, files.clock_skew

    def info(self, path: str) -> FileInfo | None:
        """Return what is at a path; None if nothing is."""
        return self._call(_("looking for {path}").format(path=path or "/"), lambda: self._files.info(path))

    def list(self, path: str) -> list[tuple[str, FileInfo]]:
        """List what is directly in a folder, by name; nothing if there is no such folder."""
        return self._call(
            _("listing {path}").format(path=path or "/"),
            lambda: sorted(self._files.list(path), key=lambda item: item[0]),
        )

    def read_bytes(self, path: str, size: int | None = None) -> bytes | None:
        """Read a small file, or the first `size` bytes of a file; None if it does not exist."""
        stream = io.BytesIO()
        return stream.getvalue() if self._read(path, lambda: _restarted(stream), size) else None

    def digest(
        self, path: str, open_output: Callable[[], AbstractContextManager[BinaryIO]] | None = None
    ) -> Digest | None:
        """Read a file and return its digest; None if it does not exist. If the server can compute it, that is enough.

        Args:
            path: of the file.
            open_output: opens an empty stream that takes the bytes, too; called once per attempt.
        """
        files = self._files

        def attempt() -> Digest | None:
            if open_output is None and isinstance(files, ComputesDigests) and (digest := files.digest(path)):
                return digest
            with (open_output or io.BytesIO)() as output:
                writer = _DigestingWriter(output if open_output else None)
                return writer.digest if self._files.read(path, cast("BinaryIO", writer)) else None

        return self._call(_("reading {path}").format(path=path), attempt)

    def _read(self, path: str, restart: Callable[[], BinaryIO], size: int | None) -> bool:
        return self._call(_("reading {path}").format(path=path), lambda: self._files.read(path, restart(), size))

    def write(self, path: str, open_source: OpenStream, check: Callable[[], None] = lambda: None) -> Digest:
        """Write a file, in place, and return the digest of the bytes that were sent.

        Args:
            path: of the file; its folder exists.
            open_source: opens its bytes as a stream; called once per attempt.
            check: called before each attempt; an error that it raises is passed on.
        """

        def attempt() -> Digest:
            check()
            with open_source() as source:
                reader = DigestingReader(source)
                self._files.write(path, cast("BinaryIO", reader))
                return reader.digest

        return self._call(_("writing {path}").format(path=path), attempt)

    def rename(self, source: str, path: str, check: Callable[[], None] = lambda: None) -> bool | None:
        """Rename a file; None if the response was lost, and it is unknown whether the file was renamed.

        Args:
            source: the file.
            path: its new path.
            check: called before each attempt; an error that it raises is passed on.
        """

        def attempt() -> bool:
            self._files.rename(source, path)
            return True

        return self._call_once(_("renaming {path}").format(path=path), attempt, check)

    def writes_whole(self, path: str) -> bool | None:
        """Whether a write replaces a file as a whole, see `ReplacesWhole`; the bytes of this file may be lost.

        None if no server that is reached this way does; its renames are atomic.
        """
        files = self._files
        if not isinstance(files, ReplacesWhole):
            return None
        return self._call(_("testing {key}").format(key=path), lambda: files.writes_whole(path))

    def create_folder(self, path: str) -> bool | None:
        """Create a folder; False if it exists, None if the response was lost: it may have been created by this call."""
        return self._call_once(_("creating {path}").format(path=path), lambda: self._files.create_folder(path))

    def delete(self, path: str) -> None:
        """Delete a file; it is no error if it does not exist."""
        self._call(_("deleting {path}").format(path=path), lambda: self._files.delete(path))

    def delete_folder(self, path: str, check: Callable[[], None] = lambda: None) -> bool:
        """Delete a folder if it is empty; False if it is not, or does not exist; `check` see `rename`."""

        def attempt() -> bool:
            check()
            return self._files.delete_folder(path)

        return self._call(_("deleting {path}").format(path=path), attempt)

    def _call(self, action: str, attempt: Callable[[], T]) -> T:
        return self._retrier.call(attempt, action)

    def _call_once(self, action: str, attempt: Callable[[], T], check: Callable[[], None] = lambda: None) -> T | None:
        """Call until a response arrives; None if one was lost before a call that found nothing left to do."""
        is_lost = False

        def attempt_knowing() -> T | None:
            nonlocal is_lost
            check()
            try:
                result = attempt()
            except TransientError:
                is_lost = True
                raise
            except PublishError:
                if is_lost:
                    return None
                raise
            return None if is_lost and not result else result

        return self._retrier.call(attempt_knowing, action)


class DigestingReader(io.RawIOBase):
    """Stream that computes the digest of what is read from another.

    Args:
        source: read from its beginning to its end.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._hashes = _Hashes()

    @property
    def digest(self) -> Digest:
        """The digest of what was read so far."""
        return self._hashes.digest

    def readable(self) -> bool:
        """See `io.IOBase`."""
        return True

    def seekable(self) -> bool:
        """See `io.IOBase`."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """See `io.IOBase`; only to the end, for the size, and back to the start, where the digest is reset."""
        position = self._source.seek(offset, whence)
        self._hashes = _Hashes()
        return position

    def read(self, size: int = -1, /) -> bytes:
        """See `io.RawIOBase`."""
        with _local_errors():
            data = self._source.read(size)
        self._hashes.update(data)
        return data


class _DigestingWriter:
    """Stream that computes the digest of what is written, and passes it on."""

    def __init__(self, output: BinaryIO | None) -> None:
        self._output, self._hashes = output, _Hashes()

    @property
    def digest(self) -> Digest:
        return self._hashes.digest

    def write(self, data: bytes) -> int:
        self._hashes.update(data)
        with _local_errors():
            return self._output.write(data) if self._output else len(data)


class _Hashes:
    """MD5 and SHA-256 of the same bytes."""

    def __init__(self) -> None:
        self._md5, self._sha256, self._size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0

    def update(self, data: bytes) -> None:
        self._md5.update(data)
        self._sha256.update(data)
        self._size += len(data)

    @property
    def digest(self) -> Digest:
        return Digest(self._size, self._md5.hexdigest(), self._sha256.hexdigest())


@contextlib.contextmanager
def _local_errors() -> Iterator[None]:
    """Raise errors of this computer's disk as such: they are none of the connection."""
    try:
        yield
    except OSError as error:
        raise FileError(os_error_message(Path(str(error.filename or "")), error)) from error


def _restarted(stream: io.BytesIO) -> io.BytesIO:
    stream.seek(0)
    stream.truncate()
    return stream
