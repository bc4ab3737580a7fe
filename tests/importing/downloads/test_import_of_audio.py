"""Audio of whole imports: fetched once, fetched later where it failed, never touched where it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from podcast.importing.downloads.policy import FailedDownload, NetworkPolicy
from podcast.importing.import_show import ImportOptions, import_show
from tests.support.media_host import HostedFile, MediaHost, media_host

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.importing.import_result import ImportResult

POLICY = NetworkPolicy(allow_private=True, idle_timeout=1.0, first_pause=0.001, max_pause=0.01, retries=1)
WAV = b"RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x44\xac\0\0\x88X\x01\0\x02\0\x10\0data\0\x08\0\0" + bytes(2048)


@pytest.fixture
def host() -> Iterator[MediaHost]:
    with media_host() as started:
        items = ""
        for number in range(1, 3):
            audio = started.add(f"/{number}.wav", WAV, type="audio/wav")
            items += (
                f"<item><title>Episode {number}</title><guid>{number}</guid>"
                f"<pubDate>Mon, 0{number} Jan 2024 10:00:00 +0100</pubDate>"
                f'<enclosure url="{audio}" length="{len(WAV)}" type="audio/wav"/></item>'
            )
        feed = f"<rss version='2.0'><channel><title>Show</title><language>en</language>{items}</channel></rss>"
        started.add("/feed.xml", feed.encode(), type="application/rss+xml")
        yield started


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


def run(host: MediaHost, root: Path, *, with_audio: bool = True) -> ImportResult:
    host.requests.clear()
    options = replace(ImportOptions(), with_audio=with_audio, link="https://kommune.example/")
    return import_show(host.url("/feed.xml"), root, POLICY, options)


def recordings(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.glob("episodes/*/recording.*"))


def test_audio_that_could_not_be_fetched_comes_with_the_next_import(host: MediaHost, tmp_path: Path) -> None:
    host.files["/2.wav"] = HostedFile(b"<html>Please log in", "audio/wav")
    failed = run(host, tmp_path).failed
    assert [type(download) for download in failed] == [FailedDownload]
    assert recordings(tmp_path) == ["episodes/episode-1/recording.wav"]
    host.add("/2.wav", WAV, type="audio/wav")
    assert not run(host, tmp_path).failed
    assert host.received() == ["/feed.xml", "/2.wav"]
    assert recordings(tmp_path) == ["episodes/episode-1/recording.wav", "episodes/episode-2/recording.wav"]


def test_audio_that_was_left_at_the_old_host_comes_with_the_next_import(host: MediaHost, tmp_path: Path) -> None:
    run(host, tmp_path, with_audio=False)
    assert (host.received(), recordings(tmp_path)) == (["/feed.xml"], [])
    run(host, tmp_path)
    assert len(recordings(tmp_path)) == 2


def test_a_second_import_asks_for_the_feed_alone_and_changes_no_file(host: MediaHost, tmp_path: Path) -> None:
    run(host, tmp_path)
    edited = tmp_path / "episodes/episode-1/recording.wav"
    edited.write_bytes(b"edited")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "cache.db" not in path.name}
    run(host, tmp_path)
    assert host.received() + host.received("HEAD") == ["/feed.xml"]
    assert {path: path.read_bytes() for path in before} == before


def test_a_recording_of_ones_own_is_not_joined_by_that_of_the_old_host(host: MediaHost, tmp_path: Path) -> None:
    run(host, tmp_path, with_audio=False)
    (tmp_path / "episodes/episode-1/remastered.flac").write_bytes(b"fLaC")
    run(host, tmp_path)
    assert recordings(tmp_path) == ["episodes/episode-2/recording.wav"]
