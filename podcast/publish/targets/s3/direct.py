"""Single requests to an S3-compatible store without boto3: signed by sigv4.py, sent by urllib3's connection pool.

boto3 takes eight times as much processor time for each small file, and 0.3 s to start. The requests and responses have
the form of boto3's, and refusals are botocore's own errors; a connection that breaks raises urllib3's. Everything but
these four operations is left to boto3, and so is Amazon's own store with its redirects.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import ProtocolError

from podcast import http
from podcast.files.digest import bytes_digest
from podcast.publish.targets.s3.client import CONNECT_TIMEOUT, CONNECTIONS
from podcast.publish.targets.s3.responses import raise_error_document
from podcast.publish.targets.s3.s3_errors import ERROR_CODE
from podcast.publish.targets.s3.sigv4 import EMPTY_SHA256, UnsignedRequest, encode_key, sign

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from podcast.publish.targets.s3.client import S3Location
    from podcast.publish.targets.s3.sigv4 import S3Credentials

METHODS: Final = {"get_object": "GET", "head_object": "HEAD", "put_object": "PUT", "delete_object": "DELETE"}
REQUEST_HEADERS: Final = {
    "CacheControl": "Cache-Control",
    "ContentMD5": "Content-MD5",
    "ContentType": "Content-Type",
    "IfMatch": "If-Match",
    "IfNoneMatch": "If-None-Match",
    "Range": "Range",
}
RESPONSE_HEADERS: Final = {
    "CacheControl": "cache-control",
    "ContentEncoding": "content-encoding",
    "ContentType": "content-type",
    "ETag": "etag",
}
BLOCK: Final = 1 << 17  # bytes that are read and sent at once: progress on a slow connection moves, too
_PORTS: Final = {"https": 443, "http": 80}


def supports(location: S3Location) -> bool:
    """Whether a store is one for `DirectS3`: an endpoint that is named, at the root of its host."""
    parts = urlsplit(location.endpoint or "")
    if not location.endpoint or parts.query or parts.fragment or parts.path.strip("/"):
        return False
    return urlsplit(http.proxy_of(location.endpoint)).scheme in {"", *_PORTS}  # no SOCKS


class DirectS3:
    """Sends GET, HEAD, PUT and DELETE for single objects over pooled connections. Thread-safe.

    Args:
        location: the bucket, at a named endpoint.
        region: that requests are signed for.
        credentials: returns the credentials, which may change.
    """

    def __init__(self, location: S3Location, region: str, credentials: Callable[[], S3Credentials]) -> None:
        endpoint = location.endpoint or ""
        parts = urlsplit(endpoint)
        self._region, self._credentials = region, credentials
        name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        self._host = f"{name}:{parts.port}" if parts.port not in {None, _PORTS[parts.scheme]} else str(name)
        pools = http.connection_pools(
            endpoint,
            _tls_context() if parts.scheme == "https" else None,
            maxsize=CONNECTIONS,
            timeout=urllib3.Timeout(connect=CONNECT_TIMEOUT, read=http.IDLE_TIMEOUT),
            retries=urllib3.Retry(total=False, redirect=False),  # retry.py does that
        )
        self._pool = pools.connection_from_url(endpoint)
        http.send_patiently(self._pool)

    def send(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request in boto3's form.

        Args:
            operation: name of boto3's method, one of `METHODS`.
            request: its arguments. A body is bytes, or a stream that knows its `digest`.

        Returns:
            The response as boto3 has it; the `Body` of a GET has to be read to its end or closed.

        Raises:
            ClientError: the store refuses.
            HTTPError: the connection broke (ProtocolError), or the certificate is not valid (SSLError).
        """
        body = request.get("Body")
        headers = {REQUEST_HEADERS[name]: value for name, value in request.items() if name in REQUEST_HEADERS}
        if body is not None:
            headers["Content-Length"] = str(len(body) if isinstance(body, bytes) else body.digest.size)
        path = encode_key(f"/{request['Bucket']}/{request['Key']}")
        unsigned = UnsignedRequest(METHODS[operation], self._host, path, headers, _sha256(body))
        signed = sign(unsigned, self._credentials(), self._region, datetime.now(UTC))
        blocks = None if body is None else http.SentBlocks(_blocks(body))
        response = self._pool.urlopen(
            unsigned.method,
            path,
            blocks,
            {**signed, "User-Agent": http.USER_AGENT},
            redirect=False,
            preload_content=operation != "get_object",
            decode_content=False,
        )
        if blocks and not blocks.is_complete and response.status < 400:
            raise ProtocolError("the store answered before it had the body")
        return self._as_boto3(operation, response)

    def _as_boto3(self, operation: str, response: urllib3.BaseHTTPResponse) -> dict[str, Any]:
        headers = {name.lower(): value for name, value in response.headers.items()}
        result: dict[str, Any] = {"ResponseMetadata": {"HTTPStatusCode": response.status, "HTTPHeaders": headers}}
        if response.status >= 300:
            from botocore.exceptions import ClientError

            code = _error_code(response.data, response.status)
            raise ClientError({**result, "Error": {"Code": code}}, operation)
        result |= {name: headers[header] for name, header in RESPONSE_HEADERS.items() if header in headers}
        if operation == "get_object":
            return result | {"Body": ResponseBody(response)}
        raise_error_document(operation, result, response.data)
        return result | ({"ContentLength": int(headers["content-length"])} if "content-length" in headers else {})


class ResponseBody:
    """The body of a response, with the methods of boto3's; once it is read, its connection can be used again."""

    def __init__(self, response: urllib3.BaseHTTPResponse) -> None:
        self._response = response
        self.close = response.close  # gives up what was not read, and the connection with it

    def read(self) -> bytes:
        """Return all of it; raises HTTPError if the connection breaks."""
        return self._response.data

    def iter_chunks(self, size: int) -> Iterator[bytes]:
        """Yield it block by block; raises as `read` does."""
        return self._response.stream(size, decode_content=False)


def _blocks(body: Any) -> Iterator[bytes]:
    """Yield the blocks of a request's body."""
    if isinstance(body, bytes):
        yield body
    else:
        yield from iter(lambda: body.read(BLOCK), b"")


def _tls_context() -> ssl.SSLContext:
    """The authorities that are trusted: those that the environment names, else the system's and botocore's."""
    from botocore.httpsession import where
    from botocore.session import Session

    bundle = Session().get_config_variable("ca_bundle") or os.environ.get("REQUESTS_CA_BUNDLE")
    context = http.new_tls_context(bundle)
    if not bundle:
        context.load_verify_locations(where())
    return context


def _sha256(body: Any) -> str:
    if body is None:
        return EMPTY_SHA256
    return str((bytes_digest(body) if isinstance(body, bytes) else body.digest).sha256)


def _error_code(body: bytes, status: int) -> str:
    """The error code that a refusal names; its status where it names none (HEAD has no body)."""
    match = ERROR_CODE.search(body)
    return match[1].decode("ascii", "replace").strip() if match else str(status)
