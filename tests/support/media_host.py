"""Host of feeds and media files on loopback, with the faults of real ones: a script of each file's behaviour."""

from __future__ import annotations

import contextlib
import hashlib
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class Fault:
    """Fault of one response: another status, or a body that ends or stands still after some bytes."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    stall_after: int | None = None


@dataclass
class HostedFile:
    """File of the host; each GET uses up one of its faults. With `location`, it is a redirect."""

    body: bytes = b""
    type: str = "audio/mpeg"
    etag: str = '"v1"'
    last_modified: str = ""
    accepts_ranges: bool = True
    checks_if_range: bool = True
    status: int = 200
    location: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_chunked: bool = False
    has_length: bool = True
    refuses_head: bool = False
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class ReceivedRequest:
    """Request that the host received; names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


class MediaHost(ThreadingHTTPServer):
    """Host whose `files` are by path, as it is requested; `requests` are those that it has received."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), MediaHostHandler)
        self.files: dict[str, HostedFile] = {}
        self.requests: list[ReceivedRequest] = []
        self.lock = threading.Lock()
        self.closed = threading.Event()
        self.active = self.max_active = 0

    def url(self, path: str = "/") -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def add(self, path: str, body: bytes = b"", **options: object) -> str:
        """Add a file, see `HostedFile`; return its address."""
        self.files[path] = HostedFile(body, **options)  # type: ignore[arg-type]
        return self.url(path)

    def received(self, method: str = "GET") -> list[str]:
        """The paths that were requested by a method, in order."""
        return [request.path for request in self.requests if request.method == method]

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that close their connection early."""


class MediaHostHandler(BaseHTTPRequestHandler):
    """Answers requests by the host's files."""

    server: MediaHost
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments: object) -> None:
        """Keep the tests' output clean."""

    def do_HEAD(self) -> None:
        """Answer with the head alone."""
        self._answer(with_body=False)

    def do_GET(self) -> None:
        """Answer with the body, or a part of it."""
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.server.lock:
            self.server.requests.append(ReceivedRequest(self.command, self.path, headers))
            self.server.active += 1
            self.server.max_active = max(self.server.max_active, self.server.active)
            file = self.server.files.get(self.path) or HostedFile(b"<html>no such file", "text/html", status=404)
            fault = file.faults.pop(0) if with_body and file.faults else Fault()
            fault = Fault(405) if file.refuses_head and not with_body else fault
        self.close_connection = True
        with contextlib.suppress(OSError):
            self._send(file, fault, headers, with_body=with_body)
        with self.server.lock:
            self.server.active -= 1

    def _send(self, file: HostedFile, fault: Fault, headers: dict[str, str], *, with_body: bool) -> None:
        status, body, content_range = self._requested_part(file, headers)
        if fault.status:
            status, body = fault.status, b"fault"
        self.send_response(status)
        names = {"Content-Type": file.type, "ETag": file.etag, "Last-Modified": file.last_modified}
        values = {**names, "Location": file.location, "Content-Range": content_range, **file.headers, **fault.headers}
        for name, value in values.items():
            if value:
                self.send_header(name, value)
        if file.is_chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif file.has_length and "Content-Length" not in file.headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self._send_body(body, fault, is_chunked=file.is_chunked)

    @staticmethod
    def _requested_part(file: HostedFile, headers: dict[str, str]) -> tuple[int, bytes, str]:
        """The status, the bytes and the Content-Range that answer a request."""
        requested = re.fullmatch(r"bytes=(\d+)-(\d*)", headers.get("range", ""))
        condition, size = headers.get("if-range", ""), len(file.body)
        is_same = not condition or condition in {file.etag, file.last_modified} or not file.checks_if_range
        if requested is None or not is_same or not file.accepts_ranges or file.status != 200:
            return file.status, file.body, ""
        start, end = int(requested[1]), min(size, int(requested[2] or size) + 1)
        if start >= size:
            return 416, b"", f"bytes */{size}"
        return 206, file.body[start:end], f"bytes {start}-{end - 1}/{size}"

    def _send_body(self, body: bytes, fault: Fault, *, is_chunked: bool) -> None:
        stops = [end for end in (fault.cut_after, fault.stall_after) if end is not None]
        sent = body[: stops[0]] if stops else body
        if is_chunked:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(sent), sent) if sent else b"")
            self.wfile.write(b"" if stops else b"0\r\n\r\n")
        else:
            self.wfile.write(sent)
        self.wfile.flush()
        if fault.stall_after is not None:
            self.server.closed.wait(10)


@contextlib.contextmanager
def media_host() -> Iterator[MediaHost]:
    """Start a host; stop it when the block ends."""
    with MediaHost() as host:
        thread = threading.Thread(target=host.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield host
        finally:
            host.closed.set()
            host.shutdown()
            thread.join()


def mp3_bytes(size: int, seed: str = "") -> bytes:
    """Bytes that look like an MP3: a frame header, then noise that is the same for the same seed."""
    return b"\xff\xfb\x90\x64" + hashlib.shake_256(seed.encode()).digest(size - 4)
