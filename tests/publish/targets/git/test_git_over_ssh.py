"""A branch of a repository that is reached by SSH: a real OpenSSH server, and what it refuses."""

import itertools
import os
from datetime import UTC, datetime

import pytest

from podcast.errors import PublishError
from podcast.publish.protocol.prepare import prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.targets.git.open_git import open_git_target
from podcast.publish.targets.retry import Retrier
from podcast.publish.targets.target import EXIT_FAILED, EXIT_REFUSED
from tests.support.publish.git_repository import bare_repository
from tests.support.publish.memory_target import Episode, Hands, OneByOne, as_built, build, contents, new_publisher
from tests.support.publish.s3_server import free_ports
from tests.support.publish.ssh_server import make_key

HEAD = ".podcast/head.json"
pytestmark = pytest.mark.server


@pytest.fixture
def repository(ssh_folder):
    ssh_folder.mkdir()
    return bare_repository(ssh_folder / "pages.git")


@pytest.fixture
def target(repository, ssh_server, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_SSH_COMMAND", f"ssh -F {ssh_server.client_config}")
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return open_over(ssh_server, repository.path, tmp_path)


def open_over(server, path, root, port=None):
    clock = itertools.count(step=0.3)
    retrier = Retrier(sleep=lambda _: None, clock=lambda: next(clock))
    address = f"git+ssh://{server.user}@127.0.0.1:{port or server.port}{path}#gh-pages"
    return open_git_target(address, root, retrier, has_audio_elsewhere=False)


def test_a_show_is_published_over_ssh(target, repository, tmp_path):
    files = contents(Episode("eins", os.urandom(100_000)))
    prepared = prepare(build(tmp_path / "site", files), target, datetime.now(UTC))
    carry_out(prepared, new_publisher(hands=Hands(datetime.now(UTC))), OneByOne(), lambda _: None)
    tree = repository.files()
    assert {key: as_built(key, data) for key, data in tree.items() if not key.startswith(".")} == files
    assert repository.commits() == ["Publish 1: 6 new, 0 changed, 0 removed"]


def test_an_unknown_server_is_refused_with_the_fingerprint_of_its_key(target, ssh_server, tmp_path, monkeypatch):
    config = tmp_path / "config"
    config.write_text(ssh_server.client_config.read_text().replace("known_hosts", "no_hosts"))
    monkeypatch.setenv("GIT_SSH_COMMAND", f"ssh -F {config}")
    with pytest.raises(
        PublishError, match=r"its host key is unknown to this computer \(fingerprint .*SHA256:"
    ) as error:
        target.get(HEAD)
    assert error.value.exit_status == EXIT_REFUSED
    assert f"run `ssh -p {ssh_server.port} {ssh_server.user}@127.0.0.1` once" in str(error.value)


def test_a_server_with_another_key_is_refused(target, ssh_server, tmp_path, monkeypatch):
    known = tmp_path / "known_hosts"
    known.write_text(f"[127.0.0.1]:{ssh_server.port} {make_key(tmp_path / 'another')}")
    config = tmp_path / "config"
    config.write_text(ssh_server.client_config.read_text().replace(str(ssh_server.folder / "known_hosts"), str(known)))
    monkeypatch.setenv("GIT_SSH_COMMAND", f"ssh -F {config}")
    with pytest.raises(PublishError, match=r"another one than before.*ssh-keygen -R \"\[127.0.0.1\]:") as error:
        target.get(HEAD)
    assert error.value.exit_status == EXIT_REFUSED


def test_without_a_key_that_the_server_accepts_the_remedy_is_told(target, ssh_server, tmp_path, monkeypatch):
    make_key(tmp_path / "foreign")
    config = tmp_path / "config"
    user_key = str(ssh_server.folder / "user_key")
    config.write_text(ssh_server.client_config.read_text().replace(user_key, str(tmp_path / "foreign")))
    monkeypatch.setenv("GIT_SSH_COMMAND", f"ssh -F {config}")
    with pytest.raises(PublishError, match=r"accepts none of your SSH keys.*ssh-add") as error:
        target.get(HEAD)
    assert error.value.exit_status == EXIT_REFUSED


@pytest.mark.usefixtures("target")
def test_a_repository_that_does_not_exist_is_told(ssh_server, ssh_folder, tmp_path):
    with pytest.raises(PublishError, match="no such repository") as error:
        open_over(ssh_server, ssh_folder / "nowhere.git", tmp_path).get(HEAD)
    assert error.value.exit_status == EXIT_REFUSED


@pytest.mark.usefixtures("target")
def test_a_server_that_does_not_answer_is_tried_again_and_then_told(ssh_server, repository, tmp_path):
    (port,) = free_ports(1)
    target = open_over(ssh_server, repository.path, tmp_path, port)
    with pytest.raises(PublishError, match=r"failed \d+ times .*Connection refused") as error:
        target.get(HEAD)
    assert error.value.exit_status == EXIT_FAILED
