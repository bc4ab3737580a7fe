"""A second desk of the same show: it finds the first, and no other program gets in by the record."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
import urllib3

from podcast.desk.security.entrance import ENTRANCE, NONCE, PROOF, ask_for_token
from podcast.desk.security.running_record import RECORD, find_running_desk
from podcast.platform.rules import WINDOWS_RULES
from tests.support import podcast_process
from tests.support.desk import desk_browser
from tests.support.small_show import SHOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.desk import DeskBrowser


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "podcast.yaml").write_text(SHOW, "utf-8")
    return tmp_path


@pytest.fixture
def browser(root: Path) -> Iterator[DeskBrowser]:
    with desk_browser(root) as entered:
        yield entered


def test_the_second_desk_gets_an_address_that_lets_a_browser_in_once(browser: DeskBrowser, root: Path) -> None:
    found = find_running_desk(root)
    assert found
    assert found.origin == browser.origin
    path = found.url.removeprefix(browser.origin)
    browser.cookie = ""
    answer = browser.request("GET", path)
    assert (answer.status, "set-cookie" in answer.headers) == (303, True)
    assert browser.request("GET", path).status == 403


def test_the_record_goes_with_its_desk_and_follows_it_into_another_folder(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(root / "podcast.yaml", other)
    with desk_browser(root) as browser:
        assert (root / RECORD).is_file()
        browser.desk.open_folder(other)
        assert not (root / RECORD).exists()
        assert find_running_desk(other)
    assert not (other / RECORD).exists()


def test_a_desk_without_a_show_writes_nothing_until_there_is_one(tmp_path: Path) -> None:
    with desk_browser(tmp_path) as browser:
        assert [*tmp_path.iterdir()] == []
        browser.post("/start", {"title": "Kaffee", "author": "Stadt"})
        assert find_running_desk(tmp_path)


@pytest.mark.skipif(WINDOWS_RULES, reason="no modes of files there")
def test_only_the_user_reads_the_record_and_a_readable_one_counts_for_nothing(browser: DeskBrowser, root: Path) -> None:
    assert (root / RECORD).stat().st_mode & 0o777 == 0o600
    assert browser.desk.access.entrance_secret in (root / RECORD).read_text("utf-8")
    (root / RECORD).chmod(0o644)
    assert find_running_desk(root) is None


def test_without_the_secret_nothing_is_let_in(browser: DeskBrowser) -> None:
    assert ask_for_token(browser.origin, "another secret") is None
    headers = {"origin": browser.origin, NONCE: "n", PROOF: "0" * 64, "content-length": "0"}
    assert urllib3.request("POST", browser.origin + ENTRANCE, headers=headers).status == 403
    headers["origin"] = "https://evil.example"
    assert urllib3.request("POST", browser.origin + ENTRANCE, headers=headers).status == 403
    assert urllib3.request("GET", browser.origin + ENTRANCE).status == 403


def test_another_program_at_the_port_of_a_dead_desk_is_not_believed(root: Path) -> None:
    class Impostor(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"token": "x", "proof": self.headers[PROOF]}).encode())

        def log_message(self, *_arguments: object) -> None:
            """Keep the tests' output clean."""

    with HTTPServer(("127.0.0.1", 0), Impostor) as server, desk_browser(root):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        record = json.loads((root / RECORD).read_text("utf-8"))
        record["origin"] = f"http://127.0.0.1:{server.server_port}"
        (root / RECORD).write_text(json.dumps(record), "utf-8")
        assert find_running_desk(root) is None
        server.shutdown()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"origin": "http://127.0.0.1:1"}'])
def test_a_record_that_is_none_counts_for_nothing(root: Path, text: str) -> None:
    (root / ".podcast").mkdir()
    (root / RECORD).write_text(text, "utf-8")
    (root / RECORD).chmod(0o600)
    assert find_running_desk(root) is None


@pytest.mark.long
def test_a_second_command_opens_the_first_desk_and_after_a_kill_starts_anew(root: Path) -> None:
    words = ("desk", "--no-browser", "-C", root)
    first, out, err = podcast_process.start_piped(*words)
    try:
        address = out.readline()
        second = podcast_process.run(*words, "--port", "18555")
        assert second.returncode == 0, second.stderr
        assert second.stdout.partition("/?token=")[0] == address.partition("/?token=")[0]
        assert "--port has no effect" in second.stderr
        assert podcast_process.run(*words, "--lan").returncode == 1
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        out.close()
        err.close()
    assert (root / RECORD).is_file()  # the killed one could not remove it
    assert find_running_desk(root) is None
