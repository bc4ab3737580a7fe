"""Connections by SSH, to real servers: whom they trust, and with what a user logs in."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess

import pytest

from podcast.errors import PublishError
from podcast.publish.targets.retry import Retrier, TransientError
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.addresses import parse_address
from podcast.publish.targets.web_space.credentials import Credentials
from podcast.publish.targets.web_space.ssh.settings import ssh_settings
from podcast.publish.targets.web_space.ssh.ssh_connection import connect
from tests.support.publish.password_server import PASSWORD, USER, running_password_server
from tests.support.publish.s3_server import free_ports
from tests.support.publish.ssh_server import make_key, running_ssh_server, use_home


def log_in(target, prompt=None):
    """Log in, and be gone again."""
    address = parse_address(target)
    settings = ssh_settings(address)
    connect(settings, Credentials(address, settings.user, prompt)).close()


def target_of(server):
    return server.address(server.files)


def fingerprint(key_file):
    listed = subprocess.run(["ssh-keygen", "-l", "-f", str(key_file)], capture_output=True, text=True, check=True)
    return re.search(r"SHA256:\S+", listed.stdout)[0]


class Person:
    """Someone who types these passwords."""

    def __init__(self, *passwords):
        self.passwords = [*passwords]

    def ask(self, _account):
        return self.passwords.pop(0) if self.passwords else None

    def is_to_be_kept(self):
        return False

    def report_not_kept(self):
        raise AssertionError


# --- whom a user trusts ----------------------------------------------------------------------------------------------


def test_a_server_that_is_not_known_is_refused_with_its_fingerprint(ssh_server, ssh_home):
    (ssh_home / ".ssh" / "known_hosts").unlink()
    with pytest.raises(PublishError, match="is not known yet") as refused:
        log_in(target_of(ssh_server))
    assert fingerprint(ssh_server.folder / "host_key.pub") in str(refused.value)
    assert f"`sftp -P {ssh_server.port} {ssh_server.user}@127.0.0.1`" in str(refused.value)
    assert refused.value.exit_status == EXIT_REFUSED


def test_a_server_with_another_key_than_before_is_refused(ssh_server, ssh_home):
    other = make_key(ssh_home / "other")
    (ssh_home / ".ssh" / "known_hosts").write_text(f"[127.0.0.1]:{ssh_server.port} {other}", "ascii")
    with pytest.raises(PublishError, match="has another key than before") as refused:
        log_in(target_of(ssh_server))
    assert fingerprint(ssh_server.folder / "host_key.pub") in str(refused.value)
    assert f'`ssh-keygen -R "[127.0.0.1]:{ssh_server.port}"`' in str(refused.value)
    assert refused.value.exit_status == EXIT_REFUSED


def test_the_remedy_of_a_changed_key_removes_it(ssh_server, ssh_home):
    known = ssh_home / ".ssh" / "known_hosts"
    name = f"[127.0.0.1]:{ssh_server.port}"
    subprocess.run(["ssh-keygen", "-R", name, "-f", str(known)], check=True, capture_output=True)
    with pytest.raises(PublishError, match="not known yet"):
        log_in(target_of(ssh_server))


def test_names_in_known_hosts_may_be_hashed(ssh_server, ssh_home):
    known = ssh_home / ".ssh" / "known_hosts"
    subprocess.run(["ssh-keygen", "-H", "-f", str(known)], check=True, capture_output=True)
    assert "127.0.0.1" not in known.read_text("ascii")
    log_in(target_of(ssh_server))


def test_nothing_is_sent_to_a_server_that_is_not_trusted(ssh_home, tmp_path, monkeypatch):
    monkeypatch.setenv("PODCAST_PASSWORD", PASSWORD)
    make_key(tmp_path / "key")
    with running_password_server(tmp_path / "key") as server:
        with pytest.raises(PublishError, match="not known yet"):
            log_in(f"sftp://{USER}@127.0.0.1:{server.port}/")
        assert server.tried == []
    assert (ssh_home / ".ssh").is_dir()


# --- with what a user logs in ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ssh_home")
def test_a_user_logs_in_with_a_key_file(ssh_server):
    log_in(target_of(ssh_server))


@contextlib.contextmanager
def agent(monkeypatch, *keys):
    """An SSH agent with these keys."""
    started = subprocess.run(["ssh-agent", "-s"], capture_output=True, text=True, check=True).stdout
    settings = dict(re.findall(r"(SSH_\w+)=([^;]+);", started))
    monkeypatch.setenv("SSH_AUTH_SOCK", settings["SSH_AUTH_SOCK"])
    try:
        for key in keys:
            subprocess.run(["ssh-add", "-q", str(key)], check=True, env={**os.environ, **settings})
        yield
    finally:
        subprocess.run(["ssh-agent", "-k"], check=True, capture_output=True, env={**os.environ, **settings})


def test_a_user_logs_in_with_a_key_of_the_agent(ssh_server, ssh_home, monkeypatch):
    (ssh_home / ".ssh" / "id_ed25519").unlink()
    with agent(monkeypatch, ssh_server.folder / "user_key"):
        log_in(target_of(ssh_server))


def test_without_a_key_that_fits_the_remedy_is_named(ssh_server, ssh_home):
    (ssh_home / ".ssh" / "id_ed25519").unlink()
    make_key(ssh_home / ".ssh" / "id_ed25519")
    with pytest.raises(PublishError, match="with an SSH key only, and accepts none of yours") as refused:
        log_in(target_of(ssh_server))
    assert refused.value.exit_status == EXIT_REFUSED


@pytest.fixture
def locked_key(ssh_home):
    """The user's key, with a passphrase."""
    key = ssh_home / ".ssh" / "id_ed25519"
    subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", PASSWORD, "-f", str(key)], check=True)
    return key


@pytest.mark.usefixtures("locked_key")
def test_the_passphrase_of_a_key_is_the_password(ssh_server, monkeypatch):
    monkeypatch.setenv("PODCAST_PASSWORD", PASSWORD)
    log_in(target_of(ssh_server))


@pytest.mark.usefixtures("locked_key")
def test_the_passphrase_of_a_key_is_asked_for(ssh_server):
    log_in(target_of(ssh_server), Person(PASSWORD))
    with pytest.raises(PublishError, match="refuses the password"):
        log_in(target_of(ssh_server), Person("another"))
    with pytest.raises(PublishError, match="PODCAST_PASSWORD"):
        log_in(target_of(ssh_server))


@pytest.mark.parametrize("method", ["password", "keyboard-interactive"])
def test_a_user_logs_in_with_a_password(ssh_home, tmp_path, monkeypatch, method):
    make_key(tmp_path / "key")
    with running_password_server(tmp_path / "key", method) as server:
        (ssh_home / ".ssh" / "known_hosts").write_text(server.known_host, "ascii")
        target = f"sftp://{USER}@127.0.0.1:{server.port}/"
        log_in(target, Person(PASSWORD))
        with pytest.raises(PublishError, match="refuses the password of anna"):
            log_in(target, Person("wrong"))
        with pytest.raises(PublishError, match="PODCAST_PASSWORD"):
            log_in(target)
        monkeypatch.setenv("PODCAST_PASSWORD", PASSWORD)
        log_in(target)
        assert server.tried == [PASSWORD, "wrong", PASSWORD]


def test_a_server_that_permits_few_keys_may_still_accept_the_right_one(tmp_path, monkeypatch):
    """The file that the configuration names is offered before those of the agent."""
    for number in range(4):
        make_key(tmp_path / f"key-{number}")
    (tmp_path / "ssh").mkdir()
    with running_ssh_server(tmp_path / "ssh", more="MaxAuthTries 2\n") as server:
        home = use_home(monkeypatch, tmp_path / "home", server)
        with agent(monkeypatch, *(tmp_path / f"key-{number}" for number in range(4))):
            with pytest.raises(PublishError, match="accepts none of yours"):
                log_in(target_of(server))
            (home / ".ssh" / "config").write_text("Host *\n  IdentityFile ~/.ssh/id_ed25519\n", "ascii")
            log_in(target_of(server))


# --- ~/.ssh/config ---------------------------------------------------------------------------------------------------


def test_an_alias_of_the_configuration_has_host_port_user_and_key(ssh_server, ssh_home):
    shutil.move(ssh_home / ".ssh" / "id_ed25519", ssh_home / ".ssh" / "amt")
    (ssh_home / ".ssh" / "config").write_text(
        f"Host webspace\n  HostName 127.0.0.1\n  Port {ssh_server.port}\n  User {ssh_server.user}\n"
        "  IdentityFile ~/.ssh/amt\n  IdentitiesOnly yes\n",
        "ascii",
    )
    log_in("sftp://webspace/")


def test_what_the_address_names_goes_before_the_configuration(ssh_home):
    (ssh_home / ".ssh" / "config").write_text("Host a.example.org\n  Port 2222\n  User berta\n", "ascii")
    settings = ssh_settings(parse_address("sftp://anna@a.example.org:22/"))
    assert (settings.port, settings.user) == (22, "anna")
    settings = ssh_settings(parse_address("sftp://a.example.org/"))
    assert (settings.port, settings.user) == (2222, "berta")


def test_a_server_behind_another_is_reached_through_it(ssh_server, ssh_home, tmp_path):
    (tmp_path / "behind").mkdir()
    with running_ssh_server(tmp_path / "behind") as behind:
        shutil.copy(behind.folder / "user_key", ssh_home / ".ssh" / "id_behind")
        with (ssh_home / ".ssh" / "known_hosts").open("a", encoding="ascii") as known:
            known.write((behind.folder / "known_hosts").read_text("ascii"))
        (ssh_home / ".ssh" / "config").write_text(
            f"Host behind\n  HostName 127.0.0.1\n  Port {behind.port}\n  User {behind.user}\n"
            f"  IdentityFile ~/.ssh/id_behind\n  ProxyJump {ssh_server.user}@127.0.0.1:{ssh_server.port}\n",
            "ascii",
        )
        log_in("sftp://behind/")
        assert "Connection from 127.0.0.1" in behind.log
        assert "direct-tcpip" in ssh_server.log or f"Accepted publickey for {ssh_server.user}" in ssh_server.log


def test_a_configuration_that_cannot_be_read_is_named(ssh_home):
    (ssh_home / ".ssh" / "config").write_text('Host "a\n  Port 2222\n', "ascii")
    with pytest.raises(PublishError, match="config cannot be used"):
        ssh_settings(parse_address("sftp://a/"))


# --- servers that are not there --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offered", "used"),
    [("aes128-ctr,aes256-gcm@openssh.com", "aes256-gcm@openssh.com"), ("aes128-ctr", "aes128-ctr")],
)
def test_a_cipher_that_takes_little_time_is_used_where_the_server_has_it(tmp_path, monkeypatch, offered, used):
    (tmp_path / "ssh").mkdir()
    with running_ssh_server(tmp_path / "ssh", more=f"Ciphers {offered}\n") as server:
        use_home(monkeypatch, tmp_path / "own", server)
        address = parse_address(target_of(server))
        settings = ssh_settings(address)
        with contextlib.closing(connect(settings, Credentials(address, settings.user))) as client:
            assert client.get_transport().local_cipher == used


@pytest.mark.usefixtures("ssh_home")
def test_a_server_that_is_not_there_may_be_there_later():
    (port,) = free_ports(1)
    with pytest.raises(TransientError, match="no connection to"):
        log_in(f"sftp://127.0.0.1:{port}/")


@pytest.mark.usefixtures("ssh_home")
def test_a_name_that_no_server_has_is_refused_at_once(monkeypatch):
    def no_server(*_args, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_server)
    with pytest.raises(PublishError, match=r"no server with the name nowhere\.invalid"):
        Retrier().call(lambda: log_in("sftp://nowhere.invalid/"), "connecting")
