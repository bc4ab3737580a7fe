"""Downloads of a process that ends in the middle, by Ctrl-C or killed."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from podcast.importing.downloads.fetch_files import fetch_files
from podcast.importing.downloads.policy import Download, FetchedFile, NetworkPolicy
from tests.support.media_host import Fault, media_host, mp3_bytes

PROGRAM = """
import sys
from pathlib import Path
from podcast.importing.downloads.fetch_files import fetch_files
from podcast.importing.downloads.policy import BytesReceived, Download, NetworkPolicy

def report(event):
    if isinstance(event, BytesReceived):
        print(event.count, flush=True)

download = Download(sys.argv[1], Path("episodes/a/original"), "audio")
list(fetch_files([download], Path(sys.argv[2]), NetworkPolicy(allow_private=True), report))
"""


@pytest.mark.long
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_a_process_that_ends_in_the_middle_leaves_a_download_that_goes_on(tmp_path: Path, end: signal.Signals) -> None:
    body = mp3_bytes(300_000)
    with media_host() as host:
        url = host.add("/a.mp3", body, faults=[Fault(stall_after=100_000)])
        command = [sys.executable, "-c", PROGRAM, url, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            received = 0
            while received < 100_000:
                received += int(process.stdout.readline())
            process.send_signal(end)
            _, errors = process.communicate(timeout=20)
        assert process.returncode != 0
        assert ("KeyboardInterrupt" in errors) == (end == signal.SIGINT)
        download = Download(url, Path("episodes/a/original"), "audio")
        result = next(iter(fetch_files([download], tmp_path, NetworkPolicy(allow_private=True))))
        assert isinstance(result, FetchedFile)
        assert result.sha256 == hashlib.sha256(body).hexdigest()
        assert host.requests[-1].headers["range"] == "bytes=100000-"
