"""Telling others of a new feed: what is sent, when, and that a failure harms nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from podcast.model.groups import Publish
from podcast.publish.outside import WaitPolicy, verify_until_ok
from podcast.publish.outside.checks import ExpectedSite
from podcast.publish.outside.notify import PODCAST_INDEX, configured_pings, is_due, send
from tests.support.publish.misconfigured_server import world

FEED = "https://podcast.example.org/amt/feed.xml?a=1&b=ü"
RSS = b'<rss version="2.0"><channel><title>Amt</title></channel></rss>'


def wishes(**fields):
    return Publish.model_validate({"target": "published", **fields})


@pytest.mark.parametrize("publish", [None, wishes(), wishes(podcast_index=False)])
def test_without_a_setting_no_service_is_notified(publish):
    assert configured_pings(publish, FEED) == ()


def test_the_podcast_index_is_notified_at_its_own_address():
    (ping,) = configured_pings(wishes(podcast_index=True), FEED)
    assert ping.url.startswith(f"{PODCAST_INDEX}?url=https%3A%2F%2Fpodcast.example.org%2Famt%2Ffeed.xml")


def test_both_services_get_the_address_of_the_feed():
    with world() as server:
        wanted = configured_pings(
            wishes(websub=f"{server.link}hub", podcast_index=True), FEED, f"{server.link}api/hub/pubnotify"
        )
        said = send(wanted)
    assert server.notifications == [
        ("POST", "/hub", {"hub.mode": ["publish"], "hub.url": [FEED]}),
        ("GET", "/api/hub/pubnotify", {"url": [FEED]}),
    ]
    assert said == ["notified the WebSub hub", "notified the Podcast Index"]


@pytest.mark.parametrize(("status", "words"), [(400, "status 400"), (500, "status 500"), (302, "status 302")])
def test_a_refusal_is_a_warning(status, words):
    with world() as server:
        server.status = status
        said = send(configured_pings(wishes(websub=f"{server.link}hub"), FEED))
    assert said == [
        f"warning: could not notify the WebSub hub ({words}); it will find the new feed by itself, only later"
    ]


def test_a_hub_that_is_down_is_a_warning_and_the_other_service_is_notified():
    with world() as gone:
        link = gone.link
    with world() as server:
        server.status = 200
        hub, index = send(
            configured_pings(wishes(websub=link, podcast_index=True), FEED, f"{server.link}api/hub/pubnotify")
        )
    assert hub.startswith("warning: could not notify the WebSub hub (the connection was refused or broken)")
    assert index == "notified the Podcast Index"


@pytest.mark.parametrize(
    ("odd", "uploaded", "wanted"),
    [
        ((), {"feed.xml"}, True),
        ((), {"index.html"}, False),
        (("forbidden",), {"feed.xml"}, False),
        (("stale",), {"feed.xml"}, False),
    ],
)
def test_only_a_new_feed_that_the_world_reads_is_news(odd, uploaded, wanted):
    patience = WaitPolicy(0, lambda _: None, lambda: datetime(2024, 3, 1, tzinfo=UTC))
    with world({"feed.xml": RSS, "index.html": b"<h1>Amt</h1>"}, *odd) as server, ThreadPoolExecutor(1) as threads:
        server.old = RSS.replace(b"Amt", b"Alt")
        seen = verify_until_ok(ExpectedSite(server.link, RSS, frozenset(uploaded), "published"), patience, threads)
    assert is_due(seen) is wanted
