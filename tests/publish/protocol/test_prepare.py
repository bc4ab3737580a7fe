"""What is refused before a publish, and what may be asked for all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.publish.headers import PHASES, content_type, phase
from podcast.publish.plan_summary import describe_plan
from podcast.publish.protocol.prepare import PublishOptions, prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.targets.target import EXIT_FOREIGN, EXIT_REFUSED, Headers
from tests.support.publish.memory_target import LINK, NOW, Episode, Memory, OneByOne, build, contents, new_publisher

OLD, NEW = Episode("alt", b"old"), Episode("neu", b"new")
FIRST, SECOND = contents(OLD), contents(OLD, NEW)
PLAIN = Headers("text/plain", "")


def publish(site, target, now=NOW, **allowed):
    planned = prepare(site, target, now, PublishOptions(**allowed))
    carry_out(planned, new_publisher(), OneByOne(), lambda _: None)
    return planned


def refusal(act):
    with pytest.raises(PublishError) as caught:
        act()
    return str(caught.value), caught.value.exit_status


# --- taking over -----------------------------------------------------------------------------------------------------


@pytest.fixture
def filled():
    """Where somebody has put a site before, by other means: some files alike, some not, and one that is not ours."""
    there = {key: (data, PLAIN) for key, data in FIRST.items()}
    there["alt/index.html"] = (b"an older page", PLAIN)
    there["theirs.txt"] = (b"theirs", PLAIN)
    return Memory(there)


def test_what_stands_where_our_files_are_to_be_is_taken_over_when_asked_and_shown_before(tmp_path, filled):
    site = build(tmp_path, FIRST)
    planned = prepare(site, filled, NOW, PublishOptions(adopt=True))
    assert {job.key for job in planned.plan.uploads if job.reason == "adopted"} == set(FIRST)
    assert any(line.startswith("adopted  alt/index.html") for line in describe_plan(planned.plan))
    publish(site, filled, adopt=True)
    assert filled.public() == FIRST | {"theirs.txt": b"theirs"}
    assert prepare(site, filled, NOW).is_up_to_date


def test_all_but_the_feed_that_is_just_as_it_is_to_be_is_taken_over_without_an_upload(tmp_path):
    site, memory = build(tmp_path, FIRST), Memory()
    publish(site, memory)
    same = Memory({key: value for key, value in memory.objects.items() if not key.startswith(".podcast/")})
    planned = publish(site, same, adopt=True)
    assert [upload.key for upload in planned.plan.uploads] == ["feed.xml"]  # with the mark of this publish
    assert prepare(site, same, NOW).is_up_to_date


def test_without_being_asked_nothing_is_taken_over(tmp_path, filled):
    words, status = refusal(lambda: publish(build(tmp_path, FIRST), filled))
    assert ("--adopt" in words, status) == (True, EXIT_FOREIGN)


def test_what_changes_between_the_plan_and_the_upload_is_not_overwritten(tmp_path, filled):
    planned = prepare(build(tmp_path, FIRST), filled, NOW, PublishOptions(adopt=True))
    filled.objects["alt/index.html"] = (b"even newer", PLAIN)
    assert refusal(lambda: carry_out(planned, new_publisher(), OneByOne(), print))[1] == EXIT_FOREIGN
    assert filled.public()["alt/index.html"] == b"even newer"


# --- what is live is newer -------------------------------------------------------------------------------------------


def test_a_build_of_older_files_is_refused_and_may_be_asked_for(tmp_path):
    memory, later = Memory(), NOW + timedelta(hours=1)
    publish(replace(build(tmp_path / "new", SECOND), content_time=later), memory)
    older = replace(build(tmp_path / "old", FIRST), content_time=NOW)
    words, status = refusal(lambda: publish(older, memory))
    assert ("--allow-older" in words, f"{later.astimezone():%H:%M}" in words, status) == (True, True, EXIT_REFUSED)
    publish(older, memory, allow_older=True, max_delete=99)
    assert memory.public()["feed.xml"] == FIRST["feed.xml"]
    publish(replace(build(tmp_path / "new", SECOND), content_time=later), memory)


def test_a_build_of_files_of_the_same_or_unknown_age_is_not_refused(tmp_path):
    memory = Memory()
    publish(replace(build(tmp_path / "a", FIRST), content_time=NOW), memory)
    publish(replace(build(tmp_path / "b", SECOND), content_time=NOW), memory)
    publish(build(tmp_path / "c", SECOND | {"more.html": b""}), memory)
    publish(replace(build(tmp_path / "d", SECOND), content_time=NOW - timedelta(days=9)), memory)


def test_an_older_build_with_nothing_to_do_is_not_refused(tmp_path):
    memory = Memory()
    publish(replace(build(tmp_path, FIRST), content_time=NOW), memory)
    assert prepare(replace(build(tmp_path, FIRST), content_time=NOW - timedelta(1)), memory, NOW).is_up_to_date


# --- every feed ------------------------------------------------------------------------------------------------------

FEEDS = ("feed.archive-1.rss", "feed.json", "staffel-1/feed.xml", "feed.xml")


def test_all_feeds_come_after_what_they_name_and_the_feed_comes_last(tmp_path):
    memory = Memory()
    publish(build(tmp_path, FIRST | dict.fromkeys(FEEDS, FIRST["feed.xml"])), memory)
    assert [key for key in memory.written() if not key.startswith(".podcast/")][-4:] == list(FEEDS)
    assert [phase(key) for key in FEEDS] == ["archives", "feeds", "feeds", "feed"]
    assert PHASES[-1] == "feed"
    kinds = [content_type(key).partition(";")[0] for key in FEEDS]
    assert kinds == ["application/rss+xml", "application/feed+json", "application/rss+xml", "application/rss+xml"]


@pytest.mark.parametrize("key", ["staffel-1/feed.xml", "feed.archive-1.rss", "feed.xml"])
def test_every_feed_is_held_against_what_is_there(tmp_path, key):
    false = FIRST["feed.xml"].replace(b"alt/transcript.vtt", b"alt/missing.vtt")
    words, _ = refusal(lambda: publish(build(tmp_path, FIRST | {key: false}), Memory()))
    assert f"{LINK}alt/missing.vtt" in words


def test_nothing_that_is_secret_or_of_this_machine_is_in_what_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "geheim-und-lang")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAGEHEIM")
    memory = Memory()
    publish(build(tmp_path, FIRST), memory)
    publish(build(tmp_path, SECOND), memory)
    kept = b"".join(data for key, (data, _) in memory.objects.items() if key.startswith(".podcast/"))
    for secret in (b"geheim", b"AKIA", str(tmp_path).encode(), b"computer-of"):
        assert secret not in kept
    assert bytes_digest(kept).size > 1000
