"""HTTP client for everything but object storage: single requests with a total deadline, redirects followed by hand.

Nothing is cached, no cookie is kept, and a HEAD stays a HEAD when it is redirected. Proxies come from the environment
(HTTP_PROXY, HTTPS_PROXY, NO_PROXY); private addresses are always reached directly.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    HTTPError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    SSLError,
)
from urllib3.exceptions import TimeoutError as RequestTimeoutError

from podcast import urls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

USER_AGENT: Final = "podcast-from-a-folder"
MAX_BODY: Final = 64 << 20  # bytes of a response that are read
MAX_REDIRECTS: Final = 5
PERMANENT_REDIRECTS: Final = frozenset({301, 308})  # RFC 9110: use the new address from now on
REDIRECTS: Final = PERMANENT_REDIRECTS | {302, 303, 307}
_BLOCK: Final = 1 << 16  # bytes

# Why there was no response: the name is unknown to the DNS or is none, the certificate is not valid, the time is over,
# there are too many redirects, or the connection was refused or broke.
FailureKind: TypeAlias = Literal["name", "certificate", "timeout", "redirects", "connection"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a request, redirects included."""

    idle_timeout: float  # seconds without a byte
    total_timeout: float  # seconds
    max_body: int = MAX_BODY  # bytes; the rest of a longer body is not read
    max_redirects: int = MAX_REDIRECTS  # 0: the redirect itself is the response


@dataclass(frozen=True, slots=True)
class Request:
    """A request by its method, URL (http or https), headers and body; a redirect changes none but the URL."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirect: its status, the Location as it was sent, and the URL that it names; empty if it names none."""

    status: int
    location: str
    url: str


@dataclass(frozen=True, slots=True)
class Response:
    """A response; names of headers are in lower case.

    `url` is the address that answered, after the `redirects` that were followed. `blocked` is a redirect that was not.
    """

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    redirects: tuple[Redirect, ...] = ()
    blocked: Redirect | None = None

    def header(self, name: str) -> str:
        """Return the value of a header, empty if it is missing."""
        return self.headers.get(name, "")

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()


class RequestError(Exception):
    """A request without a response.

    Args:
        kind: the kind of failure.
        reason: of an invalid certificate, in the words of OpenSSL; else empty.
        redirects: those that were followed before.
    """

    def __init__(self, kind: FailureKind, reason: str = "", redirects: tuple[Redirect, ...] = ()) -> None:
        super().__init__(kind, reason)
        self.kind, self.reason, self.redirects = kind, reason, redirects


def send(
    request: Request, limits: Limits, may_follow: Callable[[str, str], bool] = lambda _before, _after: True
) -> Response:
    """Send a request and follow its redirects.

    Args:
        request: sent along with a User-Agent.
        limits: of time, size and redirects.
        may_follow: whether a redirect from one URL to another is followed; only http and https ever are.

    Raises:
        RequestError: there was no response.
    """
    deadline = time.monotonic() + limits.total_timeout
    redirects: tuple[Redirect, ...] = ()
    while True:
        try:
            response = _send(request, limits, deadline)
        except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            raise RequestError(*_failure(error), redirects) from error
        location = response.header("location")
        if response.status not in REDIRECTS or not location or not limits.max_redirects:
            return replace(response, redirects=redirects)
        redirect = Redirect(response.status, location, _join(request.url, location))
        if not redirect.url or not may_follow(request.url, redirect.url):
            return replace(response, redirects=redirects, blocked=redirect)
        if len(redirects) == limits.max_redirects:
            raise RequestError("redirects", redirects=redirects)
        redirects, request = (*redirects, redirect), replace(request, url=redirect.url)


def _join(url: str, location: str) -> str:
    """The web address that a Location names, relative to the URL that sent it; empty if it is none."""
    with contextlib.suppress(ValueError):  # brackets that do not match
        target = urljoin(url, location)
        return target if host_of(target) else ""
    return ""


def _send(request: Request, limits: Limits, deadline: float) -> Response:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    with _pools(request.url, deadline) as pools:
        response = pools.urlopen(
            request.method,
            urls.ascii_url(request.url),
            body=request.body,
            headers={"User-Agent": USER_AGENT, **request.headers},
            timeout=min(limits.idle_timeout, left),
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
            enforce_content_length=False,  # a body that is cut short is for the caller to judge
        )
        with response:
            names = {name.lower() for name in response.headers}
            merged = {name: response.headers[name] for name in sorted(names)}  # repeated headers are joined by commas
            return Response(request.url, response.status, merged, _read(response, limits.max_body, deadline))


def _read(response: urllib3.BaseHTTPResponse, max_body: int, deadline: float) -> bytes:
    """Read a body in blocks, because a timeout for each byte limits no body."""
    blocks, size = [], 0
    while size < max_body and (block := response.read1(min(_BLOCK, max_body - size), decode_content=False)):
        blocks.append(block)
        size += len(block)
        if time.monotonic() > deadline:
            raise TimeoutError
    return b"".join(blocks)


def _failure(error: Exception) -> tuple[FailureKind, str]:
    """The kind of failure that an error of urllib3 or of the socket stands for, and the reason."""
    cause = error.original_error if isinstance(error, ProxyError) else error
    if isinstance(cause, SSLError) and cause.args:
        cause = cause.args[0]
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "certificate", cause.verify_message
    if isinstance(cause, NameResolutionError | LocationParseError | UnicodeError):
        return "name", ""
    if isinstance(cause, RequestTimeoutError | TimeoutError) and not isinstance(cause, NewConnectionError):
        return "timeout", ""
    return "connection", ""


# --- connections -----------------------------------------------------------------------------------------------------


class _WithDeadline:
    """Mixin of a connection that breaks off a response head which is not complete at the deadline.

    The timeout of a socket begins anew with each byte, so a server that sends a byte a second would never run into it.

    Args:
        deadline: by `time.monotonic`.
    """

    sock: socket.socket

    def __init__(self, *args: Any, deadline: float, **options: Any) -> None:
        super().__init__(*args, **options)
        self._deadline = deadline

    def getresponse(self) -> Any:
        """Return the response; raises TimeoutError at the deadline."""
        expired = threading.Event()
        watchdog = threading.Timer(max(0.0, self._deadline - time.monotonic()), _abort, (self.sock, expired))
        watchdog.start()
        try:
            response = super().getresponse()  # type: ignore[misc]  # of the connection that this is mixed into
        except (OSError, http.client.HTTPException) as error:
            raise (TimeoutError() if expired.is_set() else error) from error
        finally:
            watchdog.cancel()
        if expired.is_set():  # a head that ends because the connection was shut down
            response.close()
            raise TimeoutError
        return response


def _abort(connection: socket.socket, expired: threading.Event) -> None:
    expired.set()
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _HTTPConnection(_WithDeadline, HTTPConnection):
    pass


class _HTTPSConnection(_WithDeadline, HTTPSConnection):
    pass


class _HTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


def _pools(url: str, deadline: float) -> urllib3.PoolManager:
    pools = connection_pools(url, ssl.create_default_context() if urlsplit(url).scheme == "https" else None)
    pools.pool_classes_by_scheme = {
        "http": partial(_HTTPPool, deadline=deadline),  # type: ignore[dict-item]  # anything that makes a pool will do
        "https": partial(_HTTPSPool, deadline=deadline),  # type: ignore[dict-item]
    }
    return pools


def connection_pools(url: str, context: ssl.SSLContext | None = None, **options: Any) -> urllib3.PoolManager:
    """Return the connection pools for a URL: direct ones, or by the proxy that the environment names.

    Args:
        url: http or https.
        context: for TLS.
        options: of the pools, see `urllib3.HTTPConnectionPool`.
    """
    proxy = proxy_of(url)
    if not proxy:
        return urllib3.PoolManager(ssl_context=context, **options)
    parts = urlsplit(proxy)
    user = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}" if parts.username else None
    headers = urllib3.make_headers(proxy_basic_auth=user)
    return urllib3.ProxyManager(proxy, proxy_headers=headers, ssl_context=context, **options)


# --- addresses -------------------------------------------------------------------------------------------------------


def proxy_of(url: str) -> str:
    """The URL of the proxy that the environment names for a URL; empty if it is reached directly."""
    parts = urlsplit(url)
    if is_private_address(url) or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return ""
    proxy = getproxies().get(parts.scheme, "")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def host_of(url: str) -> str:
    """The host of a web address, with its port; empty if it is no web address."""
    with contextlib.suppress(ValueError):  # brackets or a port that are none
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return parts.netloc.lower()
    return ""


def is_private_address(url: str) -> bool:
    """Whether a URL leads to this computer or a private network (RFC 1918, RFC 4193), not to the public internet."""
    host = urlsplit(url).hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    return address.is_private or address.is_loopback or address.is_link_local


def is_placeholder(url: str) -> bool:
    """Whether the name in a URL is reserved for examples and tests, and can belong to no site (RFC 2606, RFC 6761)."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    labels = host.split(".")
    return labels[-1] in {"example", "test", "invalid"} or ".".join(labels[-2:]) in {
        "example.com",
        "example.net",
        "example.org",
    }
