"""The proof from outside: against a real web server that misbehaves in one way each."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from podcast.hosts import is_placeholder, is_private_address
from podcast.http import RequestError, Response
from podcast.publish.headers import EMBEDDED_PLAYER, security_headers
from podcast.publish.outside import (
    ExternalCheckResult,
    WaitPolicy,
    checks,
    describe,
    remedies,
    site_client,
    verify_until_ok,
)
from podcast.publish.outside.checks import ExpectedSite
from podcast.publish.outside.remedies import FAULTS, STORE_NAMES, STORE_REMEDIES, remedy, store_name
from podcast.publish.outside.security import allows_frames, missing_headers
from podcast.publish.outside.site_client import NoResponse, fetch
from podcast.strings import translator
from tests.support.publish.misconfigured_server import world

MP3, OPUS = b"ID3" + bytes(997), b"OggS" + bytes(500)
ZONE = "Europe/Berlin"


class Clock:
    """A clock that only sleeping moves on."""

    def __init__(self, after=lambda _: None):
        self.time, self.after, self.naps = datetime(2024, 3, 1, 9, 2, 13, tzinfo=UTC), after, []

    def sleep(self, seconds):
        self.time += timedelta(seconds=seconds)
        self.naps.append(seconds)
        self.after(self)

    def patience(self, seconds=30.0):
        return WaitPolicy(seconds, self.sleep, lambda: self.time)


def feed_of(link, *numbers, guid="g"):
    items = "".join(
        f"<item><guid>{n}</guid><link>{link}folge-{n}/</link>"
        f'<enclosure url="{link}audio/folge-{n}.0a1b2c3d.mp3" length="{len(MP3)}" type="audio/mpeg"/>'
        f'<podcast:transcript url="{link}folge-{n}/transcript.vtt" type="text/vtt"/>'
        f'<podcast:chapters url="{link}folge-{n}/chapters.json" type="application/json+chapters"/>'
        f'<podcast:alternateEnclosure type="audio/ogg" length="{len(OPUS)}">'
        f'<podcast:source uri="{link}audio/folge-{n}.0a1b2c3d.opus"/></podcast:alternateEnclosure></item>'
        for n in numbers
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0">'
        f"<channel><podcast:guid>{guid}</podcast:guid>{items}</channel></rss>"
    ).encode()


def site(link, *numbers):
    files = {"feed.xml": feed_of(link, *numbers), "index.html": b"<h1>Amt</h1>"}
    for n in numbers:
        files |= {
            f"folge-{n}/index.html": b"<h1>Folge</h1>",
            f"folge-{n}/transcript.vtt": b"WEBVTT\n",
            f"folge-{n}/chapters.json": b"{}",
            f"audio/folge-{n}.0a1b2c3d.mp3": MP3,
            f"audio/folge-{n}.0a1b2c3d.opus": OPUS,
        }
    return files


def seen(server, *, numbers=(2, 1), clock=None, seconds=30.0, **published):
    """What is seen of a server that serves these episodes, all of them new."""
    server.files = server.files or site(server.link, *numbers)
    known = {"uploaded": frozenset(server.files), "target": "published", **published}
    expected = ExpectedSite(server.link, server.files["feed.xml"], **known)
    with ThreadPoolExecutor(4) as threads:
        return verify_until_ok(expected, (clock or Clock()).patience(seconds), threads)


# --- all is well -----------------------------------------------------------------------------------------------------


def test_a_site_as_it_must_be_can_be_heard_since_it_was_looked_at():
    with world() as server:
        found = seen(server)
    assert (found.failed, found.cached, found.is_feed_current) == ((), (), True)
    assert describe(found, ZONE) == [
        "available since 10:02:13 (only on this computer or in its network: `link:` is not a public address)"
    ]


def test_every_new_file_is_asked_for_and_of_the_old_ones_only_the_newest_episode():
    with world() as server:
        seen(server, numbers=(3, 2, 1), uploaded=frozenset({"feed.xml", "audio/folge-1.0a1b2c3d.mp3"}))
        asked = {key for _, key in server.requests}
        sound = {verb for verb, key in server.requests if key == "audio/folge-1.0a1b2c3d.mp3"}
    assert asked == {
        *("", "feed.xml", "audio/folge-1.0a1b2c3d.mp3", "folge-3/", "folge-3/transcript.vtt", "folge-3/chapters.json"),
        *("audio/folge-3.0a1b2c3d.mp3", "audio/folge-3.0a1b2c3d.opus", "folge-3/embed/index.html"),
    }
    assert sound == {"HEAD", "GET"}


@pytest.mark.parametrize("odd", ["redirect", "packed feed"])
def test_what_apps_can_live_with_is_no_fault(odd):
    with world(None, odd) as server:
        assert seen(server).failed == ()


def test_a_show_whose_episodes_are_all_withdrawn_has_nothing_to_be_heard():
    with world() as server:
        found = seen(server, numbers=())
    assert (found.failed, found.audible_since) == ((), None)


# --- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("odd", "fault", "words"),
    [
        ("wrong type", "type", "apps do not recognise it (application/octet-stream instead of"),
        (
            "no range",
            "range",
            "listeners cannot skip, and Apple rejects the episode (a range request returned",
        ),
        ("no cors", "cors", "neither chapters nor transcript (Access-Control-Allow-Origin is missing)"),
        ("packed audio", "encoding", "cannot skip in it and see no length (it is compressed as gzip)"),
        ("unasked packing", "encoding", "it is compressed"),
        ("no index", "page", "links to the page do not work (status 404); at nginx: index index.html;"),
        ("forbidden", "forbidden", "access is denied (status 403); at nginx: give nginx read access"),
        ("busy", "busy", "apps get an error (status 503)"),
        ("no length", "length", "downloads fail or show a wrong size (no bytes instead of 1000)"),
        ("another feed", "no feed", "apps find no podcast at this address (it is not a feed: its root is <html>)"),
        ("altered", "altered", "the feed is altered on the way"),
        ("circle", "redirect", "apps are redirected in a wrong way (it redirects without a target)"),
        ("broken pipe", "connection", "apps get no response (the connection was refused or broken)"),
    ],
)
def test_each_fault_says_what_a_listener_meets_and_what_to_set(odd, fault, words):
    with world(None, odd) as server:
        found = seen(server)
    assert fault in {one.result.fault for one in found.failed}
    told = [line for line in describe(found, ZONE) if words in line]
    assert len(told) == 1, describe(found, ZONE)
    assert told[0].endswith(remedy(fault, "nginx"))


def test_a_fault_of_many_files_is_one_sentence():
    with world(None, "no range") as server:
        first, *_ = describe(seen(server), ZONE)
    assert first.startswith(f"{server.link}audio/folge-2.0a1b2c3d.mp3 and 3 more: listeners cannot skip")


def test_a_newest_episode_that_is_not_there_cannot_be_heard():
    with world() as server:
        server.files = site(server.link, 2, 1)
        del server.files["audio/folge-2.0a1b2c3d.mp3"]
        found = seen(server)
    assert found.audible_since is None
    assert not any("available since" in line for line in describe(found, ZONE))
    assert "it is not found (status 404)" in describe(found, ZONE)[0]


def test_audio_longer_than_the_feed_says_is_a_fault():
    with world() as server:
        server.files = site(server.link, 1)
        server.files["audio/folge-1.0a1b2c3d.mp3"] += b"!"
        assert "(1001 bytes instead of 1000)" in "\n".join(describe(seen(server), ZONE))


def test_another_podcasts_feed_is_not_taken_for_an_old_one_of_ours():
    with world(None, "stale") as server:
        server.old = feed_of(server.link, 7, guid="somebody else's")
        found = seen(server)
    assert "it is the feed of another podcast" in "\n".join(describe(found, ZONE))


def test_a_server_that_does_not_answer_is_given_up_on_in_time(monkeypatch):
    monkeypatch.setattr(site_client, "IDLE_TIMEOUT", 0.1)
    with world(None, "slow") as server:
        found = fetch("GET", server.link)
    assert found == NoResponse("timeout", "no response within 0 seconds")


def test_an_address_where_nothing_listens_is_a_connection_fault():
    with world() as server:
        link = server.link
    assert isinstance(found := fetch("GET", link), NoResponse)
    assert found.fault == "connection"


def test_a_head_stays_a_head_when_it_is_redirected():
    with world({"a.txt": b"a"}, "redirect") as server:
        found = fetch("HEAD", f"{server.link}a.txt")
        assert isinstance(found, Response)
        assert (found.status, found.url) == (200, f"{server.link}moved/a.txt")
        assert server.requests == [("HEAD", "a.txt"), ("HEAD", "moved/a.txt")]


# --- hints -----------------------------------------------------------------------------------------------------------


def test_missing_security_headers_are_a_hint_that_names_the_setting():
    with world(None, "no security") as server:
        found = seen(server)
    assert found.failed == ()
    first, *_ = describe(found, ZONE)
    names = "Content-Security-Policy, X-Content-Type-Options, Referrer-Policy, Permissions-Policy"
    assert first == (
        f"hint: {server.link} lacks security headers ({names}); "
        'set the headers in the web server: see "Security headers" in `podcast docs stores`'
    )


def test_an_embedded_player_that_other_sites_cannot_show_is_a_hint():
    with world(None, "no frames") as server:
        server.files = site(server.link, 1) | {"folge-1/embed/index.html": b"<audio>"}
        found = seen(server)
    assert found.failed == ()
    assert describe(found, ZONE)[0].startswith(
        f"hint: other websites cannot show the embedded player {server.link}folge-1/embed/index.html; set the headers"
    )


def test_with_all_headers_there_is_no_hint():
    with world() as server:
        server.files = site(server.link, 1) | {"folge-1/embed/index.html": b"<audio>"}
        found = seen(server)
    assert (found.missing_headers, found.blocked_embed) == ((), "")


GOOD = {name.lower(): value for name, value in security_headers("index.html").items()}
POLICY = GOOD["content-security-policy"]


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({}, ()),
        ({"content-security-policy": ""}, ("Content-Security-Policy",)),
        ({"content-security-policy": POLICY.partition("; frame-ancestors")[0]}, ("Content-Security-Policy",)),
        ({"content-security-policy": POLICY.replace("img-src 'self'", "img-src 'none'")}, ("Content-Security-Policy",)),
        ({"content-security-policy": POLICY.replace("img-src 'self'", "img-src *")}, ()),
        ({"content-security-policy": "frame-ancestors 'self'"}, ("Content-Security-Policy",)),
        ({"x-content-type-options": "sniff"}, ("X-Content-Type-Options",)),
        ({"referrer-policy": "no-referrer"}, ()),
        ({"permissions-policy": ""}, ("Permissions-Policy",)),
    ],
)
def test_a_policy_must_restrict_frames_and_allow_what_pages_need(changed, missing):
    assert missing_headers(GOOD | changed) == missing


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"x-frame-options": "DENY"}, False),
        ({"x-frame-options": "DENY", "content-security-policy": "frame-ancestors *"}, True),
        ({"content-security-policy": "frame-ancestors 'self'"}, False),
    ],
)
def test_who_may_show_a_page_in_a_frame(headers, allowed):
    assert allows_frames(headers) is allowed


def test_embedded_players_have_the_names_of_the_sites_texts():
    folders = {translator(language)("path_embed") for language in ("de", "en")}
    assert all(EMBEDDED_PLAYER.search(f"/folge-1/{folder}/index.html") for folder in folders)
    assert not EMBEDDED_PLAYER.search("/embed-1/index.html")


# --- what passes -----------------------------------------------------------------------------------------------------


def stale(server):
    server.files = site(server.link, 2, 1)
    server.old = feed_of(server.link, 1)
    return {"previous_sha256": sha256(server.old).hexdigest()}


def test_an_old_feed_in_a_cache_is_no_failure_and_is_said():
    with world(None, "stale") as server:
        found = seen(server, **stale(server))
    assert (found.failed, found.is_feed_current) == ((), False)
    assert describe(found, ZONE)[0] == "a cache still serves the old feed; it will update within 5 minutes"
    assert describe(found, ZONE)[1].startswith("available since 10:02:13")


def test_an_old_feed_whose_only_news_is_a_title_is_known_by_its_bytes():
    with world(None, "stale") as server:
        server.files = site(server.link, 1)
        server.old = server.files["feed.xml"].replace(b"<guid>1", b"<title>alt</title><guid>1")
        assert "altered" in {one.result.fault for one in seen(server).failed}
        assert not seen(server, previous_sha256=sha256(server.old).hexdigest()).failed


@pytest.mark.parametrize(("age", "minutes"), [(10, "5 minutes"), (200, "2 minutes"), (299, "1 minute")])
def test_a_cache_that_tells_its_age_tells_how_long_it_takes(age, minutes):
    with world(None, "stale") as server:
        server.age = age
        found = seen(server, seconds=0, **stale(server))
    assert describe(found, ZONE)[0].endswith(f"it will update within {minutes}")


def test_a_cache_that_will_not_change_in_time_is_not_waited_for():
    clock = Clock()
    with world(None, "stale") as server:
        server.age = 10
        seen(server, clock=clock, **stale(server))
    assert clock.naps == []


def test_a_cache_that_changes_is_waited_for_and_only_what_was_wrong_is_asked_again():
    with world(None, "stale") as server:
        clock = Clock(lambda clock: len(clock.naps) == 2 and server.odd.clear())
        found = seen(server, clock=clock, **stale(server))
        audio = [key for _, key in server.requests if key == "audio/folge-2.0a1b2c3d.mp3"]
    assert (found.failed, found.cached, found.is_feed_current, found.seconds) == ((), (), True, 3.0)
    assert len(audio) == 2  # HEAD and two bytes, once each


def test_patience_ends():
    clock = Clock()
    with world(None, "busy") as server:
        found = seen(server, clock=clock, seconds=20.0)
    assert found.failed
    assert sum(clock.naps) <= 20


def test_a_cache_that_keeps_the_old_feed_for_longer_than_it_may_is_a_fault():
    with world(None, "stale") as server:
        found = seen(server, seconds=320.0, **stale(server))
    assert "apps still see the old feed" in describe(found, ZONE)[0]


def test_it_can_be_heard_since_the_newest_audio_was_first_whole():
    with world() as server:
        server.files = site(server.link, 1)
        late = {"audio/folge-1.0a1b2c3d.mp3": server.files.pop("audio/folge-1.0a1b2c3d.mp3")}
        clock = Clock(lambda _: server.files.update(late))
        found = seen(server, clock=clock)
    assert "available since 10:02:14" in describe(found, ZONE)[-1]


# --- where nothing can be seen ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", ["https://podcast.example.org/", "https://amt.test/", "http://funk.example/x/"])
def test_a_placeholder_is_not_asked(link):
    assert is_placeholder(link)
    with ThreadPoolExecutor(1) as threads:
        found = verify_until_ok(ExpectedSite(link, b"", frozenset(), "published"), Clock().patience(), threads)
    (line,) = describe(found, ZONE)
    assert line == (
        f"the public site was not checked: {link} is a placeholder; "
        "once it is public, set `link:` in podcast.yaml to its address"
    )
    assert (found.is_feed_current, found.failed) == (False, ())


@pytest.mark.parametrize(
    ("link", "target", "failed"),
    [
        ("https://nirgends.invalid.de/", "published", False),
        ("https://nirgends.invalid.de/", "s3://b/p", True),
        ("http://amt.local/", "s3://b/p", False),
        ("http://localhost:9/", "published", False),
    ],
)
def test_a_domain_that_does_not_exist_yet_is_a_failure_for_a_bucket_only(link, target, failed, monkeypatch):
    def nowhere(*_arguments):
        raise RequestError("name", "unknown")

    monkeypatch.setattr("podcast.http.send", nowhere)
    clock, expected = Clock(), ExpectedSite(link, site(link, 1)["feed.xml"], frozenset(), target)
    with ThreadPoolExecutor(1) as threads:
        found = verify_until_ok(expected, clock.patience(), threads)
    assert (bool(found.failed), bool(clock.naps), found.is_feed_current) == (failed, failed, False)
    (line,) = describe(found, ZONE)
    assert line.startswith(f"{link}" if failed else "the public site was not checked: ")
    assert failed or "cannot be reached yet; point its DNS at the web server" in line


@pytest.mark.parametrize("link", ["https://podcast.kommune360.de/", "https://myexample.org/", "https://test.de/"])
def test_an_address_that_can_be_registered_is_no_placeholder(link):
    assert not is_placeholder(link)
    assert not is_private_address(link)


@pytest.mark.parametrize(
    "link", ["http://127.0.0.1:8000/", "http://localhost/", "http://192.168.1.7/", "http://[::1]/"]
)
def test_this_computer_and_its_network_are_near(link):
    assert is_private_address(link)


# --- which store -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("endpoint", "target", "says", "name"),
    [
        (None, "s3://b/p", {}, "aws"),
        ("https://s3.eu-central-1.amazonaws.com", "s3://b", {}, "aws"),
        ("https://0123.eu.r2.cloudflarestorage.com", "s3://b", {"server": "cloudflare"}, "r2"),
        ("https://fsn1.your-objectstorage.com", "s3://b", {"server": "nginx"}, "hetzner"),
        ("https://s3.eu-central-3.ionoscloud.com", "s3://b", {}, "ionos"),
        ("https://s3.amt.example", "s3://b", {"server": "MinIO"}, "minio"),
        ("http://127.0.0.1:8333", "s3://b", {"server": "SeaweedFS 4.0"}, "seaweedfs"),
        ("https://s3.amt.example", "s3://b", {"server": "Apache"}, ""),
        ("https://notamazonaws.com", "s3://b", {}, ""),
        (None, "/srv/www", {"server": "Apache"}, "nginx"),
        (None, "git+ssh://git@github.com/amt/podcast.git#pages", {"server": "GitHub.com"}, "pages"),
    ],
)
def test_a_store_is_known_by_its_endpoint_or_by_its_answers(endpoint, target, says, name):
    assert store_name(endpoint, target, says) == name


def test_every_setting_is_of_a_fault_and_a_store_that_are_known():
    assert {(fault in FAULTS, name in STORE_NAMES) for fault, name in STORE_REMEDIES} == {(True, True)}
    assert all(remedy(fault, name) for fault in FAULTS for name in STORE_NAMES)


def test_every_fault_is_in_the_table():
    sources = [Path(module.__file__).read_text("utf-8") for module in (site_client, checks)]
    told = {
        kind
        for source in sources
        for kind in re.findall(r'(?:NoResponse\(|ProbeResult\(|(?<!\w)_fault\(response, )"(.+?)"', source)
    }
    assert len(told) > 10
    assert told <= set(remedies.FAULTS)


def test_a_feed_counts_as_current_only_after_a_check():
    assert ExternalCheckResult(ExpectedSite("https://a.de/", b"", frozenset(), "x")).is_feed_current is False
