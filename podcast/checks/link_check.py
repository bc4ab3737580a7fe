"""Do the links of a show lead anywhere? One question an address, few at once, one after the other for each host.

HEAD first; GET, of which only the head is read, where HEAD is not understood. No cookies, no bodies, no more than
`WHOLE` seconds an address, whatever the other side does.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from podcast import urls as addresses
from podcast.i18n import _
from podcast.publish.outside.client import AGENT, near, placeholder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Verdict = Literal["ok", "moved", "dead", "unsure", "skipped"]

HOSTS: Final = 8  # at once
TIMEOUT: Final = 10.0  # seconds without a byte
WHOLE: Final = 30.0  # seconds for an address, redirects and all
PAUSE: Final = 0.2  # seconds between two questions to one host
REDIRECTS: Final = 5
GONE: Final = frozenset({404, 410})
FOR_GOOD: Final = frozenset({301, 308})  # RFC 9110: use the new address from now on
FOR_NOW: Final = frozenset({302, 303, 307})
_KEPT: Final = "!$%&'()*+,/:;=?@~"  # characters of an address that are sent as they are


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an address: `status` of HTTP (0: no answer), where redirects for good lead, and why in words."""

    url: str
    verdict: Verdict
    status: int = 0
    to: str = ""
    why: str = ""


def asked(urls: Iterable[str], *, own: bool = False) -> Mapping[str, Answer]:
    """What became of each address.

    Args:
        urls: http or https.
        own: whether addresses of this computer and its network are asked, too: nobody else reaches them.
    """
    by_host: dict[str, list[str]] = {}
    for url in sorted(set(urls)):
        by_host.setdefault(_host(url), []).append(url)
    with ThreadPoolExecutor(HOSTS) as executor:
        found = [
            answer
            for answers in executor.map(lambda some: _one_host(some, own), by_host.values())
            for answer in answers
        ]
    return {answer.url: answer for answer in sorted(found, key=lambda answer: answer.url)}


def _one_host(urls: list[str], own: bool) -> list[Answer]:  # noqa: FBT001 - executors pass by position
    answers = []
    for number, url in enumerate(urls):
        if number:
            time.sleep(PAUSE)
        answers.append(_asked(url, own=own))
    return answers


def _host(url: str) -> str:
    """The host of a web address, with its port; empty where it is none."""
    with contextlib.suppress(ValueError):  # brackets or a port that are none
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return parts.netloc.lower()
    return ""


def _asked(url: str, *, own: bool) -> Answer:
    if not _host(url):
        return Answer(url, "dead", why=_("is no web address"))
    if placeholder(url):
        return Answer(url, "skipped", why=_("stands for no place in the world (RFC 2606)"))
    if near(url) and not own:
        return Answer(url, "dead", why=_("is an address of your own network, which listeners cannot reach"))
    deadline = time.monotonic() + WHOLE
    answer = _followed("HEAD", url, deadline, own=own)
    if answer.verdict in {"ok", "moved"} or answer.status == 429:
        return answer
    return _followed("GET", url, deadline, own=own)


def _followed(verb: str, url: str, deadline: float, *, own: bool) -> Answer:
    """The answer at the end of the redirects; `to` is how far they were for good."""
    here, to, lasting = url, "", True
    for _turn in range(REDIRECTS + 1):
        try:
            status, location = _answer(verb, here, deadline)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return replace(_silence(url, error), to=to)
        if status not in FOR_GOOD | FOR_NOW or not location:
            return _judged(Answer(url, "ok", status, to))
        here = _joined(here, location)
        lasting = lasting and status in FOR_GOOD
        to = here if lasting else to
        if not _host(here) or (near(here) and not own):
            why = _("is redirected to where nobody can go, {place}").format(place=location)
            return Answer(url, "dead", status, why=why)
    return Answer(url, "dead", why=_("is redirected more than {count} times").format(count=REDIRECTS))


def _joined(here: str, location: str) -> str:
    with contextlib.suppress(ValueError):  # brackets that are none
        return urljoin(here, location)
    return ""


def _judged(answer: Answer) -> Answer:
    if answer.status in GONE:
        return replace(answer, verdict="dead", why=_("is gone (answer {status})").format(status=answer.status))
    if not 200 <= answer.status < 300:
        why = _("cannot be looked at by a program (answer {status})").format(status=answer.status)
        return replace(answer, verdict="unsure", why=why)
    if answer.to:
        return replace(answer, verdict="moved", why=_("has moved to {place}").format(place=answer.to))
    return answer


def _silence(url: str, error: Exception) -> Answer:
    """Why no answer came. What may be better tomorrow is no proof."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why = _("has a certificate that is not valid ({reason})").format(reason=error.verify_message)
        return Answer(url, "dead", why=why)
    if isinstance(error, socket.gaierror | UnicodeError):
        return Answer(url, "dead", why=_("has a name that leads nowhere"))
    if isinstance(error, TimeoutError):
        return Answer(url, "unsure", why=_("did not answer in time"))
    return Answer(url, "unsure", why=_("did not answer, or broke off"))


def _answer(verb: str, url: str, deadline: float) -> tuple[int, str]:
    """Status and Location of one request.

    Raises:
        OSError, http.client.HTTPException, ValueError: no answer that can be read, or none in time.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line, target = _line(addresses.web(url), min(TIMEOUT, left))
    late = threading.Event()
    with contextlib.closing(line):
        line.connect()
        watch = threading.Timer(left, _cut, (line.sock, late))
        watch.start()
        try:
            line.request(verb, target, headers={"User-Agent": AGENT, "Accept": "*/*"})
            answer = line.getresponse()
        except (OSError, http.client.HTTPException) as error:
            raise (TimeoutError() if late.is_set() else error) from error
        finally:
            watch.cancel()
        if late.is_set():  # a head that ends because we left
            raise TimeoutError
        return answer.status, answer.headers.get("Location", "")


def _cut(line: socket.socket, late: threading.Event) -> None:
    """Ends a conversation that drips along: a time limit for every byte is none for the whole."""
    late.set()
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _line(url: str, timeout: float) -> tuple[http.client.HTTPConnection, str]:
    """A connection, not opened yet, and what to ask for; through the proxy that the environment names."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    secure: dict[str, Any] = {"context": ssl.create_default_context()} if parts.scheme == "https" else {}
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    target = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    proxy = urlsplit("" if near(url) or proxy_bypass(host) else getproxies().get(parts.scheme, ""))
    if not proxy.hostname:
        return kind(host, parts.port, timeout=timeout, **secure), target
    line = kind(proxy.hostname, proxy.port, timeout=timeout, **secure)
    if secure:
        line.set_tunnel(host, parts.port or 443)
        return line, target
    return line, f"http://{parts.netloc}{target}"
