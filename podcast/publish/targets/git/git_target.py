"""Branch of a git repository as a target: GitHub Pages, GitLab, Codeberg and others publish its files.

Nothing is public before the end of a publish, and then everything is, at once: what is written goes into the objects of
a repository on this computer, and the last change of the head makes one commit of it, which is pushed
(staged_changes.py). The lease is never pushed: two publishers may begin, and the first one whose push arrives wins; the
other has changed nothing. The ETag of a file is the hash of its object, which tells all its bytes: the files of a
commit are listed and compared without reading them.
"""

from __future__ import annotations

import copy
import hashlib
import io
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.files.digest import BLOCK, Digest
from podcast.i18n import _
from podcast.publish.protocol.state import HEAD_KEY
from podcast.publish.targets.body import changed_file_error
from podcast.publish.targets.git.repository import Blob
from podcast.publish.targets.git.staged_changes import Staging
from podcast.publish.targets.target import EXIT_REFUSED, Capabilities, ObjectInfo, validate_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from podcast.publish.targets.body import Body
    from podcast.publish.targets.git.repository import Repository
    from podcast.publish.targets.retry import Retrier
    from podcast.publish.targets.target import Headers

# The largest file that a host takes, in bytes (GitHub: "About large files"; GitLab: "Account and limit settings").
FILE_LIMITS: Final = {"github.com": 100 << 20, "ssh.github.com": 100 << 20, "gitlab.com": 100 << 20}


class GitTarget:
    """Branch of a git repository as a target. It keeps no headers: the host sets them.

    Args:
        repository: of the branch.
        retrier: of requests to the server.
        has_audio_elsewhere: whether the audio is on another target.
    """

    def __init__(self, repository: Repository, retrier: Retrier, *, has_audio_elsewhere: bool = False) -> None:
        self._repository = repository
        self._staging = Staging(repository, retrier, has_audio_elsewhere=has_audio_elsewhere)
        self._before_write: Callable[[], None] = lambda: None

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`. For the head the server is asked; all else is of the same commit."""
        if key == HEAD_KEY:
            self._staging.refresh()
        data = io.BytesIO()
        blob = self._read(key, data.write)
        return (data.getvalue(), blob.object_id) if blob else None

    def head(self, key: str) -> ObjectInfo | None:
        """See `Target`."""
        blob = self._staging.file(validate_key(key))
        return ObjectInfo(key, blob.size, blob.object_id) if blob else None

    def digest(self, key: str) -> Digest | None:
        """See `Target`. The bytes are read from the copy on this computer; their hash is the server's, too."""
        counter = _DigestCounter()
        return counter.digest() if self._read(key, counter.add) else None

    def read_start(self, key: str, size: int) -> bytes | None:
        """See `Target`. Whether the host serves ranges is seen from outside only."""
        data = io.BytesIO()
        return data.getvalue() if self._read(key, data.write, size) else None

    def save(self, key: str, path: Path) -> Digest | None:
        """See `Target`."""
        counter = _DigestCounter()
        if self._staging.file(validate_key(key)) is None:
            return None
        with path.open("wb") as file:

            def write(block: bytes) -> None:
                file.write(block)
                counter.add(block)

            self._read(key, write)
        return counter.digest()

    def unsigned_addresses(self, folder: str) -> tuple[str, ...]:
        """See `Target`. A branch that is published is public.

        Raises:
            PublishError: always.
        """
        raise PublishError(
            _(
                "a branch of a git repository is public with all that is in it, so the show's sources, drafts "
                "included, would not be private in {folder}; nothing was published. Remove `keep_source` from "
                "podcast.yaml: the sources themselves can be kept in a private repository"
            ).format(folder=folder),
            EXIT_REFUSED,
        )

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """See `Target`."""
        for key, blob in self._staging.files().items():
            if key.startswith(prefix):
                yield ObjectInfo(key, blob.size, blob.object_id)

    def put(self, key: str, body: Body, headers: Headers, expected_etag: str | None) -> str:  # noqa: ARG002 -- the host sets headers
        """See `Target`. Only what ends a publish is sent to the server: the head, and all that was written before."""
        self._refuse_large_file(validate_key(key), body.digest.size)
        blob = self._store(body)
        self._before_write()
        if key == HEAD_KEY and isinstance(body.source, bytes):
            self._staging.write_head(blob, body.source, expected_etag)
        else:
            self._staging.write(key, blob, expected_etag)
        return blob.object_id

    def delete(self, key: str) -> None:
        """See `Target`."""
        self._before_write()
        self._staging.write(validate_key(key), None, None)

    def clock_skew(self) -> float:
        """See `Target`. Nothing on a branch depends on a clock."""
        return 0.0

    def detect_capabilities(self, key: str) -> Capabilities:  # noqa: ARG002 -- git has them all
        """See `Target`. Nothing needs to be detected: git compares hashes, and updates a branch conditionally."""
        return Capabilities()

    def require_push(self) -> None:
        """Ask the server whether it would accept a push; nothing is changed there.

        Raises:
            PublishError: it would not.
        """
        self._staging.require_push()

    def for_writing(self, check: Callable[[], None], capabilities: Capabilities) -> GitTarget:  # noqa: ARG002 -- git has all
        """See `Target`."""
        self._staging.begin()
        target = copy.copy(self)  # it shares what was written
        target._before_write = check  # noqa: SLF001 -- of the same class
        return target

    def _read(self, key: str, write: Callable[[bytes], object], size: int | None = None) -> Blob | None:
        blob = self._staging.file(validate_key(key))
        return blob if blob and self._repository.objects.read(blob.object_id, write, size) else None

    def _store(self, body: Body) -> Blob:
        """Store a body as an object, and return it.

        Raises:
            PublishError: the file has changed since it was planned.
        """
        if isinstance(body.source, bytes):
            return Blob(self._repository.store_bytes(body.source), body.digest.size)
        counter, sha1 = _DigestCounter(), hashlib.sha1(b"blob %d\0" % body.digest.size, usedforsecurity=False)
        sha256 = hashlib.sha256(b"blob %d\0" % body.digest.size)
        with body.open() as stream:
            while block := stream.read(BLOCK):
                counter.add(block)
                sha1.update(block)
                sha256.update(block)
        if counter.digest() != body.digest:
            raise changed_file_error(body.source)
        object_id = self._repository.objects.store(body.source)
        if object_id not in {sha1.hexdigest(), sha256.hexdigest()}:  # repositories have one or the other
            raise changed_file_error(body.source)
        return Blob(object_id, body.digest.size)

    def _refuse_large_file(self, key: str, size: int) -> None:
        limit = FILE_LIMITS.get(self._repository.address.host)
        if limit and size > limit:
            raise PublishError(
                _(
                    "{key} has {size} MB, and {host} takes no files of more than {limit} MB; nothing was published. "
                    "Keep the audio elsewhere: name a bucket or web space as `audio:` under `publish:` (see "
                    "`podcast docs stores`)"
                ).format(key=key, size=size // 1_000_000, host=self._repository.address.host, limit=limit // 1_000_000),
                EXIT_REFUSED,
            )


class _DigestCounter:
    """Digest of bytes that come in blocks."""

    def __init__(self) -> None:
        self._size, self._sha256 = 0, hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False)

    def add(self, block: bytes) -> None:
        """Add a block."""
        self._size += len(block)
        self._md5.update(block)
        self._sha256.update(block)

    def digest(self) -> Digest:
        """Return the digest of all blocks."""
        return Digest(self._size, self._md5.hexdigest(), self._sha256.hexdigest())
