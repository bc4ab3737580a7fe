"""What is to be done on the target, and why; how files are served; what the feed may name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.errors import PublishError
from podcast.files.digest import digest_of
from podcast.publish import headers
from podcast.publish.protocol import state
from podcast.publish.protocol import state_json as stored
from podcast.publish.protocol.feed_gate import gate, key_of
from podcast.publish.protocol.plan import amount, describe, plan, vanishing, wanted
from podcast.publish.protocol.state import Head, Intent, Lease, Manifest, Past, Row, Tombstone
from podcast.publish.targets.target import ABSENT, FOREIGN, REFUSED, Headers, Probe
from tests.support.memory_target import LINK, NOW, Episode, contents

SITE = {"feed.xml": b"f", "audio/a.11111111.mp3": b"aa", "assets/s.22222222.css": b"s", "a/index.html": b"p"}


def objects(files=SITE):
    return wanted({key: digest_of(data) for key, data in files.items()})


def manifest(files=SITE, **more):
    return Manifest(1, {key: Row(what, what.digest.md5) for key, what in objects(files).items()}, **more)


# --- plan ------------------------------------------------------------------------------------------------------------


def test_an_empty_target_gets_everything_audio_first_and_the_feed_last():
    planned = plan(objects(), None, NOW)
    assert [job.key for job in planned.jobs] == [
        "audio/a.11111111.mp3",
        "assets/s.22222222.css",
        "a/index.html",
        "feed.xml",
    ]
    assert {(job.reason, job.expected) for job in planned.uploads} == {("new", ABSENT)}


def test_what_is_confirmed_is_not_touched():
    planned = plan(objects(), manifest(), NOW)
    assert planned.empty
    assert planned.jobs == ()
    assert describe(planned) == ["0 to upload, 4 unchanged, 0 to delete"]


def test_a_changed_page_replaces_just_the_bytes_that_were_confirmed():
    planned = plan(objects(SITE | {"a/index.html": b"new"}), manifest(), NOW)
    (job,) = planned.jobs
    assert (job.key, job.reason, job.expected) == ("a/index.html", "changed", digest_of(b"p").md5)


def test_another_content_type_is_a_reason_of_its_own():
    before = manifest()
    row = before.rows["a/index.html"]
    plain = Row(replace(row.what, headers=Headers("text/plain", row.what.headers.cache_control)), row.etag)
    (job,) = plan(objects(), replace(before, rows={**before.rows, "a/index.html": plain}), NOW).jobs
    assert (job.key, job.reason) == ("a/index.html", "type")


def test_an_object_known_to_be_gone_is_missing_and_goes_up_again():
    before = manifest()
    gone = replace(before.rows["feed.xml"], etag=ABSENT)
    (job,) = plan(objects(), replace(before, rows={**before.rows, "feed.xml": gone}), NOW).jobs
    assert (job.reason, job.expected) == ("missing", ABSENT)


def test_audio_that_nothing_names_stays_for_thirty_days_and_a_page_for_seven():
    planned = plan(objects({"feed.xml": b"f"}), manifest(), NOW)
    assert planned.deletions == ()
    assert {key: stone.not_before - NOW for key, stone in planned.retired.items()} == {
        "a/index.html": timedelta(days=7),
        "assets/s.22222222.css": timedelta(days=7),
        "audio/a.11111111.mp3": timedelta(days=30),
    }


@pytest.mark.parametrize(("days", "deleted"), [(29, []), (30, ["audio/a.11111111.mp3"])])
def test_a_tombstone_is_deleted_on_its_day_and_not_before(days, deleted):
    rest = {key: data for key, data in SITE.items() if not key.startswith("audio/")}
    first = plan(objects(rest), manifest(), NOW)
    second = plan(objects(rest), manifest(rest, tombstones=first.retired), NOW + timedelta(days=days))
    assert [job.key for job in second.deletions] == deleted
    assert second.empty == (not deleted)


def test_audio_that_comes_back_is_not_uploaded_again():
    stones = {"feed.xml": Tombstone(manifest().rows["feed.xml"], NOW)}
    planned = plan(objects({"feed.xml": b"f"}), Manifest(1, {}, stones), NOW + timedelta(days=99))
    assert (planned.uploads, planned.deletions, planned.revived) == ((), (), {"feed.xml"})
    assert not planned.empty


def test_replaced_audio_does_not_vanish_but_a_removed_episode_does():
    after = {key: data for key, data in SITE.items() if key not in {"audio/a.11111111.mp3", "a/index.html"}}
    planned = plan(objects(after | {"audio/a.33333333.mp3": b"new"}), manifest(), NOW)
    assert set(planned.retired) == {"audio/a.11111111.mp3", "a/index.html"}
    assert vanishing(planned) == ("a/index.html",)


def test_the_plan_in_words_gives_each_reason_and_one_closing_sentence():
    after = {"feed.xml": b"f2", "audio/a.11111111.mp3": b"aa", "audio/b.44444444.mp3": b"x" * 1500}
    assert describe(plan(objects(after), manifest(), NOW)) == [
        "new      audio/b.44444444.mp3  1.5 kB",
        "changed  feed.xml  2 bytes",
        "retired  a/index.html  stays until 2024-03-08",
        "retired  assets/s.22222222.css  stays until 2024-03-08",
        "2 to upload (1.5 kB), 1 unchanged, 2 retired, 0 to delete",
    ]
    assert amount(12_345_678) == "12.3 MB"


names = st.sampled_from(["feed.xml", "index.html", "audio/a.11111111.mp3", "audio/b.22222222.mp3", "b/chapters.json"])
builds = st.dictionaries(names, st.binary(max_size=2))


@given(before=builds, now=builds, stones=builds, days=st.integers(0, 60))
def test_what_was_planned_is_what_is_there_afterwards(before, now, stones, days):
    tombstones = {
        key: Tombstone(row, NOW + timedelta(days=20)) for key, row in manifest(stones).rows.items() if key not in before
    }
    confirmed = manifest(before, tombstones=tombstones)
    planned = plan(objects(now), confirmed, NOW + timedelta(days=days))
    rows = {**planned.kept, **{job.key: Row(job.what, job.what.digest.md5) for job in planned.uploads}}
    after = Manifest(2, rows, {**planned.waiting, **planned.retired})
    assert {key: row.what for key, row in rows.items()} == objects(now)
    assert not {job.key for job in planned.deletions} & set(now)
    accounted = set(rows) | set(after.tombstones) | {job.key for job in planned.deletions}
    assert set(before) | set(tombstones) <= accounted
    assert plan(objects(now), after, NOW + timedelta(days=days)).empty


@pytest.mark.parametrize("key", ["../feed.xml", "/feed.xml", "a//b.html", "a\\b.html", "./a.html", ""])
def test_a_name_that_would_leave_the_target_is_refused(key):
    with pytest.raises(PublishError, match="no name for a published file"):
        objects({key: b""})


def test_a_file_where_the_publisher_keeps_its_own_is_refused():
    with pytest.raises(PublishError, match="in the way") as error:
        objects({".podcast/head.json": b"{}"})
    assert error.value.exit_status == FOREIGN


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
    gate(files["feed.xml"], LINK, sizes(files))


@pytest.mark.parametrize("missing", [AMT.key, "amt/transcript.vtt", "amt/index.html", "index.html"])
def test_a_feed_that_names_what_is_not_there_is_stopped(missing):
    files = contents(AMT)
    with pytest.raises(PublishError, match=f"there is no {missing}"):
        gate(files["feed.xml"], LINK, {key: size for key, size in sizes(files).items() if key != missing})


def test_a_feed_that_says_another_length_is_stopped():
    files = contents(AMT)
    with pytest.raises(PublishError, match="the feed says 5 bytes, it has 6"):
        gate(files["feed.xml"], LINK, sizes(files) | {AMT.key: 6})


def test_an_enclosure_without_a_length_is_stopped():
    files = contents(AMT)
    with pytest.raises(PublishError, match="says no bytes"):
        gate(files["feed.xml"].replace(b'length="5"', b""), LINK, sizes(files))


def test_what_lies_elsewhere_is_not_ours_to_hold():
    gate(b'<rss><enclosure url="https://elsewhere.example/a.mp3" length="1"/></rss>', LINK, {})


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
    gate(feed, LINK, {"x.jpg": 1})
    with pytest.raises(PublishError, match=r"there is no x\.jpg"):
        gate(feed, LINK, {})


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
    gate(feed, LINK, IN_JSON)
    for missing in IN_JSON:
        with pytest.raises(PublishError, match=f"there is no {missing}"):
            gate(feed, LINK, {key: size for key, size in IN_JSON.items() if key != missing})
    with pytest.raises(PublishError, match="the feed says 5 bytes, it has 6"):
        gate(feed, LINK, IN_JSON | {"amt.mp3": 6})
    with pytest.raises(PublishError, match="says no bytes"):
        gate(feed.replace(b', "size_in_bytes": 5', b""), LINK, IN_JSON)
    with pytest.raises(PublishError, match="no JSON"):
        gate(feed[:-1], LINK, IN_JSON)


def test_a_feed_that_is_no_xml_is_stopped():
    with pytest.raises(PublishError, match="no XML"):
        gate(b"<rss>", LINK, {})


@pytest.mark.parametrize(
    ("url", "key"),
    [
        (LINK, "index.html"),
        (f"{LINK}amt/#t=10", "amt/index.html"),
        (f"{LINK}gr%C3%BC%C3%9Fe/x.vtt?v=2", "grüße/x.vtt"),
    ],
)
def test_an_address_leads_to_the_object_behind_it(url, key):
    assert key_of(url, LINK) == key


# --- what is kept on the target --------------------------------------------------------------------------------------


def test_what_is_written_down_is_read_back_the_same():
    past = Past(1, f"{state.MANIFESTS}1-12345678.json", (f"{state.COPIES}1-12345678.zip",))
    stones = {"x.html": Tombstone(manifest().rows["feed.xml"], NOW)}
    whole = manifest(tombstones=stones, history=(past,), spent=past.copies, at=NOW, built_at=NOW, same_as=1)
    intent = Intent(1, NOW, "writes", objects(), f"{state.COPIES}0-12345678.zip")
    key = state.name(state.INTENTS, 1, stored.intent_json(intent))
    lease = Lease("me", "here", 7, NOW, NOW + timedelta(seconds=60))
    for more in ({}, {"built_at": NOW, "lease": lease, "probe": Probe(quotes=False)}):
        head = Head("guid", open=(key,), **more)
        assert stored.head_of(stored.head_json(head)) == head
    assert stored.manifest_of("m", stored.manifest_json(whole)) == whole
    assert stored.intent_of(key, stored.intent_json(intent)) == intent


FIRST_FORMAT = {"site": "guid", "gen": 1, "manifest": f"{state.MANIFESTS}1-{'a' * 8}.json", "sha": "a" * 64, "open": []}


def test_what_the_first_format_says_is_still_understood():
    """As version 0.1.0 wrote it."""
    head = stored.head_of(json.dumps({"format": 1, **FIRST_FORMAT}).encode())
    assert head == Head("guid", 1, FIRST_FORMAT["manifest"], "a" * 64)
    row = {"size": 1, "md5": "m", "sha256": "s", "content_type": "text/html", "cache_control": "", "phase": "pages"}
    old = {"gen": 2, "rows": {"a.html": row | {"etag": "e"}}, "tombstones": {}, "spent": []}
    old |= {"format": 1, "history": [FIRST_FORMAT["manifest"]]}
    read = stored.manifest_of("m", json.dumps(old).encode())
    assert read.history == (Past(1, FIRST_FORMAT["manifest"]),)
    assert (read.rows["a.html"].etag, read.at, read.built_at) == ("e", None, None)
    intent = {"format": 1, "gen": 2, "at": NOW.isoformat(), "objects": {"a.html": row}}
    for deletes, kind in ((True, "deletes"), (False, "writes")):
        assert stored.intent_of("i", json.dumps(intent | {"deletes": deletes}).encode()).kind == kind


SECOND_FORMAT = {"format": 2, "built_at": None, "lease": None, "probe": None}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"format": 1}',
        b'{"format": [1]}',
        b'{"format": 2}',
        *(
            json.dumps(FIRST_FORMAT | {"format": 1} | wrong).encode()
            for wrong in (
                {"open": ["feed.xml"]},
                {"open": [1]},
                {"gen": 3},
                {"site": 7},
                {"gen": True},
                {"more": 1},
                {"lease": None},
            )
        ),
        *(
            json.dumps(FIRST_FORMAT | SECOND_FORMAT | wrong).encode()
            for wrong in (
                {"built_at": "2024-01-01T00:00:00"},
                {"built_at": 7},
                {"lease": {}},
                {"lease": {"owner": "a", "host": "b", "pid": "c", "since": NOW.isoformat(), "until": NOW.isoformat()}},
                {"probe": {"conditions": 1, "quotes": True, "md5": True, "plain": True}},
            )
        ),
        b"[" * 100_000,
    ],
)
def test_a_damaged_head_is_never_taken_for_an_empty_target(data):
    with pytest.raises(PublishError) as error:
        stored.head_of(data)
    assert error.value.exit_status == REFUSED
    assert "damaged" in str(error.value)


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_newer_format_asks_for_an_update(number):
    with pytest.raises(PublishError, match="Update podcast"):
        stored.head_of(json.dumps({"format": number, "new": {}}).encode())


@given(cut=st.integers(0, 10_000))
def test_a_manifest_that_was_cut_short_is_refused_wherever_it_was_cut(cut):
    data = stored.manifest_json(manifest())
    with pytest.raises(PublishError, match="damaged"):
        stored.manifest_of("m", data[: cut % len(data)])
