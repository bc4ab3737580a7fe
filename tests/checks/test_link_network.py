"""Without a network nothing is said about links; a dead domain among others that answer is still reported."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING, Any

import pytest

from podcast.checks import link_network, link_report
from podcast.checks.examine import examine
from podcast.checks.link_check import LinkResult, check_urls
from podcast.checks.link_network import network_fault
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

URLS = ("https://eins.podcast-links.de/", "https://zwei.podcast-links.de/seite")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def failing_resolver(code: int, *existing: str) -> Callable[..., Any]:
    """A resolver that knows no name but these; they lead to this computer, where nothing listens."""

    def getaddrinfo(host: str, *_words: object, **_options: object) -> list[Any]:
        if host in existing:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 1))]
        raise socket.gaierror(code, "fault")

    return getaddrinfo


@pytest.mark.parametrize("code", [socket.EAI_AGAIN, socket.EAI_NONAME])
def test_without_a_resolver_no_link_is_judged(code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_show(tmp_path, episodes=1)
    notes = f"notes: Mehr [dort]({URLS[0]}) und [da]({URLS[1]}), nicht [hier](https://192.168.1.1/)."
    change(root / "episodes/folge-1/episode.yaml", "notes: Mit *Absicht* kurz, für Bürger*innen.", notes)
    monkeypatch.setattr(socket, "getaddrinfo", failing_resolver(code))
    examination = examine(root)
    report = link_report.check_links(examination, link_report.collect_links(examination))
    assert report.fault == "offline"
    assert {result.url: result.verdict for result in report.results} == {
        URLS[0]: "unchecked",
        URLS[1]: "unchecked",
        "https://192.168.1.1/": "dead",  # wrong with or without a network
    }
    assert [problem.what for problem in report.problems] == [
        "https://192.168.1.1/ is in your own network, where listeners cannot reach it"
    ]
    assert report.hints == ()


def test_a_route_that_is_missing_is_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", failing_resolver(socket.EAI_NONAME, "eins.podcast-links.de"))

    def connect(_self: socket.socket, _address: object) -> None:
        raise OSError(errno.ENETUNREACH, "no route")

    monkeypatch.setattr(socket.socket, "connect", connect)
    results = check_urls(URLS[:1])
    assert results[URLS[0]].is_local
    assert network_fault(results.values()) == "offline"


def test_names_that_do_not_exist_are_dead_where_another_name_can_be_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", failing_resolver(socket.EAI_NONAME, link_network.EXISTING_NAME))
    results = check_urls(URLS)
    assert network_fault(results.values()) == ""
    assert {result.verdict for result in results.values()} == {"dead"}


OK = LinkResult("https://a.de/", "ok", 200, answered_by="a.de")
DEAD = LinkResult("https://b.de/", "dead", failure="name")
SLOW = LinkResult("https://c.de/", "unsure", failure="timeout")
REFUSED = LinkResult("https://d.de/", "unsure", failure="connection")
SKIPPED = LinkResult("https://example.org/", "skipped")
PORTAL_PLAIN = LinkResult("http://e.de/", "ok", 200, answered_by="login.hotel.example")
PORTAL_TLS = LinkResult("https://f.de/", "dead", failure="certificate")
MOVED = LinkResult("http://g.de/", "ok", 200, answered_by="www.g.de")


@pytest.mark.parametrize(
    ("results", "fault"),
    [
        ([], ""),
        ([SKIPPED], ""),
        ([OK, DEAD], ""),
        ([OK, DEAD, SLOW, REFUSED], ""),
        ([SLOW], ""),  # a single host may be the one at fault
        ([SLOW, REFUSED], "offline"),
        ([DEAD, SLOW], "offline"),
        ([PORTAL_PLAIN, PORTAL_TLS], "intercepted"),
        ([PORTAL_TLS], ""),
        ([PORTAL_TLS, OK], ""),
        ([PORTAL_PLAIN], ""),
        ([PORTAL_PLAIN, MOVED], ""),
    ],
)
def test_what_counts_as_no_network(results: list[LinkResult], fault: str) -> None:
    assert network_fault(results) == fault
