"""Single requests to an S3-compatible store without boto3 in between: signed here, sent by http.client.

boto3 takes 2.7 ms of processor time for each small file, and 0.3 s to start; this takes a fraction of both. What it
speaks is the same: the request and its answer have the form of boto3's, and errors are botocore's own. It knows four
requests and a straight line. All else is boto3's: other requests, Amazon's own store with its redirects, proxies.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import select
import socket
import ssl
import weakref
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from podcast.publish.targets.s3.client import CONNECT_TIMEOUT, READ_TIMEOUT
from podcast.publish.targets.s3.sigv4 import NOTHING, Asked, encoded, signed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.publish.targets.s3.client import Place
    from podcast.publish.targets.s3.sigv4 import Keys

METHODS: Final = {"get_object": "GET", "head_object": "HEAD", "put_object": "PUT", "delete_object": "DELETE"}
HEADERS: Final = {
    "CacheControl": "Cache-Control",
    "ContentMD5": "Content-MD5",
    "ContentType": "Content-Type",
    "IfMatch": "If-Match",
    "IfNoneMatch": "If-None-Match",
    "Range": "Range",
}
ANSWERS: Final = {
    "CacheControl": "cache-control",
    "ContentEncoding": "content-encoding",
    "ContentType": "content-type",
    "ETag": "etag",
}
BLOCK: Final = 1 << 17  # bytes that are read and sent at once: progress on a slow line moves, too
_CODE: Final = re.compile(rb"<Code>([^<]{1,100})</Code>")


def possible(place: Place) -> bool:
    """Whether there is a straight line to the store: an endpoint that is named, and no proxy before it."""
    if not place.endpoint:
        return False
    parts = urlsplit(place.endpoint)
    plain = not (parts.query or parts.fragment or parts.path.strip("/"))
    proxies = getproxies()
    free = not (proxies.get(parts.scheme) or proxies.get("all")) or proxy_bypass(parts.hostname or "")
    return plain and bool(free)


class Straight:
    """The four requests. May be asked from several threads at once; each has a connection to itself, kept open.

    Args:
        place: the bucket, at a named endpoint.
        region: that requests are signed for.
        keys: tells the credentials, which may change.
    """

    def __init__(self, place: Place, region: str, keys: Callable[[], Keys]) -> None:
        parts = urlsplit(place.endpoint or "")
        usual = {"https": 443, "http": 80}[parts.scheme]
        port, name = parts.port or usual, parts.hostname or ""
        self._region, self._keys = region, keys
        host = f"[{name}]" if ":" in name else name
        self._host = host if port == usual else f"{host}:{port}"
        self._open = _opener(parts.scheme, name, port)
        self._idle: list[http.client.HTTPConnection] = []
        self.close = weakref.finalize(self, _close, self._idle)

    def ask(self, name: str, request: dict[str, Any]) -> dict[str, Any]:
        """One request, in boto3's words.

        Args:
            name: of boto3's method, one of `METHODS`.
            request: its arguments. A body is bytes, or a stream that knows its `digest`.

        Returns:
            The answer, as boto3 has it; the `Body` of a GET has to be read to its end or closed.

        Raises:
            ClientError: the store refuses.
            HTTPClientError: the line broke, or (SSLError) the certificate is not valid.
        """
        line = self._taken()
        try:
            answer = self._asked(line, name, request)
        except (OSError, http.client.HTTPException) as error:
            line.close()
            raise _broken(error, self._host) from error
        except BaseException:  # the body's own error, or Ctrl-C: half a request is on the line
            line.close()
            raise
        return self._told(line, name, answer)

    def _asked(self, line: http.client.HTTPConnection, name: str, request: dict[str, Any]) -> http.client.HTTPResponse:
        """Sends the request; the store may refuse before it has read the body, and hang up."""
        body = request.get("Body")
        headers = {HEADERS[field]: value for field, value in request.items() if field in HEADERS}
        if body is not None:
            headers["Content-Length"] = str(len(body) if isinstance(body, bytes) else body.digest.size)
        path = encoded(f"/{request['Bucket']}/{request['Key']}")
        if line.sock is None:
            line.connect()
            cast("socket.socket", line.sock).settimeout(READ_TIMEOUT)
        asked = Asked(METHODS[name], self._host, path, headers, _sha256(body))
        line.putrequest(asked.method, path, skip_host=True)
        for field, value in signed(asked, self._keys(), self._region, datetime.now(UTC)).items():
            line.putheader(field, value)
        first, rest = _begun(body)
        refusal = None
        try:
            line.endheaders(first)
            for block in rest:
                line.send(block)
        except (BrokenPipeError, ConnectionResetError) as error:
            refusal = error
        try:
            answer: http.client.HTTPResponse = line.getresponse()
        except (OSError, http.client.HTTPException) as error:
            raise refusal or error from None
        if refusal and answer.status < 400:
            raise refusal
        return answer

    def _told(self, line: http.client.HTTPConnection, name: str, answer: http.client.HTTPResponse) -> dict[str, Any]:
        """The answer in boto3's words."""
        headers = {field.lower(): value for field, value in answer.getheaders()}
        told: dict[str, Any] = {"ResponseMetadata": {"HTTPStatusCode": answer.status, "HTTPHeaders": headers}}
        incoming = Incoming(line, answer, self._idle)
        if answer.status >= 300:
            told["Error"] = {"Code": _code(incoming.read(), answer.status)}
            raise _refused(told, name)
        told |= {field: headers[header] for field, header in ANSWERS.items() if header in headers}
        if name == "get_object":
            return told | {"Body": incoming}
        told["ContentLength"] = int(headers.get("content-length", 0))
        incoming.read()
        return told

    def _taken(self) -> http.client.HTTPConnection:
        """A connection that nobody uses, and that the store has not closed meanwhile."""
        with contextlib.suppress(IndexError):
            while True:
                line = self._idle.pop()
                if not _hung_up(line):
                    return line
                line.close()
        return self._open()


class Incoming:
    """The body of an answer. Read to its end, its connection can be used again."""

    def __init__(
        self, line: http.client.HTTPConnection, answer: http.client.HTTPResponse, idle: list[http.client.HTTPConnection]
    ) -> None:
        self._line, self._answer, self._idle = line, answer, idle

    def read(self) -> bytes:
        """All of it.

        Raises:
            HTTPClientError: the line broke.
        """
        return b"".join(self.iter_chunks(BLOCK))

    def iter_chunks(self, size: int) -> Iterator[bytes]:
        """Block by block; raises as `read` does."""
        left = self._answer.length  # None: chunks that say themselves where they end
        try:
            while block := self._answer.read(size):
                yield block
                left = left - len(block) if left is not None else None
            if left:
                raise http.client.IncompleteRead(b"", left)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise _broken(error, self._line.host) from error
        if self._answer.will_close or self._line.sock is None:
            self.close()
        else:
            self._answer.close()
            self._idle.append(self._line)

    def close(self) -> None:
        """Gives up what was not read, and the connection with it."""
        self._answer.close()
        self._line.close()


def _opener(scheme: str, host: str, port: int) -> Callable[[], http.client.HTTPConnection]:
    """What makes a connection, which opens when it is first used."""
    if scheme == "http":
        return partial(http.client.HTTPConnection, host, port, timeout=CONNECT_TIMEOUT)
    return partial(http.client.HTTPSConnection, host, port, timeout=CONNECT_TIMEOUT, context=_context())


def _context() -> ssl.SSLContext:
    """Who is trusted: whom the environment names, else whom this computer or botocore trusts."""
    from botocore.httpsession import where
    from botocore.session import Session

    named = Session().get_config_variable("ca_bundle") or os.environ.get("REQUESTS_CA_BUNDLE")
    context = ssl.create_default_context(cafile=named)
    if not named:
        context.load_verify_locations(where())
    return context


def _begun(body: Any) -> tuple[bytes | None, Iterator[bytes]]:
    """The first block of a body, which goes along with the headers, and the others."""
    if body is None or isinstance(body, bytes):
        return body, iter(())
    return body.read(BLOCK), iter(lambda: body.read(BLOCK), b"")


def _sha256(body: Any) -> str:
    from podcast.files.digest import digest_of

    if body is None:
        return NOTHING
    digest = digest_of(body) if isinstance(body, bytes) else body.digest
    return str(digest.sha256)


def _code(said: bytes, status: int) -> str:
    """The error code that a refusal names; its status where it names none (HEAD has no body)."""
    found = _CODE.search(said)
    return found[1].decode("ascii", "replace").strip() if found else str(status)


def _broken(error: Exception, host: str) -> Exception:
    """What botocore would have raised."""
    import botocore.exceptions as broken

    if isinstance(error, ssl.SSLError):
        kind: Any = broken.SSLError
    elif isinstance(error, TimeoutError):
        kind = broken.ReadTimeoutError
    elif isinstance(error, ConnectionRefusedError | socket.gaierror):
        kind = broken.EndpointConnectionError
    else:
        kind = broken.ConnectionClosedError
    told: Exception = kind(endpoint_url=host, error=error)
    return told


def _refused(told: dict[str, Any], name: str) -> Exception:
    from botocore.exceptions import ClientError

    error: Exception = ClientError(told, name)
    return error


def _hung_up(line: http.client.HTTPConnection) -> bool:
    """Whether something waits on a connection that should be silent: its end."""
    if line.sock is None:
        return True
    waiting = select.poll()
    waiting.register(line.sock, select.POLLIN)
    return bool(waiting.poll(0))


def _close(idle: list[http.client.HTTPConnection]) -> None:
    while idle:
        idle.pop().close()
