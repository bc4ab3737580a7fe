"""Where the preview listens: a free port, the address in the local network, the server in a thread, a QR code."""

from __future__ import annotations

import contextlib
import errno
import io
import socket
import threading
import time
from typing import TYPE_CHECKING

from podcast.errors import PodcastError
from podcast.i18n import _, os_error_reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.applications import Starlette

    from podcast.preview.broadcast import Hub

LOOPBACK = "127.0.0.1"
_TRIES = 100  # ports, from the one that is wanted upwards
_ELSEWHERE = ("192.0.2.1", 9)  # an address for documentation (RFC 5737): asked for the way, nothing is sent there
_PATIENCE = 5.0  # seconds for the server to end


def lan_address() -> str:
    """The address by which other machines of the local network reach this one.

    Raises:
        PodcastError: it is in no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(_ELSEWHERE)
            address: str = way.getsockname()[0]
        except OSError as error:
            message = _("this machine is in no network ({reason}); join one, or leave out --lan")
            raise PodcastError(message.format(reason=os_error_reason(error))) from error
    return address


@contextlib.contextmanager
def opened(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens at `host`, on `port` or the first free one after it.

    Raises:
        PodcastError: none is free, or the host is not ours.
    """
    with contextlib.ExitStack() as held:
        yield held.enter_context(_first(host, port))


def _first(host: str, port: int) -> socket.socket:
    last: OSError | None = None
    for one in range(port, min(port + _TRIES, 65536)):
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # of a server that has just ended
            found.bind((host, one))
            found.listen()
        except OSError as error:
            found.close()
            last = error
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                break
        else:
            return found
    message = _("no port from {port} on can be listened at ({reason}); name another with --port")
    raise PodcastError(message.format(port=port, reason=os_error_reason(last) if last else "")) from last


@contextlib.contextmanager
def answering(app: Starlette, at: socket.socket, hub: Hub) -> Iterator[None]:
    """The server runs in a thread of its own until the block ends."""
    import uvicorn

    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [at]}, daemon=True)
    thread.start()
    try:
        while thread.is_alive() and not server.started:
            time.sleep(0.01)
        yield
    finally:
        hub.close()
        server.should_exit = True
        thread.join(_PATIENCE)


def qr(url: str) -> str:
    """An address as a QR code of block characters, for a terminal."""
    import segno

    drawn = io.StringIO()
    segno.make(url, error="l").terminal(drawn, compact=True)
    return drawn.getvalue().rstrip("\n")
