"""A published show comes back from its target: the same sources, audio and site, and nothing new to publish."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from datetime import UTC, datetime
from types import SimpleNamespace

import jsonschema
import pytest

from podcast import pipeline
from podcast.archiving.pull_show import pull_show
from podcast.cli.documents.table import output_schema
from podcast.errors import FileError, PublishError, ShowError
from podcast.publish.headers import SOURCES
from podcast.publish.protocol.state import HEAD_KEY
from podcast.publish.sources.read_sources import read_sources
from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.s3.s3_target import S3Target
from tests.support import podcast_process
from tests.support.podcast_command import podcast
from tests.support.publish.s3_server import REGION, s3_client
from tests.support.published_show import NOW, copy_show, open_target, publish, site_files, web_server
from tests.support.small_show import change

pytestmark = pytest.mark.usefixtures("thread_workers")


@pytest.fixture(scope="module")
def web():
    with web_server() as world:
        yield world


@pytest.fixture(scope="module")
def published(small_show, web, tmp_path_factory):
    """A show in a folder, and beside it `published`, its target."""
    from podcast.steps import workers
    from tests.support.thread_workers import ThreadWorkers

    root = copy_show(small_show, tmp_path_factory.mktemp("published") / "show", web.link)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "Workers", ThreadWorkers)
        publish(root, open_target(root))
    return root


@pytest.fixture
def target(published, tmp_path):
    """A copy of the published target."""
    shutil.copytree(published / "published", tmp_path / "target")
    return FolderTarget(tmp_path / "target")


def sources(root):
    return {name: (root / name).read_bytes() for name in read_sources(root).files}


def test_a_pulled_folder_has_all_sources_and_builds_the_same_site(published, target, tmp_path):
    pulled = pull_show(target, tmp_path / "back")
    root = tmp_path / "back"
    assert sources(root) == sources(published)
    assert {"podcast.yaml", "cover.jpg", "ueber-uns.md", "episodes/entwurf/episode.yaml"} <= {*pulled.fetched}
    assert not list(root.rglob("recording.*"))
    assert pulled.without_recording == pulled.episodes == ("folge-1", "folge-2")
    build = pipeline.build_site(root, at=NOW, jobs=1)
    assert not build.mastering.jobs or not any(job.reason for job in build.mastering.jobs.values())
    assert site_files(root) == site_files(published)


def test_publishing_from_a_pulled_folder_has_nothing_new(target, tmp_path):
    root = tmp_path / "back"
    pull_show(target, root)
    before = {path: path.read_bytes() for path in (tmp_path / "target").rglob("*") if path.is_file()}
    for is_built in (False, True):
        if is_built:
            pipeline.build_site(root, at=NOW, jobs=1)
        build = pipeline.build_for_target(root, target, at=NOW, jobs=1)
        assert pipeline.prepare(build, target, datetime.now(UTC)).is_up_to_date
    assert {path: path.read_bytes() for path in (tmp_path / "target").rglob("*") if path.is_file()} == before


def test_a_pulled_show_can_be_edited_and_published_without_touching_its_audio(target, tmp_path):
    root = tmp_path / "back"
    pull_show(target, root)
    change(root / "episodes" / "folge-2" / "episode.yaml", "Worum es in Folge 2 geht.", "Worum es wirklich geht.")
    audio = {path.name for path in (tmp_path / "target" / "audio").iterdir()}
    result = publish(root, target)
    assert result.uploaded
    assert {path.name for path in (tmp_path / "target" / "audio").iterdir()} == audio
    assert b"Worum es wirklich geht." in (tmp_path / "target" / "feed.xml").read_bytes()


def test_new_sound_needs_the_recording_and_a_hint_says_so(target, published, tmp_path):
    root = tmp_path / "back"
    pull_show(target, root)
    episode = root / "episodes" / "folge-2"
    change(episode / "episode.yaml", "season: 1\n", "season: 1\naudio: {loudness: -20}\n")
    build = pipeline.build_site(root, at=NOW, jobs=1)
    (hint,) = [hint for hint in build.hints if hint.field == "recording"]
    assert hint.path == "episodes/folge-2/episode.yaml"
    assert "stays as it was published" in hint.what
    shutil.copy2(published / "episodes" / "folge-2" / "recording.wav", episode)
    assert pipeline.build_site(root, at=NOW, jobs=1).audio["folge-2"].loudness == pytest.approx(-20, abs=0.5)


def test_audio_that_is_asked_for_anew_needs_the_recording(target, tmp_path):
    root = tmp_path / "back"
    pull_show(target, root)
    pipeline.request_remaster(root, ["folge-2"])
    with pytest.raises(ShowError, match=r"folge-2/episode\.yaml:1:1: recording"):
        pipeline.build_site(root, at=NOW, jobs=1)


def test_a_folder_that_was_not_pulled_still_needs_its_recordings(small_show, tmp_path):
    root = tmp_path / "show"
    shutil.copytree(small_show, root)
    (root / "episodes" / "folge-1" / "recording.wav").unlink()
    with pytest.raises(ShowError, match="recording"):
        pipeline.build_site(root, at=NOW, jobs=1)


def test_a_pull_that_was_stopped_goes_on_where_it_was(target, tmp_path):
    root, whole = tmp_path / "back", tmp_path / "whole"
    expected = pull_show(target, whole).fetched

    class Stopping:
        def __init__(self) -> None:
            self.left = 3

        def __getattr__(self, name):
            return getattr(target, name)

        def save(self, key, path):
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            return target.save(key, path)

    with pytest.raises(KeyboardInterrupt):
        pull_show(Stopping(), root)
    assert not (root / "podcast.yaml").exists(), "half a show is none"
    assert not list(root.rglob("*.part"))
    pulled = pull_show(target, root)
    assert pulled.unchanged_count == 3
    assert len(pulled.fetched) == len(expected) - 3
    assert pull_show(target, root).fetched == ()
    assert sources(root) == sources(whole)


def test_a_file_that_is_there_is_never_overwritten(target, tmp_path):
    root = tmp_path / "back"
    (root / "episodes" / "folge-1").mkdir(parents=True)
    mine = root / "episodes" / "folge-1" / "notes.md"
    mine.write_text("Meine Notizen.\n", "utf-8")
    with pytest.raises(FileError, match=r"folge-1/notes\.md"):
        pull_show(target, root)
    assert mine.read_text("utf-8") == "Meine Notizen.\n"
    assert not (root / "podcast.yaml").exists(), "nothing was written"


def test_a_damaged_source_is_refused_and_named(target, tmp_path):
    (transcript,) = [
        path for path in (tmp_path / "target" / SOURCES).iterdir() if path.read_bytes().startswith(b"WEBVTT")
    ]
    transcript.write_bytes(transcript.read_bytes().replace(b"Tag", b"Tax"))
    with pytest.raises(PublishError, match=transcript.name):
        pull_show(target, tmp_path / "back")
    assert not list((tmp_path / "back").rglob("transcript.vtt"))


def test_without_kept_sources_it_says_so_and_names_the_import(small_show, tmp_path, web):
    root = copy_show(small_show, tmp_path / "show", web.link, "single_writer: false")
    publish(root, open_target(root))
    with pytest.raises(PublishError, match="podcast import FEED"):
        pull_show(FolderTarget(root / "published"), tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_an_empty_target_has_nothing_to_bring_back(tmp_path):
    with pytest.raises(PublishError, match="nothing has been published at this target: check its address"):
        pull_show(FolderTarget(tmp_path / "empty"), tmp_path / "back")


def test_a_disk_without_room_is_known_before_anything_is_written(target, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1))
    with pytest.raises(FileError, match="the disk has 1 byte left"):
        pull_show(target, tmp_path / "back")
    assert not list((tmp_path / "back").rglob("*.yaml"))


@pytest.mark.long
def test_recordings_come_back_where_they_are_kept(small_show, tmp_path, web):
    root = copy_show(small_show, tmp_path / "show", web.link, "keep_recordings: true")
    target = open_target(root)
    publish(root, target)
    pulled = pull_show(target, tmp_path / "back")
    assert pulled.without_recording == ()
    recording = "episodes/folge-1/recording.wav"
    assert (tmp_path / "back" / recording).read_bytes() == (root / recording).read_bytes()
    build = pipeline.build_for_target(tmp_path / "back", target, at=NOW, jobs=1)
    assert pipeline.prepare(build, target, datetime.now(UTC)).is_up_to_date


def test_sources_are_what_a_build_reads_and_no_recording(published):
    names = {*read_sources(published).files}
    assert names == {
        *("podcast.yaml", "cover.jpg", "ueber-uns.md", "episodes/entwurf/episode.yaml"),
        *("episodes/folge-1/episode.yaml", "episodes/folge-1/notes.md", "episodes/folge-1/transcript.vtt"),
        "episodes/folge-2/episode.yaml",
    }
    assert {*read_sources(published, with_recordings=True).files} - names == {
        "episodes/folge-1/recording.wav",
        "episodes/folge-2/recording.wav",
    }


def test_hidden_files_and_links_that_lead_out_are_no_sources(published, tmp_path):
    root = tmp_path / "show"
    shutil.copytree(published, root)
    (tmp_path / "secret").write_text("password", "utf-8")
    (root / "episodes" / "folge-1" / "link.md").symlink_to(tmp_path / "secret")
    (root / "episodes" / "folge-1" / ".DS_Store").write_text("x", "utf-8")
    (root / "templates").mkdir()
    (root / "templates" / "extra.css").write_text("body{}", "utf-8")
    assert {*read_sources(root).files} - {*read_sources(published).files} == {"templates/extra.css"}


@pytest.mark.long
def test_the_command_prints_what_it_did(published, tmp_path):
    run = podcast("pull", published / "published", tmp_path / "back", "--json")
    assert run.returncode == 0, run.stderr
    document = json.loads(run.stdout)
    jsonschema.validate(document, json.loads(output_schema("pull")))
    assert document["without_recording"] == ["folge-1", "folge-2"]
    assert document["folder"] == str(tmp_path / "back")
    again = podcast("pull", published / "published", tmp_path / "back")
    assert "0 files (0 bytes)" in again.stdout
    assert "recordings are not on the target" in again.stderr


# --- a real store ----------------------------------------------------------------------------------------------------


def test_a_show_comes_back_from_a_real_store_and_its_sources_are_private(
    small_show, tmp_path, web, seaweed, credentials, prefix
):
    del credentials
    root = copy_show(small_show, tmp_path / "show", web.link)
    target = S3Target(S3Location(seaweed.bucket, prefix, seaweed.endpoint, REGION))
    publish(root, target)
    head = json.loads(target.get(HEAD_KEY)[0])
    assert head["private_at"] == [f"{seaweed.endpoint}/{seaweed.bucket}/{prefix}/{SOURCES}", f"{web.link}{SOURCES}"]
    assert not [info.key for info in target.list(f"{SOURCES}probe")]
    pull_show(target, tmp_path / "back")
    build = pipeline.build_for_target(tmp_path / "back", target, at=NOW, jobs=1)
    assert pipeline.prepare(build, target, datetime.now(UTC)).is_up_to_date
    pipeline.build_site(tmp_path / "back", at=NOW, jobs=1)
    assert site_files(tmp_path / "back") == site_files(root)


def test_a_bucket_that_everyone_can_read_is_refused(small_show, tmp_path, web, seaweed, credentials, prefix):
    del credentials
    root = copy_show(small_show, tmp_path / "show", web.link)
    bucket = f"open-{prefix}"
    client = s3_client(seaweed.endpoint)
    client.create_bucket(Bucket=bucket)
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    client.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    try:
        target = S3Target(S3Location(bucket, "", seaweed.endpoint, REGION))
        with pytest.raises(PublishError, match="answered 200 instead of 403 or 404"):
            publish(root, target)
        assert not list(target.list(""))
    finally:
        client.delete_bucket(Bucket=bucket)
        client.close()


@pytest.mark.long
def test_a_pull_that_is_killed_goes_on(published, tmp_path):
    """The command itself is killed, without a chance to clean up, as soon as it has written a file."""
    root = tmp_path / "back"
    with open(os.devnull, "r+b") as null:  # noqa: PTH123 -- no path, a place of the system
        words = ("pull", published / "published", root)
        process = podcast_process.start(words, streams=(null, null, null), session=True)
        while not list(root.rglob("*.jpg")) and process.poll() is None:
            time.sleep(0.001)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    pull_show(FolderTarget(published / "published"), root)
    assert sources(root) == sources(published)
    assert not list(root.rglob("*.part"))
