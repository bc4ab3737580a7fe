"""Telling others of a new feed: what is sent, when, and that a failure harms nothing."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from podcast.model.groups import Publish
from podcast.model.show import Show
from podcast.pages.metadata.index_now import key_address
from podcast.pages.render import default_templates, site_files
from podcast.publish.headers import content_type
from podcast.publish.outside import WaitPolicy, verify_until_ok
from podcast.publish.outside.checks import ExpectedSite
from podcast.publish.outside.notify import (
    MAX_INDEX_NOW_URLS,
    PODCAST_INDEX,
    configured_pings,
    index_now_pings,
    is_due,
    send,
)
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


def a_show(link, **fields):
    return Show(
        title="Amt", description="D", link=link, language="de", timezone="Europe/Berlin", author="A", explicit=False,
        categories=("Government",), guid="8d2f0000-0000-4000-8000-000000000000", cover="c.jpg", cover_alt="C",
        publish=wishes(**fields),
    )  # fmt: skip


def test_search_engines_are_not_notified_without_the_setting():
    assert index_now_pings(a_show("https://amt.example/"), ("https://amt.example/a/",)) == ()
    files = site_files(a_show("https://amt.example/"), {}, {}, {}, [default_templates()])
    assert key_address(a_show("https://amt.example/")) not in files


def test_search_engines_get_the_changed_pages_and_find_the_key():
    with world() as server:
        show = a_show(f"{server.link}amt/", indexnow=True)
        pages = (f"{show.link}folge-1/", show.link)
        said = send(index_now_pings(show, pages, f"{server.link}indexnow"))
    ((method, path, data),) = server.notifications
    assert (method, path, said) == ("POST", "/indexnow", ["notified the search engines of IndexNow"])
    assert data["host"] == server.link.split("/")[2]
    assert tuple(data["urlList"]) == pages
    assert data["keyLocation"].startswith(show.link)
    key_file = site_files(show, {}, {}, {}, [default_templates()])[data["keyLocation"].removeprefix(show.link)]
    assert key_file.decode() == data["key"]
    assert re.fullmatch("[0-9a-zA-Z-]{8,128}", data["key"])
    assert content_type(key_address(show)) == "text/plain; charset=utf-8"


def test_no_ping_has_more_pages_than_search_engines_take():
    pages = tuple(f"https://amt.example/{number}/" for number in range(MAX_INDEX_NOW_URLS + 1))
    first, second = index_now_pings(a_show("https://amt.example/", indexnow=True), pages)
    assert [len(json.loads(ping.body)["urlList"]) for ping in (first, second)] == [MAX_INDEX_NOW_URLS, 1]


def test_search_engines_that_refuse_are_a_warning():
    with world() as server:
        server.status = 422
        said = send(index_now_pings(a_show(server.link, indexnow=True), (server.link,), f"{server.link}indexnow"))
    (line,) = said
    assert line.startswith("warning: could not notify the search engines of IndexNow (status 422); they will find")


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
