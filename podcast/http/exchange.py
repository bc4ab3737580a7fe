"""Requests and their responses: redirects followed by hand, bodies read in blocks, within one deadline."""

from __future__ import annotations

import contextlib
import http.client
import re
import ssl
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

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
from podcast.hosts import host_of
from podcast.http.connections import PrivateAddressError, limited_pools
from podcast.http.request import REDIRECTS, USER_AGENT, Redirect, RequestError, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import urllib3

    from podcast.http.request import FailureKind, Limits, Request

_BLOCK: Final = 1 << 16  # bytes
_RAW_BYTE: Final = re.compile(
    "[ \x7f-\xff]"
)  # of a Location, which is read as latin-1; browsers encode such bytes, too


def send(
    request: Request, limits: Limits, may_follow: Callable[[str, str], bool] = lambda _before, _after: True
) -> Response:
    """Send a request, follow its redirects, and read the body.

    Args:
        request: sent along with a User-Agent.
        limits: of time, size and redirects.
        may_follow: whether a redirect from one URL to another is followed; only http and https ever are.

    Raises:
        RequestError: there was no response.
    """
    with open_response(request, limits, may_follow) as (response, blocks):
        return replace(response, body=b"".join(blocks))


@contextlib.contextmanager
def open_response(
    request: Request, limits: Limits, may_follow: Callable[[str, str], bool] = lambda _before, _after: True
) -> Iterator[tuple[Response, Iterator[bytes]]]:
    """Send a request and follow its redirects; yield the response without its body, and the blocks of that.

    A body that is cut short ends early: its length is for the caller to judge. The blocks raise RequestError at the
    deadline, and where the connection breaks.

    Args:
        request: sent along with a User-Agent.
        limits: of time, size and redirects; they hold for the body as well.
        may_follow: whether a redirect from one URL to another is followed; only http and https ever are.

    Raises:
        RequestError: there was no response.
    """
    deadline = time.monotonic() + limits.total_timeout
    redirects: tuple[Redirect, ...] = ()
    while True:
        with contextlib.ExitStack() as stack:
            with request_errors(redirects):
                source = stack.enter_context(_sent(request, limits, deadline))
            response = replace(response_head(request, source), redirects=redirects)
            redirect = _redirect(response) if limits.max_redirects else None
            if redirect is None or not redirect.url or not may_follow(request.url, redirect.url):
                yield replace(response, blocked=redirect), _blocks(source, limits.max_body, deadline, redirects)
                return
        if len(redirects) == limits.max_redirects:
            raise RequestError("redirects", redirects=redirects)
        redirects, request = (*redirects, redirect), replace(request, url=redirect.url)


def _redirect(response: Response) -> Redirect | None:
    """The redirect that a response is; None if it is the last one."""
    location = response.header("location")
    if response.status not in REDIRECTS or not location:
        return None
    return Redirect(response.status, location, _join(response.url, location))


def _join(url: str, location: str) -> str:
    """The web address that a Location names, relative to the URL that sent it; empty if it is none."""
    with contextlib.suppress(ValueError):  # brackets that do not match
        target = urljoin(url, _RAW_BYTE.sub(lambda byte: f"%{ord(byte[0]):02X}", location))
        return target if host_of(target) else ""
    return ""


@contextlib.contextmanager
def _sent(request: Request, limits: Limits, deadline: float) -> Iterator[urllib3.BaseHTTPResponse]:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    with limited_pools(request.url, deadline, public_only=limits.public_only) as pools:
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
            yield response


def response_head(request: Request, response: urllib3.BaseHTTPResponse) -> Response:
    """The response without its body."""
    names = {name.lower() for name in response.headers}
    merged = {name: response.headers[name] for name in sorted(names)}  # repeated headers are joined by commas
    certificate = getattr(response.connection, "certificate", None)
    return Response(request.url, response.status, merged, certificate=certificate)


def _blocks(
    response: urllib3.BaseHTTPResponse, max_body: int, deadline: float, redirects: tuple[Redirect, ...]
) -> Iterator[bytes]:
    """Read a body in blocks, because a timeout for each byte limits no body."""
    size = 0
    while size < max_body:
        with request_errors(redirects):
            block = response.read1(min(_BLOCK, max_body - size), decode_content=False)
        if not block:
            return
        size += len(block)
        yield block
        if time.monotonic() > deadline:
            raise RequestError("timeout", redirects=redirects)


@contextlib.contextmanager
def request_errors(redirects: tuple[Redirect, ...]) -> Iterator[None]:
    """Raise RequestError for errors of urllib3 and of the socket.

    Args:
        redirects: that were followed before.

    Raises:
        RequestError: one was raised.
    """
    try:
        yield
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        raise RequestError(*_failure(error), redirects) from error


def _failure(error: Exception) -> tuple[FailureKind, str]:
    """The kind of failure that an error of urllib3 or of the socket stands for, and the reason."""
    cause = error.original_error if isinstance(error, ProxyError) else error
    if isinstance(cause, SSLError) and cause.args:
        cause = cause.args[0]
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "certificate", cause.verify_message
    if isinstance(cause, PrivateAddressError):
        return "private", ""
    if isinstance(cause, NameResolutionError | LocationParseError | UnicodeError):
        return "name", ""
    if isinstance(cause, RequestTimeoutError | TimeoutError) and not isinstance(cause, NewConnectionError):
        return "timeout", ""
    return "connection", ""
