"""Protocol of the files on a server, which each way of reaching it implements, and the values that it returns.

Paths are below the folder that the target's address names, with `/` between their parts and none in front; the empty
path is that folder itself. They are valid keys (`podcast.publish.targets.target.validate_key`), or temporary names
beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.files.digest import Digest

__all__ = ["MAX_FOLDER_CREATIONS", "ComputesDigests", "FileInfo", "RemoteFiles", "ReplacesWhole"]

MAX_FOLDER_CREATIONS: Final = 5  # requests for a folder that others create and delete at the same moment


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file or a folder on a server."""

    size: int  # bytes; 0 of a folder
    modified: float  # seconds since 1970 by the server's clock; 0 if the server does not tell
    version: str  # changes with the bytes as far as the server tells: its ETag, or size and time of modification
    is_folder: bool = False


class RemoteFiles(Protocol):
    """Files on a server. Thread-safe: an implementation keeps as many connections as there are threads at work.

    All methods raise PublishError if the server refuses, with the remedy, and TransientError if the same call may
    succeed when it is made again (the connection was cut, the server is busy). No method tries again by itself, and
    each may be called again after a TransientError, whether the failed call had an effect or not.
    """

    checks_bytes: bool  # the transport detects changed bytes (SSH and TLS do)

    def info(self, path: str) -> FileInfo | None:
        """Return what is at a path; None if nothing is."""

    def read(self, path: str, file: BinaryIO, size: int | None = None) -> bool:
        """Write the bytes of a remote file, or the first `size` of them, into `file`, in blocks; False if it is absent.

        A TransientError is raised if the server ends before the file does.
        """

    def write(self, path: str, source: BinaryIO) -> None:
        """Write a file from a stream, in blocks: it is created, or replaced in place. Its folder must exist.

        When the method returns, the server has confirmed all bytes.
        """

    def rename(self, source: str, path: str) -> None:
        """Rename a file, over one that may exist. Where the server can do so atomically, it is done so.

        Raises:
            PublishError: the server does not rename over an existing file, or not at all.
        """

    def create_folder(self, path: str) -> bool:
        """Create a folder whose parent exists, in one atomic step; False if there is a file or a folder already."""

    def delete(self, path: str) -> None:
        """Delete a file; it is no error if it does not exist."""

    def delete_folder(self, path: str) -> bool:
        """Delete an empty folder; False if it is not empty, does not exist, or may not be deleted."""

    def list(self, path: str) -> Iterator[tuple[str, FileInfo]]:
        """List what is directly in a folder, by name, in any order; nothing if there is no such folder."""

    def clock_skew(self) -> float:
        """Return the seconds by which the server's clock is ahead of ours, as far as known; else 0."""

    def close(self) -> None:
        """Close all connections; later calls open new ones."""


@runtime_checkable
class ReplacesWhole(Protocol):
    """`RemoteFiles` whose server may keep a file until all bytes of a new one have arrived: WebDAV."""

    def writes_whole(self, path: str) -> bool:
        """Whether `write` replaces a file as a whole. This is tested by a write that is broken off.

        Args:
            path: of a small file, whose bytes may be lost.
        """


@runtime_checkable
class ComputesDigests(Protocol):
    """Files on a server that computes the digest of a file itself, so that it need not be read over the network."""

    def digest(self, path: str) -> Digest | None:
        """Return the digest of a file; None if the server cannot compute it, or the file does not exist."""
