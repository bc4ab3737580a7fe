"""git over https on 127.0.0.1: git's own http-backend behind a small server that asks for a password."""

from __future__ import annotations

import base64
import os
import ssl
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "geheim: $(x) 'ü'"  # noqa: S105 -- of this server alone


class Handler(BaseHTTPRequestHandler):
    """Starts http-backend for each request, as a web server does by CGI (RFC 3875)."""

    root: Path
    users: list[str]

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        if self.headers.get("Transfer-Encoding") == "chunked":
            data = b""
            while size := int(self.rfile.readline(), 16):
                data += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            data = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._answer(data)

    def _answer(self, data: bytes) -> None:
        login = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        user, _, password = login.partition(":")
        if password != TOKEN:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.users.append(user)
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REMOTE_USER": user,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "CONTENT_LENGTH": str(len(data)),
        }
        run = subprocess.run(["git", "http-backend"], input=data, env=environment, capture_output=True, check=False)
        head, _, body = run.stdout.partition(b"\r\n\r\n")
        fields = [line.split(": ", 1) for line in head.decode().splitlines()]
        status = next((value for name, value in fields if name == "Status"), "200")
        self.send_response(int(status.split()[0]))
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing is printed."""


@contextmanager
def running_git_server(root: Path) -> Iterator[tuple[int, Path, list[str]]]:
    """Serve the repositories below a folder; yields the port, the file of the authority, and who has logged in."""
    authority, users = trustme.CA(), []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    certificate = root / "authority.pem"
    authority.cert_pem.write_to_path(certificate)
    handler = type("Handler", (Handler,), {"root": root, "users": users})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_address[1], certificate, users
        finally:
            server.shutdown()
            thread.join()
