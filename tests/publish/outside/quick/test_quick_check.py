"""The quick check against real servers: what is well, each fault, and the line that a timer's mail has."""

from __future__ import annotations

import contextlib
import re
import ssl
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from podcast.http import Certificate
from podcast.publish.outside.quick import quick_check
from podcast.publish.outside.quick.certificates import HostCertificate
from podcast.publish.outside.quick.describe import quick_line
from podcast.publish.outside.quick.quick_check import QuickCheck, QuickResult, run_quick_check
from podcast.publish.outside.quick.sample import MOVING, NEWEST, sample
from tests.support.publish.misconfigured_server import World, world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GUID = "375e050f-7f52-5e9b-9cfc-9414515d1a5b"
NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
MP3 = bytes(1000)


def feed(link: str, count: int) -> bytes:
    items = "".join(
        f"<item><guid>folge-{n}</guid><title>Folge {n}</title>"
        f"<pubDate>{format_datetime(datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(hours=n))}</pubDate>"
        f'<enclosure url="{link}audio/folge-{n}.0a1b2c3d.mp3" length="{len(MP3)}" type="audio/mpeg"/></item>'
        for n in range(count, 0, -1)
    )
    head = '<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>'
    return f"{head}<podcast:guid>{GUID}</podcast:guid>{items}</channel></rss>".encode()


def site(link: str, count: int) -> dict[str, bytes]:
    return {"feed.xml": feed(link, count), **{f"audio/folge-{n}.0a1b2c3d.mp3": MP3 for n in range(1, count + 1)}}


def check(server: World, link: str = "", **fields: Any) -> QuickResult:
    return run_quick_check(replace(QuickCheck(link or server.link, GUID, NOW, sleep=lambda _: None), **fields))


@pytest.fixture
def server() -> Iterator[World]:
    with world() as running:
        running.files = site(running.link, 3)
        yield running


def kinds(result: QuickResult) -> list[str]:
    return [fault.kind for fault in result.faults]


def test_a_show_without_fault_is_one_line(server: World) -> None:
    result = check(server)
    assert result.faults == ()
    assert re.fullmatch(
        r'ok: 3 episodes, newest "Folge 3" of 2026-01-01, 3 audio files, feed 0\.\d kB',
        quick_line(result, "Europe/Berlin"),
    )
    assert {verb for verb, key in server.requests if key.startswith("audio/")} == {"HEAD"}  # no audio is downloaded


def test_dead_and_changed_audio_is_named_with_the_number(server: World) -> None:
    del server.files["audio/folge-2.0a1b2c3d.mp3"]
    server.files["audio/folge-1.0a1b2c3d.mp3"] = MP3[:-1]
    result = check(server)
    assert kinds(result) == ["audio", "audio"]
    assert quick_line(result, "UTC") == (
        f"FAULT: 2 of 3 audio files: {server.link}audio/folge-2.0a1b2c3d.mp3: it is not found (status 404)"
    )
    assert "999 bytes instead of 1000" in result.faults[1].detail


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ("forbidden", "status 403"),
        ("busy", "status 503"),
        ("another feed", "it is not a feed"),
        ("circle", "it redirects"),
    ],
)
def test_a_feed_that_apps_do_not_get_is_the_only_fault(server: World, odd: str, words: str) -> None:
    server.odd.add(odd)
    result = check(server)
    assert kinds(result) == ["feed"]
    assert words in quick_line(result, "UTC")


def test_the_feed_of_another_show_is_a_fault(server: World) -> None:
    result = check(server, guid="00000000-0000-4000-8000-000000000000")
    assert quick_line(result, "UTC") == f"FAULT: {server.link}feed.xml: it is the feed of another podcast"


def test_a_server_that_is_gone_is_a_fault_after_a_second_look() -> None:
    with world() as gone:
        link = gone.link
    pauses: list[float] = []
    result = check(gone, link, sleep=pauses.append)
    assert quick_line(result, "UTC") == f"FAULT: {link}feed.xml: the connection was refused or broken"
    assert pauses == [quick_check.RETRY_PAUSE]


def test_a_fault_that_passes_is_none(server: World) -> None:
    server.odd.add("busy")
    assert check(server, sleep=lambda _: server.odd.discard("busy")).faults == ()


def test_a_feed_that_is_too_large_is_a_fault(server: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick_check, "MAX_FEED_BYTES", 500)
    assert kinds(check(server)) == ["size"]


def test_an_empty_feed_is_a_fault(server: World) -> None:
    server.files = site(server.link, 0)
    assert quick_line(check(server), "UTC") == "FAULT: the feed has no episode"


def test_an_episode_that_is_due_and_not_in_the_feed_is_a_fault(server: World) -> None:
    assert check(server, due=("folge-3", "Folge 3")).faults == ()
    line = quick_line(check(server, due=("folge-4", "Folge 4")), "UTC")
    assert line == 'FAULT: "Folge 4" is due and not in the feed; run `podcast publish`'


@pytest.mark.long
def test_of_many_files_a_sample_is_asked_for_unless_all_are_wanted(server: World) -> None:
    server.files = site(server.link, 130)
    some = check(server)
    assert (some.audio_files, some.audio_checked) == (130, NEWEST + MOVING)
    assert "100 of 130 audio files checked" in quick_line(some, "UTC")
    server.requests.clear()
    assert check(server, checks_all=True).audio_checked == 130
    assert len({key for verb, key in server.requests if verb == "HEAD"}) == 130


@pytest.mark.parametrize("count", [0, 1, 100, 101, 130, 181, 1000])
def test_every_file_is_asked_for_within_days_and_the_newest_each_day(count: int) -> None:
    files = range(count)
    days = -(-max(0, count - NEWEST) // MOVING) or 1
    chosen = [sample(files, date(2026, 1, 1) + timedelta(day)) for day in range(days)]
    assert {file for part in chosen for file in part} == set(files)
    assert all(part[:NEWEST] == tuple(files[:NEWEST]) and len(set(part)) == len(part) for part in chosen)
    assert all(len(part) <= NEWEST + MOVING for part in chosen)


# --- certificates ----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def tls_world(folder: Path, monkeypatch: pytest.MonkeyPatch, left: timedelta) -> Iterator[tuple[World, str]]:
    """A server with a certificate that is valid for so long, and its address."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
    issued = datetime.now(UTC)
    dates = {"not_before": issued - timedelta(days=80), "not_after": issued + left}
    authority.issue_cert("127.0.0.1", **dates).configure_cert(context)
    server = World()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    link = server.link.replace("http:", "https:")
    server.files = site(link, 2)
    try:
        yield server, link
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_certificate_is_reported_with_its_last_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tls_world(tmp_path, monkeypatch, timedelta(days=60)) as (server, link):
        result = check(server, link, now=datetime.now(UTC))
    assert result.faults == ()
    (host,) = result.certificates
    assert host.host == link.split("/")[2]
    assert host.days_left(datetime.now(UTC)) == 59
    assert ", certificate valid until " in quick_line(result, "UTC")


def test_a_certificate_that_was_not_renewed_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tls_world(tmp_path, monkeypatch, timedelta(days=5, hours=1)) as (server, link):
        result = check(server, link, now=datetime.now(UTC))
    host = link.split("/")[2]
    assert quick_line(result, "UTC") == f"FAULT: the certificate of {host} ends in 5 days"


def test_a_certificate_that_has_ended_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tls_world(tmp_path, monkeypatch, timedelta(days=-1)) as (server, link):
        line = quick_line(check(server, link), "UTC")
    assert line.startswith(f"FAULT: {link}feed.xml: its certificate is not valid (certificate has expired")


@pytest.mark.parametrize(
    ("lifetime", "left", "ends_soon"),
    [(90, 30, False), (90, 11, False), (90, 9, True), (45, 15, False), (45, 9, True), (6, 2, False), (6, 1, True)],
)
def test_short_lived_certificates_are_renewed_later(lifetime: int, left: int, *, ends_soon: bool) -> None:
    until = NOW + timedelta(days=left)
    assert HostCertificate("a", Certificate(until - timedelta(days=lifetime), until)).ends_soon(NOW) is ends_soon
