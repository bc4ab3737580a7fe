"""A branch of a repository that is reached by https: the password is in the environment, and nowhere else."""

import os
from datetime import UTC, datetime

import pytest

from podcast.errors import PublishError
from podcast.publish.protocol.prepare import prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.targets.git.open_git import open_git_target
from podcast.publish.targets.retry import Retrier
from podcast.publish.targets.target import EXIT_REFUSED
from tests.support.publish.git_https_server import TOKEN, running_git_server
from tests.support.publish.git_repository import bare_repository
from tests.support.publish.memory_target import Episode, Hands, OneByOne, as_built, build, contents, new_publisher

pytestmark = pytest.mark.server


@pytest.fixture
def server(tmp_path, monkeypatch):
    (tmp_path / "srv").mkdir()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.delenv("PODCAST_PASSWORD", raising=False)
    with running_git_server(tmp_path / "srv") as running:
        monkeypatch.setenv("GIT_SSL_CAINFO", str(running[1]))
        yield running


@pytest.fixture
def repository(server, tmp_path):  # noqa: ARG001 -- it serves the folder
    return bare_repository(tmp_path / "srv" / "pages.git")


def open_over(port, root, user=""):
    address = f"git+https://{user}127.0.0.1:{port}/pages.git#gh-pages"
    return open_git_target(address, root, Retrier(sleep=lambda _: None), has_audio_elsewhere=False)


@pytest.mark.parametrize("user", ["", "anna"])
def test_a_show_is_published_with_the_token_of_the_environment(server, repository, tmp_path, monkeypatch, user):
    monkeypatch.setenv("PODCAST_PASSWORD", TOKEN)
    port, _, users = server
    target = open_over(port, tmp_path, f"{user}@" if user else "")
    files = contents(Episode("eins", os.urandom(2_000_000)))  # more than git sends in one piece
    prepared = prepare(build(tmp_path / "site", files), target, datetime.now(UTC))
    carry_out(prepared, new_publisher(hands=Hands(datetime.now(UTC))), OneByOne(), lambda _: None)
    tree = repository.files()
    assert {key: as_built(key, data) for key, data in tree.items() if not key.startswith(".")} == files
    assert set(users) == {user or "x-access-token"}
    kept = [
        path for path in (tmp_path / ".podcast").rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()
    ]
    assert kept == []


@pytest.mark.usefixtures("repository")
def test_without_a_token_or_with_a_wrong_one_the_variable_is_named(server, tmp_path, monkeypatch):
    with pytest.raises(PublishError, match=r"git has none stored for it.*PODCAST_PASSWORD") as error:
        open_over(server[0], tmp_path).get(".podcast/head.json")
    assert error.value.exit_status == EXIT_REFUSED
    monkeypatch.setenv("PODCAST_PASSWORD", "false")
    with pytest.raises(
        PublishError, match=r"does not accept the user name and the password.*PODCAST_PASSWORD"
    ) as error:
        open_over(server[0], tmp_path).get(".podcast/head.json")
    assert error.value.exit_status == EXIT_REFUSED
    assert "false" not in str(error.value)


@pytest.mark.usefixtures("repository")
def test_a_certificate_that_is_not_valid_is_refused(server, tmp_path, monkeypatch):
    monkeypatch.delenv("GIT_SSL_CAINFO")
    monkeypatch.setenv("PODCAST_PASSWORD", TOKEN)
    with pytest.raises(PublishError, match="its certificate is not valid") as error:
        open_over(server[0], tmp_path).get(".podcast/head.json")
    assert error.value.exit_status == EXIT_REFUSED
