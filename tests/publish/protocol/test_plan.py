"""What is to be done on the target, and why; how files are served; what the feed may name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.publish import headers
from podcast.publish.plan_summary import describe_plan
from podcast.publish.protocol import state
from podcast.publish.protocol import state_json as stored
from podcast.publish.protocol.feed_gate import check_feed, object_key
from podcast.publish.protocol.plan import format_size, object_specs, plan_publish, vanishing_keys
from podcast.publish.protocol.state import Head, Intent, Lease, Manifest, PastGeneration, PublishedObject, RetiredObject
from podcast.publish.targets.target import ABSENT, EXIT_FOREIGN, EXIT_REFUSED, Capabilities, Headers
from tests.support.publish.memory_target import LINK, NOW, Episode, contents

SITE = {"feed.xml": b"f", "audio/a.11111111.mp3": b"aa", "assets/s.22222222.css": b"s", "a/index.html": b"p"}


def objects(files=SITE):
    return object_specs({key: bytes_digest(data) for key, data in files.items()})


def manifest(files=SITE, **more):
    return Manifest(1, {key: PublishedObject(what, what.digest.md5) for key, what in objects(files).items()}, **more)


# --- plan ------------------------------------------------------------------------------------------------------------


def test_an_empty_target_gets_everything_audio_first_and_the_feed_last():
    planned = plan_publish(objects(), None, NOW)
    assert [job.key for job in planned.jobs] == [
        "audio/a.11111111.mp3",
        "assets/s.22222222.css",
        "a/index.html",
        "feed.xml",
    ]
    assert {(job.reason, job.expected_etag) for job in planned.uploads} == {("new", ABSENT)}


def test_what_is_confirmed_is_not_touched():
    planned = plan_publish(objects(), manifest(), NOW)
    assert planned.is_empty
    assert planned.jobs == ()
    assert describe_plan(planned) == ["0 to upload, 4 unchanged, 0 to delete"]


def test_a_changed_page_replaces_just_the_bytes_that_were_confirmed():
    planned = plan_publish(objects(SITE | {"a/index.html": b"new"}), manifest(), NOW)
    (job,) = planned.jobs
    assert (job.key, job.reason, job.expected_etag) == ("a/index.html", "changed", bytes_digest(b"p").md5)


def test_another_content_type_is_a_reason_of_its_own():
    before = manifest()
    row = before.objects["a/index.html"]
    plain = PublishedObject(replace(row.spec, headers=Headers("text/plain", row.spec.headers.cache_control)), row.etag)
    (job,) = plan_publish(objects(), replace(before, objects={**before.objects, "a/index.html": plain}), NOW).jobs
    assert (job.key, job.reason) == ("a/index.html", "type")


def test_an_object_known_to_be_gone_is_missing_and_goes_up_again():
    before = manifest()
    gone = replace(before.objects["feed.xml"], etag=ABSENT)
    (job,) = plan_publish(objects(), replace(before, objects={**before.objects, "feed.xml": gone}), NOW).jobs
    assert (job.reason, job.expected_etag) == ("missing", ABSENT)


def test_audio_that_nothing_names_stays_for_thirty_days_and_a_page_for_seven():
    planned = plan_publish(objects({"feed.xml": b"f"}), manifest(), NOW)
    assert planned.deletions == ()
    assert {key: stone.delete_after - NOW for key, stone in planned.retired.items()} == {
        "a/index.html": timedelta(days=7),
        "assets/s.22222222.css": timedelta(days=7),
        "audio/a.11111111.mp3": timedelta(days=30),
    }


@pytest.mark.parametrize(("days", "deleted"), [(29, []), (30, ["audio/a.11111111.mp3"])])
def test_a_retired_object_is_deleted_on_its_day_and_not_before(days, deleted):
    rest = {key: data for key, data in SITE.items() if not key.startswith("audio/")}
    first = plan_publish(objects(rest), manifest(), NOW)
    second = plan_publish(objects(rest), manifest(rest, retired=first.retired), NOW + timedelta(days=days))
    assert [job.key for job in second.deletions] == deleted
    assert second.is_empty == (not deleted)


def test_audio_that_comes_back_is_not_uploaded_again():
    stones = {"feed.xml": RetiredObject(manifest().objects["feed.xml"], NOW)}
    planned = plan_publish(objects({"feed.xml": b"f"}), Manifest(1, {}, stones), NOW + timedelta(days=99))
    assert (planned.uploads, planned.deletions, planned.reinstated) == ((), (), {"feed.xml"})
    assert not planned.is_empty


def test_replaced_audio_does_not_vanish_but_a_removed_episode_does():
    after = {key: data for key, data in SITE.items() if key not in {"audio/a.11111111.mp3", "a/index.html"}}
    planned = plan_publish(objects(after | {"audio/a.33333333.mp3": b"new"}), manifest(), NOW)
    assert set(planned.retired) == {"audio/a.11111111.mp3", "a/index.html"}
    assert vanishing_keys(planned) == ("a/index.html",)


def test_the_plan_in_words_gives_each_reason_and_one_closing_sentence():
    after = {"feed.xml": b"f2", "audio/a.11111111.mp3": b"aa", "audio/b.44444444.mp3": b"x" * 1500}
    assert describe_plan(plan_publish(objects(after), manifest(), NOW)) == [
        "new      audio/b.44444444.mp3  1.5 kB",
        "changed  feed.xml  2 bytes",
        "retired  a/index.html  stays until 2024-03-08",
        "retired  assets/s.22222222.css  stays until 2024-03-08",
        "2 to upload (1.5 kB), 1 unchanged, 2 retired, 0 to delete",
    ]
    assert format_size(12_345_678) == "12.3 MB"


names = st.sampled_from(["feed.xml", "index.html", "audio/a.11111111.mp3", "audio/b.22222222.mp3", "b/chapters.json"])
builds = st.dictionaries(names, st.binary(max_size=2))


@given(before=builds, now=builds, stones=builds, days=st.integers(0, 60))
def test_what_was_planned_is_what_is_there_afterwards(before, now, stones, days):
    tombstones = {
        key: RetiredObject(row, NOW + timedelta(days=20))
        for key, row in manifest(stones).objects.items()
        if key not in before
    }
    confirmed = manifest(before, retired=tombstones)
    planned = plan_publish(objects(now), confirmed, NOW + timedelta(days=days))
    rows = {**planned.unchanged, **{job.key: PublishedObject(job.spec, job.spec.digest.md5) for job in planned.uploads}}
    after = Manifest(2, rows, {**planned.awaiting_deletion, **planned.retired})
    assert {key: row.spec for key, row in rows.items()} == objects(now)
    assert not {job.key for job in planned.deletions} & set(now)
    accounted = set(rows) | set(after.retired) | {job.key for job in planned.deletions}
    assert set(before) | set(tombstones) <= accounted
    assert plan_publish(objects(now), after, NOW + timedelta(days=days)).is_empty


@pytest.mark.parametrize("key", ["../feed.xml", "/feed.xml", "a//b.html", "a\\b.html", "./a.html", ""])
def test_a_name_that_would_leave_the_target_is_refused(key):
    with pytest.raises(PublishError, match="not a valid name for a published file"):
        objects({key: b""})


def test_a_file_where_the_publisher_keeps_its_own_is_refused():
    with pytest.raises(PublishError, match="conflicts with") as error:
        objects({".podcast/head.json": b"{}"})
    assert error.value.exit_status == EXIT_FOREIGN


# --- headers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "content_type"),
    [
        ("feed.xml", "application/rss+xml; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("s01e01-amt/chapters.json", "application/json+chapters"),
        ("s01e01-amt/transcript.json", "application/json"),
        ("s01e01-amt/transcript.vtt", "text/vtt; charset=utf-8"),
        ("s01e01-amt/transcript.srt", "application/x-subrip; charset=utf-8"),
        ("audio/s01e01-amt.1a2b3c4d.mp3", "audio/mpeg"),
        ("index.html", "text/html; charset=utf-8"),
        ("assets/site.1a2b3c4d.css", "text/css; charset=utf-8"),
        ("assets/player.1a2b3c4d.js", "text/javascript; charset=utf-8"),
        ("assets/logo.1a2b3c4d.svg", "image/svg+xml"),
        ("assets/text.1a2b3c4d.woff2", "font/woff2"),
        ("assets/COVER.1a2b3c4d.JPG", "image/jpeg"),
        ("assets/cover.1a2b3c4d.avif", "image/avif"),
        ("assets/cover.1a2b3c4d.webp", "image/webp"),
        ("site.webmanifest", "application/manifest+json"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("strange.xyz", "application/octet-stream"),
        ("CNAME", "application/octet-stream"),
    ],
)
def test_every_file_says_what_it_is(key, content_type):
    assert headers.content_type(key) == content_type


@pytest.mark.parametrize(
    ("key", "forever"),
    [
        ("audio/a.1a2b3c4d.mp3", True),
        ("assets/site.1a2b3c4d.css", True),
        ("audio/a.mp3", False),
        ("a.1a2b3c4d.html", False),
        ("feed.xml", False),
        ("a/chapters.json", False),
    ],
)
def test_only_what_has_its_digest_in_its_name_may_be_kept_for_ever(key, forever):
    assert ("immutable" in headers.cache_control(key)) == forever
    assert forever or headers.cache_control(key) == "public, max-age=300"


# --- the gate --------------------------------------------------------------------------------------------------------

AMT = Episode("amt", b"sound")


def sizes(files):
    return {key: len(data) for key, data in files.items()}


def test_a_feed_whose_files_are_all_there_passes():
    files = contents(AMT)
    check_feed(files["feed.xml"], LINK, sizes(files))


@pytest.mark.parametrize("missing", [AMT.key, "amt/transcript.vtt", "amt/index.html", "index.html"])
def test_a_feed_that_names_what_is_not_there_is_stopped(missing):
    files = contents(AMT)
    with pytest.raises(PublishError, match=f"{missing} does not exist"):
        check_feed(files["feed.xml"], LINK, {key: size for key, size in sizes(files).items() if key != missing})


def test_a_feed_that_says_another_length_is_stopped():
    files = contents(AMT)
    with pytest.raises(PublishError, match="the feed says 5 bytes; the file has 6"):
        check_feed(files["feed.xml"], LINK, sizes(files) | {AMT.key: 6})


def test_an_enclosure_without_a_length_is_stopped():
    files = contents(AMT)
    with pytest.raises(PublishError, match="gives no size;"):
        check_feed(files["feed.xml"].replace(b'length="5"', b""), LINK, sizes(files))


def test_what_lies_elsewhere_is_not_ours_to_hold():
    check_feed(b'<rss><enclosure url="https://elsewhere.example/a.mp3" length="1"/></rss>', LINK, {})


@pytest.mark.parametrize(
    "element",
    [
        '<i:image xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd" href="{}x.jpg"/>',
        "<image><url>{}x.jpg</url></image>",
        '<p:chapters xmlns:p="https://podcastindex.org/namespace/1.0" url="{}x.jpg"/>',
        '<p:person xmlns:p="https://podcastindex.org/namespace/1.0" img="{}x.jpg">A</p:person>',
        '<s:chapter xmlns:s="http://podlove.org/simple-chapters" image="{}x.jpg"/>',
    ],
)
def test_artwork_chapters_and_portraits_are_held_too(element):
    feed = f"<rss>{element.format(LINK)}</rss>".encode()
    check_feed(feed, LINK, {"x.jpg": 1})
    with pytest.raises(PublishError, match=r"x\.jpg does not exist"):
        check_feed(feed, LINK, {})


JSON_FEED = {
    "feed_url": f"{LINK}feed.json",
    "items": [
        {
            "url": f"{LINK}amt/",
            "authors": [{"avatar": f"{LINK}assets/ada.jpg"}],
            "attachments": [{"url": f"{LINK}amt.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 5}],
        }
    ],
}
IN_JSON = {"feed.json": 100, "amt/index.html": 10, "assets/ada.jpg": 10, "amt.mp3": 5}


def test_a_json_feed_is_held_as_well():
    feed = json.dumps(JSON_FEED).encode()
    check_feed(feed, LINK, IN_JSON)
    for missing in IN_JSON:
        with pytest.raises(PublishError, match=f"{missing} does not exist"):
            check_feed(feed, LINK, {key: size for key, size in IN_JSON.items() if key != missing})
    with pytest.raises(PublishError, match="the feed says 5 bytes; the file has 6"):
        check_feed(feed, LINK, IN_JSON | {"amt.mp3": 6})
    with pytest.raises(PublishError, match="gives no size;"):
        check_feed(feed.replace(b', "size_in_bytes": 5', b""), LINK, IN_JSON)
    with pytest.raises(PublishError, match="not JSON"):
        check_feed(feed[:-1], LINK, IN_JSON)


def test_a_feed_that_is_no_xml_is_stopped():
    with pytest.raises(PublishError, match="not XML"):
        check_feed(b"<rss>", LINK, {})


@pytest.mark.parametrize(
    ("url", "key"),
    [
        (LINK, "index.html"),
        (f"{LINK}amt/#t=10", "amt/index.html"),
        (f"{LINK}gr%C3%BC%C3%9Fe/x.vtt?v=2", "grüße/x.vtt"),
    ],
)
def test_an_address_leads_to_the_object_behind_it(url, key):
    assert object_key(url, LINK) == key


# --- what is kept on the target --------------------------------------------------------------------------------------


def test_what_is_written_down_is_read_back_the_same():
    past = PastGeneration(1, f"{state.MANIFESTS}1-12345678.json", (f"{state.COPIES}1-12345678.zip",))
    retired = {"x.html": RetiredObject(manifest().objects["feed.xml"], NOW)}
    full = manifest(
        retired=retired,
        history=(past,),
        garbage=past.copy_keys,
        published_at=NOW,
        content_time=NOW,
        restored_generation=1,
    )
    intent = Intent(1, NOW, "writes", objects(), f"{state.COPIES}0-12345678.zip")
    key = state.immutable_key(state.INTENTS, 1, stored.intent_json(intent))
    lease = Lease("me", "here", 7, NOW, NOW + timedelta(seconds=60))
    for fields in ({}, {"content_time": NOW, "lease": lease, "capabilities": Capabilities(quoted_etags=False)}):
        head = Head("guid", open_intents=(key,), **fields)
        assert stored.parse_head(stored.head_json(head)) == head
    assert stored.parse_manifest("m", stored.manifest_json(full)) == full
    assert stored.parse_intent(key, stored.intent_json(intent)) == intent


HEAD = {
    "format": 3,
    "show_guid": "guid",
    "generation": 1,
    "manifest_key": f"{state.MANIFESTS}1-{'a' * 8}.json",
    "manifest_sha256": "a" * 64,
    "content_time": None,
    "open_intents": [],
    "lease": None,
    "capabilities": None,
}
LEASE = {"owner": "a", "host": "b", "pid": "c", "started_at": NOW.isoformat(), "expires_at": NOW.isoformat()}
CAPABILITIES = {"conditional_writes": 1, "quoted_etags": True, "checks_md5": True, "identity_encoding": True}


def test_a_head_has_plain_fields():
    head = stored.parse_head(json.dumps(HEAD).encode())
    assert head == Head("guid", 1, HEAD["manifest_key"], "a" * 64)
    assert json.loads(stored.head_json(head)) == HEAD


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"format": 3}',
        b'{"format": [3]}',
        *(
            json.dumps(HEAD | damage).encode()
            for damage in (
                {"open_intents": ["feed.xml"]},
                {"open_intents": [1]},
                {"generation": 3},
                {"show_guid": 7},
                {"generation": True},
                {"more": 1},
                {"content_time": "2024-01-01T00:00:00"},
                {"content_time": 7},
                {"lease": {}},
                {"lease": LEASE},
                {"capabilities": CAPABILITIES},
            )
        ),
        b"[" * 100_000,
    ],
)
def test_a_damaged_head_is_never_taken_for_an_empty_target(data):
    with pytest.raises(PublishError) as error:
        stored.parse_head(data)
    assert error.value.exit_status == EXIT_REFUSED
    assert "damaged" in str(error.value)


@pytest.mark.parametrize("number", [0, 1, 2, 7, 99])
def test_another_format_asks_for_an_update(number):
    with pytest.raises(PublishError, match="Update podcast"):
        stored.parse_head(json.dumps({"format": number, "new": {}}).encode())


@given(cut=st.integers(0, 10_000))
def test_a_manifest_that_was_cut_short_is_refused_wherever_it_was_cut(cut):
    data = stored.manifest_json(manifest())
    with pytest.raises(PublishError, match="damaged"):
        stored.parse_manifest("m", data[: cut % len(data)])
