"""Audio that is live with the same inputs is taken over, whatever version made it and whatever computer builds."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from mutagen.flac import FLAC
from PIL import Image

from podcast import pipeline
from podcast.audio import master
from podcast.audio.tags import id3
from podcast.errors import ShowError
from podcast.files.cache import Cache
from podcast.publish import release
from podcast.publish.protocol import plan
from podcast.steps import workers
from podcast.steps.audio_takeover import audio_from_json
from podcast.steps.paths import ProjectPaths
from tests.support.shared_folder import shared_folder
from tests.support.small_show import change, write_show
from tests.support.sounds import sine, speech, write, write_wav

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.pipeline import BuildResult
    from podcast.publish.split_audio.audio_keys import AudioLocation
    from podcast.publish.targets.folder import FolderTarget

pytestmark = pytest.mark.usefixtures("thread_workers")

EPISODE = "episodes/folge-1/episode.yaml"
RECORDING = "episodes/folge-1/recording.wav"
AUDIO = {"folge-1", "folge-2"}


class RefusedJobError(Exception):
    """A job was submitted where none is expected."""


class RefusingExecutor(workers.Workers):
    """Executor that accepts no mastering job."""

    def submit(self, *_args: object, **_options: object) -> None:
        raise RefusedJobError


def target_of(root: Path) -> FolderTarget:
    return release.open_target(pipeline.load_target_settings(root), root, str(root.parent / "live"))


def build(root: Path) -> BuildResult:
    return pipeline.build_for_target(root, target_of(root), jobs=1)


def publish(root: Path) -> set[str]:
    """Build and publish; the keys that were uploaded."""
    result = build(root)
    prepared = pipeline.prepare(result, target_of(root), datetime.now(UTC))
    pipeline.carry_out(prepared, lambda _event: None)
    return {upload.key for upload in prepared.plan.uploads}


def uploaded_audio(keys: set[str]) -> set[str]:
    """The slugs of the audio files among keys."""
    return {key.split("/")[1].split(".")[0] for key in keys if key.startswith("audio/")}


def enclosures(root: Path) -> dict[str, str]:
    """The addresses of the live enclosures, by guid."""
    feed = ET.parse(root.parent / "live" / "feed.xml")  # noqa: S314 -- our own
    return {item.findtext("guid", ""): item.find("enclosure").attrib["url"] for item in feed.iter("item")}


def clone(root: Path) -> Path:
    """What a version control system keeps of a show."""
    ignored = shutil.ignore_patterns("site", ".podcast")
    return shutil.copytree(root, root.parent / "clone", ignore=ignored)


def replace_by_pointer(recording: Path) -> None:
    """Replace a recording by the Git LFS pointer that stands for it."""
    digest = hashlib.sha256(recording.read_bytes()).hexdigest()
    size = recording.stat().st_size
    recording.write_text(f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n")


def set_new_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let master and tags be made by another version than before, which gives other bytes."""
    monkeypatch.setattr(id3, "_PADDING", 5000)
    monkeypatch.setattr(master, "CHAIN_VERSION", 99)
    monkeypatch.setattr(id3, "TAGS_VERSION", 77)


def write_published(folder: Path) -> Path:
    root = write_show(folder / "show")
    write(root / "intro.wav", speech(1, seed=9))
    change(root / "podcast.yaml", "publish:", "audio: {intro: intro.wav}\npublish:")
    publish(root)
    return folder


@pytest.fixture
def show(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A show of two episodes with an intro; beside it, `live` is its published site."""
    folder = shared_folder(tmp_path_factory, "taken-over", write_published)
    return shutil.copytree(folder, tmp_path / "work") / "show"


def test_a_fresh_clone_of_another_version_masters_and_uploads_no_audio(
    show: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, root = enclosures(show), clone(show)
    set_new_version(monkeypatch)
    monkeypatch.setattr(workers, "Workers", RefusingExecutor)
    assert uploaded_audio(publish(root)) == set()
    assert enclosures(root) == before
    assert not (root / "site" / "audio").exists()
    assert not [*(root / ".podcast").glob("masters/*")]


@pytest.mark.long
def test_audio_that_the_first_version_of_the_chain_has_published_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as first_version:
        first_version.setattr(master, "CHAIN_VERSION", 1)
        published = write_published(tmp_path)
    root, live = published / "show", published / "live" / "audio"
    before = {path.name: path.read_bytes() for path in live.iterdir()}
    addresses, copy = enclosures(root), clone(root)
    assert master.CHAIN_VERSION > 1
    monkeypatch.setattr(workers, "Workers", RefusingExecutor)
    assert uploaded_audio(publish(copy)) == set()
    assert {path.name: path.read_bytes() for path in live.iterdir()} == before
    assert enclosures(copy) == addresses
    assert not [*(copy / ".podcast").glob("masters/*")]


def test_without_the_takeover_the_other_version_would_master_again(show: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = clone(show)
    set_new_version(monkeypatch)
    monkeypatch.setattr(workers, "Workers", RefusingExecutor)
    with pytest.raises(RefusedJobError):
        pipeline.build_site(root)


def test_the_same_folder_keeps_its_audio_with_another_version(show: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name: path.read_bytes() for path in (show / "site" / "audio").iterdir()}
    live = enclosures(show)
    set_new_version(monkeypatch)
    monkeypatch.setattr(workers, "Workers", RefusingExecutor)
    pipeline.build_site(show)  # also where no target is asked
    assert uploaded_audio(publish(show)) == set()
    assert {path.name: path.read_bytes() for path in (show / "site" / "audio").iterdir()} == before
    assert enclosures(show) == live


def test_a_taken_over_site_is_the_one_of_the_first_computer(show: Path) -> None:
    root = clone(show)
    build(root)
    files = {path.relative_to(show / "site") for path in (show / "site").rglob("*") if path.is_file()}
    for name in files:
        if name.parts[0] != "audio":
            assert (root / "site" / name).read_bytes() == (show / "site" / name).read_bytes(), name


def change_title(root: Path) -> None:
    change(root / EPISODE, "title: Folge 1", "title: Folge eins")


def change_recording(root: Path) -> None:
    write_wav(root / RECORDING, sine(300, 3) * 0.3)


def change_chapter(root: Path) -> None:
    change(root / EPISODE, "0:01 Mitte", "0:01 In der Mitte")


def change_episode_setting(root: Path) -> None:
    change(root / EPISODE, "season: 1", "audio: {loudness: -18}\nseason: 1")


def change_cover(root: Path) -> None:
    Image.new("RGB", (1400, 1400), (120, 8, 60)).save(root / "cover.jpg")


def change_intro(root: Path) -> None:
    write(root / "intro.wav", speech(1, seed=10))


@pytest.mark.long
@pytest.mark.parametrize("in_clone", [True, False], ids=["clone", "same folder"])
@pytest.mark.parametrize(
    ("make_change", "slugs"),
    [
        (change_title, {"folge-1"}),
        (change_recording, {"folge-1"}),
        (change_chapter, {"folge-1"}),
        (change_episode_setting, {"folge-1"}),
        (change_cover, AUDIO),
        (change_intro, AUDIO),
    ],
)
def test_a_change_of_what_audio_is_made_from_makes_new_audio(show: Path, make_change, slugs, in_clone) -> None:
    root = clone(show) if in_clone else show
    make_change(root)
    assert uploaded_audio(publish(root)) == slugs


def test_what_is_not_part_of_the_audio_changes_none(show: Path) -> None:
    root = clone(show)
    change(root / EPISODE, "Mit *Absicht* kurz", "Mit Absicht lang")
    uploads = publish(root)
    assert "feed.xml" in uploads
    assert uploaded_audio(uploads) == set()


@pytest.mark.long
@pytest.mark.parametrize("in_clone", [True, False], ids=["clone", "same folder"])
def test_a_remaster_replaces_the_live_audio_for_good(
    show: Path,
    monkeypatch: pytest.MonkeyPatch,
    in_clone: bool,  # noqa: FBT001
) -> None:
    root, before = clone(show) if in_clone else show, enclosures(show)
    set_new_version(monkeypatch)
    pipeline.request_remaster(root, ["folge-1"])
    pipeline.build_site(root)  # a build in between does not lose it
    assert uploaded_audio(publish(root)) == {"folge-1"}
    after = enclosures(root)
    assert {guid for guid in before if before[guid] != after[guid]} == {"little-1"}
    assert uploaded_audio(publish(root)) == set()
    assert enclosures(root) == after


@pytest.mark.long
def test_all_episodes_can_be_remastered(show: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_new_version(monkeypatch)
    pipeline.request_remaster(show, ["*"])
    assert uploaded_audio(publish(show)) == AUDIO


@pytest.mark.parametrize("lose", [replace_by_pointer, os.remove], ids=["pointer", "missing"])
def test_an_unchanged_episode_is_published_without_its_recording(show: Path, lose) -> None:
    root, before = clone(show), enclosures(show)
    lose(root / RECORDING)
    assert uploaded_audio(publish(root)) == set()
    assert enclosures(root) == before


@pytest.mark.parametrize("lose", [replace_by_pointer, os.remove], ids=["pointer", "missing"])
def test_a_changed_episode_without_its_recording_is_refused_with_the_file(show: Path, lose) -> None:
    root = clone(show)
    lose(root / RECORDING)
    change_title(root)
    with pytest.raises(ShowError) as refusal:
        build(root)
    (problem,) = refusal.value.problems
    assert problem.remedy
    assert "recording" in str(problem)
    assert "folge-1" in str(problem)
    if lose is replace_by_pointer:
        assert "run `git lfs pull`" in str(problem)


def test_a_remaster_without_the_recording_is_refused(show: Path) -> None:
    root = clone(show)
    replace_by_pointer(root / RECORDING)
    pipeline.request_remaster(root, ["folge-1"])
    with pytest.raises(ShowError, match="git lfs pull"):
        build(root)


def manifest_audio(root: Path) -> dict[str, dict[str, object]]:
    return dict(release.read_live_audio(pipeline.load_target_settings(root).guid, target_of(root)).records)


def test_an_undo_restores_the_audio_records_of_its_generation(show: Path, tmp_path: Path) -> None:
    first = manifest_audio(show)
    change_title(show)
    publish(show)
    assert manifest_audio(show)["folge-1"] != first["folge-1"]
    folder = tmp_path / "undo"
    folder.mkdir()
    settings = pipeline.load_target_settings(show)
    pipeline.carry_out(release.prepare_undo(settings, target_of(show), 0, folder), lambda _event: None)
    assert manifest_audio(show) == first


@pytest.mark.parametrize(
    "value",
    [
        *(None, 1, {"audio": None}, {"audio": {}}, {"audio": {"path": 3}, "inputs": 5}),
        *(pytest.param(value, marks=pytest.mark.long) for value in ([], "x", {}, {"inputs": []})),
    ],
    ids=json.dumps,
)
def test_a_damaged_record_is_ignored(show: Path, monkeypatch: pytest.MonkeyPatch, value: object) -> None:
    root, read = clone(show), release.read_live_audio
    with_damage = {**manifest_audio(show), "folge-1": value}

    def read_damaged(guid: str, target: FolderTarget, location: AudioLocation) -> object:
        live = read(guid, target, location)
        return type(live)(with_damage, live.files, live.read)

    monkeypatch.setattr(release, "read_live_audio", read_damaged)
    result = build(root)
    assert {path.name.split(".")[0] for path in (root / "site" / "audio").iterdir()} == {"folge-1"}
    assert {*result.audio} == AUDIO


@pytest.mark.parametrize(
    ("name", "value"),
    [("path", 1), ("path", None), ("seconds", "2"), ("alternate_formats", 3), ("alternate_formats", [3])],
)
def test_audio_facts_of_a_wrong_type_are_none(show: Path, name: str, value: object) -> None:
    facts = manifest_audio(show)["folge-1"]["audio"]
    assert audio_from_json(facts) is not None
    assert audio_from_json({**facts, name: value}) is None


@pytest.mark.long
def test_damaged_audio_is_not_taken_over_but_made_again(show: Path) -> None:
    root, live = clone(show), show.parent / "live"
    (path,) = live.glob("audio/folge-1.*.mp3")
    content = path.read_bytes()
    path.write_bytes(content[:-9] + b"x" * 9)
    result = release.verify(pipeline.load_target_settings(root), target_of(root), lambda _object: None, full=True)
    release.mark_damaged(target_of(root), result)
    assert uploaded_audio(publish(root)) == {"folge-1"}
    assert path.read_bytes() == content


def test_the_request_of_a_remaster_is_done_with_when_a_build_has_finished(show: Path) -> None:
    pipeline.request_remaster(show, ["folge-1"])
    pipeline.build_site(show)
    with Cache(ProjectPaths(show).database, show) as cache:
        assert cache.get_json("request", "remaster") is None


def test_the_audio_of_a_withdrawn_episode_is_not_taken_over(show: Path) -> None:
    change(show / EPISODE, "title:", "withdrawn: {on: 2024-03-01, reason: Auf Wunsch des Gastes.}\ntitle:")
    assert set(build(show).audio) == {"folge-2"}
    shutil.rmtree(show / "site")
    (show / RECORDING).unlink()
    result = build(show)
    assert set(result.audio) == set(result.audio_records) == {"folge-2"}
    assert not any("folge-1" in key for key in result.takeover.remote_files)


@pytest.mark.long
def test_without_any_recording_jingles_transcripts_and_pictures_of_chapters_count_as_well(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show")
    write(root / "intro.wav", speech(1, seed=9))
    change(root / "podcast.yaml", "publish:", "audio: {intro: intro.wav, transcript: true}\npublish:")
    folder = root / "episodes/folge-1"
    Image.new("RGB", (300, 300)).save(folder / "bild.png")
    (folder / "transcript.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nGuten Tag.\n", "utf-8")
    change(root / EPISODE, "  - 0:00 Anfang\n", "  - {start: 0:00, title: Anfang, image: bild.png}\n")
    publish(root)
    before = enclosures(root)
    for recording in root.rglob("recording.wav"):
        recording.unlink()
    assert uploaded_audio(publish(root)) == set()
    assert enclosures(root) == before
    (folder / "transcript.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nGuten Abend.\n", "utf-8")
    with pytest.raises(ShowError, match=r"recording: is missing"):
        build(root)


def test_a_new_header_is_no_reason_to_upload_audio_that_only_the_target_has(
    show: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = clone(show)
    monkeypatch.setattr(plan, "cache_control", lambda _key: "public, max-age=60")
    uploads = publish(root)
    assert "feed.xml" in uploads, "its header is new"
    assert uploaded_audio(uploads) == set()


@pytest.mark.parametrize("lose", [replace_by_pointer, os.remove], ids=["pointer", "missing"])
def test_chapters_of_a_recording_that_is_not_here_stay_as_they_were_published(tmp_path: Path, lose) -> None:
    root = write_show(tmp_path / "show", episodes=1, suffix="flac")
    recording = root / "episodes/folge-1/recording.flac"
    flac = FLAC(recording)
    for number, (time, title) in enumerate([("00:00:00.000", "Vorspann"), ("00:00:01.000", "Gespräch")]):
        flac[f"CHAPTER{number:03}"], flac[f"CHAPTER{number:03}NAME"] = time, title
    flac.save()
    path = root / EPISODE
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("chapters:")] + "chapters: recording\n", "utf-8")
    publish(root)
    before, page = enclosures(root), (root / "site/folge-1/index.html").read_bytes()
    assert "Gespräch".encode() in page
    shutil.rmtree(root / ".podcast")
    shutil.rmtree(root / "site")
    lose(recording)
    assert uploaded_audio(publish(root)) == set()
    assert enclosures(root) == before
    assert (root / "site/folge-1/index.html").read_bytes() == page
