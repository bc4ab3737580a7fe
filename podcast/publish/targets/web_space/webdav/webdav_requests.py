"""Requests to a WebDAV server: with the user's password once the server asks for it, and with its own clock."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import quote, urlsplit

from podcast import http
from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.server_clock import clock_skew
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.credentials import Credentials
from podcast.publish.targets.web_space.webdav.authentication import Authorization, authorization, parse_challenges
from podcast.publish.targets.web_space.webdav.webdav_errors import request_failure, unknown_login_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.publish.targets.web_space.addresses import Address
    from podcast.publish.targets.web_space.credentials import PasswordPrompt

    _Answer = tuple[http.Response, Iterator[bytes]]  # without its body, and the blocks of that

__all__ = ["DavRequest", "WebDavRequests"]

BLOCK: Final = 1 << 17  # bytes that are read and sent at once: progress on a slow connection moves, too
MAX_LOGINS: Final = 3  # for one request: a first one, one with a new nonce, one with a new password
SAFE: Final = "/~!$&'()*+,;=:@"  # characters of a path that need no encoding (RFC 3986)


@dataclass(frozen=True, slots=True)
class DavRequest:
    """A request for a path, which is decoded and begins with a slash.

    `action` is what it is for, in messages; a `source` is sent from its start to its end.
    """

    method: str
    path: str
    action: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    source: BinaryIO | None = None


class WebDavRequests:
    """Sends requests to one server. Thread-safe.

    Args:
        address: of the web space.
        prompt: asks for a password, see `Credentials`.
    """

    def __init__(self, address: Address, prompt: PasswordPrompt | None) -> None:
        host = f"[{address.host}]" if ":" in address.host else address.host
        scheme = "https" if address.scheme == "webdavs" else "http"
        self.origin = f"{scheme}://{host}:{address.port}" if address.port else f"{scheme}://{host}"
        self.clock_skew = 0.0
        self._user, self._server = address.user, address.server
        self._credentials = Credentials(address, prompt=prompt)
        self._connections = http.ServerConnections(self.origin)
        self._lock = threading.RLock()
        self._authorization: Authorization | None = None

    @contextlib.contextmanager
    def open_response(self, request: DavRequest) -> Iterator[_Answer]:
        """Send a request, and log in if the server wants that; yield the response, and the blocks of its body.

        Raises:
            PublishError: the server refuses the user, or cannot be reached.
            TransientError: the connection broke.
        """
        for _attempt in range(MAX_LOGINS):
            used = self._authorization
            with contextlib.ExitStack() as stack:
                answer: _Answer | None = stack.enter_context(self._sent(request, used))
                if answer and answer[0].status == 401:
                    answer = self._log_in(request, answer[0], used, stack)
                if answer:
                    yield answer
                    return
        raise TransientError(_("the server asks for the password again and again"))

    def send(self, request: DavRequest) -> tuple[http.Response, bytes]:
        """Send a request; return the response, and its body."""
        with self.open_response(request) as (response, blocks):
            return response, b"".join(blocks)

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    @contextlib.contextmanager
    def _sent(self, request: DavRequest, authorized: Authorization | None) -> Iterator[_Answer]:
        """Send a request once; translate what goes wrong on the way."""
        url = self.origin + quote(request.path, safe=SAFE)
        headers = {**request.headers}
        if authorized:
            headers["Authorization"] = authorized.header(request.method, urlsplit(url).path)
        blocks = None
        if request.source is not None:
            headers["Content-Length"] = str(request.source.seek(0, 2))
            request.source.seek(0)
            blocks = iter(lambda: request.source.read(BLOCK) if request.source else b"", b"")
        try:
            sent = http.Request(request.method, url, headers, request.body)
            with self._connections.open_response(sent, blocks) as (response, body):
                self.clock_skew = clock_skew(response.header("date"), self.clock_skew)
                yield response, body
        except http.RequestError as error:
            raise request_failure(error, request.action) from error

    def _log_in(
        self, request: DavRequest, refused: http.Response, used: Authorization | None, stack: contextlib.ExitStack
    ) -> _Answer | None:
        """Authenticate as the server wants it, by the request itself.

        Args:
            request: that was refused.
            refused: the response to it.
            used: what it was sent with.
            stack: that closes the response.

        Returns:
            The response; None if the request is to be sent again, because another thread has logged in meanwhile, or
            because the server has sent a new nonce.
        """
        challenges = parse_challenges(refused.header("www-authenticate"))
        with self._lock:
            if self._authorization is not used:
                return None
            if renewed := next((new for item in challenges if used and (new := used.renewed(item))), None):
                self._authorization = renewed
                return None
            if not self._user:
                raise self._no_user_error()
            if authorization(challenges, self._user, "") is None:
                raise unknown_login_error(request.action)
            answers: list[_Answer] = []

            def attempt(password: str) -> bool:
                candidate = authorization(challenges, self._user, password)
                answers.append(stack.enter_context(self._sent(request, candidate)))
                self._authorization = candidate if answers[-1][0].status != 401 else None
                return self._authorization is not None

            self._credentials.log_in(attempt)
            return answers[-1]

    def _no_user_error(self) -> PublishError:
        scheme, _separator, host = self._server.partition("://")
        return PublishError(
            _("{server} asks for a user; write {example} in `publish: target:`").format(
                server=self._server, example=f"{scheme}://USER@{host}/…"
            ),
            EXIT_REFUSED,
        )
