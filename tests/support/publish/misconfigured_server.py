"""A web server that serves a published site as it must be, but for the ways in which it is told to misbehave."""

from __future__ import annotations

import contextlib
import gzip
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from podcast.publish.headers import content_type, security_headers

if TYPE_CHECKING:
    from collections.abc import Iterator


class World(ThreadingHTTPServer):
    """`files` by their keys below `/`; `odd` names what it does wrong; `asked` are all requests.

    wrong type, no range, no cors, packed audio, packed feed, unasked packing, no index, stale, slow, redirect, to http,
    circle, forbidden, busy, no length, another feed, altered, broken pipe, no security, no frames
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, files: dict[str, bytes] | None = None, *odd: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files, self.odd, self.requests = dict(files or {}), set(odd), []
        self.old = b""
        self.age: int | None = None  # seconds that the cache says the feed is old
        self.notifications: list[tuple[str, str, dict[str, Any]]] = []
        self.status = 204
        self.reply = b""

    @property
    def link(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    server: World
    server_version = "nginx/1.27"

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def handle_one_request(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle_one_request()

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        is_json = self.headers.get_content_type() == "application/json"
        self.server.notifications.append(("POST", self.path, json.loads(text) if is_json else parse_qs(text)))
        self._send(self.server.status, {}, self.server.reply)

    def do_GET(self) -> None:
        odd, path = self.server.odd, urlsplit(self.path).path
        key = unquote(path[1:])
        self.server.requests.append((self.command, key))
        if path == "/api/hub/pubnotify":
            self.server.notifications.append(("GET", path, parse_qs(urlsplit(self.path).query)))
            return self._send(self.server.status, {"Content-Type": "application/json"}, self.server.reply)
        if "slow" in odd:
            time.sleep(0.5)
        if "broken pipe" in odd:
            return self.connection.close()
        if moved := self._moved(path):
            return self._send(301, {"Location": moved}, b"")
        if "forbidden" in odd or "busy" in odd:
            return self._send(403 if "forbidden" in odd else 503, {}, b"no")
        if (key.endswith("/") or not key) and "no index" not in odd:
            key += "index.html"
        data = self.server.files.get(key.removeprefix("moved/"))
        if data is None:
            return self._send(404, {"Content-Type": "text/html"}, b"<h1>lost</h1>")
        return self._file(key.removeprefix("moved/"), data)

    do_HEAD = do_GET  # noqa: N815 -- the name that http.server looks for

    def _moved(self, path: str) -> str:
        if "circle" in self.server.odd:
            return path
        if "redirect" in self.server.odd and not path.startswith("/moved/"):
            return f"/moved{path}"
        return ""

    def _file(self, key: str, data: bytes) -> None:
        odd, headers, status = self.server.odd, {"Content-Type": content_type(key)}, 200
        if "no security" not in odd:
            headers |= security_headers("index.html" if "no frames" in odd else key)
        if "wrong type" in odd:
            headers["Content-Type"] = "application/octet-stream"
        if key == "feed.xml":
            data, more = self._feed(data)
            headers |= more
        takes = "gzip" in self.headers.get("Accept-Encoding", "") or "unasked packing" in odd
        if takes and (f"packed {'audio' if key.startswith('audio/') else 'feed'}" in odd or "unasked packing" in odd):
            data, headers["Content-Encoding"] = gzip.compress(data, mtime=0), "gzip"
        if self.headers.get("Origin") and "no cors" not in odd:
            headers["Access-Control-Allow-Origin"] = "*"
        if self.headers.get("Range") and "no range" not in odd:
            first, last = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
            headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
            status, data = 206, data[first : last + 1]
        self._send(status, headers, data)

    def _feed(self, data: bytes) -> tuple[bytes, dict[str, str]]:
        cached = (
            {} if self.server.age is None else {"Cache-Control": "public, max-age=300", "Age": str(self.server.age)}
        )
        if "stale" in self.server.odd:
            return self.server.old, cached
        if "altered" in self.server.odd:
            return data.replace(b"<item>", b"<item >", 1), cached
        return (b"<html></html>" if "another feed" in self.server.odd else data), cached

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "no length" not in self.server.odd:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextlib.contextmanager
def world(files: dict[str, bytes] | None = None, *odd: str) -> Iterator[World]:
    """A server that is up while the block runs."""
    with World(files, *odd) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
