"""Link check: one request for each URL of a show, a few hosts at once, one request at a time for each host.

HEAD first; GET, of which no body is read, where HEAD fails. No cookies, and at most `TOTAL_TIMEOUT` seconds for a URL,
whatever its server does.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Final, Literal

from podcast import http
from podcast.hosts import host_of, is_placeholder, is_private_address
from podcast.http import Limits, RequestError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.http import FailureKind

    Verdict = Literal["ok", "moved", "dead", "unsure", "skipped", "unchecked"]

HOSTS: Final = 8  # at once
IDLE_TIMEOUT: Final = 10.0  # seconds without a byte
TOTAL_TIMEOUT: Final = 30.0  # seconds for a URL, with both methods and all redirects
PAUSE: Final = 0.2  # seconds between two requests to one host
GONE: Final = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class LinkResult:
    """Result of the check of a URL.

    `status` is that of HTTP (0: no response), `to` the URL that permanent redirects lead to, `why` the reason of a
    verdict other than "ok". `answered_by` is the host of the response, after redirects; `failure` says why there was
    none, and `is_local` whether the reason is this computer's network.
    """

    url: str
    verdict: Verdict
    status: int = 0
    to: str = ""
    why: str = ""
    answered_by: str = ""
    failure: FailureKind | Literal[""] = ""
    is_local: bool = False


def check_urls(urls: Iterable[str], *, include_private: bool = False) -> Mapping[str, LinkResult]:
    """Check each URL once. Without a network the verdict on all is "unchecked", see `link_network`.

    Args:
        urls: http or https.
        include_private: whether addresses of this computer and its network are requested, too; listeners cannot reach
            them.
    """
    by_host: dict[str, list[str]] = {}
    for url in sorted(set(urls)):
        by_host.setdefault(host_of(url), []).append(url)
    with ThreadPoolExecutor(HOSTS) as executor:
        groups = executor.map(lambda group: _check_host(group, include_private), by_host.values())
        results = [result for group in groups for result in group]
    return {result.url: result for result in sorted(results, key=lambda result: result.url)}


def _check_host(urls: list[str], include_private: bool) -> list[LinkResult]:  # noqa: FBT001 - executors pass by position
    results = []
    for number, url in enumerate(urls):
        if number:
            time.sleep(PAUSE)
        results.append(_check(url, include_private=include_private))
    return results


def _check(url: str, *, include_private: bool) -> LinkResult:
    if not host_of(url):
        return LinkResult(url, "dead", why=_("is not a web address"))
    if is_placeholder(url):
        return LinkResult(url, "skipped", why=_("is a reserved example address (RFC 2606)"))
    if is_private_address(url) and not include_private:
        return LinkResult(url, "dead", why=_("is in your own network, where listeners cannot reach it"))
    deadline = time.monotonic() + TOTAL_TIMEOUT
    result = _request("HEAD", url, deadline, include_private=include_private)
    if result.verdict in {"ok", "moved"} or result.status == 429:
        return result
    return _request("GET", url, deadline, include_private=include_private)


def _request(method: str, url: str, deadline: float, *, include_private: bool) -> LinkResult:
    request = http.Request(method, url, {"Accept": "*/*"})
    limits = Limits(IDLE_TIMEOUT, deadline - time.monotonic(), max_body=0)
    try:
        response = http.send(request, limits, lambda _before, after: include_private or not is_private_address(after))
    except RequestError as error:
        return _failure(url, error)
    if response.blocked:
        why = _("redirects to an unreachable address, {place}").format(place=response.blocked.location)
        return LinkResult(url, "dead", response.status, why=why, answered_by=host_of(response.url))
    to = _permanent_target(response.redirects)
    return _result(LinkResult(url, "ok", response.status, to, answered_by=host_of(response.url)))


def _permanent_target(redirects: tuple[http.Redirect, ...]) -> str:
    """The URL that redirects lead to as far as they are permanent; empty if the first is not."""
    permanent = takewhile(lambda redirect: redirect.status in http.PERMANENT_REDIRECTS, redirects)
    return ([""] + [redirect.url for redirect in permanent])[-1]


def _result(result: LinkResult) -> LinkResult:
    if result.status in GONE:
        return replace(result, verdict="dead", why=_("is gone (status {status})").format(status=result.status))
    if not 200 <= result.status < 300:
        why = _("cannot be checked by a program (status {status})").format(status=result.status)
        return replace(result, verdict="unsure", why=why)
    if result.to:
        return replace(result, verdict="moved", why=_("has moved to {place}").format(place=result.to))
    return result


def _failure(url: str, error: RequestError) -> LinkResult:
    """The result for a URL that did not respond; what may work tomorrow is not called dead."""
    result = LinkResult(url, "dead", failure=error.kind, is_local=error.is_local)
    if error.kind == "redirects":
        return replace(result, why=_("redirects more than {count} times").format(count=http.MAX_REDIRECTS))
    result = replace(result, to=_permanent_target(error.redirects))
    if error.kind == "certificate":
        why = _("has a certificate that is not valid ({reason})").format(reason=error.reason)
        return replace(result, why=why)
    if error.kind == "name" and not error.is_local:
        return replace(result, why=_("has a host name that does not exist"))
    if error.kind == "name":
        return replace(result, verdict="unsure", why=_("has a host name that could not be looked up"))
    if error.kind == "timeout":
        return replace(result, verdict="unsure", why=_("did not answer in time"))
    return replace(result, verdict="unsure", why=_("did not answer, or closed the connection"))
