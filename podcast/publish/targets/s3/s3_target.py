"""S3-compatible object storage: the only home of boto3; its errors become ours at this door.

What boto3 would do by itself and must not: trailing CRC32 checksums (stored as garbage or refused by some stores; a
Content-MD5 that every store checks goes along instead), retries (three at most, Retry-After ignored).
"""

from __future__ import annotations

import base64
import copy
import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from podcast.errors import PublishError
from podcast.files.digest import BLOCK, Digest, file_digest
from podcast.i18n import _
from podcast.publish.targets.body import Body, changed
from podcast.publish.targets.s3 import capabilities as trial
from podcast.publish.targets.s3 import multipart as parts
from podcast.publish.targets.s3.client import Place
from podcast.publish.targets.s3.requests import Wire
from podcast.publish.targets.s3.retry import Patience
from podcast.publish.targets.s3.s3_errors import answer, code_of, silence
from podcast.publish.targets.target import ABSENT, ConflictError, Headers, Probe, Stored, check, proper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["S3", "Place"]

T = TypeVar("T")

WRONG_BYTES: Final = {"BadDigest", "XAmzContentSHA256Mismatch"}
LARGEST: Final = 100_000_000  # bytes in one request; above it a file goes up in parts


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
        self._before_write: Callable[[], None] = lambda: None
        self._honours = Probe()
        self._quotes = '"'  # around the ETag of If-Match, as RFC 9110 has it, until the store turns out to want none
        self._wire = self._translating(_("connecting"), lambda: Wire(place))

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`. The body is read inside the retry loop: one that is cut short is asked for again."""

        def ask() -> tuple[bytes, str] | None:
            answer = self._wire.found("get_object", self._where(key))
            return (answer["Body"].read(), answer["ETag"].strip('"')) if answer else None

        return self._call(f"GET {key}", ask)

    def head(self, key: str) -> Stored | None:
        """See `Target`."""

        def ask() -> Stored | None:
            answer = self._wire.found("head_object", self._where(key))
            if answer is None:
                return None
            headers = Headers(answer.get("ContentType", ""), answer.get("CacheControl", ""))
            encoding = answer.get("ContentEncoding", "")
            return Stored(key, answer["ContentLength"], answer["ETag"].strip('"'), headers, encoding)

        return self._call(f"HEAD {key}", ask)

    def digest(self, key: str) -> Digest | None:
        """See `Target`. The body is read in blocks."""

        def ask() -> Digest | None:
            answer = self._wire.found("get_object", self._where(key))
            if answer is None:
                return None
            md5, sha256, size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
            for block in answer["Body"].iter_chunks(BLOCK):
                md5.update(block)
                sha256.update(block)
                size += len(block)
            return Digest(size, md5.hexdigest(), sha256.hexdigest())

        return self._call(f"GET {key}", ask)

    def beginning(self, key: str, size: int) -> bytes | None:
        """See `Target`."""

        def ask() -> bytes | None:
            answer = self._wire.found("get_object", self._where(key) | {"Range": f"bytes=0-{size - 1}"})
            if answer is None:
                return None
            if answer["ResponseMetadata"]["HTTPStatusCode"] != 206:
                answer["Body"].close()
                return None
            data: bytes = answer["Body"].read()
            return data if len(data) == size else None

        return self._call(f"GET {key}", ask)

    def list(self, prefix: str) -> Iterator[Stored]:
        """See `Target`. One request per 1,000 objects."""
        begin = f"{self._place.prefix}/" if self._place.prefix else ""
        wanted = {"Bucket": self._place.bucket, "Prefix": begin + prefix}
        while True:
            page = self._call(f"LIST {prefix}", partial(self._wire.ask, "list_objects_v2", wanted))
            for item in page.get("Contents", ()):
                yield Stored(item["Key"][len(begin) :], item["Size"], item["ETag"].strip('"'))
            if not page.get("IsTruncated"):
                return
            wanted = {**wanted, "ContinuationToken": page["NextContinuationToken"]}

    def put(self, key: str, body: Body, headers: Headers, expected: str | None) -> str:
        """See `Target`. The file is streamed, in one request or in parts, and the store holds it against its MD5."""
        if body.digest.size > LARGEST or not self._honours.conditions:
            check(key, self.head(key) if expected is not None else None, expected)
        write = self._in_parts if body.digest.size > LARGEST else self._at_once
        try:
            return write(key, body, headers, self._condition(expected))
        except ConflictError:
            if expected in {None, ABSENT} or not self._quotes or not self._holds(key, expected):
                raise
        self._quotes = ""
        return write(key, body, headers, self._condition(expected))

    def delete(self, key: str) -> None:
        """See `Target`."""
        self._writing(f"DELETE {key}", partial(self._wire.ask, "delete_object", self._where(key)))

    def ahead(self) -> float:
        """See `Target`. By the Date of its answers, which tells whole seconds."""
        return self._wire.ahead

    def probe(self, key: str) -> Probe:
        """See `Target`."""

        def ask(name: str, request: dict[str, Any]) -> Any:
            return self._call(_("trying {key}").format(key=key), partial(self._wire.tried, name, request))

        return trial.trial(ask, self._where(key))

    def writing(self, check: Callable[[], None], probe: Probe) -> S3:
        """See `Target`."""
        target = copy.copy(self)
        target._before_write, target._honours = check, probe  # noqa: SLF001 -- our own
        target._quotes = self._quotes if probe.quotes else ""  # noqa: SLF001
        return target

    def _condition(self, expected: str | None) -> dict[str, str]:
        if expected is None or not self._honours.conditions:
            return {}
        return {"IfNoneMatch": "*"} if expected == ABSENT else {"IfMatch": f"{self._quotes}{expected}{self._quotes}"}

    def _holds(self, key: str, expected: str | None) -> bool:
        """Whether a condition that the store says does not hold does hold: Ceph compares ETags without their quotes."""
        there = self.head(key)
        return there is not None and there.etag == expected

    def _at_once(self, key: str, body: Body, headers: Headers, condition: dict[str, str]) -> str:
        md5 = base64.b64encode(bytes.fromhex(body.digest.md5)).decode()
        request = {**self._where(key), "ContentMD5": md5, **_served(headers), **condition}

        def ask() -> str:
            with body.opened() as stream:
                etag: str = self._put(key, body, request | {"Body": stream})["ETag"]
                return etag.strip('"')

        return self._writing(f"PUT {key}", ask)

    def _in_parts(self, key: str, body: Body, headers: Headers, condition: dict[str, str]) -> str:
        def call(name: str, request: dict[str, Any]) -> Any:
            ask = partial(self._wire.conditional, key, name, request)
            return (self._call if name.startswith("abort") else self._writing)(f"PUT {key}", ask)

        etag = parts.upload(parts.Upload(call, self._where(key)), body, _served(headers), condition)
        there = None if etag else self.head(key)  # Ceph may end an upload in parts without telling its ETag
        return there.etag if there else etag

    def _put(self, key: str, body: Body, request: dict[str, Any]) -> Any:
        from botocore.exceptions import ClientError, HTTPClientError

        try:
            return self._wire.conditional(key, "put_object", request)
        except ClientError as error:
            path = body.source
            if code_of(error) in WRONG_BYTES and not isinstance(path, bytes) and file_digest(path) != body.digest:
                raise changed(path) from error
            raise
        except HTTPClientError as error:  # botocore packs up what reading the file raised
            if isinstance(error.kwargs.get("error"), PublishError):
                raise error.kwargs["error"] from None
            raise

    def _where(self, key: str) -> dict[str, str]:
        begin = f"{self._place.prefix}/" if self._place.prefix else ""
        return {"Bucket": self._place.bucket, "Key": begin + proper(key)}

    def _writing(self, doing: str, ask: Callable[[], T]) -> T:
        def checked() -> T:
            self._before_write()
            return ask()

        return self._call(doing, checked)

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


def _served(headers: Headers) -> dict[str, str]:
    return {"ContentType": headers.content_type, "CacheControl": headers.cache_control}
