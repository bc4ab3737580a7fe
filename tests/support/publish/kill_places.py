"""Places that a show is published to while its publisher is killed: an S3 store, or web space that is on this disk.

Each has a line to its server that asks at every request, or at every piece of one, whether it is the last.
"""

from __future__ import annotations

import contextlib
import itertools
import socket
import socketserver
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from tests.support.publish.faulty_proxy import line
from tests.support.publish.s3_server import s3_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import urllib3

    from tests.support.publish.s3_server import Server

MAX_PIECE = 1 << 16  # bytes
PIECE = "a piece"  # of a request, which the line cannot read
_NUMBERS = itertools.count()


class Place(Protocol):
    """A place that a show is published to.

    `kills` is how often its publishers are killed, when no other number is asked for. `guessed_requests` is how many
    requests a publish makes, until one got through; `counts_requests`: what the line counts are whole requests;
    without a line, it is time that counts. `replaces_whole`: readers see the old file or the new one, never a part.
    """

    name: str
    kills: int
    guessed_requests: int
    counts_requests: bool
    has_line: bool
    replaces_whole: bool

    def move(self) -> str:
        """From now on it is another one, in which nothing is; return `publish:` of podcast.yaml for it."""

    def object(self, key: str) -> bytes | None:
        """What is public there."""

    def overwrite(self, key: str, data: bytes) -> None:
        """Another program overwrites a file."""


@dataclass
class Bucket:
    """A prefix of a bucket, which is reached by a line."""

    client: object
    bucket: str
    endpoint: str
    prefix: str = ""
    name: str = "s3"
    kills: int = 25
    guessed_requests: int = 40
    counts_requests: bool = True
    has_line: bool = True
    replaces_whole: bool = True

    def move(self) -> str:
        self.prefix = f"kill-{next(_NUMBERS)}"
        return f"publish: {{target: 's3://{self.bucket}/{self.prefix}', endpoint: '{self.endpoint}'}}\n"

    def object(self, key: str) -> bytes | None:
        try:
            return self.client.get_object(Bucket=self.bucket, Key=f"{self.prefix}/{key}")["Body"].read()
        except self.client.exceptions.NoSuchKey:
            return None

    def overwrite(self, key: str, data: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=f"{self.prefix}/{key}", Body=data)


@dataclass
class WebSpace:
    """A folder of a server, which is on this disk and which a web server shows to everyone.

    `address` returns the target for a folder, `public` its address for readers.
    """

    root: Path
    address: Callable[[Path], str]
    public: Callable[[Path], str]
    pool: urllib3.PoolManager
    name: str
    folder: Path | None = None
    kills: int = 10
    guessed_requests: int = 400
    counts_requests: bool = False
    has_line: bool = True
    replaces_whole: bool = True

    def move(self) -> str:
        self.folder = self.root / f"kill-{next(_NUMBERS)}"
        self.folder.mkdir()
        self.folder.chmod(0o777)  # servers run as other users
        return f"publish: {{target: '{self.address(self.folder)}'}}\n"

    def object(self, key: str) -> bytes | None:
        response = self.pool.request("GET", self.public(self.folder) + quote(key))
        assert response.status in {200, 404}, response.status
        return response.data if response.status == 200 else None

    def overwrite(self, key: str, data: bytes) -> None:
        (self.folder / key).write_bytes(data)


@contextlib.contextmanager
def bucket_place(server: Server, fault: Callable[[str, str, int], str | None]) -> Iterator[Bucket]:
    with line(server.endpoint, fault) as cut, contextlib.closing(s3_client(server.endpoint)) as client:
        yield Bucket(client, server.bucket, cut.endpoint)


@contextlib.contextmanager
def counting_line(port: int, fault: Callable[[str, str, int], str | None]) -> Iterator[int]:
    """A line to a server on 127.0.0.1, and its port; it breaks when `fault` says so of a piece that was sent."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)) as server:
                back = threading.Thread(target=pass_on, args=(server, self.request), daemon=True)
                back.start()
                pass_on(self.request, server, lambda: fault("SEND", PIECE, 0))
                back.join()

    class Line(socketserver.ThreadingTCPServer):
        daemon_threads, block_on_close, request_queue_size = True, False, 50

    with Line(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def pass_on(source: socket.socket, receiver: socket.socket, fault: Callable[[], str | None] = lambda: None) -> None:
    """Passes pieces on until one side ends, or `fault` breaks the line."""
    with contextlib.suppress(OSError):
        while (piece := source.recv(MAX_PIECE)) and not fault():
            receiver.sendall(piece)
    for end in (source, receiver):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
