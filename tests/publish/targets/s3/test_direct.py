"""Requests without boto3 in between: the same claims by both ways, over open and encrypted lines, and on a bad line."""

import contextlib
import gc
import socket
import ssl
import subprocess
import sys
import threading
import warnings

import pytest
import trustme

from podcast.errors import PublishError
from podcast.publish.targets.body import Body, body_of
from podcast.publish.targets.retry import Retrier
from podcast.publish.targets.s3 import direct
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.s3.s3_target import S3Target
from podcast.publish.targets.target import ABSENT, EXIT_REFUSED, ConflictError, Headers
from tests.support.publish.faulty_proxy import line
from tests.support.publish.s3_server import BUCKET, REGION, s3_client

HTML = Headers("text/html; charset=utf-8", "public, max-age=300")
pytestmark = pytest.mark.usefixtures("credentials")


@pytest.fixture
def authority():
    return trustme.CA()


@pytest.fixture(params=["http", "https"])
def address(request, seaweed, authority, tmp_path, monkeypatch):
    """The store's address, open or encrypted; who vouches for it is named to both ways alike."""
    if request.param == "http":
        yield seaweed.endpoint
        return
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    with encrypted(seaweed.endpoint, authority) as there:
        yield there


@contextlib.contextmanager
def encrypted(endpoint, authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with line(endpoint, lambda *_: None) as there:
        there.socket = context.wrap_socket(there.socket, server_side=True, do_handshake_on_connect=False)
        yield there.endpoint.replace("http:", "https:")


@pytest.fixture(params=["direct", "boto3"])
def opened(request, prefix, monkeypatch):
    """Opens a store by one way or the other; an endpoint that only the environment names is left to boto3."""

    def by_boto3(endpoint, patience=None):
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", endpoint)
        return S3Target(S3Location(BUCKET, prefix, None, REGION), patience)

    if request.param == "boto3":
        return by_boto3
    return lambda endpoint, patience=None: S3Target(S3Location(BUCKET, prefix, endpoint, REGION), patience)


def test_by_either_way_over_any_line_a_store_does_the_same(opened, address, seaweed, prefix, tmp_path):
    target = opened(address)
    path = tmp_path / "ton.mp3"
    path.write_bytes(bytes(range(256)) * 12_000)
    sound = body_of(path.read_bytes())
    assert target.get("a/ü b+%.html") is None
    assert target.head("a/ü b+%.html") is None
    etag = target.put("a/ü b+%.html", body_of(b"eins"), HTML, ABSENT)
    assert target.get("a/ü b+%.html") == (b"eins", etag)
    with pytest.raises(ConflictError):
        target.put("a/ü b+%.html", body_of(b"zwei"), HTML, ABSENT)
    assert target.put("leer.txt", body_of(b""), HTML, ABSENT) == body_of(b"").digest.md5
    target.put("ton.mp3", Body(path, sound.digest), HTML, ABSENT)
    assert target.digest("ton.mp3") == sound.digest
    assert target.read_start("ton.mp3", 3) == b"\0\1\2"
    assert {one.key for one in target.list("")} == {"a/ü b+%.html", "leer.txt", "ton.mp3"}
    seen = s3_client(seaweed.endpoint).get_object(Bucket=BUCKET, Key=f"{prefix}/ton.mp3")
    assert "ContentEncoding" not in seen
    assert seen["Body"].read() == path.read_bytes()
    target.delete("ton.mp3")
    assert target.head("ton.mp3") is None
    assert target.head("leer.txt").headers == HTML


def test_a_certificate_of_an_unknown_authority_is_refused_at_once(opened, seaweed, authority):
    with encrypted(seaweed.endpoint, authority) as there:
        target = opened(there, Retrier(sleep=pytest.fail))
        with pytest.raises(PublishError, match="certificate is not valid") as error:
            target.get("a.html")
    assert error.value.exit_status == EXIT_REFUSED


@pytest.mark.parametrize("fault", ["lost", "busy", "cut", "flip"])
def test_by_either_way_a_bad_line_is_got_over(opened, seaweed, fault):
    with line(seaweed.endpoint, lambda verb, _, attempt: fault if verb != "HEAD" and attempt == 1 else None) as there:
        target = opened(there.endpoint, Retrier(sleep=lambda _: None))
        for number in range(4):
            target.put(f"{number}.html", body_of(b"seite %d" % number), HTML, None)
            assert target.get(f"{number}.html")[0] == b"seite %d" % number


def test_a_connection_is_used_again_and_one_that_the_store_has_closed_is_not(prefix):
    class Once(threading.Thread):
        """Hangs up after each second answer, as stores do with connections that were idle."""

        def __init__(self):
            super().__init__(daemon=True)
            self.door = socket.create_server(("127.0.0.1", 0))
            self.opened = 0

        def run(self):
            with contextlib.suppress(OSError):
                while True:
                    guest, _ = self.door.accept()
                    self.opened += 1
                    with guest:
                        for _ in range(2):
                            guest.recv(65536)
                            guest.sendall(b'HTTP/1.1 200 OK\r\nETag: "e"\r\nContent-Length: 0\r\n\r\n')

    store = Once()
    store.start()
    with store.door:
        target = S3Target(
            S3Location("bucket", prefix, f"http://127.0.0.1:{store.door.getsockname()[1]}"), Retrier(sleep=pytest.fail)
        )
        for number in range(6):
            assert target.head(f"{number}.html").etag == "e"
            store.join(0.02)  # its end of the line is to have been heard
    assert store.opened == 3


def test_a_refusal_sent_before_the_body_was_read_is_understood(tmp_path, prefix):
    """The store hangs up on a large body; what it said before counts, not the broken line."""

    def refuse(door):
        guest, _ = door.accept()
        with guest:
            guest.recv(1000)
            said = b"<Error><Code>NoSuchBucket</Code></Error>"
            guest.sendall(b"HTTP/1.1 404 No\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(said), said))
            guest.shutdown(socket.SHUT_WR)
            while guest.recv(1 << 20):
                pass

    path = tmp_path / "ton.mp3"
    path.write_bytes(bytes(20_000_000))
    with socket.create_server(("127.0.0.1", 0)) as door:
        store = threading.Thread(target=refuse, args=(door,))
        store.start()
        target = S3Target(
            S3Location("bucket", prefix, f"http://127.0.0.1:{door.getsockname()[1]}"), Retrier(sleep=pytest.fail)
        )
        with pytest.raises(PublishError, match="the bucket does not exist"):
            target.put("ton.mp3", Body(path, body_of(path.read_bytes()).digest), HTML, ABSENT)
        store.join()


@pytest.mark.parametrize(
    ("location", "proxy", "bypass", "expected"),
    [
        (S3Location("b", "", "https://s3.example.org"), "", "", True),
        (S3Location("b", ""), "", "", False),
        (S3Location("b", "", "https://s3.example.org/behind"), "", "", False),
        (S3Location("b", "", "https://s3.example.org"), "http://proxy:3128", "", True),
        (S3Location("b", "", "https://s3.example.org"), "socks5://proxy:1080", "", False),
        (S3Location("b", "", "https://s3.example.org"), "socks5://proxy:1080", "example.org", True),
    ],
)
def test_only_a_named_endpoint_is_requested_without_boto3(location, proxy, bypass, expected, monkeypatch):
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.setenv("no_proxy", bypass)
    assert direct.supports(location) is expected


class Proxy(threading.Thread):
    """A proxy for CONNECT; `requests` are the first lines of what it was sent."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.requests = []

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                self.requests.append(client.recv(65536).partition(b"\r\n")[0].decode())
                host, port = self.requests[-1].split()[1].split(":")
                store = socket.create_connection((host, int(port)))
                client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                for pair in ((client, store), (store, client)):
                    threading.Thread(target=self.copy, args=pair, daemon=True).start()

    @staticmethod
    def copy(source, destination):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                destination.sendall(data)
            destination.shutdown(socket.SHUT_WR)


def test_a_proxy_of_the_environment_is_used(seaweed, prefix, authority, tmp_path, monkeypatch):
    monkeypatch.setattr("podcast.http.connections.is_private_address", lambda _: False)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    proxy = Proxy()
    proxy.start()
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.listener.getsockname()[1]}")
    with encrypted(seaweed.endpoint, authority) as there, proxy.listener:
        target = S3Target(S3Location(BUCKET, prefix, there, REGION))
        target.put("a.html", body_of(b"eins"), HTML, ABSENT)
        assert target.get("a.html")[0] == b"eins"
        assert [line.split()[:2] for line in proxy.requests] == [["CONNECT", there.removeprefix("https://")]]


def test_a_publish_with_nothing_new_needs_no_boto3(seaweed, prefix):
    """It asks one question; boto3 takes 0.3 s to start."""
    ask = (
        "import sys; from podcast.publish.targets.s3.s3_target import S3Location, S3Target\n"
        f"assert S3Target(S3Location({BUCKET!r}, {prefix!r}, {seaweed.endpoint!r})).get('head.json') is None\n"
        "sys.exit('boto3' in sys.modules or 'botocore.session' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", ask], check=True)


def test_credentials_of_a_profile_sign_as_well(seaweed, prefix, tmp_path, monkeypatch):
    from tests.support.publish.s3_server import ACCESS, SECRET

    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_PROFILE", "sendung")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    said = f"[sendung]\naws_access_key_id = {ACCESS}\naws_secret_access_key = {SECRET}\n"
    (tmp_path / "credentials").write_text(said)
    target = S3Target(S3Location(BUCKET, prefix, seaweed.endpoint, REGION))
    assert target.put("a.html", body_of(b"eins"), HTML, ABSENT)


def test_no_connection_is_left_open(seaweed, prefix):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        target = S3Target(S3Location(BUCKET, prefix, seaweed.endpoint, REGION))
        target.put("a.html", body_of(b"eins"), HTML, ABSENT)
        assert target.read_start("a.html", 2) == b"ei"
        del target
        gc.collect()
