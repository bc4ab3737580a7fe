"""Requests to the API of a CDN: tried again where that may help, for a limited time."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast import http
from podcast.i18n import _
from podcast.publish.cdn.provider import CdnError

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.http import Request, Response
    from podcast.publish.cdn.provider import Account, CdnProvider

THREADS: Final = 8
PATIENCE: Final = 60.0  # seconds for all requests of a publish
MIN_PAUSE, MAX_PAUSE = 0.5, 20.0  # seconds; doubled with each attempt, with full jitter
_LIMITS: Final = http.Limits(idle_timeout=15.0, total_timeout=30.0, max_body=1 << 16, max_redirects=0)
_BUSY: Final = frozenset({429, 500, 502, 503, 504})
_RANDOM: Final = random.SystemRandom().random


@dataclass(frozen=True, slots=True)
class Patience:
    """How long requests are tried; `sleep` waits seconds, `clock` returns seconds that only go forward."""

    seconds: float = PATIENCE
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic


def send_all(provider: CdnProvider, account: Account, requests: tuple[Request, ...], patience: Patience) -> None:
    """Send all requests, several at once; after a refusal, no further one is begun.

    Raises:
        CdnError: one of them failed for good.
    """
    deadline = patience.clock() + patience.seconds
    executor = ThreadPoolExecutor(THREADS)
    try:
        for _sent in executor.map(lambda request: _send(provider, account, request, (patience, deadline)), requests):
            pass
    finally:
        executor.shutdown(cancel_futures=True)


def _send(provider: CdnProvider, account: Account, request: Request, until: tuple[Patience, float]) -> None:
    """Send a request until it succeeds, is refused, or the time is over."""
    patience, deadline = until
    pause = MIN_PAUSE
    while True:
        try:
            response = http.send(account.authenticate(request), _LIMITS)
        except http.RequestError as error:
            failure, delay = CdnError(_failure(error)), 0.0
        else:
            if (problem := _refusal(provider, response)) is None:
                return
            if response.status not in _BUSY:
                raise problem
            failure, delay = problem, _retry_after(response)
        wait = max(delay, _RANDOM() * pause)
        if patience.clock() + wait > deadline:
            raise failure
        patience.sleep(wait)
        pause = min(pause * 2, MAX_PAUSE)


def _failure(error: http.RequestError) -> str:
    if error.kind == "certificate":
        return _("its certificate is not valid ({why})").format(why=error.reason)
    if error.kind == "name":
        return _("the host name does not exist")
    return _("the connection was refused or broken")


def _refusal(provider: CdnProvider, response: Response) -> CdnError | None:
    """The error that a response stands for; None if the CDN has accepted the request."""
    problem = provider.problem_of(response.body)
    if 200 <= response.status < 300 and not problem:
        return None
    reason = _("status {status}").format(status=response.status)
    return CdnError(f"{reason}: {problem}" if problem else reason, _remedy(provider, response.status))


def _remedy(provider: CdnProvider, status: int) -> str:
    if status in {401, 403}:
        sentence = _("check {credentials}: it needs {permission}")
        return sentence.format(credentials=provider.credentials, permission=_(provider.permission))
    if status == 404:
        return _("check `publish: cdn: id:`")
    return ""


def _retry_after(response: Response) -> float:
    value = response.header("retry-after")
    return float(value) if value.isdecimal() else 0.0
