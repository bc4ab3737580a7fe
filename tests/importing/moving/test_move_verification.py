"""The check of a move from outside, against hosts on loopback."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest

from podcast.importing.downloads.policy import NetworkPolicy
from podcast.importing.moving.audio_availability import ENDS, MAX_SAMPLE, sample
from podcast.importing.moving.move_verification import verify_move
from tests.support.media_host import Fault, MediaHost, media_host, mp3_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.importing.moving.move_report import MoveReport

POLICY = NetworkPolicy(allow_private=True, idle_timeout=1.0, first_pause=0.001, max_pause=0.01, retries=1)
GUIDS = ("a", "b & c", "https://example.org/?p=3")


@pytest.fixture
def host() -> Iterator[MediaHost]:
    with media_host() as started:
        yield started


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def new(host: MediaHost) -> str:
    """The address of a new feed with its audio."""
    return add_feed(host, "/new.xml", GUIDS)


def add_feed(host: MediaHost, path: str, guids: tuple[str, ...], extra: str = "") -> str:
    items = ""
    for number, guid in enumerate(guids):
        audio = host.add(f"/audio/{number}.mp3", mp3_bytes(5000))
        enclosure = f'<enclosure url="{audio}" length="5000" type="audio/mpeg"/>'
        items += f"<item><title>{number}</title><guid>{escape(guid)}</guid>{enclosure}</item>"
    namespace = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    feed = f"<rss version='2.0' {namespace}><channel><title>Show</title>{extra}{items}</channel></rss>"
    return host.add(path, feed.encode(), type="application/rss+xml")


def verify(host: MediaHost, new: str, guids: tuple[str, ...] = GUIDS, old_audio: tuple[str, ...] = ()) -> MoveReport:
    return verify_move(host.url("/old.xml"), new, guids, POLICY, old_audio)


@pytest.mark.parametrize("status", [301, 308])
def test_a_move_that_is_complete(host: MediaHost, new: str, status: int) -> None:
    old = host.add("/old.xml", status=status, location=new)
    old_audio = (host.add("/old/1.mp3", mp3_bytes(100)), host.add("/old/2.mp3", status=302, location="/audio/1.mp3"))
    report = verify(host, new, old_audio=old_audio)
    assert report.is_complete
    assert report.passed == (
        f"{old} answers {status} and leads to {new}",
        "the feed has the 3 episodes of the show, with the same guids",
        "audio can be fetched: all 3 episodes were asked for",
        "the old addresses of the audio still answer, or lead on (2 were asked)",
    )
    assert report.hints == ()
    assert not any(path.startswith("/audio/") for path in host.received("GET"))


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_is_not_enough(host: MediaHost, new: str, status: int) -> None:
    old = host.add("/old.xml", status=status, location=new)
    report = verify(host, new)
    assert not report.is_complete
    assert report.problems == (
        f"{old} answers {status}, which is a temporary redirect: apps keep asking the old address; make it a 301",
    )


def test_every_step_of_a_redirect_has_to_be_permanent(host: MediaHost, new: str) -> None:
    old = host.add("/old.xml", status=301, location="/between.xml")
    host.add("/between.xml", status=302, location=new)
    assert "answers 302" in verify(host, new).problems[0]
    host.add("/between.xml", status=301, location=new)
    assert verify(host, new).passed[0] == f"{old} answers 301 and leads to {new} in 2 steps"


def test_an_old_feed_that_still_answers_itself_is_a_problem(host: MediaHost, new: str) -> None:
    old = add_feed(host, "/old.xml", GUIDS, f"<itunes:new-feed-url> {new} </itunes:new-feed-url>")
    report = verify(host, new)
    assert report.problems == (f"{old} does not redirect: it still answers itself (status 200); set up a 301",)
    assert "itunes:new-feed-url" in report.hints[0]
    add_feed(host, "/old.xml", GUIDS)
    assert not any("itunes:new-feed-url" in hint for hint in verify(host, new).hints)


def test_an_old_feed_that_is_gone_is_a_problem(host: MediaHost, new: str) -> None:
    assert verify(host, new).problems == (f"{host.url('/old.xml')}: it does not exist (status 404)",)


def test_a_redirect_to_another_feed_or_to_nothing_is_a_problem(host: MediaHost, new: str) -> None:
    other = add_feed(host, "/other.xml", GUIDS)
    old = host.add("/old.xml", status=301, location=other)
    assert verify(host, new).problems == (f"{old} leads to {other}, not to {new}",)
    nothing = host.url("/nothing")
    host.add("/old.xml", status=301, location="/nothing")
    assert verify(host, new).problems == (
        f"{nothing}: it does not exist (status 404)",
        f"{old} leads to {nothing}, not to {new}",
    )


def test_redirects_in_a_circle_are_a_problem(host: MediaHost, new: str) -> None:
    old = host.add("/old.xml", status=301, location="/old.xml")
    assert verify(host, new).problems == (f"{old}: the address redirects too often",)


def test_a_redirect_that_leads_nowhere_is_a_problem(host: MediaHost, new: str) -> None:
    host.add("/old.xml", status=301, location="ftp://example.org/")
    assert "it redirects to ftp://example.org/, which is no web address" in verify(host, new).problems[0]


def test_an_address_that_stays_needs_no_redirect(new: str) -> None:
    report = verify_move(new, new, GUIDS, POLICY)
    assert report.is_complete
    assert report.passed[0] == f"the address of the feed is the same as before: {new}"


def test_episodes_that_are_missing_and_guids_that_changed_are_problems(host: MediaHost, new: str) -> None:
    host.add("/old.xml", status=301, location=new)
    report = verify(host, new, ("a", "b & c", "x", "y"))
    assert report.problems == (
        "2 episodes of the show are not in the feed: x, y",
        "1 episode of the feed has a guid that the show does not have: https://example.org/?p=3",
    )
    assert verify(host, new, tuple("abcdefghi")).problems[0].endswith(": b, c, d, e, f, …")


def test_a_new_feed_that_does_not_answer_is_a_problem(host: MediaHost) -> None:
    host.add("/old.xml", status=301, location="/new.xml")
    report = verify(host, host.url("/new.xml"))
    assert len(report.problems) == 2
    assert all("it does not exist (status 404)" in problem for problem in report.problems)


def test_audio_that_cannot_be_fetched_is_a_problem(host: MediaHost, new: str) -> None:
    host.add("/old.xml", status=301, location=new)
    host.add("/audio/0.mp3", b"gone", status=410)
    host.add("/audio/1.mp3", b"<html>", type="text/html; charset=utf-8")
    assert verify(host, new).problems == (
        f"{host.url('/audio/0.mp3')}: it is gone (status 410)",
        f"{host.url('/audio/1.mp3')}: the server sends a web page",
    )


def test_a_server_that_knows_no_head_is_asked_for_a_byte(host: MediaHost, new: str) -> None:
    host.add("/old.xml", status=301, location=new)
    host.files["/audio/0.mp3"] = replace(host.files["/audio/0.mp3"], refuses_head=True)
    assert verify(host, new).is_complete
    ranges = [request.headers.get("range") for request in host.requests if request.path == "/audio/0.mp3"]
    assert ranges == [None, "bytes=0-0"]


def test_a_server_that_is_out_of_order_for_a_moment_is_asked_again(host: MediaHost, new: str) -> None:
    host.add("/old.xml", status=301, location=new)
    host.files["/audio/0.mp3"] = replace(host.files["/audio/0.mp3"], refuses_head=True, faults=[Fault(503)])
    assert verify(host, new).is_complete
    host.files["/audio/0.mp3"].faults += [Fault(503)] * 2
    assert "out of order (status 503)" in verify(host, new).problems[0]


def test_old_audio_that_is_gone_is_a_hint(host: MediaHost, new: str) -> None:
    host.add("/old.xml", status=301, location=new)
    report = verify(host, new, old_audio=(host.url("/gone.mp3"), host.add("/old.mp3", mp3_bytes(10))))
    assert report.is_complete
    assert report.hints[0].startswith("1 of 2 old addresses of audio no longer answer")


def test_a_private_address_is_refused_unless_allowed(host: MediaHost, new: str) -> None:
    report = verify_move(host.url("/old.xml"), new, GUIDS, NetworkPolicy(retries=0))
    assert all("--allow-private" in problem for problem in report.problems)
    assert host.requests == []


def test_a_long_list_is_asked_at_both_ends_and_evenly_between() -> None:
    addresses = [str(number) for number in range(10_000)]
    asked = sample(addresses)
    assert (len(asked), len(set(asked))) == (MAX_SAMPLE, MAX_SAMPLE)
    assert (asked[:ENDS], asked[-ENDS:]) == (tuple(addresses[:ENDS]), tuple(addresses[-ENDS:]))
    gaps = [
        int(later) - int(earlier) for earlier, later in zip(asked[ENDS:-ENDS], asked[ENDS + 1 : -ENDS], strict=False)
    ]
    assert {62, 63} >= set(gaps)
    assert sample(addresses[:MAX_SAMPLE]) == tuple(addresses[:MAX_SAMPLE])
