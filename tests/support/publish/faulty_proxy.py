"""A line to an S3 server on which things go wrong as they are told to."""

from __future__ import annotations

import contextlib
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
        if fault == "busy":
            return self._answer(503, {"Retry-After": "0"}, b"")
        if fault == "bare" and self.headers.get("If-Match", "").startswith('"'):
            return self._answer(412, {}, b"<Error><Code>PreconditionFailed</Code></Error>")
        if fault == "flip":
            body = bytes([body[0] ^ 1]) + body[1:]
        status, headers, answer = self._ask(body)
        if self.command == "PUT" and status == REFUSALS.get(fault):
            status, headers, answer = 200, {"ETag": self._written(body)}, b""
        if fault == "encoded":
            headers["Content-Encoding"] = "aws-chunked"
        if fault == "lost":
            self.close_connection = True
            return None
        return self._answer(status, headers, answer, cut=fault == "cut")

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

    def _answer(self, status: int, headers: dict[str, str], body: bytes, *, cut: bool = False) -> None:
        length = next((value for name, value in headers.items() if name.lower() == "content-length"), str(len(body)))
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in OF_ONE_LINE:
                self.send_header(name, value)
        self.send_header("Content-Length", length if self.command == "HEAD" else str(len(body)))
        self.end_headers()
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
