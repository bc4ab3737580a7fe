"""Connection to an FTP server over ftplib: TLS for commands and data, and every error of the library translated.

ftplib decodes strictly. Here it decodes Latin-1, a character for each byte, so that neither a message in another
encoding nor a file of someone else's breaks it; names are encoded as UTF-8 above it (RFC 2640).
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from typing import TYPE_CHECKING, BinaryIO, Final

from podcast.errors import PublishError
from podcast.files.digest import BLOCK
from podcast.i18n import _
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.ftp.ftp_client import FtpTlsClient, new_client
from podcast.publish.targets.web_space.ftp.ftp_errors import RefusalError, network_errors, no_tls_error

if TYPE_CHECKING:
    import ftplib
    from collections.abc import Iterator

    from podcast.publish.targets.web_space.ftp.ftp_client import FtpServer

__all__ = ["ConnectionUsedUpError", "FtpConnection", "open_connection"]

FAREWELL_TIMEOUT: Final = 5.0  # seconds: what was sent is on its way, the response to the command says if it arrived


def open_connection(server: FtpServer, user: str, password: str) -> FtpConnection:
    """Connect and log in.

    Raises:
        RefusalError: the server does not accept the login.
        TransientError: the server cannot be reached.
        PublishError: its certificate is not valid, or it does not encrypt.
    """
    if {"\r", "\n"} & {*user, *password}:
        raise PublishError(_("the user or the password contains a line break; remove it"), EXIT_REFUSED)
    ftp = new_client(server)
    connection = FtpConnection(ftp)
    try:
        with network_errors():
            ftp.connect(server.host, server.port)
            _control(ftp).setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # idle during a long transfer
        if isinstance(ftp, FtpTlsClient):
            _encrypt(ftp)
        with network_errors():
            ftp.login(user.encode().decode("latin-1"), password.encode().decode("latin-1"))
            if isinstance(ftp, FtpTlsClient):
                ftp.prot_p()
            ftp.voidcmd("TYPE I")
    except BaseException:
        connection.close()
        raise
    return connection


def _control(ftp: ftplib.FTP) -> socket.socket:
    """The connection for commands, of a client that is connected."""
    if ftp.sock is None:
        raise ConnectionError
    return ftp.sock


def _encrypt(ftp: FtpTlsClient) -> None:
    """Ask for TLS before anything else is sent."""
    if isinstance(ftp.sock, ssl.SSLSocket):
        return
    try:
        with network_errors():
            ftp.auth()
    except RefusalError as error:
        raise no_tls_error(f"AUTH TLS: {error.code}") from error


class ConnectionUsedUpError(Exception):
    """Raised after a read that is complete, by a connection on which the server does not answer any more."""


class FtpConnection:
    """One connection that is logged in, for one thread at a time.

    All methods raise RefusalError if the server refuses, after which the connection is in order, and TransientError if
    it is not.
    """

    def __init__(self, ftp: ftplib.FTP) -> None:
        self._ftp = ftp

    def command(self, command: str, path: str = "") -> str:
        """Send a command, and return the whole response."""
        with network_errors():
            return _text(self._ftp.sendcmd(_line(command, path)))

    def features(self) -> frozenset[str]:
        """Return the names of what the server supports beyond the first standard; none if it does not tell."""
        try:
            lines = self.command("FEAT").split("\n")[1:-1]
        except RefusalError:
            return frozenset()
        return frozenset(line.split()[0].upper() for line in lines if line.strip())

    def folder(self) -> str:
        """Return the current folder."""
        with network_errors():
            return _text(self._ftp.pwd())

    def store(self, path: str, source: BinaryIO) -> None:
        """Write a file from a stream; the server has confirmed it at the end."""
        with self._transfer("STOR", path) as (data, _size):
            while block := source.read(BLOCK):
                with self._sending():
                    data.sendall(block)
            _end_data(data)
        with network_errors():
            self._ftp.voidresp()

    def retrieve(self, path: str, file: BinaryIO, size: int | None) -> None:
        """Write the bytes of a remote file, or the first `size` of them, into a stream.

        Raises:
            TransientError: the server sent fewer.
            ConnectionUsedUpError: the first `size` bytes are all there, but the connection cannot be used again.
        """
        count, rest = 0, size
        with self._transfer("RETR", path) as (data, announced):
            while (rest is None or rest > 0) and (block := self._receive(data, rest)):
                file.write(block)
                count += len(block)
                rest = None if rest is None else rest - len(block)
        if rest == 0:
            self._end_early()
            return
        with network_errors():
            self._ftp.voidresp()
            expected = announced if announced is not None else self._ftp.size(_path(path))
        if expected is not None and count < min(expected, expected if size is None else size):
            raise TransientError(_("the server sent only a part of the file"))

    def lines(self, command: str, path: str = "") -> list[str]:
        """Return the lines of a listing."""
        data_bytes = bytearray()
        with self._transfer(command, path) as (data, _size):
            while block := self._receive(data, None):
                data_bytes += block
        with network_errors():
            self._ftp.voidresp()
        text = data_bytes.decode("utf-8", "surrogateescape")
        return [line for line in text.replace("\r\n", "\n").split("\n") if line]

    def is_alive(self) -> bool:
        """Whether the server still answers."""
        try:
            self.command("NOOP")
        except (RefusalError, TransientError):
            return False
        return True

    def close(self) -> None:
        """Close the connection without a farewell, for which a server might let us wait."""
        with contextlib.suppress(OSError):
            self._ftp.close()

    def _end_early(self) -> None:
        """Take the response to a transfer that was not received to its end, of which the server complains or not."""
        control, timeout = _control(self._ftp), self._ftp.timeout
        try:
            control.settimeout(FAREWELL_TIMEOUT)
            with contextlib.suppress(RefusalError), network_errors():
                self._ftp.voidresp()
        except TransientError as error:
            raise ConnectionUsedUpError from error
        control.settimeout(timeout)

    @contextlib.contextmanager
    def _transfer(self, command: str, path: str) -> Iterator[tuple[socket.socket, int | None]]:
        """Open a data connection, with the size that the server announces; it is closed at the end."""
        with network_errors():
            data, size = self._ftp.ntransfercmd(_line(command, path))
        with data:
            yield data, size

    @contextlib.contextmanager
    def _sending(self) -> Iterator[None]:
        """Raise what the server has to say if it stops to receive: that the disk is full, for example."""
        try:
            yield
        except OSError as error:
            with network_errors():
                _control(self._ftp).settimeout(FAREWELL_TIMEOUT)
                self._ftp.voidresp()
                raise error from None

    def _receive(self, data: socket.socket, rest: int | None) -> bytes:
        with network_errors():
            return data.recv(BLOCK if rest is None else min(rest, BLOCK))


def _end_data(data: socket.socket) -> None:
    """Send the end of TLS, and wait for that of the server; not all send it, and the response is what counts."""
    if isinstance(data, ssl.SSLSocket):
        data.settimeout(FAREWELL_TIMEOUT)
        with contextlib.suppress(OSError):
            data.unwrap()


def _line(command: str, path: str) -> str:
    return f"{command} {_path(path)}" if path else command


def _path(path: str) -> str:
    """Return a path as ftplib sends it: UTF-8, a character for each byte."""
    if "\r" in path or "\n" in path:
        message = _("{path} cannot be sent over FTP, because its name has a line break; rename it, then build again")
        raise PublishError(message.format(path=ascii(path)), EXIT_REFUSED)
    return path.encode("utf-8", "surrogateescape").decode("latin-1")


def _text(response: str) -> str:
    return response.encode("latin-1").decode("utf-8", "surrogateescape")
