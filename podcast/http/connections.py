"""Connections of the HTTP client: deadlines for the head of a response, public addresses only, proxies."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError

from podcast.hosts import is_private_address, is_public_ip
from podcast.http.request import Certificate
from podcast.http.tls import new_tls_context


class _WithDeadline:
    """Mixin of a connection that breaks off a response head which is not complete at the deadline.

    The timeout of a socket begins anew with each byte, so a server that sends a byte a second would never run into it.
    `certificate` is that of the server once a response was awaited; a connection that the server closes loses its
    socket, and with it the certificate.

    Args:
        deadline: by `time.monotonic`.
    """

    sock: socket.socket
    certificate: Certificate | None = None

    def __init__(self, *args: Any, deadline: float, **options: Any) -> None:
        super().__init__(*args, **options)
        self._deadline = deadline

    def getresponse(self) -> Any:
        """Return the response; raises TimeoutError at the deadline."""
        self.certificate = _certificate(self.sock)
        expired = threading.Event()
        watchdog = threading.Timer(max(0.0, self._deadline - time.monotonic()), _abort, (self.sock, expired))
        watchdog.start()
        try:
            response = super().getresponse()  # type: ignore[misc]  # of the connection that this is mixed into
        except (OSError, http.client.HTTPException) as error:
            raise (TimeoutError() if expired.is_set() else error) from error
        finally:
            watchdog.cancel()
        if expired.is_set():  # a head that ends because the connection was shut down
            response.close()
            raise TimeoutError
        return response


def _certificate(connection: socket.socket) -> Certificate | None:
    """The certificate of the other end, which was validated; None without TLS."""
    fields = connection.getpeercert() if isinstance(connection, ssl.SSLSocket) else None
    if not fields:
        return None
    seconds = (ssl.cert_time_to_seconds(str(fields[name])) for name in ("notBefore", "notAfter"))
    return Certificate(*(datetime.fromtimestamp(second, UTC) for second in seconds))


def _abort(connection: socket.socket, expired: threading.Event) -> None:
    expired.set()
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class PrivateAddressError(HTTPError):
    """A name that leads to no public address."""


def _public_addresses(host: str, port: int) -> list[str]:
    """Resolve a name; return its addresses in the public internet.

    Raises:
        PrivateAddressError: there are none.
        socket.gaierror: the name is unknown.
    """
    results = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in results]
    if not (public := [address for address in dict.fromkeys(addresses) if is_public_ip(address)]):
        raise PrivateAddressError(host)
    return public


class _ToPublicAddresses(_WithDeadline):
    """Mixin of a connection that is made to the public address that was checked, not to what the name means next."""

    host: str
    port: int

    def _new_conn(self) -> Any:
        """Return a socket that is connected to one of the host's public addresses; the host keeps its name for TLS."""
        host, failure = self.host, None
        try:
            for address in _public_addresses(host, self.port):
                self.host = address
                try:
                    return super()._new_conn()  # type: ignore[misc]  # of the connection that this is mixed into
                except (NewConnectionError, ConnectTimeoutError) as error:
                    failure = error
        except socket.gaierror as error:
            raise NameResolutionError(host, self, error) from error  # type: ignore[arg-type]  # a mixin
        finally:
            self.host = host
        raise failure or PrivateAddressError(host)


class _HTTPConnection(_WithDeadline, HTTPConnection):
    pass


class _HTTPSConnection(_WithDeadline, HTTPSConnection):
    pass


class _PublicHTTPConnection(_ToPublicAddresses, HTTPConnection):
    pass


class _PublicHTTPSConnection(_ToPublicAddresses, HTTPSConnection):
    pass


class _HTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


class _PublicHTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _PublicHTTPConnection


class _PublicHTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPSConnection


def limited_pools(url: str, deadline: float, *, public_only: bool) -> urllib3.PoolManager:
    """Return the connection pools for one request.

    Args:
        url: http or https.
        deadline: for the head of the response, by `time.monotonic`.
        public_only: whether addresses that are not public are refused. By a proxy, which resolves names itself, those
            are refused that this computer knows to be private.

    Raises:
        PrivateAddressError: by a proxy, and the name leads to no public address.
    """
    pools = connection_pools(url, new_tls_context() if urlsplit(url).scheme == "https" else None)
    is_direct = pools.proxy is None
    if public_only and not is_direct:
        with contextlib.suppress(socket.gaierror):  # names that only the proxy knows
            _public_addresses(urlsplit(url).hostname or "", urlsplit(url).port or 0)
    by_scheme = (_PublicHTTPPool, _PublicHTTPSPool) if public_only and is_direct else (_HTTPPool, _HTTPSPool)
    pools.pool_classes_by_scheme = {
        "http": partial(by_scheme[0], deadline=deadline),  # type: ignore[dict-item]  # anything that makes a pool
        "https": partial(by_scheme[1], deadline=deadline),  # type: ignore[dict-item]
    }
    return pools


def connection_pools(url: str, context: ssl.SSLContext | None = None, **options: Any) -> urllib3.PoolManager:
    """Return the connection pools for a URL: direct ones, or by the proxy that the environment names.

    Args:
        url: http or https.
        context: for TLS.
        options: of the pools, see `urllib3.HTTPConnectionPool`.
    """
    proxy = proxy_of(url)
    if not proxy:
        return urllib3.PoolManager(ssl_context=context, **options)
    parts = urlsplit(proxy)
    user = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}" if parts.username else None
    headers = urllib3.make_headers(proxy_basic_auth=user)
    return urllib3.ProxyManager(proxy, proxy_headers=headers, ssl_context=context, **options)


def proxy_of(url: str) -> str:
    """The URL of the proxy that the environment names for a URL; empty if it is reached directly."""
    parts = urlsplit(url)
    if is_private_address(url) or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return ""
    proxy = getproxies().get(parts.scheme, "")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"
