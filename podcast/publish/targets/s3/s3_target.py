"""S3-compatible object storage as a target.

Two defaults of boto3 are off: trailing CRC32 checksums (some stores store them as garbage or refuse them; instead a
Content-MD5 is sent, which every store checks) and retries (three at most, Retry-After ignored).
"""

from __future__ import annotations

import base64
import copy
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest, file_digest
from podcast.i18n import _
from podcast.publish.targets.body import Body, changed_file_error
from podcast.publish.targets.retry import Retrier
from podcast.publish.targets.s3 import capabilities as s3_capabilities
from podcast.publish.targets.s3 import multipart
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.s3.s3_calls import S3Calls
from podcast.publish.targets.s3.s3_errors import error_code
from podcast.publish.targets.s3.s3_reader import S3Reader, etag_of
from podcast.publish.targets.target import (
    ABSENT,
    Capabilities,
    ConflictError,
    Headers,
    check_condition,
    has_same_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["S3Location", "S3Target"]

T = TypeVar("T")

WRONG_DIGEST_CODES: Final = {"BadDigest", "XAmzContentSHA256Mismatch"}
MAX_SINGLE_PUT: Final = 100_000_000  # bytes in one request; larger files are uploaded in parts


class S3Target(S3Reader):
    """Object storage as a target. Credentials are found as boto3 does: environment, profile, instance.

    Args:
        location: the bucket and prefix.
        retrier: how often to try; a new one if None.

    Raises:
        PublishError: the endpoint is not encrypted, or the profile does not exist.
    """

    def __init__(self, location: S3Location, retrier: Retrier | None = None) -> None:
        super().__init__(S3Calls(location, retrier or Retrier()))
        self._before_write: Callable[[], None] = lambda: None
        self._capabilities = Capabilities()
        self._has_opaque_etags = False  # set once an ETag that is no MD5 turned out to be the object's
        self._quotes = '"'  # around the ETag of If-Match, as in RFC 9110, until the store turns out to expect none

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
        self._call_writing(
            f"DELETE {key}", partial(self._calls.requests.send, "delete_object", self._calls.object_id(key))
        )

    def detect_capabilities(self, key: str) -> Capabilities:
        """See `Target`."""

        def send(name: str, request: dict[str, Any]) -> Any:
            def attempt() -> Any:
                response = self._calls.requests.send_or_refused(name, request)
                if response and "Body" in response:
                    self._check_is_whole(key, response, bytes_digest(response["Body"]))
                return response

            return self._calls.call(_("testing {key}").format(key=key), attempt)

        return s3_capabilities.detect_capabilities(send, self._calls.object_id(key))

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
        request = {**self._calls.object_id(key), "ContentMD5": md5, **_header_fields(headers), **condition}

        def attempt() -> str:
            with body.open() as stream:
                return etag_of(self._put(key, body, request | {"Body": stream}))

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
            attempt = partial(self._calls.requests.send_conditional, key, name, request)
            return (self._calls.call if name.startswith("abort") else self._call_writing)(f"PUT {key}", attempt)

        etag = multipart.upload_parts(
            multipart.MultipartUpload(call, self._calls.object_id(key)), body, _header_fields(headers), condition
        )
        current = None if etag else self.head(key)  # Ceph may complete an upload in parts without returning its ETag
        return current.etag if current else etag

    def _put(self, key: str, body: Body, request: dict[str, Any]) -> Any:
        from botocore.exceptions import ClientError, HTTPClientError

        try:
            return self._calls.requests.send_conditional(key, "put_object", request)
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

    def _call_writing(self, action: str, attempt: Callable[[], T]) -> T:
        def checked() -> T:
            self._before_write()
            return attempt()

        return self._calls.call(action, checked)


def _header_fields(headers: Headers) -> dict[str, str]:
    return {"ContentType": headers.content_type, "CacheControl": headers.cache_control}
