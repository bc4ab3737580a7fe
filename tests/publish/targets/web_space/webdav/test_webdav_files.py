"""Files on real WebDAV servers: what is special about each, refusals, and what must never be deleted."""

from __future__ import annotations

import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from podcast.errors import PublishError
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.addresses import parse_address
from podcast.publish.targets.web_space.webdav.webdav_files import WebDavFiles
from tests.support.publish.webdav_servers import USER

NAMES = ["apache", "nginx", "wsgidav"]
pytestmark = [pytest.mark.server, pytest.mark.usefixtures("webdav_login")]


@pytest.fixture(params=NAMES)
def server(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def files(server):
    return open_files(server.address(server.folder()))


def open_files(address):
    return WebDavFiles(parse_address(address, insecure=True))


def written(files, path, data=b"data"):
    files.write(path, io.BytesIO(data))
    return path


def content(files, path):
    stream = io.BytesIO()
    return stream.getvalue() if files.read(path, stream) else None


def refused(call):
    with pytest.raises(PublishError) as error:
        call()
    assert error.value.exit_status == EXIT_REFUSED
    return str(error.value)


@pytest.mark.parametrize("dav", ["dav", "digest"])
def test_apache_accepts_our_basic_and_our_digest_authentication(apache, dav):
    files = open_files(apache.address(apache.folder(), dav))
    written(files, "größe & #1?.html", b"x" * 300_000)
    assert content(files, "größe & #1?.html") == b"x" * 300_000
    assert [name for name, _info in files.list("")] == ["größe & #1?.html"]


def test_a_nonce_that_expires_during_a_publish_is_replaced_whatever_the_request(apache):
    files = open_files(apache.address(apache.folder(), "short-nonces"))
    for number in range(3):
        written(files, "a", bytes([number]) * 400_000)
        time.sleep(1.1)
        assert content(files, "a") == bytes([number]) * 400_000
        time.sleep(1.1)


def test_many_threads_log_in_together(files):
    written(files, "a")
    fresh = WebDavFiles(files._requests._credentials._address)  # noqa: SLF001 -- the same place, not logged in yet
    with ThreadPoolExecutor(12) as threads:
        assert [*threads.map(lambda _: content(fresh, "a"), range(36))] == [b"data"] * 36


def test_a_wrong_password_is_refused_with_its_remedy_and_asked_once(files, monkeypatch):
    monkeypatch.setenv("PODCAST_PASSWORD", "wrong")
    message = refused(lambda: content(files, "a"))
    assert f"refuses the password of {USER}" in message
    assert "correct PODCAST_PASSWORD" in message
    assert "wrong" not in message


def test_an_address_without_a_user_names_what_to_write(server):
    address = server.address(server.folder()).replace(f"{USER}@", "")
    message = refused(lambda: content(open_files(address), "a"))
    assert f"webdavs://USER@127.0.0.1:{server.port}/" in message


def test_a_certificate_of_an_unknown_authority_is_refused(files, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    fresh = WebDavFiles(files._requests._credentials._address)  # noqa: SLF001 -- the same place, other authorities
    message = refused(lambda: fresh.info("a"))
    assert "certificate is not valid" in message
    assert "SSL_CERT_FILE" in message


def test_a_web_server_that_is_no_webdav_server_is_told_from_one(nginx):
    address = nginx.address(nginx.folder())
    public = open_files(address.replace("/dav/", "/public/"))
    assert "does not understand WebDAV" in refused(lambda: written(public, "a"))
    assert "does not understand WebDAV" in refused(lambda: public.create_folder("a"))
    unlisted = open_files(address.replace("/dav/", "/without-listings/"))
    written(unlisted, "a")
    assert "does not understand WebDAV" in refused(lambda: unlisted.info("a"))


def test_a_folder_above_that_does_not_exist_is_named(server):
    files = open_files(server.address(f"{server.folder()}/missing/show"))
    assert "the folder above it does not exist" in refused(lambda: files.create_folder(""))


def test_a_file_that_is_too_large_for_the_server_is_refused_at_once(nginx):
    files, started = open_files(nginx.address(nginx.folder())), time.monotonic()
    assert "too large for the server (413)" in refused(lambda: written(files, "a.mp3", bytes(21 << 20)))
    assert time.monotonic() - started < 5
    assert files.info("a.mp3") is None


def test_the_home_of_a_user_is_not_known():
    assert "/~/ means nothing" in refused(lambda: open_files("webdavs://u@example.org/~/show"))


def test_the_start_of_a_file_is_read_alone(files):
    written(files, "a", b"0123456789" * 100_000)
    written(files, "empty", b"")
    for path, size, expected in (("a", 2, b"01"), ("empty", 2, b"")):
        stream = io.BytesIO()
        assert files.read(path, stream, size)
        assert stream.getvalue() == expected
    assert not files.read("none", io.BytesIO(), 2)


def test_the_version_changes_with_the_bytes_and_stays_when_time_passes(files):
    written(files, "a", b"one")
    first = files.info("a")
    time.sleep(1.2)
    assert files.info("a") == first
    written(files, "a", b"two")
    assert files.info("a").version != first.version
    assert dict(files.list(""))["a"].version == files.info("a").version


@pytest.mark.parametrize(("name", "expected"), [("apache", True), ("nginx", True), ("wsgidav", False)])
def test_a_broken_write_shows_whether_a_server_replaces_files_whole(request, name, expected):
    server = request.getfixturevalue(name)
    files = open_files(server.address(server.folder()))
    written(files, "a", b"old")
    assert files.writes_whole("a") is expected


def test_of_many_who_create_a_folder_one_does(server, files):
    others = [WebDavFiles(files._requests._credentials._address) for _ in range(6)]  # noqa: SLF001 -- the same place
    barrier = threading.Barrier(len(others))

    def create(one, name):
        barrier.wait(30)
        return one.create_folder(name)

    with ThreadPoolExecutor(len(others)) as threads:
        for number in range(25):
            created = [*threads.map(create, others, [f"token-{number}"] * len(others))]
            assert created.count(True) == 1, (server.name, number)


def test_a_file_is_no_folder_to_create_and_a_folder_no_file_to_delete(files):
    written(files, "a")
    assert not files.create_folder("a")
    assert files.create_folder("folder")
    written(files, "folder/b")
    assert "is a folder" in refused(lambda: files.delete("folder"))
    assert content(files, "folder/b") == b"data"


def test_a_folder_is_deleted_only_if_it_is_empty(server, files):
    for name in (".podcast", "empty", "full"):
        files.create_folder(name)
    written(files, "full/a")
    assert not files.delete_folder("full")
    assert not files.delete_folder("none")
    assert files.delete_folder("empty") is (server.name != "nginx")  # which does not list names that begin with a dot
    assert content(files, "full/a") == b"data"


def test_a_hidden_file_of_others_keeps_its_folder(server):
    name = server.folder()
    files = open_files(server.address(name))
    files.create_folder(".podcast")
    files.create_folder("folder")
    (server.data / name / "folder" / ".hidden").write_text("of others")
    assert not files.delete_folder("folder")
    assert (server.data / name / "folder" / ".hidden").read_text() == "of others"


def test_what_arrives_in_a_folder_while_it_is_deleted_is_not_lost(apache):
    name = apache.folder()
    files, other = (open_files(apache.address(name)) for _ in range(2))
    files.create_folder(".podcast")
    kept = lost = 0
    for number in range(60):
        files.create_folder("folder")
        with ThreadPoolExecutor(2) as threads:
            deleted = threads.submit(files.delete_folder, "folder")
            arrived = threads.submit(arrives, other, f"folder/{number}")
        is_there = content(files, f"folder/{number}") is not None
        kept += is_there
        lost += arrived.result() and not is_there
        assert deleted.result() is not is_there or not arrived.result()
        files.delete(f"folder/{number}")
    assert lost == 0


def arrives(files, path):
    """Whether the server confirms a file."""
    try:
        files.write(path, io.BytesIO(b"of another"))
    except (PublishError, TransientError):
        return False
    return True


def test_the_own_folder_is_listed_although_nginx_hides_it(files):
    files.create_folder(".podcast")
    written(files, ".podcast/head.json")
    assert [name for name, info in files.list("") if info.is_folder] == [".podcast"]
    assert [name for name, _info in files.list(".podcast")] == ["head.json"]
    assert [*files.list("none")] == []


def test_a_file_is_renamed_over_another_behind_a_proxy_that_ends_tls(apache_behind_nginx):
    files = open_files(apache_behind_nginx.address(apache_behind_nginx.folder()))
    for _round in range(2):  # the second one knows how the server wants to be told
        written(files, "old"), written(files, "new ü", b"new")
        files.rename("new ü", "old")
        assert content(files, "old") == b"new"
        assert files.info("new ü") is None


def test_the_clock_of_the_server_is_known(files):
    files.info("")
    assert abs(files.clock_skew()) < 3


def test_without_tls_bytes_are_not_taken_for_granted(apache):
    address = parse_address(apache.address(apache.folder()))
    assert WebDavFiles(address).checks_bytes
    assert not WebDavFiles(replace(address, scheme="webdav")).checks_bytes
