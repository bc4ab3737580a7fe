"""A line to an S3 server on which things go wrong as they are told to."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from tests.support.publish.s3_server import s3_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REFUSALS = {"unconditional": 412, "unchecked": 400}  # what a store answers that heeds what these ignore
ERROR = b'<?xml version="1.0"?>\n<Error><Code>InternalError</Code><Message>Try again.</Message></Error>'
PAGE = {"Content-Type": "text/html; charset=utf-8"}
LOGIN_PAGES = {
    "portal": (200, PAGE),
    "portal with etag": (200, PAGE | {"ETag": '"5e1f-1a2b"'}),
    "redirect": (302, PAGE | {"Location": "https://login.example.org/"}),
}
OF_ONE_LINE = {"connection", "keep-alive", "transfer-encoding", "expect", "content-length"}


class Line(ThreadingHTTPServer):
    """Passes every request on to `endpoint`, unless `fault(verb, path, attempt)` says what goes wrong:

    busy   the store answers 503 and does nothing
    lost   the store does it, and its answer never comes
    flip   a bit of what is written flips on the way
    cut    the body of the answer ends half-way
    bare   an ETag in quotes is not understood (Ceph)
    unconditional, unchecked   If-Match and If-None-Match, or Content-MD5, are ignored
    encoded  answers say that they have a Content-Encoding
    gzip   the body of the answer is compressed on the way
    unsized  the body ends half-way, and its end is that of the connection
    no etag, wrong etag   the answer has none, or another
    error  the store answers 200 and does nothing; the body is an error
    portal, portal with etag, redirect   a login page answers, or sends there; the store is not asked
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, endpoint: str, fault: Callable[[str, str, int], str | None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = urlsplit(endpoint).netloc
        self.fault = fault
        self.requests: list[tuple[str, str, str | None]] = []
        self.attempts: Counter[tuple[str, str]] = Counter()
        self.lock = threading.Lock()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def next_fault(self, verb: str, path: str) -> str | None:
        with self.lock:
            self.attempts[verb, path] += 1
            fault = self.fault(verb, path, self.attempts[verb, path])
            self.requests.append((verb, path, fault))
        return fault


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Line

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def handle_one_request(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle_one_request()

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.server.next_fault(self.command, urlsplit(self.path).path)
        if instead := self._instead_of_the_store(fault):
            return self._answer(*instead)
        if fault == "flip":
            body = bytes([body[0] ^ 1]) + body[1:]
        status, headers, answer = self._ask(body)
        if self.command == "PUT" and status == REFUSALS.get(fault):
            status, headers, answer = 200, {"ETag": self._written(body)}, b""
        if fault == "lost":
            self.close_connection = True
            return None
        headers, answer = self._altered(fault, headers, answer)
        if fault == "unsized" and self.command == "GET":
            return self._answer_without_length(status, headers, answer[: len(answer) // 2])
        return self._answer(status, headers, answer, cut=fault == "cut")

    def _instead_of_the_store(self, fault: str | None) -> tuple[int, dict[str, str], bytes] | None:
        if fault in LOGIN_PAGES:
            return *LOGIN_PAGES[fault], b"<!DOCTYPE html><title>Log in</title>" * 9
        if fault == "error":
            return 200, {"Content-Type": "application/xml"}, ERROR
        if fault == "busy":
            return 503, {"Retry-After": "0"}, b""
        if fault == "bare" and self.headers.get("If-Match", "").startswith('"'):
            return 412, {}, b"<Error><Code>PreconditionFailed</Code></Error>"
        return None

    def _altered(self, fault: str | None, headers: dict[str, str], answer: bytes) -> tuple[dict[str, str], bytes]:
        if fault == "encoded":
            return headers | {"Content-Encoding": "aws-chunked"}, answer
        if fault == "gzip" and self.command == "GET":
            return headers | {"Content-Encoding": "gzip"}, gzip.compress(answer)
        if fault in {"no etag", "wrong etag"}:
            headers = {name: value for name, value in headers.items() if name.lower() != "etag"}
            return headers | ({"ETag": f'"{32 * "0"}"'} if fault == "wrong etag" else {}), answer
        return headers, answer

    def _ask(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OF_ONE_LINE}
        store = http.client.HTTPConnection(self.server.store, timeout=30)
        with contextlib.closing(store):
            store.request(self.command, self.path, body or None, headers | {"Content-Length": str(len(body))})
            answer = store.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()

    def _written(self, body: bytes) -> str:
        """Writes what the store refused, as one would that does not look at conditions and digests."""
        bucket, _, key = unquote(urlsplit(self.path).path).lstrip("/").partition("/")
        client = s3_client(f"http://{self.server.store}")
        with contextlib.closing(client):
            return client.put_object(Bucket=bucket, Key=key, Body=body)["ETag"]

    def _answer_without_length(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.close_connection = True
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in OF_ONE_LINE:
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, status: int, headers: dict[str, str], body: bytes, *, cut: bool = False) -> None:
        length = next((value for name, value in headers.items() if name.lower() == "content-length"), str(len(body)))
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in OF_ONE_LINE:
                self.send_header(name, value)
        self.send_header("Content-Length", length if self.command == "HEAD" else str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self.close_connection = True

    do_GET = do_HEAD = do_PUT = do_DELETE = do_POST = _pass_on  # noqa: N815 -- the names that http.server looks for


@contextlib.contextmanager
def line(endpoint: str, fault: Callable[[str, str, int], str | None]) -> Iterator[Line]:
    """A line that is up while the block runs."""
    with Line(endpoint, fault) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
