"""A cluster that demands certificates: the address is dask+tls://, the certificate is named in dask's settings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.support import podcast_process
from tests.support.dask_cluster import running_cluster
from tests.support.small_show import write_show
from tests.support.sounds import speech, write_wav

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ("CLIENT", "SCHEDULER", "WORKER")


@pytest.mark.server
def test_a_build_on_a_cluster_with_certificates(tmp_path: Path) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
    for blob in certificate.cert_chain_pems:
        blob.write_to_path(tmp_path / "cert.pem", append=True)
    settings = {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(tmp_path / "ca.pem")}
    settings |= {f"DASK_DISTRIBUTED__COMM__TLS__{part}__CERT": str(tmp_path / "cert.pem") for part in PARTS}
    settings |= {f"DASK_DISTRIBUTED__COMM__TLS__{part}__KEY": str(tmp_path / "key.pem") for part in PARTS}
    root = write_show(tmp_path / "show", episodes=1)
    with running_cluster(tmp_path / "cluster", workers=1, environment=settings, scheme="tls") as cluster:
        built = podcast_process.run(
            "build", "--executor", cluster.address, "-C", root, env={**os.environ, **settings, "LANGUAGE": "en"}
        )
        assert built.returncode == 0, built.stderr
        assert "mastered  folge-1" in built.stderr
        write_wav(root / "episodes/folge-1/recording.wav", speech(2, seed=7))
        stranger = podcast_process.run("build", "--executor", cluster.address, "-C", root)
    assert cluster.address.startswith("dask+tls://")
    assert stranger.returncode == 1
    assert f"{cluster.address}: dask's settings name no certificates for TLS" in stranger.stderr
