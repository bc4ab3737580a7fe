"""Workers that are not like this computer are refused before the first job, in one sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from distributed import Client

from podcast.cluster import handshake
from podcast.cluster.address import parse_address
from podcast.cluster.cluster_job import Token
from podcast.cluster.executor import ClusterExecutor
from podcast.errors import PodcastError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.dask_cluster import Cluster


@pytest.fixture
def client(dask_cluster: Cluster) -> Iterator[Client]:
    with Client(f"tcp://127.0.0.1:{dask_cluster.port}", set_as_default=False) as opened:
        yield opened


@pytest.fixture
def token(tmp_path: Path) -> Token:
    (tmp_path / "token").write_text("seen")
    return Token(tmp_path / "token", "seen")


def test_workers_like_this_computer_are_welcome(client: Client, token: Token) -> None:
    versions = handshake.local_versions(handshake.PACKAGES)
    assert all(versions.values())
    handshake.compare(client, versions, token, None)


@pytest.mark.parametrize("package", ["av", "numpy", "lameenc"])
def test_another_version_is_named_with_both_numbers(client: Client, token: Token, package: str) -> None:
    versions = handshake.local_versions(handshake.PACKAGES)
    with pytest.raises(PodcastError) as raised:
        handshake.compare(client, versions | {package: "99.1"}, token, None)
    assert f"has {package} {versions[package]}, but this computer has 99.1; install the same version" in str(
        raised.value
    )
    assert str(raised.value).startswith("worker 127.0.0.1:")


def test_a_package_that_is_missing_there_is_named(client: Client, token: Token) -> None:
    versions = handshake.local_versions(handshake.PACKAGES) | {"ctranslate99": "1.2"}
    with pytest.raises(PodcastError, match=r"ctranslate99 is not installed there; install ctranslate99 1\.2"):
        handshake.compare(client, versions, token, None)


def test_other_code_of_the_same_version_is_refused(client: Client, token: Token) -> None:
    versions = handshake.local_versions(handshake.PACKAGES) | {"": "of yesterday"}
    with pytest.raises(PodcastError, match="has other code of podcast under the same version"):
        handshake.compare(client, versions, token, None)


def test_a_worker_without_the_folder_is_named_and_no_recording_is_blamed(client: Client, tmp_path: Path) -> None:
    unseen = Token(tmp_path / "show/.podcast/.handshake.0badcafe.part", "not there")
    with pytest.raises(PodcastError) as raised:
        handshake.compare(client, handshake.local_versions(handshake.PACKAGES), unseen, None)
    message = str(raised.value)
    assert f"does not see the folder {tmp_path}/show; mount it there under the same path" in message
    assert "recording" not in message


def test_a_file_of_that_name_in_another_folder_is_not_the_token(client: Client, token: Token) -> None:
    other = Token(token.place, "of another computer")
    with pytest.raises(PodcastError, match="does not see the folder"):
        handshake.compare(client, handshake.local_versions(handshake.PACKAGES), other, None)


def test_a_worker_that_comes_later_is_compared_before_its_first_job(tmp_path: Path, own_cluster: Cluster) -> None:
    with ClusterExecutor(parse_address(own_cluster.address), tmp_path, None) as executor:
        assert executor.submit(pow, 2, 3).result() == 8
        fake = tmp_path / "fake" / "lameenc-99.dist-info"
        fake.mkdir(parents=True)
        (fake / "METADATA").write_text("Metadata-Version: 2.1\nName: lameenc\nVersion: 99\n")
        own_cluster.start_worker({"PYTHONPATH": f"{fake.parent}:{own_cluster.python_path}"})
        own_cluster.wait_for_workers(3)
        jobs = [executor.submit(pow, 2, number) for number in range(12)]
        errors = {str(error) for job in jobs if (error := job.exception())}
    assert len(errors) == 1
    assert "has lameenc 99, but this computer has" in errors.pop()


def test_the_token_is_gone_afterwards(tmp_path: Path, dask_cluster: Cluster) -> None:
    with ClusterExecutor(parse_address(dask_cluster.address), tmp_path, None) as executor:
        assert executor.submit(pow, 2, 3).result() == 8
        assert len([*(tmp_path / ".podcast").iterdir()]) == 1
    assert [*(tmp_path / ".podcast").iterdir()] == []
