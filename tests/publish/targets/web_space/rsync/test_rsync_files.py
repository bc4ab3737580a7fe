"""Files on a real OpenSSH server by rsync and ssh: names, shells of every kind, and what is refused."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.addresses import parse_address
from podcast.publish.targets.web_space.rsync import rsync_files
from podcast.publish.targets.web_space.rsync.rsync_files import SMALL, RsyncFiles
from podcast.publish.targets.web_space.web_space_target import WebSpaceTarget
from tests.support.programs import installed_program
from tests.support.publish.s3_server import free_ports
from tests.support.publish.ssh_server import make_key, running_ssh_server

pytestmark = pytest.mark.server
NAMES = ["a.html", "with space.html", "-dash.html", ".hidden", "Übung „1“.html", "[a]*?.html", "a;b=c; $(d) `e`", " x",
         "it's \"quoted\"", "\\", "a\\nb", "$HOME", "~", "!", "#", "a:b"]  # fmt: skip


@pytest.fixture
def files(rsync_files):
    return rsync_files


@pytest.fixture
def folder(rsync_files, ssh_folder):  # noqa: ARG001 -- it is created by then
    """The folder of the server, as the disk has it."""
    return ssh_folder


@contextmanager
def opened(server, path, monkeypatch, config=None):
    monkeypatch.setenv("RSYNC_RSH", f"ssh -F {config or server.client_config}")
    path.mkdir(exist_ok=True)
    files = RsyncFiles(parse_address(server.address(quote(str(path)), "rsync+ssh")))
    try:
        yield files
    finally:
        files.close()


def read(files, path, size=None):
    stream = io.BytesIO()
    return stream.getvalue() if files.read(path, stream, size) else None


@pytest.mark.parametrize("size", [0, 1, 100_000, SMALL - 1, SMALL, SMALL + 1])
def test_what_is_written_is_on_the_disk_and_is_read_back(files, folder, size):
    data = os.urandom(size)
    files.write("a.mp3", io.BytesIO(data))
    assert (folder / "a.mp3").read_bytes() == data
    assert read(files, "a.mp3") == data
    assert read(files, "a.mp3", 2) == data[:2]
    assert files.info("a.mp3").size == size
    assert files.digest("a.mp3") == bytes_digest(data)
    files.write("a.mp3", io.BytesIO(b"other"))
    assert read(files, "a.mp3") == b"other"


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_taken_as_it_is(files, folder, name):
    files.write(name, io.BytesIO(b"one"))
    assert os.listdir(folder) == [name]  # noqa: PTH208 -- no need for paths
    assert (files.info(name).size, read(files, name)) == (3, b"one")
    assert [found for found, _ in files.list("")] == [name]
    files.rename(name, f"{name}2")
    files.delete(f"{name}2")
    assert files.create_folder(name)
    assert not files.create_folder(name)
    files.write(f"{name}/{name}", io.BytesIO(b"1" * SMALL))
    assert [(found, info.size) for found, info in files.list(name)] == [(name, SMALL)]
    files.delete(f"{name}/{name}")
    assert files.delete_folder(name)
    assert not files.delete_folder(name)
    assert list(files.list("")) == []


def test_bytes_that_look_like_commands_are_never_run(files, folder, tmp_path):
    """The folder is missing, so the server's shell is left with the bytes of the file."""
    command = f"touch {tmp_path}/run\n".encode()
    for count in (1, 1000, 60_000):
        with pytest.raises(PublishError, match="its folder does not exist"):
            files.write("nowhere/a", io.BytesIO(command * count))
        assert files.info("nowhere/a") is None
    time.sleep(0.2)
    assert list(tmp_path.glob("run")) == []
    files.write("a", io.BytesIO(command))
    assert (folder / "a").read_bytes() == command


def test_what_was_replaced_has_another_version_even_within_a_second(files):
    versions = set()
    for data in (b"one", b"two", b"six"):
        files.write("new", io.BytesIO(data))
        files.rename("new", "a")
        versions.add(files.info("a").version)
    assert len(versions) == 3


def test_a_file_is_never_moved_into_a_folder_of_its_name(files, folder):
    files.write("new", io.BytesIO(b"one"))
    files.create_folder("a")
    with pytest.raises(PublishError, match="a folder where a file must be"):
        files.rename("new", "a")
    assert os.listdir(folder / "a") == []  # noqa: PTH208 -- no need for paths


def test_a_folder_is_created_by_one_of_many(files):
    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(lambda _: files.create_folder("a"), range(8))) == [False] * 7 + [True]


def test_links_to_files_are_files_and_links_to_folders_are_left_out(files, folder):
    (folder / "a").write_bytes(b"one")
    (folder / "b").symlink_to("a")
    (folder / "c").symlink_to(".")
    (folder / "d").symlink_to("nowhere")
    os.mkfifo(folder / "e")
    (folder / "line\nbreak").write_bytes(b"1")
    assert sorted((name, info.size) for name, info in files.list("")) == [("a", 3), ("b", 3), ("line\nbreak", 1)]


def test_many_files_are_listed(files, folder):
    for number in range(5000):
        (folder / f"{'a' * 200}-{number}").touch()
    assert len(list(files.list(""))) == 5000


def test_new_files_and_folders_are_readable_for_a_web_server(files, folder):
    files.create_folder("a")
    files.write("a/small", io.BytesIO(b"1"))
    files.write("a/large", io.BytesIO(b"1" * SMALL))
    modes = [oct(path.stat().st_mode & 0o777) for path in (folder / "a", folder / "a/small", folder / "a/large")]
    assert modes == ["0o755", "0o644", "0o644"]


def test_eight_threads_share_one_connection(files, ssh_server):
    before = ssh_server.log.count("Accepted publickey")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: files.write(f"{number}", io.BytesIO(b"1" * (SMALL + number))), range(8)))
        assert [info.size - SMALL for _name, info in sorted(files.list(""))] == list(range(8))
    assert ssh_server.log.count("Accepted publickey") - before == 1


def test_nothing_is_left_when_the_process_dies(files, tmp_path):
    """Its shells and the shared connection end with their input."""
    script = (
        "import os, sys, signal\n"
        "from podcast.publish.targets.web_space.addresses import parse_address\n"
        "from podcast.publish.targets.web_space.rsync.rsync_files import RsyncFiles\n"
        "files = RsyncFiles(parse_address(sys.argv[1]))\n"
        "files.info('')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    place = files._ssh.place  # noqa: SLF001 -- the same server
    address = f"rsync+ssh://{place.user}@{place.host}:{place.port}/"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([shutil.which("python3") or "python3", "-c", script, address], env=environment, check=False)
    sockets, deadline = list(tmp_path.glob("podcast-*/s")), time.monotonic() + 10
    while any(path.exists() for path in sockets) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(path.exists() for path in sockets)


SHELLS = {
    "dash": 'exec sh -c "$SSH_ORIGINAL_COMMAND"',
    "bash": 'exec bash -c "$SSH_ORIGINAL_COMMAND"',
    "zsh": 'exec zsh -c "$SSH_ORIGINAL_COMMAND"',
    "fish": 'exec fish -c "$SSH_ORIGINAL_COMMAND"',
    "tcsh": 'exec tcsh -c "$SSH_ORIGINAL_COMMAND"',
    "a shell that greets": 'echo Welcome; echo to the server; exec sh -c "$SSH_ORIGINAL_COMMAND"',
    "busybox": 'exec env PATH={busybox}:{rsync} sh -c "$SSH_ORIGINAL_COMMAND"',
    "one session": 'exec sh -c "$SSH_ORIGINAL_COMMAND"',
}


@pytest.mark.parametrize("shell", SHELLS)
def test_any_shell_of_the_user_will_do(shell, tmp_path, monkeypatch):
    if shell in {"zsh", "fish", "tcsh", "busybox"}:
        installed_program(shell)
    if shell == "busybox":
        (tmp_path / "busybox").mkdir()
        for name in (
            "sh",
            "stat",
            "mkdir",
            "mv",
            "rm",
            "rmdir",
            "cat",
            "head",
            "xargs",
            "date",
            "printf",
            "md5sum",
            "wc",
        ):
            (tmp_path / "busybox" / name).symlink_to("/usr/bin/busybox")
        (tmp_path / "rsync").mkdir()
        (tmp_path / "rsync" / "rsync").symlink_to(installed_program("rsync"))
    command = SHELLS[shell].format(busybox=tmp_path / "busybox", rsync=tmp_path / "rsync")
    more = f"ForceCommand {command}\n" + ("MaxSessions 1\n" if shell == "one session" else "")
    with (
        running_ssh_server(make_folder(tmp_path), more=more) as server,
        opened(server, server.files / "it's a folder", monkeypatch) as files,
    ):
        large = os.urandom(SMALL)
        files.write("small $(x)", io.BytesIO(b"one\ntwo"))
        if shell != "a shell that greets":  # rsync speaks with the server by its own protocol
            files.write("large", io.BytesIO(large))
            assert read(files, "large") == large
        assert read(files, "small $(x)") == b"one\ntwo"
        assert files.create_folder("a")
        assert not files.create_folder("a")
        assert {name for name, _ in files.list("")} >= {"small $(x)", "a"}


def make_folder(tmp_path):
    folder = tmp_path / "ssh"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("echo This account is for mail only.", r"runs no commands \(\"This account is for mail only\"\).*sftp://"),
        ("rrsync", "runs no commands.*sftp://"),
        ("internal-sftp", "runs no commands.*sftp://"),
        ("/usr/sbin/nologin", r"runs no commands \(\"This account is currently not available\"\)"),
    ],
)
def test_a_server_that_runs_no_commands_is_told(command, words, tmp_path, monkeypatch):
    command = f"rrsync {tmp_path}" if command == "rrsync" else command
    with (
        running_ssh_server(make_folder(tmp_path), more=f"ForceCommand {command}\n") as server,
        opened(server, server.files / "a", monkeypatch) as files,
        pytest.raises(PublishError, match=words) as error,
    ):
        files.info("a")
    assert error.value.exit_status == EXIT_REFUSED


def test_a_server_without_rsync_is_told(tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    for name in ("sh", "stat", "date", "head", "cat", "mkdir"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    more = f'ForceCommand exec env PATH={tmp_path / "bin"} sh -c "$SSH_ORIGINAL_COMMAND"\n'
    with (
        running_ssh_server(make_folder(tmp_path), more=more) as server,
        opened(server, server.files / "a", monkeypatch) as files,
    ):
        files.write("small", io.BytesIO(b"1"))
        with pytest.raises(PublishError, match="rsync is not installed on the server; have it installed") as error:
            files.write("large", io.BytesIO(b"1" * SMALL))
    assert error.value.exit_status == EXIT_REFUSED


@pytest.mark.parametrize("missing", ["rsync", "ssh"])
def test_a_computer_without_the_programs_is_told(files, tmp_path, monkeypatch, missing):
    for name in {"rsync", "ssh"} - {missing}:
        (tmp_path / name).symlink_to(shutil.which(name))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PublishError, match=f"the program {missing} is not installed.*sftp://") as error:
        files.write("a", io.BytesIO(b"1" * SMALL))
    assert error.value.exit_status == EXIT_REFUSED


def test_an_unknown_server_and_one_with_another_key_are_refused(ssh_server, ssh_folder, tmp_path, monkeypatch):
    config, known = tmp_path / "config", tmp_path / "known_hosts"
    config.write_text(ssh_server.client_config.read_text().replace(str(ssh_server.folder / "known_hosts"), str(known)))
    with opened(ssh_server, ssh_folder, monkeypatch, config) as files:
        with pytest.raises(PublishError, match=r"unknown to this computer \(fingerprint .*SHA256:") as error:
            files.info("a")
        assert error.value.exit_status == EXIT_REFUSED
        known.write_text(f"[127.0.0.1]:{ssh_server.port} {make_key(tmp_path / 'another')}")
        with pytest.raises(PublishError, match=r"another one than before.*ssh-keygen -R") as error:
            files.info("a")
        assert error.value.exit_status == EXIT_REFUSED
        known.write_text((ssh_server.folder / "known_hosts").read_text())
        assert files.info("a") is None


def test_keys_that_the_server_does_not_accept_are_told(ssh_server, ssh_folder, tmp_path, monkeypatch):
    make_key(tmp_path / "foreign")
    config = tmp_path / "config"
    user_key = str(ssh_server.folder / "user_key")
    config.write_text(ssh_server.client_config.read_text().replace(user_key, str(tmp_path / "foreign")))
    with (
        opened(ssh_server, ssh_folder, monkeypatch, config) as files,
        pytest.raises(
            PublishError, match=r"accepts none of your SSH keys; nothing was changed. Add your public key"
        ) as error,
    ):
        files.info("a")
    assert error.value.exit_status == EXIT_REFUSED


def test_a_server_that_does_not_answer_may_answer_later(monkeypatch):
    monkeypatch.setenv("RSYNC_RSH", "ssh -F none")
    (port,) = free_ports(1)
    files = RsyncFiles(parse_address(f"rsync+ssh://me@127.0.0.1:{port}/x"))
    with pytest.raises(TransientError, match="Connection refused"):
        files.info("a")


def test_a_connection_that_is_cut_is_opened_again(files):
    files.write("a", io.BytesIO(b"one"))
    master = files._ssh._master  # noqa: SLF001 -- cut it, as a network would
    assert master is not None
    master.kill()
    master.wait()
    failures = 0
    while failures < 8:
        try:
            assert read(files, "a") == b"one"
        except TransientError:
            failures += 1
        else:
            break
    assert 0 < failures < 8


def test_a_large_file_that_was_cut_is_continued(files, folder, monkeypatch):
    """Only what is missing goes over the line a second time."""
    data = os.urandom(4 * SMALL)
    (folder / "a.mp3").write_bytes(data[: 3 * SMALL])
    sent, real = [], subprocess.run

    def counting(command, **options):
        run = real([command[0], "--stats", *command[1:]], **options)
        sent.append(run.stdout.decode())
        return run

    monkeypatch.setattr(rsync_files.subprocess, "run", counting)
    files.write("a.mp3", io.BytesIO(data))
    assert (folder / "a.mp3").read_bytes() == data
    (literal,) = [line for line in sent[0].splitlines() if line.startswith("Literal data")]
    assert int(literal.split()[2].replace(",", "")) < 1.1 * SMALL


def test_a_file_may_be_written_by_several_threads_while_another_reads(files):
    files.write("a", io.BytesIO(b"1" * 1000))
    stop, seen = threading.Event(), set()

    def follow():
        while not stop.is_set():
            seen.add(read(files, "a"))

    thread = threading.Thread(target=follow)
    thread.start()
    for number in range(50):
        files.write("new", io.BytesIO(b"%d" % (number % 10) * 1000))
        files.rename("new", "a")
    stop.set()
    thread.join()
    assert {len(data) for data in seen} == {1000}
    assert all(len(set(data)) == 1 for data in seen)


def test_a_line_break_in_a_name_is_refused(files):
    with pytest.raises(PublishError, match="line break"):
        files.write("a\nb", io.BytesIO(b"1"))


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("chattr"), reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_told(files):
    if os.geteuid() == 0:
        place = "proc-is-never-writable"
        files._folder = "/proc"  # noqa: SLF001 -- root may write everywhere else
    else:
        place = "a"
        Path(files._folder).chmod(0o500)  # noqa: SLF001 -- the server's folder
    with pytest.raises(PublishError) as error:
        files.write(place, io.BytesIO(b"1"))
    assert error.value.exit_status == EXIT_REFUSED
    assert shlex.quote(place) in str(error.value)


def test_digests_are_computed_by_the_server(files, monkeypatch):
    data = os.urandom(100_000)
    files.write("a", io.BytesIO(data))
    monkeypatch.setattr(RsyncFiles, "read", pytest.fail)
    assert WebSpaceTarget(files).digest("a") == bytes_digest(data)
    monkeypatch.undo()
    assert WebSpaceTarget(files).digest("b") is None
