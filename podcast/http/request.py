"""Vocabulary of HTTP: requests, responses, limits, and the failures without a response."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

USER_AGENT: Final = "podcast-from-a-folder"
MAX_BODY: Final = 64 << 20  # bytes of a response that are read
MAX_REDIRECTS: Final = 5
PERMANENT_REDIRECTS: Final = frozenset({301, 308})  # RFC 9110: use the new address from now on
REDIRECTS: Final = PERMANENT_REDIRECTS | {302, 303, 307}

# Why there was no response: the name is unknown to the DNS or is none, the address is not public although only such may
# be reached, the certificate is not valid, the time is over, there are too many redirects, or the connection was
# refused or broke.
FailureKind: TypeAlias = Literal["name", "private", "certificate", "timeout", "redirects", "connection"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a request, redirects included.

    With `public_only`, a connection is only made to an address of the public internet: the one that the name was
    resolved to, and that was checked.
    """

    idle_timeout: float  # seconds without a byte
    total_timeout: float  # seconds
    max_body: int = MAX_BODY  # bytes; the rest of a longer body is not read
    max_redirects: int = MAX_REDIRECTS  # 0: the redirect itself is the response
    public_only: bool = False


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
class Certificate:
    """The time in which the certificate of a server is valid, in UTC."""

    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class Response:
    """A response; names of headers are in lower case.

    `url` is the address that answered, after the `redirects` that were followed. `blocked` is a redirect that was not.
    `certificate` is that of the server, None without TLS.
    """

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    redirects: tuple[Redirect, ...] = ()
    blocked: Redirect | None = None
    certificate: Certificate | None = None

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

    @property
    def is_local(self) -> bool:
        """Whether the failure is that of this computer's network: no route, or no name server that answers."""
        causes: list[BaseException] = []
        error = self.__cause__
        while error is not None and error not in causes:  # urllib3 makes circles of them
            causes.append(error)
            error = error.__cause__ or error.__context__
        for cause in causes:
            if isinstance(cause, socket.gaierror):
                return cause.errno == socket.EAI_AGAIN
            if isinstance(cause, OSError) and cause.errno in {errno.ENETUNREACH, errno.ENETDOWN}:
                return True
        return False
