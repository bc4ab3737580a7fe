"""Links that are asked: against a server on loopback that misbehaves in every way that servers do."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from podcast.checks import link_check
from tests.support import generated_shows, podcast_process
from tests.support.word_files import word_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def status(code: int, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {code} X", *headers, "Content-Length: 0", "Connection: close", "", ""]).encode()


class Server:
    """Answers by path; `asked` has every request line, `most` how many were there at once."""

    def __init__(self, everybody: threading.Barrier | None = None) -> None:
        self.everybody = everybody  # who have to be asked before one of them answers
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.asked: list[str] = []
        self.here = self.most = 0
        self.lock, self.over = threading.Lock(), threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}{path}"

    def close(self) -> None:
        self.over.set()
        self.socket.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self.socket.accept()
                threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with self.lock:
            self.here += 1
            self.most = max(self.most, self.here)
        with line, contextlib.suppress(OSError):
            head = line.recv(65536).decode("latin-1")
            verb, path, _ = head.split(" ", 2)
            self.asked.append(f"{verb} {path}")
            self.over.wait(0.02)  # time for others to be here as well
            with self.lock:
                self.here -= 1  # before who asks can know the answer, and come again
            self._say(line, verb, path)

    def _say(self, line: socket.socket, verb: str, path: str) -> None:
        plain = {
            "/gone": status(404),
            "/gone-for-good": status(410),
            "/moved": status(301, "Location: /ok"),
            "/for-now": status(302, "Location: /ok"),
            "/moved-and-on": status(308, "Location: /for-now"),
            "/moved-to-nothing": status(301, "Location: /gone"),
            "/circle": status(302, "Location: /circle"),
            "/to-a-file": status(301, "Location: file:///etc/passwd"),
            "/redirect-without-place": status(302),
            "/to-no-address": status(302, "Location: http://[a/"),
            "/forbidden": status(403),
            "/busy": status(429, "Retry-After: 3600"),
            "/ill": status(500),
            "/garbage": b"what?\r\n\r\n",
            "/closed": b"",
            "/long-header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
            "/many-headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
            "/no-head": status(405) if verb == "HEAD" else OK,
            "/head-lies": status(404) if verb == "HEAD" else OK,
            "/head-breaks-off": b"" if verb == "HEAD" else OK,
        }
        if self.everybody:
            self.everybody.wait()
        if path == "/silent":
            self.over.wait(30)
        elif path in {"/drip", "/endless"}:
            self._go_on(line, verb, path)
        else:
            line.sendall(plain.get(path, OK))

    def _go_on(self, line: socket.socket, verb: str, path: str) -> None:
        """A byte at a time, or a body without end."""
        line.sendall(
            b"HTTP/1.1 200 OK\r\n" if path == "/drip" else status(405) if verb == "HEAD" else OK[:17] + b"\r\n"
        )
        while path == "/drip" or verb == "GET":
            line.sendall(b"x" if path == "/drip" else b"x" * 65536)
            if self.over.wait(0.05):
                return


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_check, "IDLE_TIMEOUT", 0.4)
    monkeypatch.setattr(link_check, "TOTAL_TIMEOUT", 0.8)
    monkeypatch.setattr(link_check, "PAUSE", 0.0)


@pytest.mark.parametrize(
    ("path", "verdict", "code", "to"),
    [
        ("/ok", "ok", 200, ""),
        ("/gone", "dead", 404, ""),
        ("/gone-for-good", "dead", 410, ""),
        ("/moved", "moved", 200, "/ok"),
        ("/for-now", "ok", 200, ""),
        ("/moved-and-on", "moved", 200, "/for-now"),
        ("/moved-to-nothing", "dead", 404, "/gone"),
        ("/circle", "dead", 0, ""),
        ("/to-a-file", "dead", 301, ""),
        ("/redirect-without-place", "unsure", 302, ""),
        ("/to-no-address", "dead", 302, ""),
        ("/forbidden", "unsure", 403, ""),
        ("/busy", "unsure", 429, ""),
        ("/ill", "unsure", 500, ""),
        ("/garbage", "unsure", 0, ""),
        ("/closed", "unsure", 0, ""),
        ("/long-header", "unsure", 0, ""),
        ("/many-headers", "unsure", 0, ""),
        ("/no-head", "ok", 200, ""),
        ("/head-lies", "ok", 200, ""),
        ("/head-breaks-off", "ok", 200, ""),
        ("/silent", "unsure", 0, ""),
        ("/drip", "unsure", 0, ""),
        ("/endless", "ok", 200, ""),
        ("/größe?a=ü#teil", "ok", 200, ""),
    ],
)
def test_whatever_a_server_does_there_is_a_verdict(server: Server, path: str, verdict: str, code: int, to: str) -> None:
    url = server.url(path)
    answer = link_check.check_urls([url], include_private=True)[url]
    assert (answer.verdict, answer.status, answer.to) == (verdict, code, to and server.url(to))
    assert bool(answer.why) == (verdict != "ok")


def test_a_server_that_is_busy_is_not_asked_again(server: Server) -> None:
    link_check.check_urls([server.url("/busy")], include_private=True)
    assert server.asked == ["HEAD /busy"]


def test_an_address_is_asked_once_and_a_host_one_at_a_time(server: Server) -> None:
    link_check.check_urls([server.url(f"/{number % 10}") for number in range(30)], include_private=True)
    assert sorted(server.asked) == [f"HEAD /{number}" for number in range(10)]
    assert server.most == 1


def test_hosts_are_asked_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_check, "IDLE_TIMEOUT", 20.0)
    monkeypatch.setattr(link_check, "TOTAL_TIMEOUT", 20.0)
    everybody = threading.Barrier(4, timeout=20)
    servers = [Server(everybody) for _ in range(4)]
    answers = link_check.check_urls([server.url("/together") for server in servers], include_private=True)
    for server in servers:
        server.close()
    assert [answer.verdict for answer in answers.values()] == ["ok"] * 4


@pytest.mark.parametrize(
    ("url", "verdict"),
    [
        ("http://192.168.0.1/", "dead"),
        ("http://[a/", "dead"),
        ("http://a:99999999/", "dead"),
        ("https://", "dead"),
        ("http://localhost/", "dead"),
        ("http://[::1]/", "dead"),
        ("https://drucker.local/", "dead"),
        ("https://example.org/", "skipped"),
        ("https://gibt.es.nicht.invalid/", "skipped"),
    ],
)
def test_what_is_not_the_worlds_is_not_asked(url: str, verdict: str) -> None:
    assert link_check.check_urls([url])[url].verdict == verdict


def test_a_refused_connection_does_not_prove_a_dead_link() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    assert link_check.check_urls([url], include_private=True)[url].verdict == "unsure"


def test_dead_links_of_a_show_are_reported_with_their_places(server: Server, tmp_path: Path) -> None:
    root = generated_shows.put("person-of-no-use", tmp_path)
    show, episode = root / "podcast.yaml", root / "episodes/eins/episode.yaml"
    text = show.read_text("utf-8").replace("https://podcast.example.org/", server.url("/"))
    show.write_text(text.replace("role: host", f"role: host, href: '{server.url('/moved')}'"), "utf-8")
    notes = f"notes: |\n  Siehe\n  [hier]({server.url('/gone')}#mitte), [da]({server.url('/ok')}).\n"
    episode.write_text(episode.read_text("utf-8") + notes, "utf-8")
    (root / "episodes/eins/cover.txt").touch()
    done = podcast_process.run("check", "--links", "--json", "-C", root)
    document = json.loads(done.stdout)
    (dead,) = document["problems"]
    assert done.returncode == 1
    assert (dead["path"], dead["line"], dead["field"]) == ("episodes/eins/episode.yaml", 7, "notes")
    assert dead["what"] == f"{server.url('/gone')} is gone (status 404)"
    (moved,) = [result for result in document["hints"] if result["field"] == "people.ada.href"]
    assert moved["what"] == f"{server.url('/moved')} has moved to {server.url('/ok')}"
    assert [(result["verdict"], result["status"]) for result in document["links"]] == [
        ("dead", 404),
        ("moved", 200),
        ("ok", 200),
    ]
    assert {*document["links"][0]} == {"url", "verdict", "status", "to", "reason", "places"}


def test_bare_links_are_requested_and_those_of_a_word_file_are_placed_by_paragraph(
    server: Server, tmp_path: Path
) -> None:
    root = generated_shows.put("word-files", tmp_path)
    for slug in ("genannt", "kaputt", "doppelt", "verboten"):
        shutil.rmtree(root / "episodes" / slug)
    show = root / "podcast.yaml"  # a show on this computer may link to it
    show.write_text(show.read_text("utf-8").replace("https://podcast.example.org/", server.url("/")), "utf-8")
    notes = word_file("Titel", f"Siehe {server.url('/gone')}.", "Mehr: info@example.org")
    (root / "episodes/gut/notes.docx").write_bytes(notes)
    done = podcast_process.run("check", "--links", "--json", "-C", root)
    (dead,) = json.loads(done.stdout)["problems"]
    assert (dead["path"], dead["line"]) == ("episodes/gut/notes.docx", 0)
    assert dead["what"] == f"paragraph 2: {server.url('/gone')} is gone (status 404)"
