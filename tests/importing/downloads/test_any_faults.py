"""Any sequence of faults: a file arrives byte for byte as the server has it now, or not at all."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.importing.downloads.fetch_files import fetch_files
from podcast.importing.downloads.policy import Download, FailedDownload, FetchedFile, NetworkPolicy
from tests.support.media_host import Fault, HostedFile, MediaHost, media_host, mp3_bytes

POLICY = NetworkPolicy(allow_private=True, first_pause=0.0, max_pause=0.0, retries=20)
SIZES = (70_000, 90_000, 110_000)

MONDAY, TUESDAY = "Mon, 02 Jan 2023 10:00:00 GMT", "Tue, 03 Jan 2023 10:00:00 GMT"
# ETag, Last-Modified, and a name for the bytes: the same ones wherever a server says that they are.
VERSIONS = (
    ('"v1"', MONDAY, "a"),
    ('W/"v1"', MONDAY, "a"),
    ("", MONDAY, "a"),
    ('"v2"', TUESDAY, "b"),
    ("", TUESDAY, "b"),
    ('"v3"', "", "c"),
    ("", "", "d"),
)

faults = st.one_of(
    st.builds(Fault, cut_after=st.integers(0, 120_000)),
    st.builds(Fault, status=st.sampled_from([429, 500, 503])),
)
behaviours = st.fixed_dictionaries(
    {
        "version": st.sampled_from(VERSIONS),
        "accepts_ranges": st.booleans(),
        "checks_if_range": st.booleans(),
        "is_chunked": st.booleans(),
        "faults": st.lists(faults, max_size=4),
    }
)


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)


any_runs = st.lists(st.tuples(behaviours, st.sampled_from(SIZES), st.integers(0, 3)), min_size=1, max_size=3)
Runs = list[tuple[dict[str, Any], int, int]]


@settings(max_examples=10)
@given(any_runs)
def test_a_file_is_whole_or_not_there(runs: Runs) -> None:
    check_runs(runs)


@pytest.mark.long
@settings(max_examples=200)
@given(any_runs)
def test_a_file_is_whole_or_not_there_in_many_cases(runs: Runs) -> None:
    check_runs(runs)


def check_runs(runs: Runs) -> None:
    """Fetch a file with few attempts, changed each time, then with enough of them: its bytes are the server's."""
    with media_host() as host, tempfile.TemporaryDirectory() as folder:
        for number, (behaviour, size, few) in enumerate(runs, start=1):
            file = hosted_file(size, **behaviour)
            result = fetch(host, Path(folder), file, 20 if number == len(runs) else few)
            if isinstance(result, FetchedFile):
                assert (Path(folder) / result.path).read_bytes() == file.body
                assert result.sha256 == hashlib.sha256(file.body).hexdigest()
                return
        pytest.fail(f"attempts enough, but {result}")


def hosted_file(size: int, version: tuple[str, str, str], **options: object) -> HostedFile:
    etag, last_modified, name = version
    return HostedFile(mp3_bytes(size, name), etag=etag, last_modified=last_modified, **options)  # type: ignore[arg-type]


def fetch(host: MediaHost, root: Path, file: HostedFile, retries: int) -> FetchedFile | FailedDownload:
    """Fetch a file that the host has, with that many retries."""
    host.files["/a.mp3"] = file
    download = Download(host.url("/a.mp3"), Path("episodes/a/original"), "audio", 1)
    return next(iter(list(fetch_files([download], root, replace(POLICY, retries=retries)))))
