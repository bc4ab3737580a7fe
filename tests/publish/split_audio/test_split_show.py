"""A real show whose audio is elsewhere than its pages: built, published, moved, checked from outside, brought back."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from podcast import pipeline
from podcast.archiving.bag_contents import read_contents
from podcast.archiving.pull_show import pull_show
from podcast.audio import master
from podcast.errors import PublishError
from podcast.publish import announce, live_status, outside, release
from podcast.publish.outside import WaitPolicy
from podcast.publish.protocol.generation_mark import unmark_feed
from podcast.publish.targets.open import open_target
from podcast.publish.targets.target import EXIT_REFUSED
from tests.support import podcast_process
from tests.support.publish.s3_server import s3_client
from tests.support.published_show import web_server
from tests.support.small_show import change

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.usefixtures("thread_workers"), pytest.mark.long]

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AUDIO = "https://audio.example.net/show/"
SPLIT = f"audio: ../audio-place, audio_link: '{AUDIO}'"


@pytest.fixture
def root(small_show, tmp_path):
    shutil.copytree(small_show, tmp_path / "show")
    return tmp_path / "show"


def split(root, settings=SPLIT):
    change(root / "podcast.yaml", "{target: published}", f"{{target: published, {settings}}}")


def publish(root, *allow, build=pipeline.build_for_target):
    """Publishes as a script does, without the check from outside; the guards are in force."""
    target = release.open_target(pipeline.load_target_settings(root), root)
    built = build(root, target, at=NOW, jobs=1)
    return pipeline.publish_site(built, allow=allow)


def audio_files(folder: Path) -> set[str]:
    return {path.name for path in (folder / "audio").glob("*")}


def enclosures(root) -> list[str]:
    feed = ET.parse(root / "published" / "feed.xml")  # noqa: S314 -- our own
    return [element.attrib["url"] for element in feed.iter("enclosure")]


def forbid_mastering(monkeypatch):
    def refuse(*_arguments, **_more):
        raise AssertionError("a recording is mastered")

    monkeypatch.setattr(master, "master", refuse)


# --- addresses -------------------------------------------------------------------------------------------------------


def test_audio_is_named_by_its_own_address_wherever_it_is_named(root):
    split(root)
    publish(root)
    names = audio_files(root.parent / "audio-place")
    wanted = {f"{AUDIO}audio/{name}" for name in names}
    assert len(names) == 2
    assert audio_files(root / "published") == set()
    assert set(enclosures(root)) == wanted
    items = json.loads((root / "published" / "feed.json").read_bytes())["items"]
    assert {item["attachments"][0]["url"] for item in items} == wanted
    for text in (path.read_text("utf-8") for path in (root / "published").rglob("*.html")):
        assert not re.findall(r'(?:src|href|data-audio)="[^"]*(?<!/show/)audio/[^"]*\.mp3', text)
    page = (root / "published" / "folge-1" / "index.html").read_text("utf-8")
    assert page.count(f"{AUDIO}audio/folge-1.") >= 4  # player, download, structured data, previews
    assert "media-src &#39;self&#39; https://audio.example.net;" in page


def test_everything_is_rendered_anew_when_audio_moves_and_when_it_comes_back(root):
    publish(root)
    before = {path: path.read_bytes() for path in (root / "site").rglob("*.html")}
    split(root)
    publish(root, "audio-moves")
    change(root / "podcast.yaml", f", {SPLIT}", "")
    publish(root, "audio-moves")
    assert {path: path.read_bytes() for path in before} == before
    assert all(url.startswith("https://podcast.example.org/audio/") for url in enclosures(root))


def test_audio_at_the_targets_own_place_may_have_another_address(root):
    """A CDN serves the audio."""
    split(root, f"audio_link: '{AUDIO}'")
    publish(root)
    assert len(audio_files(root / "published")) == 2
    assert all(url.startswith(f"{AUDIO}audio/") for url in enclosures(root))


# --- the guard -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings", [SPLIT, f"audio_link: '{AUDIO}'"], ids=["another place", "another address of the same place"]
)
def test_enclosures_that_move_are_refused_with_their_number_and_nothing_is_changed(root, settings):
    publish(root)
    before = {path: path.read_bytes() for path in (root / "published").rglob("*") if path.is_file()}
    split(root, settings)
    with pytest.raises(PublishError, match="audio files of 2 episodes move from the pages' own address to") as error:
        publish(root)
    assert error.value.exit_status == EXIT_REFUSED
    assert "--allow audio-moves" in str(error.value)
    assert {path: path.read_bytes() for path in before} == before
    assert not (root.parent / "audio-place").exists()


def test_a_move_behind_the_same_address_needs_no_permission(root):
    """A web server that hands /audio/ on to object storage."""
    publish(root)
    split(root, "audio: ../audio-place, audio_link: 'https://podcast.example.org/'")
    before = enclosures(root)
    publish(root)
    assert (enclosures(root), len(audio_files(root.parent / "audio-place"))) == (before, 2)


def test_the_old_files_stay_after_a_move(root):
    publish(root)
    split(root)
    publish(root, "audio-moves")
    assert audio_files(root / "published") == audio_files(root.parent / "audio-place")
    assert not live_status.read_live_status(pipeline.load_show(root), root).pending.uploads


# --- audio is taken over ---------------------------------------------------------------------------------------------


def test_a_fresh_clone_takes_the_audio_over_from_its_place(root, monkeypatch):
    split(root)
    publish(root)
    shutil.rmtree(root / "site")
    shutil.rmtree(root / ".podcast")
    forbid_mastering(monkeypatch)
    assert publish(root).uploaded == 0
    assert not (root / "site" / "audio").exists()


def test_a_fresh_clone_that_moves_the_audio_moves_the_same_bytes(root, monkeypatch):
    publish(root)
    before = {path.name: path.read_bytes() for path in (root / "published" / "audio").glob("*")}
    shutil.rmtree(root / "site")
    shutil.rmtree(root / ".podcast")
    split(root)
    forbid_mastering(monkeypatch)
    publish(root, "audio-moves")
    place = root.parent / "audio-place" / "audio"
    assert {path.name: path.read_bytes() for path in place.glob("*")} == before


def test_audio_that_is_damaged_at_its_former_place_is_made_anew(root):
    publish(root)
    damaged = next((root / "published" / "audio").glob("folge-1.*"))
    damaged.write_bytes(b"damaged")
    shutil.rmtree(root / "site")
    shutil.rmtree(root / ".podcast")
    split(root)
    publish(root, "audio-moves")
    assert (root.parent / "audio-place" / "audio" / damaged.name).read_bytes() != b"damaged"


# --- verify, undo, archive, pull -------------------------------------------------------------------------------------


def test_verify_finds_damage_at_the_place_of_audio_and_the_next_publish_repairs_it(root):
    split(root)
    publish(root)
    audio = next((root.parent / "audio-place" / "audio").glob("folge-1.*"))
    intact = audio.read_bytes()
    audio.write_bytes(b"damaged")
    show = pipeline.load_target_settings(root)
    target = release.open_target(show, root)
    result = release.verify(show, target, lambda _event: None, full=False)
    assert [damaged.key.partition("/")[2] for damaged in result.damaged] == [audio.name]
    release.mark_damaged(target, result)
    publish(root)
    assert audio.read_bytes() == intact


def test_undo_brings_back_the_feed_with_the_old_addresses(root, tmp_path):
    publish(root)
    before = unmark_feed("feed.xml", (root / "published" / "feed.xml").read_bytes())
    split(root)
    publish(root, "audio-moves")
    show = pipeline.load_target_settings(root)
    prepared = release.prepare_undo(show, release.open_target(show, root), 0, tmp_path / "undone")
    release.publish(prepared, lambda _event: None)
    assert unmark_feed("feed.xml", (root / "published" / "feed.xml").read_bytes()) == before


def test_an_archive_is_whole_only_with_the_audio(root):
    split(root)
    publish(root)
    assert {f"site/audio/{name}" for name in audio_files(root.parent / "audio-place")} <= read_contents(
        root
    ).files.keys()
    next((root / "site" / "audio").glob("folge-1.*")).unlink()
    with pytest.raises(Exception, match=r"site/ lacks what its feed names \(audio/folge-1"):
        read_contents(root)


def publish_with_sources(root, audio):
    with web_server() as world:  # a web server that has no file keeps the sources private
        change(root / "podcast.yaml", "https://podcast.example.org/", world.link)
        split(root, f"audio: '{audio}', audio_link: '{AUDIO}', keep_source: true")
        target = release.open_target(pipeline.load_target_settings(root), root)
        built = pipeline.build_for_target(root, target, at=NOW, jobs=1)
        pipeline.carry_out(pipeline.prepare(built, target, datetime.now(UTC)), lambda _event: None)


def test_a_show_is_brought_back_from_both_places(root, tmp_path):
    publish_with_sources(root, root.parent / "audio-place")
    settings = pipeline.load_target_settings(root).publish
    alone = settings.model_copy(update={"target": str(root / "published"), "audio": None, "audio_link": None})
    pulled = pull_show(open_target(alone, tmp_path / "pulled"), tmp_path / "pulled")
    assert sorted(pulled.episodes) == ["folge-1", "folge-2"]
    assert audio_files(tmp_path / "pulled" / "site") == audio_files(root.parent / "audio-place")


def test_a_place_that_is_a_relative_folder_is_named_when_its_show_is_brought_back(root, tmp_path):
    publish_with_sources(root, "../audio-place")
    words = ("pull", "../show/published", "deeper/pulled")
    (tmp_path / "elsewhere").mkdir()
    refused = podcast_process.run(*words, at=tmp_path / "elsewhere")
    assert refused.returncode == 1
    assert 'is in "../audio-place", a path relative to the folder that it was published from' in refused.stderr
    pulled = tmp_path / "elsewhere/deeper/pulled"
    assert not list(pulled.glob("*.yaml"))
    assert not (pulled / "site").exists()

    done = podcast_process.run(*words, "--audio", "../audio-place", at=tmp_path / "elsewhere")
    assert done.returncode == 0, done.stderr
    assert audio_files(pulled / "site") == audio_files(tmp_path / "audio-place")


# --- the check from outside ------------------------------------------------------------------------------------------


def seen_from_outside(root, *odd):
    """Publishes over two web servers, that of audio with something odd; returns the check, and what it asked there."""
    with web_server() as pages, web_server(*odd) as audio:
        change(root / "podcast.yaml", "https://podcast.example.org/", pages.link)
        split(root, f"audio: ../audio-place, audio_link: '{audio.link}'")
        show = pipeline.load_show(root)
        target = release.open_target(show, root)
        built = pipeline.build_for_target(root, target, at=NOW, jobs=1)
        prepared = pipeline.prepare(built, target, datetime.now(UTC))
        pipeline.carry_out(prepared, lambda _event: None)
        for world, folder in ((pages, root / "published"), (audio, root.parent / "audio-place")):
            files = (path for path in folder.rglob("*") if path.is_file())
            world.files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
        return announce.verify_public(built.show, prepared, wait=WaitPolicy(0.0)), audio.requests


def test_audio_is_asked_for_where_it_is(root):
    result, requests = seen_from_outside(root)
    assert not result.failed
    assert result.audible_since
    assert {key.partition("/")[0] for _method, key in requests} == {"audio"}
    assert len({key for _method, key in requests}) == 2


def test_a_fault_of_the_audios_server_is_found(root):
    result, _requests = seen_from_outside(root, "no range")
    assert {completed.result.fault for completed in result.failed} == {"range"}
    assert any("nginx" in line or "range" in line for line in outside.describe(result, "Europe/Berlin"))


def test_a_server_whose_policy_keeps_pages_from_their_audio_is_a_hint(root):
    result, _requests = seen_from_outside(root)
    assert "Content-Security-Policy" in result.missing_headers  # it allows media from the site itself only


# --- commands --------------------------------------------------------------------------------------------------------


def test_the_commands_name_both_targets(root):
    split(root)
    for words in (("publish", "--yes"), ("verify",), ("status",)):
        done = podcast_process.run(*words, at=root)
        assert done.returncode == 0, done.stderr
        assert "target of audio: ../audio-place" in done.stdout
    done = podcast_process.run("unpublish", "--show", "--now", "--confirm", "Kleine Sendung", at=root)
    assert done.returncode == 0, done.stderr
    assert audio_files(root.parent / "audio-place") == set()


def test_a_plan_names_files_by_their_paths(root):
    split(root)
    done = podcast_process.run("publish", "--dry-run", at=root)
    assert re.search(r"new +audio/folge-1\.[0-9a-f]{8}\.mp3", done.stdout), done.stdout
    assert not (root.parent / "audio-place").exists()


# --- object storage --------------------------------------------------------------------------------------------------


@pytest.mark.server
def test_audio_in_object_storage_with_pages_in_a_folder(root, seaweed, credentials, prefix, monkeypatch):  # noqa: ARG001
    publish(root)
    split(root, f"audio: 's3://{seaweed.bucket}/{prefix}', endpoint: '{seaweed.endpoint}'")
    publish(root, "audio-moves")
    names = audio_files(root / "published")
    with closing(s3_client(seaweed.endpoint)) as client:
        stored = client.list_objects_v2(Bucket=seaweed.bucket, Prefix=f"{prefix}/")["Contents"]
        headers = [client.head_object(Bucket=seaweed.bucket, Key=f"{prefix}/audio/{name}") for name in names]
    keys = {item["Key"].removeprefix(f"{prefix}/") for item in stored}
    assert keys == {".podcast/audio-owner.json", *(f"audio/{name}" for name in names)}
    assert {item["ContentType"] for item in headers} == {"audio/mpeg"}
    assert {item["CacheControl"] for item in headers} == {"public, max-age=31536000, immutable"}
    base = f"{seaweed.endpoint}/{seaweed.bucket}/{prefix}/audio/"
    assert {url.removeprefix(base) for url in enclosures(root)} == names
    shutil.rmtree(root / "site")
    shutil.rmtree(root / ".podcast")
    forbid_mastering(monkeypatch)
    assert publish(root).uploaded == 0
    show = pipeline.load_target_settings(root)
    result = release.verify(show, release.open_target(show, root), lambda _event: None, full=True)
    assert (result.damaged, result.foreign_count, result.orphans) == ((), 0, ())
