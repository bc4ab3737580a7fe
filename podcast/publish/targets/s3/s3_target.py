"""S3-compatible object storage as a target. Errors of boto3 and urllib3 are translated here.

Two defaults of boto3 are off: trailing CRC32 checksums (some stores store them as garbage or refuse them; instead a
Content-MD5 is sent, which every store checks) and retries (three at most, Retry-After ignored).
"""

from __future__ import annotations

import base64
import contextlib
import copy
import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from urllib3.exceptions import HTTPError

from podcast.errors import PublishError
from podcast.files.digest import BLOCK, Digest, bytes_digest, file_digest
from podcast.i18n import _
from podcast.publish.protocol.state import OWN_PREFIX
from podcast.publish.targets.body import Body, changed_file_error
from podcast.publish.targets.retry import Retrier, TransientError
from podcast.publish.targets.s3 import capabilities as s3_capabilities
from podcast.publish.targets.s3 import multipart, responses
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.s3.requests import S3Requests
from podcast.publish.targets.s3.s3_errors import (
    UnusableResponseError,
    connection_error,
    error_code,
    response_error,
    unusable_response_error,
)
from podcast.publish.targets.target import (
    ABSENT,
    Capabilities,
    ConflictError,
    Headers,
    ObjectInfo,
    check_condition,
    has_same_bytes,
    validate_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import BinaryIO

__all__ = ["S3Location", "S3Target"]

T = TypeVar("T")

WRONG_DIGEST_CODES: Final = {"BadDigest", "XAmzContentSHA256Mismatch"}
MAX_SINGLE_PUT: Final = 100_000_000  # bytes in one request; larger files are uploaded in parts


class S3Target:
    """Object storage as a target. Credentials are found as boto3 does: environment, profile, instance.

    Args:
        location: the bucket and prefix.
        retrier: how often to try; a new one if None.

    Raises:
        PublishError: the endpoint is not encrypted, or the profile does not exist.
    """

    def __init__(self, location: S3Location, retrier: Retrier | None = None) -> None:
        self._location = location
        self._retrier = retrier or Retrier()
        self._before_write: Callable[[], None] = lambda: None
        self._capabilities = Capabilities()
        self._has_opaque_etags = False  # set once an ETag that is no MD5 turned out to be the object's
        self._quotes = '"'  # around the ETag of If-Match, as in RFC 9110, until the store turns out to expect none
        self._requests = self._translate_errors(_("connecting"), lambda: S3Requests(location))

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`. The body is read inside the retry loop: one that is cut short is requested again."""

        def attempt() -> tuple[bytes, str] | None:
            response = self._requests.send_or_missing("get_object", self._object_id(key))
            if response is None:
                return None
            if key.startswith(OWN_PREFIX):
                responses.check_is_no_page(response)
            responses.check_encoding(response)
            data: bytes = response["Body"].read()
            digest = bytes_digest(data)
            self._check_is_whole(key, response, digest)
            return data, _etag(response) or digest.md5

        return self._call(f"GET {key}", attempt)

    def head(self, key: str) -> ObjectInfo | None:
        """See `Target`. Where the store names no ETag or no length, the object is read: then its MD5 is its ETag."""
        response = self._call(
            f"HEAD {key}", partial(self._requests.send_or_missing, "head_object", self._object_id(key))
        )
        if response is None:
            return None
        size, etag = response.get("ContentLength"), _etag(response)
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
            response = self._requests.send_or_missing("get_object", self._object_id(key))
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

        return self._call(f"GET {key}", attempt)

    def _check_is_whole(self, key: str, response: Mapping[str, Any], digest: Digest) -> None:
        """Check that a body was not cut short on its way, where only the end of the connection was its end.

        Raises:
            TransientError: it was.
        """
        if responses.has_known_end(response) or _etag(response) == digest.md5:
            return
        current = self._requests.send_or_missing("head_object", self._object_id(key))
        if current and current.get("ContentLength", digest.size) != digest.size:
            raise TransientError(_("the response was cut short"))

    def unsigned_addresses(self, folder: str) -> tuple[str, ...]:
        """See `Target`."""
        return (self._location.unsigned_address(folder),)

    def read_start(self, key: str, size: int) -> bytes | None:
        """See `Target`."""

        def attempt() -> bytes | None:
            response = self._requests.send_or_missing(
                "get_object", self._object_id(key) | {"Range": f"bytes=0-{size - 1}"}
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

        return self._call(f"GET {key}", attempt)

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """See `Target`. One request per 1,000 objects."""
        base = f"{self._location.prefix}/" if self._location.prefix else ""
        request = {"Bucket": self._location.bucket, "Prefix": base + prefix}
        while True:
            page = self._call(f"LIST {prefix}", partial(self._requests.send, "list_objects_v2", request))
            for item in page.get("Contents", ()):
                yield ObjectInfo(item["Key"].removeprefix(base), item["Size"], _etag(item))
            if not page.get("IsTruncated"):
                return
            request = {**request, "ContinuationToken": page["NextContinuationToken"]}

    def put(self, key: str, body: Body, headers: Headers, expected_etag: str | None) -> str:
        """See `Target`. The file is streamed, in one request or in parts, and the store checks its MD5."""
        if body.digest.size > MAX_SINGLE_PUT or not self._capabilities.conditional_writes:
            check_condition(key, self.head(key) if expected_etag is not None else None, expected_etag)
        write = self._put_parts if body.digest.size > MAX_SINGLE_PUT else self._put_whole
        try:
            return write(key, body, headers, self._condition(expected_etag))
        except ConflictError:
            if expected_etag in {None, ABSENT} or not self._quotes or not self._is_condition_met(key, expected_etag):
                raise
        self._quotes = ""
        return write(key, body, headers, self._condition(expected_etag))

    def delete(self, key: str) -> None:
        """See `Target`."""
        self._call_writing(f"DELETE {key}", partial(self._requests.send, "delete_object", self._object_id(key)))

    def clock_skew(self) -> float:
        """See `Target`. By the Date of its responses, in whole seconds."""
        return self._requests.clock_skew

    def detect_capabilities(self, key: str) -> Capabilities:
        """See `Target`."""

        def send(name: str, request: dict[str, Any]) -> Any:
            def attempt() -> Any:
                response = self._requests.send_or_refused(name, request)
                if response and "Body" in response:
                    self._check_is_whole(key, response, bytes_digest(response["Body"]))
                return response

            return self._call(_("testing {key}").format(key=key), attempt)

        return s3_capabilities.detect_capabilities(send, self._object_id(key))

    def for_writing(self, check: Callable[[], None], capabilities: Capabilities) -> S3Target:
        """See `Target`."""
        target = copy.copy(self)
        target._before_write, target._capabilities = check, capabilities  # noqa: SLF001 -- of the same class
        target._quotes = self._quotes if capabilities.quoted_etags else ""  # noqa: SLF001
        return target

    def _condition(self, expected_etag: str | None) -> dict[str, str]:
        if expected_etag is None or not self._capabilities.conditional_writes:
            return {}
        return (
            {"IfNoneMatch": "*"}
            if expected_etag == ABSENT
            else {"IfMatch": f"{self._quotes}{expected_etag}{self._quotes}"}
        )

    def _is_condition_met(self, key: str, expected_etag: str | None) -> bool:
        """Whether a condition that the store refused is met after all: Ceph compares ETags without their quotes."""
        current = self.head(key)
        return current is not None and current.etag == expected_etag

    def _put_whole(self, key: str, body: Body, headers: Headers, condition: dict[str, str]) -> str:
        md5 = base64.b64encode(bytes.fromhex(body.digest.md5)).decode()
        request = {**self._object_id(key), "ContentMD5": md5, **_header_fields(headers), **condition}

        def attempt() -> str:
            with body.open() as stream:
                return _etag(self._put(key, body, request | {"Body": stream}))

        etag = self._call_writing(f"PUT {key}", attempt)
        is_known = etag == body.digest.md5 or (etag and self._has_opaque_etags)
        return etag if is_known else self._etag_of(key, etag, body)

    def _etag_of(self, key: str, etag: str, body: Body) -> str:
        """The ETag of an object that was written, where the response had none, or one that is no MD5.

        Encrypted buckets have such ETags; a proxy may have replaced it, too.
        """
        current = self.head(key)
        if current is not None and current.etag == etag:
            self._has_opaque_etags = True
        elif current is not None and has_same_bytes(self, current, body.digest):
            return current.etag
        return etag or body.digest.md5

    def _put_parts(self, key: str, body: Body, headers: Headers, condition: dict[str, str]) -> str:
        def call(name: str, request: dict[str, Any]) -> Any:
            attempt = partial(self._requests.send_conditional, key, name, request)
            return (self._call if name.startswith("abort") else self._call_writing)(f"PUT {key}", attempt)

        etag = multipart.upload_parts(
            multipart.MultipartUpload(call, self._object_id(key)), body, _header_fields(headers), condition
        )
        current = None if etag else self.head(key)  # Ceph may complete an upload in parts without returning its ETag
        return current.etag if current else etag

    def _put(self, key: str, body: Body, request: dict[str, Any]) -> Any:
        from botocore.exceptions import ClientError, HTTPClientError

        try:
            return self._requests.send_conditional(key, "put_object", request)
        except ClientError as error:
            path = body.source
            if (
                error_code(error) in WRONG_DIGEST_CODES
                and not isinstance(path, bytes)
                and file_digest(path) != body.digest
            ):
                raise changed_file_error(path) from error
            raise
        except HTTPClientError as error:  # botocore wraps an error that was raised by reading the file
            if isinstance(error.kwargs.get("error"), PublishError):
                raise error.kwargs["error"] from None
            raise

    def _object_id(self, key: str) -> dict[str, str]:
        prefix = f"{self._location.prefix}/" if self._location.prefix else ""
        return {"Bucket": self._location.bucket, "Key": prefix + validate_key(key)}

    def _call_writing(self, action: str, attempt: Callable[[], T]) -> T:
        def checked() -> T:
            self._before_write()
            return attempt()

        return self._call(action, checked)

    def _call(self, action: str, attempt: Callable[[], T]) -> T:
        action = f"{self._location}: {action}"
        return self._retrier.call(lambda: self._translate_errors(action, attempt), action)

    def _translate_errors(self, action: str, attempt: Callable[[], T]) -> T:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return attempt()
        except ClientError as error:
            raise response_error(error, action) from error
        except UnusableResponseError as error:
            raise unusable_response_error(error, action) from error
        except (BotoCoreError, HTTPError) as error:
            raise connection_error(type(error).__name__, action) from error


def _etag(response: Mapping[str, Any]) -> str:
    """The ETag of a response, without quotes; empty if it has none."""
    return str(response.get("ETag", "")).strip('"')


def _header_fields(headers: Headers) -> dict[str, str]:
    return {"ContentType": headers.content_type, "CacheControl": headers.cache_control}
