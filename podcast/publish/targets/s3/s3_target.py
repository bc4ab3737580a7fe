"""S3-compatible object storage as a target. Errors of boto3 and urllib3 are translated here.

Two defaults of boto3 are off: trailing CRC32 checksums (some stores store them as garbage or refuse them; instead a
Content-MD5 is sent, which every store checks) and retries (three at most, Retry-After ignored).
"""

from __future__ import annotations

import base64
import copy
import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from urllib3.exceptions import HTTPError

from podcast.errors import PublishError
from podcast.files.digest import BLOCK, Digest, file_digest
from podcast.i18n import _
from podcast.publish.targets.body import Body, changed_file_error
from podcast.publish.targets.s3 import capabilities as s3_capabilities
from podcast.publish.targets.s3 import multipart
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.s3.requests import S3Requests
from podcast.publish.targets.s3.retry import Retrier
from podcast.publish.targets.s3.s3_errors import connection_error, error_code, response_error
from podcast.publish.targets.target import (
    ABSENT,
    Capabilities,
    ConflictError,
    Headers,
    ObjectInfo,
    check_condition,
    validate_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
        self._quotes = '"'  # around the ETag of If-Match, as in RFC 9110, until the store turns out to expect none
        self._requests = self._translate_errors(_("connecting"), lambda: S3Requests(location))

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`. The body is read inside the retry loop: one that is cut short is requested again."""

        def attempt() -> tuple[bytes, str] | None:
            response = self._requests.send_or_missing("get_object", self._object_id(key))
            return (response["Body"].read(), response["ETag"].strip('"')) if response else None

        return self._call(f"GET {key}", attempt)

    def head(self, key: str) -> ObjectInfo | None:
        """See `Target`."""

        def attempt() -> ObjectInfo | None:
            response = self._requests.send_or_missing("head_object", self._object_id(key))
            if response is None:
                return None
            headers = Headers(response.get("ContentType", ""), response.get("CacheControl", ""))
            encoding = response.get("ContentEncoding", "")
            return ObjectInfo(key, response["ContentLength"], response["ETag"].strip('"'), headers, encoding)

        return self._call(f"HEAD {key}", attempt)

    def digest(self, key: str) -> Digest | None:
        """See `Target`. The body is read in blocks."""

        def attempt() -> Digest | None:
            response = self._requests.send_or_missing("get_object", self._object_id(key))
            if response is None:
                return None
            md5, sha256, size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
            for block in response["Body"].iter_chunks(BLOCK):
                md5.update(block)
                sha256.update(block)
                size += len(block)
            return Digest(size, md5.hexdigest(), sha256.hexdigest())

        return self._call(f"GET {key}", attempt)

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
            return data if len(data) == size else None

        return self._call(f"GET {key}", attempt)

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """See `Target`. One request per 1,000 objects."""
        base = f"{self._location.prefix}/" if self._location.prefix else ""
        request = {"Bucket": self._location.bucket, "Prefix": base + prefix}
        while True:
            page = self._call(f"LIST {prefix}", partial(self._requests.send, "list_objects_v2", request))
            for item in page.get("Contents", ()):
                yield ObjectInfo(item["Key"].removeprefix(base), item["Size"], item["ETag"].strip('"'))
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
            return self._call(
                _("testing {key}").format(key=key), partial(self._requests.send_or_refused, name, request)
            )

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
                etag: str = self._put(key, body, request | {"Body": stream})["ETag"]
                return etag.strip('"')

        return self._call_writing(f"PUT {key}", attempt)

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
        except (BotoCoreError, HTTPError) as error:
            raise connection_error(type(error).__name__, action) from error


def _header_fields(headers: Headers) -> dict[str, str]:
    return {"ContentType": headers.content_type, "CacheControl": headers.cache_control}
