"""Files on real FTP servers, vsftpd (without MLSD) and ProFTPD (with it), and what each of them refuses."""

from __future__ import annotations

import io
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import trustme

from podcast.errors import PublishError
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.addresses import parse_address
from podcast.publish.targets.web_space.ftp import ftp_client, ftp_files
from podcast.publish.targets.web_space.ftp.ftp_files import FtpFiles
from podcast.publish.targets.web_space.ftp.ftp_lookup import info_at
from tests.support.publish.ftp_server import running_proftpd, running_vsftpd
from tests.support.publish.s3_server import free_ports

pytestmark = pytest.mark.usefixtures("ftp_credentials")
NAMES = ["a.html", "with space.html", "-dash.html", ".hidden", "Übung „1“.html", "[a]*?.html", "a;b=c; d.html", " x"]


@pytest.fixture(params=["vsftpd", "proftpd"])
def server(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def folder(server, tmp_path_factory):
    """A folder of the server that no other test has, as the disk has it."""
    path = server.data / tmp_path_factory.mktemp("place").name
    path.mkdir()
    return path


@pytest.fixture
def files(server, folder):
    opened = FtpFiles(parse_address(server.address(folder.name)))
    yield opened
    opened.close()


def read(files, path, size=None):
    stream = io.BytesIO()
    return stream.getvalue() if files.read(path, stream, size) else None


def test_what_is_written_is_on_the_disk_and_is_read_back(files, folder):
    data = os.urandom(3_000_001)
    files.write("a.mp3", io.BytesIO(data))
    assert (folder / "a.mp3").read_bytes() == data
    assert read(files, "a.mp3") == data
    assert read(files, "a.mp3", 2) == data[:2]
    assert read(files, "a.mp3", len(data) + 5) == data
    files.write("a.mp3", io.BytesIO(b""))
    assert read(files, "a.mp3") == b""


def test_no_byte_is_taken_for_the_end_of_a_line(files, folder):
    files.write("a", io.BytesIO(b"1\r\n2\n3\r\xff\0"))
    assert (folder / "a").read_bytes() == b"1\r\n2\n3\r\xff\0" == read(files, "a")


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_taken_as_it_is(files, folder, name):
    files.write(name, io.BytesIO(b"one"))
    assert os.listdir(folder) == [name]  # noqa: PTH208 -- no need for paths
    assert files.info(name).size == 3
    assert [found for found, _ in files.list("")] == [name]
    files.rename(name, f"{name}2")
    files.delete(f"{name}2")
    assert list(files.list("")) == []


def test_folders_have_such_names_as_well(files, folder):
    names = [name for name in NAMES if "*" not in name]  # which ProFTPD refuses
    for name in names:
        assert files.create_folder(name)
        files.write(f"{name}/a", io.BytesIO(b"one"))
        assert [found for found, _ in files.list(name)] == ["a"]
    assert {name for name, info in files.list("") if info.is_folder} == {*names} == {*os.listdir(folder)}  # noqa: PTH208


def test_a_listing_and_a_look_tell_the_same(files, folder):
    files.write("a", io.BytesIO(b"one"))
    files.create_folder("b")
    (folder / "link").symlink_to(folder / "a")
    listed = dict(files.list(""))
    assert set(listed) == {"a", "b", "link"}
    assert listed["a"] == files.info("a")
    assert listed["link"].size == 3
    assert abs(listed["a"].modified - (folder / "a").stat().st_mtime) < 1
    assert (files.info("b").is_folder, listed["b"].is_folder, files.info("").is_folder) == (True, True, True)


def test_the_version_changes_with_the_bytes(files, folder):
    files.write("a", io.BytesIO(b"one"))
    before = files.info("a").version
    assert files.info("a").version == before
    os.utime(folder / "a", (1, 1_000_000_000))
    assert files.info("a").version != before
    assert files.info("a").modified == 1_000_000_000


def test_what_is_not_there_is_no_error(files):
    assert files.info("a") is None
    assert files.info("b/c") is None
    assert read(files, "a") is None
    assert list(files.list("a")) == []
    files.delete("a")
    assert not files.delete_folder("a")


@pytest.mark.parametrize("is_created_again", [False, True])
def test_a_folder_that_is_deleted_between_a_look_and_its_listing_is_no_error(
    files, folder, monkeypatch, is_created_again
):
    files.create_folder("a")
    looks = []

    def look(*args, **options):
        found = info_at(*args, **options)
        if not looks:
            (folder / "a").rmdir()
        elif is_created_again:
            (folder / "a").mkdir(exist_ok=True)
            (folder / "a" / "b").touch()
            found = info_at(*args, **options)
        looks.append(found)
        return found

    monkeypatch.setattr(ftp_files, "info_at", look)
    assert [name for name, _ in files.list("a")] == (["b"] if is_created_again else [])
    assert [look and look.is_folder for look in looks] == [True, True if is_created_again else None]


def test_only_one_creates_a_folder(folder, server):
    others = [FtpFiles(parse_address(server.address(folder.name))) for _ in range(4)]
    start = threading.Barrier(4)

    def create(there, name):
        start.wait()
        return there.create_folder(name)

    with ThreadPoolExecutor(4) as threads:
        for number in range(10):
            assert sum(threads.map(create, others, [f"swap-{number}"] * 4)) == 1
    for there in others:
        there.close()


def test_a_folder_with_something_in_it_is_not_deleted(files, folder):
    files.create_folder("a")
    files.write("a/b", io.BytesIO(b"one"))
    assert not files.delete_folder("a")
    assert (folder / "a" / "b").exists()
    files.delete("a/b")
    assert files.delete_folder("a")
    assert not (folder / "a").exists()


def test_a_file_is_renamed_over_another(files, folder):
    files.write("a", io.BytesIO(b"one"))
    files.write("b", io.BytesIO(b"two"))
    files.rename("b", "a")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a": b"two"}


def test_a_folder_that_does_not_exist_is_named(files):
    with pytest.raises(PublishError, match=r"refused to write a/b") as error:
        files.write("a/b", io.BytesIO(b"one"))
    assert error.value.exit_status == EXIT_REFUSED
    with pytest.raises(PublishError, match=r"refused to create the folder a/b"):
        files.create_folder("a/b")


def test_after_a_refusal_the_same_connection_goes_on(files, folder, monkeypatch):
    files.info("")
    monkeypatch.delenv("PODCAST_PASSWORD")  # a second login would need it
    with pytest.raises(PublishError):
        files.write("a/b", io.BytesIO(b"one"))
    files.write("b", io.BytesIO(b"one"))
    assert os.listdir(folder) == ["b"]  # noqa: PTH208


def test_a_name_with_a_line_break_is_refused_before_it_is_sent(files, folder):
    with pytest.raises(PublishError, match="line break"):
        files.write("a\r\nDELE b", io.BytesIO(b"one"))
    assert list(folder.iterdir()) == []


def test_someone_elses_file_in_another_encoding_is_listed(files, folder):
    (folder / os.fsdecode(b"\xdcbung.txt")).write_bytes(b"one")
    files.write("a", io.BytesIO(b"two"))
    assert {name: info.size for name, info in files.list("")} == {os.fsdecode(b"\xdcbung.txt"): 3, "a": 3}


def test_a_local_error_is_not_taken_for_one_of_the_network(files):
    class Broken(io.RawIOBase):
        def read(self, _=-1):
            raise OSError(28, "No space left on device")

        def write(self, _):
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        files.write("a", Broken())
    files.write("b", io.BytesIO(b"one"))
    with pytest.raises(OSError, match="No space left"):
        files.read("b", Broken())
    assert read(files, "b") == b"one"


def test_many_threads_work_at_once(files, folder):
    def write(number):
        files.write(f"{number}", io.BytesIO(b"x" * number))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(60)))
    assert {path.name: path.stat().st_size for path in folder.iterdir()} == {f"{n}": n for n in range(60)}


@pytest.mark.parametrize("server", ["vsftpd"], indirect=True)
def test_an_absolute_address_begins_at_the_servers_root(server, folder):
    address = parse_address(f"ftps://{server.user}@127.0.0.1:{server.port}{folder}")
    files = FtpFiles(address)
    files.write("a", io.BytesIO(b"one"))
    files.close()
    assert (folder / "a").read_bytes() == b"one"


def test_a_wrong_password_is_refused_and_not_shown(server, monkeypatch):
    monkeypatch.setenv("PODCAST_PASSWORD", "falsch-und-lang")
    with pytest.raises(PublishError, match="refuses the password") as error:
        FtpFiles(parse_address(server.address())).info("a")
    assert error.value.exit_status == EXIT_REFUSED
    assert "falsch" not in str(error.value)


@pytest.mark.parametrize("server", ["proftpd"], indirect=True)
def test_an_unknown_certificate_is_refused_before_the_password_is_sent(server, monkeypatch, tmp_path):
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
    before = server.log.parent.joinpath("system.log").read_text().count("USER redaktion")
    with pytest.raises(PublishError, match="certificate is not valid") as error:
        FtpFiles(parse_address(server.address())).info("a")
    assert error.value.exit_status == EXIT_REFUSED
    assert server.log.parent.joinpath("system.log").read_text().count("USER redaktion") == before


def test_the_certificate_must_be_that_of_the_name(server, monkeypatch):
    address = replace(parse_address(server.address()), host="localhost.example.org")
    connect = socket.create_connection

    def connect_here(place, *values, **options):
        return connect(("127.0.0.1", place[1]), *values, **options)

    monkeypatch.setattr(socket, "create_connection", connect_here)
    with pytest.raises(PublishError, match=r"not valid for .*localhost\.example\.org"):
        FtpFiles(address).info("a")


def test_encryption_from_the_first_byte(proftpd, monkeypatch):
    monkeypatch.setattr(ftp_client, "IMPLICIT_TLS_PORT", proftpd.implicit_port)
    files = FtpFiles(parse_address(proftpd.address(port=proftpd.implicit_port)))
    files.write("implicit", io.BytesIO(b"x" * 200_000))
    assert files.info("implicit").size == 200_000
    assert read(files, "implicit") == b"x" * 200_000
    files.close()


@pytest.mark.parametrize("server", ["proftpd"], indirect=True)
def test_the_wrong_kind_of_encryption_is_named(server, monkeypatch):
    monkeypatch.setattr(ftp_client, "IMPLICIT_TLS_PORT", server.port)
    with pytest.raises(PublishError, match="ftps://host:990"):
        FtpFiles(parse_address(server.address())).info("a")


def test_no_password_leaves_unencrypted_where_the_server_wants_encryption(server):
    with pytest.raises(PublishError, match="write ftps://"):
        FtpFiles(parse_address(server.address(scheme="ftp"), insecure=True)).info("a")


@pytest.fixture
def small_server(tmp_path_factory, ftp_authority):
    with running_vsftpd(tmp_path_factory.mktemp("small"), ftp_authority, tls=False, most=2) as server:
        yield server


def test_threads_share_the_connections_that_a_server_allows(small_server):
    files = FtpFiles(parse_address(small_server.address()))
    files.write("0", io.BytesIO(b""))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: files.write(f"{number}", io.BytesIO(b"x" * number)), range(1, 30)))
    assert len(list(small_server.data.iterdir())) == 30
    files.close()


def test_without_encryption_where_the_show_allows_it(small_server):
    files = FtpFiles(parse_address(small_server.address(scheme="ftp"), insecure=True))
    files.write("a", io.BytesIO(b"one"))
    assert read(files, "a") == b"one"
    assert not files.checks_bytes
    files.close()


def test_a_server_that_does_not_replace_files_says_so(tmp_path_factory, ftp_authority):
    with running_proftpd(tmp_path_factory.mktemp("proftpd"), ftp_authority, overwrite=False) as server:
        files = FtpFiles(parse_address(server.address()))
        files.write("a", io.BytesIO(b"one"))
        files.write("b", io.BytesIO(b"two"))
        with pytest.raises(PublishError, match="refused to rename b to a"):
            files.rename("b", "a")
        assert read(files, "a") == b"one"
        files.close()


def test_a_server_that_is_not_there_may_come_back(server):
    (port,) = free_ports(1)
    with pytest.raises(TransientError, match="no response"):
        FtpFiles(parse_address(server.address(port=port))).info("a")


def test_a_file_that_a_broken_connection_keeps_locked_is_created_anew(vsftpd, tmp_path, monkeypatch):
    monkeypatch.setattr(ftp_client, "TIMEOUT", 1.0)
    name = f".{tmp_path.name}.12ab34cd.part"
    files, broken = FtpFiles(parse_address(vsftpd.address())), FtpFiles(parse_address(vsftpd.address()))
    with pytest.raises(TransientError):
        broken.write(name, LockingSource(lambda: files.write(name, io.BytesIO(b"other"))))
    files.write(name, io.BytesIO(b"other"))
    assert vsftpd.folder(name).read_bytes() == b"other"
    files.close()


def test_a_small_file_does_not_wait_for_a_timer_of_the_server(server):
    files = FtpFiles(parse_address(server.address()))
    seconds = []
    for _ in range(15):
        started = time.monotonic()
        files.write("small", io.BytesIO(b"x" * 500))
        seconds.append(time.monotonic() - started)
    files.close()
    assert min(seconds) < 0.03  # 0.04: acknowledgements are delayed, and the first block waits for one


class LockingSource(io.RawIOBase):
    """A stream of which a part is on its way when something else is done."""

    def __init__(self, act):
        self.reads, self.act = 0, act

    def read(self, _=-1):
        self.reads += 1
        if self.reads == 2:
            self.act()
        return b"part" * 1000
