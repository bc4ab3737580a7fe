"""Protocol of a target, the values that it takes and returns, and its errors.

Keys are paths below the target's prefix or folder, with `/` between their parts and none in front.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.body import Body, body_of, changed_file_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from podcast.files.digest import Digest

__all__ = [
    "ABSENT",
    "EXIT_FAILED",
    "EXIT_FOREIGN",
    "EXIT_LEASE_LOST",
    "EXIT_REFUSED",
    "Body",
    "Capabilities",
    "Headers",
    "ObjectInfo",
    "Target",
]
__all__ += ["ConflictError", "body_of", "changed_file_error", "check_condition", "has_same_bytes", "validate_key"]

ABSENT: Final = "*"  # instead of an ETag: nothing is there, or nothing may be there (RFC 9110, If-None-Match: *)

EXIT_FAILED, EXIT_REFUSED, EXIT_LEASE_LOST, EXIT_FOREIGN = 1, 3, 4, 5  # exit statuses


class ConflictError(Exception):
    """The condition of a write does not hold. The caller looks at the object that is there, and decides."""


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers that an object is served with."""

    content_type: str
    cache_control: str


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """An object on a target; `headers` is None where the target does not provide them (a folder, a listing)."""

    key: str
    size: int  # bytes
    etag: str  # without quotes
    headers: Headers | None = None
    encoding: str = ""  # Content-Encoding; the show's own objects have none


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Capabilities of a target, see `Target.detect_capabilities`."""

    conditional_writes: bool = True  # If-Match and If-None-Match on PUT
    quoted_etags: bool = True  # the ETag of If-Match is in quotes (RFC 9110); Ceph expects none
    checks_md5: bool = True  # bytes that do not match their Content-MD5 are refused
    identity_encoding: bool = True  # what is read is what was written, without a Content-Encoding
    renames_over: bool = True  # a file can be renamed over another; web space only
    writes_whole: bool = False  # a file stays as it was until all bytes of a new one have arrived; web space only


class Target(Protocol):
    """A place that a site is published to. Thread-safe.

    All methods raise PublishError if the target refuses or cannot be reached.
    """

    def get(self, key: str) -> tuple[bytes, str] | None:
        """Return the bytes and the ETag of a small object; None if it does not exist."""

    def head(self, key: str) -> ObjectInfo | None:
        """Return size, ETag and headers of an object; None if it does not exist."""

    def digest(self, key: str) -> Digest | None:
        """Read all bytes of an object and return their digest; None if it does not exist."""

    def read_start(self, key: str, size: int) -> bytes | None:
        """Return the first `size` bytes of an object, at least one; None unless the target sends just these (206)."""

    def save(self, key: str, path: Path) -> Digest | None:
        """Save an object as a file, in blocks, and return the digest of its bytes; None if it does not exist."""

    def unsigned_addresses(self, folder: str) -> tuple[str, ...]:
        """Return the web addresses at which the target itself might serve what is below a folder to everyone.

        Args:
            folder: the beginning of keys, with a slash at its end.

        Raises:
            PublishError: the target is itself a place that is meant to be public.
        """

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """List all objects whose key begins with `prefix`, in any order: stores differ."""

    def put(self, key: str, body: Body, headers: Headers, expected_etag: str | None) -> str:
        """Write an object, whole or not at all, and return its ETag.

        Args:
            key: of the object.
            body: its bytes; others than those of its digest are refused.
            headers: that it is served with from then on.
            expected_etag: of the object that must be there; ABSENT if none may be, None if it does not matter.

        Raises:
            ConflictError: another object is there.
        """

    def delete(self, key: str) -> None:
        """Delete an object; it is no error if it does not exist."""

    def clock_skew(self) -> float:
        """Return the seconds by which the target's clock was ahead of ours at its last response; 0 if it has none."""

    def detect_capabilities(self, key: str) -> Capabilities:
        """Detect the capabilities of the target, by small requests to `key`, which is deleted afterwards."""

    def for_writing(self, check: Callable[[], None], capabilities: Capabilities) -> Target:
        """Return the same target for use by a publish.

        Args:
            check: called before each attempt of each write; an error that it raises ends the write.
            capabilities: of the target.
        """


def check_condition(key: str, current: ObjectInfo | None, expected_etag: str | None) -> None:
    """Check the condition of a write against the object that is there.

    Raises:
        ConflictError: it does not hold.
    """
    if expected_etag is not None and expected_etag != (current.etag if current else ABSENT):
        raise ConflictError(key)


def validate_key(key: str) -> str:
    """Return a key, if it stays below its prefix on every target.

    Raises:
        PublishError: it does not.
    """
    if not key or "\\" in key or "\0" in key or any(part in {"", ".", ".."} for part in key.split("/")):
        raise PublishError(
            _('"{key}" is not a valid name for a published file; rename it, then build and publish again').format(
                key=key
            )
        )
    return key


def has_same_bytes(target: Target, info: ObjectInfo, digest: Digest) -> bool:
    """Whether an object has these bytes; where the ETag is no MD5 (parts, encrypted buckets), they are read."""
    if info.size != digest.size or info.etag == digest.md5:
        return info.size == digest.size
    actual = target.digest(info.key) if digest.sha256 else None
    return actual is not None and actual.sha256 == digest.sha256
