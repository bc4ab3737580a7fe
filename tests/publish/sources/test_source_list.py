"""The show's own files on a target: private or not at all, before the pages, and known to whatever cleans up there."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.publish.headers import SOURCES
from podcast.publish.protocol import state, state_json
from podcast.publish.protocol.live import read_live_status
from podcast.publish.protocol.prepare import PublishOptions, prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.protocol.recovery import read_state
from podcast.publish.protocol.undo import UndoRequest, prepare_undo
from podcast.publish.protocol.unpublish import UnpublishRequest, prepare_unpublish
from podcast.publish.protocol.verify import VerifyOptions, verify
from podcast.publish.sources.source_list import ShowSources, parse_source_list, source_key
from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_roots import web_root
from tests.support.publish.memory_target import (
    GUID,
    NOW,
    CrashError,
    Crashing,
    Episode,
    Hands,
    Memory,
    OneByOne,
    build,
    contents,
    new_publisher,
)
from tests.support.publish.misconfigured_server import World

SHOW = {"podcast.yaml": b"title: Amt\n", "episodes/entwurf/episode.yaml": b"title: Noch geheim\n"}
FILES = contents(Episode("alt", b"sound"))
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def web(request):
    """The web server of the show's address."""
    world = World({}, *getattr(request, "param", ()))
    thread = threading.Thread(target=world.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield world
    world.shutdown()
    world.server_close()
    thread.join()


@contextmanager
def addressed(link):
    """The feed's addresses, as if the show's link were that of a test's web server."""
    files = {key: data.replace(b"https://podcast.example.org/amt/", link.encode()) for key, data in FILES.items()}
    yield files


def site(folder, web, sources=SHOW, extra=None):
    with addressed(web.link) as files:
        built = replace(build(folder / "site", {**files, **(extra or {})}), link=web.link)
    for name, data in sources.items():
        (folder / "show" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "show" / name).write_bytes(data)
    digests = {name: bytes_digest(data) for name, data in sources.items()}
    return replace(built, sources=ShowSources(folder / "show", digests))


def publish(built, target, now=NOW):
    planned = prepare(built, target, now, PublishOptions(max_delete=99))
    return carry_out(planned, new_publisher(hands=Hands(now)), OneByOne(), lambda _: None)


def stored(memory):
    """The sources on a target, by the names that the live list gives them."""
    manifest = read_state(memory, GUID).manifest
    key = source_key(manifest.sources)
    files = parse_source_list(key, memory.objects[key][0])
    return {name: memory.objects[source_key(digest.sha256)][0] for name, digest in files.items()}


def test_sources_are_kept_by_their_digest_before_any_page(tmp_path, web):
    memory = Memory()
    publish(site(tmp_path, web), memory)
    assert stored(memory) == SHOW
    written = memory.written()
    places = [number for number, key in enumerate(written) if key.startswith(SOURCES)]
    assert max(places) < min(number for number, key in enumerate(written) if not key.startswith(".podcast/"))
    assert not any("entwurf" in key for key in memory.objects), "no name of a draft outside of the list"
    assert b"entwurf" not in memory.objects[read_state(memory, GUID).head.manifest_key][0]
    kept = [headers for key, (_data, headers) in memory.objects.items() if key.startswith(SOURCES)]
    assert {headers.cache_control for headers in kept} == {"no-store"}


def test_nothing_new_asks_nothing_more(tmp_path, web):
    memory, built = Memory(), site(tmp_path, web)
    publish(built, memory)
    asked = len(web.requests)
    memory.log.clear()
    planned = prepare(built, memory, LATER)
    assert planned.is_up_to_date
    assert [verb for verb, _key in memory.log] == ["GET", "GET"], "the head and the manifest, which a disk would cache"
    assert len(web.requests) == asked


def test_privacy_is_asked_once_and_again_when_the_address_changes(tmp_path, web):
    memory = Memory()
    publish(site(tmp_path, web), memory)
    (probe,) = [key for _verb, key in web.requests]
    assert probe.startswith(state.SOURCES_PROBE)
    assert probe not in memory.objects
    assert read_state(memory, GUID).head.private_at == (f"{web.link}{SOURCES}",)
    publish(site(tmp_path, web, {**SHOW, "podcast.yaml": b"title: Neu\n"}), memory, LATER)
    assert len(web.requests) == 1
    other = World({})
    thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        publish(site(tmp_path, other), memory, LATER + timedelta(minutes=20))
    finally:
        other.shutdown()
        other.server_close()
        thread.join()
    assert len(other.requests) == 1


class Mirrored(Memory):
    """A target whose every object a web server shows to everyone."""

    def put(self, key, body, headers, expected):
        etag = super().put(key, body, headers, expected)
        self.web.files[key] = self.objects[key][0]
        return etag


def test_sources_that_everyone_could_read_are_refused(tmp_path, web):
    memory = Mirrored()
    memory.web = web
    with pytest.raises(PublishError, match="answered 200 instead of 403 or 404") as caught:
        publish(site(tmp_path, web), memory)
    assert caught.value.exit_status == EXIT_REFUSED
    assert not memory.objects, "nothing was published, and the probe is gone"


@pytest.mark.parametrize("web", [("forbidden",), ()], indirect=True, ids=["403", "404"])
def test_403_and_404_are_private(tmp_path, web):
    publish(site(tmp_path, web), Memory())


@pytest.mark.parametrize("web", [("busy",), ("circle",)], indirect=True, ids=["503", "redirects"])
def test_any_other_answer_proves_nothing(tmp_path, web):
    memory = Memory()
    with pytest.raises(PublishError, match="private"):
        publish(site(tmp_path, web), memory)
    assert not memory.objects


def test_no_answer_proves_nothing(tmp_path, web):
    built = replace(site(tmp_path, web), link="http://127.0.0.1:9/")
    feed = (built.folder / "feed.xml").read_bytes().replace(web.link.encode(), built.link.encode())
    (built.folder / "feed.xml").write_bytes(feed)
    built = replace(built, files={**built.files, "feed.xml": bytes_digest(feed)})
    with pytest.raises(PublishError, match="does not answer"):
        publish(built, Memory())


@pytest.mark.parametrize("how", ["before", "after", "lost"])
def test_wherever_the_plug_is_pulled_the_next_publish_completes_it(tmp_path, web, how):
    built, call = site(tmp_path, web), 0
    while True:
        call += 1
        memory = Memory()
        target = Crashing(memory, call, how)
        with suppress(CrashError):
            publish(built, target)
        if target.calls < call:
            break
        publish(built, memory, LATER)
        assert stored(memory) == SHOW
        assert prepare(built, memory, LATER).is_up_to_date
    assert call > len(memory.objects)


def test_changed_and_removed_sources_go_after_their_grace_time(tmp_path, web):
    memory = Memory()
    publish(site(tmp_path, web), memory)
    before = {key for key in memory.objects if key.startswith(SOURCES)}
    built = site(tmp_path, web, {"podcast.yaml": b"title: Neu\n"})
    publish(built, memory, LATER)
    assert stored(memory) == {"podcast.yaml": b"title: Neu\n"}
    assert before <= memory.objects.keys(), "an undo may need them"
    copies = [data for key, (data, _headers) in memory.objects.items() if key.startswith(state.COPIES)]
    assert not any(b"geheim" in data for data in copies), "copies for undo have no sources"
    publish(built, memory, LATER + timedelta(days=31))
    assert not before & memory.objects.keys()


def test_without_the_setting_sources_go_and_no_alarm_is_raised(tmp_path, web):
    many = {f"episodes/nr-{number}/episode.yaml": str(number).encode() for number in range(40)}
    memory = Memory()
    publish(site(tmp_path, web, many), memory)
    built = replace(site(tmp_path, web), sources=ShowSources())
    carry_out(prepare(built, memory, LATER), new_publisher(hands=Hands(LATER)), OneByOne(), lambda _: None)
    assert read_state(memory, GUID).manifest.sources == ""


def test_an_undo_brings_the_sources_of_its_generation_back(tmp_path, web):
    memory = Memory()
    publish(site(tmp_path, web), memory)
    newer = {**SHOW, "podcast.yaml": b"title: Neu\n"}
    publish(site(tmp_path, web, newer, {"index.html": b"new"}), memory, LATER)
    folder = tmp_path / "undone"
    planned = prepare_undo(UndoRequest(GUID, web.link, 0, folder), memory, LATER)
    carry_out(planned, new_publisher(hands=Hands(LATER)), OneByOne(), lambda _: None)
    assert stored(memory) == SHOW
    assert not any(folder.glob(".podcast/*"))


def test_an_undo_leaves_newer_sources_where_the_older_ones_are_gone(tmp_path, web):
    memory = Memory()
    publish(site(tmp_path, web), memory)
    newer = {**SHOW, "podcast.yaml": b"title: Neu\n"}
    publish(site(tmp_path, web, newer), memory, LATER)
    publish(site(tmp_path, web, newer, {"index.html": b"new"}), memory, LATER + timedelta(days=31))
    now = LATER + timedelta(days=32)
    planned = prepare_undo(UndoRequest(GUID, web.link, 1, tmp_path / "undone"), memory, now)
    carry_out(planned, new_publisher(hands=Hands(now)), OneByOne(), lambda _: None)
    assert stored(memory) == newer


def test_a_show_that_is_taken_down_keeps_its_sources_as_long_as_its_audio(tmp_path, web):
    memory = Memory()
    publish(site(tmp_path, web), memory)
    for now, delete_audio, is_kept in ((LATER, False, True), (LATER + timedelta(minutes=40), True, False)):
        planned = prepare_unpublish(UnpublishRequest(GUID, web.link, delete_audio), memory, now)
        carry_out(planned, new_publisher(hands=Hands(now)), OneByOne(), lambda _: None)
        assert any(key.startswith(SOURCES) for key in memory.objects) == is_kept
    assert read_state(memory, GUID).manifest.sources == ""


def test_verify_and_status_know_sources(tmp_path, web):
    memory, built = Memory(), site(tmp_path, web)
    publish(built, memory)
    verified = verify(memory, GUID, LATER, VerifyOptions(OneByOne(), lambda _: None, full=True))
    assert (verified.orphans, verified.foreign_count, verified.damaged) == ((), 0, ())
    pending = read_live_status(memory, GUID, LATER, built.files).pending
    assert pending is not None
    assert pending.is_empty
    draft = source_key(bytes_digest(SHOW["episodes/entwurf/episode.yaml"]).sha256)
    memory.delete(draft)
    verified = verify(memory, GUID, LATER, VerifyOptions(OneByOne(), lambda _: None))
    assert [damaged.key for damaged in verified.damaged] == [draft]


def test_a_version_before_asks_for_an_update_only_where_sources_are(tmp_path, web):
    memory = Memory()
    publish(site(tmp_path, web), memory)
    head = read_state(memory, GUID).head
    assert b'"format":4' in memory.objects[state.HEAD_KEY][0]
    assert b'"format":4' in memory.objects[head.manifest_key][0]
    assert state_json.parse_head(memory.objects[state.HEAD_KEY][0]) == head
    plain = Memory()
    publish(replace(site(tmp_path, web), sources=ShowSources()), plain)
    assert not any(b'"format":4' in data or b"private_at" in data for data, _headers in plain.objects.values())


def test_a_list_whose_paths_lead_elsewhere_is_refused():
    digest = {"size": 1, "md5": "a", "sha256": "b"}
    for name in ("../outside", "/etc/passwd", "a//b", "", "a\\b"):
        listing = {"format": 1, "files": {name: digest}}
        with pytest.raises(PublishError):
            parse_source_list("list", json.dumps(listing).encode())


def test_a_folder_below_a_web_root_keeps_no_sources(tmp_path, web):
    folder = tmp_path / "htdocs" / "podcast"
    with pytest.raises(PublishError, match="htdocs, which a web server shows to everyone") as caught:
        publish(site(tmp_path, web), FolderTarget(folder))
    assert caught.value.exit_status == EXIT_REFUSED
    assert not folder.exists()
    assert web_root(tmp_path / "published") is None


def test_a_web_server_under_another_user_cannot_read_sources_in_a_folder(tmp_path, web):
    publish(site(tmp_path, web), FolderTarget(tmp_path / "published"))
    assert (tmp_path / "published" / SOURCES).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("location", "address"),
    [
        (S3Location("pod", "show", "https://s3.example.org"), "https://s3.example.org/pod/show/.podcast/sources/"),
        (S3Location("pod", "", "https://s3.example.org/"), "https://s3.example.org/pod/.podcast/sources/"),
        (S3Location("pod", "show"), "https://pod.s3.amazonaws.com/show/.podcast/sources/"),
        (S3Location("a.pod", ""), "https://s3.us-east-1.amazonaws.com/a.pod/.podcast/sources/"),
    ],
)
def test_a_store_is_asked_at_its_own_address(location, address):
    assert location.unsigned_address(SOURCES) == address
