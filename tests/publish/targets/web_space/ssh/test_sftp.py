"""What is special about files by SFTP, and about servers that can less than OpenSSH as it comes."""

from __future__ import annotations

import io
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from podcast.errors import PublishError
from podcast.publish.protocol.state import HEAD_KEY
from podcast.publish.targets.body import body_of
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.target import ABSENT, EXIT_REFUSED, Headers
from podcast.publish.targets.web_space.addresses import parse_address
from podcast.publish.targets.web_space.ssh.sftp import SftpFiles
from podcast.publish.targets.web_space.web_space_target import WebSpaceTarget
from tests.support.publish.ssh_server import running_ssh_server, use_home

HTML = Headers("text/html; charset=utf-8", "public, max-age=300")


def read(files, path, size=None):
    stream = io.BytesIO()
    return stream.getvalue() if files.read(path, stream, size) else None


@contextmanager
def files_of_server(monkeypatch, tmp_path, options="", more=""):
    """A server that is set up like this, and a folder on it."""
    (tmp_path / "server").mkdir()
    with running_ssh_server(tmp_path / "server", options, more) as server:
        use_home(monkeypatch, tmp_path / "home", server)
        files = SftpFiles(parse_address(server.address(server.files)))
        yield files, server.files
        files.close()


def test_a_folder_is_relative_to_that_of_the_user_after_a_tilde(ssh_server, ssh_home, ssh_folder):  # noqa: ARG001 -- the home has the key
    ssh_folder.mkdir()
    (ssh_folder / "a.html").write_bytes(b"one")
    home = os.path.expanduser(f"~{ssh_server.user}")  # noqa: PTH111 -- of the server's user, not of HOME
    relative = os.path.relpath(ssh_folder, home)
    address = parse_address(ssh_server.address(ssh_folder))
    files = SftpFiles(type(address)("sftp", address.user, address.host, address.port, relative))
    assert read(files, "a.html") == b"one"
    files.close()


def test_a_large_file_goes_and_comes_in_blocks(sftp_files, ssh_folder):
    data = os.urandom(5_000_001)
    sftp_files.write("a.mp3", io.BytesIO(data))
    assert (ssh_folder / "a.mp3").read_bytes() == data
    assert read(sftp_files, "a.mp3") == data
    assert read(sftp_files, "a.mp3", 70_000) == data[:70_000]


def test_what_the_server_refuses_is_named_with_its_remedy(sftp_files, ssh_folder):
    (ssh_folder / "file").write_bytes(b"")
    (ssh_folder / "folder").mkdir()
    with pytest.raises(PublishError, match="does not exist on the server; create it") as refused:
        sftp_files.write("no/such/file.html", io.BytesIO(b"one"))
    assert refused.value.exit_status == EXIT_REFUSED
    with pytest.raises(PublishError, match="refused to change"):
        sftp_files.rename("file", "folder")
    assert read(sftp_files, "file") == b""  # the connection can still be used


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_named(sftp_files, ssh_folder):
    ssh_folder.chmod(0o500)
    with pytest.raises(PublishError, match="denies access"):
        sftp_files.write("a.html", io.BytesIO(b"one"))
    ssh_folder.chmod(0o700)


def test_a_read_only_server_is_named(monkeypatch, tmp_path):
    with files_of_server(monkeypatch, tmp_path, "-R") as (files, _), pytest.raises(PublishError, match="denies access"):
        files.write("a.html", io.BytesIO(b"one"))


def test_links_are_followed_to_files_and_not_into_folders(sftp_files, ssh_folder):
    (ssh_folder / "a.html").write_bytes(b"one")
    (ssh_folder / "link.html").symlink_to("a.html")
    (ssh_folder / "broken.html").symlink_to("nowhere.html")
    (ssh_folder / "round").symlink_to(".")
    assert sorted(name for name, _ in sftp_files.list("")) == ["a.html", "link.html"]
    assert dict(sftp_files.list(""))["link.html"].size == 3


def test_everyone_can_read_what_a_server_with_a_strict_mask_stores(monkeypatch, tmp_path):
    with files_of_server(monkeypatch, tmp_path, "-u 077") as (files, folder):
        WebSpaceTarget(files).put("a/b.html", body_of(b"one"), HTML, None)
        assert stat.S_IMODE((folder / "a" / "b.html").stat().st_mode) & 0o444 == 0o444
        assert stat.S_IMODE((folder / "a").stat().st_mode) & 0o555 == 0o555


def test_a_server_that_does_not_rename_over_a_file_is_noticed_and_overwritten(monkeypatch, tmp_path):
    with files_of_server(monkeypatch, tmp_path, "-P posix-rename") as (files, folder):
        target = WebSpaceTarget(files)
        capabilities = target.detect_capabilities(".podcast/probe-x")
        assert not capabilities.renames_over
        assert capabilities.conditional_writes
        writing = target.for_writing(lambda: None, capabilities)
        etag = writing.put("a.html", body_of(b"one"), HTML, ABSENT)
        writing.put("a.html", body_of(b"three"), HTML, etag)
        first = writing.put(HEAD_KEY, body_of(b'{"a": 1}'), HTML, ABSENT)
        writing.put(HEAD_KEY, body_of(b'{"a": 2}'), HTML, first)
        assert (folder / "a.html").read_bytes() == b"three"
        assert writing.get(HEAD_KEY)[0] == b'{"a": 2}'
        assert sorted(info.key for info in target.list("")) == [HEAD_KEY, "a.html"]


def test_a_server_that_permits_one_channel_is_used_by_one_thread_at_a_time(monkeypatch, tmp_path):
    with files_of_server(monkeypatch, tmp_path, more="MaxSessions 1\n") as (files, folder):
        target = WebSpaceTarget(files)
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda n: target.put(f"{n}.html", body_of(b"one"), HTML, ABSENT), range(16)))
        assert len(list(folder.iterdir())) == 16


def test_threads_share_a_connection(ssh_server, sftp_files):
    before = ssh_server.log.count("Accepted publickey")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: sftp_files.write(f"{n}.html", io.BytesIO(b"one")), range(40)))
    assert ssh_server.log.count("Accepted publickey") == before + 1


def test_after_a_cut_a_new_connection_is_made(sftp_files):
    sftp_files.write("a.html", io.BytesIO(b"one"))
    client = sftp_files._connection._client  # noqa: SLF001 -- to cut it from below
    client.get_transport().sock.close()
    client.get_transport().join(10)
    with pytest.raises(TransientError, match="was cut"):
        while True:
            sftp_files.info("a.html")
            pytest.fail("the line was not cut")
    assert read(sftp_files, "a.html") == b"one"
