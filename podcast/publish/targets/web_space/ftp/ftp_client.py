"""Clients of ftplib: without TLS, with TLS on request (RFC 4217), and with TLS from the first byte."""

from __future__ import annotations

import ftplib
import socket
import ssl
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from podcast.http import new_tls_context

__all__ = ["FtpServer", "FtpTlsClient", "new_client"]

TIMEOUT: Final = 60.0  # seconds without a byte
IMPLICIT_TLS_PORT: Final = 990  # encrypted from the first byte (IANA: ftps)
ENCODING: Final = "latin-1"  # a character for each byte, see `ftp_connection`


@dataclass(frozen=True)
class FtpServer:
    """An FTP server, and how to talk to it; all its connections share one context, which takes 50 ms to load."""

    host: str
    port: int
    is_encrypted: bool

    @property
    def is_encrypted_from_start(self) -> bool:
        """Whether the server expects TLS before any command."""
        return self.is_encrypted and self.port == IMPLICIT_TLS_PORT

    @cached_property
    def tls_context(self) -> ssl.SSLContext:
        """The authorities that are trusted, as they are when the first connection is opened."""
        return new_tls_context()


class FtpTlsClient(ftplib.FTP_TLS):
    """FTP that asks for TLS (RFC 4217). Data connections resume the TLS session of the commands.

    Servers require that (vsftpd and ProFTPD by default): it proves that both connections are of the same client.
    """

    sock: Any

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        """Open a data connection, as ftplib does, but with the session of the commands."""
        connection, size = super(ftplib.FTP_TLS, self).ntransfercmd(cmd, rest)  # in the clear
        # Else a small file waits until the server has acknowledged the end of the handshake: 40 ms, by the server's
        # timer, for each.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _wrapped(self, connection, self.sock.session), size


class _ImplicitTls(FtpTlsClient):
    """FTP within TLS from the first byte, which ftplib does not know: every socket that it sets is wrapped."""

    _socket: Any = None

    @property
    def sock(self) -> Any:
        """The connection for commands."""
        return self._socket

    @sock.setter
    def sock(self, connection: Any) -> None:
        if connection is not None and not isinstance(connection, ssl.SSLSocket):
            connection = _wrapped(self, connection)
        self._socket = connection


def _wrapped(client: ftplib.FTP_TLS, connection: socket.socket, session: ssl.SSLSession | None = None) -> ssl.SSLSocket:
    """Begin TLS on a connection, which is closed if that fails."""
    try:
        return client.context.wrap_socket(connection, server_hostname=client.host, session=session)
    except BaseException:
        connection.close()
        raise


def new_client(server: FtpServer) -> ftplib.FTP:
    """Return a client that is not connected yet."""
    if not server.is_encrypted:
        return ftplib.FTP(timeout=TIMEOUT, encoding=ENCODING)  # noqa: S321 -- only with `insecure: true`
    kind = _ImplicitTls if server.is_encrypted_from_start else FtpTlsClient
    return kind(context=server.tls_context, timeout=TIMEOUT, encoding=ENCODING)
