"""The answers of the preview, over sockets, to whatever players, browsers and strangers may ask."""

from __future__ import annotations

import email
import socket
from typing import TYPE_CHECKING

import pytest

from podcast.errors import PodcastError
from podcast.preview import server as listening
from podcast.preview.app import create_app
from podcast.preview.broadcast import ViewBroadcaster
from podcast.preview.view import PreviewAddress, View
from podcast.publish.headers import content_type, security_headers
from podcast.urls import NOT_FOUND
from tests.support.preview_process import ask, events

if TYPE_CHECKING:
    from collections.abc import Iterator

SOUND = bytes(range(256)) * 40
SIZE = len(SOUND)
LINK = "https://podcast.example.org/kommune/"
PAGE = "<!doctype html><html><head></head><body><p>Seite</p></body></html>"
FILES = {
    "index.html": PAGE,
    "folge-1/index.html": PAGE,
    "folge-1/transcript.vtt": "WEBVTT\n",
    "folge-1/transcript.srt": "1\n",
    "folge-1/transcript.txt": "Text",
    "folge-1/chapters.json": '{"version": "1.2.0"}',
    "assets/site.11111111.css": "a{}",
    "assets/player.22222222.js": "1",
    "assets/font.33333333.woff2": "x",
    "assets/cover.44444444.webp": "x",
    "assets/icon.55555555.svg": "<svg/>",
    "feed.xml": f"<rss><item><guid>{LINK}1</guid><link>{LINK}folge-1/</link></item></rss>",
    "feed.archive-1.rss": f"<rss><link>{LINK}</link></rss>",
    NOT_FOUND: '<html><body><a href="/kommune/index.html">Start</a></body></html>',
}
TOKEN = "0123456789abcdef"  # noqa: S105 - it opens nothing but this test's preview


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder = tmp_path_factory.mktemp("preview") / "site"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / "audio").mkdir()
    (folder / "audio/eins.66666666.mp3").write_bytes(SOUND)
    (folder.parent / "secret.txt").write_text("hush")
    (folder / "stray.txt").write_text("hush")  # of no build
    files = dict.fromkeys((*FILES, "audio/eins.66666666.mp3"), "1")
    return View(folder, files, LINK, "Sendung")


@pytest.fixture(scope="module", params=["", TOKEN], ids=["on this machine", "in the network"])
def url(request: pytest.FixtureRequest, site: View) -> Iterator[str]:
    hub = ViewBroadcaster()
    hub.show(site)
    with listening.listen(listening.LOOPBACK, 20000) as at:
        base = PreviewAddress(listening.LOOPBACK, at.getsockname()[1], request.param)
        with listening.running_server(create_app(hub, base, content_type), at, hub):
            yield base.url


@pytest.fixture
def sound(url: str) -> str:
    return f"{url}audio/eins.66666666.mp3"


PARTS = {
    "the first byte": ("bytes=0-0", 0, 0),
    "the first hundred": ("bytes=0-99", 0, 99),
    "from somewhere to the end": ("bytes=500-", 500, SIZE - 1),
    "the last fifty": ("bytes=-50", SIZE - 50, SIZE - 1),
    "further than there is": (f"bytes=100-{SIZE + 5}", 100, SIZE - 1),
    "more at the end than there is": (f"bytes=-{SIZE + 5}", 0, SIZE - 1),
    "everything, as players begin": ("bytes=0-", 0, SIZE - 1),
    "the unit in capitals": ("Bytes=0-9", 0, 9),
    "one inside and one outside": (f"bytes=5-9,{SIZE}-", 5, 9),
}
WHOLE = {
    "another unit": "seconds=0-9",
    "no range": "bytes=",
    "words": "bytes=abc",
    "backwards": "bytes=9-5",
    "no equals sign": "bytes 0-9",
    "far too many": "bytes=" + ",".join(f"{n}-{n}" for n in range(0, 1000, 2)),
}
OUTSIDE = {"after the end": f"bytes={SIZE}-", "far after": "bytes=99999999-99999999", "none at the end": "bytes=-0"}


@pytest.mark.parametrize("case", PARTS)
def test_a_player_gets_the_part_that_it_asks_for(sound: str, case: str) -> None:
    header, first, last = PARTS[case]
    answer = ask(sound, Range=header)
    assert answer.status == 206
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.headers["content-length"] == str(last - first + 1)
    assert answer.body == SOUND[first : last + 1]


@pytest.mark.parametrize("case", WHOLE)
def test_a_range_that_makes_no_sense_is_as_if_it_were_not_there(sound: str, case: str) -> None:
    answer = ask(sound, Range=WHOLE[case])
    assert (answer.status, answer.body) == (200, SOUND)
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("case", OUTSIDE)
def test_a_range_outside_the_file_is_refused_with_its_size(sound: str, case: str) -> None:
    answer = ask(sound, Range=OUTSIDE[case])
    assert answer.status == 416
    assert answer.headers["content-range"] == f"bytes */{SIZE}"


def test_several_ranges_come_as_parts_of_one_answer(sound: str) -> None:
    answer = ask(sound, Range="bytes=0-9,100-109,-5")
    assert answer.status == 206
    head = f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + answer.body)
    assert message.is_multipart()
    parts = [(part["content-range"], part.get_payload(decode=True)) for part in message.get_payload()]  # type: ignore[union-attr]
    assert parts == [
        (f"bytes 0-9/{SIZE}", SOUND[:10]),
        (f"bytes 100-109/{SIZE}", SOUND[100:110]),
        (f"bytes {SIZE - 5}-{SIZE - 1}/{SIZE}", SOUND[-5:]),
    ]


def test_a_part_is_only_given_of_the_file_that_the_player_knows(sound: str) -> None:
    full = ask(sound)
    for validator in (full.headers["etag"], full.headers["last-modified"]):
        assert ask(sound, Range="bytes=0-9", If_Range=validator).status == 206
    for stale in ('"stale"', f"W/{full.headers['etag']}", "Mon, 01 Jan 2024 00:00:00 GMT"):
        answer = ask(sound, Range="bytes=0-9", If_Range=stale)
        assert (answer.status, answer.body) == (200, SOUND)


@pytest.mark.parametrize("name", ["", "feed.xml", "audio/eins.66666666.mp3", "assets/site.11111111.css", "_preview/"])
def test_what_the_browser_has_already_is_not_sent_again(url: str, name: str) -> None:
    etag = ask(url + name).headers["etag"]
    for validator in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = ask(url + name, If_None_Match=validator)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    assert ask(url + name, If_None_Match='"other"').status == 200


@pytest.mark.parametrize("name", ["", "feed.xml", "audio/eins.66666666.mp3", "lost", "_preview/", "_preview/events"])
def test_head_is_get_without_the_body(url: str, name: str) -> None:
    head = ask(url + name, "HEAD")
    assert head.body == b""
    if name != "_preview/events":  # which never ends
        get = ask(url + name)
        assert head.status == get.status
        assert head.headers["content-length"] == str(len(get.body))
        assert head.headers["content-type"] == get.headers["content-type"]


def test_head_knows_ranges_too(sound: str) -> None:
    head = ask(sound, "HEAD", Range="bytes=0-9")
    assert (head.status, head.headers["content-length"], head.body) == (206, "10", b"")


@pytest.mark.parametrize("name", [*FILES, "audio/eins.66666666.mp3"])
def test_files_have_the_types_that_they_are_published_with(url: str, name: str) -> None:
    assert ask(url + name).headers["content-type"] == content_type(name)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_done_but_looked_at(url: str, method: str) -> None:
    answer = ask(url, method)
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]


STRAY = (
    *("../secret.txt", "../../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "folge-1/../../secret.txt"),
    *("audio/..%2f..%2fsecret.txt", "..\\secret.txt", "..%5csecret.txt", "/etc/passwd", "%2fetc%2fpasswd"),
    *("stray.txt", "secret.txt%00.html", ".%2e/secret.txt", "_preview/../../secret.txt", "_preview/app.py", "%ff"),
)


@pytest.mark.parametrize("path", STRAY)
def test_no_path_leads_out_of_the_build(url: str, path: str) -> None:
    start = "/" + url.partition("//")[2].partition("/")[2]
    answer = ask(url, path=start + path)
    assert answer.status == 404
    assert "hush" not in answer.text
    assert "root:" not in answer.text
    assert "starlette" not in answer.text


def test_what_does_not_exist_gets_the_show_s_own_page_that_leads_back(url: str) -> None:
    answer = ask(url + "gibt/es/nicht/")
    assert answer.status == 404
    start = "/" + url.partition("//")[2].partition("/")[2]
    assert f'<a href="{start}index.html">Start</a>' in answer.text


def test_an_address_without_its_slash_leads_to_the_page(url: str) -> None:
    answer = ask(url + "folge-1")
    assert answer.status in {301, 302, 307, 308}
    start = "/" + url.partition("//")[2].partition("/")[2]
    assert answer.headers["location"] == f"{start}folge-1/"


def test_a_stranger_s_name_for_this_machine_is_refused(url: str) -> None:
    assert ask(url, Host="evil.example").status == 400
    assert ask(url, Host="localhost:8360").status == 200


def test_nothing_is_found_without_the_secret(url: str) -> None:
    if TOKEN in url:
        for path in ("/", "/index.html", "/feed.xml", "/_preview/", f"/{TOKEN[:-1]}/", f"/{TOKEN[:-1]}0/index.html"):
            answer = ask(url, path=path)
            assert answer.status == 404
            assert TOKEN not in answer.text
            assert "Seite" not in answer.text


def test_search_engines_and_linked_sites_learn_nothing(url: str) -> None:
    headers = ask(url).headers
    assert headers["x-robots-tag"] == "noindex"
    assert headers["referrer-policy"] == "no-referrer"


def test_pages_come_with_the_security_headers_of_the_public_site(url: str) -> None:
    for path in ("", "folge-1/", "feed.xml", "nowhere/", "_preview/"):
        headers = ask(url + path).headers
        for name, value in security_headers(path).items():
            assert headers[name.lower()] == (value if name != "Referrer-Policy" else "no-referrer"), path
    assert headers["content-security-policy"].endswith("frame-ancestors 'self'")
    embedded = ask(f"{url}folge-1/einbetten/").headers["content-security-policy"]
    assert embedded.endswith("frame-ancestors *")


def test_feeds_lead_to_the_preview_and_keep_what_episodes_are_known_by(url: str) -> None:
    text = ask(url + "feed.xml").text
    assert f"<link>{url}folge-1/</link>" in text
    assert f"<guid>{LINK}1</guid>" in text
    assert ask(url + "feed.archive-1.rss").text == f"<rss><link>{url}</link></rss>"


def test_a_page_carries_the_panel_and_what_it_needs(url: str) -> None:
    page = ask(url).text
    start = "/" + url.partition("//")[2].partition("/")[2]
    for name in ("_preview/panel.css", "_preview/reload.js"):
        assert f'"{start}{name}"' in page
        assert ask(url + name).status == 200
    with events(url) as updates:
        assert next(updates)["panel"] in page


def test_a_file_that_vanishes_while_it_is_asked_for_is_not_found(site: View) -> None:
    hub = ViewBroadcaster()
    hub.show(View(site.site, {"index.html": "1", "gone.mp3": "1", "gone/index.html": "1"}))
    with listening.listen(listening.LOOPBACK, 20000) as at:
        base = PreviewAddress(listening.LOOPBACK, at.getsockname()[1])
        with listening.running_server(create_app(hub, base, content_type), at, hub):
            assert ask(base.url + "gone.mp3").status == 404
            assert ask(base.url + "gone/").status == 404
            assert ask(base.url + "never").status == 404  # and there is no page for 404


def test_a_taken_port_is_passed_over() -> None:
    with listening.listen(listening.LOOPBACK, 20000) as first, listening.listen(listening.LOOPBACK, 20000) as other:
        assert first.getsockname()[1] < other.getsockname()[1]


def test_an_address_that_is_not_ours_is_an_error_with_its_remedy() -> None:
    with pytest.raises(PodcastError, match="--port"), listening.listen("192.0.2.1", 20000):
        pass


def test_the_last_port_is_the_end() -> None:
    with socket.socket() as held:
        held.bind((listening.LOOPBACK, 65535))
        held.listen()
        with (
            pytest.raises(PodcastError, match="no free port from 65535 on"),
            listening.listen(listening.LOOPBACK, 65535),
        ):
            pass
