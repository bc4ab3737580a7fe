"""Connections to one server that are kept for many requests, with bodies that are streamed: for servers to publish to.

Nothing is followed and nothing is tried again. A response that arrives before the whole body was sent counts only if it
is an error.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import urllib3

from podcast.http.connections import connection_pools
from podcast.http.exchange import request_errors, response_head
from podcast.http.patient_sending import IDLE_TIMEOUT, SentBlocks, send_patiently
from podcast.http.request import USER_AGENT, RequestError, Response
from podcast.http.tls import new_tls_context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.http.request import Request

__all__ = ["ServerConnections"]

CONNECTIONS: Final = 32
CONNECT_TIMEOUT: Final = 10.0  # seconds
BLOCK: Final = 1 << 17  # bytes
MAX_DRAINED: Final = 1 << 16  # bytes of a body that are read for the sake of its connection


class ServerConnections:
    """Connections to one server. Thread-safe; each request has one of its own meanwhile.

    The authorities that are trusted are those of the system, or of SSL_CERT_FILE.

    Args:
        origin: scheme, host and port of the server.
    """

    def __init__(self, origin: str) -> None:
        is_encrypted = urlsplit(origin).scheme == "https"
        self._pools = connection_pools(
            origin,
            new_tls_context() if is_encrypted else None,
            maxsize=CONNECTIONS,
            timeout=urllib3.Timeout(connect=CONNECT_TIMEOUT, read=IDLE_TIMEOUT),
            retries=urllib3.Retry(total=False, redirect=False),
        )
        self._pool = self._pools.connection_from_url(origin)
        send_patiently(self._pool)

    @contextlib.contextmanager
    def open_response(
        self, request: Request, body: Iterable[bytes] | None = None
    ) -> Iterator[tuple[Response, Iterator[bytes]]]:
        """Send a request; yield the response without its body, and the blocks of that.

        Args:
            request: its URL is below the origin; its headers have the length of a body.
            body: blocks of it; an error that they raise ends the request.

        Raises:
            RequestError: there was no response, or it broke off. Raised by the blocks as well.
        """
        sent = SentBlocks(body) if body is not None else None
        parts = urlsplit(request.url)
        with request_errors(()):
            response = self._pool.urlopen(
                request.method,
                f"{parts.path}?{parts.query}" if parts.query else parts.path,
                sent or request.body,
                {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **request.headers},
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
        try:
            if sent and not sent.is_complete and response.status < 400:
                raise RequestError("connection")
            yield response_head(request, response), _blocks(response)
        finally:
            _release(response)

    def close(self) -> None:
        """Close all connections that are not in use."""
        self._pool.close()
        self._pools.clear()


def _blocks(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    with request_errors(()):
        yield from response.stream(BLOCK, decode_content=False)


def _release(response: urllib3.BaseHTTPResponse) -> None:
    """Give the connection back; a long rest of a body is not read, and ends it."""
    left = response.length_remaining
    if left is not None and left <= MAX_DRAINED:
        response.drain_conn()
        response.release_conn()
    else:
        response.close()
