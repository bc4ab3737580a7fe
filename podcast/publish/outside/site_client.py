"""Requests to the public site as a listener's app makes them, and the faults of those without a response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from podcast import http
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.http import Limits, Request, RequestError, Response

IDLE_TIMEOUT: Final = 20.0  # seconds without a byte
TOTAL_TIMEOUT: Final = 120.0  # seconds for a whole response, redirects included
MAX_REPLY: Final = 4096  # bytes of a reply to a form


@dataclass(frozen=True, slots=True)
class NoResponse:
    """The fault of a request without a response, a key of `remedies.FAULTS`, and its detail for people."""

    fault: str
    detail: str


def fetch(
    method: str, url: str, headers: Mapping[str, str] | None = None, max_body: int = http.MAX_BODY
) -> Response | NoResponse:
    """Send a request and follow its redirects, but not from https to http.

    Args:
        method: GET or HEAD.
        url: http or https.
        headers: that the app sends.
        max_body: bytes of the body that are read.
    """
    request = http.Request(method, url, headers or {})
    response = _send(request, http.Limits(IDLE_TIMEOUT, TOTAL_TIMEOUT, max_body))
    if isinstance(response, NoResponse) or response.status not in http.REDIRECTS:
        return response
    after = response.blocked.url if response.blocked else ""
    if after not in {"", response.url}:
        return NoResponse("redirect", _("it redirects to an unencrypted address, {after}").format(after=after))
    return NoResponse("redirect", _("it redirects without a target"))


def post(url: str, body: bytes, media_type: str) -> Response | NoResponse:
    """POST a body; redirects are not followed."""
    request = http.Request("POST", url, {"Content-Type": media_type}, body)
    return _send(request, http.Limits(IDLE_TIMEOUT, TOTAL_TIMEOUT, MAX_REPLY, max_redirects=0))


def _send(request: Request, limits: Limits) -> Response | NoResponse:
    try:
        return http.send(request, limits, _may_follow)
    except http.RequestError as error:
        return _no_response(error)


def _may_follow(before: str, after: str) -> bool:
    """Whether apps follow a redirect: browsers and iOS refuse one that leaves encryption."""
    return after != before and (urlsplit(before).scheme, urlsplit(after).scheme) != ("https", "http")


def _no_response(error: RequestError) -> NoResponse:
    if error.kind == "redirects":
        return NoResponse(
            "redirect", _("it redirects more than {redirects} times").format(redirects=http.MAX_REDIRECTS)
        )
    if error.kind == "certificate":
        return NoResponse("certificate", _("its certificate is not valid ({why})").format(why=error.reason))
    if error.kind == "name":
        return NoResponse("name", _("the host name does not exist"))
    if error.kind == "timeout":
        return NoResponse("timeout", _("no response within {timeout:.0f} seconds").format(timeout=IDLE_TIMEOUT))
    return NoResponse("connection", _("the connection was refused or broken"))
