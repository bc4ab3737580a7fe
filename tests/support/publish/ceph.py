"""A Ceph Object Gateway on this computer: one monitor, one store in memory, one gateway. For `make test-ceph`.

It needs Debian's packages ceph-mon, ceph-osd, radosgw and ceph-common, and root. Nothing outlives the block.
"""

from __future__ import annotations

import contextlib
import subprocess
import time
import urllib.request
from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.error import URLError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FSID = "6f1f7d2e-5d3c-4a55-8d1c-2b3a4f5e0f7c"
PATIENCE = 90  # seconds
CAPS = ("--cap", "mon", "allow *", "--cap", "osd", "allow *", "--cap", "mgr", "allow *")

CONFIG = """\
[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{mon}/0]
ms bind msgr1 = false
public addr = 127.0.0.1
keyring = {folder}/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 4294967296
mon allow pool size one = true
mon data avail warn = 1
mon data avail crit = 0
mon max pg per osd = 1000
run dir = {folder}
admin socket = {folder}/$name.asok
log file = {folder}/$name.log
pid file = {folder}/$name.pid
crash dir = {folder}/crash
mon data = {folder}/mon
osd data = {folder}/osd
rgw data = {folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:{port}
rgw enable usage log = false
rgw dynamic resharding = false
setuser =
setgroup =
"""


@contextlib.contextmanager
def ceph(folder: Path, ports: Sequence[int], keys: tuple[str, str]) -> Iterator[str]:
    """The endpoint of a gateway that is up while the block runs, and knows a user with these keys.

    Args:
        folder: empty; for configuration, logs and sockets. Its path must be short: sockets have names.
        ports: two free ones.
        keys: access key and secret.
    """
    config, keyring = folder / "ceph.conf", str(folder / "keyring")
    config.write_text(CONFIG.format(fsid=FSID, folder=folder, mon=ports[0], port=ports[1]), "utf-8")
    for name in ("mon", "osd", "rgw", "crash"):
        (folder / name).mkdir()

    def run(*command: str) -> None:
        done = subprocess.run([command[0], "-c", config, *command[1:]], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr[-2000:]}"

    with ExitStack() as until_the_end:

        def start(*command: str) -> None:
            log = until_the_end.enter_context((folder / f"{command[0]}.out").open("wb"))
            process = subprocess.Popen([command[0], "-c", config, "-f", *command[1:]], stdout=log, stderr=log)
            until_the_end.callback(process.wait)
            until_the_end.callback(process.kill)

        subprocess.run(
            ["monmaptool", "--create", "--fsid", FSID, "--addv", "a", f"[v2:127.0.0.1:{ports[0]}]", folder / "monmap"],
            check=True,
            capture_output=True,
        )
        run("ceph-authtool", "--create-keyring", "--gen-key", "-n", "mon.", "--cap", "mon", "allow *", keyring)
        for who in ("client.admin", "client.rgw", "osd.0"):
            run("ceph-authtool", keyring, "--gen-key", "-n", who, *CAPS)
        run("ceph-mon", "--mkfs", "-i", "a", "--monmap", str(folder / "monmap"), "--keyring", keyring)
        start("ceph-mon", "-i", "a")
        run("ceph", "--connect-timeout", str(PATIENCE), "osd", "new", FSID)
        run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", FSID)
        run("ceph", "osd", "crush", "add", "osd.0", "1", "root=default", "host=here")
        start("ceph-osd", "-i", "0")
        user = ("--uid=tests", "--display-name=tests", f"--access-key={keys[0]}", f"--secret={keys[1]}")
        run("radosgw-admin", "user", "create", *user)
        start("radosgw", "-n", "client.rgw")
        endpoint = f"http://127.0.0.1:{ports[1]}"
        _answers(endpoint)
        yield endpoint


def _answers(endpoint: str) -> None:
    patience = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(endpoint, timeout=5).close()  # noqa: S310 -- our own server
        except (URLError, OSError):
            assert time.monotonic() < patience, "the gateway does not answer"
            time.sleep(0.2)
        else:
            return
