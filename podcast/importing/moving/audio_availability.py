"""Availability of audio: whether the files of a feed can be fetched, without fetching them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast import http
from podcast.hosts import host_of
from podcast.http import Request, RequestError
from podcast.i18n import _
from podcast.importing.downloads.failures import AttemptFailure, Retries, request_failure, status_failure
from podcast.importing.downloads.fetch_document import document_limits
from podcast.importing.downloads.host_failures import HostFailures
from podcast.importing.downloads.host_queue import HostQueue, StopSignal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.importing.downloads.policy import NetworkPolicy

MAX_SAMPLE: Final = 200  # addresses that are asked; of longer lists the first and last, and others evenly spread
ENDS: Final = 20  # addresses of the sample from each end of the list
_HEADERS: Final = {"Accept": "*/*", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Availability:
    """The result of a check: the number of addresses that were asked, and a sentence for each that failed."""

    checked: int
    failures: tuple[str, ...]


def sample(addresses: Sequence[str], maximum: int = MAX_SAMPLE) -> tuple[str, ...]:
    """Return at most `maximum` of the addresses: all, or those at both ends and others evenly spread."""
    if len(addresses) <= maximum:
        return tuple(addresses)
    middle = addresses[ENDS:-ENDS]
    count = maximum - 2 * ENDS
    spread = [middle[number * len(middle) // count] for number in range(count)]
    return (*addresses[:ENDS], *spread, *addresses[-ENDS:])


def check_availability(addresses: Sequence[str], policy: NetworkPolicy) -> Availability:
    """Ask for the heads of files: by HEAD, or by a range of one byte where a server refuses that.

    Args:
        addresses: of the files; see `sample`.
        policy: the limits.
    """
    hosts = HostFailures()

    def check(url: str, stop: StopSignal) -> str:
        try:
            with hosts.counted(host_of(url)):
                _check(url, policy, stop)
        except AttemptFailure as failure:
            return failure.sentence(url)
        return ""

    queue = HostQueue(addresses, host_of, check, policy)
    return Availability(len(addresses), tuple(sorted(fault for fault in queue.results() if fault)))


def _check(url: str, policy: NetworkPolicy, stop: StopSignal) -> None:
    """Ask for the head of a file; again after a failure that may pass.

    Raises:
        AttemptFailure: it cannot be fetched.
    """
    if not host_of(url):
        raise AttemptFailure(_("it is no web address"))
    retries = Retries(policy)
    while not stop.is_set:
        failure = _failure("HEAD", url, policy)
        if failure is not None and failure.status:  # some servers know no HEAD
            failure = _failure("GET", url, policy)
        if failure is None:
            return
        stop.wait(retries.pause(failure))


def _failure(method: str, url: str, policy: NetworkPolicy) -> AttemptFailure | None:
    headers = _HEADERS | ({"Range": "bytes=0-0"} if method == "GET" else {})
    try:
        response = http.send(Request(method, url, headers), document_limits(policy, 1))
    except RequestError as error:
        return request_failure(error)
    if response.status not in {200, 206}:
        return status_failure(response)
    if response.media_type == "text/html":
        return AttemptFailure(_("the server sends a web page"), response.status)
    return None
