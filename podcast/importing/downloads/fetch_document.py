"""Download of one document into memory: a feed, a page of it."""

from __future__ import annotations

import time
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from podcast import http
from podcast.hosts import host_of
from podcast.http import Limits, Request, RequestError
from podcast.i18n import _
from podcast.importing.downloads.failures import AttemptFailure, Retries, request_failure, status_failure
from podcast.importing.downloads.policy import FetchError

if TYPE_CHECKING:
    from podcast.http import Response
    from podcast.importing.downloads.policy import NetworkPolicy

_HEADERS: Final = {
    "Accept": "application/rss+xml, application/atom+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5",
    "Accept-Encoding": "gzip",
}
GZIP_NAMES: Final = frozenset({"gzip", "x-gzip"})
ANY_ZLIB: Final = 47  # window bits: the format is found out (gzip or zlib)


def fetch_document(url: str, policy: NetworkPolicy) -> Response:
    """Return the response to a GET, after redirects and retries; `url`, `redirects`, `headers` and `body` tell all.

    A body that was compressed for the transfer is returned unpacked.

    Args:
        url: http or https; spaces and umlauts are encoded.
        policy: the limits.

    Raises:
        FetchError: there is no usable response.
    """
    url = url.strip()
    try:
        return _fetch(url, policy)
    except AttemptFailure as failure:
        raise FetchError(failure.sentence(url), failure.status) from failure


def _fetch(url: str, policy: NetworkPolicy) -> Response:
    if not host_of(url):
        raise AttemptFailure(_("it is no web address"))
    retries = Retries(policy)
    while True:
        try:
            return _attempt(url, policy)
        except AttemptFailure as failure:
            time.sleep(retries.pause(failure))


def _attempt(url: str, policy: NetworkPolicy) -> Response:
    try:
        response = http.send(Request("GET", url, _HEADERS), document_limits(policy, policy.max_document_bytes + 1))
    except RequestError as error:
        raise request_failure(error) from error
    if response.status != 200:
        raise status_failure(response)
    if len(response.body) < min(content_length(response) or 0, policy.max_document_bytes):
        raise AttemptFailure(_("the server ended before the end of the document"), is_temporary=True)
    body = _unpacked(response, policy.max_document_bytes + 1)
    if len(body) > policy.max_document_bytes:
        raise AttemptFailure(_("it is larger than {size} MB").format(size=policy.max_document_bytes >> 20))
    return replace(response, body=body)


def document_limits(policy: NetworkPolicy, max_body: int) -> Limits:
    """The limits of a request for a document, or for the head of a file."""
    return Limits(
        policy.idle_timeout,
        policy.document_timeout,
        max_body,
        max_redirects=policy.max_redirects,
        public_only=not policy.allow_private,
    )


def content_length(response: Response) -> int | None:
    """The length of the body that a response announces, in bytes; None if it announces none."""
    length = response.header("content-length")
    return int(length) if length.isascii() and length.isdecimal() else None


def _unpacked(response: Response, max_size: int) -> bytes:
    """The body without the compression of the transfer, `max_size` bytes of it at most."""
    if response.header("content-encoding").strip().lower() not in GZIP_NAMES:
        return response.body
    try:
        return zlib.decompressobj(ANY_ZLIB).decompress(response.body, max_size)
    except zlib.error:
        raise AttemptFailure(_("the server compressed it wrongly")) from None
