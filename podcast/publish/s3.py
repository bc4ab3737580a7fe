"""S3-compatible object storage: the only home of boto3; its errors become ours at this door.

What boto3 would do by itself and must not: trailing CRC32 checksums (stored as garbage or refused by some stores; a
Content-MD5 that every store checks goes along instead), retries (three at most, Retry-After ignored).
"""

from __future__ import annotations

import base64
import ipaddress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from podcast.errors import PublishError
from podcast.files import digest
from podcast.publish.answers import KEYS, answer, code_of, silence, status_of
from podcast.publish.retry import Patience
from podcast.publish.store import ABSENT, REFUSED, Body, ConflictError, Headers, Stored, changed, proper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

CONNECTIONS: Final = 32
CONNECT_TIMEOUT: Final = 10  # seconds
READ_TIMEOUT: Final = 60  # seconds without a byte
LARGEST: Final = 5_000_000_000  # bytes in one PUT


@dataclass(frozen=True, slots=True)
class Place:
    """A bucket, or a part of it, on Amazon's store or (with an endpoint) another."""

    bucket: str
    prefix: str = ""  # without slashes at its ends
    endpoint: str | None = None
    region: str | None = None

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


class S3:
    """A target in object storage. Credentials come the way boto3 finds them: environment, profile, instance.

    Args:
        place: where.
        patience: how long to try; one of its own if None.

    Raises:
        PublishError: the endpoint is not safe, or the profile does not exist.
    """

    def __init__(self, place: Place, patience: Patience | None = None) -> None:
        self._place = place
        self._patience = patience or Patience()
        self._quotes = '"'  # around the ETag of If-Match, as RFC 9110 has it, until the store turns out to want none
        self._client = self._translating("connecting", lambda: _client(place))
        _safe(self._client.meta.endpoint_url)

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`. The body is read inside the retry loop: one that is cut short is asked for again."""

        def ask() -> tuple[bytes, str] | None:
            answer = self._found(lambda: self._client.get_object(Bucket=self._place.bucket, Key=self._key(key)))
            return (answer["Body"].read(), answer["ETag"].strip('"')) if answer else None

        return self._call(f"GET {key}", ask)

    def head(self, key: str) -> Stored | None:
        """See `Target`."""

        def ask() -> Stored | None:
            answer = self._found(lambda: self._client.head_object(Bucket=self._place.bucket, Key=self._key(key)))
            if answer is None:
                return None
            headers = Headers(answer.get("ContentType", ""), answer.get("CacheControl", ""))
            return Stored(key, answer["ContentLength"], answer["ETag"].strip('"'), headers)

        return self._call(f"HEAD {key}", ask)

    def list(self, prefix: str) -> Iterator[Stored]:
        """See `Target`. One request per 1,000 objects."""
        begin = f"{self._place.prefix}/" if self._place.prefix else ""
        wanted = {"Bucket": self._place.bucket, "Prefix": begin + prefix}
        while True:
            page = self._call(f"LIST {prefix}", partial(self._client.list_objects_v2, **wanted))
            for item in page.get("Contents", ()):
                yield Stored(item["Key"][len(begin) :], item["Size"], item["ETag"].strip('"'))
            if not page.get("IsTruncated"):
                return
            wanted = {**wanted, "ContinuationToken": page["NextContinuationToken"]}

    def put(self, key: str, body: Body, headers: Headers, expected: str | None) -> str:
        """See `Target`. The file is streamed in one PUT, and the store holds it against its MD5."""
        if body.digest.size > LARGEST:
            raise PublishError(f"{key} has more than {LARGEST:,} bytes, too many for one upload; make it smaller")
        request = {
            "Bucket": self._place.bucket,
            "Key": self._key(key),
            "ContentMD5": base64.b64encode(bytes.fromhex(body.digest.md5)).decode(),
            "ContentType": headers.content_type,
            "CacheControl": headers.cache_control,
        }
        try:
            return self._call(f"PUT {key}", lambda: self._put(key, body, request | self._condition(expected)))
        except ConflictError:
            if expected in {None, ABSENT} or not self._quotes or not self._holds(key, expected):
                raise
        self._quotes = ""
        return self._call(f"PUT {key}", lambda: self._put(key, body, request | self._condition(expected)))

    def delete(self, key: str) -> None:
        """See `Target`."""
        self._call(f"DELETE {key}", lambda: self._client.delete_object(Bucket=self._place.bucket, Key=self._key(key)))

    def _condition(self, expected: str | None) -> dict[str, str]:
        if expected is None:
            return {}
        return {"IfNoneMatch": "*"} if expected == ABSENT else {"IfMatch": f"{self._quotes}{expected}{self._quotes}"}

    def _holds(self, key: str, expected: str | None) -> bool:
        """Whether a condition that the store says does not hold does hold: Ceph compares ETags without their quotes."""
        there = self.head(key)
        return there is not None and there.etag == expected

    def _put(self, key: str, body: Body, request: dict[str, str]) -> str:
        from botocore.exceptions import ClientError, HTTPClientError

        try:
            with body.opened() as stream:
                etag: str = self._client.put_object(Body=stream, **request)["ETag"]
                return etag.strip('"')
        except ClientError as error:
            if status_of(error) == 412 or (status_of(error) == 404 and code_of(error) in {"NoSuchKey", "404"}):
                raise ConflictError(key) from error
            if (
                code_of(error) == "BadDigest"
                and not isinstance(body.source, bytes)
                and digest(body.source) != body.digest
            ):
                raise changed(body.source) from error
            raise
        except HTTPClientError as error:  # botocore packs up what reading the file raised
            if isinstance(error.kwargs.get("error"), PublishError):
                raise error.kwargs["error"] from None
            raise

    def _key(self, key: str) -> str:
        return f"{self._place.prefix}/{proper(key)}" if self._place.prefix else proper(key)

    def _found(self, ask: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
        from botocore.exceptions import ClientError

        try:
            return ask()
        except ClientError as error:
            if status_of(error) == 404 and code_of(error) in {"NoSuchKey", "404", "NotFound"}:
                return None
            raise

    def _call(self, doing: str, ask: Callable[[], T]) -> T:
        doing = f"{self._place}: {doing}"
        return self._patience.persist(lambda: self._translating(doing, ask), doing)

    def _translating(self, doing: str, ask: Callable[[], T]) -> T:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return ask()
        except ClientError as error:
            raise answer(error, doing) from error
        except BotoCoreError as error:
            raise silence(type(error).__name__, doing) from error


def _client(place: Place) -> Any:
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        max_pool_connections=CONNECTIONS,
        retries={"total_max_attempts": 1},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        signature_version="s3v4",
        # Not every store has a host name for each bucket.
        s3={"addressing_style": "path"} if place.endpoint else None,
    )
    if place.endpoint:
        _safe(place.endpoint)
    region = place.region or ("us-east-1" if place.endpoint else None)  # other stores take this name for "mine"
    session = boto3.session.Session(region_name=region)
    return session.client("s3", endpoint_url=place.endpoint, config=config)


def _safe(endpoint: str) -> None:
    """Refuses to send credentials over a line that others can read, or to take them from where others can."""
    parts = urlsplit(endpoint)
    if parts.username or parts.password:
        raise PublishError(f"the endpoint holds a user name or a password; take it out, and {KEYS}", REFUSED)
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        raise PublishError(f'the endpoint "{endpoint}" is no web address; write it as in https://s3.example.org')
    if parts.scheme == "http" and not _loopback(parts.hostname):
        raise PublishError(f"{endpoint} is not encrypted; write https:// in `publish: endpoint:`", REFUSED)


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
