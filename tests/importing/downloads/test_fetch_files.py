"""Downloads of an import, from a host on loopback with the faults of real ones."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podcast.errors import BusyError, FileError
from podcast.files.exclusive_lock import exclusive_lock
from podcast.importing.downloads import disk_space
from podcast.importing.downloads.download_journal import IMPORT_FOLDER, DownloadJournal
from podcast.importing.downloads.fetch_files import fetch_files
from podcast.importing.downloads.policy import (
    BytesReceived,
    Download,
    DownloadDelayed,
    DownloadFinished,
    DownloadsPlanned,
    FailedDownload,
    FetchedFile,
    NetworkPolicy,
)
from tests.support.media_host import Fault, HostedFile, MediaHost, media_host, mp3_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.importing.downloads.policy import DownloadEvent

POLICY = NetworkPolicy(allow_private=True, idle_timeout=1.0, first_pause=0.001, max_pause=0.05, retries=3)
MP3 = mp3_bytes(200_000)
EPISODE = Path("episodes/a/original")


@pytest.fixture
def host() -> Iterator[MediaHost]:
    with media_host() as started:
        yield started


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


def audio(url: str, path: Path = EPISODE, **options: object) -> Download:
    return Download(url, path, **{"kind": "audio", "length": len(MP3), **options})  # type: ignore[arg-type]


def fetch(root: Path, *downloads: Download, policy: NetworkPolicy = POLICY) -> list[FetchedFile | FailedDownload]:
    return list(fetch_files(downloads, root, policy))


def fetched(result: FetchedFile | FailedDownload) -> FetchedFile:
    assert isinstance(result, FetchedFile), result
    return result


def failure(result: FetchedFile | FailedDownload) -> str:
    assert isinstance(result, FailedDownload)
    return result.sentence.removeprefix(f"{result.download.url}: ")


def leftovers(root: Path) -> list[str]:
    return sorted(path.name for path in (root / IMPORT_FOLDER).iterdir() if path.suffix in {".part", ".json"})


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_file_is_at_its_place_byte_for_byte_with_its_digest(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/a.mp3", MP3)
    file = fetched(fetch(tmp_path, audio(url))[0])
    assert (tmp_path / "episodes/a/original.mp3").read_bytes() == MP3
    assert (file.path, file.size, file.sha256) == (Path("episodes/a/original.mp3"), len(MP3), sha256(MP3))
    assert (file.type, file.url, file.is_new) == ("audio/mpeg", url, True)
    assert leftovers(tmp_path) == []


def test_a_second_import_downloads_nothing(host: MediaHost, tmp_path: Path) -> None:
    downloads = [audio(host.add(f"/{name}.mp3", MP3), Path(f"episodes/{name}/original")) for name in "abc"]
    first = {fetched(result).download: result for result in fetch(tmp_path, *downloads)}
    host.requests.clear()
    second = [fetched(result) for result in fetch(tmp_path, *downloads)]
    assert [replace(file, is_new=True) for file in second] == [first[download] for download in downloads]
    assert not any(file.is_new for file in second)
    assert host.requests == []


def test_a_truncated_answer_is_resumed_at_the_byte_where_it_ended(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/a.mp3", MP3, faults=[Fault(cut_after=70_000), Fault(cut_after=60_000)])
    assert fetched(fetch(tmp_path, audio(url))[0]).sha256 == sha256(MP3)
    gets = [request.headers for request in host.requests]
    assert [(headers.get("range"), headers.get("if-range")) for headers in gets] == [
        (None, None),
        ("bytes=70000-", '"v1"'),
        ("bytes=130000-", '"v1"'),
    ]


def test_the_date_of_a_file_is_enough_to_resume_it(host: MediaHost, tmp_path: Path) -> None:
    date = "Mon, 02 Jan 2023 10:00:00 GMT"
    url = host.add("/a.mp3", MP3, etag='W/"weak"', last_modified=date, faults=[Fault(cut_after=70_000)])
    assert fetched(fetch(tmp_path, audio(url))[0]).sha256 == sha256(MP3)
    assert host.requests[1].headers["if-range"] == date


def test_a_file_without_etag_and_date_begins_anew(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/a.mp3", MP3, etag="", faults=[Fault(cut_after=70_000)])
    assert fetched(fetch(tmp_path, audio(url))[0]).sha256 == sha256(MP3)
    assert "range" not in host.requests[1].headers


def test_a_server_that_ignores_ranges_sends_the_file_from_its_beginning(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/a.mp3", MP3, accepts_ranges=False, faults=[Fault(cut_after=70_000)])
    events: list[DownloadEvent] = []
    result = list(fetch_files([audio(url)], tmp_path, POLICY, events.append))
    assert fetched(result[0]).sha256 == sha256(MP3)
    assert sum(event.count for event in events if isinstance(event, BytesReceived)) == len(MP3)


@pytest.mark.parametrize("checks_if_range", [True, False])
def test_a_file_that_changed_meanwhile_is_never_put_together_of_two(
    host: MediaHost, tmp_path: Path, *, checks_if_range: bool
) -> None:
    url = host.add("/a.mp3", MP3, faults=[Fault(cut_after=70_000)])
    with contextlib.closing(fetch_files([audio(url)], tmp_path, replace(POLICY, retries=0))) as results:
        assert "ended after 70000 of 200000 bytes" in failure(next(results))
    changed = mp3_bytes(150_000, "changed")
    host.files["/a.mp3"] = HostedFile(changed, etag='"v2"', checks_if_range=checks_if_range)
    assert fetched(fetch(tmp_path, audio(url))[0]).sha256 == sha256(changed)


def test_a_file_that_shrank_below_its_partial_file_begins_anew(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/a.mp3", MP3, faults=[Fault(cut_after=70_000)])
    fetch(tmp_path, audio(url), policy=replace(POLICY, retries=0))
    changed = mp3_bytes(50_000, "changed")
    host.files["/a.mp3"] = HostedFile(changed, checks_if_range=False)
    assert fetched(fetch(tmp_path, audio(url))[0]).sha256 == sha256(changed)
    assert "range" not in host.requests[-1].headers


def test_a_server_that_is_out_of_order_for_a_moment_is_asked_again(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/a.mp3", MP3, faults=[Fault(500), Fault(429, {"Retry-After": "0"}), Fault(503)])
    events: list[DownloadEvent] = []
    result = list(fetch_files([audio(url)], tmp_path, POLICY, events.append))
    assert fetched(result[0]).sha256 == sha256(MP3)
    delays = [event.pause for event in events if isinstance(event, DownloadDelayed)]
    assert delays == [0.001, 0.002, 0.004]


def test_attempts_end(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/a.mp3", MP3, faults=[Fault(503)] * 9)
    result = fetch(tmp_path, audio(url))[0]
    assert failure(result) == "the server is out of order (status 503); try again later"
    assert isinstance(result, FailedDownload)
    assert result.status == 503
    assert len(host.requests) == 1 + POLICY.retries


def test_a_server_that_asks_for_a_long_pause_is_left_alone(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/a.mp3", MP3, faults=[Fault(429, {"Retry-After": "Wed, 01 Jan 2098 00:00:00 GMT"})])
    assert "too many requests" in failure(fetch(tmp_path, audio(url))[0])
    assert len(host.requests) == 1


def test_a_server_that_falls_silent_is_given_up_and_resumed(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/a.mp3", MP3, faults=[Fault(stall_after=70_000)])
    policy = replace(POLICY, idle_timeout=0.1)
    assert fetched(fetch(tmp_path, audio(url), policy=policy)[0]).sha256 == sha256(MP3)
    assert host.requests[1].headers["range"] == "bytes=70000-"


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (403, "the server refuses to give it out (status 403)"),
        (404, "it does not exist (status 404)"),
        (410, "it is gone (status 410)"),
        (418, "the server does not give it out (status 418)"),
    ],
)
def test_a_file_that_is_gone_does_not_stop_the_others_and_is_tried_again_next_time(
    host: MediaHost, tmp_path: Path, status: int, sentence: str
) -> None:
    gone = audio(host.add("/gone.mp3", b"gone", status=status), Path("episodes/gone/original"))
    here = audio(host.add("/here.mp3", MP3), Path("episodes/here/original"))
    results = {result.download: result for result in fetch(tmp_path, gone, here)}
    assert failure(results[gone]) == sentence
    assert fetched(results[here]).sha256 == sha256(MP3)
    assert host.received() == ["/gone.mp3", "/here.mp3"] or host.received() == ["/here.mp3", "/gone.mp3"]
    host.add("/gone.mp3", MP3)
    assert [type(result) for result in fetch(tmp_path, gone, here)] == [FetchedFile, FetchedFile]


def test_a_host_that_is_out_of_order_is_given_up_after_some_files(host: MediaHost, tmp_path: Path) -> None:
    downloads = [
        audio(host.add(f"/{number}.mp3", MP3, faults=[Fault(503)] * 9), Path(f"episodes/{number}/original"))
        for number in range(20)
    ]
    policy = replace(POLICY, retries=1, max_downloads_per_host=1)
    sentences = [failure(result) for result in fetch(tmp_path, *downloads, policy=policy)]
    assert [sentence.endswith("was not asked again") for sentence in sentences] == [False] * 3 + [True] * 17
    assert len(host.requests) == 3 * 2


def test_a_host_that_refuses_files_is_asked_for_every_one(host: MediaHost, tmp_path: Path) -> None:
    downloads = [
        audio(host.add(f"/{number}.mp3", b"gone", status=410), Path(f"episodes/{number}/original"))
        for number in range(9)
    ]
    assert all("it is gone" in failure(result) for result in fetch(tmp_path, *downloads))
    assert len(host.requests) == 9


def test_an_error_page_in_the_place_of_audio_is_a_failure(host: MediaHost, tmp_path: Path) -> None:
    page = b"<!DOCTYPE html><html><title>Please log in</title></html>"
    results = fetch(tmp_path, audio(host.add("/a.mp3", page, type="audio/mpeg")))
    assert failure(results[0]) == "instead of audio the server sent a web page"
    assert leftovers(tmp_path) == []
    assert not (tmp_path / "episodes").exists()


def test_an_empty_file_is_a_failure(host: MediaHost, tmp_path: Path) -> None:
    assert failure(fetch(tmp_path, audio(host.add("/a.mp3", b"")))[0]) == "the server sent an empty file"


def test_redirects_are_followed_and_the_last_address_is_reported(host: MediaHost, tmp_path: Path) -> None:
    last = host.add("/b.mp3", MP3)
    first = host.add("/a", status=302, location="/hop")
    host.add("/hop", status=301, location=last)
    assert fetched(fetch(tmp_path, audio(first))[0]).url == last


def test_redirects_in_a_circle_end(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/a", status=302, location="/b")
    host.add("/b", status=302, location="/a")
    policy = replace(POLICY, max_redirects=4)
    assert failure(fetch(tmp_path, audio(url), policy=policy)[0]) == "the address redirects too often"
    assert len(host.requests) == 5


def test_addresses_of_this_computer_are_refused_unless_allowed(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/a.mp3", MP3)
    policy = replace(POLICY, allow_private=False)
    assert "--allow-private" in failure(fetch(tmp_path, audio(url), policy=policy)[0])
    assert host.requests == []


@pytest.mark.parametrize("url", ["", "ftp://example.org/a.mp3", "//example.org/a.mp3", "file:///etc/passwd", "http://"])
def test_an_address_that_is_none_is_a_failure(tmp_path: Path, url: str) -> None:
    assert failure(fetch(tmp_path, audio(url))[0]) == "it is no web address"


def test_spaces_and_umlauts_of_an_address_are_encoded(host: MediaHost, tmp_path: Path) -> None:
    host.add("/Gr%C3%BC%C3%9Fe%201.mp3?a=%C3%A4%20b", MP3)
    url = host.url("/Grüße 1.mp3?a=ä b")
    assert fetched(fetch(tmp_path, audio(f" {url}\n"))[0]).sha256 == sha256(MP3)


def test_a_file_that_is_larger_than_the_limit_is_not_downloaded(host: MediaHost, tmp_path: Path) -> None:
    announced = audio(host.add("/a.mp3", MP3), Path("episodes/a/original"))
    chunked = audio(host.add("/b.mp3", MP3, is_chunked=True), Path("episodes/b/original"))
    results = fetch(tmp_path, announced, chunked, policy=replace(POLICY, max_file_bytes=100_000))
    assert [failure(result) for result in results] == ["it is larger than 100.0 kB"] * 2


def test_a_chunked_answer_that_breaks_off_is_a_failure_that_may_pass(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/a.mp3", MP3, is_chunked=True, faults=[Fault(cut_after=50_000)])
    assert fetched(fetch(tmp_path, audio(url))[0]).sha256 == sha256(MP3)


def test_an_answer_without_a_length_ends_with_its_connection(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/a.mp3", MP3, has_length=False)
    assert fetched(fetch(tmp_path, audio(url))[0]).sha256 == sha256(MP3)


@pytest.mark.parametrize("length", ["300000", "300"])
def test_a_length_that_is_not_that_of_the_body_is_not_believed(host: MediaHost, tmp_path: Path, length: str) -> None:
    url = host.add("/a.mp3", MP3, headers={"Content-Length": length})
    results = fetch(tmp_path, audio(url), policy=replace(POLICY, retries=2))
    if length == "300":  # the server's word: the rest of the connection is no part of the body
        assert fetched(results[0]).size == 300
    else:
        assert "ended after 200000 of 300000 bytes" in failure(results[0])


def test_lengths_of_the_feed_are_estimates_and_never_a_failure(host: MediaHost, tmp_path: Path) -> None:
    results = fetch(tmp_path, audio(host.add("/a.mp3", MP3), length=12_345))
    assert fetched(results[0]).size == len(MP3)


def test_a_text_that_a_store_sends_compressed_is_unpacked(host: MediaHost, tmp_path: Path) -> None:
    vtt = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHallo\n"
    headers = {"Content-Encoding": "gzip"}
    url = host.add("/a", gzip.compress(vtt), type="application/octet-stream", headers=headers)
    file = fetched(fetch(tmp_path, Download(url, Path("episodes/a/transcript"), "transcript", type="text/vtt"))[0])
    assert (file.path.name, (tmp_path / file.path).read_bytes(), file.sha256) == ("transcript.vtt", vtt, sha256(vtt))


def test_a_compression_that_was_not_asked_for_is_a_failure(host: MediaHost, tmp_path: Path) -> None:
    urls = [host.add(f"/{name}", MP3, headers={"Content-Encoding": name}) for name in ("br", "gzip")]
    downloads = [audio(url, Path(f"episodes/{number}/original")) for number, url in enumerate(urls)]
    results = {result.download: failure(result) for result in fetch(tmp_path, *downloads)}
    assert [results[download] for download in downloads] == [
        "the server compressed it (br) although it may not",
        "the server compressed it wrongly",
    ]


def test_one_address_is_requested_once_for_all_its_places(host: MediaHost, tmp_path: Path) -> None:
    url = host.add("/cover", b"\x89PNG\r\n\x1a\n" + bytes(100), type="image/png")
    downloads = [Download(url, Path(f"episodes/{name}/cover"), "picture") for name in "abc"]
    results = [fetched(result) for result in fetch(tmp_path, *downloads)]
    assert {file.path.as_posix() for file in results} == {f"episodes/{name}/cover.png" for name in "abc"}
    assert host.received() == ["/cover"]
    assert len({(tmp_path / file.path).read_bytes() for file in results}) == 1
    later = Download(url, Path("episodes/d/cover"), "picture")
    assert fetched(fetch(tmp_path, later)[0]).path == Path("episodes/d/cover.png")
    assert host.received() == ["/cover"]


def test_a_file_that_is_there_already_is_never_overwritten(host: MediaHost, tmp_path: Path) -> None:
    place = tmp_path / "episodes/a/original.mp3"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"mine")
    url = host.add("/a.mp3", MP3)
    result = fetch(tmp_path, audio(url))[0]
    assert failure(result) == f"episodes/a/original.mp3: is another file than that of {url}, and was left as it is"
    assert place.read_bytes() == b"mine"
    place.write_bytes(MP3)
    assert fetched(fetch(tmp_path, audio(url))[0]).sha256 == sha256(MP3)


def test_an_edited_file_stays_as_it_is_and_is_not_asked_for(host: MediaHost, tmp_path: Path) -> None:
    download = audio(host.add("/a.mp3", MP3))
    file = fetched(fetch(tmp_path, download)[0])
    (tmp_path / file.path).write_bytes(b"edited")
    assert not fetched(fetch(tmp_path, download)[0]).is_new
    assert (tmp_path / file.path).read_bytes() == b"edited"
    assert len(host.requests) == 1


def test_an_import_that_is_ended_early_goes_on_where_it_was(host: MediaHost, tmp_path: Path) -> None:
    done = audio(host.add("/done.mp3", MP3), Path("episodes/done/original"))
    slow = audio(host.add("/slow.mp3", MP3, faults=[Fault(stall_after=70_000)]), Path("episodes/slow/original"))
    received = 0

    def end_after_the_stall(event: DownloadEvent) -> None:
        nonlocal received
        if isinstance(event, BytesReceived) and event.download == slow:
            received += event.count

    results = fetch_files([slow, done], tmp_path, POLICY, end_after_the_stall)
    assert fetched(next(results)).download == done
    while received < 70_000:
        pass
    results.close()  # as KeyboardInterrupt does
    host.requests.clear()
    assert {fetched(result).download for result in fetch(tmp_path, slow, done)} == {slow, done}
    assert [request.headers.get("range") for request in host.requests] == ["bytes=70000-"]


def test_few_requests_are_made_to_one_host_at_once(host: MediaHost, tmp_path: Path) -> None:
    downloads = [audio(host.add(f"/{number}.mp3", MP3), Path(f"episodes/{number}/original")) for number in range(12)]
    assert len(fetch(tmp_path, *downloads)) == 12
    assert 1 <= host.max_active <= POLICY.max_downloads_per_host + 1  # one may be counted while its thread ends


def test_the_plan_knows_sizes_of_the_feed_and_asks_for_others(host: MediaHost, tmp_path: Path) -> None:
    events: list[DownloadEvent] = []
    downloads = [
        audio(host.add("/a.mp3", MP3), Path("episodes/a/original"), length=150_000),
        audio(host.add("/b.mp3", MP3), Path("episodes/b/original"), length=0),
        audio(host.add("/c.mp3", MP3, has_length=False), Path("episodes/c/original"), length=None),
    ]
    results = list(fetch_files(downloads, tmp_path, POLICY, events.append))
    assert events[0] == DownloadsPlanned(files=3, size=525_000, received=0, unknown=1)
    assert sorted(host.received("HEAD")) == ["/b.mp3", "/c.mp3"]
    assert [event.result for event in events if isinstance(event, DownloadFinished)] == results


def test_a_disk_that_is_too_small_is_noticed_before(
    host: MediaHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=disk_space.RESERVE_BYTES + 300_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    downloads = [audio(host.add(f"/{name}.mp3", MP3), Path(f"episodes/{name}/original")) for name in "ab"]
    with pytest.raises(FileError, match=r"need about 67\.5 MB, and 67\.4 MB are free; free some space"):
        fetch(tmp_path, *downloads)
    assert host.received() == []
    exaggerated = audio(downloads[0].url, length=9_000_000_000 - 1)
    assert fetched(fetch(tmp_path, exaggerated, policy=replace(POLICY, max_file_bytes=9_000_000_000))[0])


def test_a_line_of_the_journal_that_was_cut_off_spoils_no_other(host: MediaHost, tmp_path: Path) -> None:
    first = audio(host.add("/a.mp3", MP3), Path("episodes/a/original"))
    fetch(tmp_path, first)
    journal = tmp_path / IMPORT_FOLDER / "downloads.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"url": "http://')
    second = audio(host.add("/b.mp3", MP3), Path("episodes/b/original"))
    fetch(tmp_path, second)
    assert [entry.url for entry in DownloadJournal(tmp_path).entries()] == [first.url, second.url]


def test_two_imports_into_one_folder_take_turns(tmp_path: Path) -> None:
    with exclusive_lock(tmp_path / IMPORT_FOLDER / "downloads.lock", "`podcast import`"), pytest.raises(BusyError):
        fetch(tmp_path, audio("http://example.org/a.mp3"))


@pytest.mark.parametrize("path", ["../a", "/a", "episodes/../../a"])
def test_a_path_never_leads_out_of_the_show(host: MediaHost, tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="a"):
        fetch(tmp_path, audio(host.add("/a.mp3", MP3), Path(path)))


@pytest.mark.parametrize("dead", ["http://127.0.0.1:1/e/a.mp3", "/gone.mp3", "/page.html"])
def test_a_file_is_fetched_past_a_service_that_has_ended(host: MediaHost, tmp_path: Path, dead: str) -> None:
    host.add("/page.html", b"<!doctype html><title>For sale</title>", type="text/html")
    prefixed = host.url(dead) if dead.startswith("/") else dead
    file = fetched(fetch(tmp_path, audio(prefixed, fallback=host.add("/a.mp3", MP3)))[0])
    assert (tmp_path / file.path).read_bytes() == MP3
    assert (file.used_fallback, file.download.url, file.url) == (True, prefixed, host.url("/a.mp3"))
    host.requests.clear()
    assert not fetched(fetch(tmp_path, audio(prefixed))[0]).is_new
    assert host.requests == []


def test_a_service_that_answers_counts_the_download(host: MediaHost, tmp_path: Path) -> None:
    prefixed = host.add("/e/a.mp3", status=302, location=host.add("/a.mp3", MP3))
    file = fetched(fetch(tmp_path, audio(prefixed, fallback=host.url("/a.mp3")))[0])
    assert not file.used_fallback
    assert "/e/a.mp3" in host.received()
