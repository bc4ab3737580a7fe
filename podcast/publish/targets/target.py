"""What every target can do, and the values it is spoken to in.

Keys are paths below the target's prefix or folder, with `/` between their parts and none in front.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.body import Body, body_of, changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.files.digest import Digest

__all__ = ["ABSENT", "CANNOT", "FOREIGN", "LOST", "REFUSED", "Body", "Headers", "Probe", "Stored", "Target"]
__all__ += ["ConflictError", "body_of", "changed", "check", "proper", "same_bytes"]

ABSENT: Final = "*"  # instead of an ETag: nothing is there, or nothing may be there (RFC 9110, If-None-Match: *)

CANNOT, REFUSED, LOST, FOREIGN = 1, 3, 4, 5  # exit statuses


class ConflictError(Exception):
    """The condition of a write does not hold. Whoever writes looks at what is there, and decides."""


@dataclass(frozen=True, slots=True)
class Headers:
    """How an object is served."""

    content_type: str
    cache_control: str


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as the target has it; `headers` is None where the target does not tell (a folder, a listing)."""

    key: str
    size: int  # bytes
    etag: str  # without quotes
    headers: Headers | None = None
    encoding: str = ""  # Content-Encoding; ours have none


@dataclass(frozen=True, slots=True)
class Probe:
    """What a target honours, found out by trying: see `Target.probe`."""

    conditions: bool = True  # If-Match and If-None-Match on PUT
    quotes: bool = True  # the ETag of If-Match stands in quotes (RFC 9110); Ceph wants none
    md5: bool = True  # bytes that do not have their Content-MD5 are refused
    plain: bool = True  # what is read is what was written, without a Content-Encoding


class Target(Protocol):
    """A place that a site is published to. Each method may be called from several threads at once.

    All raise PublishError where the target refuses or cannot be reached.
    """

    def get(self, key: str) -> tuple[bytes, str] | None:
        """The bytes and the ETag of a small object, or None."""

    def head(self, key: str) -> Stored | None:
        """What is known of an object without its bytes, or None."""

    def digest(self, key: str) -> Digest | None:
        """The digest of an object's bytes, all of them read, or None."""

    def beginning(self, key: str, size: int) -> bytes | None:
        """The first `size` bytes of an object, at least one; None unless the target answers just these (206)."""

    def list(self, prefix: str) -> Iterator[Stored]:
        """All objects whose key begins with `prefix`, in any order: stores differ."""

    def put(self, key: str, body: Body, headers: Headers, expected: str | None) -> str:
        """Writes an object, whole or not at all, and returns its ETag.

        Args:
            key: where to.
            body: what; bytes that do not have its digest are not accepted.
            headers: how it is served from then on.
            expected: the ETag that must be there, ABSENT if nothing may be there, None if it does not matter.

        Raises:
            ConflictError: something else is there.
        """

    def delete(self, key: str) -> None:
        """Deletes an object; one that is not there is deleted already."""

    def ahead(self) -> float:
        """How many seconds the target's clock was ahead of ours when it last answered; 0 if it has none."""

    def probe(self, key: str) -> Probe:
        """Finds out what the target honours, by small requests to `key`, which is gone afterwards."""

    def writing(self, check: Callable[[], None], probe: Probe) -> Target:
        """The same target, for a publish.

        Args:
            check: is called before each attempt of each write; what it raises ends the write.
            probe: what the target is known to honour.
        """


def check(key: str, there: Stored | None, expected: str | None) -> None:
    """Holds the condition of a write against what is there.

    Raises:
        ConflictError: it does not hold.
    """
    if expected is not None and expected != (there.etag if there else ABSENT):
        raise ConflictError(key)


def proper(key: str) -> str:
    """A key that stays below its prefix on every target.

    Raises:
        PublishError: it would not.
    """
    if not key or "\\" in key or "\0" in key or any(part in {"", ".", ".."} for part in key.split("/")):
        raise PublishError(
            _('"{key}" is no name for a published file; rename it, then build and publish again').format(key=key)
        )
    return key


def same_bytes(target: Target, there: Stored, digest: Digest) -> bool:
    """Whether an object has these bytes; where the ETag is no MD5 (parts, encrypted buckets), the bytes tell."""
    if there.size != digest.size or there.etag == digest.md5:
        return there.size == digest.size
    found = target.digest(there.key) if digest.sha256 else None
    return found is not None and found.sha256 == digest.sha256
