"""Workers without the show's folder: recordings go through a bucket of their own, which is never public."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podcast import pipeline
from podcast.checks import examine
from podcast.cluster.address import parse_address
from podcast.cluster.executor import ClusterExecutor
from podcast.cluster.store import RecordingStore, store_location
from podcast.errors import BuildError, PodcastError, PublishError
from podcast.files.digest import file_sha256
from podcast.model.groups import Cluster as ClusterSettings
from podcast.publish import release
from podcast.steps.workers import Workers
from tests.support.dask_cluster import running_cluster
from tests.support.publish.s3_server import s3_client
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

    from tests.support.dask_cluster import Cluster
    from tests.support.publish.s3_server import Server

NOW = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture
def settings(seaweed: Server, prefix: str, credentials: None) -> ClusterSettings:  # noqa: ARG001
    return ClusterSettings(store=f"s3://{seaweed.bucket}/{prefix}", endpoint=seaweed.endpoint)


@pytest.fixture
def store_cluster(tmp_path: Path, credentials: None) -> Iterator[Cluster]:  # noqa: ARG001
    """A cluster whose workers have the credentials of the store."""
    with running_cluster(tmp_path / "cluster") as cluster:
        yield cluster


def build(root: Path, executor: Executor) -> dict[str, bytes]:
    with executor:
        site = pipeline.build_show(pipeline.load_show(root).due(NOW), root, executor, lambda _event: None).site
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def objects(seaweed: Server, prefix: str) -> dict[str, int]:
    listed = s3_client(seaweed.endpoint).list_objects_v2(Bucket=seaweed.bucket, Prefix=f"{prefix}/")
    return {entry["Key"].removeprefix(f"{prefix}/"): entry["Size"] for entry in listed.get("Contents", [])}


def test_a_store_carries_recordings_and_masters(
    tmp_path: Path, seaweed: Server, prefix: str, settings: ClusterSettings, store_cluster: Cluster
) -> None:
    root = write_show(tmp_path / "show", episodes=2)
    change(root / "podcast.yaml", "cover: cover.jpg", "audio: {formats: [mp3, opus]}\ncover: cover.jpg")
    other = Path(shutil.copytree(root, tmp_path / "other"))
    through_store = build(root, ClusterExecutor(parse_address(store_cluster.address), root, settings))
    assert through_store == build(other, Workers(2))
    recordings = [root / f"episodes/folge-{number}/recording.wav" for number in (1, 2)]
    assert objects(seaweed, prefix) == {f"recordings/{file_sha256(path)}": path.stat().st_size for path in recordings}
    assert not [*root.rglob("*.part")]


def test_a_recording_that_cannot_be_mastered_is_named_as_it_is_called_here(
    tmp_path: Path, settings: ClusterSettings, store_cluster: Cluster
) -> None:
    root = write_show(tmp_path / "show", episodes=2)
    recording = root / "episodes/folge-2/recording.wav"
    recording.write_bytes(recording.read_bytes()[:44] + bytes(2 * 44100 * 4))
    with pytest.raises(BuildError) as raised:
        build(root, ClusterExecutor(parse_address(store_cluster.address), root, settings))
    assert [error.path for error in raised.value.errors] == ["episodes/folge-2/recording.wav"]


def test_a_worker_without_credentials_is_named(
    tmp_path: Path, settings: ClusterSettings, dask_cluster: Cluster
) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    with pytest.raises(PodcastError, match=r"worker 127\.0\.0\.1:\d+: cannot read the store of `cluster:`"):
        build(root, ClusterExecutor(parse_address(dask_cluster.address), root, settings))


def test_a_damaged_recording_in_the_store_is_refused_and_removed(
    tmp_path: Path, seaweed: Server, prefix: str, settings: ClusterSettings
) -> None:
    store = RecordingStore(store_location(settings))
    (tmp_path / "r.wav").write_bytes(b"sound")
    sha256 = file_sha256(tmp_path / "r.wav")
    store.put_recording(tmp_path / "r.wav", sha256)
    key = f"{prefix}/recordings/{sha256}"
    s3_client(seaweed.endpoint).put_object(Bucket=seaweed.bucket, Key=key, Body=b"noise")
    with pytest.raises(PodcastError, match="was damaged, and is deleted; run the same command again"):
        store.fetch_recording(sha256, tmp_path / "fetched.wav")
    store.put_recording(tmp_path / "r.wav", sha256)
    store.fetch_recording(sha256, tmp_path / "fetched.wav")
    assert (tmp_path / "fetched.wav").read_bytes() == b"sound"


def test_an_upload_is_ended_with_the_build(
    tmp_path: Path, seaweed: Server, prefix: str, settings: ClusterSettings
) -> None:
    store = RecordingStore(store_location(settings))
    (tmp_path / "r.wav").write_bytes(bytes(1 << 22))
    store.stop()
    with pytest.raises(PublishError):
        store.put_recording(tmp_path / "r.wav", file_sha256(tmp_path / "r.wav"))
    assert objects(seaweed, prefix) == {}


def test_a_bucket_that_everybody_can_read_is_refused(seaweed: Server, prefix: str, settings: ClusterSettings) -> None:
    store, client = RecordingStore(store_location(settings)), s3_client(seaweed.endpoint)
    key = store.put_token("run", "secret")
    store.refuse_public(key, "secret")
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
    resource = {"Resource": f"arn:aws:s3:::{seaweed.bucket}/{prefix}/*"}
    policy = {"Version": "2012-10-17", "Statement": [statement | resource]}
    client.put_bucket_policy(Bucket=seaweed.bucket, Policy=json.dumps(policy))
    try:
        with pytest.raises(PodcastError, match="everybody can read it, and recordings are not public"):
            store.refuse_public(key, "secret")
    finally:
        client.delete_bucket_policy(Bucket=seaweed.bucket)


# --- never where the show is published --------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["", "/show", "/show/recordings", "/elsewhere"])
def test_a_store_in_the_published_bucket_is_a_problem(tmp_path: Path, place: str) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    change(root / "podcast.yaml", "{target: published}", "{target: s3://podcasts/show}")
    with (root / "podcast.yaml").open("a", encoding="utf-8") as file:
        file.write(f"cluster: {{store: 's3://podcasts{place}'}}\n")
    [problem] = examine.examine(root).problems
    assert (problem.path, problem.field) == ("podcast.yaml", "cluster.store")
    assert str(problem).endswith(
        f'"s3://podcasts{place}" is in the bucket that the show is published to, where recordings could be fetched by '
        "all; name another bucket"
    )


def test_another_target_in_the_bucket_of_the_store_is_refused(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    with (root / "podcast.yaml").open("a", encoding="utf-8") as file:
        file.write("cluster: {store: s3://recordings/show}\n")
    show = pipeline.load_show(root)
    with pytest.raises(PublishError, match="is in the bucket that the show is published to"):
        release.open_target(show, root, "s3://recordings/public")


@pytest.mark.parametrize("value", ["recordings", "https://s3.example.org/b", "s3://", "s3:///x"])
def test_a_store_that_is_no_object_storage_is_a_problem(tmp_path: Path, value: str) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    with (root / "podcast.yaml").open("a", encoding="utf-8") as file:
        file.write(f"cluster: {{store: '{value}'}}\n")
    [problem] = examine.examine(root).problems
    assert problem.field == "cluster.store"
    assert "write s3://bucket/prefix" in str(problem)
