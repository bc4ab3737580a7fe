"""The HTTP client, against servers on loopback: proxies, deadlines, size limits, redirects."""

from __future__ import annotations

import contextlib
import gc
import select
import socket
import ssl
import struct
import threading
import time
import warnings
from typing import TYPE_CHECKING

import pytest
import trustme
import urllib3.util.connection

from podcast import http
from podcast.http import Limits, Redirect, Request, RequestError, server_connections

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIMITS = Limits(idle_timeout=2.0, total_timeout=2.0)
PROXIES = ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY")


class Server(threading.Thread):
    """Sends the same response to each request; a response of several parts is sent with pauses."""

    def __init__(self, *parts: bytes) -> None:
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/"
        self.parts, self.heads = parts, list[str]()

    def run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                with client, contextlib.suppress(OSError):
                    self.heads.append(client.recv(65536).decode("latin-1"))
                    for number, part in enumerate(self.parts):
                        time.sleep(0.05 * bool(number))
                        client.sendall(part)


@contextlib.contextmanager
def server(*parts: bytes) -> Iterator[Server]:
    started = Server(*parts)
    started.start()
    with started.listener:
        yield started


def response(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = (b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), b"Connection: close", *headers, b"", body)
    return b"\r\n".join(lines)


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


def test_a_response_has_its_headers_by_lower_case_names_and_repeated_ones_joined() -> None:
    with server(response(b"x", b"X-A: 1", b"x-a: 2", b"Content-Type: Text/HTML; charset=utf-8")) as there:
        reply = http.send(Request("GET", there.url), LIMITS)
    assert (reply.status, reply.body, reply.header("x-a"), reply.media_type) == (200, b"x", "1, 2", "text/html")
    assert f"User-Agent: {http.USER_AGENT}\r\n" in there.heads[0]
    assert "Accept-Encoding: identity\r\n" in there.heads[0]


def test_no_more_of_a_body_is_read_than_is_asked_for() -> None:
    with server(response(b"x" * 100_000)) as there:
        assert http.send(Request("GET", there.url), Limits(2.0, 2.0, max_body=3)).body == b"xxx"


def test_a_body_that_is_cut_short_is_returned_as_far_as_it_came() -> None:
    with server(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nxyz") as there:
        assert http.send(Request("GET", there.url), LIMITS).body == b"xyz"


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"])
def test_the_total_timeout_holds_for_a_server_that_sends_a_byte_at_a_time(start: bytes) -> None:
    began = time.monotonic()
    with server(start, *[b"x"] * 200) as there, pytest.raises(RequestError) as error:
        http.send(Request("GET", there.url), Limits(idle_timeout=2.0, total_timeout=0.4))
    assert error.value.kind == "timeout"
    assert time.monotonic() - began < 2


def test_a_redirect_is_followed_with_the_same_method_and_reported() -> None:
    with server(response(b"")) as target:
        location = b"Location: " + target.url.encode()
        with server(response(b"", location, status=b"308 Moved")) as there:
            reply = http.send(Request("HEAD", there.url), LIMITS)
    assert (reply.url, reply.status) == (target.url, 200)
    assert reply.redirects == (http.Redirect(308, target.url, target.url),)
    assert target.heads[0].startswith("HEAD / ")


@pytest.mark.parametrize("location", [b"file:///etc/passwd", b"http://[a/", b"https://"])
def test_a_redirect_to_no_web_address_is_not_followed(location: bytes) -> None:
    with server(response(b"", b"Location: " + location, status=b"302 Found")) as there:
        reply = http.send(Request("GET", there.url), LIMITS)
    assert (reply.status, reply.redirects, reply.blocked) == (302, (), http.Redirect(302, location.decode(), ""))


def test_umlauts_and_spaces_of_a_redirect_are_encoded() -> None:
    with server(response(b"", "Location: /Größe 1.mp3".encode(), status=b"302 Found")) as there:
        reply = http.send(Request("GET", there.url), LIMITS, lambda _before, _after: False)
    assert reply.blocked is not None
    assert reply.blocked.url == f"{there.url}Gr%C3%B6%C3%9Fe%201.mp3"


def test_redirects_end() -> None:
    with server(response(b"", b"Location: /", status=b"302 Found")) as there, pytest.raises(RequestError) as error:
        http.send(Request("GET", there.url), LIMITS)
    assert (error.value.kind, len(error.value.redirects)) == ("redirects", http.MAX_REDIRECTS)


@pytest.mark.parametrize(
    ("url", "kind"),
    [("http://gibt.es.nicht.invalid/", "name"), (f"http://{'a' * 64}.de/", "name"), ("http://a:b/", "name")],
)
def test_a_name_that_is_none_is_told_from_a_connection_that_fails(url: str, kind: str) -> None:
    with pytest.raises(RequestError) as error:
        http.send(Request("GET", url), LIMITS)
    assert error.value.kind == kind


def test_a_refused_connection_is_no_timeout() -> None:
    with server() as there:
        pass
    with pytest.raises(RequestError) as error:
        http.send(Request("GET", there.url), LIMITS)
    assert error.value.kind == "connection"


def test_the_proxy_of_the_environment_is_used_with_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(response(b"by proxy")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.replace("//", "//me:p%40ss@"))
        assert http.send(Request("GET", "http://kommune.example/a?b"), LIMITS).body == b"by proxy"
    assert proxy.heads[0].startswith("GET http://kommune.example/a?b HTTP/1.1\r\n")
    assert "proxy-authorization: Basic bWU6cEBzcw==" in proxy.heads[0].replace("Proxy-A", "proxy-a")


def test_a_body_is_read_in_blocks_while_it_comes() -> None:
    with server(response(b"x" * 200_000)) as there, http.open_response(Request("GET", there.url), LIMITS) as opened:
        reply, blocks = opened
        assert (reply.status, reply.body) == (200, b"")
        assert sum(len(block) for block in blocks) == 200_000


def test_a_redirect_that_may_not_be_followed_is_the_response() -> None:
    with server(response(b"moved", b"Location: /new", status=b"301 Moved")) as there:
        reply = http.send(Request("GET", there.url), LIMITS, lambda _before, _after: False)
    assert (reply.status, reply.body, reply.blocked) == (301, b"moved", Redirect(301, "/new", f"{there.url}new"))


PUBLIC = Limits(idle_timeout=2.0, total_timeout=2.0, public_only=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_the_public_internet_does_not_hold_this_computer_however_it_is_written(host: str) -> None:
    with server(response(b"secret")) as there:
        port = there.url.rpartition(":")[2]
        with pytest.raises(RequestError) as error:
            http.send(Request("GET", f"http://{host}:{port}"), PUBLIC)
    assert (error.value.kind, there.heads) == ("private", [])


def test_a_redirect_to_a_private_address_is_refused_once_its_name_is_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch, {"feeds.example.com": ["8.8.8.8"], "in.example.com": ["10.0.0.7", "169.254.169.254"]})
    with server(response(b"", b"Location: http://in.example.com/", status=b"302 Found")) as there:
        names.route("8.8.8.8", there)
        with pytest.raises(RequestError) as error:
            http.send(Request("GET", "http://feeds.example.com/"), PUBLIC)
    assert (error.value.kind, [redirect.url for redirect in error.value.redirects]) == (
        "private",
        ["http://in.example.com/"],
    )
    assert names.connected == ["8.8.8.8"]


def test_the_address_that_was_checked_is_connected_to_and_the_name_is_resolved_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = Names(monkeypatch, {"feeds.example.com": ["8.8.8.8"]}, later={"feeds.example.com": ["127.0.0.1"]})
    with server(response(b"public")) as there:
        names.route("8.8.8.8", there)
        assert http.send(Request("GET", "http://feeds.example.com/"), PUBLIC).body == b"public"
    assert names.connected == ["8.8.8.8"]
    assert "Host: feeds.example.com\r\n" in there.heads[0]


def test_the_certificate_is_that_of_the_name_not_of_the_checked_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    names = Names(monkeypatch, {"feeds.example.com": ["8.8.8.8"], "other.example.com": ["8.8.8.8"]})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("feeds.example.com").configure_cert(context)
    there = Server(response(b"public"))
    there.listener = context.wrap_socket(there.listener, server_side=True)
    there.start()
    with there.listener:
        names.route("8.8.8.8", there)
        assert http.send(Request("GET", "https://feeds.example.com/"), PUBLIC).body == b"public"
        with pytest.raises(RequestError) as error:
            http.send(Request("GET", "https://other.example.com/"), PUBLIC)
    assert error.value.kind == "certificate"


@pytest.mark.long
def test_a_connection_that_is_reset_before_tls_begins_leaves_no_socket_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as client:
        server = listener.accept()[0]
        server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        server.close()  # by a reset
        select.select([client], [], [])  # until the reset has arrived; it is not read here
        with warnings.catch_warnings(record=True) as leaks:
            warnings.simplefilter("always")
            with pytest.raises(ConnectionError):
                http.new_tls_context().wrap_socket(client, server_hostname="localhost")
            gc.collect()
    assert leaks == []


class Names:
    """Names and addresses of a network of its own: the second look at a name may give other addresses."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]], later: dict[str, list[str]] | None = None
    ) -> None:
        self.names, self.later = names, later or {}
        self.connected, self.servers = list[str](), dict[str, Server]()
        monkeypatch.setattr(socket, "getaddrinfo", self.getaddrinfo)
        monkeypatch.setattr(urllib3.util.connection, "create_connection", self.create_connection)

    def route(self, address: str, to: Server) -> None:
        self.servers[address] = to

    def getaddrinfo(self, host: str, port: int, *_: object, **_options: object) -> list[tuple[object, ...]]:
        addresses = self.names.get(host, [host])
        self.names = self.names | {host: self.later.get(host, addresses)}
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    def create_connection(self, address: tuple[str, int], *_: object, **_options: object) -> socket.socket:
        self.connected.append(address[0])
        client = socket.socket()
        client.connect(self.servers[address[0]].listener.getsockname())
        return client


def test_a_proxy_is_not_asked_for_a_private_address(monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, {"inside.example.com": ["10.0.0.7"]})
    with server(response(b"secret")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        with pytest.raises(RequestError) as error:
            http.send(Request("GET", "http://inside.example.com/"), PUBLIC)
    assert (error.value.kind, proxy.heads) == ("private", [])


@pytest.mark.parametrize(
    ("url", "no_proxy", "proxy"),
    [
        ("http://kommune.example/", "", "http://proxy:3128"),
        ("https://kommune.example/", "", ""),
        ("http://kommune.example/", "kommune.example", ""),
        ("http://kommune.example:81/", "kommune.example:80", "http://proxy:3128"),
        ("http://192.168.0.1/", "", ""),
        ("http://localhost/", "", ""),
    ],
)
def test_private_addresses_and_exceptions_are_reached_without_a_proxy(
    monkeypatch: pytest.MonkeyPatch, url: str, no_proxy: str, proxy: str
) -> None:
    monkeypatch.setenv("http_proxy", "proxy:3128")
    monkeypatch.setenv("no_proxy", no_proxy)
    assert http.proxy_of(url) == proxy


class SlowReader(threading.Thread):
    """A server that reads a request's body only after a pause."""

    def __init__(self, seconds: float) -> None:
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.origin, self.seconds = f"http://127.0.0.1:{self.listener.getsockname()[1]}", seconds

    def run(self) -> None:
        client, _ = self.listener.accept()
        with client, client.makefile("rb") as stream:
            length = 0
            while line := stream.readline().strip():
                length = int(line.partition(b":")[2]) if line.lower().startswith(b"content-length:") else length
            time.sleep(self.seconds)
            stream.read(length)
            client.sendall(response(b"stored"))


def test_a_server_may_take_longer_to_read_a_block_than_to_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_connections, "CONNECT_TIMEOUT", 0.1)
    block, count = bytes(1 << 20), 16  # more than the buffers of both sides
    reader = SlowReader(0.5)
    reader.start()
    connections = http.ServerConnections(reader.origin)
    request = Request("PUT", f"{reader.origin}/x", {"Content-Length": str(len(block) * count)})
    with reader.listener, connections.open_response(request, [block] * count) as (answer, blocks):
        assert (answer.status, b"".join(blocks)) == (200, b"stored")
    connections.close()
