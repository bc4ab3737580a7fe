"""TLS for clients: the authorities that are trusted, and sockets that are closed when their connection breaks."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["new_tls_context"]


class _ClosedIfUnconnected(ssl.SSLSocket):
    """Closes itself if the server has hung up before the handshake.

    The library takes the descriptor away from the socket that it wraps, asks for the server's address, reads if there
    is none any more, and leaves the descriptor open when that fails: its caller can close neither.
    """

    def getpeername(self) -> Any:
        """Return the server's address; without one, close the socket.

        Raises:
            ConnectionResetError: the server has hung up.
        """
        try:
            return super().getpeername()
        except OSError as error:
            self.close()
            raise ConnectionResetError(error.strerror) from error


def new_tls_context(authorities: str | Path | None = None) -> ssl.SSLContext:
    """Return a context of a client, which verifies the server's certificate and name.

    Args:
        authorities: a PEM file of those that are trusted; without it, those of the system, or of SSL_CERT_FILE.
    """
    context = ssl.create_default_context(cafile=authorities)
    context.sslsocket_class = _ClosedIfUnconnected
    return context
