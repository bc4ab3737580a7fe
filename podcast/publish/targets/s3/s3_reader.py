"""Reading from S3-compatible object storage."""

from __future__ import annotations

import contextlib
import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any

from podcast.files.digest import BLOCK, Digest, bytes_digest
from podcast.i18n import _
from podcast.publish.protocol.state import OWN_PREFIX
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.s3 import responses
from podcast.publish.targets.target import Headers, ObjectInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import BinaryIO

    from podcast.publish.targets.s3.s3_calls import S3Calls


class S3Reader:
    """Read access to a bucket: the part of the target that changes nothing."""

    def __init__(self, calls: S3Calls) -> None:
        self._calls = calls

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`. The body is read inside the retry loop: one that is cut short is requested again."""

        def attempt() -> tuple[bytes, str] | None:
            response = self._calls.requests.send_or_missing("get_object", self._calls.object_id(key))
            if response is None:
                return None
            if key.startswith(OWN_PREFIX):
                responses.check_is_no_page(response)
            responses.check_encoding(response)
            data: bytes = response["Body"].read()
            digest = bytes_digest(data)
            self._check_is_whole(key, response, digest)
            return data, etag_of(response) or digest.md5

        return self._calls.call(f"GET {key}", attempt)

    def head(self, key: str) -> ObjectInfo | None:
        """See `Target`. Where the store names no ETag or no length, the object is read: then its MD5 is its ETag."""
        response = self._calls.call(
            f"HEAD {key}", partial(self._calls.requests.send_or_missing, "head_object", self._calls.object_id(key))
        )
        if response is None:
            return None
        size, etag = response.get("ContentLength"), etag_of(response)
        if size is None or not etag:
            if (digest := self.digest(key)) is None:
                return None
            size, etag = digest.size, etag or digest.md5
        headers = Headers(response.get("ContentType", ""), response.get("CacheControl", ""))
        return ObjectInfo(key, size, etag, headers, response.get("ContentEncoding", ""))

    def digest(self, key: str) -> Digest | None:
        """See `Target`. The body is read in blocks."""
        return self._read(key, contextlib.nullcontext)

    def save(self, key: str, path: Path) -> Digest | None:
        """Save an object as a file, in blocks; return the digest of its bytes, None if it does not exist."""
        return self._read(key, lambda: path.open("wb"))

    def _read(self, key: str, open_output: Callable[[], AbstractContextManager[BinaryIO | None]]) -> Digest | None:
        def attempt() -> Digest | None:
            response = self._calls.requests.send_or_missing("get_object", self._calls.object_id(key))
            if response is None:
                return None
            md5, sha256, size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
            with open_output() as output:
                for block in response["Body"].iter_chunks(BLOCK):
                    md5.update(block)
                    sha256.update(block)
                    size += len(block)
                    if output:
                        output.write(block)
            digest = Digest(size, md5.hexdigest(), sha256.hexdigest())
            self._check_is_whole(key, response, digest)
            return digest

        return self._calls.call(f"GET {key}", attempt)

    def _check_is_whole(self, key: str, response: Mapping[str, Any], digest: Digest) -> None:
        """Check that a body was not cut short on its way, where only the end of the connection was its end.

        Raises:
            TransientError: it was.
        """
        if responses.has_known_end(response) or etag_of(response) == digest.md5:
            return
        current = self._calls.requests.send_or_missing("head_object", self._calls.object_id(key))
        if current and current.get("ContentLength", digest.size) != digest.size:
            raise TransientError(_("the response was cut short"))

    def unsigned_addresses(self, folder: str) -> tuple[str, ...]:
        """See `Target`."""
        return (self._calls.location.unsigned_address(folder),)

    def read_start(self, key: str, size: int) -> bytes | None:
        """See `Target`."""

        def attempt() -> bytes | None:
            response = self._calls.requests.send_or_missing(
                "get_object", self._calls.object_id(key) | {"Range": f"bytes=0-{size - 1}"}
            )
            if response is None:
                return None
            if response["ResponseMetadata"]["HTTPStatusCode"] != 206:
                response["Body"].close()
                return None
            data: bytes = response["Body"].read()
            if not responses.has_known_end(response) and len(data) < size:
                raise TransientError(_("the response was cut short"))
            return data if len(data) == size else None

        return self._calls.call(f"GET {key}", attempt)

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """See `Target`. One request per 1,000 objects."""
        base = f"{self._calls.location.prefix}/" if self._calls.location.prefix else ""
        request = {"Bucket": self._calls.location.bucket, "Prefix": base + prefix}
        while True:
            page = self._calls.call(f"LIST {prefix}", partial(self._calls.requests.send, "list_objects_v2", request))
            for item in page.get("Contents", ()):
                yield ObjectInfo(item["Key"].removeprefix(base), item["Size"], etag_of(item))
            if not page.get("IsTruncated"):
                return
            request = {**request, "ContinuationToken": page["NextContinuationToken"]}

    def clock_skew(self) -> float:
        """See `Target`. By the Date of its responses, in whole seconds."""
        return self._calls.requests.clock_skew


def etag_of(response: Mapping[str, Any]) -> str:
    """The ETag of a response, without quotes; empty if it has none."""
    return str(response.get("ETag", "")).strip('"')
