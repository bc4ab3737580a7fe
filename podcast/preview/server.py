"""The preview's server: a free port, the address in the local network, a server thread, a QR code."""

from __future__ import annotations

import contextlib
import errno
import io
import socket
import threading
import time
from typing import TYPE_CHECKING, Protocol

from podcast.errors import PodcastError
from podcast.i18n import _, os_error_reason
from podcast.platform.ports import take_port_alone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.applications import Starlette

LOOPBACK = "127.0.0.1"
_MAX_PORTS = 100  # tried, from the requested one upwards
_OUTSIDE = ("192.0.2.1", 9)  # an address for documentation (RFC 5737): only to find the route, nothing is sent
_SHUTDOWN_TIMEOUT = 5.0  # seconds


class Broadcaster(Protocol):
    """What holds connections open until it is closed."""

    def close(self) -> None:
        """End all streams of events."""


def lan_address() -> str:
    """The address by which other machines of the local network reach this one.

    Raises:
        PodcastError: this machine is in no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_OUTSIDE)
            address: str = probe.getsockname()[0]
        except OSError as error:
            message = _("this computer is not connected to a network ({reason}); connect it, or omit --lan")
            raise PodcastError(message.format(reason=os_error_reason(error))) from error
    return address


@contextlib.contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """Listen at `host`, on `port` or the first free one after it; close the socket when the block ends.

    Raises:
        PodcastError: none is free, or the host is not an address of this machine.
    """
    with contextlib.ExitStack() as stack:
        yield stack.enter_context(_bind_first_free(host, port))


def _bind_first_free(host: str, port: int) -> socket.socket:
    last: OSError | None = None
    for candidate in range(port, min(port + _MAX_PORTS, 65536)):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            take_port_alone(listener)
            listener.bind((host, candidate))
            listener.listen()
        except OSError as error:
            listener.close()
            last = error
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                break
        else:
            return listener
    message = _("no free port from {port} on ({reason}); choose another with --port")
    raise PodcastError(message.format(port=port, reason=os_error_reason(last) if last else "")) from last


@contextlib.contextmanager
def running_server(app: Starlette, listener: socket.socket, broadcaster: Broadcaster) -> Iterator[None]:
    """Run the server in a thread until the block ends."""
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
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        while thread.is_alive() and not server.started:
            time.sleep(0.01)
        yield
    finally:
        broadcaster.close()
        server.should_exit = True
        thread.join(_SHUTDOWN_TIMEOUT)


def qr_code(url: str) -> str:
    """A URL as a QR code of block characters, for a terminal."""
    import segno

    drawing = io.StringIO()
    segno.make(url, error="l").terminal(drawing, compact=True)
    return drawing.getvalue().rstrip("\n")
