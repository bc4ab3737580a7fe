"""Asking the world: one HTTP request as a listener's app makes it, and the answer, or why there was none.

The answer of a HEAD is not turned into a GET by a redirect, nothing is cached, no cookie is kept.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

AGENT: Final = "podcast-from-a-folder"
TIMEOUT: Final = 20.0  # seconds without a byte
WHOLE: Final = 120.0  # seconds for a whole answer
LARGEST: Final = 64 << 20  # bytes of an answer that are read
REDIRECTS: Final = 5
BLOCK: Final = 1 << 16  # bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: names of headers in lower case; `url` is where the redirects led."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def says(self, name: str) -> str:
        """A header's value, empty where it is missing."""
        return self.headers.get(name, "")

    @property
    def media_type(self) -> str:
        """The type without its parameters, in lower case."""
        return self.says("content-type").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer, and of which kind: `name` (unknown to the DNS), `certificate`, `redirect`, `late` or `line`."""

    kind: str
    words: str


def ask(verb: str, url: str, headers: Mapping[str, str] | None = None, most: int = LARGEST) -> Answer | Silence:
    """One request, redirects followed.

    Args:
        verb: GET or HEAD.
        url: http or https.
        headers: what the app sends.
        most: bytes of the body that are read.
    """
    return _asked(verb, url, dict(headers or {}), None, most)


def tell(url: str, form: bytes) -> Answer | Silence:
    """A POST of a form; redirects are not followed."""
    return _asked("POST", url, {"Content-Type": "application/x-www-form-urlencoded"}, form, 4096)


def _asked(verb: str, url: str, headers: dict[str, str], body: bytes | None, most: int) -> Answer | Silence:
    opener = urllib.request.build_opener(_Stay, *([urllib.request.ProxyHandler({})] if near(url) else []))
    for _hop in range(REDIRECTS + 1):
        request = urllib.request.Request(url, body, {"User-Agent": AGENT, **headers}, method=verb)  # noqa: S310 -- looked at in `_next`, and by the form of the show
        try:
            found = _read(opener, request, most)
        except (OSError, http.client.HTTPException) as error:
            return silence(error)
        if found.status not in {301, 302, 303, 307, 308} or body is not None:
            return found
        following = urljoin(url, found.says("location"))
        if wrong := _astray(url, following):
            return wrong
        url = following
    return Silence("redirect", _("it is redirected more than {redirects} times").format(redirects=REDIRECTS))


def _read(opener: urllib.request.OpenerDirector, request: urllib.request.Request, most: int) -> Answer:
    deadline = time.monotonic() + WHOLE
    try:
        answer = opener.open(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:  # an answer, too
        answer = error
    with answer:
        parts, size = [], 0
        while size < most and (block := answer.read1(min(BLOCK, most - size))):
            parts.append(block)
            size += len(block)
            if time.monotonic() > deadline:
                raise TimeoutError
        return Answer(request.full_url, answer.status or 0, _lower(answer.headers), b"".join(parts))


def _lower(headers: Message) -> dict[str, str]:
    """The headers by their names in lower case; one that is sent twice counts as apps read it, joined by commas."""
    names = {name.lower() for name in headers}
    return {name: ", ".join(headers.get_all(name, [])) for name in sorted(names)}


def _astray(before: str, after: str) -> Silence | None:
    """Why a redirect is not followed."""
    first, second = urlsplit(before), urlsplit(after)
    if second.scheme not in {"http", "https"} or not second.hostname or after == before:
        return Silence("redirect", _("it is redirected to nowhere"))
    if first.scheme == "https" and second.scheme == "http":
        return Silence(
            "redirect", _("it is redirected to an address that is not encrypted, {after}").format(after=after)
        )
    return None


class _Stay(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to us: urllib makes a GET of a HEAD."""

    def redirect_request(self, *_: object) -> None:
        """No request."""


def silence(error: BaseException) -> Silence:
    """Why there was no answer, by what the line raised."""
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, BaseException):
        error = error.reason
    if isinstance(error, ssl.SSLCertVerificationError):
        return Silence("certificate", _("its certificate is not valid ({why})").format(why=error.verify_message))
    if isinstance(error, socket.gaierror):
        return Silence("name", _("its name leads nowhere"))
    if isinstance(error, TimeoutError):
        return Silence("late", _("no answer came within {timeout:.0f} seconds").format(timeout=TIMEOUT))
    return Silence("line", _("the line was refused or broken"))


def near(url: str) -> bool:
    """Whether an address is this computer's own, or one of a private network (RFC 1918, RFC 4193): not the world's."""
    host = urlsplit(url).hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    return address.is_private or address.is_loopback or address.is_link_local


def placeholder(url: str) -> bool:
    """Whether an address is a stand-in that nobody can own (RFC 2606, RFC 6761)."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    labels = host.split(".")
    return labels[-1] in {"example", "test", "invalid"} or ".".join(labels[-2:]) in {
        "example.com",
        "example.net",
        "example.org",
    }
