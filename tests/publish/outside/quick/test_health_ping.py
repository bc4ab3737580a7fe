"""Notifying a health check: what it gets, and that a service that is down harms nothing."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from podcast.publish.outside.quick.health_ping import PAUSES, failure_address, send_ping

if TYPE_CHECKING:
    from collections.abc import Iterator


class HealthChecks(ThreadingHTTPServer):
    """A service as https://healthchecks.io/docs/http_api/ describes it; `busy` is how often it answers 503 before."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pings: list[tuple[str, str]] = []
        self.busy = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/5bf66975"


class _Handler(BaseHTTPRequestHandler):
    server: HealthChecks

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        status = 200 if not self.server.busy else 503
        self.server.busy -= bool(self.server.busy)
        if status == 200:
            self.server.pings.append((self.path, body))
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"OK")


@contextmanager
def health_checks() -> Iterator[HealthChecks]:
    with HealthChecks() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_the_line_is_the_log_of_the_ping() -> None:
    with health_checks() as service:
        assert send_ping(service.url, "in Ordnung: 3 Folgen, „Größe“") == ""
    assert service.pings == [("/5bf66975", "in Ordnung: 3 Folgen, „Größe“")]


def test_a_busy_service_is_asked_again() -> None:
    pauses: list[float] = []
    with health_checks() as service:
        service.busy = 2
        assert send_ping(service.url, "ok", pauses.append) == ""
    assert (service.pings, tuple(pauses)) == ([("/5bf66975", "ok")], PAUSES)


def test_a_service_that_stays_busy_or_is_gone_is_a_reason() -> None:
    with health_checks() as service:
        service.busy = 9
        assert send_ping(service.url, "ok", lambda _: None) == "status 503"
    assert send_ping(service.url, "ok", lambda _: None) == "the connection was refused or broken"


@pytest.mark.parametrize(
    ("url", "failure"),
    [
        ("https://hc-ping.com/5bf66975", "https://hc-ping.com/5bf66975/fail"),
        ("https://hc.example.org/ping/key/slug/?create=1", "https://hc.example.org/ping/key/slug/fail?create=1"),
    ],
)
def test_a_failure_has_the_address_that_healthchecks_gives_it(url: str, failure: str) -> None:
    assert failure_address(url) == failure
